#include "host/plugins/http/connection.hpp"

#include <Poco/Net/DNS.h>
#include <Poco/Net/HTTPMessage.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <sstream>

#include "host/base/text.hpp"

namespace fairway::plugins::http {
namespace {

using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;
constexpr Millis kConnect{5000};  // for each address; the next one may be reachable
constexpr Millis kLook{50};       // how often a connect in progress looks for a cancellation
constexpr std::size_t kPiece = 64u << 10;
constexpr std::size_t kLargestHead = 64u << 10;

struct RawSocket : StreamSocket {  // the constructor from an implementation is protected
  explicit RawSocket(Poco::Net::SocketImpl* impl) : StreamSocket(impl) {}
};

std::vector<SocketAddress> resolve(const Url& url) {
  Poco::Net::IPAddress literal;
  if (Poco::Net::IPAddress::tryParse(url.host, literal)) return {SocketAddress(literal, url.port)};
  std::vector<SocketAddress> out;
  const auto entry = Poco::Net::DNS::hostByName(url.host);
  for (const auto& address : entry.addresses()) out.emplace_back(address, url.port);
  if (out.empty()) throw Poco::Net::HostNotFoundException(url.host);
  return out;
}

// Waits for a non-blocking connect; the error, 0 for none.
int wait_connected(int fd, const Flight& flight, Millis timeout) {
  for (Millis waited{0}; waited < timeout && !flight.was_cut(); waited += kLook) {
    pollfd ready{fd, POLLOUT, 0};
    if (::poll(&ready, 1, static_cast<int>(kLook.count())) <= 0) continue;
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
  }
  return ETIMEDOUT;
}

StreamSocket connect_one(const SocketAddress& address, Flight& flight, Millis timeout) {
  const int fd = ::socket(address.af(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) throw Poco::Net::NetException(std::strerror(errno));
  RawSocket socket(new Poco::Net::StreamSocketImpl(fd));
  flight.attach(fd);
  int error = ::connect(fd, address.addr(), address.length()) == 0 ? 0 : errno;
  if (error == EINPROGRESS) error = wait_connected(fd, flight, timeout);
  if (error != 0)
    throw Poco::Net::NetException(fmt::format("cannot connect to {}: {}", address.toString(), std::strerror(error)));
  socket.setBlocking(true);
  socket.setNoDelay(true);
  return socket;
}

StreamSocket connect_any(const Url& url, Flight& flight, Millis timeout) {
  const auto addresses = resolve(url);
  for (std::size_t i = 0;; ++i) {
    try {
      return connect_one(addresses[i], flight, std::min(timeout, kConnect));
    } catch (const Poco::Exception&) {
      if (i + 1 == addresses.size() || flight.was_cut()) throw;
    }
  }
}

}  // namespace

std::unique_ptr<Connection> Connection::open(const Url& url, Flight& flight, Millis timeout,
                                             const Poco::Net::Context::Ptr& tls) {
  auto plain = connect_any(url, flight, timeout);
  plain.setReceiveTimeout(Poco::Timespan(0, timeout.count() * 1000));
  plain.setSendTimeout(Poco::Timespan(0, timeout.count() * 1000));
  if (!url.tls) return std::unique_ptr<Connection>(new Connection(plain));
  auto secure = Poco::Net::SecureStreamSocket::attach(plain, url.host, tls);  // sends SNI, shakes hands
  secure.verifyPeerCertificate(url.host);
  return std::unique_ptr<Connection>(new Connection(secure));
}

void Connection::limit(Millis timeout) {
  const Poco::Timespan span(0, std::max<std::int64_t>(timeout.count(), 1) * 1000);
  socket().setReceiveTimeout(span);
  socket().setSendTimeout(span);
}

bool Connection::stale() {
  pollfd state{fd(), POLLIN | POLLRDHUP, 0};
  return !connected() || ::poll(&state, 1, 0) != 0;
}

// Poco's own write() would reconnect and send the second half of a request as if it were a whole one.
int Connection::write(const char* buffer, std::streamsize length) {
  std::streamsize sent = 0;
  while (sent < length) {
    const int now = HTTPSession::write(buffer + sent, length - sent);
    if (now <= 0) throw Poco::Net::ConnectionResetException("the connection was closed while sending");
    sent += now;
  }
  return static_cast<int>(length);
}

void Connection::connect(const SocketAddress&) { throw Poco::Net::ConnectionResetException("the connection was closed"); }

void Connection::read_head(Poco::Net::HTTPResponse& response, bool& answered) {
  do {
    std::string head;
    while (!head.ends_with("\r\n\r\n") && !head.ends_with("\n\n")) {
      const int c = get();
      if (c < 0 && head.empty()) throw Poco::Net::NoMessageException("the connection was closed");
      if (c < 0 || head.size() >= kLargestHead) throw Poco::Net::MessageException("the answer's header has no end");
      answered = true;
      head += static_cast<char>(c);
    }
    std::istringstream in(head);
    response.clear();
    response.read(in);
  } while (response.getStatus() / 100 == 1);
}

Status Connection::read_body(const Poco::Net::HTTPResponse& response, const std::function<Status(std::string_view)>& out) {
  const int status = response.getStatus();
  if (status < 200 || status == 204 || status == 304) return {};
  if (response.getChunkedTransferEncoding()) return read_chunks(out);
  if (response.hasContentLength()) return read_exactly(static_cast<std::uint64_t>(response.getContentLength64()), out);
  return read_to_end(out);
}

Status Connection::read_exactly(std::uint64_t length, const std::function<Status(std::string_view)>& out) {
  std::vector<char> buffer(std::min<std::uint64_t>(length, kPiece));
  while (length > 0) {
    const int got = HTTPSession::read(buffer.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(length, kPiece)));
    if (got <= 0) throw Poco::Net::MessageException("the answer ends too early");
    if (auto taken = out({buffer.data(), static_cast<std::size_t>(got)}); !taken) return taken;
    length -= static_cast<std::uint64_t>(got);
  }
  return {};
}

Status Connection::read_chunks(const std::function<Status(std::string_view)>& out) {
  while (true) {
    const auto line = read_line();
    char* end = nullptr;
    const auto size = std::strtoull(line.c_str(), &end, 16);
    if (end == line.c_str() || size > (1ull << 40)) throw Poco::Net::MessageException("the answer's chunks are damaged");
    if (size == 0) break;
    if (auto taken = read_exactly(size, out); !taken) return taken;
    if (!read_line().empty()) throw Poco::Net::MessageException("the answer's chunks are damaged");
  }
  while (!read_line().empty()) continue;  // trailers
  return {};
}

Status Connection::read_to_end(const std::function<Status(std::string_view)>& out) {
  std::vector<char> buffer(kPiece);
  while (true) {
    const int got = HTTPSession::read(buffer.data(), kPiece);
    if (got <= 0) return {};
    if (auto taken = out({buffer.data(), static_cast<std::size_t>(got)}); !taken) return taken;
  }
}

std::string Connection::read_line() {
  std::string line;
  for (int c = get(); c != '\n'; c = get()) {
    if (c < 0 || line.size() > 1024) throw Poco::Net::MessageException("the answer ends too early");
    line += static_cast<char>(c);
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace fairway::plugins::http
