#include "host/config/yaml_text.hpp"

#include <array>

#include <fmt/format.h>

#include "host/base/text.hpp"

namespace fairway::config {
namespace {

// Words that some reader of YAML takes for something else than text.
constexpr std::array kTaken{"null", "true", "false", "yes", "no", "on", "off", "y", "n"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// What needs no quotes wherever it stands. Begins with a letter, so it is no number, date or anchor.
bool is_plain(std::string_view text) {
  if (text.empty() || !is_letter(text.front()) || text.back() == ' ') return false;
  for (const char c : text)
    if (!is_letter(c) && (c < '0' || c > '9') && std::string_view(" _.-/+()").find(c) == std::string_view::npos)
      return false;
  return std::find(kTaken.begin(), kTaken.end(), to_lower(text)) == kTaken.end();
}

}  // namespace

std::string yaml_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += std::string("\\") + c;
    else if (byte < 0x20 || byte == 0x7F) out += fmt::format("\\x{:02x}", byte);
    else out += c;
  }
  return out + '"';
}

std::string yaml_text(std::string_view text) { return is_plain(text) ? std::string(text) : yaml_quoted(text); }

std::string unreferenced(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("${")) out += '$';
    out += text[i];
  }
  return out;
}

}  // namespace fairway::config
