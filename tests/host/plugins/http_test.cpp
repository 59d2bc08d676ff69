// HTTP through the worker against a server that misbehaves. (SDK-4, HST-5)
#include <zlib.h>

#include <future>

#include "raw_server.hpp"
#include "support.hpp"

namespace fairway::plugins {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Socket = Poco::Net::StreamSocket;

std::string gzipped(const std::string& text) {
  z_stream stream{};
  ::deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(::deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

class Http : public testing::Test {
 protected:
  std::string fetch(const std::string& params, Millis deadline = Millis(20000)) {
    return ask(*channel_, "http", params, deadline);
  }
  std::shared_ptr<Channel> with(json::value settings, std::map<std::string, std::string> secrets) {
    auto spec = harness_.spec("acme/with");
    spec.settings = std::move(settings);
    spec.secrets = std::move(secrets);
    return harness_.supervisor->channel(spec);
  }
  Harness harness_;
  std::shared_ptr<Channel> channel_ = harness_.channel();
};

TEST_F(Http, PassesMethodHeadersBodyAndAnswer) {
  RawServer server([](Socket& to, int, int, const std::string&) { return RawServer::ok(to, "fine", "X-Thing: One\r\n"); });
  const auto answer = fetch("POST " + server.url("/a%2Fb?c=d") + "\nX-Mine: two\n\nthe body");
  EXPECT_THAT(answer, StartsWith("200\n"));
  EXPECT_THAT(answer, HasSubstr("\nx-thing: One\n"));
  EXPECT_THAT(answer, HasSubstr("\n\nfine"));
  const auto request = server.requests().at(0);
  EXPECT_THAT(request, StartsWith("POST /a%2Fb?c=d HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("X-Mine: two\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\n\r\nthe body"));
}

TEST_F(Http, AnyStatusIsAnAnswerAndRedirectsAreNotFollowed) {
  RawServer server([](Socket& to, int, int, const std::string&) {
    return RawServer::send(to, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  });
  EXPECT_THAT(fetch("GET " + server.url()), HasSubstr("302\n"));
}

TEST_F(Http, KeepsAConnectionForTheNextRequest) {
  RawServer server([](Socket& to, int, int, const std::string&) { return RawServer::ok(to); });
  fetch("GET " + server.url());
  fetch("GET " + server.url());
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Http, AKeptConnectionThatDiedIsReplacedForARead) {
  RawServer server([](Socket& to, int connection, int request, const std::string&) {
    return connection == 1 && request == 2 ? false : RawServer::ok(to);  // closes without a byte of answer
  });
  fetch("GET " + server.url());
  EXPECT_THAT(fetch("GET " + server.url()), StartsWith("200"));
  EXPECT_EQ(server.requests().size(), 3u);
}

TEST_F(Http, AWriteIsNeverSentTwice) {
  RawServer server([](Socket& to, int connection, int request, const std::string&) {
    return connection == 1 && request == 2 ? false : RawServer::ok(to);
  });
  fetch("GET " + server.url());
  EXPECT_THAT(fetch("POST " + server.url() + "\n\nx"), StartsWith("UNAVAILABLE: no answer from 127.0.0.1"));
  EXPECT_EQ(server.requests().size(), 2u);
}

TEST_F(Http, AReadIsRepeatedOnceAtMostAndNotOnAFreshConnection) {
  RawServer server([](Socket&, int, int, const std::string&) { return false; });
  EXPECT_THAT(fetch("GET " + server.url()), StartsWith("UNAVAILABLE"));
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(Http, NobodyListeningIsUnavailable) {
  EXPECT_THAT(fetch("GET http://127.0.0.1:1/"), HasSubstr("UNAVAILABLE: no answer from 127.0.0.1"));
  EXPECT_THAT(fetch("GET http://no-such-host.invalid/"), StartsWith("UNAVAILABLE: no answer from no-such-host.invalid"));
}

TEST_F(Http, ASlowDripEndsWithTheWholeRequestsTime) {
  for (const auto* head : {"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "HTTP/1.1 200 OK\r\nX-Never-Ending: "}) {
    std::atomic<bool> over{false};
    RawServer server([&](Socket& to, int, int, const std::string&) {
      RawServer::send(to, head);
      while (!over) {
        RawServer::send(to, "x");
        std::this_thread::sleep_for(Millis(20));
      }
      return false;
    });
    EXPECT_EQ(fetch("GET " + server.url() + " timeout=300"), "UNAVAILABLE: 127.0.0.1 did not answer within 300ms");
    over = true;
  }
}

TEST_F(Http, CancellingWakesARequestThatWaits) {
  std::promise<void> arrived;
  std::promise<void> leave;
  RawServer server([&](Socket&, int, int, const std::string&) {
    arrived.set_value();
    leave.get_future().wait();
    return false;
  });
  std::atomic<bool> cancel{false};
  std::thread canceller([&] {
    arrived.get_future().wait();
    cancel = true;
  });
  auto options = within(Millis(60000));
  options.cancel = &cancel;
  MemorySink sink;
  const auto end = channel_->pull(stream("http", "GET " + server.url()), sink, options);
  EXPECT_EQ(end.status.error().code, FW_E_CANCELLED);
  canceller.join();
  leave.set_value();
}

TEST_F(Http, AnAnswerThatEndsTooEarlyIsNoAnswer) {
  for (const auto* answer : {"HTTP/1.1 200 OK\r\nX-Cut: o", "HTTP/1.1 200 OK\r\n", "garbage\r\n\r\n",
                             "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"}) {
    RawServer server([&](Socket& to, int, int, const std::string&) { return RawServer::send(to, answer), false; });
    EXPECT_THAT(fetch("GET " + server.url()), HasSubstr("UNAVAILABLE")) << answer;
  }
}

TEST_F(Http, ReadsChunksAndBodiesThatEndWithTheConnection) {
  RawServer server([&](Socket& to, int connection, int, const std::string&) {
    if (connection == 1)
      return RawServer::send(
          to, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: t\r\n\r\n");
    return RawServer::send(to, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end"), false;
  });
  EXPECT_THAT(fetch("GET " + server.url()), HasSubstr("\n\nabcde"));
  harness_.supervisor.reset();  // a new worker has no kept connection
  Harness second;
  EXPECT_THAT(ask(*second.channel(), "http", "GET " + server.url()), HasSubstr("\n\nto the end"));
}

TEST_F(Http, ABodyOverTheLimitIsRefusedBeforeItFillsTheMemory) {
  RawServer server([&](Socket& to, int, int, const std::string&) {
    RawServer::send(to, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    const std::string piece(1 << 20, 'x');
    for (int i = 0; i < 80; ++i) RawServer::send(to, piece);
    return false;
  });
  EXPECT_EQ(fetch("GET " + server.url(), std::chrono::minutes(5)), "REJECTED: the answer is larger than allowed");
}

TEST_F(Http, UnpacksGzipOnRequestAndStreamsIt) {
  const std::string text(300000, 'g');
  const auto packed =
      gzipped(text.substr(0, 200000)) + gzipped(text.substr(200000));  // two members, as log shippers write them
  RawServer server([&](Socket& to, int, int, const std::string&) { return RawServer::ok(to, packed); });
  EXPECT_THAT(fetch("GET " + server.url() + " gunzip"), testing::EndsWith("\n\n" + text));
  EXPECT_THAT(fetch("GET " + server.url() + " gunzip stream"), testing::EndsWith("\n\n" + text));
}

// So that a plugin can read what comes by its type.
TEST_F(Http, TellsTheHeadersOfAGoodAnswerBeforeItsBody) {
  RawServer server([](Socket& to, int, int request, const std::string&) {
    if (request > 1) return RawServer::send(to, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");
    return RawServer::ok(to, "the body", "X-Type: text;charset=Cp1252\r\n");
  });
  const auto answer = fetch("GET " + server.url() + " stream head");
  EXPECT_THAT(answer, testing::ContainsRegex("\n\n(.*\n)*x-type: text;charset=Cp1252\n(.*\n)*the body$"));
  EXPECT_THAT(fetch("GET " + server.url() + " stream head"), testing::EndsWith("\n\nno"));
}

TEST_F(Http, APackedBodyWithoutItsEndIsNoAnswer) {
  const auto packed = gzipped(std::string(300000, 'g'));
  RawServer server(
      [&](Socket& to, int, int, const std::string&) { return RawServer::ok(to, packed.substr(0, packed.size() / 2)); });
  EXPECT_EQ(fetch("GET " + server.url() + " gunzip"), "UNAVAILABLE: the gzip body ends too early");
}

TEST_F(Http, RetryAfterIsSecondsWhateverTheRemoteWrites) {
  RawServer server([&](Socket& to, int, int, const std::string&) {
    return RawServer::send(
        to,
        "HTTP/1.1 429 Slow\r\nDate: Sun, 22 Nov 2026 13:00:00 GMT\r\nRetry-After: Sun, 22 Nov 2026 13:02:00 GMT\r\n"
        "X-Rate-Limit: 0.5\r\nContent-Length: 0\r\n\r\n");
  });
  EXPECT_THAT(fetch("GET " + server.url() + " operation=get"), HasSubstr("retry-after: 120\n"));
  std::scoped_lock lock(harness_.services.mutex);
  ASSERT_EQ(harness_.services.rates.size(), 1u);
  EXPECT_EQ(harness_.services.rates[0].rate, 0.5);
  EXPECT_TRUE(harness_.services.rates[0].throttled);
  EXPECT_EQ(harness_.services.rates[0].retry_after, Millis(120000));
  EXPECT_EQ(harness_.services.rates[0].of.operation, "get");
}

TEST_F(Http, APermitIsWaitedForUpToTwoSecondsInAll) {
  RawServer server([&](Socket& to, int, int, const std::string&) { return RawServer::ok(to); });
  harness_.services.permit_answers = {Millis(30), Millis(30)};
  EXPECT_THAT(fetch("GET " + server.url() + " operation=get"), StartsWith("200"));
  EXPECT_EQ(harness_.services.permits.size(), 3u);
  harness_.services.permit_answers = {Millis(30), Millis(1990)};
  MemorySink sink;
  const auto end = channel_->pull(stream("http", "GET " + server.url() + " operation=get"), sink, within(Millis(20000)));
  EXPECT_EQ(end.status.error().code, FW_E_THROTTLED);
  EXPECT_EQ(end.status.error().retry_after, Millis(1990));
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(Http, APermitPastTheDeadlineIsNotWaitedFor) {
  ask(*channel_, "clock");  // the worker runs from here on
  harness_.services.permit_answers = {Millis(1990)};
  EXPECT_THAT(fetch("GET http://127.0.0.1:1/ operation=get", Millis(1900)), StartsWith("THROTTLED"));
}

TEST_F(Http, SecretsAreFilledInTowardsHostsThatSettingsName) {
  RawServer server([&](Socket& to, int, int, const std::string&) { return RawServer::ok(to); });
  const auto channel = with(json::value{{"endpoint", server.url()}}, {{"key", "a b/c"}});
  ask(*channel, "http",
      "POST " + server.url("/{{secret:key|url}}") +
          "\nX-Key: {{secret:key}}\nAuthorization: Basic {{basic:me:key}}\n"
          "Content-Type: application/x-www-form-urlencoded\n\nk={{secret:key|url}}");
  const auto request = server.requests().at(0);
  EXPECT_THAT(request, StartsWith("POST /a%20b%2Fc HTTP/1.1"));
  EXPECT_THAT(request, HasSubstr("X-Key: a b/c\r\n"));
  EXPECT_THAT(request, HasSubstr("Authorization: Basic bWU6YSBiL2M=\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\n\r\nk=a%20b%2Fc"));
}

TEST_F(Http, SecretsGoNowhereElse) {
  RawServer server([&](Socket& to, int, int, const std::string&) { return RawServer::ok(to); });
  const auto channel = with(json::object(), {{"key", "abcdef"}});
  EXPECT_THAT(ask(*channel, "http", "GET " + server.url() + "\nX-Key: {{secret:key}}"),
              HasSubstr("CONFIG: no secret is sent to 127.0.0.1"));
  EXPECT_THAT(ask(*channel, "http", "GET http://a.example.com/\nX-Key: {{secret:key}}"),
              HasSubstr("CONFIG: no secret is sent to a.example.com without https"));
  EXPECT_THAT(ask(*channel, "http", "GET https://example.com/\nX-Key: {{secret:key}}"),
              HasSubstr("CONFIG: no secret is sent to example.com"));
  EXPECT_THAT(ask(*channel, "http", "GET " + server.url() + "\nX-Key: {{secret:other}}"), HasSubstr("CONFIG"));
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(Http, TextOfStrangersIsNotTakenForASecretsPlace) {
  RawServer server([&](Socket& to, int, int, const std::string&) { return RawServer::ok(to); });
  const auto channel = with(json::value{{"endpoint", server.url()}}, {{"key", "abcdef"}});
  const auto post = "\nContent-Type: application/json\n\n{\"note\":\"{{secret:key}}\"}";
  ask(*channel, "http", "POST " + server.url() + post);
  EXPECT_THAT(server.requests().at(0), HasSubstr("{{secret:key}}"));
  ask(*channel, "http", "POST " + server.url() + " fill" + post);
  EXPECT_THAT(server.requests().at(1), HasSubstr("\"note\":\"abcdef\""));
}

TEST_F(Http, HeadersCannotBeSplit) {
  EXPECT_THAT(fetch("GET http://127.0.0.1:1/\nX-A: b\rX-C: d"), StartsWith("INVALID: a header holds a line break"));
}

}  // namespace
}  // namespace fairway::plugins
