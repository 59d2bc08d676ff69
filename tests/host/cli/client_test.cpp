// How the commands reach a host. (HST-7)
#include "host/cli/client.hpp"

#include <Poco/Net/SecureServerSocket.h>
#include <gmock/gmock.h>

#include "tests/host/plugins/raw_server.hpp"
#include "tests/support/certificate.hpp"

namespace fairway::cli {
namespace {

using plugins::RawServer;
using testing::HasSubstr;

Result<json::value> get_from(const std::string& host) {
  Shared shared;
  shared.host = host;
  shared.token = "made-up-token";
  return Client(shared).get("/v1/accounts");
}

class ClientTls : public testing::Test {
 protected:
  ClientTls() : server_([](auto& to, int, int, const std::string&) { return RawServer::ok(to, "{}"); }, listener()) {}
  ~ClientTls() override { ::unsetenv("SSL_CERT_FILE"); }
  void trust() { ::setenv("SSL_CERT_FILE", certificate_.certificate().c_str(), 1); }
  Poco::Net::ServerSocket listener() {
    using Poco::Net::Context;
    Context::Ptr context(
        new Context(Context::TLS_SERVER_USE, certificate_.key_file(), certificate_.certificate(), "", Context::VERIFY_NONE));
    return Poco::Net::SecureServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0), 64, context);
  }
  std::string url(const std::string& host) const { return server_.url("", "https", host); }
  Certificate certificate_;
  RawServer server_;
};

TEST_F(ClientTls, HttpsIsTls) {
  trust();
  const auto answer = get_from(url("localhost"));
  EXPECT_TRUE(answer) << answer.error().message;
  ASSERT_EQ(server_.requests().size(), 1U);
  EXPECT_THAT(server_.requests()[0], HasSubstr("Bearer made-up-token"));
}

TEST_F(ClientTls, ACertificateOfAnotherHostIsRefusedBeforeTheTokenGoesOut) {
  trust();
  const auto answer = get_from(url("127.0.0.1"));
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("did not prove who it is"));
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(ClientTls, AnUnknownAuthorityIsRefusedBeforeTheTokenGoesOut) {
  EXPECT_FALSE(get_from(url("localhost")));
  EXPECT_TRUE(server_.requests().empty());
}

TEST(Client, HttpIsWithoutTls) {
  RawServer plain([](auto& to, int, int, const std::string&) { return RawServer::ok(to, "{}"); });
  EXPECT_TRUE(get_from(plain.url("")));
}

TEST(Client, APathGoesOutAsItWasQuoted) {
  RawServer plain([](auto& to, int, int, const std::string&) { return RawServer::ok(to, "{}"); });
  Shared shared;
  shared.host = plain.url("");
  shared.token = "made-up-token";
  const auto path = "/v1/listings/" + Client::quoted("X/1 50%?") + "/pause";
  EXPECT_TRUE(Client(shared).get(path, {{"sku", "A/B&C"}, {"state", ""}}));
  EXPECT_TRUE(Client(shared).post(path));
  EXPECT_THAT(plain.requests().at(0), HasSubstr("GET /v1/listings/X%2F1%2050%25%3F/pause?sku=A%2FB%26C HTTP"));
  EXPECT_THAT(plain.requests().at(1), HasSubstr("POST /v1/listings/X%2F1%2050%25%3F/pause HTTP"));
}

TEST(Client, OtherSchemesAreRefused) {
  for (const char* url :
       {"ftp://localhost:8480", "httpss://localhost", "localhost:8480", "127.0.0.1:8480", "//localhost", "https:"}) {
    const auto answer = get_from(url);
    ASSERT_FALSE(answer) << url;
    EXPECT_THAT(answer.error().message, HasSubstr("http:// or https://")) << url;
  }
}

}  // namespace
}  // namespace fairway::cli
