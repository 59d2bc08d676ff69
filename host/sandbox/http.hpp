// Plain requests and answers, and the server that carries them. Nothing here knows Amazon or a warehouse.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"

namespace fairway::sandbox {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string path;  // still percent-encoded, without the query
  Pairs query;       // decoded, in the order of the URL
  Pairs headers;     // names in lower case
  std::string body;
  bool announces_body = false;  // Content-Length or Transfer-Encoding was there, even for nothing

  std::string_view header(std::string_view lower_case_name) const;
  bool has_header(std::string_view lower_case_name) const;
  const std::string* parameter(std::string_view name) const;  // the first of that name; null where absent
};

// What is done to an answer on its way out.
enum class Delivery { whole, truncated, reset };

// A body that is made piece by piece, for each sending anew, and never held as a whole.
using Stream = std::function<void(const std::function<void(std::string_view)>& out)>;

struct Response {
  int status = 200;
  std::string body{};
  std::string content_type = "application/json";
  Pairs headers{};
  Delivery delivery = Delivery::whole;
  Millis delay{0};  // real time, before the first byte
  Stream stream{};  // where set, in place of body, in chunks
};

std::string percent_decode(std::string_view text, bool plus_is_space);
std::string percent_encode(std::string_view text);  // all but unreserved characters
Pairs parse_form(std::string_view text);            // a=b&c=d, decoded

// Listens on one address; each connection has a thread. `handle` runs on those threads, several at once.
class HttpServer {
 public:
  using Handler = std::function<Response(const Request&)>;
  using Now = std::function<Instant()>;  // for the Date header
  HttpServer(Handler handle, Now now);
  ~HttpServer();
  Status start(const std::string& address);  // "127.0.0.1:9300"; port 0 takes any free one
  void stop();
  std::uint16_t port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fairway::sandbox
