#include "host/storage/backup_files.hpp"
#include "host/storage/copy.hpp"
#include "host/storage/sqlite/session.hpp"
#include "host/storage/vault.hpp"
#include "host/storage/vault/host_key.hpp"
#include "host/storage/vault/key_store.hpp"

namespace fairway::storage {

Status save_keys(const std::filesystem::path& data, const std::filesystem::path& file) {
  auto host_key = read_host_key(data / kHostKeyFile);
  if (!host_key) return fail(host_key.error());
  auto gate = Gate::open(data / kHostKeyFile);
  if (!gate) return fail(gate.error());
  if (auto shut = gate->shut(); !shut) return shut;
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
  if (std::filesystem::exists(keys, error)) return fail(FW_E_REJECTED, fmt::format("{} exists already", keys.string()));
  // A key is committed before the rows that need it: so rows first, then keys, and no row is without its key.
  if (auto done = copy_database(*database, file); !done) return done;
  auto done = save_keys(data, keys);
  if (!done) std::filesystem::remove(file, error);
  return done;
}

}  // namespace fairway::storage
