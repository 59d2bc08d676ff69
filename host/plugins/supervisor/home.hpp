// A plugin with its versions: the one that takes calls and, around a swap, the one before it.
#pragma once
#include <set>
#include <thread>
#include <unordered_map>

#include "host/plugins/supervisor/keeper.hpp"

namespace fairway::plugins {

// One at a time, waiting no longer than until a given time.
class Turn {
 public:
  bool take(std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(mutex_);
    if (!free_.wait_until(lock, until, [this] { return !taken_; })) return false;
    return taken_ = true;
  }
  void give() {
    {
      std::scoped_lock lock(mutex_);
      taken_ = false;
    }
    free_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  bool taken_ = false;
};

// One version of a plugin with its worker, and a second one in which suspects run alone.
struct Edition {
  // `crashed`: its worker ended by itself; on its keeper's thread, before callers are told.
  Edition(Shop& shop, PluginFile of, std::int64_t counted, const std::shared_ptr<ErrorLog>& errors,
          std::function<void(const std::string&)> crashed);
  void stop(Millis grace);

  const PluginFile file;
  const std::int64_t number;
  Turn alone;                       // of a call in quarantine
  std::atomic<bool> left{false};    // another one takes the calls: what need not end here runs there
  std::atomic<bool> failed{false};  // it died in its probation: no call is to blame
  Keeper main, quarantine;          // last: their threads use the above
};

class PluginHome {
 public:
  using Time = std::chrono::steady_clock::time_point;

  PluginHome(Shop& shop, const PluginFile& file);
  PluginHome(Shop& shop, std::shared_ptr<ErrorLog> errors, std::shared_ptr<Edition> only);  // to ask it before it is adopted
  ~PluginHome();

  // A call's place in the version that it is to run in, from before it begins until its caller knows its end.
  class Seat {
   public:
    Seat(PluginHome& home, std::shared_ptr<Edition> edition, std::string place)
        : home_(&home), edition_(std::move(edition)), place_(std::move(place)) {}
    Seat(Seat&& other) noexcept
        : home_(std::exchange(other.home_, nullptr)), edition_(std::move(other.edition_)), place_(std::move(other.place_)) {}
    ~Seat() {
      if (home_) home_->leave(*edition_, place_);
    }
    Edition& edition() const noexcept { return *edition_; }

   private:
    PluginHome* home_;
    std::shared_ptr<Edition> edition_;
    std::string place_;
  };
  // Waits while the version before has a call of the same instance in hand: one strand, never in two workers at once.
  Result<Seat> enter(const InstanceRecord* record, Time until, const std::atomic<bool>* cancel);

  std::shared_ptr<Edition> current() const;
  std::shared_ptr<Edition> prepare(const PluginFile& file);  // the next one, not adopted
  void settle();                                             // the version before has drained and ended; probation is over
  void adopt(std::shared_ptr<Edition> next);                 // after settle()
  void refuse(std::string why);                              // why the newest file does not run; empty: it does

  void cancel_all();        // [any] first step of stopping
  void stop(Millis grace);  // then
  void close(std::uint64_t instance);
  std::vector<WorkerInfo> infos() const;

  bool is_suspect(const std::string& key) const;
  void suspect(const std::string& key);
  void clear(const std::string& key);

  const std::shared_ptr<ErrorLog> errors;

 private:
  struct Slot {
    std::shared_ptr<Edition> edition;
    std::unordered_map<std::string, int> seats;  // calls by the place of their instance
    std::optional<Time> last_end;                // of a call
  };
  void leave(const Edition& edition, const std::string& place);
  void give_back(std::int64_t number, const std::string& why);  // the edition died: if on probation, the one before returns
  void oversee();                                               // drains the one before, waits for probation, ends the loser
  bool drain(std::unique_lock<std::mutex>& lock);
  std::string gap_text() const;
  std::vector<std::shared_ptr<Edition>> editions() const;

  Shop& shop_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t counted_ = 1;
  std::string swap_error_;
  bool on_probation_ = false, hurried_ = false, stopping_ = false;
  std::optional<Time> first_call_;  // of the version that takes calls since the last swap
  std::set<std::string> suspects_;
  Slot current_, former_;  // after what their keepers' threads use
  std::thread overseer_;
};

}  // namespace fairway::plugins
