#include "host/api/server.hpp"

#include <Poco/Net/StreamSocket.h>

#include "tests/host/api/support.hpp"
#include "tests/host/api/wire.hpp"
#include "tests/support/certificate.hpp"

namespace fairway::api {
namespace {

using engine::test::must;

void expect_taken(const std::string& listeners, const std::string& address) {
  const Host second(listeners);
  const auto refused = Server::start(*second.engine);
  ASSERT_FALSE(refused) << "two servers share " << address;
  EXPECT_EQ(refused.error().code, FW_E_UNAVAILABLE);
  EXPECT_NE(refused.error().message.find("cannot listen on " + address), std::string::npos) << refused.error().message;
}

std::string public_block(const std::string& address, const std::string& files = {}) {
  return "listen: 127.0.0.1:0\npublic: { listen: \"" + address + "\", url: \"http://127.0.0.1\"" + files + " }\n";
}

// HST-7: had both the port, the kernel would give each of them some of the requests.
TEST(Server, ASecondOneOnTheAdminPortIsRefused) {
  const Host first("listen: 127.0.0.1:0\n");
  const auto server = must(Server::start(*first.engine));
  const auto address = fmt::format("127.0.0.1:{}", server->port());
  expect_taken("listen: " + address + "\n", address);
}

TEST(Server, ASecondOneOnThePublicPortIsRefusedWithTlsAndWithout) {
  const Certificate certificate;
  const auto tls = fmt::format(", certificate: \"{}\", key: \"{}\"", certificate.certificate(), certificate.key_file());
  for (const auto& files : {std::string(), tls}) {
    const Host first(public_block("127.0.0.1:0", files));
    const auto server = must(Server::start(*first.engine));
    const auto address = fmt::format("127.0.0.1:{}", server->public_port());
    expect_taken(public_block(address), address);
    expect_taken(public_block(address, tls), address);
  }
}

// The host closes first, so its side of the connection lingers; that does not hold the port.
TEST(Server, ThePortIsFreeAgainAtOnce) {
  const Host first("listen: 127.0.0.1:0\n");
  auto server = must(Server::start(*first.engine));
  const auto address = fmt::format("127.0.0.1:{}", server->port());
  Poco::Net::StreamSocket client{Poco::Net::SocketAddress(address)};
  const std::string request = "GET /health/live HTTP/1.0\r\n\r\n";
  client.sendBytes(request.data(), static_cast<int>(request.size()));
  std::array<char, 4096> answer{};
  while (client.receiveBytes(answer.data(), static_cast<int>(answer.size())) > 0) continue;
  server->stop();
  const Host second("listen: " + address + "\n");
  EXPECT_TRUE(Server::start(*second.engine));
}

// HST-9: the port is taken before there is anybody who could answer, and nobody is told that all is well.
TEST(Server, SaysThatTheHostIsStartingUntilThereIsOne) {
  const Host host(public_block("127.0.0.1:0"));
  const auto server = must(Server::open(host.engine->snapshot()->host));
  Wire admin(server->port()), open(server->public_port());
  const auto get = [](const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"; };
  EXPECT_EQ(status_of(admin.send(get("/health/live")).answer()), "200");
  for (const auto* path : {"/health/ready", "/v1/accounts", "/no-such-thing"}) {
    const auto answer = admin.send(get(path)).answer();
    EXPECT_EQ(status_of(answer), "503") << path;
    EXPECT_NE(answer.find("Retry-After"), std::string::npos) << path;
    EXPECT_NE(body_of(answer).find("the host is starting"), std::string::npos) << path;
  }
  EXPECT_EQ(status_of(open.send(get("/hooks/a/west")).answer()), "503");
  server->serve(*host.engine);
  const auto ready = admin.send(get("/health/ready")).answer();
  EXPECT_EQ(ready.find("the host is starting"), std::string::npos);
  EXPECT_NE(body_of(ready).find("there is no account"), std::string::npos) << ready;
  EXPECT_EQ(status_of(open.send(get("/hooks/a/west")).answer()), "404");
}

}  // namespace
}  // namespace fairway::api
