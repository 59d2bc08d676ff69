// The other services of the in-memory host: clock, log, state, tokens, secrets.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fairway/documents/keys.hpp"
#include "fairway/testing/outcome.hpp"

namespace fairway::testing {

// Stands still unless it is moved; a plugin's sleep moves it and takes no time.
struct VirtualClock {
  std::int64_t unix_ms = 1'767'225'600'000;   // 2026-01-01T00:00:00Z
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
  std::map<std::string, std::string> values;                       // committed
  std::map<std::string, std::optional<std::string>> pending;       // nullopt: removed

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

struct MemoryToken {
  std::string access, refresh;
  std::int64_t expires_at_ms = 0;   // by the virtual clock
  int refreshed = 0;                // how often the plugin's callback ran
};

// Names known to the host. What hmac answers is made up unless a test needs the real thing.
struct MemorySecrets {
  std::map<std::string, std::string> values;
  std::function<std::string(const std::string& secret, std::string_view algorithm, std::string_view data)> hmac =
      [](const std::string& secret, std::string_view algorithm, std::string_view data) {
        return content_hash(secret + '\n' + std::string(algorithm) + '\n' + std::string(data));
      };

  // The text with {{secret:name}} filled in; the first unknown name goes to `unknown`.
  std::string fill(std::string_view text, std::string* unknown = nullptr) const {
    constexpr std::string_view kOpen = "{{secret:", kClose = "}}";
    std::string out;
    for (std::size_t at = 0;;) {
      const std::size_t open = text.find(kOpen, at), close = open == std::string_view::npos ? open : text.find(kClose, open);
      if (close == std::string_view::npos) return out.append(text.substr(at));
      out.append(text.substr(at, open - at));
      const std::string name(text.substr(open + kOpen.size(), close - open - kOpen.size()));
      if (const auto found = values.find(name); found != values.end()) out += found->second;
      else if (unknown != nullptr && unknown->empty()) *unknown = name;
      at = close + kClose.size();
    }
  }
};

}  // namespace fairway::testing
