#include "host/base/json.hpp"

#include <fmt/format.h>

namespace fairway {

Result<json::value> parse_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = 64;
  json::stream_parser parser({}, options);
  json::error_code error;
  std::size_t used = parser.write_some(text.data(), text.size(), error);
  if (!error) parser.finish(error);
  if (error) return fail(FW_E_INVALID, fmt::format("not JSON at byte {}: {}", used, error.message()));
  auto rest = text.substr(used);
  if (rest.find_first_not_of(" \t\r\n") != std::string_view::npos)
    return fail(FW_E_INVALID, fmt::format("something follows the JSON at byte {}", used));
  return parser.release();
}

std::optional<std::string> scalar_text(const json::value& value) {
  if (const auto* text = value.if_string()) return std::string(*text);
  if (value.is_int64() || value.is_bool()) return json::serialize(value);
  return std::nullopt;
}

const json::value* find(const json::value& object, std::string_view key) {
  const auto* members = object.if_object();
  return members ? members->if_contains(key) : nullptr;
}

std::string_view text_at(const json::value& object, std::string_view key, std::string_view fallback) {
  const auto* member = find(object, key);
  const auto* text = member ? member->if_string() : nullptr;
  return text ? std::string_view(*text) : fallback;
}

std::int64_t number_at(const json::value& object, std::string_view key, std::int64_t fallback) {
  const auto* member = find(object, key);
  if (!member || !member->is_number()) return fallback;
  json::error_code error;
  const auto value = member->to_number<std::int64_t>(error);
  return error ? fallback : value;
}

bool flag_at(const json::value& object, std::string_view key, bool fallback) {
  const auto* member = find(object, key);
  return member && member->is_bool() ? member->get_bool() : fallback;
}

}  // namespace fairway
