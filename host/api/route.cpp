#include "host/api/route.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/base/text.hpp"
#include "host/config/check.hpp"

namespace fairway::api {
namespace {

// The patterns in their pieces, cut once: every request is held against all of them.
const std::vector<std::vector<std::string>>& patterns() {
  static const auto all = [] {
    std::vector<std::vector<std::string>> pieces;
    for (const auto& route : routes()) pieces.push_back(split(route.pattern, '/'));
    return pieces;
  }();
  return all;
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path,
          std::map<std::string, std::string>& place) {
  if (pattern.size() != path.size()) return false;
  place.clear();
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const auto& want = pattern[i];
    if (want.size() > 2 && want.front() == '{') {
      if (path[i].empty()) return false;
      place[want.substr(1, want.size() - 2)] = path[i];
    } else if (want != path[i]) {
      return false;
    }
  }
  return true;
}

json::object schema_of(const std::string& answer) {
  const auto reference = [](const std::string& name) { return json::object{{"$ref", "#/components/schemas/" + name}}; };
  if (answer.empty()) return {{"type", "object"}};
  if (answer.front() != '[') return reference(answer);
  return {
      {"type", "object"},
      {"required", json::array{"items", "next"}},
      {"properties",
       json::object{
           {"items", json::object{{"type", "array"}, {"items", reference(answer.substr(1, answer.size() - 2))}}},
           {"next", json::object{{"type", json::array{"string", "null"}}, {"description", "cursor of the next page"}}}}}};
}

std::string hint(std::string_view word, const std::vector<std::string>& known) {
  const auto near = config::did_you_mean(word, known);
  return near.empty() ? fmt::format("; known are {}", fmt::join(known, ", ")) : near;
}

std::string known_parameters(const Route& route, std::string_view instead_of) {
  std::vector<std::string> known;
  for (const auto& parameter : route.query) known.push_back(parameter.name);
  return known.empty() ? "; none is known here" : hint(instead_of, known);
}

json::object schema_of(const Parameter& parameter) {
  json::object schema{{"type", parameter.type}};
  if (parameter.allowed.empty() || parameter.type == "boolean") return schema;
  json::array allowed;
  for (const auto& value : parameter.allowed) allowed.push_back(json::value(value));
  schema["enum"] = std::move(allowed);
  return schema;
}

json::array parameters_of(const Route& route) {
  json::array all;
  const bool of_order = route.pattern.find("/orders/{id}") != std::string::npos;
  for (const auto& part : split(route.pattern, '/'))
    if (part.size() > 2 && part.front() == '{') {
      json::object place{{"name", part.substr(1, part.size() - 2)},
                         {"in", "path"},
                         {"required", true},
                         {"schema", json::object{{"type", "string"}}}};
      if (of_order && part == "{id}") place["description"] = "the channel's id of the order, or ours as it is shown: @17";
      all.push_back(std::move(place));
    }
  for (const auto& parameter : route.query)
    all.push_back(json::object{{"name", parameter.name},
                               {"in", "query"},
                               {"description", parameter.description},
                               {"schema", schema_of(parameter)}});
  for (const auto& header : route.headers)
    all.push_back(json::object{{"name", header.name},
                               {"in", "header"},
                               {"required", true},
                               {"description", header.description},
                               {"schema", schema_of(header)}});
  return all;
}

json::object json_content(const std::string& schema) {
  return {{"application/json", json::object{{"schema", schema_of(schema)}}}};
}

json::object operation_of(const Route& route) {
  const json::object problem{
      {"description", "RFC 9457"},
      {"content", json::object{{"application/problem+json",
                                json::object{{"schema", json::object{{"$ref", "#/components/schemas/Problem"}}}}}}}};
  json::object operation{{"summary", route.summary}, {"parameters", parameters_of(route)}};
  operation["responses"] = json::object{
      {"200", json::object{{"description", "done"}, {"content", json_content(route.answer)}}}, {"default", problem}};
  if (route.creates)
    operation["responses"].as_object()["201"] =
        json::object{{"description", "made"}, {"content", json_content(route.answer)}};
  if (!route.body.empty())
    operation["requestBody"] = json::object{{"required", schemas().at(route.body).as_object().contains("required")},
                                            {"content", json_content(route.body)}};
  if (route.role == Role::none) operation["security"] = json::array{};
  return operation;
}

}  // namespace

Match match(const std::string& method, const std::string& path) {
  Match result;
  const auto parts = path_parts(path);
  for (std::size_t i = 0; i < routes().size(); ++i) {
    const auto& route = routes()[i];
    std::map<std::string, std::string> place;
    if (!fits(patterns()[i], parts, place)) continue;
    result.known_path = true;
    if (route.method != method) continue;
    result.route = &route;
    result.place = std::move(place);
    return result;
  }
  return result;
}

std::optional<std::string> wrong_query(const Route& route, const Request& request) {
  for (const auto& [name, value] : request.query) {
    const auto parameter =
        std::find_if(route.query.begin(), route.query.end(), [&, n = name](auto& p) { return p.name == n; });
    const auto shown = printable(parameter == route.query.end() ? name : value, 60);
    if (parameter == route.query.end())
      return fmt::format("unknown parameter \"{}\"{}", shown, known_parameters(route, name));
    const auto& allowed = parameter->allowed;
    if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), value) == allowed.end())
      return fmt::format("no {} \"{}\"; allowed are {}", name, shown, fmt::join(allowed, ", "));
  }
  return std::nullopt;
}

json::object openapi(const std::string& version) {
  json::object paths;
  for (const auto& route : routes()) {
    auto& entry = paths[route.pattern];
    if (!entry.is_object()) entry = json::object();
    entry.as_object()[to_lower(route.method)] = operation_of(route);
  }
  return {{"openapi", "3.1.0"},
          {"info", json::object{{"title", "Fairway"}, {"version", version}}},
          {"security", json::array{json::object{{"bearer", json::array{}}}}},
          {"paths", paths},
          {"components",
           json::object{{"securitySchemes", json::object{{"bearer", json::object{{"type", "http"}, {"scheme", "bearer"}}}}},
                        {"schemas", schemas()}}}};
}

}  // namespace fairway::api
