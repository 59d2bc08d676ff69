#include <charconv>
#include <cmath>
#include <regex>
#include <unordered_map>

#include <Poco/RegularExpression.h>

#include "host/base/text.hpp"
#include "host/config/check.hpp"

namespace fairway::config {
namespace {

constexpr std::size_t kPattern = 1000;

using Read = std::optional<json::value>;  // nothing: not what the specification allows

bool digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

bool in_range(double value, const Spec& spec) {
  return value >= spec.minimum.value_or(value) && value <= spec.maximum.value_or(value);
}

Read read_flag(const ScalarText& scalar) {
  if (!scalar.plain || (scalar.text != "true" && scalar.text != "false")) return std::nullopt;
  return scalar.text == "true";
}

Read read_integer(const ScalarText& scalar, const Spec& spec) {
  const auto& text = scalar.text;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!scalar.plain || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  const auto body = std::string_view(text).substr(text.starts_with('-') ? 1 : 0);
  if (body.size() > 1 && body.front() == '0') return std::nullopt;  // 010 is 8 for some readers
  return in_range(static_cast<double>(value), spec) ? Read(value) : std::nullopt;
}

Read read_number(const ScalarText& scalar, const Spec& spec) {
  const auto& text = scalar.text;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!scalar.plain || error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return in_range(value, spec) ? Read(value) : std::nullopt;
}

Read read_text(const std::string& text, const Spec& spec) {
  const auto length = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
  if (length < spec.min_length.value_or(0) || length > spec.max_length.value_or(length)) return std::nullopt;
  if (!spec.pattern.empty() && !found_in(spec.pattern, text)) return std::nullopt;
  return json::value(text);
}

Read read_duration(const std::string& text, const Spec& spec) {
  const auto value = parse_duration(text);
  if (!value || !in_range(static_cast<double>(value->count()), spec)) return std::nullopt;
  return json::value(text);
}

// "0.30": digits and at most one point, so that no binary fraction comes between.
bool is_decimal(std::string_view text) {
  const auto point = text.find('.');
  if (point == std::string_view::npos) return digits(text) && text.size() <= 12;
  return digits(text.substr(0, point)) && digits(text.substr(point + 1)) && text.size() <= 16;
}

bool is_percent(std::string_view text) { return text.ends_with('%') && is_decimal(text.substr(0, text.size() - 1)); }

bool is_url(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  const auto name = to_lower(text.substr(0, scheme));
  const auto host = text.substr(scheme + 3, text.find_first_of("/?#", scheme + 3) - scheme - 3);
  const bool clean = std::none_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' ' || c == 0x7F; });
  return (name == "http" || name == "https") && !host.empty() && host.front() != ':' && clean;
}

bool is_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const auto port = text.substr(colon + 1), host = text.substr(0, colon);
  if (!digits(port) || port.size() > 5 || std::stoi(std::string(port)) > 65535) return false;
  if (host.front() == '[') return host.back() == ']' && host.size() > 2;
  return host.find(':') == std::string_view::npos && host.find_first_of(" /") == std::string_view::npos;
}

// ECMAScript, as JSON Schema means it. The library's compiler recurses, so long patterns are refused unread.
bool is_regex(const std::string& text) {
  try {
    if (text.size() > kPattern) return false;
    const std::regex expression(text);
    return true;
  } catch (const std::exception&) { return false; }
}

Read text_if(bool good, const std::string& text) { return good ? Read(json::value(text)) : std::nullopt; }

Read read(const ScalarText& scalar, const Spec& spec) {
  const auto& text = scalar.text;
  if (std::find(spec.words.begin(), spec.words.end(), text) != spec.words.end()) return json::value(text);
  switch (spec.type) {
    case Type::flag: return read_flag(scalar);
    case Type::integer: return read_integer(scalar, spec);
    case Type::number: return read_number(scalar, spec);
    case Type::text: return read_text(text, spec);
    case Type::duration: return read_duration(text, spec);
    case Type::date: return text_if(parse_time(text).has_value(), text);
    case Type::money: return text_if(is_decimal(text), text);
    case Type::percent: return text_if(is_percent(text), text);
    case Type::url: return text_if(is_url(text), text);
    case Type::address: return text_if(is_address(text), text);
    case Type::regex: return text_if(is_regex(text), text);
    default: return std::nullopt;
  }
}

std::string expected(const Spec& spec) {
  if (!spec.advice.empty()) return spec.advice;
  if (spec.type == Type::text && !spec.pattern.empty()) return "allowed is text that matches " + spec.pattern;
  if (spec.type == Type::text && spec.max_length)
    return fmt::format("allowed is text of {} to {} characters", spec.min_length.value_or(0), *spec.max_length);
  if (spec.type == Type::text && spec.min_length)
    return fmt::format("allowed is text of at least {} characters", *spec.min_length);
  return allowed(spec);
}

}  // namespace

// Patterns are those of specifications, few and asked for again and again: each is compiled once a thread.
bool found_in(const std::string& pattern, const std::string& text) {
  thread_local std::unordered_map<std::string, std::unique_ptr<Poco::RegularExpression>> compiled;
  try {
    auto& expression = compiled[pattern];
    if (!expression) expression = std::make_unique<Poco::RegularExpression>(pattern, Poco::RegularExpression::RE_UTF8);
    Poco::RegularExpression::Match match;
    return expression->match(text, match) > 0;
  } catch (const std::exception&) { return false; }
}

Result<json::value> read_scalar(const ScalarText& scalar, const Spec& spec) {
  if (auto value = read(scalar, spec)) return std::move(*value);
  return fail(FW_E_CONFIG, expected(spec));
}

}  // namespace fairway::config
