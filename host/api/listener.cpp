#include "host/api/listener.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerConnection.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <fmt/format.h>

namespace fairway::api {
namespace {

namespace net = Poco::Net;

constexpr int kQueued = 256;

// Watched by the doorman from its first moment: a TLS handshake that does not come is as slow as a header.
class Connection final : public net::TCPServerConnection {
 public:
  Connection(const net::StreamSocket& socket, net::HTTPServerParams::Ptr params, const Service& service, Doorman& doorman)
      : TCPServerConnection(socket), params_(std::move(params)), service_(service), doorman_(doorman) {}

  void run() override {
    Doorman::Guest guest(doorman_, socket().impl()->sockfd());
    net::HTTPServerConnection(socket(), params_, make_exchange(service_, guest, doorman_.patience())).run();
  }

 private:
  net::HTTPServerParams::Ptr params_;
  const Service& service_;
  Doorman& doorman_;
};

class Connections final : public net::TCPServerConnectionFactory {
 public:
  Connections(net::HTTPServerParams::Ptr params, const Service& service, Doorman& doorman)
      : params_(std::move(params)), service_(service), doorman_(doorman) {}
  net::TCPServerConnection* createConnection(const net::StreamSocket& socket) override {
    return new Connection(socket, params_, service_, doorman_);
  }

 private:
  net::HTTPServerParams::Ptr params_;
  const Service& service_;
  Doorman& doorman_;
};

Poco::Timespan span(Millis time) { return {0, static_cast<long>(time.count()) * 1000}; }

}  // namespace

Listener::Listener(const net::ServerSocket& socket, Service service, const Clock& clock, const Patience& patience)
    : service_(std::move(service)),
      doorman_(clock, patience, [this] { return server_->queuedConnections(); }),
      threads_(2, patience.threads) {
  net::HTTPServerParams::Ptr params(new net::HTTPServerParams);
  params->setMaxThreads(patience.threads);
  params->setMaxQueued(kQueued);
  params->setKeepAliveTimeout(span(patience.idle));
  params->setMaxKeepAliveRequests(0);
  params->setTimeout(span(std::max(patience.body, patience.answer)));  // of one step; the doorman sees to the whole
  server_ = std::make_unique<net::TCPServer>(new Connections(params, service_, doorman_), threads_, socket, params);
  server_->start();
}

void Listener::stop() {
  if (!server_) return;
  server_->stop();
  doorman_.close();
  threads_.joinAll();
  server_.reset();
}

Result<net::ServerSocket> bind(const config::Host& host, const std::string& address, const config::Public* tls) {
  try {
    net::ServerSocket socket;
    if (tls && !tls->certificate.empty()) {
      net::Context::Ptr context(
          new net::Context(net::Context::TLS_SERVER_USE, tls->key, tls->certificate, "", net::Context::VERIFY_NONE));
      socket = net::SecureServerSocket(context);
    }
    socket.bind(net::SocketAddress(address), true, false);  // with fewer arguments Poco would share the port with others
    socket.listen(kQueued);
    return socket;
  } catch (const Poco::Exception& error) {
    const auto why = config::masked(error.displayText(), host.hidden);
    return fail(FW_E_UNAVAILABLE, fmt::format("cannot listen on {}: {}", address, why));
  }
}

}  // namespace fairway::api
