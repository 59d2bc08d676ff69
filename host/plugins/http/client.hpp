// HTTP for plugins: one request, one answer, limits on time and size. It follows no redirect and judges no status. It
// repeats a request only where a kept connection died before a byte of answer and the request has no effect.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "host/plugins/http/connection.hpp"

namespace fairway::plugins::http {

constexpr std::size_t kLargestBody = 64u << 20;       // kept in memory
constexpr std::uint64_t kLargestStream = 8ull << 30;  // passed on

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  Url url;
  Headers headers;
  std::string body;
  Millis timeout{0};  // of the whole
  bool gunzip = false;
  std::function<Status(std::string_view)> body_to;  // takes a 2xx body; unset: it is kept
  std::function<Status(const Headers&)> head_to;    // and this its headers, before it
};

struct Response {
  int status = 0;
  Headers headers;  // names in lower case, in the order of arrival
  std::string body;
  const std::string* header(std::string_view name) const;
};

class Client {
 public:
  // [any] UNAVAILABLE when no answer came, CANCELLED when `flight` was cancelled, REJECTED when the answer is too large.
  Result<Response> perform(const Request& request, Flight& flight);

 private:
  struct Idle {
    std::string where;
    Millis since;
    std::unique_ptr<Connection> connection;
  };
  Result<Response> attempt(Connection& connection, const Request& request, Millis left, bool& answered);
  std::unique_ptr<Connection> take(const Request& request);
  void keep(const Url& url, std::unique_ptr<Connection> connection);
  Poco::Net::Context::Ptr tls();

  SystemClock clock_;
  Watchdog watchdog_;
  std::mutex mutex_;
  std::vector<Idle> idle_;
  Poco::Net::Context::Ptr tls_;
};

// "120" or an HTTP date, as whole seconds from `now`; none when it is neither.
std::optional<std::int64_t> retry_after_seconds(const std::string& value, Instant now);

}  // namespace fairway::plugins::http
