#include "host/engine/sellers.hpp"

namespace fairway::engine {
namespace {

using storage::Transaction;

struct Seller {
  std::string plugin, identity;
  friend auto operator<=>(const Seller&, const Seller&) = default;
};

using Claims = std::map<Seller, std::map<std::string, std::vector<std::string>>>;  // -> account -> nicknames

Claims claims_of(const config::Snapshot& snapshot) {
  Claims claims;
  for (const auto& [name, account] : snapshot.accounts)
    for (const auto& store : account->stores)
      if (store.enabled && !store.seller_identity.empty())
        claims[{store.settings.plugin, store.seller_identity}][name].push_back(store.nickname);
  return claims;
}

Result<std::map<Seller, std::string>> owners(Transaction& tx) {
  auto rows = tx.query("SELECT plugin, identity, account FROM seller");
  if (!rows) return fail(std::move(rows.error()));
  std::map<Seller, std::string> all;
  for (std::size_t i = 0; i < rows->size(); ++i) all[{rows->text(i, 0), rows->text(i, 1)}] = rows->text(i, 2);
  return all;
}

// A file that cannot be read may name anything: nobody loses a seller while there is one without a known account.
bool unreadable(const config::Snapshot& snapshot, const std::string& account) {
  if (snapshot.rejected.contains(account)) return true;
  if (snapshot.accounts.contains(account)) return false;
  return std::any_of(snapshot.rejected.begin(), snapshot.rejected.end(),
                     [](const auto& entry) { return entry.first == entry.second.file; });
}

}  // namespace

Result<std::map<std::string, std::string>> seller_holders(Transaction& tx) {
  auto all = owners(tx);
  if (!all) return fail(std::move(all.error()));
  std::map<std::string, std::string> holders;
  for (const auto& [seller, account] : *all) holders[seller.plugin + " " + seller.identity] = account;
  return holders;
}

Result<std::set<StoreName>> claim_sellers(Transaction& tx, const config::Snapshot& snapshot, Instant now) {
  auto known = owners(tx);
  if (!known) return fail(std::move(known.error()));
  const auto claims = claims_of(snapshot);
  for (const auto& [seller, account] : *known) {
    const auto claim = claims.find(seller);
    const bool named = claim != claims.end() && claim->second.contains(account);
    if (named || unreadable(snapshot, account)) continue;
    auto freed = tx.execute("DELETE FROM seller WHERE plugin = ? AND identity = ?", {seller.plugin, seller.identity});
    if (!freed) return fail(std::move(freed.error()));
  }
  auto kept = owners(tx);
  if (!kept) return fail(std::move(kept.error()));
  std::set<StoreName> refused;
  for (const auto& [seller, accounts] : claims) {
    const auto owner = kept->find(seller);
    const auto account = owner == kept->end() ? accounts.begin()->first : owner->second;
    if (owner == kept->end()) {
      auto taken = tx.execute("INSERT INTO seller (plugin, identity, account, since) VALUES (?, ?, ?, ?)",
                              {seller.plugin, seller.identity, account, now.time_since_epoch().count()});
      if (!taken) return fail(std::move(taken.error()));
    }
    for (const auto& [name, stores] : accounts)
      if (name != account)
        for (const auto& store : stores) refused.insert({name, store});
  }
  return refused;
}

}  // namespace fairway::engine
