#include "encoding.hpp"

#include <algorithm>
#include <array>

#include "fairway/error.hpp"

namespace wms_csv {
namespace {

// 0x80 to 0x9f of windows-1252 (the table of the WHATWG's Encoding standard, with its five gaps left as such).
constexpr std::array<char32_t, 32> kWindows{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                            0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                            0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                            0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) out += static_cast<char>(c);
  else if (c < 0x800) out += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
  else
    out +=
        {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
}

// The character at `at`, which moves behind it; nullopt: no UTF-8 (overlong, a surrogate, cut off).
std::optional<char32_t> next_char(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(at);
  const std::size_t length = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
  if (length == 0 || at + length > text.size()) return std::nullopt;
  char32_t c = length == 1 ? first : first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (byte(at + i) >> 6 != 2) return std::nullopt;
    c = c << 6 | (byte(at + i) & 0x3Fu);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  if (c < kLeast[length] || (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF) return std::nullopt;
  at += length;
  return c;
}

std::optional<char> to_byte(char32_t c, Encoding encoding) {
  if (c < 0x80 || (c >= 0xA0 && c < 0x100)) return static_cast<char>(c);
  if (encoding == Encoding::iso_8859_1) return c < 0xA0 ? std::optional(static_cast<char>(c)) : std::nullopt;
  const auto found = std::find(kWindows.begin(), kWindows.end(), c);
  if (found == kWindows.end()) return std::nullopt;
  return static_cast<char>(0x80 + (found - kWindows.begin()));
}

bool is_utf8(Encoding encoding) { return encoding == Encoding::utf8 || encoding == Encoding::utf8_bom; }

}  // namespace

std::optional<Encoding> encoding_of(std::string_view name) {
  if (name == "utf-8") return Encoding::utf8;
  if (name == "utf-8-bom") return Encoding::utf8_bom;
  if (name == "windows-1252") return Encoding::windows_1252;
  if (name == "iso-8859-1") return Encoding::iso_8859_1;
  return std::nullopt;
}

Encoding take_mark(std::string_view& bytes, Encoding set) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
    throw fairway::Error::rejected(
        "the file is UTF-16, as spreadsheets save \"Unicode text\"; it has to be saved as CSV UTF-8");
  if (!bytes.starts_with("\xEF\xBB\xBF")) return set;
  bytes.remove_prefix(3);
  return Encoding::utf8;
}

std::optional<std::string> to_utf8(std::string_view bytes, Encoding encoding) {
  std::string text;
  if (is_utf8(encoding)) {
    for (std::size_t at = 0; at < bytes.size();)
      if (!next_char(bytes, at)) return std::nullopt;
    return std::string(bytes);
  }
  for (const char one : bytes) {
    const auto byte = static_cast<unsigned char>(one);
    const bool special = encoding == Encoding::windows_1252 && byte >= 0x80 && byte < 0xA0;
    const char32_t c = special ? kWindows[byte - 0x80] : byte;
    if (special && c == 0) return std::nullopt;
    append_utf8(text, c);
  }
  return text;
}

std::optional<std::string> from_utf8(std::string_view text, Encoding encoding, std::string& missing) {
  if (is_utf8(encoding)) return std::string(text);
  std::string bytes;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    const auto c = next_char(text, at);
    const auto byte = c ? to_byte(*c, encoding) : std::nullopt;
    if (!byte) return missing = c ? std::string(text.substr(begin, at - begin)) : "what is no UTF-8", std::nullopt;
    bytes += *byte;
  }
  return bytes;
}

}  // namespace wms_csv
