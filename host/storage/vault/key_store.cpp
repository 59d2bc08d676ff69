#include "host/storage/vault/key_store.hpp"

#include "host/storage/vault/host_key.hpp"

namespace fairway::storage {

namespace {

constexpr std::uint64_t kPurposeKeys = 1;  // of Key::derive
constexpr std::string_view kProof = "the keys in this file are sealed under this host key";

const char* kTables =
    "CREATE TABLE IF NOT EXISTS key (id BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS proof (id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL)";

}  // namespace

Result<std::unique_ptr<KeyStore>> KeyStore::open(const std::filesystem::path& file, const Key& host_key) {
  auto session = Session::open(file, std::chrono::seconds(10),
                               {"PRAGMA journal_mode = DELETE", "PRAGMA secure_delete = ON", "PRAGMA synchronous = FULL",
                                "PRAGMA temp_store = MEMORY", "PRAGMA trusted_schema = OFF", "PRAGMA cache_size = -16384"});
  if (!session) return fail(session.error());
  auto gate = Gate::open(file.parent_path() / kHostKeyFile);
  if (!gate) return fail(gate.error());
  std::unique_ptr<KeyStore> store(new KeyStore(std::move(*session), std::move(*gate), host_key.derive(kPurposeKeys)));
  if (auto made = store->session_->execute(kTables); !made) return fail(made.error());
  if (auto proven = store->prove(); !proven) return fail(proven.error());
  return store;
}

Status KeyStore::prove() {
  auto kept = session_->query("SELECT sealed FROM proof");
  if (!kept) return fail(kept.error());
  if (!kept->empty()) {
    if (unseal_bytes(sealing_, kept->text(0, 0)) == kProof) return {};
    return fail(FW_E_CONFIG, "host.key is not the key under which keys.db was sealed: restore the pair from a backup");
  }
  auto written =
      session_->execute("INSERT OR IGNORE INTO proof (id, sealed) VALUES (1, ?)", {Blob{seal_bytes(sealing_, kProof)}});
  if (!written) return fail(written.error());
  return {};
}

Status KeyStore::transact(const std::string& sql, RowSpan rows) {
  std::lock_guard lock(mutex_);
  if (auto passed = gate_.pass(); !passed) return passed;
  if (auto begun = session_->execute("BEGIN IMMEDIATE"); !begun) return fail(begun.error());
  auto done = session_->run(sql, rows);
  if (done) done = session_->execute("COMMIT");
  if (done) return {};
  if (session_->in_transaction()) (void)session_->execute("ROLLBACK");
  return fail(done.error());
}

Status KeyStore::add(const std::vector<std::pair<std::string, Key>>& keys) {
  if (keys.empty()) return {};
  std::vector<std::vector<Value>> rows;
  rows.reserve(keys.size());
  for (const auto& [id, key] : keys) rows.push_back({Blob{id}, Blob{seal_bytes(sealing_, key.view())}});
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return std::get<Blob>(a[0]).bytes < std::get<Blob>(b[0]).bytes; });
  return transact("INSERT INTO key (id, sealed) VALUES (?, ?)", rows);
}

Result<std::optional<Key>> KeyStore::find(const std::string& id) {
  std::lock_guard lock(mutex_);
  auto rows = session_->query("SELECT sealed FROM key WHERE id = ?", {Blob{id}});
  if (!rows) return fail(rows.error());
  if (rows->empty()) return std::optional<Key>();
  auto bytes = unseal_bytes(sealing_, rows->text(0, 0));
  if (!bytes || bytes->size() != Key::kSize) return fail(FW_E_INTERNAL, "a key in keys.db is damaged");
  std::optional<Key> key{Key(*bytes)};
  wipe(*bytes);
  return key;
}

Status KeyStore::destroy(std::span<const std::string> ids) {
  if (ids.empty()) return {};
  std::vector<std::vector<Value>> rows;
  rows.reserve(ids.size());
  for (const std::string& id : ids) rows.push_back({Blob{id}});
  return transact("DELETE FROM key WHERE id = ?", rows);
}

}  // namespace fairway::storage
