#include "host/api/exchange.hpp"

#include <Poco/Ascii.h>
#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/URI.h>
#include <fmt/format.h>

#include <algorithm>

#include "host/base/text.hpp"

namespace fairway::api {
namespace {

namespace net = Poco::Net;

std::size_t count(const net::HTTPServerRequest& in, std::string_view wanted) {
  std::size_t n = 0;
  for (const auto& [name, value] : in) n += to_lower(name) == wanted;
  return n;
}

// RFC 9110, 5.6.2.
bool is_token(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](const char c) {
    return Poco::Ascii::isAlphaNumeric(c) || kMarks.find(c) != std::string_view::npos;
  });
}

// Where it is not sure how long the body is, some would read the rest of it as the next request (RFC 9112, 6.3). A proxy may
// see a length in "Content-Length : 5", where we see none.
std::optional<Response> unclear_length(const net::HTTPServerRequest& in) {
  for (const auto& [name, value] : in)
    if (!is_token(name)) return problem(400, "Bad request", "a header's name is none");
  const auto codings = count(in, "transfer-encoding"), lengths = count(in, "content-length");
  if (lengths > 1 || codings > 1 || (lengths == 1 && codings == 1))
    return problem(400, "Bad request", "the length of the body is said twice");
  if (codings == 1 && !in.getChunkedTransferEncoding())
    return problem(501, "Not implemented", "the only transfer coding is chunked");
  return std::nullopt;
}

// Of "/path?query", or of "http://authority/path?query" as proxies get it (RFC 9112, 3.2). As it was sent: an escape is part of
// a name, and decoded no `/` of it could be told from one that parts names.
std::string path_of(const std::string& target) {
  auto path = target.substr(0, target.find_first_of("?#"));
  const auto scheme = to_lower(path.substr(0, 8));
  for (const std::string_view absolute : {"http://", "https://"}) {
    if (!scheme.starts_with(absolute)) continue;
    const auto slash = path.find('/', absolute.size());
    return slash == std::string::npos ? "/" : path.substr(slash);
  }
  return path;
}

std::string query_of(const std::string& target) {
  const auto path = target.find_first_of("?#");
  if (path == std::string::npos || target[path] == '#') return {};
  return target.substr(path + 1, target.find('#', path) - path - 1);
}

bool escapes_well(std::string_view path) {
  for (auto at = path.find('%'); at != std::string_view::npos; at = path.find('%', at + 1))
    if (path.size() < at + 3 || !Poco::Ascii::isHexDigit(path[at + 1]) || !Poco::Ascii::isHexDigit(path[at + 2]))
      return false;
  return true;
}

void read_head(const net::HTTPServerRequest& in, Request& request) {
  request.method = in.getMethod();
  request.path = path_of(in.getURI());
  if (!escapes_well(request.path)) throw Poco::SyntaxException("the path has a % that is no escape");
  Poco::URI uri;
  uri.setRawQuery(query_of(in.getURI()));
  for (auto& [name, value] : uri.getQueryParameters()) request.query[name] = value;
  for (const auto& [name, value] : in) request.headers[to_lower(name)] = value;
}

// False: it is too large.
bool read_body(net::HTTPServerRequest& in, std::size_t limit, std::string& body) {
  // Without a length there is no body, whatever the method. Poco would read until the connection ends.
  if (!in.hasContentLength() && !in.getChunkedTransferEncoding()) return true;
  std::array<char, 16384> chunk;
  auto& stream = in.stream();
  while (stream.good() && body.size() <= limit) {
    stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    body.append(chunk.data(), static_cast<std::size_t>(stream.gcount()));
  }
  return body.size() <= limit;
}

// Chunk by chunk; the reader gets its patience anew with each. The end is missing where a chunk cannot be made.
void send_on(net::HTTPServerResponse& out, const Response& answer, const std::function<void()>& patience) {
  out.setChunkedTransferEncoding(true);
  auto& stream = out.send();
  stream << answer.body;
  while (stream.good()) {
    patience();
    auto chunk = answer.more();
    if (!chunk) throw Poco::IOException(chunk.error().message);
    if (chunk->empty()) return;
    stream << *chunk << std::flush;  // events are for now
  }
}

void send(net::HTTPServerResponse& out, const Response& answer, const std::function<void()>& patience) {
  out.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(answer.status));
  out.setContentType(answer.type);
  out.set("X-Content-Type-Options", "nosniff");
  out.set("Cache-Control", "no-store");
  for (const auto& [name, value] : answer.headers) out.set(name, value);
  if (answer.more) send_on(out, answer, patience);
  else out.sendBuffer(answer.body.data(), answer.body.size());
}

class Handler final : public net::HTTPRequestHandler {
 public:
  Handler(const Service& service, Doorman::Guest& guest, const Patience& patience)
      : service_(service), guest_(guest), patience_(patience) {}

  void handleRequest(net::HTTPServerRequest& in, net::HTTPServerResponse& out) override {
    bool whole = false;
    const auto answer = answer_to(in, whole);
    // What is left of the body, be it the trailers that Poco does not read, must not be read as the next request.
    if (!whole || in.getChunkedTransferEncoding()) out.setKeepAlive(false);
    guest_.await(patience_.answer);
    send(out, answer, [this] { guest_.await(patience_.answer); });
    guest_.await(patience_.idle + patience_.header);
  }

 private:
  Response answer_to(net::HTTPServerRequest& in, bool& whole) try {
    if (auto unclear = unclear_length(in)) return *unclear;
    Request request;
    read_head(in, request);
    whole = read_body(in, service_.body_limit, request.body);
    guest_.work();
    return whole ? service_.answer(request)
                 : problem(413, "Too large", fmt::format("a body has at most {} bytes", service_.body_limit));
  } catch (const Poco::Exception& error) {
    return problem(400, "Bad request", printable(error.displayText(), 200));
  } catch (const std::exception& error) { return problem(500, "Internal error", printable(error.what(), 200)); }

  const Service& service_;
  Doorman::Guest& guest_;
  const Patience& patience_;
};

class Factory final : public net::HTTPRequestHandlerFactory {
 public:
  Factory(const Service& service, Doorman::Guest& guest, const Patience& patience)
      : service_(service), guest_(guest), patience_(patience) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    guest_.await(patience_.body);  // Poco asks for a handler once it has the header
    return new Handler(service_, guest_, patience_);
  }

 private:
  const Service& service_;
  Doorman::Guest& guest_;
  const Patience& patience_;
};

}  // namespace

net::HTTPRequestHandlerFactory::Ptr make_exchange(const Service& service, Doorman::Guest& guest, const Patience& patience) {
  return new Factory(service, guest, patience);
}

}  // namespace fairway::api
