#include "host/api/api_tokens.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/config/check.hpp"
#include "host/engine/api_tokens.hpp"

namespace fairway::api {
namespace {

// A token that sees one account must not make itself one that sees another.
std::optional<Response> not_for_all(const Request& request) {
  if (request.who.accounts.empty()) return std::nullopt;
  return problem(403, "Forbidden", "tokens are for a token of all accounts");
}

json::object token_json(const engine::ApiToken& token) {
  json::array accounts;
  for (const auto& name : token.accounts) accounts.push_back(json::value(name));
  return {{"name", token.name},
          {"role", token.role},
          {"accounts", std::move(accounts)},
          {"created_at", format_time(token.created_at)}};
}

Status check_account(const config::Snapshot& snapshot, const std::string& name) {
  if (snapshot.accounts.contains(name) || snapshot.rejected.contains(name)) return {};
  std::vector<std::string> known;
  for (const auto& [each, account] : snapshot.accounts) known.push_back(each);
  return fail(FW_E_INVALID, fmt::format("no account \"{}\"{}", printable(name, 80), config::did_you_mean(name, known)));
}

Result<engine::ApiToken> token_wish(engine::Engine& engine, const Request& request) {
  const auto body = parse_json(request.body);
  if (!body) return fail(FW_E_INVALID, "the body is a JSON object: name, role, accounts");
  engine::ApiToken token;
  token.name = std::string(text_at(*body, "name"));
  token.role = std::string(text_at(*body, "role"));
  if (const auto* accounts = find(*body, "accounts"); accounts && accounts->is_array()) {
    for (const auto& one : accounts->get_array()) token.accounts.emplace_back(one.as_string());
    if (token.accounts.empty()) return fail(FW_E_INVALID, "accounts: name at least one, or leave it out: all");
  }
  if (!engine::is_token_name(token.name))
    return fail(FW_E_INVALID, "name: up to 60 letters, digits, dots, dashes and underscores");
  if (!engine::is_token_role(token.role)) return fail(FW_E_INVALID, "role is read, operator or admin");
  const auto snapshot = engine.snapshot();
  for (const auto& account : token.accounts)
    if (auto known = check_account(*snapshot, account); !known) return fail(std::move(known.error()));
  return token;
}

}  // namespace

Response list_tokens(engine::Engine& engine, const Request& request) {
  if (auto no = not_for_all(request)) return *no;
  const auto all = engine::api_tokens(engine.db());
  if (!all) return problem(all.error());
  json::array items;
  for (const auto& token : *all) items.push_back(token_json(token));
  return ok(json::object{{"items", std::move(items)}, {"next", nullptr}});
}

Response create_token(engine::Engine& engine, const Request& request) {
  if (auto no = not_for_all(request)) return *no;
  auto wish = token_wish(engine, request);
  if (!wish) return problem(422, "Not valid", wish.error().message);
  wish->created_at = engine.clock().now();
  const auto secret = engine::create_api_token(engine.db(), *wish);
  if (!secret && secret.error().code == FW_E_REJECTED) return problem(409, "The name is taken", secret.error().message);
  if (!secret) return problem(secret.error());
  auto body = token_json(*wish);
  body["token"] = *secret;
  return ok(body, 201);
}

Response revoke_token(engine::Engine& engine, const Request& request) {
  if (auto no = not_for_all(request)) return *no;
  const auto gone = engine::revoke_api_token(engine.db(), request.at("name"));
  return gone ? ok(token_json(*gone)) : problem(gone.error());
}

}  // namespace fairway::api
