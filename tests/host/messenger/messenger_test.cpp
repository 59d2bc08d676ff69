// HST-10: mail and webhooks over real sockets, and what is said of those that fail.
#include "host/messenger/messenger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "host/messenger/mail_text.hpp"
#include "tests/support/certificate.hpp"
#include "tests/support/mail_server.hpp"

namespace fairway {
namespace {

using ::testing::HasSubstr;
using Fault = testing::MailServer::Fault;
using Security = config::Smtp::Security;

const Instant kThen = *parse_time("2026-11-30T12:00:00Z");

config::Smtp at(const testing::MailServer& server, Security security = Security::none) {
  config::Smtp smtp;
  smtp.host = security == Security::none ? "127.0.0.1" : "localhost";
  smtp.port = server.port(), smtp.security = security, smtp.from = "fairway@example.com";
  return smtp;
}

Mail some_mail() {
  return {"ops@example.com", "notice.1@example.com", "acme: import 12 of us-main is done", "One line\n.dots\nthe end",
          kThen};
}

// As the host does: who writes to a connection that ended is told by an error.
const auto kBefore = std::signal(SIGPIPE, SIG_IGN);

Sent send(const config::Smtp& smtp, const Mail& mail = some_mail(), Millis step = std::chrono::seconds(20)) {
  return make_messenger({step, std::chrono::seconds(30)})->mail(smtp, mail, nullptr);
}

TEST(Smtp, AMailArrivesAsItWasMeant) {
  testing::MailServer server;
  ASSERT_TRUE(send(at(server)).status);
  ASSERT_EQ(server.taken().size(), 1U);
  const auto got = server.taken()[0];
  EXPECT_EQ(got.from, "fairway@example.com");
  EXPECT_EQ(got.to, "ops@example.com");
  EXPECT_EQ(got.text.substr(0, got.text.find("\n\n") + 2),
            "Date: Mon, 30 Nov 2026 12:00:00 GMT\nFrom: fairway@example.com\nTo: ops@example.com\n"
            "Subject: acme: import 12 of us-main is done\nMessage-ID: <notice.1@example.com>\n"
            "Auto-Submitted: auto-generated\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
            "Content-Transfer-Encoding: 7bit\n\n");
  EXPECT_THAT(got.text, HasSubstr("\n\nOne line\n.dots\nthe end\n"));
}

TEST(Smtp, WhatIsNotAsciiIsEncodedAndALineBreakMakesNoHeader) {
  auto mail = some_mail();
  mail.subject = "Café\r\nBcc: all@example.com";
  mail.text = "Zürich";
  const auto bytes = mail_bytes(mail, "a@example.com");
  EXPECT_THAT(bytes, HasSubstr("\r\nSubject: =?UTF-8?B?"));
  EXPECT_THAT(bytes, ::testing::Not(HasSubstr("\nBcc:")));
  EXPECT_THAT(bytes, ::testing::EndsWith("\r\n\r\n" + to_base64("Zürich") + "\r\n"));
}

TEST(Smtp, OverTlsThePasswordGoesToWhoeverProvesItsName) {
  const Certificate made;
  for (const bool at_once : {false, true})
    for (const bool login_only : {false, true}) {
      testing::MailServer server({"ada", "s3cret", made.certificate(), made.key_file(), at_once, login_only});
      auto smtp = at(server, at_once ? Security::tls : Security::starttls);
      smtp.user = "ada", smtp.password = "s3cret", smtp.authorities = made.certificate();
      const auto sent = send(smtp);
      ASSERT_TRUE(sent.status) << sent.status.error().message;
      EXPECT_TRUE(server.taken().at(0).secure);
      smtp.password = "wrong";
      EXPECT_EQ(send(smtp).status.error().code, FW_E_AUTH);
      smtp.authorities.clear();
      const auto stranger = send(smtp);
      EXPECT_EQ(stranger.status.error().code, FW_E_CONFIG) << stranger.status.error().message;
      EXPECT_FALSE(stranger.unsure);
    }
}

// Base64 hides nothing, and what a server says is shown and kept.
TEST(Smtp, WhatAServerRepeatsOfTheSignInIsNotShown) {
  for (const bool login_only : {false, true}) {
    testing::MailServer server({"ada", "right", "", "", false, login_only, true});
    auto smtp = at(server);
    smtp.user = "ada", smtp.password = "s3cret-but-wrong";
    const auto failure = send(smtp).status.error();
    EXPECT_EQ(failure.code, FW_E_AUTH);
    EXPECT_EQ(failure.message, "the mail server refuses user and password: 535 5.7.8");
  }
}

TEST(Smtp, WithoutTheStarttlsThatWasAskedForNothingIsSent) {
  testing::MailServer server;
  EXPECT_EQ(send(at(server, Security::starttls)).status.error().code, FW_E_CONFIG);
  EXPECT_TRUE(server.taken().empty());
}

TEST(Smtp, EachFaultSaysWhetherTheMailMayHaveArrived) {
  struct Case {
    Fault fault;
    fw_rc code;
    bool unsure;
    std::size_t taken;
  };
  for (const auto& c :
       {Case{Fault::refuses, FW_E_REJECTED, false, 0}, Case{Fault::busy, FW_E_UNAVAILABLE, false, 0},
        Case{Fault::hangs_up, FW_E_UNAVAILABLE, false, 0}, Case{Fault::drops_before, FW_E_UNAVAILABLE, false, 0},
        Case{Fault::drops_after, FW_E_UNAVAILABLE, true, 1}}) {
    testing::MailServer server;
    server.fail_with(c.fault);
    auto mail = some_mail();
    if (c.fault == Fault::drops_before) mail.text = std::string(8'000'000, 'x');  // more than the buffers between hold
    const auto sent = send(at(server), mail);
    ASSERT_FALSE(sent.status);
    EXPECT_EQ(sent.status.error().code, c.code) << sent.status.error().message;
    EXPECT_EQ(sent.unsure, c.unsure) << sent.status.error().message;
    EXPECT_EQ(server.taken().size(), c.taken);
  }
}

TEST(Smtp, ASlowServerIsLeftAndSoIsOneThatIsNotThere) {
  config::Smtp gone;
  {
    testing::MailServer server;
    server.fail_with(Fault::slow);
    EXPECT_EQ(send(at(server), some_mail(), std::chrono::milliseconds(100)).status.error().code, FW_E_UNAVAILABLE);
    const auto end =
        make_messenger({std::chrono::seconds(30), std::chrono::milliseconds(100)})->mail(at(server), some_mail(), nullptr);
    EXPECT_EQ(end.status.error().code, FW_E_UNAVAILABLE) << "all of it took too long";
    const std::atomic<bool> stopping{true};
    EXPECT_EQ(make_messenger()->mail(at(server), some_mail(), &stopping).status.error().code, FW_E_CANCELLED);
    gone = at(server);
  }
  EXPECT_EQ(send(gone).status.error().code, FW_E_UNAVAILABLE);
}

// Answers one request with these bytes, and keeps it.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer)
      : answer_(std::move(answer)), socket_(Poco::Net::SocketAddress("127.0.0.1", 0)), thread_([this] { serve(); }) {}
  ~OneAnswer() { thread_.join(); }
  std::string url() const { return fmt::format("http://127.0.0.1:{}/hook?key=1", socket_.address().port()); }
  std::string request;

 private:
  void serve() {
    auto client = socket_.acceptConnection();
    char piece[1024];
    while (request.find("{\"a\":1}") == std::string::npos) {
      const int got = client.receiveBytes(piece, sizeof piece);
      if (got <= 0) return;
      request.append(piece, static_cast<std::size_t>(got));
    }
    if (!answer_.empty()) client.sendBytes(answer_.data(), static_cast<int>(answer_.size()));
  }
  const std::string answer_;
  Poco::Net::ServerSocket socket_;
  std::thread thread_;
};

TEST(Webhook, TheAnswerSaysWhatCameOfIt) {
  struct Case {
    std::string answer;
    fw_rc code;
    bool unsure;
  };
  for (const auto& c :
       {Case{"HTTP/1.1 204 No Content\r\n\r\n", 0, false}, Case{"HTTP/1.1 500 Oh\r\n\r\n", FW_E_UNAVAILABLE, false},
        Case{"HTTP/1.1 302 Found\r\nLocation: /else\r\n\r\n", FW_E_REJECTED, false},
        Case{"HTTP/1.1 404 Not Found\r\n\r\n", FW_E_REJECTED, false}, Case{"HTTP/1.1 401 Who\r\n\r\n", FW_E_AUTH, false},
        Case{"", FW_E_UNAVAILABLE, true}}) {
    Sent sent;
    {
      OneAnswer server(c.answer);
      sent = make_messenger()->post({server.url(), "notice.1", R"({"a":1})"}, nullptr);
      EXPECT_EQ(sent.status ? 0 : sent.status.error().code, c.code) << c.answer;
      if (!sent.status) {
        EXPECT_EQ(sent.status.error().message.find("key=1"), std::string::npos) << "its path may be a secret";
      }
    }
    EXPECT_EQ(sent.unsure, c.unsure) << c.answer;
  }
  OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(make_messenger()->post({server.url(), "notice.1", R"({"a":1})"}, nullptr).status);
  EXPECT_THAT(server.request, ::testing::StartsWith("POST /hook?key=1 HTTP/1.1\r\n"));
  EXPECT_THAT(server.request, HasSubstr("webhook-id: notice.1\r\n"));
}

}  // namespace
}  // namespace fairway
