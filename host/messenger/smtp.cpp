#include "host/messenger/smtp.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "host/base/text.hpp"
#include "host/messenger/mail_text.hpp"
#include "host/messenger/tls.hpp"
#include "host/messenger/watchdog.hpp"

namespace fairway {
namespace {

namespace net = Poco::Net;
using Security = config::Smtp::Security;

constexpr const char* kHello = "EHLO localhost";  // who has no name of its own says anything (RFC 5321, 4.1.4)
constexpr std::size_t kLongestAnswer = 16384;     // of all its lines
constexpr std::size_t kShownAnswer = 200;
constexpr Millis kFarewell = std::chrono::seconds(2);  // for the answer to QUIT, on which nothing depends

Poco::Timespan span_of(Millis time) { return {0, static_cast<long>(time.count()) * 1000}; }

struct SmtpAnswer {
  int status = 0;
  std::string text;  // of all lines
  int kind() const { return status / 100; }
};

// Commands out, answers in. Not Poco's SMTPClientSession, which does not tell a failure before the mail was handed over from one
// after it.
class SmtpWire {
 public:
  explicit SmtpWire(const net::StreamSocket& socket) : socket_(socket) {}

  void turn_secure(const std::string& host, const net::Context::Ptr& context) {
    socket_ = net::SecureStreamSocket::attach(socket_, host, context);
    unread_.clear();  // what came before nobody vouched for
  }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const int sent = socket_.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
      if (sent <= 0) throw net::ConnectionAbortedException("nothing more is taken");
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  SmtpAnswer ask(const std::string& command) {
    send(command + "\r\n");
    return answer();
  }
  SmtpAnswer answer() {
    SmtpAnswer out;
    while (true) {
      const auto line = read_line();
      const auto number = line.size() >= 3 ? line.substr(0, 3) : std::string();
      if (number.size() < 3 || number.find_first_not_of("0123456789") != std::string::npos)
        throw net::NetException("what it says is no answer of a mail server");
      out.status = std::stoi(number);
      out.text += (out.text.empty() ? "" : " ") + (line.size() > 4 ? line.substr(4) : std::string());
      if (out.text.size() > kLongestAnswer) throw net::NetException("its answer does not end");
      if (line.size() == 3 || line[3] != '-') return out;
    }
  }
  void wait_at_most(Millis time) { socket_.setReceiveTimeout(span_of(time)); }

 private:
  std::string read_line() {
    std::size_t end = 0;
    while ((end = unread_.find('\n')) == std::string::npos) {
      if (unread_.size() > kLongestAnswer) throw net::NetException("its answer does not end");
      std::array<char, 1024> piece{};
      const int got = socket_.receiveBytes(piece.data(), static_cast<int>(piece.size()));
      if (got <= 0) throw net::ConnectionResetException("it hung up");
      unread_.append(piece.data(), static_cast<std::size_t>(got));
    }
    auto line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    if (line.ends_with('\r')) line.pop_back();
    return line;
  }

  net::StreamSocket socket_;
  std::string unread_;
};

Status refused_with(const SmtpAnswer& answer, const std::string& what, const std::string& words) {
  const auto why = fmt::format("the mail server refuses {}: {}{}{}", what, answer.status, words.empty() ? "" : " ", words);
  const auto status = answer.status;
  if (status == 530 || status == 534 || status == 535 || status == 538) return fail(FW_E_AUTH, why);
  return fail(answer.kind() == 5 ? FW_E_REJECTED : FW_E_UNAVAILABLE, why);
}

Status refused(const SmtpAnswer& answer, const std::string& what) {
  return refused_with(answer, what, printable(answer.text, kShownAnswer));
}

// "5.7.8" at the beginning of an answer (RFC 3463); empty: there is none.
std::string enhanced_code(const std::string& text) {
  const auto word = text.substr(0, text.find(' '));
  const auto parts = split(word, '.');
  const bool digits = word.find_first_not_of("0123456789.") == std::string::npos;
  const auto fits = [](const std::string& part) { return !part.empty() && part.size() <= 3; };
  return digits && parts.size() == 3 && std::all_of(parts.begin(), parts.end(), fits) ? word : std::string();
}

// What a server says while somebody signs in may repeat what it was told: user and password, in base64.
Status refused_sign_in(const SmtpAnswer& answer) {
  return refused_with(answer, "user and password", enhanced_code(answer.text));
}

class Conversation {
 public:
  Conversation(const config::Smtp& server, const Mail& mail, const MessagePatience& patience,
               const std::atomic<bool>* stopping)
      : server_(server), mail_(mail), patience_(patience), stopping_(stopping) {}

  Sent run() {
    try {
      return talk();
    } catch (const net::SSLConnectionUnexpectedlyClosedException& error) {
      return ended(FW_E_UNAVAILABLE, error.displayText());
    } catch (const net::SSLException& error) {
      return ended(FW_E_CONFIG, "did not prove who it is: " + error.displayText());
    } catch (const Poco::Exception& error) { return ended(FW_E_UNAVAILABLE, error.displayText()); }
  }

 private:
  Sent ended(fw_rc code, const std::string& why) const {
    if (stopping_ && *stopping_) return {fail(FW_E_CANCELLED, "the host ends"), unsure_};
    return {fail(code, fmt::format("the mail server {}:{}: {}{}", server_.host, server_.port, printable(why, kShownAnswer),
                                   unsure_ ? "; the mail may have been sent" : "")),
            unsure_};
  }

  Sent talk() {
    net::StreamSocket plain;
    plain.connect(net::SocketAddress(server_.host, static_cast<Poco::UInt16>(server_.port)), span_of(patience_.step));
    const Watchdog watchdog(plain.impl()->sockfd(), patience_.whole, stopping_);
    plain.setReceiveTimeout(span_of(patience_.step));
    plain.setSendTimeout(span_of(patience_.step));
    SmtpWire wire(plain);
    if (server_.security == Security::tls) wire.turn_secure(server_.host, strict_tls(server_.authorities));
    if (const auto greeting = wire.answer(); greeting.kind() != 2) return {refused(greeting, "us"), false};
    const auto can = wire.ask(kHello);
    if (can.kind() != 2) return {refused(can, "EHLO"), false};
    if (server_.security == Security::starttls)
      if (auto ok = secure(wire, can); !ok) return {ok, false};
    if (!server_.user.empty())
      if (auto ok = sign_in(wire); !ok) return {ok, false};
    if (auto ok = expect(wire, fmt::format("MAIL FROM:<{}>", server_.from), "the sender"); !ok) return {ok, false};
    if (auto ok = expect(wire, fmt::format("RCPT TO:<{}>", mail_.to), "the recipient"); !ok) return {ok, false};
    return hand_over(wire);
  }

  static Status expect(SmtpWire& wire, const std::string& command, const char* what, int kind = 2) {
    const auto answer = wire.ask(command);
    return answer.kind() == kind ? Status() : refused(answer, what);
  }

  // Whoever stands between must not make us go on in the clear.
  Status secure(SmtpWire& wire, const SmtpAnswer& can) {
    if (to_lower(can.text).find("starttls") == std::string::npos)
      return fail(FW_E_CONFIG, fmt::format("the mail server {}:{} offers no STARTTLS", server_.host, server_.port));
    if (auto ok = expect(wire, "STARTTLS", "STARTTLS"); !ok) return ok;
    wire.turn_secure(server_.host, strict_tls(server_.authorities));
    return expect(wire, kHello, "EHLO");
  }

  Status sign_in(SmtpWire& wire) {
    const auto both = std::string(1, '\0') + server_.user + std::string(1, '\0') + server_.password;
    const auto plain = wire.ask("AUTH PLAIN " + to_base64(both));
    if (plain.kind() == 2) return {};
    if (plain.status != 500 && plain.status != 502 && plain.status != 504) return refused_sign_in(plain);
    for (const auto& said : {std::string("AUTH LOGIN"), to_base64(server_.user)})  // all that some older ones know
      if (const auto next = wire.ask(said); next.kind() != 3) return refused_sign_in(next);
    const auto end = wire.ask(to_base64(server_.password));
    return end.kind() == 2 ? Status() : refused_sign_in(end);
  }

  // Until the line that ends it nothing was taken; once that is on its way, only the answer tells.
  Sent hand_over(SmtpWire& wire) {
    if (auto ok = expect(wire, "DATA", "DATA", 3); !ok) return {ok, false};
    wire.send(mail_bytes(mail_, server_.from));
    unsure_ = true;
    const auto answer = wire.ask(".");
    unsure_ = answer.kind() != 2 && answer.kind() != 4 && answer.kind() != 5;
    if (answer.kind() != 2) return {refused(answer, "the mail"), unsure_};
    say_farewell(wire);
    return {};
  }

  static void say_farewell(SmtpWire& wire) {
    try {
      wire.wait_at_most(kFarewell);
      wire.ask("QUIT");
    } catch (const Poco::Exception&) {  // the mail is there all the same
    }
  }

  const config::Smtp& server_;
  const Mail& mail_;
  const MessagePatience& patience_;
  const std::atomic<bool>* stopping_;
  bool unsure_ = false;
};

}  // namespace

Sent send_mail(const config::Smtp& server, const Mail& mail, const MessagePatience& patience,
               const std::atomic<bool>* stopping) {
  return Conversation(server, mail, patience, stopping).run();
}

}  // namespace fairway
