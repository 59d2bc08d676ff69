#include "host/engine/api_tokens.hpp"

#include <sodium.h>

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/base/text.hpp"
#include "host/engine/admin_token.hpp"

namespace fairway::engine {
namespace {

constexpr std::size_t kLongestTokenName = 60;

Result<std::vector<ApiToken>> read_api_tokens(storage::Transaction& tx) {
  auto rows = tx.query("SELECT name, role, accounts, created_at FROM api_token ORDER BY name");
  if (!rows) return fail(std::move(rows.error()));
  std::vector<ApiToken> all;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto accounts = rows->text(i, 2);
    all.push_back({rows->text(i, 0), rows->text(i, 1), accounts.empty() ? std::vector<std::string>() : split(accounts, ','),
                   Instant(Millis(rows->integer(i, 3)))});
  }
  return all;
}

}  // namespace

bool is_token_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestTokenName && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
}

bool is_token_role(std::string_view role) { return role == "read" || role == "operator" || role == "admin"; }

Result<std::string> create_api_token(storage::Database& db, const ApiToken& token) {
  if (sodium_init() < 0) return fail(FW_E_INTERNAL, "libsodium cannot be initialised");
  return db.transact([&](storage::Transaction& tx) -> Result<std::string> {
    auto taken = tx.query("SELECT 1 FROM api_token WHERE name = ?", {token.name});
    if (!taken) return fail(std::move(taken.error()));
    if (!taken->empty()) return fail(FW_E_REJECTED, fmt::format("there is a token {} already: revoke it first", token.name));
    auto secret = random_token();
    auto stored =
        tx.execute("INSERT INTO api_token (hash, name, role, accounts, created_at) VALUES (?, ?, ?, ?, ?)",
                   {hash_api_token(secret), token.name, token.role, fmt::format("{}", fmt::join(token.accounts, ",")),
                    token.created_at.time_since_epoch().count()});
    if (!stored) return fail(std::move(stored.error()));
    return secret;
  });
}

Result<std::vector<ApiToken>> api_tokens(storage::Database& db) {
  auto tx = db.read();
  if (!tx) return fail(std::move(tx.error()));
  return read_api_tokens(**tx);
}

Result<ApiToken> revoke_api_token(storage::Database& db, const std::string& name) {
  return db.transact([&](storage::Transaction& tx) -> Result<ApiToken> {
    auto all = read_api_tokens(tx);
    if (!all) return fail(std::move(all.error()));
    const auto found = std::find_if(all->begin(), all->end(), [&](const auto& token) { return token.name == name; });
    if (found == all->end()) return fail(FW_E_INVALID, fmt::format("no token {}", printable(name, 80)));
    if (auto gone = tx.execute("DELETE FROM api_token WHERE name = ?", {name}); !gone) return fail(std::move(gone.error()));
    return std::move(*found);
  });
}

}  // namespace fairway::engine
