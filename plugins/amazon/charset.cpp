#include "charset.hpp"

#include <iconv.h>

#include <array>
#include <cstdint>
#include <cstring>

#include "fairway/plugin.hpp"
#include "text.hpp"

namespace amazon {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct NamedCharset {
  std::string_view name;  // in lower case, without - and _
  Charset charset;
};
// As Java names them, which is what Amazon's writer is, and as IANA does. Latin-1 in the wild is Cp1252 (WHATWG Encoding).
constexpr NamedCharset kCharsets[] = {
    {"utf8", Charset::utf8},          {"usascii", Charset::cp1252},       {"cp1252", Charset::cp1252},
    {"windows1252", Charset::cp1252}, {"iso88591", Charset::cp1252},      {"latin1", Charset::cp1252},
    {"shiftjis", Charset::shift_jis}, {"windows31j", Charset::shift_jis}, {"sjis", Charset::shift_jis},
    {"ms932", Charset::shift_jis},    {"cp932", Charset::shift_jis},      {"xsjis", Charset::shift_jis}};

// Cp1252 from 0x80 to 0x9F; the rest is as in Unicode. 0: not assigned.
constexpr std::uint16_t kWindows[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                        0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

iconv_t handle(void* converter) { return static_cast<iconv_t>(converter); }

// Up to the first byte beyond ASCII is the same in all of them; eight at a time.
std::size_t ascii_length(std::string_view text) noexcept {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    if ((word & 0x8080808080808080ull) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

bool looks_like_letter(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return (first | 0x20u) >= 'a' && (first | 0x20u) <= 'z';
  // Not the signs of Latin-1 (U+0080 to U+00BF), of general punctuation (U+2000 on) and of CJK (U+3000 on).
  return first != 0xC2 && first != 0xE2 && !text.starts_with("\xE3\x80") && !text.starts_with(kReplacement);
}

}  // namespace

std::optional<Charset> charset_of(std::string_view content_type) {
  std::string type = lower(content_type);
  const auto at = type.find("charset=");
  if (at == std::string::npos) return std::nullopt;
  type = type.substr(at + 8, type.find(';', at) - at - 8);
  std::erase_if(type, [](char c) { return c == '-' || c == '_' || c == '"' || c == ' '; });
  for (const auto& one : kCharsets)
    if (one.name == type) return one.charset;
  return std::nullopt;
}

bool is_ascii(std::string_view text) noexcept { return ascii_length(text) == text.size(); }

bool maybe_lost(std::string_view utf8) {
  for (auto at = utf8.find('?'); at != std::string_view::npos; at = utf8.find('?', at + 1)) {
    const auto rest = utf8.substr(at + 1);
    if (!rest.empty() && (rest[0] == '?' || looks_like_letter(rest))) return true;
  }
  return false;
}

Decoder::Decoder(Charset charset) : charset_(charset) {
  if (charset != Charset::shift_jis) return;
  const iconv_t made = ::iconv_open("UTF-8", "CP932");  // Shift_JIS as Windows has it, with NEC's and IBM's characters
  if (made == reinterpret_cast<iconv_t>(-1))
    throw fairway::Error::unsupported("this system's C library does not know the charset CP932, which Amazon's file is in");
  converter_ = made;
}
Decoder::~Decoder() {
  if (converter_ != nullptr) ::iconv_close(handle(converter_));
}

bool Decoder::decode(std::string_view bytes, std::string& out) const {
  const auto plain = ascii_length(bytes);
  out.assign(bytes.data(), plain);
  if (plain == bytes.size()) return true;
  bytes.remove_prefix(plain);
  switch (charset_) {
    case Charset::cp1252: return decode_cp1252(bytes, out);
    case Charset::shift_jis: return decode_shift_jis(bytes, out);
    default: return decode_utf8(bytes, out);
  }
}

bool Decoder::decode_utf8(std::string_view bytes, std::string& out) const {
  bool whole = true;
  const char *at = bytes.data(), *const end = at + bytes.size();
  while (at != end) {
    const auto plain = ascii_length({at, static_cast<std::size_t>(end - at)});
    out.append(at, plain);
    at += plain;
    if (at == end) break;
    const auto length = fairway::json::utf8_length(at, end);
    if (length == 0) out += kReplacement, whole = false, ++at;
    else out.append(at, static_cast<std::size_t>(length)), at += length;
  }
  return whole;
}

bool Decoder::decode_cp1252(std::string_view bytes, std::string& out) const {
  bool whole = true;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const std::uint32_t code = byte < 0x80 || byte > 0x9F ? byte : kWindows[byte - 0x80];
    if (code == 0 && byte != 0) out += kReplacement, whole = false;
    else fairway::json::append_utf8(out, code);
  }
  return whole;
}

bool Decoder::decode_shift_jis(std::string_view bytes, std::string& out) const {
  bool whole = true;
  std::array<char, 1024> buffer;
  char* from = const_cast<char*>(bytes.data());  // iconv's signature: it does not write there
  std::size_t left = bytes.size();
  ::iconv(handle(converter_), nullptr, nullptr, nullptr, nullptr);
  while (left > 0) {
    char* to = buffer.data();
    std::size_t room = buffer.size();
    const bool done = ::iconv(handle(converter_), &from, &left, &to, &room) != static_cast<std::size_t>(-1);
    out.append(buffer.data(), buffer.size() - room);
    if (done || room < 8) continue;  // all of it, or the buffer is full
    out += kReplacement, whole = false;
    ++from, --left;
  }
  return whole;
}

}  // namespace amazon
