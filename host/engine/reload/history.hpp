// What was applied of each account, and where an account is pinned: rows that can run an account again when the files have
// moved on. Texts are kept sealed, each once.
#pragma once
#include "host/config/diff.hpp"
#include "host/config/load.hpp"
#include "host/storage/database.hpp"
#include "host/storage/vault.hpp"

namespace fairway::engine {

struct Version {
  std::string account;
  std::int64_t generation = 0;
  Instant at;
  std::string author, cause;
  json::array changes;  // against the version before; secrets are ***
};

struct PinRow {
  std::string account;
  std::int64_t generation = 0;  // of the version that is kept
  std::string folder_hash;      // Sources::hash of the account's files then: another one ends it
  Instant at;
  std::string author, reason;
};

class History {
 public:
  explicit History(storage::Vault& vault) : vault_(vault) {}

  // Before the transaction: keys are on disk before the rows that need them. The texts of `sources` that the database does
  // not have yet, sealed.
  using SealedTexts = std::map<std::string, storage::Vault::Sealed>;  // by hash of the text
  Result<SealedTexts> seal(storage::Transaction& tx, const std::vector<const config::Sources*>& sources);

  // In the transaction that applies it.
  Status add(storage::Transaction& tx, const Version& version, const config::Sources& sources, const SealedTexts& texts);
  // The account's file has another name and says the same: its newest version is of that one from now on.
  Status move(storage::Transaction& tx, const std::string& account, const std::string& from, const std::string& to);
  Status drop(storage::Transaction& tx, const std::string& account, std::int64_t generation);  // it was taken back
  // After all that are added and pinned: of these accounts the last 50 versions stay, and the one that is pinned; texts that
  // no version has any more go. The keys of those texts: to be destroyed once the transaction is committed.
  Result<std::vector<std::string>> tidy(storage::Transaction& tx, const std::set<std::string>& accounts);

  // Of an account that was removed nothing is kept. The keys to be destroyed.
  Result<std::vector<std::string>> forget(storage::Transaction& tx, const std::string& account);

  Result<std::vector<Version>> versions(storage::Transaction& tx, const std::string& account);  // the newest first
  // REJECTED where there is no such version. `generation` 0: the newest.
  Result<config::Sources> sources(storage::Transaction& tx, const std::string& account, std::int64_t generation);

  // The file of each account that is not absent, as its newest version has it.
  Result<std::map<std::string, std::string>> files(storage::Transaction& tx);

  Status pin(storage::Transaction& tx, const PinRow& pin);
  Status unpin(storage::Transaction& tx, const std::string& account);
  Result<std::vector<PinRow>> pins(storage::Transaction& tx);

 private:
  static Result<std::vector<std::string>> drop_unused(storage::Transaction& tx);

  storage::Vault& vault_;
};

}  // namespace fairway::engine
