#include "host/storage/backup_files.hpp"
#include "host/storage/copy.hpp"
#include "host/storage/sqlite/session.hpp"
#include "host/storage/vault.hpp"
#include "host/storage/vault/host_key.hpp"
#include "host/storage/vault/key_store.hpp"
#include "host/storage/vault/private_file.hpp"
#include "host/storage/vault/secret_file.hpp"

namespace fairway::storage {

namespace {

// Beside the data, away from the host key: the file as it is, in a table that a restore takes out again.
Status keep_secrets(const std::filesystem::path& data, Session& copy) {
  auto secrets = read_secret_file(data);
  if (!secrets) return fail(secrets.error());
  if (auto made = copy.execute(fmt::format("CREATE TABLE {} (name TEXT, set_at TEXT, sealed BLOB)", kSecretsTable)); !made)
    return fail(made.error());
  for (const auto& [name, one] : *secrets) {
    auto kept =
        copy.execute(fmt::format("INSERT INTO {} VALUES (?, ?, ?)", kSecretsTable), {name, one.set_at, Blob{one.sealed}});
    if (!kept) return fail(kept.error());
  }
  return {};
}

}  // namespace

Status save_keys(const std::filesystem::path& data, const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::exists(data / kNextHostKeyFile, error))
    return fail(FW_E_UNAVAILABLE, "an exchange of the host key did not come to its end: run `fairway secret rotate` first");
  auto host_key = read_host_key(data / kHostKeyFile);
  if (!host_key) return fail(host_key.error());
  Gate gate(data / kHostKeyFile);
  if (auto shut = gate.shut(); !shut) return shut;
  return copy_database(data / kKeysFile, file, [&](Session& copy) -> Status {
    auto made = copy.execute("CREATE TABLE host_key (bytes BLOB NOT NULL)");
    if (!made) return fail(made.error());
    std::vector<Value> row{Blob{std::string(host_key->view())}};
    auto kept = copy.execute("INSERT INTO host_key VALUES (?)", row);
    wipe(std::get<Blob>(row[0]).bytes);
    if (!kept) return fail(kept.error());
    return {};
  });
}

Status backup(const std::filesystem::path& data, const std::filesystem::path& file, const std::filesystem::path& keys,
              const std::string& url) {
  auto database = database_file(data, url);
  if (!database) return fail(database.error());
  std::error_code error;
  if (std::filesystem::weakly_canonical(file, error) == std::filesystem::weakly_canonical(keys, error))
    return fail(FW_E_REJECTED, fmt::format("data and keys are two files, kept apart: {} is named for both", file.string()));
  if (std::filesystem::exists(keys, error)) return fail(FW_E_REJECTED, fmt::format("{} exists already", keys.string()));
  if (!std::filesystem::exists(data, error)) return fail(FW_E_REJECTED, fmt::format("there is no {}", data.string()));
  auto lock = SecretsLock::take(data);  // no secret and no host key changes between the two files
  if (!lock) return fail(lock.error());
  // A key is committed before the rows that need it: so rows first, then keys, and no row is without its key.
  const auto secrets = [&](Session& copy) { return keep_secrets(data, copy); };
  if (auto done = copy_database(*database, file, secrets); !done) return done;
  auto done = save_keys(data, keys);
  if (!done) std::filesystem::remove(file, error);
  return done;
}

}  // namespace fairway::storage
