// Questions about stock that somebody at a checkout waits for. Threads of its own ask, so that no slow warehouse holds up the
// host's work or its API; however many want to know of one SKU, it is asked for once at a time; what gathers while a place has
// calls enough goes in one call.
#pragma once
#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"

namespace fairway::api {

class LiveStock {
 public:
  struct Question {
    std::string account, who, sku;  // as `who`, that ships, calls it
    friend auto operator<=>(const Question&, const Question&) = default;
  };
  // These SKUs were told a level of, and it is kept: who waits for one of them goes on.
  using Told = std::function<void(const std::set<std::string>& skus)>;
  // Asks one who ships for some SKUs, within the time, and keeps what it says, piece by piece; ends soon once `given_up`.
  // Where it throws, it told no more. [LiveStock's threads]
  using Ask = std::function<void(const std::string& account, const std::string& who, const std::vector<std::string>& skus,
                                 Millis deadline, const std::atomic<bool>& given_up, const Told& told)>;
  struct Options {
    std::size_t threads = 16;
    std::size_t calls = 3;    // of one place at once: one answer that hangs holds up neither the place nor the threads
    std::size_t batch = 20;   // SKUs in one call
    std::size_t open = 1000;  // SKUs of one place that are to be asked for; of further ones nothing is told, at once
  };
  LiveStock(Ask ask, const Clock& clock, Options options);
  LiveStock(Ask ask, const Clock& clock) : LiveStock(std::move(ask), clock, Options()) {}
  ~LiveStock() { stop(); }
  LiveStock(const LiveStock&) = delete;
  LiveStock& operator=(const LiveStock&) = delete;

  // Where callers wait: a listener has only so many threads, and some are for other things. Further ones are told nothing, at
  // once. Guarded by LiveStock.
  struct Seats {
    std::size_t all = 0, taken = 0;
  };

  // Waits, in real time, until all questions are answered or the time is over. Those that were answered, and whose answers are
  // kept. [any thread]
  std::set<Question> ask(const std::vector<Question>& questions, Millis patience, Seats& seats);
  std::size_t taken(const Seats& seats) const;
  // Callers go on with what they have; gives up the calls in hand and waits for them.
  void stop();

 private:
  struct Flight {  // one SKU being asked for, or about to be
    Question question;
    Millis until{0};  // by the steady clock: nobody waits for it longer
    bool done = false, answered = false;
  };
  using Flights = std::vector<std::shared_ptr<Flight>>;
  struct Place {
    std::map<std::string, std::shared_ptr<Flight>> open;  // by SKU, until it has ended
    Flights waiting;
    std::size_t calls = 0;  // under way
  };
  using PlaceName = std::pair<std::string, std::string>;  // account and who

  std::shared_ptr<Flight> join(const Question& question, Millis until);
  Flights take(Place& place);
  void queue(const PlaceName& name, const Place& place);
  void answer(const Flights& flights, const std::set<std::string>& told);
  void end(const Flights& flights);
  void ask_now(const PlaceName& name, const Flights& flights, std::unique_lock<std::mutex>& lock);
  void work();

  const Ask ask_;
  const Clock& clock_;
  const Options options_;
  mutable std::mutex mutex_;  // of all below
  std::condition_variable work_, ended_;
  std::map<PlaceName, Place> places_;
  std::deque<PlaceName> ready_;  // that have something waiting and a call left; one may stand here more than once
  std::atomic<bool> stopping_{false};
  std::vector<std::thread> threads_;
};

}  // namespace fairway::api
