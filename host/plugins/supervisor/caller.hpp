// One call on the caller's thread: picks the worker, waits, enforces the deadline, reads how it ended.
#pragma once
#include <functional>
#include <set>

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

// A plugin with its worker, and a second one in which suspects run alone.
class PluginHome {
 public:
  PluginHome(Shop& shop, const PluginFile& file);

  const PluginFile file;
  const std::shared_ptr<ErrorLog> errors;
  Keeper main, quarantine;
  Turn alone;  // of a call in quarantine

  bool is_suspect(const std::string& key) const;
  void suspect(const std::string& key);
  void clear(const std::string& key);

 private:
  mutable std::mutex mutex_;
  std::set<std::string> suspects_;
};

struct Outcome {
  Status status;
  std::vector<Failure> findings;
  std::vector<StateWrite> state;
  std::string tail;        // the verb's own fields
  bool in_plugin = false;  // the plugin had the call in hand when its worker died
  bool by_itself = false;  // the worker ended it, and lived
};

class Caller {
 public:
  using OnLetter = std::function<void(const Letter&, Generation&, const Pending&)>;
  Caller(Shop& shop, PluginHome& home) : shop_(shop), home_(home) {}

  // `record`: none for validate. `on_letter` sees all but the end.
  Outcome run(const std::shared_ptr<const InstanceRecord>& record, Verb verb, const std::string& fields,
              const CallOptions& options, const OnLetter& on_letter);

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Started {
    std::shared_ptr<Generation> worker;
    std::shared_ptr<Pending> call;
  };
  Result<Started> start(Keeper& keeper, const std::shared_ptr<const InstanceRecord>& record, Verb verb,
                        const std::string& fields, const CallOptions& options, Time deadline);
  Outcome attend(const Started& started, const CallOptions& options, Time deadline, const OnLetter& on_letter);
  Outcome run_in(Keeper& keeper, const std::shared_ptr<const InstanceRecord>& record, Verb verb, const std::string& fields,
                 const CallOptions& options, Time deadline, const OnLetter& on_letter);
  Millis escalate(Generation& worker, const Pending& call, std::uint8_t& level) const;
  void abandon(const Started& started);

  Shop& shop_;
  PluginHome& home_;
};

}  // namespace fairway::plugins
