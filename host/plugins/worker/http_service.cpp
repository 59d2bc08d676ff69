// fairway.host.http/1: waits for the permit, puts secrets in, sends, tells the host what the remote said about its rate.
#include <charconv>

#include "host/base/text.hpp"
#include "host/plugins/worker/instance.hpp"

namespace fairway::plugins {
namespace {

constexpr Millis kLongestPermitWait{2000};
constexpr Millis kUsualTimeout{30000};

struct Permit {
  Millis waited{0};
};

// Waits at most two seconds in all: a job that has to wait longer is better put back than kept in a thread.
Result<Permit> obtain_permit(Call& call, const std::string& operation) {
  Permit permit;
  while (true) {
    const auto answer = call.ask(
        Kind::permit, [&](Writer& out) { out.text(operation); }, kCancel);
    if (!answer) return fail(answer.error());
    const Millis wait(Reader(*answer).get<std::int64_t>());
    if (wait <= Millis(0)) return permit;
    if (permit.waited + wait > kLongestPermitWait || wait >= call.remaining())
      return fail(FW_E_THROTTLED, fmt::format("the rate of {} allows the next request in {} ms", operation, wait.count()),
                  {}, wait);
    if (!call.sleep(wait)) return fail(FW_E_CANCELLED, "cut short while waiting for a rate permit");
    permit.waited += wait;
  }
}

bool is_form(const http::Headers& headers) {
  for (const auto& [name, value] : headers)
    if (to_lower(name) == "content-type") return to_lower(value).starts_with("application/x-www-form-urlencoded");
  return false;
}

Status check_headers(const http::Headers& headers) {
  for (const auto& [name, value] : headers)
    for (const char c : name + value)
      if (c == '\r' || c == '\n' || c == '\0') return fail(FW_E_INVALID, "a header holds a line break");
  return {};
}

struct Prepared {
  http::Request request;
  std::string operation;
};

// What JSON or XML carries may come from a buyer: there a text that looks like ours stays as it is unless asked for.
Status fill(Prepared& prepared, std::string_view url, bool fill_body, Instance& instance) {
  auto& request = prepared.request;
  auto& masker = instance.link().masker;
  const bool body = (fill_body || is_form(request.headers)) && http::Filler::wants(request.body);
  bool any = body || http::Filler::wants(url);
  for (const auto& header : request.headers) any = any || http::Filler::wants(header.second);
  if (!any) return {};
  if (auto may = instance.filler().may_have_secrets(request.url); !may) return may;

  const auto filled = instance.filler().fill(url, masker);
  if (!filled) return fail(filled.error());
  const auto with_secret = http::parse_url(*filled);
  if (!with_secret || with_secret->authority() != request.url.authority())
    return fail(FW_E_CONFIG, "a secret in a URL may not change its host; write {{secret:…|url}}");
  request.url = *with_secret;
  for (auto& header : request.headers) {
    auto value = instance.filler().fill(header.second, masker);
    if (!value) return fail(value.error());
    header.second = std::move(*value);
  }
  if (!body) return {};
  auto value = instance.filler().fill(request.body, masker);
  if (!value) return fail(value.error());
  request.body = std::move(*value);
  return {};
}

// A plugin's sink, which may refuse what it gets.
Status give(const fw_sink& sink, std::string_view piece) {
  if (const auto rc = sink.put(&sink, plugins::raw(piece)); rc < FW_OK)
    return fail(rc, "the plugin took no more of the answer");
  return {};
}

std::string header_lines(const http::Headers& headers) {
  std::string lines;
  for (const auto& [name, value] : headers) lines.append(name).append(": ").append(value).append(1, '\n');
  return lines;
}

Result<Prepared> prepare(Call& call, Instance& instance, const fw_http_request& raw) {
  if (auto may = allowed(call, "http"); !may) return fail(may.error());
  if (call.cut()) return fail(FW_E_CANCELLED, "the host asked to stop");
  Prepared prepared;
  auto& request = prepared.request;
  const auto url = http::parse_url(view(raw.url).substr(0, view(raw.url).find("{{")));
  const auto whole = http::Filler::wants(view(raw.url)) ? url : http::parse_url(view(raw.url));
  if (!whole) return fail(whole.error());
  request.url = *whole;
  request.method = view(raw.method).empty() ? "GET" : std::string(view(raw.method));
  request.body = view(raw.body);
  for (std::uint64_t i = 0; i < raw.n_headers; ++i)
    request.headers.emplace_back(view(raw.headers[i].key), view(raw.headers[i].value));
  prepared.operation = FW_HAS(&raw, operation) ? view(raw.operation) : "";
  request.gunzip = FW_HAS(&raw, gunzip) && raw.gunzip != 0;
  const bool fill_body = FW_HAS(&raw, fill_body) && raw.fill_body != 0;
  if (auto done = fill(prepared, view(raw.url), fill_body, instance); !done) return fail(done.error());
  if (auto sound = check_headers(request.headers); !sound) return fail(sound.error());
  if (FW_HAS(&raw, body_to) && raw.body_to)
    request.body_to = [sink = raw.body_to](std::string_view piece) { return give(*sink, piece); };
  if (FW_HAS(&raw, head_to) && raw.head_to)
    request.head_to = [sink = raw.head_to](const http::Headers& headers) { return give(*sink, header_lines(headers)); };
  return prepared;
}

void report_rate(Call& call, Instance& instance, const std::string& operation, const http::Response& response) {
  if (operation.empty()) return;
  const auto* header = response.header(instance.filler().rate_header(operation));
  double rate = 0;
  const bool has_rate =
      header && std::from_chars(header->data(), header->data() + header->size(), rate).ec == std::errc() && rate > 0;
  const bool throttled = response.status == 429;
  if (!has_rate && !throttled) return;
  const auto* wait = response.header("retry-after");
  std::int64_t seconds = 0;
  if (wait) std::from_chars(wait->data(), wait->data() + wait->size(), seconds);
  Writer out;
  out.text(operation)
      .put(static_cast<std::uint8_t>(has_rate))
      .put(rate)
      .put(static_cast<std::uint8_t>(throttled))
      .put(seconds * 1000);
  call.link().wire.send(Kind::rate, call.id(), out.view());
}

// HTTP dates are the remote's: compared with its own Date where it sends one, for clocks differ.
void normalise_retry_after(http::Response& response, Instant now) {
  if (const auto* date = response.header("date"))
    if (const auto since = http::retry_after_seconds(*date, Instant{})) now = Instant(std::chrono::seconds(*since));
  for (auto& [name, value] : response.headers)
    if (name == "retry-after")
      if (const auto seconds = http::retry_after_seconds(value, now)) value = std::to_string(*seconds);
}

void hand_over(const http::Response& response, Millis waited, fw_http_done done, void* user) {
  std::vector<fw_kv> headers;
  for (const auto& [name, value] : response.headers) headers.push_back({raw(name), raw(value)});
  fw_http_response out{};
  out.size = sizeof out;
  out.status = response.status;
  out.headers = headers.data();
  out.n_headers = headers.size();
  out.body = raw(response.body);
  out.waited_ms = waited.count();
  done(user, &out);
}

// As a recording has it, through the sinks that an answer of the network goes through.
Result<http::Response> replayed(const testing::SaidResponse& said, const http::Request& request) {
  http::Response out;
  out.status = static_cast<int>(said.status);
  out.headers.assign(said.headers.begin(), said.headers.end());
  out.body = said.bytes();
  if (out.status < 200 || out.status > 299) return out;
  if (request.head_to)
    if (auto taken = request.head_to(out.headers); !taken) return fail(taken.error());
  if (!request.body_to) return out;
  if (auto taken = request.body_to(out.body); !taken) return fail(taken.error());
  out.body.clear();
  return out;
}

Result<http::Response> by_network(Call& call, Instance& instance, const http::Request& request) {
  http::Flight flight(request.method == "GET" || request.method == "HEAD");
  call.watch(&flight);
  auto response = instance.http().perform(request, flight);
  call.watch(nullptr);
  return response;
}

// What is written down is what the plugin wrote, its secrets still names.
Result<http::Response> written_down(Call& call, Instance& instance, testing::SaidRequest asked, http::Request& request) {
  std::string streamed;
  if (request.body_to)
    request.body_to = [&streamed, next = request.body_to](std::string_view piece) {
      if (streamed.size() + piece.size() <= http::kLargestBody) streamed += piece;
      return next(piece);
    };
  auto response = by_network(call, instance, request);
  testing::Exchange said{std::move(asked), std::nullopt};
  if (response)
    said.response = testing::SaidResponse{response->status,
                                          {response->headers.begin(), response->headers.end()},
                                          streamed.empty() ? response->body : std::move(streamed),
                                          {}};
  call.link().tape.write(std::move(said), call.link().masker);
  return response;
}

Result<http::Response> exchange(Call& call, Instance& instance, const fw_http_request& raw, http::Request& request) {
  auto& tape = call.link().tape;
  if (!tape.plays() && !tape.records()) return by_network(call, instance, request);
  testing::SaidRequest asked{request.method, std::string(view(raw.url)), std::string(view(raw.body))};
  if (!tape.plays()) return written_down(call, instance, std::move(asked), request);
  auto said = tape.play(asked);
  if (!said) return fail(std::move(said.error()));
  return replayed(*said, request);
}

fw_rc perform(const fw_host* host, const fw_call* raw_call, const fw_http_request* raw_request, fw_http_done done,
              void* user) {
  auto& call = Call::of(raw_call);
  auto& instance = Instance::of(host);
  auto prepared = prepare(call, instance, *raw_request);
  if (!prepared) return call.refused(prepared.error());
  Permit permit;
  if (!prepared->operation.empty()) {
    const auto obtained = obtain_permit(call, prepared->operation);
    if (!obtained) return call.refused(obtained.error());
    permit = *obtained;
  }
  auto& request = prepared->request;
  const Millis asked(raw_request->timeout_ms > 0 ? raw_request->timeout_ms : kUsualTimeout.count());
  request.timeout = std::min(asked, call.remaining());
  if (request.timeout <= Millis(0) || call.cancelled())
    return call.refused({FW_E_CANCELLED, "no time is left for the request"});

  auto response = exchange(call, instance, *raw_request, request);
  if (!response) return call.refused(response.error());
  normalise_retry_after(*response, Instant(Millis(call.link().unix_ms())));
  report_rate(call, instance, prepared->operation, *response);
  hand_over(*response, permit.waited, done, user);
  return FW_OK;
}

}  // namespace

const fw_host_http* http_service() noexcept {
  static constexpr fw_host_http table{perform};
  return &table;
}

}  // namespace fairway::plugins
