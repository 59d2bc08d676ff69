// The host as a plugin sees it. Every service is optional: where it is missing, logging is silent, the clock is the
// machine's, and anything else throws UNSUPPORTED.
#pragma once
#include <chrono>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "fairway/state.hpp"
#include "fairway/tokens.hpp"

namespace fairway {

// Cheap to copy; valid while the channel instance lives. log(), now() and steady() may be called on any thread, the rest
// on the instance's strand only.
class Host {
 public:
  explicit Host(const fw_host* raw) noexcept : raw_(raw) {}

  using Fields = std::initializer_list<std::pair<std::string_view, std::string_view>>;
  void debug(std::string_view message, Fields fields = {}) const { log(FW_LOG_DEBUG, message, fields); }
  void info(std::string_view message, Fields fields = {}) const { log(FW_LOG_INFO, message, fields); }
  void warn(std::string_view message, Fields fields = {}) const { log(FW_LOG_WARN, message, fields); }
  void error(std::string_view message, Fields fields = {}) const { log(FW_LOG_ERROR, message, fields); }

  // UTC; virtual in tests.
  Time now() const {
    if (const auto* table = query<fw_host_clock>(FW_HOST_CLOCK)) return Time{table->unix_ms(raw_)};
    return Time{
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
  }
  // Never steps back; from an unknown start.
  std::chrono::milliseconds steady() const {
    if (const auto* table = query<fw_host_clock>(FW_HOST_CLOCK)) return std::chrono::milliseconds(table->mono_ms(raw_));
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
  }
  // Throws Error::cancelled() when the host asks to stop in the meantime.
  void sleep(const Call& call, std::chrono::milliseconds time) const {
    const auto* table = query<fw_host_clock>(FW_HOST_CLOCK);
    if (table == nullptr) throw Error::unsupported("this host has no clock");
    expect_ok(table->sleep_ms(raw_, call.raw(), time.count()), "the sleep was cut short");
  }

  // Any status that arrives is an answer; see check(). No answer is UNAVAILABLE: it may or may not have had its effect.
  HttpResponse http(const Call& call, const HttpRequest& request) const {
    return detail::perform(raw_, query<fw_host_http>(FW_HOST_HTTP), call, request);
  }
  HttpResponse get(const Call& call, std::string url, Headers headers = {}) const {
    HttpRequest request;
    request.url = std::move(url);
    request.headers = std::move(headers);
    return http(call, request);
  }

  Tokens tokens() const { return {raw_, query<fw_host_tokens>(FW_HOST_TOKENS)}; }
  State state() const { return {raw_, query<fw_host_state>(FW_HOST_STATE)}; }
  Numbers numbers() const { return {raw_, query<fw_host_numbers>(FW_HOST_NUMBERS)}; }
  Secrets secrets() const { return {raw_, query<fw_host_secrets>(FW_HOST_SECRETS)}; }

  // A table of the host by its id, or null.
  template <class Table>
  const Table* query(const char* id) const noexcept {
    return static_cast<const Table*>(raw_->query(raw_, id));
  }
  const fw_host* raw() const noexcept { return raw_; }

 private:
  void log(std::int32_t level, std::string_view message, Fields fields) const {
    const auto* table = query<fw_host_log>(FW_HOST_LOG);
    if (table == nullptr) return;
    std::vector<fw_kv> raw;
    for (const auto& [key, value] : fields) raw.push_back({view(key), view(value)});
    table->write(raw_, level, view(message), raw.data(), raw.size());
  }

  const fw_host* raw_;
};

}  // namespace fairway
