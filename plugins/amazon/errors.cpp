#include "errors.hpp"

#include "text.hpp"

namespace amazon {
namespace {

fairway::JsonView parse(const fairway::HttpResponse& response) {
  try {
    return fairway::JsonView::parse(response.body);
  } catch (const fairway::JsonError&) {  // a gateway's page, half a body, none at all
    return {};
  }
}

fairway::JsonView first_error(const fairway::JsonView& body) {
  auto errors = body["errors"];
  if (errors.is_object() && errors["errors"].exists()) errors = errors["errors"];  // some models declare it so
  if (!errors.is_array()) return errors;
  const auto all = errors.items();
  return all.empty() ? fairway::JsonView() : all.front();
}

}  // namespace

std::string describe_error(const fairway::HttpResponse& response) {
  std::string text = "HTTP " + std::to_string(response.status);
  const auto error = first_error(parse(response));
  for (const char* member : {"code", "message", "details"}) {
    const std::string part = error[member].text();
    if (!part.empty() && text.find(part) == std::string::npos)
      text += (member == std::string_view("code") ? " " : ": ") + part;
  }
  return text;
}

bool token_refused(const fairway::HttpResponse& response) {
  if (response.status == 401) return true;
  if (response.status != 403) return false;
  const std::string text = lower(describe_error(response));
  for (const char* sign : {"expired", "revoked", "malformed"})
    if (text.find(sign) != std::string::npos) return true;
  return false;
}

fairway::HttpResponse expect_success(fairway::HttpResponse&& response, const std::string& operation) {
  if (response.ok()) return std::move(response);
  std::string text = operation + ": " + describe_error(response);
  if (const auto id = response.header("x-amzn-requestid"); !id.empty()) text += " (request " + std::string(id) + ')';
  const int status = response.status;
  if (status == 401) throw fairway::Error::auth(text);
  if (status == 403)
    throw fairway::Error::auth(text +
                               ". Either the application lacks a role for this, or the seller has withdrawn its consent, or "
                               "the store is in another region");
  if (status == 429) throw fairway::Error::throttled(text, response.retry_after());
  if (status == 408 || status >= 500) throw fairway::Error(FW_E_UNAVAILABLE, text, {}, response.retry_after());
  if (status < 400) throw fairway::Error::unavailable(text);
  throw fairway::Error::rejected(text);
}

std::string login_error(const fairway::HttpResponse& response) {
  return response.ok() ? std::string() : parse(response)["error"].text();
}

void throw_login_error(const fairway::HttpResponse& response) {
  const auto body = parse(response);
  const std::string error = body["error"].text();
  const std::string text = "login with Amazon: HTTP " + std::to_string(response.status) + (error.empty() ? "" : " " + error);
  if (error == "invalid_grant")
    throw fairway::Error::auth(
        text + ". The refresh token was revoked, has expired or belongs to another client id: authorise the store again");
  if (error == "invalid_client")
    throw fairway::Error::auth(
        text + ". Client id or client secret are wrong: was the secret rotated, as it must be every 180 days?");
  if (error == "unauthorized_client")
    throw fairway::Error::auth(text + ". The application may not use refresh tokens: check its registration");
  if (response.status == 429) throw fairway::Error::throttled(text, response.retry_after());
  if (response.status >= 500 || response.status == 408 || response.status < 400) throw fairway::Error::unavailable(text);
  const std::string said = body["error_description"].text();
  throw fairway::Error::auth(said.empty() ? text : text + ": " + said);
}

}  // namespace amazon
