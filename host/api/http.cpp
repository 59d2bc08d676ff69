#include "host/api/http.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>

#include "host/base/text.hpp"

namespace fairway::api {
namespace {

std::string decoded(const std::string& part) {
  std::string out;
  try {
    Poco::URI::decode(part, out);
  } catch (const Poco::Exception&) { return part; }
  return out;
}

}  // namespace

bool Identity::sees(const std::string& account) const {
  if (accounts.empty()) return true;
  const auto named = split(accounts, ',');
  return std::find(named.begin(), named.end(), account) != named.end();
}

std::optional<std::string> Request::ask(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::nullopt : std::optional(found->second);
}

std::string Request::header(std::string_view name) const {
  const auto found = headers.find(to_lower(name));
  return found == headers.end() ? std::string() : found->second;
}

std::string Request::said(std::string_view member) const {
  const auto parsed = parse_json(body);
  return parsed ? std::string(text_at(*parsed, member)) : std::string();
}

std::string Request::verb() const { return path_parts(path).back(); }

std::vector<std::string> path_parts(const std::string& path) {
  auto parts = split(path, '/');
  for (auto& part : parts) part = decoded(part);
  return parts;
}

std::string author_of(const Request& request) {
  const auto said = printable(request.said("author"), 100);
  return said.empty() ? request.who.name : fmt::format("{} ({})", said, request.who.name);
}

Response ok(const json::value& body, int status) { return {status, json::serialize(body), "application/json", {}}; }

Response problem(int status, const std::string& title, const std::string& detail) {
  json::object body{{"type", "about:blank"}, {"title", title}, {"status", status}};
  if (!detail.empty()) body.emplace("detail", detail);
  return {status, json::serialize(body), "application/problem+json", {}};
}

Response problem(const Failure& failure) {
  switch (failure.code) {
    case FW_E_INVALID: return problem(404, "Not found", failure.message);
    case FW_E_REJECTED: return problem(409, "Not possible in this state", failure.message);
    case FW_E_UNSUPPORTED: return problem(422, "Not supported", failure.message);
    case FW_E_UNAVAILABLE:
    case FW_E_THROTTLED: {
      auto answer = problem(503, "Try again", failure.message);
      answer.headers["Retry-After"] = "2";
      return answer;
    }
    default: return problem(500, "Internal error", failure.message);
  }
}

}  // namespace fairway::api
