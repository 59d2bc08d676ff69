#include "host/ledger/named_keys.hpp"

#include <array>

#include <fmt/format.h>

#include "host/ledger/values.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Value;

// Where the column lies, and what narrows its rows to those that may be of an account. A cursor, a token and a plugin's state
// come by the store, not by the order: these tables may be read whole.
struct Column {
  std::string_view table, column, also;
};
Column place_of(KeyColumn column) {
  switch (column) {
    case KeyColumn::cursor: return {"cursor", "scope", ""};
    case KeyColumn::state: return {"plugin_state", "scope", ""};
    case KeyColumn::host_state: return {"plugin_state", "key", " AND scope = 'host'"};
    case KeyColumn::token: return {"token", "scope", ""};
    case KeyColumn::finding: break;
  }
  return {"finding", "key", ""};
}

Result<Rows> candidates(Transaction& tx, KeyColumn column, const std::string& account) {
  const auto begin = account + "/", end = account + "0";  // '0' follows '/'
  switch (column) {
    case KeyColumn::cursor: return tx.query("SELECT scope FROM cursor WHERE scope LIKE ?", {"%/" + begin + "%"});
    case KeyColumn::state:
      return tx.query("SELECT DISTINCT scope FROM plugin_state WHERE scope >= ? AND scope < ?", {begin, end});
    case KeyColumn::host_state:
      return tx.query("SELECT key FROM plugin_state WHERE scope = 'host' AND key >= ? AND key < ?",
                      {"mode/" + begin, "mode/" + end});
    case KeyColumn::token: return tx.query("SELECT scope FROM token WHERE scope LIKE ?", {"%|@" + begin + "%"});
    case KeyColumn::finding: break;
  }
  return tx.query("SELECT key FROM finding WHERE account = ?", {account});
}

// The part of a key that is "acme/us", "acme/store:us/covered", "acme": where it begins and ends. Nothing: the key has none.
struct Span {
  std::size_t begin, end;
};
std::optional<Span> names_in(KeyColumn column, const std::string& key) {
  constexpr std::array kKinds{"absent/",        "seller/",          "carrier/",     "notice/",
                              "authorisation/", "config-rejected/", "undelivered/", "authorisation-ends/"};
  switch (column) {
    case KeyColumn::state: return Span{0, key.size()};
    case KeyColumn::token: {
      const auto at = key.find("|@");
      if (at == std::string::npos) return std::nullopt;
      return Span{at + 2, std::min(key.find('|', at + 2), key.size())};
    }
    case KeyColumn::finding:
      if (std::none_of(kKinds.begin(), kKinds.end(), [&](const auto* kind) { return key.starts_with(kind); }))
        return std::nullopt;
      break;
    default: break;
  }
  const auto slash = key.find('/');
  return slash == std::string::npos ? std::nullopt : std::optional(Span{slash + 1, key.size()});
}

std::optional<std::string> names_under(const std::string& names, const Owner& from, const Owner& to) {
  const auto slash = std::min(names.find('/'), names.size());
  if (names.substr(0, slash) != from.account) return std::nullopt;
  const auto rest = names.substr(slash);
  if (from.store.empty()) return to.account + rest;
  for (const std::string kind : {"/", "/store:"})
    if (const auto lead = kind + from.store;
        rest.starts_with(lead) && (rest.size() == lead.size() || rest[lead.size()] == '/'))
      return to.account + kind + to.store + rest.substr(lead.size());
  return std::nullopt;
}

}  // namespace

std::optional<std::string> under(KeyColumn column, const std::string& key, const Owner& from, const Owner& to) {
  if (!from.store.empty() && key.starts_with("covered/")) return std::nullopt;  // these name a store by its row
  const auto span = names_in(column, key);
  if (!span) return std::nullopt;
  const auto names = names_under(key.substr(span->begin, span->end - span->begin), from, to);
  if (!names) return std::nullopt;
  return key.substr(0, span->begin) + *names + key.substr(span->end);
}

Result<std::vector<std::string>> keys_of(Transaction& tx, KeyColumn column, const Owner& owner) {
  auto rows = candidates(tx, column, owner.account);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < rows->size(); ++i)
    if (under(column, rows->text(i, 0), owner, owner)) keys.push_back(rows->text(i, 0));
  return keys;
}

Status rename_keys(Transaction& tx, KeyColumn column, const Owner& from, const Owner& to) {
  const auto keys = keys_of(tx, column, from);
  if (!keys) return fail(keys.error());
  if (keys->empty()) return {};
  Rows moves{{"to"}, {"from"}};
  std::vector<std::string> taken;
  for (const auto& key : *keys) {
    taken.push_back(*under(column, key, from, to));
    moves.add({taken.back(), key});
  }
  if (auto gone = drop_keys(tx, column, taken); !gone) return gone;
  const auto [table, name, also] = place_of(column);
  return done(tx.bulk(fmt::format("UPDATE {0} SET {1} = ? WHERE {1} = ?{2}", table, name, also), moves));
}

Status drop_keys(Transaction& tx, KeyColumn column, const std::vector<std::string>& keys) {
  if (keys.empty()) return {};
  Rows rows{{"key"}};
  for (const auto& key : keys) rows.add({key});
  const auto [table, name, also] = place_of(column);
  return done(tx.bulk(fmt::format("DELETE FROM {} WHERE {} = ?{}", table, name, also), rows));
}

}  // namespace fairway::ledger
