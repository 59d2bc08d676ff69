#include "host/sandbox/http.hpp"

#include <limits>
#include <thread>

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/ThreadPool.h>

#include "host/base/text.hpp"

namespace fairway::sandbox {
namespace {

namespace net = Poco::Net;
constexpr std::size_t kMaxBody = 64U << 20;
constexpr int kMaxConnections = 512;
constexpr int kQueued = 512;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool read_body(net::HTTPServerRequest& from, Request& to) {
  std::array<char, 16384> buffer{};
  auto& stream = from.stream();
  if (from.hasContentLength())
    to.body.reserve(static_cast<std::size_t>(std::min<Poco::Int64>(from.getContentLength64(), 1 << 20)));
  while (stream.read(buffer.data(), buffer.size()), stream.gcount() > 0) {
    to.body.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
    if (to.body.size() > kMaxBody) return false;
  }
  return true;
}

Request take(net::HTTPServerRequest& from) {
  Request to;
  to.method = from.getMethod();
  const std::string& uri = from.getURI();
  const auto question = uri.find('?');
  to.path = uri.substr(0, question);
  if (question != std::string::npos) to.query = parse_form(std::string_view(uri).substr(question + 1));
  for (const auto& [name, value] : from) to.headers.emplace_back(to_lower(name), value);
  to.announces_body = from.hasContentLength() || from.getChunkedTransferEncoding();
  return to;
}

// Linger zero makes the kernel send RST, so the client sees a broken connection and not a short answer.
void reset(net::HTTPServerRequest& request) {
  auto& socket = static_cast<net::HTTPServerRequestImpl&>(request).socket();
  socket.setLinger(true, 0);
  socket.close();
}

// In chunks; where `limit` ends it early the last chunk, which says that it was all, is missing.
void give_stream(net::HTTPServerRequest& request, net::HTTPServerResponse& to, const Stream& stream, std::uint64_t limit) {
  struct Cut {};
  to.setChunkedTransferEncoding(true);
  auto& out = to.send();
  std::uint64_t sent = 0;
  try {
    stream([&](std::string_view piece) {
      const auto part = std::min<std::uint64_t>(piece.size(), limit - sent);
      if (!out.write(piece.data(), static_cast<std::streamsize>(part))) throw Poco::IOException("the reader has gone");
      sent += part;
      if (sent == limit) throw Cut{};
    });
  } catch (const Cut&) {
    out.flush();
    static_cast<net::HTTPServerRequestImpl&>(request).socket().shutdown();
  }
}

std::uint64_t half_of(const Stream& stream) {
  std::uint64_t whole = 0;
  stream([&](std::string_view piece) { whole += piece.size(); });
  return whole / 2;
}

void give(net::HTTPServerRequest& request, net::HTTPServerResponse& to, const Response& from, Instant now) {
  if (from.delay.count() > 0) std::this_thread::sleep_for(from.delay);
  if (from.delivery == Delivery::reset) {
    to.setKeepAlive(false);
    reset(request);
    return;
  }
  to.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(from.status));
  to.setDate(Poco::Timestamp(std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count()));
  for (const auto& [name, value] : from.headers) to.set(name, value);
  if (from.status != 204 && from.status != 304) to.setContentType(from.content_type);
  if (from.stream) {
    const bool cut = from.delivery == Delivery::truncated;
    to.setKeepAlive(!cut);
    return give_stream(request, to, from.stream, cut ? half_of(from.stream) : std::numeric_limits<std::uint64_t>::max());
  }
  if (from.delivery == Delivery::truncated && from.body.size() > 1) {
    to.setKeepAlive(false);
    to.setContentLength64(static_cast<Poco::Int64>(from.body.size()));
    to.send().write(from.body.data(), static_cast<std::streamsize>(from.body.size() / 2)).flush();
    static_cast<net::HTTPServerRequestImpl&>(request).socket().shutdown();
    return;
  }
  to.sendBuffer(from.body.data(), from.body.size());
}

class Wrapper final : public net::HTTPRequestHandler {
 public:
  Wrapper(const HttpServer::Handler& handle, const HttpServer::Now& now) : handle_(handle), now_(now) {}
  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    try {
      auto plain = take(request);
      if (!read_body(request, plain)) return give(request, response, {413, R"({"errors":[]})"}, now_());
      const auto answer = handle_(plain);
      give(request, response, answer, now_());
    } catch (const std::exception& error) {
      spdlog::debug("sandbox: connection ended: {}", printable(error.what()));
      response.setKeepAlive(false);
    }
  }

 private:
  const HttpServer::Handler& handle_;
  const HttpServer::Now& now_;
};

class Factory final : public net::HTTPRequestHandlerFactory {
 public:
  Factory(HttpServer::Handler handle, HttpServer::Now now) : handle_(std::move(handle)), now_(std::move(now)) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Wrapper(handle_, now_);
  }

 private:
  HttpServer::Handler handle_;
  HttpServer::Now now_;
};

}  // namespace

std::string_view Request::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return value;
  return {};
}
bool Request::has_header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return true;
  return false;
}
const std::string* Request::parameter(std::string_view wanted) const {
  for (const auto& [name, value] : query)
    if (name == wanted) return &value;
  return nullptr;
}

std::string percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (kPlain.find(c) != std::string_view::npos) out += c;
    else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

Pairs parse_form(std::string_view text) {
  Pairs out;
  for (const auto& part : split(text, '&')) {
    if (part.empty()) continue;
    const auto equals = part.find('=');
    const auto name = std::string_view(part).substr(0, equals);
    const auto value = equals == std::string::npos ? std::string_view() : std::string_view(part).substr(equals + 1);
    out.emplace_back(percent_decode(name, true), percent_decode(value, true));
  }
  return out;
}

struct HttpServer::Impl {
  Poco::SharedPtr<net::HTTPRequestHandlerFactory> factory;
  std::unique_ptr<Poco::ThreadPool> pool;
  std::unique_ptr<net::HTTPServer> server;
  std::uint16_t port = 0;
};

HttpServer::HttpServer(Handler handle, Now now) : impl_(std::make_unique<Impl>()) {
  impl_->factory = new Factory(std::move(handle), std::move(now));
}
HttpServer::~HttpServer() { stop(); }

Status HttpServer::start(const std::string& address) {
  try {
    net::ServerSocket socket;
    socket.bind(net::SocketAddress(address), true, false);  // with two arguments Poco would share the port with others
    socket.listen(kQueued);
    net::HTTPServerParams::Ptr params = new net::HTTPServerParams;
    params->setKeepAlive(true);
    params->setKeepAliveTimeout(Poco::Timespan(30, 0));
    params->setTimeout(Poco::Timespan(60, 0));
    params->setMaxKeepAliveRequests(0);
    params->setMaxThreads(kMaxConnections);
    params->setMaxQueued(kQueued);
    params->setThreadIdleTime(Poco::Timespan(0, 10'000));  // how long a thread that started while stopping may linger
    impl_->pool = std::make_unique<Poco::ThreadPool>(4, kMaxConnections, 60);
    impl_->server = std::make_unique<net::HTTPServer>(impl_->factory, *impl_->pool, socket, params);
    impl_->port = socket.address().port();
    impl_->server->start();
    return {};
  } catch (const Poco::Exception& error) {
    return fail(FW_E_CONFIG, fmt::format("cannot listen on {}: {}", address, error.displayText()));
  }
}

void HttpServer::stop() {
  if (!impl_->server) return;
  // Poco's acceptor looks up every 250 ms; a knock at the door wakes it at once.
  std::atomic<bool> stopped{false};
  std::thread knocker([&] {
    while (!stopped) {
      try {
        net::StreamSocket knock(net::SocketAddress("127.0.0.1", impl_->port));
      } catch (const Poco::Exception&) {  // the door is shut
      }
      std::this_thread::sleep_for(Millis(2));
    }
  });
  impl_->server->stop();
  stopped = true;
  knocker.join();
  impl_->server->stopAll(true);
  impl_->pool->joinAll();  // a thread that the pool stops before it ran would keep Poco's dispatcher for ever
  impl_->server.reset();
  impl_->pool.reset();
}

std::uint16_t HttpServer::port() const { return impl_->port; }

}  // namespace fairway::sandbox
