// JSON strings: UTF-8, escapes, JSON pointers. Nothing here depends on a locale.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace fairway::json {

// The first byte in [p, end) that a JSON string cannot hold as it is or that needs a closer look: quote, backslash,
// control character, or anything beyond ASCII. Eight bytes at a time.
inline const char* skip_plain(const char* p, const char* end) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101ull, kHigh = 0x8080808080808080ull;
  while (end - p >= 8) {
    std::uint64_t word;
    std::memcpy(&word, p, 8);
    const std::uint64_t quote = word ^ (kOnes * '"'), slash = word ^ (kOnes * '\\');
    // A borrow can mark a byte too many, never one too few: the loop below has the last word.
    const std::uint64_t marked = ((quote - kOnes) | (slash - kOnes) | (word - kOnes * 0x20) | word) & kHigh;
    if (marked != 0) break;
    p += 8;
  }
  for (; p != end; ++p) {
    const auto c = static_cast<unsigned char>(*p);
    if (c == '"' || c == '\\' || c < 0x20 || c >= 0x80) break;
  }
  return p;
}

// Length of the well-formed UTF-8 sequence at p (RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF), or 0.
inline int utf8_length(const char* p, const char* end) noexcept {
  const auto at = [p](int i) { return static_cast<unsigned char>(p[i]); };
  const auto tail = [&](int i) { return (at(i) & 0xC0) == 0x80; };
  const unsigned c = at(0);
  const auto left = end - p;
  if (c < 0x80) return 1;
  if (c < 0xC2) return 0;
  if (c < 0xE0) return left >= 2 && tail(1) ? 2 : 0;
  if (c < 0xF0) {
    if (left < 3 || !tail(1) || !tail(2)) return 0;
    return (c == 0xE0 && at(1) < 0xA0) || (c == 0xED && at(1) > 0x9F) ? 0 : 3;
  }
  if (c > 0xF4 || left < 4 || !tail(1) || !tail(2) || !tail(3)) return 0;
  return (c == 0xF0 && at(1) < 0x90) || (c == 0xF4 && at(1) > 0x8F) ? 0 : 4;
}

inline void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      put(0xE0 | code >> 12);
    } else {
      put(0xF0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3F));
    }
    put(0x80 | (code >> 6 & 0x3F));
  }
  put(0x80 | (code & 0x3F));
}

// Four hexadecimal digits, or -1.
inline std::int32_t hex4(const char* p, const char* end) noexcept {
  if (end - p < 4) return -1;
  std::int32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = p[i];
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

// Appends `text` as a JSON string. False, with `out` unfinished, when it is not UTF-8.
inline bool append_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  const char *p = text.data(), *const end = p + text.size();
  out.push_back('"');
  while (p != end) {
    const char* const plain = skip_plain(p, end);
    out.append(p, plain);
    p = plain;
    if (p == end) break;
    const auto c = static_cast<unsigned char>(*p);
    if (c >= 0x80) {
      const int n = utf8_length(p, end);
      if (n == 0) return false;
      out.append(p, static_cast<std::size_t>(n));
      p += n;
      continue;
    }
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default: out += "\\u00", out.push_back(kHex[c >> 4]), out.push_back(kHex[c & 15]);
    }
    ++p;
  }
  out.push_back('"');
  return true;
}

// "/" and the name with ~ and / escaped, as a step of a JSON pointer.
inline std::string pointer_step(std::string_view name) {
  std::string step = "/";
  for (const char c : name) {
    if (c == '~') step += "~0";
    else if (c == '/') step += "~1";
    else step.push_back(c);
  }
  return step;
}

}  // namespace fairway::json
