// Small recurring chores of the host itself, on one thread. A chore that fails is logged and comes again.
#pragma once
#include <thread>

#include "host/engine/log.hpp"

namespace fairway::engine {

struct Chore {
  std::string name;
  Millis every;
  std::function<Status()> run;
};

class Housekeeper {
 public:
  Housekeeper(std::vector<Chore> chores, Clock& clock, Log log)
      : chores_(std::move(chores)), clock_(clock), log_(std::move(log)) {}
  ~Housekeeper() { stop(); }
  Housekeeper(const Housekeeper&) = delete;
  Housekeeper& operator=(const Housekeeper&) = delete;

  void start();  // each chore runs first after its interval
  void stop();   // waits for the chore in hand

 private:
  void loop(std::vector<Instant> due);

  std::vector<Chore> chores_;
  Clock& clock_;
  Log log_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace fairway::engine
