#include "x12/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "fairway/error.hpp"

namespace wms_x12 {
namespace {

// The next code point of UTF-8; a broken byte counts as U+FFFD.
char32_t take_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
  if (length == 0 || length > text.size()) return text.remove_prefix(1), U'\xFFFD';
  char32_t point = length == 1 ? lead : lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return text.remove_prefix(1), U'\xFFFD';
    point = (point << 6) | (next & 0x3Fu);
  }
  text.remove_prefix(length);
  return point;
}

// Takes one code point; false where it is none, or written longer than it need be, or half of a pair.
bool is_sound(std::string_view& text) {
  if (static_cast<unsigned char>(text.front()) < 0x80) return text.remove_prefix(1), true;
  const auto before = text.size();
  const char32_t point = take_point(text);
  const auto length = before - text.size();
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  return length > 1 && point >= kLeast[length] && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
}

// From U+00C0 on, a letter each: what is left of it without its marks, `.` where several letters or none stand for it.
constexpr std::string_view kLatin1 = "AAAAAA.CEEEEIIIIDNOOOOO.OUUUUY..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y";
constexpr std::string_view kLatinA =
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi..JjKk.LlLlLlLlLlNnNnNn...OoOoOo.."
    "RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZz"
    "ZzZzs";

static_assert(kLatin1.size() == 64 && kLatinA.size() == 128);

struct Likeness {
  char32_t point;
  std::string_view text;
};
constexpr std::array kLikenesses{
    Likeness{0xC6, "AE"},  Likeness{0xE6, "ae"},  Likeness{0xDF, "ss"},   Likeness{0xD7, "x"},    Likeness{0xDE, "TH"},
    Likeness{0xFE, "th"},  Likeness{0xF7, "/"},   Likeness{0x132, "IJ"},  Likeness{0x133, "ij"},  Likeness{0x138, "k"},
    Likeness{0x149, "'n"}, Likeness{0x14A, "N"},  Likeness{0x14B, "n"},   Likeness{0x152, "OE"},  Likeness{0x153, "oe"},
    Likeness{0xA0, " "},   Likeness{0x2010, "-"}, Likeness{0x2011, "-"},  Likeness{0x2013, "-"},  Likeness{0x2014, "-"},
    Likeness{0x2018, "'"}, Likeness{0x2019, "'"}, Likeness{0x201C, "\""}, Likeness{0x201D, "\""}, Likeness{0x2026, "..."},
    Likeness{0xAA, "a"},   Likeness{0xBA, "o"},   Likeness{0xB0, "o"},    Likeness{0xB4, "'"},    Likeness{0x1E9E, "SS"},
    Likeness{0x218, "S"},  Likeness{0x219, "s"},  Likeness{0x21A, "T"},   Likeness{0x21B, "t"},   Likeness{0x200B, ""},
};

std::optional<std::string_view> likeness(char32_t point) {
  for (const auto& one : kLikenesses)
    if (one.point == point) return one.text;
  const auto in = [&](std::string_view table, char32_t first) -> std::optional<std::string_view> {
    if (point < first || point >= first + table.size() || table[point - first] == '.') return std::nullopt;
    return table.substr(point - first, 1);
  };
  if (auto letter = in(kLatin1, 0xC0)) return letter;
  return in(kLatinA, 0x100);
}

bool in_basic(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(" !\"&'()*+,-./:;?=").find(c) != std::string_view::npos;
}

char as_taken(const TextRule& rule, char c) {
  if (rule.separators.is_one(c) || static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return ' ';
  if (!rule.basic || in_basic(c)) return c;
  if (c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 'A');
  switch (c) {
    case '_': return '-';
    case '[':
    case '{': return '(';
    case ']':
    case '}': return ')';
    case '\\':
    case '|': return '/';
    case '`': return '\'';
    default: return ' ';
  }
}

void check_length(const std::string& text, std::size_t most, const std::string& pointer) {
  if (most != 0 && text.size() > most)
    throw fairway::Error::rejected(
        "X12 carries " + std::to_string(most) + " characters here, not " + std::to_string(text.size()), pointer);
}

}  // namespace

std::string carry(const TextRule& rule, std::string_view text, std::size_t most, const std::string& pointer) {
  std::string out;
  const auto add = [&](char raw) {
    const char c = as_taken(rule, raw);
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
  };
  while (!text.empty()) {
    const char32_t point = take_point(text);
    if (point < 0x80) {
      add(static_cast<char>(point));
    } else if (const auto like = likeness(point)) {
      for (const char c : *like) add(c);
    } else if (rule.replace) {
      add('?');
    } else {
      throw fairway::Error::rejected("it has a character that X12 cannot carry and that no other one resembles", pointer);
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  check_length(out, most, pointer);
  return out;
}

std::string as_utf8(std::string bytes) {
  bool fine = true;
  for (std::string_view rest = bytes; fine && !rest.empty();) fine = is_sound(rest);
  if (fine) return bytes;
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) out += c;
    else out += static_cast<char>(0xC0 | (byte >> 6)), out += static_cast<char>(0x80 | (byte & 0x3F));
  }
  return out;
}

std::string carry_exact(const TextRule& rule, std::string_view text, std::size_t most, const std::string& pointer) {
  std::string out(text);
  const bool fine = std::all_of(out.begin(), out.end(), [&](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F && as_taken(rule, c) == c;
  });
  if (!fine || out.starts_with(' ') || out.ends_with(' '))
    throw fairway::Error::rejected("it has a character that cannot be sent in X12, and changed it would mean another thing",
                                   pointer);
  check_length(out, most, pointer);
  return out;
}

}  // namespace wms_x12
