// Questions about stock that somebody at a checkout waits for. Threads of its own ask, so that no slow warehouse holds up the
// host's work or its API; however many want to know of one SKU, it is asked for once at a time; what is asked of one place goes
// in one call.
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
  // Asks one who ships for some SKUs, within the time, and keeps what it says; ends soon once `given_up`. Those of which it
  // said something. [LiveStock's threads]
  using Ask = std::function<std::set<std::string>(const std::string& account, const std::string& who,
                                                  const std::vector<std::string>& skus, Millis deadline,
                                                  const std::atomic<bool>& given_up)>;
  struct Options {
    std::size_t threads = 8;
    std::size_t waiting = 32;  // callers at a time: fewer than the API has threads. Further ones are told nothing, at once
    std::size_t batch = 20;    // SKUs in one call
    std::size_t open = 1000;   // SKUs of one place that are to be asked for; of further ones nothing is told, at once
  };
  LiveStock(Ask ask, const Clock& clock, Options options);
  LiveStock(Ask ask, const Clock& clock) : LiveStock(std::move(ask), clock, Options()) {}
  ~LiveStock() { stop(); }
  LiveStock(const LiveStock&) = delete;
  LiveStock& operator=(const LiveStock&) = delete;

  // Waits, in real time, until all questions are answered or the time is over. Those that were answered, and whose answers are
  // kept. [any thread]
  std::set<Question> ask(const std::vector<Question>& questions, Millis patience);
  std::size_t callers() const;  // that wait now
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
    bool busy = false;
  };
  using PlaceName = std::pair<std::string, std::string>;  // account and who

  std::shared_ptr<Flight> join(const Question& question, Millis until);
  Flights take(Place& place);
  void end(const Flights& flights, const std::set<std::string>& answered);
  void work();

  const Ask ask_;
  const Clock& clock_;
  const Options options_;
  mutable std::mutex mutex_;  // of all below
  std::condition_variable work_, ended_;
  std::map<PlaceName, Place> places_;
  std::deque<PlaceName> ready_;  // that have something waiting and are not busy
  std::size_t callers_ = 0;
  std::atomic<bool> stopping_{false};
  std::vector<std::thread> threads_;
};

}  // namespace fairway::api
