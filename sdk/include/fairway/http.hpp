// HTTP through the host: it keeps the rates, fills in secrets, limits size and time, and follows no redirect.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fairway/call.hpp"
#include "fairway/json.hpp"

namespace fairway {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Secrets are filled in when it is sent, towards the plugin's own hosts only: {{secret:name}}, {{secret:name|url}},
// {{secret:name|base64}}, {{basic:user:name}} (see Secret in state.hpp) in URL, header values and, for forms, the body.
struct HttpRequest {
  std::string method = "GET", url, body = {};
  Headers headers = {};
  std::string operation = {};                          // a name of the manifest's rates; empty: not limited
  std::chrono::milliseconds timeout{0};                // whole request; 0: 30 s; cut to the call's deadline
  std::function<void(std::string_view)> body_to = {};  // gets a 2xx body piece by piece; else it is kept, at most 64 MiB
  bool gunzip = false;                                 // unpack a gzip body on the way
  bool fill_body = false;                            // secrets into a body that is no form: of the plugin's own making only
  std::function<void(const Headers&)> head_to = {};  // gets the headers of a 2xx answer before body_to; not by older hosts

  // A request with a JSON body.
  template <class T>
  static HttpRequest json(std::string method, std::string url, const T& body) {
    HttpRequest request{std::move(method), std::move(url), to_json(body)};
    request.headers.emplace_back("content-type", "application/json");
    return request;
  }
};

struct HttpResponse {
  int status = 0;
  Headers headers = {};  // names in lower case
  std::string body = {};
  std::chrono::milliseconds waited{0};  // for the rate's permit

  std::string_view header(std::string_view name) const noexcept {
    for (const auto& [key, value] : headers)
      if (key == name) return value;
    return {};
  }
  bool ok() const noexcept { return status >= 200 && status < 300; }
  std::chrono::milliseconds retry_after() const noexcept {  // the host has turned dates into seconds
    return std::chrono::seconds(std::atoll(std::string(header("retry-after")).c_str()));
  }
  // The body as a described struct. Throws JsonError.
  template <class T>
  T as() const {
    return from_json<T>(body);
  }
};

// The usual judgement of a status, for plugins that have no better one: 401 and 403 are AUTH, 429 is THROTTLED with its
// retry-after, 408 and 5xx are UNAVAILABLE, any other status outside 2xx is REJECTED. Returns the response when it is 2xx.
inline const HttpResponse& check(const HttpResponse& response) {
  if (response.ok()) return response;
  const std::string what = "HTTP " + std::to_string(response.status);
  if (response.status == 401 || response.status == 403) throw Error::auth(what);
  if (response.status == 429) throw Error::throttled(what, response.retry_after());
  if (response.status == 408 || response.status >= 500) throw Error(FW_E_UNAVAILABLE, what, {}, response.retry_after());
  throw Error::rejected(what);
}
inline HttpResponse check(HttpResponse&& response) {
  check(static_cast<const HttpResponse&>(response));
  return std::move(response);
}

// %-encodes everything but letters, digits and -._~ (RFC 3986 §2.3), for path segments and query values.
inline std::string url_encode(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                       c == '_' || c == '~';
    if (plain) out += c;
    else out += '%', out += kHex[byte >> 4], out += kHex[byte & 15];
  }
  return out;
}

namespace detail {

// A fw_sink that hands pieces to a function. What the function throws is kept and thrown on by rethrow(), on the
// plugin's side of the boundary.
template <class F>
class FunctionSink {
 public:
  explicit FunctionSink(F take) : take_(std::move(take)) {}
  FunctionSink(const FunctionSink&) = delete;
  FunctionSink& operator=(const FunctionSink&) = delete;
  const fw_sink* raw() const noexcept { return &raw_; }
  void rethrow() {
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
  }

 private:
  static fw_rc put(const fw_sink* sink, fw_str piece) noexcept {
    auto& self = *static_cast<FunctionSink*>(sink->ctx);
    try {
      self.take_(view(piece));
      return FW_OK;
    } catch (...) {
      self.error_ = std::current_exception();
      return current_error().code();
    }
  }

  F take_;
  std::exception_ptr error_;
  fw_sink raw_{this, &put};
};

inline auto append_to(std::string& out) {
  return FunctionSink([&out](std::string_view piece) { out += piece; });
}

// "name: value\n" for each.
inline Headers headers_of(std::string_view text) {
  Headers headers;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (const auto colon = line.find(": "); colon != std::string_view::npos)
      headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  return headers;
}

inline HttpResponse perform(const fw_host* host, const fw_host_http* table, const Call& call, const HttpRequest& request) {
  if (table == nullptr) throw Error::unsupported("this host does no HTTP");
  std::vector<fw_kv> headers;
  headers.reserve(request.headers.size());
  for (const auto& [key, value] : request.headers) headers.push_back({view(key), view(value)});
  FunctionSink sink([&request](std::string_view piece) { request.body_to(piece); });
  FunctionSink head([&request](std::string_view text) { request.head_to(headers_of(text)); });
  fw_http_request raw{};
  raw.size = sizeof raw;
  raw.method = view(request.method);
  raw.url = view(request.url);
  raw.body = view(request.body);
  raw.headers = headers.data();
  raw.n_headers = headers.size();
  raw.operation = view(request.operation);
  raw.timeout_ms = request.timeout.count();
  raw.body_to = request.body_to ? sink.raw() : nullptr;
  raw.gunzip = request.gunzip ? 1 : 0;
  raw.fill_body = request.fill_body ? 1 : 0;
  raw.head_to = request.head_to ? head.raw() : nullptr;

  struct Answer {
    HttpResponse response;
    std::exception_ptr error;
  } answer;
  const fw_http_done keep = [](void* user, const fw_http_response* given) {
    auto& into = *static_cast<Answer*>(user);
    try {
      into.response.status = given->status;
      into.response.body.assign(view(given->body));
      into.response.waited = std::chrono::milliseconds(given->waited_ms);
      for (std::uint64_t i = 0; i < given->n_headers; ++i)
        into.response.headers.emplace_back(view(given->headers[i].key), view(given->headers[i].value));
    } catch (...) { into.error = std::current_exception(); }
  };
  const fw_rc rc = table->perform(host, call.raw(), &raw, keep, &answer);
  head.rethrow();
  sink.rethrow();
  if (answer.error) std::rethrow_exception(answer.error);
  expect_ok(rc, "no answer to the HTTP request");
  return std::move(answer.response);
}

}  // namespace detail
}  // namespace fairway
