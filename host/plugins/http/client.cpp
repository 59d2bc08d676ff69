#include "host/plugins/http/client.hpp"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/RejectCertificateHandler.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/StreamCopier.h>

#include <charconv>

#include "host/base/text.hpp"
#include "host/plugins/http/gunzip.hpp"

namespace fairway::plugins::http {
namespace {

constexpr Millis kReuse{8000};           // many servers close an idle connection after 10 s or more
constexpr Millis kReuseForWrites{1000};  // a write that dies with its connection may have had its effect: take no chance
constexpr std::size_t kIdle = 64;
constexpr int kHeaderFields = 200;

bool without_effect(const Request& request) { return request.method == "GET" || request.method == "HEAD"; }

std::string place(const Url& url) { return fmt::format("{}:{}:{}", url.tls ? "https" : "http", url.host, url.port); }

void write_request(Connection& connection, const Request& request) {
  Poco::Net::HTTPRequest head(request.method, request.url.target, Poco::Net::HTTPMessage::HTTP_1_1);
  head.set("Host", request.url.authority());
  for (const auto& [name, value] : request.headers) head.add(name, value);
  const bool has_body =
      !request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (has_body) head.setContentLength64(static_cast<Poco::Int64>(request.body.size()));
  head.setKeepAlive(true);
  auto& out = connection.sendRequest(head);
  out.write(request.body.data(), static_cast<std::streamsize>(request.body.size()));
  out.flush();
  if (const auto* error = connection.networkException()) error->rethrow();
  if (!out) throw Poco::Net::ConnectionResetException("the connection was closed while sending");
}

// Gathers or passes on, unpacking on the way.
class BodyTaker {
 public:
  BodyTaker(const Request& request, Response& response)
      : to_(response.status / 100 == 2 ? request.body_to : nullptr), gunzip_(request.gunzip), response_(response) {}

  Status take(std::string_view bytes) {
    return gunzip_ ? unpacker_.feed(bytes, [this](std::string_view piece) { return out(piece); }) : out(bytes);
  }
  Status finish() {
    return gunzip_ ? unpacker_.finish([this](std::string_view piece) { return out(piece); }) : Status();
  }

 private:
  Status out(std::string_view piece) {
    total_ += piece.size();
    if (total_ > (to_ ? kLargestStream : kLargestBody)) return fail(FW_E_REJECTED, "the answer is larger than allowed");
    if (to_) return to_(piece);
    response_.body.append(piece);
    return {};
  }

  const std::function<Status(std::string_view)> to_;
  const bool gunzip_;
  Response& response_;
  Gunzip unpacker_;
  std::uint64_t total_ = 0;
};

}  // namespace

const std::string* Response::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return &value;
  return nullptr;
}

Result<Response> Client::perform(const Request& request, Flight& flight) {
  const auto until = clock_.steady() + request.timeout;
  const Watchdog::Watch watch(watchdog_, flight, request.timeout);
  auto connection = take(request);
  while (true) {
    const bool reused = connection != nullptr;
    bool answered = false;
    std::string problem;
    try {
      const auto left = std::max(until - clock_.steady(), Millis(1));
      if (reused) flight.attach(connection->fd());
      else connection = Connection::open(request.url, flight, left, request.url.tls ? tls() : nullptr);
      auto response = attempt(*connection, request, left, answered);
      flight.detach();
      if (response && !flight.was_cut() && !connection->stale()) keep(request.url, std::move(connection));
      return response;
    } catch (const Poco::Exception& error) {
      problem = printable(error.displayText());
    } catch (const std::exception& error) { problem = printable(error.what()); }
    flight.detach();
    connection.reset();
    if (flight.was_cancelled()) return fail(FW_E_CANCELLED, "the host asked to stop");
    if (flight.was_expired())
      return fail(FW_E_UNAVAILABLE,
                  fmt::format("{} did not answer within {}", request.url.host, format_duration(request.timeout)));
    if (!reused || answered || !without_effect(request))
      return fail(FW_E_UNAVAILABLE, fmt::format("no answer from {}: {}", request.url.host, problem));
  }
}

Result<Response> Client::attempt(Connection& connection, const Request& request, Millis left, bool& answered) {
  connection.limit(left);
  write_request(connection, request);
  Poco::Net::HTTPResponse head;
  head.setFieldLimit(kHeaderFields);
  connection.read_head(head, answered);
  Response response;
  response.status = head.getStatus();
  for (const auto& [name, value] : head) response.headers.emplace_back(to_lower(name), value);
  if (request.head_to && response.status / 100 == 2)
    if (auto taken = request.head_to(response.headers); !taken) return connection.abort(), fail(taken.error());
  if (request.method != "HEAD") {
    BodyTaker taker(request, response);
    if (auto taken = connection.read_body(head, [&](std::string_view piece) { return taker.take(piece); }); !taken)
      return connection.abort(), fail(taken.error());
    if (auto whole = taker.finish(); !whole) return fail(whole.error());
  }
  if (!head.getKeepAlive()) connection.reset();
  return response;
}

std::unique_ptr<Connection> Client::take(const Request& request) {
  const auto oldest = clock_.steady() - (without_effect(request) ? kReuse : kReuseForWrites);
  const auto where = place(request.url);
  std::scoped_lock lock(mutex_);
  for (auto idle = idle_.rbegin(); idle != idle_.rend(); ++idle) {  // the one used last is the likeliest to live
    if (idle->where != where || idle->since < oldest) continue;
    auto connection = std::move(idle->connection);
    idle_.erase(std::next(idle).base());
    return connection->stale() ? nullptr : std::move(connection);
  }
  return nullptr;
}

void Client::keep(const Url& url, std::unique_ptr<Connection> connection) {
  const auto now = clock_.steady();
  std::scoped_lock lock(mutex_);
  std::erase_if(idle_, [&](const Idle& idle) { return idle.since < now - kReuse; });
  if (idle_.size() >= kIdle) idle_.erase(idle_.begin());
  idle_.push_back({place(url), now, std::move(connection)});
}

Poco::Net::Context::Ptr Client::tls() {
  using Poco::Net::Context;
  std::scoped_lock lock(mutex_);
  if (tls_) return tls_;
  tls_ = new Context(Context::TLS_CLIENT_USE, "", Context::VERIFY_STRICT, 9, true);
  tls_->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  // Without a handler of ours Poco asks on standard input whether to trust a bad certificate.
  Poco::Net::SSLManager::instance().initializeClient(nullptr, new Poco::Net::RejectCertificateHandler(false), tls_);
  return tls_;
}

std::optional<std::int64_t> retry_after_seconds(const std::string& value, Instant now) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (error == std::errc() && end == value.data() + value.size()) return std::max<std::int64_t>(seconds, 0);
  Poco::DateTime date;
  int zone = 0;
  if (!Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, value, date, zone)) return std::nullopt;
  const auto at = date.timestamp().epochMicroseconds() / 1000 - zone * 1000ll;
  return std::max<std::int64_t>((at - now.time_since_epoch().count() + 999) / 1000, 0);
}

}  // namespace fairway::plugins::http
