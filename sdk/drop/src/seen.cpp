#include "fairway/drop/seen.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace fairway::drop {
namespace {

// A value of State holds 64 KiB at most. 32 of them, each with 500 lines of at most 106 bytes and more: where 10,000 are
// spread over them by their hash, none gets that many. A line is "hash seconds name", the oldest first.
constexpr std::size_t kShards = 32, kBytes = 60'000, kHash = 32, kName = 60;
constexpr std::int64_t kDays90 = 90ll * 24 * 3600;

std::string key_of(const std::string& scope, const std::string& hash) {
  unsigned first = 0;
  std::from_chars(hash.data(), hash.data() + 2, first, 16);
  return "drop-seen/" + scope + '/' + std::to_string(first % kShards);
}

// Where the line of this hash begins, or npos.
std::size_t line_of(std::string_view text, std::string_view hash) {
  for (std::size_t at = text.find(hash); at != std::string_view::npos; at = text.find(hash, at + 1))
    if (at == 0 || text[at - 1] == '\n') return at;
  return std::string_view::npos;
}

std::int64_t seconds_of(std::string_view line) {
  std::int64_t at = 0;
  line.remove_prefix(std::min(kHash + 1, line.size()));
  std::from_chars(line.data(), line.data() + line.size(), at);
  return at;
}

std::size_t end_of(std::string_view text, std::size_t line) { return std::min(text.find('\n', line), text.size() - 1) + 1; }

std::string shown(std::string_view name) {
  std::size_t cut = std::min(name.size(), kName);
  while (cut < name.size() && cut > 0 && (static_cast<unsigned char>(name[cut]) & 0xC0) == 0x80) --cut;  // no half character
  std::string text(name.substr(0, cut));
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.empty() ? "-" : text;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> raw{};
  crypto_hash_sha256(raw.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  std::string hex;
  for (const unsigned char byte : raw) hex += "0123456789abcdef"[byte >> 4], hex += "0123456789abcdef"[byte & 15];
  return hex;
}

std::string Seen::name_of(const Call& call, const std::string& hash) const {
  const std::string text = host_.state().get(call, key_of(scope_, hash)).value_or("");
  const auto at = line_of(text, std::string_view(hash).substr(0, kHash));
  if (at == std::string::npos) return {};
  const std::string line = text.substr(at, end_of(text, at) - 1 - at);
  if (seconds_of(line) < host_.now().ms / 1000 - kDays90) return {};
  return line.substr(std::min(line.find(' ', kHash + 1), line.size() - 1) + 1);
}

void Seen::add(const Call& call, const std::string& hash, std::string_view name) const {
  const std::string key = key_of(scope_, hash), head = hash.substr(0, kHash);
  const auto now = host_.now().ms / 1000;
  std::string text = host_.state().get(call, key).value_or("");
  if (const auto at = line_of(text, head); at != std::string::npos) text.erase(at, end_of(text, at) - at);
  std::size_t old = 0;
  while (old < text.size() && (text.size() - old > kBytes || seconds_of(std::string_view(text).substr(old)) < now - kDays90))
    old = end_of(text, old);
  text.erase(0, old);
  host_.state().put(call, key, text + head + ' ' + std::to_string(now) + ' ' + shown(name) + '\n');
}

}  // namespace fairway::drop
