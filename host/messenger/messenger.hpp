// Gets one message out to people: by e-mail, or to a webhook.
#pragma once
#include <atomic>
#include <memory>
#include <string>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"
#include "host/config/snapshot.hpp"

namespace fairway {

struct Mail {
  std::string to;
  std::string id;             // the same each time that it is sent: who gets it twice can tell
  std::string subject, text;  // text: UTF-8, lines
  Instant at;                 // of what it tells
};

struct Post {
  std::string url, id, body;  // id: as of a mail; body: JSON
};

// What came of it. UNAVAILABLE: later; AUTH, CONFIG: not before somebody changes something; REJECTED: not this message.
struct Sent {
  Status status;
  bool unsure = false;  // of a failure: it may have arrived all the same
};

// [any thread]
class Messenger {
 public:
  virtual ~Messenger() = default;
  // `stopping`: the call ends soon once it is set; null: nothing sets it.
  virtual Sent mail(const config::Smtp& server, const Mail& mail, const std::atomic<bool>* stopping) = 0;
  virtual Sent post(const Post& post, const std::atomic<bool>* stopping) = 0;
};

// How long is waited, in real time.
struct MessagePatience {
  Millis step = std::chrono::seconds(20);   // for one answer
  Millis whole = std::chrono::seconds(60);  // for all of it, however steadily it drips
};
std::unique_ptr<Messenger> make_messenger(const MessagePatience& patience = {});

}  // namespace fairway
