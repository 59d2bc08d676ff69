// One HTTP/1.1 connection over Poco, with what its client session leaves open: it never reconnects by itself, tells
// whether anything was answered, and takes a header or body that ends too early for an error.
#pragma once
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPResponse.h>

#include <functional>

#include "host/plugins/http/flight.hpp"
#include "host/plugins/http/url.hpp"

namespace fairway::plugins::http {

class Connection final : public Poco::Net::HTTPClientSession {
 public:
  // Resolves, connects and, for https, shakes hands and checks the certificate against the host. Throws Poco exceptions.
  static std::unique_ptr<Connection> open(const Url& url, Flight& flight, Millis timeout,
                                          const Poco::Net::Context::Ptr& tls);

  // The answer's header. Throws when it ends before its empty line: Poco takes what came for a whole one. `answered`: a
  // byte of it came.
  void read_head(Poco::Net::HTTPResponse& response, bool& answered);
  // The body as framed by the header, piece by piece. Throws when it ends early; a status that is not OK ends it too.
  Status read_body(const Poco::Net::HTTPResponse& response, const std::function<Status(std::string_view)>& out);

  void limit(Millis timeout);  // of each socket operation from now on
  bool stale();                // an idle connection on which something has arrived: its end, most likely
  int fd() { return socket().impl()->sockfd(); }

 private:
  explicit Connection(const Poco::Net::StreamSocket& socket) : HTTPClientSession(socket) { setKeepAlive(true); }
  int write(const char* buffer, std::streamsize length) override;
  void connect(const Poco::Net::SocketAddress& address) override;

  Status read_exactly(std::uint64_t length, const std::function<Status(std::string_view)>& out);
  Status read_chunks(const std::function<Status(std::string_view)>& out);
  Status read_to_end(const std::function<Status(std::string_view)>& out);
  std::string read_line();
};

}  // namespace fairway::plugins::http
