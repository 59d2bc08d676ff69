#include "host/storage/backup_files.hpp"
#include "host/storage/copy.hpp"
#include "host/storage/folder_lock.hpp"
#include "host/storage/migrations.hpp"
#include "host/storage/sqlite/session.hpp"
#include "host/storage/vault.hpp"
#include "host/storage/secrets.hpp"
#include "host/storage/vault/host_key.hpp"
#include "host/storage/vault/key_store.hpp"
#include "host/storage/vault/secret_file.hpp"

namespace fairway::storage {

namespace {

namespace fs = std::filesystem;

constexpr const char* kPreparing = "restore.tmp";  // being filled: worth nothing
constexpr const char* kReady = "restore.ready";    // whole and judged: only to be moved into place

Result<std::unique_ptr<Session>> open_copy(const fs::path& file) {
  return Session::open(file, std::chrono::seconds(10), {});
}

Status sound(Session& session, const fs::path& origin) {
  auto found = session.query("PRAGMA integrity_check");
  if (!found) return fail(found.error().code, fmt::format("{}: {}", origin.string(), found.error().message));
  if (found->size() == 1 && found->text(0, 0) == "ok") return {};
  return fail(FW_E_REJECTED, fmt::format("{} is damaged: {}", origin.string(), found->empty() ? "" : found->text(0, 0)));
}

// Of a backup from before there were any: nothing.
Status take_out_secrets(Session& session, const fs::path& folder) {
  auto there = session.query("SELECT name FROM sqlite_master WHERE name = ?", {std::string(kSecretsTable)});
  if (!there || there->empty()) return there ? Status{} : fail(there.error());
  auto rows = session.query(fmt::format("SELECT name, set_at, sealed FROM {}", kSecretsTable));
  if (!rows) return fail(rows.error());
  SealedSecrets secrets;
  for (std::size_t i = 0; i < rows->size(); ++i) secrets[rows->text(i, 0)] = {rows->text(i, 1), rows->text(i, 2)};
  if (auto done = session.execute(fmt::format("DROP TABLE {}", kSecretsTable)); !done) return fail(done.error());
  return secrets.empty() ? Status{} : write_secret_file(folder, secrets);
}

Status prepare_data(const fs::path& file, const fs::path& to) {
  if (auto done = copy_database(file, to); !done) return done;
  auto session = open_copy(to);
  if (!session) return fail(session.error());
  if (auto judged = sound(**session, file); !judged) return judged;
  if ((*session)->query("SELECT 1 FROM host_key"))
    return fail(FW_E_REJECTED, fmt::format("{} is a backup of keys: are --file and --keys swapped?", file.string()));
  if (auto known = check_migrations(**session, schema()); !known) return known;
  return take_out_secrets(**session, to.parent_path());
}

Result<Key> take_out_host_key(Session& session, const fs::path& origin) {
  auto kept = session.query("SELECT bytes FROM host_key");
  if (!kept || kept->size() != 1 || kept->text(0, 0).size() != Key::kSize) {
    return fail(FW_E_REJECTED, fmt::format("{} is not a backup of keys", origin.string()));
  }
  Key key(kept->text(0, 0));
  // Overwritten, not only unlinked: the key must not lie in keys.db.
  for (const char* sql : {"PRAGMA secure_delete = ON", "PRAGMA journal_mode = MEMORY", "DROP TABLE host_key"}) {
    if (auto done = session.query(sql); !done) return fail(done.error());
  }
  return key;
}

Status prepare_keys(const fs::path& file, const fs::path& folder) {
  const fs::path to = folder / kKeysFile;
  if (auto done = copy_database(file, to); !done) return done;
  auto key = [&]() -> Result<Key> {
    auto session = open_copy(to);
    if (!session) return fail(session.error());
    if (auto judged = sound(**session, file); !judged) return fail(judged.error());
    return take_out_host_key(**session, file);
  }();
  if (!key) return fail(key.error());
  if (auto done = write_host_key(folder / kHostKeyFile, *key); !done) return done;
  auto ring = HostRing::open(folder);
  if (!ring) return fail(ring.error());
  if (auto store = KeyStore::open(to, *ring); !store) return fail(store.error());  // proves that they belong together
  auto secrets = read_secret_file(folder);
  if (!secrets) return fail(secrets.error());
  for (const auto& [name, one] : *secrets)
    if (!unseal_secret(**ring, name, one.sealed))
      return fail(FW_E_REJECTED, fmt::format("{} does not hold the key of the sealed secrets", file.string()));
  return sync_file(to);
}

// What the database says was redacted; of one from before that was recorded: nothing.
Result<std::vector<std::string>> destroyed_keys(const fs::path& database) {
  auto session = open_copy(database);
  if (!session) return fail(session.error());
  auto there = (*session)->query("SELECT 1 FROM sqlite_master WHERE name = 'redaction'");
  if (!there || there->empty()) return there ? Result<std::vector<std::string>>{} : fail(there.error());
  auto rows = (*session)->query("SELECT key_id FROM redaction");
  if (!rows) return fail(rows.error());
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < rows->size(); ++i)
    if (auto id = key_id_of(rows->text(i, 0))) ids.push_back(std::move(*id));
  return ids;
}

// The keys may be older than the redactions: what was destroyed since stays so.
Status destroy_again(const fs::path& folder, const fs::path& database) {
  auto ids = destroyed_keys(database);
  if (!ids) return fail(ids.error());
  auto ring = HostRing::open(folder);
  if (!ring) return fail(ring.error());
  auto keys = KeyStore::open(folder / kKeysFile, *ring);
  return keys ? (*keys)->destroy(*ids) : Status(fail(keys.error()));
}

Status destroy_what_others_did(const fs::path& folder, const std::vector<fs::path>& redacted) {
  const fs::path copy = folder / "later.db";
  for (const auto& file : redacted) {
    auto done = copy_database(file, copy);
    if (done) done = destroy_again(folder, copy);
    std::error_code error;
    fs::remove(copy, error);
    if (!done) return fail(done.error().code, fmt::format("{}: {}", file.string(), done.error().message));
  }
  return {};
}

Status refuse_existing(const fs::path& data, const fs::path& database) {
  std::vector<fs::path> files{database, data / kKeysFile, data / kHostKeyFile, data / kSecretsFile};
  // A journal that was left behind would be played into the restored file when it is opened.
  for (const fs::path& file : {database, data / kKeysFile})
    for (const char* journal : {"-wal", "-shm", "-journal"}) files.emplace_back(file.string() + journal);
  std::error_code error;
  std::erase_if(files, [&](const fs::path& file) { return !fs::exists(file, error); });
  if (files.empty()) return {};
  std::string named;
  for (const fs::path& file : files) named += (named.empty() ? "" : ", ") + file.string();
  return fail(FW_E_REJECTED,
              fmt::format("{} {}: a restore wants an empty data folder", named, files.size() == 1 ? "exists" : "exist"));
}

}  // namespace

Status finish_restore(const fs::path& data) {
  const fs::path ready = data / kReady;
  std::error_code error;
  if (!fs::exists(ready, error)) return {};
  const std::vector<fs::directory_entry> waiting(fs::directory_iterator(ready, error), fs::directory_iterator{});
  for (const fs::path& file : waiting) {
    fs::rename(file, data / file.filename(), error);
    if (error) return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", file.string(), error.message()));
  }
  if (auto done = sync_folder(data); !done) return done;
  fs::remove(ready, error);
  return {};
}

Status restore(const fs::path& data, const fs::path& file, const fs::path& keys, const std::string& url,
               const std::vector<fs::path>& redacted) {
  if (!sodium_ready()) return fail(FW_E_INTERNAL, "libsodium does not start");
  auto database = database_file(data, url);
  if (!database) return fail(database.error());
  if (database->parent_path() != data)
    return fail(FW_E_CONFIG, "restore: the database is not in the data folder; put it there by hand");
  auto lock = FolderLock::take(data);
  if (!lock) return fail(lock.error());
  if (auto done = finish_restore(data); !done) return done;
  if (auto empty = refuse_existing(data, *database); !empty) return empty;

  const fs::path folder = data / kPreparing;
  std::error_code error;
  fs::remove_all(folder, error);
  fs::create_directory(folder, error);
  if (error) return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", folder.string(), error.message()));
  auto prepared = prepare_data(file, folder / database->filename());
  if (prepared) prepared = prepare_keys(keys, folder);
  if (prepared) prepared = destroy_again(folder, folder / database->filename());
  if (prepared) prepared = destroy_what_others_did(folder, redacted);
  if (!prepared) {
    fs::remove_all(folder, error);
    return prepared;
  }
  fs::rename(folder, data / kReady, error);  // from here on it will be finished, if not by us then by the next who opens
  if (error) return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", folder.string(), error.message()));
  if (auto done = sync_folder(data); !done) return done;
  return finish_restore(data);
}

}  // namespace fairway::storage
