#include "host/engine/tokens.hpp"

#include <sodium.h>

#include "host/base/text.hpp"
#include "host/ledger/values.hpp"

namespace fairway::engine {
namespace {

using ledger::to_ms;
using storage::Transaction;

constexpr Millis kEarly = std::chrono::seconds(60), kLeast = std::chrono::seconds(5), kLease = std::chrono::seconds(30);
constexpr std::string_view kRefreshSetting = "refresh-token";

std::string configured_refresh(const plugins::ChannelSpec& spec) {
  const auto* setting = find(spec.settings, kRefreshSetting);
  if (!setting) return {};
  const auto found = spec.secrets.find(std::string(text_at(*setting, "$secret")));
  return found == spec.secrets.end() ? std::string() : found->second;
}

std::string digest(const std::string& secret) {
  std::array<unsigned char, 16> out{};
  crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), nullptr,
                     0);
  return to_hex({reinterpret_cast<const char*>(out.data()), out.size()});
}

// "amazon|seller-id=A1…|": with which the keys of all its scopes begin.
std::string key_start(const Catalogue& catalogue, const plugins::ChannelSpec& spec) {
  std::string owner;
  if (const auto* plugin = catalogue.find(spec.plugin)) {
    for (const auto& name : plugin->description.manifest.seller_identity) {
      const auto fact = spec.facts.find(name);
      if (fact != spec.facts.end()) owner += fmt::format("{}{}={}", owner.empty() ? "" : ";", name, fact->second);
    }
  }
  if (owner.empty()) owner = "@" + spec.scope;
  return fmt::format("{}|{}|", spec.plugin, owner);
}

}  // namespace

Status expire_tokens(Transaction& tx, const Catalogue& catalogue, const plugins::ChannelSpec& spec) {
  const auto start = key_start(catalogue, spec);
  return ledger::done(
      tx.execute("UPDATE token SET expires_at = 0 WHERE scope >= ? AND scope < ?", {start, start + "\xF4\x8F\xBF\xBF"}));
}

TokenPlace token_place(const Catalogue& catalogue, const plugins::ChannelSpec& spec, const std::string& scope) {
  TokenPlace place{key_start(catalogue, spec) + scope, configured_refresh(spec)};
  if (!place.configured.empty()) place.key += "|yaml:" + digest(place.configured);
  return place;
}

struct Tokens::Row {
  bool found = false;
  std::string refresh, access;  // sealed
  Instant expires, lease_until;
  std::int64_t version = 0;
};

Result<Tokens::Row> Tokens::read(Transaction& tx, const std::string& key) {
  auto rows = tx.query("SELECT refresh, access, expires_at, version, lease_until FROM token WHERE scope = ?", {key});
  if (!rows) return fail(std::move(rows.error()));
  Row row;
  if (rows->empty()) return row;
  row.found = true;
  row.refresh = rows->is_null(0, 0) ? "" : rows->text(0, 0);
  row.access = rows->is_null(0, 1) ? "" : rows->text(0, 1);
  row.expires = Instant(Millis(rows->integer(0, 2)));
  row.version = rows->integer(0, 3);
  row.lease_until = Instant(Millis(rows->integer(0, 4)));
  return row;
}

Result<Tokens::Answer> Tokens::get(const plugins::ChannelSpec& spec, const std::string& scope, const std::string& holder) {
  const auto place = token_place(*catalogue_.get(), spec, scope);
  const auto now = clock_.now();
  if (const auto mine = known(place.key); mine && mine->expires > now + kEarly)
    return Answer{Answer::Kind::value, mine->access, mine->version};
  return db_.transact([&](Transaction& tx) -> Result<Answer> {
    auto row = read(tx, place.key);
    if (!row) return fail(std::move(row.error()));
    const bool leased = row->lease_until > now;
    if (!row->access.empty() && row->expires > now + (leased ? kLeast : kEarly)) {
      auto access = vault_.unseal_with_host_key(row->access);
      if (!access) return fail(std::move(access.error()));
      know(place.key, {*access, row->expires, row->version});
      return Answer{Answer::Kind::value, std::move(*access), row->version};
    }
    if (leased) return Answer{Answer::Kind::wait, "", row->version};
    return lease(tx, place, *row, holder, now);
  });
}

Result<Tokens::Answer> Tokens::lease(Transaction& tx, const TokenPlace& place, const Row& row, const std::string& holder,
                                     Instant now) {
  auto refresh = row.refresh.empty() ? Result<std::string>(place.configured) : vault_.unseal_with_host_key(row.refresh);
  if (!refresh) return fail(std::move(refresh.error()));
  auto taken = tx.execute(
      "INSERT INTO token (scope, source, lease_until, lease_holder) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (scope) DO UPDATE SET lease_until = excluded.lease_until, lease_holder = excluded.lease_holder",
      {place.key, std::string(place.configured.empty() ? "" : "yaml"), to_ms(now + kLease), holder});
  if (!taken) return fail(std::move(taken.error()));
  return Answer{Answer::Kind::refresh, std::move(*refresh), row.version};
}

Result<std::string> Tokens::put(const plugins::ChannelSpec& spec, const std::string& scope, std::int64_t version,
                                const std::string& access, const std::string& refresh, Millis lifetime) {
  const auto place = token_place(*catalogue_.get(), spec, scope);
  const auto expires = clock_.now() + std::clamp<Millis>(lifetime, Millis(0), std::chrono::hours(24 * 365));
  auto stored = db_.transact([&](Transaction& tx) -> Result<std::string> {
    auto row = read(tx, place.key);
    if (!row) return fail(std::move(row.error()));
    if (row->version != version) {
      if (row->access.empty()) return fail(FW_E_UNAVAILABLE, "the refresh token was exchanged meanwhile; ask again");
      return vault_.unseal_with_host_key(row->access);
    }
    auto set = tx.execute(
        "INSERT INTO token (scope, access, expires_at, version) VALUES (?, ?, ?, ?) ON CONFLICT (scope) DO UPDATE SET "
        "access = excluded.access, expires_at = excluded.expires_at, version = excluded.version, lease_until = 0, "
        "lease_holder = ''",
        {place.key, sealed(access), to_ms(expires), version + 1});
    if (!set) return fail(std::move(set.error()));
    if (!refresh.empty())
      if (auto kept = tx.execute("UPDATE token SET refresh = ? WHERE scope = ?", {sealed(refresh), place.key}); !kept)
        return fail(std::move(kept.error()));
    know(place.key, {access, expires, version + 1});
    return access;
  });
  if (!stored) forget(place.key);
  return stored;
}

void Tokens::refused(const plugins::ChannelSpec& spec, const std::string& scope, const std::string& access) {
  const auto place = token_place(*catalogue_.get(), spec, scope);
  // Only the current one is given up: a newer one than the refused is what the next get() answers.
  (void)db_.transact([&](Transaction& tx) -> Status {
    auto row = read(tx, place.key);
    if (!row || row->access.empty()) return {};
    const auto current = vault_.unseal_with_host_key(row->access);
    if (current && *current != access) return {};
    forget(place.key);
    auto done = tx.execute("UPDATE token SET expires_at = 0 WHERE scope = ? AND version = ?", {place.key, row->version});
    if (!done) return fail(std::move(done.error()));
    return {};
  });
}

void Tokens::failed(const plugins::ChannelSpec& spec, const std::string& scope, std::int64_t version) {
  const auto place = token_place(*catalogue_.get(), spec, scope);
  // If this cannot be written the lease ends by itself after 30 s.
  (void)db_.transact([&](Transaction& tx) {
    return tx.execute("UPDATE token SET lease_until = 0, lease_holder = '' WHERE scope = ? AND version = ?",
                      {place.key, version});
  });
}

Status Tokens::connect(const plugins::ChannelSpec& spec, const std::string& scope, const std::string& refresh,
                       const std::string& source) {
  auto place = token_place(*catalogue_.get(), spec, scope);
  if (!place.configured.empty())
    return fail(FW_E_REJECTED, "the settings hold a refresh token, which wins; take it out first");
  auto done = db_.transact([&](Transaction& tx) {
    return tx.execute(
        "INSERT INTO token (scope, refresh, source, version) VALUES (?, ?, ?, 1) ON CONFLICT (scope) DO UPDATE SET "
        "refresh = excluded.refresh, source = excluded.source, access = NULL, expires_at = 0, version = version + 1, "
        "lease_until = 0, lease_holder = ''",
        {place.key, sealed(refresh), source});
  });
  if (!done) return fail(std::move(done.error()));
  forget(place.key);
  return {};
}

std::optional<Tokens::Known> Tokens::known(const std::string& key) const {
  std::scoped_lock lock(mutex_);
  const auto found = known_.find(key);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

void Tokens::know(const std::string& key, Known token) {
  std::scoped_lock lock(mutex_);
  auto& mine = known_[key];
  if (token.version >= mine.version) mine = std::move(token);
}

void Tokens::forget() {
  std::scoped_lock lock(mutex_);
  known_.clear();
}

void Tokens::forget(const std::string& key) {
  std::scoped_lock lock(mutex_);
  known_.erase(key);
}

}  // namespace fairway::engine
