#include "guard.hpp"

namespace fairway::conformance {
namespace {

GuardedHost& self(const fw_host* host) { return *static_cast<GuardedHost*>(host->ctx); }

template <class Table>
const Table& inner(const fw_host* host, const char* id) {
  const auto* to = self(host).inner().raw();
  return *static_cast<const Table*>(to->query(to, id));
}

void write(const fw_host* host, std::int32_t level, fw_str message, const fw_kv* fields, std::uint64_t n) {
  self(host).note("log.write", true);
  static std::mutex one_at_a_time;
  std::scoped_lock lock(one_at_a_time);
  inner<fw_host_log>(host, FW_HOST_LOG).write(self(host).inner().raw(), level, message, fields, n);
}
std::int64_t unix_ms(const fw_host* host) {
  self(host).note("clock.unix_ms", true);
  return self(host).inner().clock.unix_ms;
}
std::int64_t mono_ms(const fw_host* host) {
  self(host).note("clock.mono_ms", true);
  return self(host).inner().clock.mono_ms;
}
fw_rc sleep_ms(const fw_host* host, const fw_call* call, std::int64_t ms) {
  self(host).note("clock.sleep_ms", false);
  return inner<fw_host_clock>(host, FW_HOST_CLOCK).sleep_ms(self(host).inner().raw(), call, ms);
}
fw_rc perform(const fw_host* host, const fw_call* call, const fw_http_request* request, fw_http_done done, void* user) {
  self(host).note("http.perform", false);
  return inner<fw_host_http>(host, FW_HOST_HTTP).perform(self(host).inner().raw(), call, request, done, user);
}
fw_rc get(const fw_host* host, const fw_call* call, fw_str key, const fw_sink* out) {
  self(host).note("state.get", false);
  return inner<fw_host_state>(host, FW_HOST_STATE).get(self(host).inner().raw(), call, key, out);
}
fw_rc put(const fw_host* host, const fw_call* call, fw_str key, fw_str value) {
  self(host).note("state.put", false);
  return inner<fw_host_state>(host, FW_HOST_STATE).put(self(host).inner().raw(), call, key, value);
}
fw_rc cas(const fw_host* host, const fw_call* call, fw_str key, fw_str expected, fw_str value) {
  self(host).note("state.cas", false);
  return inner<fw_host_state>(host, FW_HOST_STATE).cas(self(host).inner().raw(), call, key, expected, value);
}
fw_rc access(const fw_host* host, const fw_call* call, fw_str scope, fw_token_refresh refresh, void* user,
             const fw_sink* out) {
  self(host).note("tokens.access", false);
  return inner<fw_host_tokens>(host, FW_HOST_TOKENS).access(self(host).inner().raw(), call, scope, refresh, user, out);
}
fw_rc refused(const fw_host* host, const fw_call* call, fw_str scope, fw_str token) {
  self(host).note("tokens.refused", false);
  return inner<fw_host_tokens>(host, FW_HOST_TOKENS).refused(self(host).inner().raw(), call, scope, token);
}
fw_rc hmac(const fw_host* host, const fw_call* call, fw_str name, fw_str algorithm, fw_str data, const fw_sink* out) {
  self(host).note("secrets.hmac", false);
  return inner<fw_host_secrets>(host, FW_HOST_SECRETS).hmac(self(host).inner().raw(), call, name, algorithm, data, out);
}
fw_rc take(const fw_host* host, const fw_call* call, fw_str sequence, std::uint64_t count, std::uint64_t* first) {
  self(host).note("numbers.take", false);
  return inner<fw_host_numbers>(host, FW_HOST_NUMBERS).take(self(host).inner().raw(), call, sequence, count, first);
}

const void* query(const fw_host*, const char* id) {
  static constexpr fw_host_log kLog{write};
  static constexpr fw_host_clock kClock{unix_ms, mono_ms, sleep_ms};
  static constexpr fw_host_http kHttp{perform};
  static constexpr fw_host_state kState{get, put, cas};
  static constexpr fw_host_tokens kTokens{access, refused};
  static constexpr fw_host_secrets kSecrets{hmac};
  static constexpr fw_host_numbers kNumbers{take};
  const std::string_view name(id);
  if (name == FW_HOST_LOG) return &kLog;
  if (name == FW_HOST_CLOCK) return &kClock;
  if (name == FW_HOST_HTTP) return &kHttp;
  if (name == FW_HOST_STATE) return &kState;
  if (name == FW_HOST_TOKENS) return &kTokens;
  if (name == FW_HOST_SECRETS) return &kSecrets;
  return name == FW_HOST_NUMBERS ? &kNumbers : nullptr;
}

}  // namespace

GuardedHost::GuardedHost(testing::TestHost& inner) : inner_(inner) { raw_ = {FW_ABI_MAJOR, FW_ABI_MINOR, this, query}; }

void GuardedHost::enter() {
  thread_ = std::this_thread::get_id();
  in_call_ = true;
}
void GuardedHost::leave() { in_call_ = false; }

void GuardedHost::note(const char* what, bool on_any_thread) {
  const char* fault = nullptr;
  if (over_) fault = " is called after stop()";
  else if (!on_any_thread && !in_call_) fault = " is called outside of a call";
  else if (!on_any_thread && thread_.load() != std::this_thread::get_id())
    fault = " is called on another thread than the call's";
  if (!fault) return;
  std::scoped_lock lock(mutex_);
  if (faults_.empty()) faults_ = std::string(what) + fault;
}

std::string GuardedHost::faults() const {
  std::scoped_lock lock(mutex_);
  return faults_;
}

}  // namespace fairway::conformance
