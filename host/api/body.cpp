#include "host/api/body.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/api/post_order.hpp"
#include "host/base/text.hpp"
#include "host/config/check.hpp"

namespace fairway::api {
namespace {

constexpr const char* kAuthor = "author";

bool is_of(const json::value& value, std::string_view type) {
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  return type == "null" && value.is_null();
}

std::string_view in_words(std::string_view type) {
  if (type == "string") return "a text is expected";
  if (type == "boolean") return "true or false is expected";
  if (type == "integer") return "a whole number is expected";
  if (type == "array") return "a list is expected";
  return "an object is expected";
}

// The type that `value` should have and does not have; empty: it has it, or the schema leaves that open.
std::string_view missed_type(const json::value& value, const json::value& schema) {
  const auto* type = find(schema, "type");
  if (!type) return {};
  if (const auto* one = type->if_string()) return is_of(value, *one) ? std::string_view() : std::string_view(*one);
  for (const auto& one : type->as_array())
    if (is_of(value, one.as_string())) return {};
  return type->as_array().front().as_string();
}

std::string pointer_to(std::string_view name) {
  std::string out = "/";
  for (const char c : printable(std::string(name), 60))
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  return out;
}

std::string unknown_member(std::string_view name, const json::object& known) {
  std::vector<std::string> names;
  for (const auto& member : known) names.emplace_back(member.key());
  const auto near = config::did_you_mean(name, names);
  return fmt::format("unknown member \"{}\"{}", printable(std::string(name), 60),
                     !near.empty()   ? near
                     : names.empty() ? "; none is known here"
                                     : fmt::format("; known are {}", fmt::join(names, ", ")));
}

void check_value(const json::value& value, const json::value& schema, const std::string& at,
                 std::vector<flows::WrongPlace>& wrong);

// Of an object that may say nothing else.
void check_members(const json::object& value, const json::value& schema, const std::string& at,
                   std::vector<flows::WrongPlace>& wrong) {
  const auto* more = find(schema, "additionalProperties");
  const auto* properties = find(schema, "properties");
  if (!properties || !more || !more->is_bool() || more->get_bool()) return;
  for (const auto& member : value) {
    if (wrong.size() >= flows::kMostWrong) return;
    const auto* known = properties->get_object().if_contains(member.key());
    const auto place = at + pointer_to(member.key());
    if (known) check_value(member.value(), *known, place, wrong);
    else wrong.push_back({place, unknown_member(member.key(), properties->get_object())});
  }
}

void check_value(const json::value& value, const json::value& schema, const std::string& at,
                 std::vector<flows::WrongPlace>& wrong) {
  if (wrong.size() >= flows::kMostWrong) return;
  if (const auto missed = missed_type(value, schema); !missed.empty())
    return (void)wrong.push_back({at, std::string(in_words(missed))});
  if (value.is_object()) return check_members(value.get_object(), schema, at, wrong);
  const auto* items = find(schema, "items");
  if (!items || !value.is_array()) return;
  std::size_t i = 0;
  for (const auto& one : value.get_array()) check_value(one, *items, fmt::format("{}/{}", at, i++), wrong);
}

const json::object& members_of(const Route& route) {
  static const json::object all = schemas(), none;
  return route.body.empty() ? none : all.at(route.body).at("properties").as_object();
}

}  // namespace

std::optional<Response> wrong_body(const Route& route, const json::value& body) {
  if (route.handler == post_order) return std::nullopt;  // it names what is wrong of an order by itself
  constexpr const char* kTitle = "Not valid";
  if (!body.is_object()) return not_valid(kTitle, {{"", "a JSON object is expected"}});
  const auto& known = members_of(route);
  std::vector<flows::WrongPlace> wrong;
  for (const auto& member : body.get_object()) {
    const auto* schema = known.if_contains(member.key());
    if (schema) check_value(member.value(), *schema, pointer_to(member.key()), wrong);
    else if (member.key() != kAuthor) wrong.push_back({pointer_to(member.key()), unknown_member(member.key(), known)});
    else if (!member.value().is_string()) wrong.push_back({pointer_to(kAuthor), std::string(in_words("string"))});
    if (wrong.size() >= flows::kMostWrong) break;
  }
  if (wrong.empty()) return std::nullopt;
  return not_valid(kTitle, wrong);
}

Response not_valid(const std::string& title, const std::vector<flows::WrongPlace>& wrong) {
  json::array errors;
  for (const auto& [pointer, message] : wrong)
    errors.push_back(json::object{{"pointer", pointer}, {"detail", printable(message)}});
  const auto& first = wrong.front();
  const json::object body{{"type", "about:blank"},
                          {"title", title},
                          {"status", 422},
                          {"detail", first.pointer.empty() ? printable(first.message)
                                                           : fmt::format("{}: {}", first.pointer, printable(first.message))},
                          {"errors", std::move(errors)}};
  return {422, json::serialize(body), "application/problem+json", {}};
}

}  // namespace fairway::api
