// Nobody may hold a thread by being slow. A connection has one, also while we wait for its bytes: who takes too long is cut
// off, and where others wait for a thread, those who have been waited for the longest go first.
#pragma once
#include <functional>
#include <list>
#include <thread>

#include "host/base/clock.hpp"

namespace fairway::api {

struct Patience {
  Millis header = std::chrono::seconds(10);  // from the first moment of a connection, or the last answer and `idle`
  Millis body = std::chrono::seconds(30);    // from the end of the header; all of it, however steadily it drips
  Millis answer = std::chrono::seconds(30);  // for the other side to take it
  Millis idle = std::chrono::seconds(5);     // between an answer and the next request
  Millis crowded = std::chrono::seconds(2);  // instead of all these while others wait for a thread
  int threads = 64;                          // connections served at a time; more wait in line
};

class Doorman {
 public:
  // `in_line`: how many connections wait for a thread now. [its own thread]
  Doorman(const Clock& clock, const Patience& patience, std::function<int()> in_line);
  ~Doorman();
  Doorman(const Doorman&) = delete;
  Doorman& operator=(const Doorman&) = delete;

  const Patience& patience() const { return patience_; }
  void close();  // cuts all off, and whoever comes later at once

  // A connection, from when it has a thread to its end. One thread at a time.
  class Guest {
   public:
    Guest(Doorman& doorman, int fd);  // the header is awaited
    ~Guest();
    Guest(const Guest&) = delete;
    Guest& operator=(const Guest&) = delete;
    void await(Millis most);  // the other side must do something now
    void work();              // it is our turn: no limit

   private:
    friend class Doorman;
    void cut() const;
    Doorman& doorman_;
    const int fd_;  // a duplicate, so that no other connection that got the number meanwhile is hit
    bool awaited_ = true;
    Millis since_{0}, until_{0};
    std::list<Guest*>::iterator place_;
  };

 private:
  void run();
  void look();

  const Clock& clock_;
  const Patience patience_;
  const std::function<int()> in_line_;
  std::mutex mutex_;  // of all below and of what guests hold
  std::condition_variable wake_;
  std::list<Guest*> guests_;
  bool closed_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace fairway::api
