#include "host/api/auth.hpp"

#include "host/base/loopback.hpp"
#include "host/base/text.hpp"
#include "host/engine/admin_token.hpp"

namespace fairway::api {
namespace {

constexpr Millis kKnownFor = std::chrono::seconds(1);
constexpr std::size_t kMostKnown = 1000;

Role role_of(std::string_view text) {
  if (text == "admin") return Role::admin;
  return text == "operator" ? Role::operate : Role::read;
}

}  // namespace

Result<Identity> identify(engine::Engine& engine, const Request& request) {
  if (!engine.snapshot()->host.auth) return Identity{"anonymous", Role::admin, {}};
  const auto value = request.header("authorization");
  constexpr std::string_view kBearer = "Bearer ";
  if (!value.starts_with(kBearer)) return fail(FW_E_AUTH, "this endpoint needs Authorization: Bearer <token>");
  auto tx = engine.db().read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = (*tx)->query("SELECT name, role, accounts FROM api_token WHERE hash = ?",
                           {engine::hash_api_token(value.substr(kBearer.size()))});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return fail(FW_E_AUTH, "this token is not known");
  return Identity{rows->text(0, 0), role_of(rows->text(0, 1)), rows->text(0, 2)};
}

Result<Identity> KnownTokens::identify(engine::Engine& engine, const Request& request) {
  const auto key = engine::hash_api_token(request.header("authorization"));
  const auto now = clock_.steady();
  {
    std::scoped_lock lock(mutex_);
    if (const auto found = known_.find(key); found != known_.end() && now < found->second.until) return found->second.who;
  }
  auto who = api::identify(engine, request);
  if (!who) return who;
  std::scoped_lock lock(mutex_);
  if (known_.size() >= kMostKnown) known_.clear();
  known_[key] = {*who, now + kKnownFor};
  return who;
}

std::string suspicious(const engine::Engine& engine, const Request& request, const std::string& listen) {
  const auto host = request.header("host"), origin = request.header("origin");
  const bool ours_only = is_loopback(host_of_address(listen));
  if (ours_only && !host.empty() && !is_loopback(host_of_address(host))) return "the Host header names another machine";
  if (!origin.empty() && origin != "http://" + host && origin != "https://" + host) return "the Origin is another page";
  const bool changes = request.method != "GET" && request.method != "HEAD";
  if (changes && !engine.snapshot()->host.auth && !request.header("content-type").starts_with("application/json"))
    return "with auth: none a changing request needs Content-Type: application/json";
  return {};
}

}  // namespace fairway::api
