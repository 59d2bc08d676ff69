// Certificates: the right one for the right host and nothing else. (SDK-4)
#include <Poco/Net/SecureServerSocket.h>

#include "raw_server.hpp"
#include "support.hpp"
#include "tests/support/certificate.hpp"

namespace fairway::plugins {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Tls : public testing::Test {
 protected:
  Tls() : server_([](Poco::Net::StreamSocket& to, int, int, const std::string&) { return RawServer::ok(to); }, listener()) {}
  ~Tls() override { ::unsetenv("SSL_CERT_FILE"); }
  Poco::Net::ServerSocket listener() {
    using Poco::Net::Context;
    Context::Ptr context(
        new Context(Context::TLS_SERVER_USE, certificate_.key_file(), certificate_.certificate(), "", Context::VERIFY_NONE));
    return Poco::Net::SecureServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0), 64, context);
  }
  std::string fetch(const std::string& host) {
    Harness harness;
    return ask(*harness.channel(), "http", "GET " + server_.url("/", "https", host) + " timeout=5000");
  }
  Certificate certificate_;
  RawServer server_;
};

TEST_F(Tls, ACertificateThatTheStoreKnowsIsTaken) {
  ::setenv("SSL_CERT_FILE", certificate_.certificate().c_str(), 1);
  EXPECT_THAT(fetch("localhost"), StartsWith("200"));
}

TEST_F(Tls, ACertificateOfAnotherHostIsRefused) {
  ::setenv("SSL_CERT_FILE", certificate_.certificate().c_str(), 1);
  EXPECT_THAT(fetch("127.0.0.1"), StartsWith("UNAVAILABLE: no answer from 127.0.0.1"));
}

TEST_F(Tls, AnUnknownAuthorityIsRefusedWithoutAskingAnybody) {
  EXPECT_THAT(fetch("localhost"), StartsWith("UNAVAILABLE: no answer from localhost"));
}

}  // namespace
}  // namespace fairway::plugins
