// The field types of documents. The codec (json.hpp), the schemas and the host's removal of personal data know them by
// type, so a field is described once: by declaring it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairway {

// Text about a person: name, street, phone, e-mail. The host replaces it by a token before anything is written, and
// hands it back only where the manifest asks for it and the account grants it. JSON: a string.
struct Pii {
  std::string text;
  bool empty() const noexcept { return text.empty(); }
  friend bool operator==(const Pii&, const Pii&) = default;
};

// An instant in UTC, milliseconds since 1970. JSON: RFC 3339 text; any offset is read, Z is written.
struct Time {
  std::int64_t ms = 0;
  friend bool operator==(const Time&, const Time&) = default;
  friend auto operator<=>(const Time&, const Time&) = default;
};

// Members that this version does not know, kept as they came: name and JSON text. In a struct that has a Pii member
// they count as personal data themselves, for nobody here can tell. JSON: members of the surrounding object.
struct Extra {
  std::vector<std::pair<std::string, std::string>> members;
  bool empty() const noexcept { return members.empty(); }
  friend bool operator==(const Extra&, const Extra&) = default;
};

// JSON of any shape, kept as text ("null" when empty).
struct RawJson {
  std::string text;
  bool empty() const noexcept { return text.empty(); }
  friend bool operator==(const RawJson&, const RawJson&) = default;
};

// A decimal as text, never a double ("19.90" stays "19.90"), and an ISO 4217 code.
struct Money {
  std::string amount, currency;
  bool empty() const noexcept { return amount.empty(); }
  friend bool operator==(const Money&, const Money&) = default;
};

// An enumeration that the other side may extend: a value not in E is E::unknown with its text kept in `raw`.
// E needs `unknown` and a table `constexpr auto names(E)` of pairs {E, text} found by argument-dependent lookup.
template <class E>
struct Open {
  E value = E::unknown;
  std::string raw;  // only when unknown

  Open() = default;
  Open(E known) : value(known) {}  // NOLINT: a known value is an open one
  bool empty() const noexcept { return value == E::unknown && raw.empty(); }
  friend bool operator==(const Open&, const Open&) = default;

  static Open parse(std::string_view text) {
    for (const auto& [known, name] : names(E{}))
      if (name == text) return Open(known);
    Open other;
    other.raw = text;
    return other;
  }
  std::string_view text() const noexcept {
    for (const auto& [known, name] : names(E{}))
      if (known == value) return name;
    return raw;
  }
};

template <class E>
using EnumName = std::pair<E, std::string_view>;

}  // namespace fairway
