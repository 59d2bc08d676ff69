// A port and the connections to it.
#pragma once
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/ThreadPool.h>

#include "host/api/exchange.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::api {

class Listener {
 public:
  Listener(const Poco::Net::ServerSocket& socket, Service service, const Clock& clock, const Patience& patience);
  ~Listener() { stop(); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int port() const { return server_ ? server_->port() : 0; }
  void stop();  // takes nobody more, cuts off who is there, waits for the work in hand

 private:
  const Service service_;
  Doorman doorman_;
  Poco::ThreadPool threads_;
  std::unique_ptr<Poco::Net::TCPServer> server_;
};

// A socket that listens, with TLS where `tls` names a certificate. UNAVAILABLE naming the address that is taken.
Result<Poco::Net::ServerSocket> bind(const config::Host& host, const std::string& address,
                                     const config::Public* tls = nullptr);

}  // namespace fairway::api
