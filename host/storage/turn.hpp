// A lock that is given in order of arrival: nobody starves while others write without pause.
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace fairway::storage {

class Turn {
 public:
  // Waits until all that came before have released. False, at once, when this very thread holds it: it would wait for ever.
  bool acquire();
  void release();
  std::size_t waiting() const;

 private:
  struct Waiter {
    std::condition_variable wake;
    std::thread::id thread;
    bool mine = false;
  };

  mutable std::mutex mutex_;
  bool held_ = false;
  std::thread::id holder_;
  std::deque<Waiter*> queue_;
};

}  // namespace fairway::storage
