#include "client.hpp"

namespace wms_rest {
namespace {

std::string without_slash(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

// "lines[0].sku" or "ship_to.name" -> "/lines/0/sku", "/ship_to/name"
std::string pointer_of(const std::string& field) {
  if (field.empty()) return {};
  std::string pointer = field.front() == '/' ? "" : "/";
  for (const char c : field) {
    if (c == '.' || c == '[') pointer += '/';
    else if (c != ']') pointer += c;
  }
  return pointer;
}

}  // namespace

Client::Client(fairway::Host host, const Settings& settings)
    : host_(host), settings_(settings), base_(without_slash(settings.url)) {}

fairway::HttpResponse Client::send(const fairway::Call& call, fairway::HttpRequest request) const {
  request.url = base_ + request.url;
  request.headers.emplace_back("accept", "application/json");
  request.headers.emplace_back("x-depositor", settings_.depositor);
  request.headers.emplace_back("authorization", "");
  for (bool again = false;; again = true) {
    const std::string token =
        host_.tokens().access(call, "", [this](const fairway::Call& current, std::string_view) { return log_in(current); });
    request.headers.back().second = "Bearer " + token;
    auto response = host_.http(call, request);
    if (response.status != 401) return response;
    host_.tokens().refused(call, "", token);
    if (again) return response;
  }
}

fairway::HttpResponse Client::get(const fairway::Call& call, const std::string& path, const std::string& operation) const {
  fairway::HttpRequest request;
  request.url = path;
  request.operation = operation;
  return send(call, std::move(request));
}

fairway::TokenGrant Client::log_in(const fairway::Call& call) const {
  auto request = fairway::HttpRequest::json("POST", base_ + "/auth/token", remote::TokenRequest{});
  request.headers.emplace_back("authorization",
                               "Basic {{basic:" + settings_.client_id + ':' + settings_.client_secret.name + "}}");
  auto response = host_.http(call, request);
  if (response.status == 400 || response.status == 401 || response.status == 403)
    throw fairway::Error::auth("the warehouse refuses client id and secret: HTTP " + std::to_string(response.status));
  const auto token = expect_success(std::move(response), "issueToken").as<remote::Token>();
  if (token.access_token.empty()) throw fairway::Error::unavailable("issueToken: an answer without a token");
  return {token.access_token, std::chrono::seconds(token.expires_in), {}};
}

remote::Problem problem_of(const fairway::HttpResponse& response) {
  remote::Problem problem;
  fairway::JsonError error;
  if (!fairway::read_json(response.body, problem, error)) return {};
  return problem;
}

fairway::HttpResponse expect_success(fairway::HttpResponse&& response, const std::string& operation) {
  if (response.ok()) return std::move(response);
  const remote::Problem problem = problem_of(response);
  std::string text = operation + ": HTTP " + std::to_string(response.status);
  if (!problem.title.empty()) text += ' ' + problem.title;
  if (!problem.detail.empty()) text += ": " + problem.detail;
  for (const auto& error : problem.errors) text += "; " + error.field + ": " + error.message;
  const std::string pointer = problem.errors.empty() ? std::string() : pointer_of(problem.errors.front().field);
  switch (response.status) {
    case 401:
    case 403: throw fairway::Error::auth(text);
    case 429: throw fairway::Error::throttled(text, response.retry_after());
    case 400:
    case 404:
    case 409:
    case 412:
    case 422: throw fairway::Error::rejected(text, pointer);
    default: throw fairway::Error(FW_E_UNAVAILABLE, text, {}, response.retry_after());
  }
}

}  // namespace wms_rest
