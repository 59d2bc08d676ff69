#include "host/engine/sellers.hpp"

namespace fairway::engine {
namespace {

using storage::Transaction;

using Claimants = std::map<std::string, std::map<std::string, std::vector<std::string>>>;  // seller -> account -> nicknames

std::string seller_of(const config::Store& store) {
  return store.enabled && !store.seller_identity.empty() ? store.settings.plugin + " " + store.seller_identity
                                                         : std::string();
}

std::vector<storage::Value> key_of(const std::string& seller) {
  const auto space = seller.find(' ');  // a plugin's name has none
  return {seller.substr(0, space), seller.substr(space + 1)};
}

// The sellers whose owner may be another now; without a scope all of them.
std::set<std::string> in_question(const config::Snapshot& snapshot, const SellerHolders& holders, const SellerScope* scope) {
  std::set<std::string> sellers;
  const auto claim = [&](const config::Account& account) {
    for (const auto& store : account.stores)
      if (auto seller = seller_of(store); !seller.empty()) sellers.insert(std::move(seller));
  };
  for (const auto& [seller, account] : holders)
    if (!scope || scope->accounts.contains(account)) sellers.insert(seller);
  if (!scope) {
    for (const auto& [name, account] : snapshot.accounts) claim(*account);
    return sellers;
  }
  for (const auto& name : scope->accounts)
    if (const auto found = snapshot.accounts.find(name); found != snapshot.accounts.end()) claim(*found->second);
  for (const auto& [name, nickname] : scope->refused) {
    const auto found = snapshot.accounts.find(name);
    const auto* store = found == snapshot.accounts.end() ? nullptr : found->second->store(nickname);
    if (auto seller = store ? seller_of(*store) : std::string(); !seller.empty()) sellers.insert(std::move(seller));
  }
  return sellers;
}

// Accounts that may name one of the sellers: those that differ, those that own one, and those that were refused one.
std::set<std::string> who_may_claim(const config::Snapshot& snapshot, const SellerHolders& holders,
                                    const std::set<std::string>& sellers, const SellerScope* scope) {
  std::set<std::string> names;
  if (!scope) {
    for (const auto& [name, account] : snapshot.accounts) names.insert(names.end(), name);
    return names;
  }
  names = scope->accounts;
  for (const auto& [name, nickname] : scope->refused) names.insert(name);
  for (const auto& seller : sellers)
    if (const auto holder = holders.find(seller); holder != holders.end()) names.insert(holder->second);
  return names;
}

Claimants claimants_of(const config::Snapshot& snapshot, const std::set<std::string>& sellers,
                       const std::set<std::string>& accounts) {
  Claimants all;
  for (const auto& name : accounts) {
    const auto account = snapshot.accounts.find(name);
    if (account == snapshot.accounts.end()) continue;
    for (const auto& store : account->second->stores)
      if (const auto seller = seller_of(store); sellers.contains(seller)) all[seller][name].push_back(store.nickname);
  }
  return all;
}

// A file that cannot be read may name anything: nobody loses a seller while there is one without a known account.
bool unreadable(const config::Snapshot& snapshot, const std::string& account) {
  if (snapshot.rejected.contains(account)) return true;
  if (snapshot.accounts.contains(account)) return false;
  return std::any_of(snapshot.rejected.begin(), snapshot.rejected.end(),
                     [](const auto& entry) { return entry.first == entry.second.file; });
}

SellerClaims settle(const config::Snapshot& snapshot, const SellerHolders& holders, const std::set<std::string>& sellers,
                    const SellerScope* scope) {
  SellerClaims out;
  const auto claimants = claimants_of(snapshot, sellers, who_may_claim(snapshot, holders, sellers, scope));
  for (const auto& seller : sellers) {
    const auto known = holders.find(seller);
    const auto found = claimants.find(seller);
    const bool claimed = found != claimants.end();
    const bool keeps = known != holders.end() &&
                       ((claimed && found->second.contains(known->second)) || unreadable(snapshot, known->second));
    if (known != holders.end() && !keeps) out.freed.insert(seller);
    if (!claimed) continue;
    const auto owner = keeps ? known->second : found->second.begin()->first;
    if (!keeps) out.taken[seller] = owner;
    for (const auto& [name, stores] : found->second)
      if (name != owner)
        for (const auto& store : stores) out.refused.insert({name, store});
  }
  return out;
}

}  // namespace

Result<SellerHolders> seller_holders(Transaction& tx) {
  auto rows = tx.query("SELECT plugin, identity, account FROM seller");
  if (!rows) return fail(std::move(rows.error()));
  SellerHolders holders;
  for (std::size_t i = 0; i < rows->size(); ++i) holders[rows->text(i, 0) + " " + rows->text(i, 1)] = rows->text(i, 2);
  return holders;
}

void take_note(SellerHolders& holders, const SellerClaims& claims) {
  for (const auto& seller : claims.freed) holders.erase(seller);
  for (const auto& [seller, account] : claims.taken) holders[seller] = account;
}

void rename_holders(SellerHolders& holders, const Renames& renames) {
  std::map<std::string_view, std::string_view> now;
  for (const auto& [to, from] : renames.accounts) now.emplace(from, to);
  for (auto& [seller, account] : holders)
    if (const auto found = now.find(account); found != now.end()) account = found->second;
}

Result<SellerClaims> claim_sellers(Transaction& tx, const config::Snapshot& snapshot, Instant now,
                                   const SellerHolders& holders, const SellerScope* scope) {
  auto out = settle(snapshot, holders, in_question(snapshot, holders, scope), scope);
  for (const auto& seller : out.freed)
    if (auto done = tx.execute("DELETE FROM seller WHERE plugin = ? AND identity = ?", key_of(seller)); !done)
      return fail(std::move(done.error()));
  for (const auto& [seller, account] : out.taken) {
    auto values = key_of(seller);
    values.insert(values.end(), {account, now.time_since_epoch().count()});
    auto done = tx.execute("INSERT INTO seller (plugin, identity, account, since) VALUES (?, ?, ?, ?)", values);
    if (!done) return fail(std::move(done.error()));
  }
  return out;
}

}  // namespace fairway::engine
