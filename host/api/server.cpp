#include "host/api/server.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>
#include <fmt/format.h>

#include "host/api/auth.hpp"
#include "host/api/hooks.hpp"
#include "host/api/route.hpp"
#include "host/base/text.hpp"

namespace fairway::api {
namespace {

namespace net = Poco::Net;

constexpr std::size_t kBodyLimit = 4 * 1024 * 1024;
constexpr int kThreads = 64;  // a connection holds one, also while it idles
constexpr int kQueued = 256;
constexpr int kKeepAliveSeconds = 5;

Response dispatch(engine::Engine& engine, Request& request) {
  const auto found = match(request.method, request.path);
  if (!found.route)
    return found.known_path ? problem(405, "Method not allowed")
                            : problem(404, "Not found", "no such endpoint; see /v1/openapi.json");
  if (const auto why = suspicious(engine, request); !why.empty()) return problem(403, "Forbidden", why);
  request.place = found.place;
  if (found.route->role != Role::none) {
    auto who = identify(engine, request);
    if (!who)
      return who.error().code == FW_E_AUTH ? problem(401, "Unauthorized", who.error().message) : problem(who.error());
    if (who->role < found.route->role) return problem(403, "Forbidden", "this token may not do that");
    const auto account = request.place.find("account");
    if (account != request.place.end() && !who->sees(account->second))
      return problem(403, "Forbidden", "this token does not see that account");
    request.who = std::move(*who);
  }
  if (!request.body.empty() && !parse_json(request.body)) return problem(400, "Bad request", "the body is not JSON");
  return found.route->handler(engine, request);
}

Response dispatch_public(engine::Engine& engine, Request& request) {
  const auto parts = split(request.path, '/');
  if (request.method != "POST" || parts.size() != 4 || parts[1] != "hooks") return problem(404, "Not found");
  request.place = {{"account", parts[2]}, {"target", parts[3]}};
  return take_delivery(engine, request);
}

using Dispatch = Response (*)(engine::Engine&, Request&);

// The one place where sockets and values meet; nothing that a handler does can end the connection without an answer.
class Handler final : public net::HTTPRequestHandler {
 public:
  Handler(engine::Engine& engine, Dispatch dispatch, std::size_t limit)
      : engine_(engine), dispatch_(dispatch), limit_(limit) {}

  void handleRequest(net::HTTPServerRequest& in, net::HTTPServerResponse& out) override {
    Response answer;
    bool whole = false;
    try {
      Request request;
      whole = read(in, request);
      answer = whole ? dispatch_(engine_, request)
                     : problem(413, "Too large", fmt::format("a body has at most {} bytes", limit_));
    } catch (const Poco::Exception& error) {
      answer = problem(400, "Bad request", printable(error.displayText(), 200));
    } catch (const std::exception& error) { answer = problem(500, "Internal error", printable(error.what(), 200)); }
    if (!whole) out.setKeepAlive(false);  // what is left of the body must not be read as the next request
    send(out, answer);
  }

 private:
  bool read(net::HTTPServerRequest& in, Request& request) const {
    const Poco::URI uri(in.getURI());
    request.method = in.getMethod();
    request.path = uri.getPathEtc().substr(0, uri.getPathEtc().find_first_of("?#"));
    for (auto& [name, value] : uri.getQueryParameters()) request.query[name] = value;
    for (const auto& [name, value] : in) request.headers[to_lower(name)] = value;
    std::array<char, 16384> chunk;
    auto& stream = in.stream();
    while (stream.good() && request.body.size() <= limit_) {
      stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
      request.body.append(chunk.data(), static_cast<std::size_t>(stream.gcount()));
    }
    return request.body.size() <= limit_;
  }

  static void send(net::HTTPServerResponse& out, const Response& answer) {
    out.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(answer.status));
    out.setContentType(answer.type);
    out.set("X-Content-Type-Options", "nosniff");
    out.set("Cache-Control", "no-store");
    for (const auto& [name, value] : answer.headers) out.set(name, value);
    out.sendBuffer(answer.body.data(), answer.body.size());
  }

  engine::Engine& engine_;
  Dispatch dispatch_;
  std::size_t limit_;
};

class Factory final : public net::HTTPRequestHandlerFactory {
 public:
  Factory(engine::Engine& engine, Dispatch dispatch, std::size_t limit)
      : engine_(engine), dispatch_(dispatch), limit_(limit) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Handler(engine_, dispatch_, limit_);
  }

 private:
  engine::Engine& engine_;
  Dispatch dispatch_;
  std::size_t limit_;
};

struct Listener {
  std::unique_ptr<Poco::ThreadPool> threads;
  std::unique_ptr<net::HTTPServer> server;

  void stop() {
    if (!server) return;
    server->stop();
    server->stopAll(true);
    threads->joinAll();
    server.reset();
  }
};

Listener listen(net::ServerSocket socket, engine::Engine& engine, Dispatch dispatch, std::size_t limit) {
  Poco::AutoPtr<net::HTTPServerParams> params(new net::HTTPServerParams);
  params->setMaxThreads(kThreads);
  params->setMaxQueued(kQueued);
  params->setKeepAliveTimeout(Poco::Timespan(kKeepAliveSeconds, 0));
  params->setMaxKeepAliveRequests(0);
  params->setTimeout(Poco::Timespan(30, 0));
  Listener listener;
  listener.threads = std::make_unique<Poco::ThreadPool>(2, kThreads);
  listener.server =
      std::make_unique<net::HTTPServer>(new Factory(engine, dispatch, limit), *listener.threads, socket, params);
  listener.server->start();
  return listener;
}

Result<net::ServerSocket> bind(const config::Host& host, const std::string& address, const config::Public* tls = nullptr) {
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

class Running final : public Server {
 public:
  Running(Listener admin, Listener open) : admin_(std::move(admin)), open_(std::move(open)) {}
  ~Running() override { stop(); }
  int port() const override { return admin_.server ? admin_.server->port() : 0; }
  int public_port() const override { return open_.server ? open_.server->port() : 0; }
  void stop() override {
    open_.stop();
    admin_.stop();
  }

 private:
  Listener admin_, open_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(engine::Engine& engine) {
  const auto host = engine.snapshot()->host;
  auto socket = bind(host, host.listen);
  if (!socket) return fail(std::move(socket.error()));
  Listener open;
  if (host.public_listener) {
    auto outside = bind(host, host.public_listener->listen, &*host.public_listener);
    if (!outside) return fail(std::move(outside.error()));
    open = listen(std::move(*outside), engine, dispatch_public, kHookLimit);
  }
  return std::unique_ptr<Server>(new Running(listen(std::move(*socket), engine, dispatch, kBodyLimit), std::move(open)));
}

}  // namespace fairway::api
