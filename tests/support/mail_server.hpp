// A mail server on a loopback socket, one connection at a time, that can be made to fail in every way that matters.
#pragma once
#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/ServerSocket.h>

#include "host/base/text.hpp"

namespace fairway::testing {

class MailServer {
 public:
  enum class Fault {
    none,
    refuses,       // the recipient, for good
    busy,          // the recipient, for now
    hangs_up,      // in the middle of an answer of several lines
    drops_before,  // while the mail is sent: it was not taken
    drops_after,   // once the mail was taken, without an answer
    slow           // no answer to the greeting, ever
  };
  struct Options {
    std::string user, password;            // asked for; empty: nobody signs in
    std::string certificate, key;          // with STARTTLS, or at once with `tls`; empty: neither is offered
    bool tls = false, login_only = false;  // login_only: it does not know AUTH PLAIN
    bool repeats = false;                  // whom it refuses it says what it was told
  };
  struct Taken {
    std::string from, to, text;  // text: as it was meant, with LF
    bool secure = false;
  };

  MailServer() : MailServer(Options()) {}
  explicit MailServer(Options options)
      : options_(std::move(options)), socket_(Poco::Net::SocketAddress("127.0.0.1", 0)), thread_([this] { serve(); }) {}
  ~MailServer() {
    stopping_ = true;
    thread_.join();
  }
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;

  int port() const { return socket_.address().port(); }
  // From now on; the next `times` connections.
  void fail_with(Fault fault, int times = 1000) {
    std::scoped_lock lock(mutex_);
    fault_ = fault, times_ = times;
  }
  std::vector<Taken> taken() const {
    std::scoped_lock lock(mutex_);
    return taken_;
  }

 private:
  struct Gone {};

  void serve() {
    while (!stopping_) {
      if (!socket_.poll(Poco::Timespan(0, 20'000), Poco::Net::Socket::SELECT_READ)) continue;
      try {
        client_ = socket_.acceptConnection();
        client_.setReceiveTimeout(Poco::Timespan(0, 50'000));
        unread_.clear();
        talk();
      } catch (const Gone&) {
      } catch (const Poco::Exception&) {  // the other side left
      }
      client_.close();
    }
  }

  Fault next_fault() {
    std::scoped_lock lock(mutex_);
    return times_ > 0 && times_-- > 0 ? fault_ : Fault::none;
  }

  void talk() {
    const auto fault = next_fault();
    secure_ = false;
    if (options_.tls) turn_secure();
    if (fault == Fault::slow)
      while (line().size() < 100'000) continue;
    say("220 mail.example ready");
    bool known = options_.user.empty();
    Taken mail;
    while (true) {
      const auto command = line();
      const auto verb = to_lower(command.substr(0, 4));
      if (verb == "ehlo") {
        if (fault == Fault::hangs_up) return say("250-mail.example");
        say(options_.certificate.empty() || secure_ ? "250-mail.example\r\n250 AUTH PLAIN LOGIN"
                                                    : "250-mail.example\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS");
      } else if (verb == "star") {
        say("220 go ahead");
        turn_secure();
      } else if (verb == "auth") {
        known = sign_in(command);
        if (known) say("235 welcome");
      } else if (!known) {
        say("530 who are you?");
      } else if (verb == "mail") {
        mail = {command.substr(11, command.size() - 12), {}, {}, secure_};
        say("250 fine");
      } else if (verb == "rcpt") {
        mail.to = command.substr(9, command.size() - 10);
        if (fault == Fault::refuses) say("550 nobody of that name");
        else if (fault == Fault::busy) say("451 not now");
        else say("250 fine");
      } else if (verb == "data") {
        say("354 go on");
        if (fault == Fault::drops_before) return (void)line();
        mail.text = body();
        {
          std::scoped_lock lock(mutex_);
          taken_.push_back(mail);
        }
        if (fault == Fault::drops_after) return;
        say("250 taken");
      } else if (verb == "quit") {
        return say("221 bye");
      } else {
        say("502 what?");
      }
    }
  }

  bool sign_in(const std::string& command) {
    if (command.starts_with("AUTH PLAIN ") && !options_.login_only) {
      const auto said = from_base64(command.substr(11)).value_or("");
      if (said == std::string(1, '\0') + options_.user + std::string(1, '\0') + options_.password) return true;
      return refuse(command);
    }
    if (command != "AUTH LOGIN") return say("504 not that way"), false;
    say("334 VXNlcm5hbWU6");
    const auto user = line();
    say("334 UGFzc3dvcmQ6");
    const auto password = line();
    if (from_base64(user) == options_.user && from_base64(password) == options_.password) return true;
    return refuse(user + " " + password);
  }

  bool refuse(const std::string& told) {
    say(options_.repeats ? "535-5.7.8 bad: " + told + "\r\n535 5.7.8 try again" : "535 no");
    return false;
  }

  void turn_secure() {
    using Poco::Net::Context;
    Context::Ptr context(new Context(Context::TLS_SERVER_USE, options_.key, options_.certificate, "", Context::VERIFY_NONE));
    client_.setReceiveTimeout(Poco::Timespan(5, 0));
    auto secure = Poco::Net::SecureStreamSocket::attach(client_, context);
    secure.completeHandshake();
    client_ = secure;
    secure_ = true;
  }

  std::string body() {
    std::string text;
    for (auto next = line(); next != "."; next = line()) text += (next.starts_with('.') ? next.substr(1) : next) + "\n";
    return text;
  }

  void say(const std::string& text) {
    const auto bytes = text + "\r\n";
    client_.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
  }

  std::string line() {
    std::size_t end = 0;
    while ((end = unread_.find("\r\n")) == std::string::npos) {
      if (stopping_) throw Gone();
      char piece[1024];
      try {
        const int got = client_.receiveBytes(piece, sizeof piece);
        if (got <= 0) throw Gone();
        unread_.append(piece, static_cast<std::size_t>(got));
      } catch (const Poco::TimeoutException&) {  // looks whether the test has ended
      }
    }
    auto text = unread_.substr(0, end);
    unread_.erase(0, end + 2);
    return text;
  }

  const Options options_;
  Poco::Net::ServerSocket socket_;
  Poco::Net::StreamSocket client_;
  std::string unread_;
  bool secure_ = false;
  mutable std::mutex mutex_;  // of the three below
  std::vector<Taken> taken_;
  Fault fault_ = Fault::none;
  int times_ = 0;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace fairway::testing
