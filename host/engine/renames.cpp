#include "host/engine/renames.hpp"

#include "host/base/walk.hpp"
#include "host/engine/places.hpp"
#include "host/ledger/rename.hpp"

namespace fairway::engine {
namespace {

using config::Account;
using config::Snapshot;
using storage::Transaction;

struct Refusal {
  std::string account;
  config::Place place;
  std::string path, message;
};

// Nicknames of an account, and whether one is a store's now. One that was retired may be given again.
Result<std::map<std::string, bool>> nicknames(Transaction& tx, const std::string& account) {
  auto rows = tx.query("SELECT nickname, removed_at IS NULL FROM store WHERE account = ? AND retired = 0", {account});
  if (!rows) return fail(std::move(rows.error()));
  std::map<std::string, bool> known;
  for (std::size_t i = 0; i < rows->size(); ++i) known[rows->text(i, 0)] |= rows->integer(i, 1) != 0;
  return known;
}

// Orders of an account that was removed are still listed under its name.
Result<bool> was_an_account(Transaction& tx, const AccountRows& rows, const std::string& name) {
  if (rows.contains(name)) return true;
  auto stores = tx.query("SELECT 1 FROM store WHERE account = ? LIMIT 1", {name});
  if (!stores) return fail(std::move(stores.error()));
  return !stores->empty();
}

class Settling {
 public:
  Settling(Transaction& tx, const AccountRows& rows, Snapshot& proposed) : tx_(tx), rows_(rows), proposed_(proposed) {}

  Status look_at(const Account& account, const Account* back_from) {
    if (auto ok = look_at_name(account); !ok) return ok;
    const bool any = back_from || std::any_of(account.stores.begin(), account.stores.end(),
                                              [](const auto& store) { return !store.formerly.empty(); });
    return any ? look_at_stores(account, back_from) : Status();
  }

  Renames finish() {
    for (auto& [name, place, path, message] : refused_) {
      proposed_.findings.push_back({config::Severity::error, place, std::move(path), std::move(message)});
      proposed_.rejected.emplace(name, place);
      if (auto account = proposed_.accounts.extract(name)) proposed_.unsound.insert(std::move(account));
    }
    if (!refused_.empty()) config::tidy(proposed_.findings);
    out_.drop([&](const std::string& account) { return !proposed_.accounts.contains(account); });
    refuse_by_former_name();
    return std::move(out_);
  }

 private:
  Status look_at_name(const Account& account) {
    const auto& from = account.formerly;
    if (from.empty() || !rows_.contains(from) || config::has(proposed_, from)) return {};
    auto taken = was_an_account(tx_, rows_, account.name);
    if (!taken) return fail(std::move(taken.error()));
    if (*taken)
      refused_.push_back(
          {account.name, place_of(account, "formerly"), "formerly",
           fmt::format("\"{}\" cannot become \"{}\": an account of that name is known already; take this line "
                       "out, or give it a name that none had before",
                       from, account.name)});
    else out_.accounts[account.name] = from;
    return {};
  }

  Status look_at_stores(const Account& account, const Account* back_from) {
    auto known = nicknames(tx_, out_.before(account.name));
    if (!known) return fail(std::move(known.error()));
    for (const auto& store : account.stores)
      for (const auto& from : {store.formerly, name_left(account, back_from, store.nickname)}) {
        const auto old = known->find(from);
        if (old != known->end() && old->second && !account.store(from))
          rename_store(account, from, store.nickname, known->contains(store.nickname));
      }
    return {};
  }

  void rename_store(const Account& account, const std::string& from, const std::string& to, bool taken) {
    if (!taken) return out_.stores.push_back({account.name, from, to});
    const auto path = "stores." + to + ".formerly";
    refused_.push_back(
        {account.name, place_of(account, path), path,
         fmt::format("\"{}\" cannot become \"{}\": a store of that name is known already; take this line out, "
                     "or remove one of the two",
                     from, to)});
  }

  // Under which name a store ran that an older version calls `nickname`.
  static std::string name_left(const Account& account, const Account* back_from, const std::string& nickname) {
    if (!back_from || back_from->store(nickname)) return {};
    for (const auto& store : back_from->stores)
      if (store.formerly == nickname && !account.store(store.nickname)) return store.nickname;
    return {};
  }

  void refuse_by_former_name() {
    std::map<std::string, std::string> moved, also;  // name of now -> the one it runs by
    for (const auto& [name, place] : proposed_.rejected) {
      const auto built = proposed_.unsound.find(name);
      const auto read = proposed_.former.find(name);
      const auto from = built != proposed_.unsound.end() ? built->second->formerly
                        : read != proposed_.former.end() ? read->second
                                                         : std::string();
      if (!rows_.contains(from) || config::has(proposed_, from)) continue;
      const auto row = rows_.find(name);
      const bool another = row != rows_.end() && !row->second.absent;  // one that runs by this name, and goes on
      (another ? also : moved).emplace(name, from);
    }
    for (const auto& [name, from] : also) proposed_.rejected.emplace(from, proposed_.rejected.at(name));
    for (const auto& [name, from] : moved) {
      if (config::has(proposed_, from)) continue;
      auto entry = proposed_.rejected.extract(name);
      entry.key() = from;
      proposed_.rejected.insert(std::move(entry));
      if (auto built = proposed_.unsound.extract(name)) {
        built.key() = from;
        proposed_.unsound.insert(std::move(built));
      }
    }
  }

  Transaction& tx_;
  const AccountRows& rows_;
  Snapshot& proposed_;
  Renames out_;
  std::vector<Refusal> refused_;
};

}  // namespace

const std::string& Renames::before(const std::string& account) const {
  const auto found = accounts.find(account);
  return found == accounts.end() ? account : found->second;
}

const std::string& Renames::now(const std::string& account) const {
  const auto found =
      std::find_if(accounts.begin(), accounts.end(), [&](const auto& each) { return each.second == account; });
  return found == accounts.end() ? account : found->first;
}

bool Renames::has(const std::string& account) const {
  return accounts.contains(account) ||
         std::any_of(stores.begin(), stores.end(), [&](const auto& store) { return store.account == account; });
}

void Renames::drop(const std::function<bool(const std::string&)>& gone) {
  std::erase_if(accounts, [&](const auto& each) { return gone(each.first); });
  std::erase_if(stores, [&](const auto& store) { return gone(store.account); });
}

Renames Renames::reversed(const std::string& account) const {
  Renames back;
  if (const auto found = accounts.find(account); found != accounts.end()) back.accounts[found->second] = account;
  for (const auto& store : stores)
    if (store.account == account) back.stores.push_back({before(account), store.to, store.from});
  return back;
}

Result<Renames> settle_renames(Transaction& tx, const AccountRows& rows, Snapshot& proposed, const Snapshot* running,
                               const std::set<std::string>& back) {
  Settling settling(tx, rows, proposed);
  Beside stored(rows);
  for (const auto& [name, account] : proposed.accounts) {
    const auto* row = stored.find(name);
    const bool as_stored = row && !row->absent && row->hash == account->hash;
    if (as_stored) continue;  // it has had its renames
    const auto* runs = running && back.contains(name) ? config::predecessor(*running, proposed, *account) : nullptr;
    if (auto ok = settling.look_at(*account, runs); !ok) return fail(std::move(ok.error()));
  }
  return settling.finish();
}

Status rename_all(Transaction& tx, const Renames& renames) {
  for (const auto& [to, from] : renames.accounts)
    if (auto ok = ledger::rename_account(tx, from, to); !ok) return ok;
  for (const auto& [account, from, to] : renames.stores)
    if (auto ok = ledger::rename_store(tx, account, from, to); !ok) return ok;
  return {};
}

}  // namespace fairway::engine
