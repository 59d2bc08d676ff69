// Where a request ends and the next begins. (HST-7)
#include "host/api/server.hpp"
#include "tests/host/api/support.hpp"
#include "tests/host/api/wire.hpp"

namespace fairway::api {
namespace {

struct Exchange : ::testing::Test {
  Host host{"listen: 127.0.0.1:0\n"};
  std::unique_ptr<Server> server = engine::test::must(Server::start(*host.engine));
  const std::string alive = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
};

// RFC 9112, 6.3: without a length there is no body. The answer comes at once, on a connection that goes on.
TEST_F(Exchange, WhatHasNoLengthHasNoBody) {
  for (const std::string method : {"POST", "OPTIONS", "PUT", "PATCH", "DELETE"}) {
    Wire wire(server->port());
    EXPECT_EQ(status_of(wire.send(method + " /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").answer()), "405") << method;
    EXPECT_EQ(status_of(wire.send(alive).answer()), "200") << method;
  }
}

TEST_F(Exchange, BodiesWithALengthAndInChunksAreReadWhole) {
  Wire wire(server->port());
  const std::string head = "POST /v1/jobs/1/replay HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  EXPECT_EQ(status_of(wire.send(head + "Content-Length: 2\r\n\r\n{}").answer()), "401");
  EXPECT_EQ(status_of(wire.send(alive).answer()), "200");
  EXPECT_EQ(status_of(wire.send(head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n").answer()), "401");
}

// After the last chunk there may be fields, of which one may look like a request.
TEST_F(Exchange, TrailersAreNoRequest) {
  Wire wire(server->port());
  const auto all = wire.send(
                           "POST /v1/jobs/1/replay HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                           "2\r\n{}\r\n0\r\nX-A: 1\r\n" +
                           alive)
                       .rest();
  EXPECT_EQ(status_of(all), "401");
  EXPECT_EQ(all.find("HTTP/1.1 ", 9), std::string::npos) << "a second answer: " << all;
}

// Else a proxy before us and we could differ on where the next request begins.
TEST_F(Exchange, AnUnclearLengthEndsTheConnection) {
  const std::pair<const char*, const char*> unclear[] = {
      {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "400"},
      {"Content-Length: 0\r\nContent-Length: 38\r\n", "400"},
      {"Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n", "400"},
      {"Transfer-Encoding: gzip, chunked\r\n", "501"},
      {"Transfer-Encoding : chunked\r\n", "400"},
      {"Content-Length : 38\r\n", "400"}};
  for (const auto& [fields, status] : unclear) {
    Wire wire(server->port());
    const auto all =
        wire.send(std::string("POST /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n") + fields + "\r\n" + alive).rest();
    EXPECT_EQ(status_of(all), status) << fields;
    EXPECT_EQ(all.find("HTTP/1.1 ", 9), std::string::npos) << "a second answer: " << all;
  }
}

}  // namespace
}  // namespace fairway::api
