#include "client.hpp"

#include "errors.hpp"
#include "marketplaces.hpp"

namespace amazon {
namespace {

struct Login {
  std::string access_token, refresh_token;
  std::int64_t expires_in = 3600;  // seconds
};
BOOST_DESCRIBE_STRUCT(Login, (), (access_token, refresh_token, expires_in))

constexpr std::string_view kAgent = "Fairway/1.0 (Language=C++/20; Platform=Linux)";  // required; Amazon's syntax

std::string base_of(const Settings& settings) {
  std::string base = settings.endpoint;
  if (base.empty()) {
    const MarketplaceName* name = find_marketplace_name(settings.marketplace);
    if (name == nullptr) throw fairway::Error::config("not a marketplace", "/marketplace");
    base = endpoint_of(name->marketplace->region);
  }
  while (!base.empty() && base.back() == '/') base.pop_back();
  return base;
}

}  // namespace

Client::Client(fairway::Host host, const Settings& settings)
    : host_(host),
      settings_(settings),
      base_(base_of(settings)),
      login_url_(settings.lwa_endpoint.empty() ? "https://api.amazon.com/auth/o2/token" : settings.lwa_endpoint) {}

fairway::HttpResponse Client::send(const fairway::Call& call, fairway::HttpRequest request) const {
  request.url = base_ + request.url;
  request.headers.emplace_back("user-agent", kAgent);
  request.headers.emplace_back("accept", "application/json");
  request.headers.emplace_back("x-amz-access-token", "");
  for (bool again = false;; again = true) {
    const std::string token = access_token(call);
    request.headers.back().second = token;
    auto response = host_.http(call, request);
    if (!token_refused(response)) return response;
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

std::string Client::access_token(const fairway::Call& call) const {
  return host_.tokens().access(call, "", [this](const fairway::Call& current, std::string_view refresh_token) {
    return log_in(current, refresh_token);
  });
}

// A refresh token of the settings wins over one that the host got by OAuth.
fairway::HttpResponse Client::ask_login(const fairway::Call& call, std::string_view refresh_token, bool next) const {
  const auto filled_in = [](const fairway::Secret& secret) { return "{{secret:" + secret.name + "|url}}"; };
  fairway::HttpRequest request;
  request.method = "POST";
  request.url = login_url_;
  request.headers = {{"content-type", "application/x-www-form-urlencoded;charset=UTF-8"},
                     {"user-agent", std::string(kAgent)}};
  request.body =
      "grant_type=refresh_token&refresh_token=" +
      (settings_.refresh_token.empty() ? fairway::url_encode(refresh_token) : filled_in(settings_.refresh_token)) +
      "&client_id=" + fairway::url_encode(settings_.client_id) +
      "&client_secret=" + filled_in(next ? settings_.client_secret_next : settings_.client_secret);
  return host_.http(call, request);
}

// While a secret is rotated Amazon knows both for seven days, then the new one only; which day that is nobody tells the host.
fairway::HttpResponse Client::answered_login(const fairway::Call& call, std::string_view refresh_token) const {
  if (settings_.client_secret_next.empty()) return ask_login(call, refresh_token, false);
  bool next = next_.load();
  auto response = ask_login(call, refresh_token, next);
  if (login_error(response) == "invalid_client") {
    next = !next;
    auto other = ask_login(call, refresh_token, next);
    if (login_error(other) == "invalid_client") return other;
    response = std::move(other);
  }
  if (response.ok()) {
    next_ = next;
    host_.info("logged in with Amazon", {{"secret", next ? "client-secret-next" : "client-secret"}});
  }
  return response;
}

fairway::TokenGrant Client::log_in(const fairway::Call& call, std::string_view refresh_token) const {
  if (settings_.refresh_token.empty() && refresh_token.empty())
    throw fairway::Error::auth(
        "the store is not connected: there is no refresh token, neither in the settings nor from a consent");
  const auto response = answered_login(call, refresh_token);
  if (!response.ok()) throw_login_error(response);
  const auto login = response.as<Login>();
  if (login.access_token.empty()) throw fairway::Error::unavailable("login with Amazon: an answer without an access token");
  return {login.access_token, std::chrono::seconds(login.expires_in),
          settings_.refresh_token.empty() ? login.refresh_token : ""};
}

}  // namespace amazon
