// One thread for what waits: lines that workers write to stderr, and things to be done later.
#pragma once
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <thread>

#include "host/plugins/supervisor/spawn.hpp"

namespace fairway::plugins {

class Attendant {
 public:
  Attendant();
  ~Attendant();  // reads what workers said last; what is still to be done is dropped

  using Line = std::function<void(std::string_view)>;
  void read_lines(Fd from, Line each);                   // [any] until its end of file
  void later(Millis delay, std::function<void()> task);  // [any] real time; tasks are short

 private:
  struct Source {
    Fd fd;
    Line each;
    std::string partial;
  };
  void run();
  void run_due(std::unique_lock<std::mutex>& lock);
  static bool read(Source& source);
  void read_what_is_there();
  void wake() noexcept;

  SystemClock clock_;
  Fd waker_;
  std::mutex mutex_;
  std::list<Source> sources_, added_;  // sources_: of the thread alone
  std::multimap<Millis, std::function<void()>> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace fairway::plugins
