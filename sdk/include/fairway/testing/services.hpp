// The other services of the in-memory host: clock, log, state, tokens, secrets.
#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fairway/documents/keys.hpp"
#include "fairway/http.hpp"
#include "fairway/testing/outcome.hpp"

namespace fairway::testing {

// Stands still unless it is moved; a plugin's sleep moves it and takes no time.
struct VirtualClock {
  std::int64_t unix_ms = 1'767'225'600'000;  // 2026-01-01T00:00:00Z
  std::int64_t mono_ms = 0;
  void advance(std::chrono::milliseconds time) { unix_ms += time.count(), mono_ms += time.count(); }
  Time now() const { return Time{unix_ms}; }
};

struct LogLine {
  std::int32_t level = 0;
  std::string message;
  std::vector<std::pair<std::string, std::string>> fields;
};

// Writes wait for the checkpoint or the success of the call, as with the real host.
struct MemoryState {
  std::map<std::string, std::string> values;                  // committed
  std::map<std::string, std::optional<std::string>> pending;  // nullopt: removed

  std::string get(const std::string& key) const {
    if (const auto at = pending.find(key); at != pending.end()) return at->second.value_or("");
    const auto at = values.find(key);
    return at == values.end() ? std::string() : at->second;
  }
  void put(std::string key, std::string value) {
    pending[std::move(key)] = value.empty() ? std::nullopt : std::optional(std::move(value));
  }
  void commit() {
    for (auto& [key, value] : pending) {
      if (value) values[key] = *value;
      else values.erase(key);
    }
    pending.clear();
  }
  void roll_back() { pending.clear(); }
};

// Given out at once and for good, whatever becomes of the call.
struct MemoryNumbers {
  std::map<std::string, std::uint64_t> next;  // by sequence; none: 1
  std::uint64_t take(const std::string& sequence, std::uint64_t count) {
    std::uint64_t& at = next.try_emplace(sequence, 1).first->second;
    return std::exchange(at, at + count);
  }
};

struct MemoryToken {
  std::string access, refresh;
  std::int64_t expires_at_ms = 0;  // by the virtual clock
  int refreshed = 0;               // how often the plugin's callback ran
};

// Names known to the host. What hmac answers is made up unless a test needs the real thing.
class MemorySecrets {
 public:
  std::map<std::string, std::string> values;
  std::function<std::string(const std::string& secret, std::string_view algorithm, std::string_view data)> hmac =
      [](const std::string& secret, std::string_view algorithm, std::string_view data) {
        return content_hash(secret + '\n' + std::string(algorithm) + '\n' + std::string(data));
      };

  // The text with {{secret:…}} and {{basic:…}} filled in; the first unknown name goes to `unknown`.
  std::string fill(std::string_view text, std::string* unknown = nullptr) const {
    std::string out;
    for (;;) {
      const std::size_t open = std::min(text.find("{{secret:"), text.find("{{basic:"));
      const std::size_t close = open == std::string_view::npos ? open : text.find("}}", open);
      if (close == std::string_view::npos) return out.append(text);
      out.append(text.substr(0, open));
      out += one(text.substr(open + 2, close - open - 2), unknown);
      text.remove_prefix(close + 2);
    }
  }

  // The request as the real host would send it: a body is filled in when it is a form, or when the plugin asks for it.
  HttpRequest sent(HttpRequest request, std::string* unknown = nullptr) const {
    request.url = fill(request.url, unknown);
    bool form = request.fill_body;
    for (auto& [key, value] : request.headers) {
      value = fill(value, unknown);
      form = form || value.find("application/x-www-form-urlencoded") != std::string::npos;
    }
    if (form) request.body = fill(request.body, unknown);
    return request;
  }

 private:
  // "secret:name", "secret:name|url", "secret:name|base64", "basic:user:name"
  std::string one(std::string_view what, std::string* unknown) const {
    const bool basic = what.substr(0, 6) == "basic:";
    std::string_view name = what.substr(what.rfind(':') + 1), form;
    if (const std::size_t bar = name.find('|'); bar != std::string_view::npos)
      form = name.substr(bar + 1), name = name.substr(0, bar);
    const auto found = values.find(std::string(name));
    if (found == values.end()) {
      if (unknown != nullptr && unknown->empty()) *unknown = name;
      return {};
    }
    if (basic) return base64(std::string(what.substr(6, what.rfind(':') - 6)) + ':' + found->second);
    if (form == "url") return url_encode(found->second);
    return form == "base64" ? base64(found->second) : found->second;
  }
  static std::string base64(std::string_view bytes) {
    static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
      const auto at = [&](std::size_t k) { return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u; };
      const unsigned three = at(0) << 16 | at(1) << 8 | at(2);
      for (std::size_t k = 0; k < 4; ++k) out += i + k <= bytes.size() ? kDigits[three >> (18 - 6 * k) & 63] : '=';
    }
    return out;
  }
};

}  // namespace fairway::testing
