// An in-memory host: everything that fairway/abi.h offers a plugin, without a process, a socket or a second.
#pragma once
#include <cstring>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "fairway/testing/http.hpp"
#include "fairway/testing/services.hpp"

namespace fairway::testing {

class TestHost {
 public:
  TestHost() = default;
  TestHost(const TestHost&) = delete;
  TestHost& operator=(const TestHost&) = delete;

  MemoryNumbers own_numbers;
  ScriptedHttp http;
  VirtualClock clock;
  MemoryState state;
  MemoryNumbers* numbers = &own_numbers;  // another host's, where instances of two hosts count together
  MemorySecrets secrets;
  std::map<std::string, MemoryToken> tokens;  // by scope
  std::vector<LogLine> log;
  std::vector<std::string> problems;           // what a plugin did that no host allows; empty in a sound test
  std::set<std::string> without;               // services not offered, by id: FW_HOST_HTTP …
  std::chrono::milliseconds deadline{60'000};  // of each call
  std::string trace_id = "test-trace";

  // The host asks to stop from the n-th call of one of its functions on (0: at once); < 0: never.
  void cancel_after(int calls) { cancel_after_ = calls; }
  bool cancelled() const noexcept { return cancel_after_ == 0; }

  const fw_host* raw() const noexcept { return &raw_; }
  bool logged(std::string_view part) const {
    for (const LogLine& line : log)
      if (line.message.find(part) != std::string::npos) return true;
    return false;
  }
  // Counts one call of a host function towards cancel_after().
  void step() {
    if (cancel_after_ > 0) --cancel_after_;
  }

 private:
  static TestHost& self(const fw_host* host) { return *static_cast<TestHost*>(host->ctx); }
  static fw_rc report(const fw_call* call, const Failure& failure) {
    const fw_error error{sizeof error, failure.code, view(failure.message), view(failure.pointer), failure.retry_after_ms};
    call->fail(call, &error);
    return failure.code;
  }
  static fw_rc begin(const fw_host* host) {
    self(host).step();
    return self(host).cancelled() ? FW_E_CANCELLED : FW_OK;
  }

  static void write(const fw_host* host, std::int32_t level, fw_str message, const fw_kv* fields, std::uint64_t n) {
    LogLine line{level, std::string(view(message)), {}};
    for (std::uint64_t i = 0; i < n; ++i) line.fields.emplace_back(view(fields[i].key), view(fields[i].value));
    self(host).log.push_back(std::move(line));
  }

  static std::int64_t unix_ms(const fw_host* host) { return self(host).clock.unix_ms; }
  static std::int64_t mono_ms(const fw_host* host) { return self(host).clock.mono_ms; }
  static fw_rc sleep_ms(const fw_host* host, const fw_call*, std::int64_t ms) {
    if (const fw_rc rc = begin(host); rc != FW_OK) return rc;
    self(host).clock.advance(std::chrono::milliseconds(ms));
    return FW_OK;
  }

  static fw_rc perform(const fw_host* host, const fw_call* call, const fw_http_request* raw, fw_http_done done, void* user) {
    TestHost& me = self(host);
    if (const fw_rc rc = begin(host); rc != FW_OK) return rc;
    HttpRequest request;
    request.method = view(raw->method);
    request.url = view(raw->url);
    request.body = view(raw->body);
    request.operation = view(raw->operation);
    request.timeout = std::chrono::milliseconds(raw->timeout_ms);
    request.gunzip = raw->gunzip != 0;
    request.fill_body = raw->fill_body != 0;
    for (std::uint64_t i = 0; i < raw->n_headers; ++i)
      request.headers.emplace_back(view(raw->headers[i].key), view(raw->headers[i].value));
    std::string unknown;
    me.secrets.sent(request, &unknown);
    if (!unknown.empty()) return report(call, {FW_E_CONFIG, "no secret " + unknown, {}, 0});
    const std::string what = request.method + ' ' + request.url;
    auto reply = me.http.answer(std::move(request));
    if (!reply) {
      me.problems.push_back("unexpected request: " + what);
      return report(call, {FW_E_UNAVAILABLE, "the script has no answer to " + what, {}, 0});
    }
    if (reply->failure) return report(call, *reply->failure);
    return deliver(reply->response, *raw, done, user);
  }
  static fw_rc deliver(const HttpResponse& response, const fw_http_request& asked, fw_http_done done, void* user) {
    const fw_sink* const body_to = asked.body_to;
    std::string_view body = response.body;
    if (FW_HAS(&asked, head_to) && asked.head_to != nullptr && response.ok()) {
      std::string head;
      for (const auto& [key, value] : response.headers) head += key + ": " + value + '\n';
      if (const fw_rc rc = asked.head_to->put(asked.head_to, view(head)); rc != FW_OK) return rc;
    }
    if (body_to != nullptr && response.ok()) {
      constexpr std::size_t kPiece = 1000;  // small, so that pieces end inside of what a plugin reads
      for (; !body.empty(); body.remove_prefix(std::min(kPiece, body.size())))
        if (const fw_rc rc = body_to->put(body_to, view(body.substr(0, kPiece))); rc != FW_OK) return rc;
    }
    std::vector<fw_kv> headers;
    for (const auto& [key, value] : response.headers) headers.push_back({view(key), view(value)});
    fw_http_response raw{};
    raw.size = sizeof raw;
    raw.status = response.status;
    raw.headers = headers.data();
    raw.n_headers = headers.size();
    raw.body = view(body);
    raw.waited_ms = response.waited.count();
    done(user, &raw);
    return FW_OK;
  }

  static fw_rc get(const fw_host* host, const fw_call*, fw_str key, const fw_sink* out) {
    if (const fw_rc rc = begin(host); rc != FW_OK) return rc;
    const std::string value = self(host).state.get(std::string(view(key)));
    return value.empty() ? FW_OK : out->put(out, view(value));
  }
  static fw_rc put(const fw_host* host, const fw_call* call, fw_str key, fw_str value) {
    if (const fw_rc rc = begin(host); rc != FW_OK) return rc;
    if (value.len > 64 * 1024) return report(call, {FW_E_INVALID, "a value of more than 64 KiB", {}, 0});
    self(host).state.put(std::string(view(key)), std::string(view(value)));
    return FW_OK;
  }
  static fw_rc cas(const fw_host* host, const fw_call* call, fw_str key, fw_str expected, fw_str value) {
    if (self(host).state.get(std::string(view(key))) != view(expected)) return FW_E_REJECTED;
    return put(host, call, key, value);
  }

  static fw_rc take(const fw_host* host, const fw_call* call, fw_str sequence, std::uint64_t count, std::uint64_t* first) {
    if (const fw_rc rc = begin(host); rc != FW_OK) return rc;
    if (view(sequence).empty() || count < 1 || count > 10'000)
      return report(call, {FW_E_INVALID, "1 to 10,000 numbers of a named sequence", {}, 0});
    *first = self(host).numbers->take(std::string(view(sequence)), count);
    return FW_OK;
  }

  static fw_rc access(const fw_host* host, const fw_call* call, fw_str scope, fw_token_refresh refresh, void* user,
                      const fw_sink* out) {
    TestHost& me = self(host);
    if (const fw_rc rc = begin(host); rc != FW_OK) return rc;
    MemoryToken& token = me.tokens[std::string(view(scope))];
    if (token.access.empty() || token.expires_at_ms <= me.clock.unix_ms) {
      std::string fresh, next;
      auto fresh_sink = detail::append_to(fresh), next_sink = detail::append_to(next);
      fw_token_grant grant{sizeof grant, 0, fresh_sink.raw(), next_sink.raw(), 0};
      ++token.refreshed;
      if (const fw_rc rc = refresh(user, call, view(token.refresh), &grant); rc != FW_OK) return rc;
      token.access = fresh;
      token.expires_at_ms = me.clock.unix_ms + grant.ttl_ms;
      if (!next.empty()) token.refresh = next;
    }
    return out->put(out, view(token.access));
  }
  static fw_rc refused(const fw_host* host, const fw_call*, fw_str scope, fw_str access_token) {
    MemoryToken& token = self(host).tokens[std::string(view(scope))];
    if (token.access == view(access_token)) token.access.clear();
    return FW_OK;
  }

  static fw_rc hmac(const fw_host* host, const fw_call* call, fw_str name, fw_str algorithm, fw_str data,
                    const fw_sink* out) {
    const MemorySecrets& secrets = self(host).secrets;
    const auto found = secrets.values.find(std::string(view(name)));
    if (found == secrets.values.end()) return report(call, {FW_E_CONFIG, "no secret " + std::string(view(name)), {}, 0});
    return out->put(out, view(secrets.hmac(found->second, view(algorithm), view(data))));
  }

  static const void* query(const fw_host* host, const char* id) {
    static constexpr fw_host_log kLog{&write};
    static constexpr fw_host_clock kClock{&unix_ms, &mono_ms, &sleep_ms};
    static constexpr fw_host_http kHttp{&perform};
    static constexpr fw_host_state kState{&get, &put, &cas};
    static constexpr fw_host_numbers kNumbers{&take};
    static constexpr fw_host_tokens kTokens{&access, &refused};
    static constexpr fw_host_secrets kSecrets{&hmac};
    if (self(host).without.contains(id)) return nullptr;
    const std::string_view name(id);
    if (name == FW_HOST_LOG) return &kLog;
    if (name == FW_HOST_CLOCK) return &kClock;
    if (name == FW_HOST_HTTP) return &kHttp;
    if (name == FW_HOST_STATE) return &kState;
    if (name == FW_HOST_NUMBERS) return &kNumbers;
    if (name == FW_HOST_TOKENS) return &kTokens;
    if (name == FW_HOST_SECRETS) return &kSecrets;
    return nullptr;
  }

  int cancel_after_ = -1;
  fw_host raw_{FW_ABI_MAJOR, FW_ABI_MINOR, this, &query};
};

}  // namespace fairway::testing
