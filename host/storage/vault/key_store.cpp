#include "host/storage/vault/key_store.hpp"

#include "host/storage/vault/host_key.hpp"
#include "host/storage/vault/private_file.hpp"

namespace fairway::storage {

namespace {

const char* kTables =
    "CREATE TABLE IF NOT EXISTS key (id BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS proof (id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL)";

}  // namespace

std::optional<std::string> key_id_of(const std::string& hex) {
  std::string id(kKeyIdBytes, '\0');
  std::size_t size = 0;
  const int bad = sodium_hex2bin(reinterpret_cast<unsigned char*>(id.data()), id.size(), hex.data(), hex.size(), nullptr,
                                 &size, nullptr);
  if (bad || size != kKeyIdBytes || hex.size() != 2 * kKeyIdBytes) return std::nullopt;
  return id;
}

Result<std::unique_ptr<Session>> open_keys(const std::filesystem::path& file, Millis busy_timeout) {
  return Session::open(file, busy_timeout,
                       {"PRAGMA journal_mode = PERSIST", "PRAGMA secure_delete = ON", "PRAGMA synchronous = FULL",
                        "PRAGMA temp_store = MEMORY", "PRAGMA trusted_schema = OFF", "PRAGMA cache_size = -16384"});
}

// A transaction that changes nothing yet keeps others from writing a journal meanwhile, and has none itself.
Status scrub_journal(Session& session, const std::filesystem::path& file) {
  if (auto begun = session.execute("BEGIN IMMEDIATE"); !begun) return fail(begun.error());
  auto written = write_zeroes_over(file.string() + "-journal");
  if (auto ended = session.execute("ROLLBACK"); !ended) return fail(ended.error());
  return written;
}

Result<std::unique_ptr<KeyStore>> KeyStore::open(const std::filesystem::path& file, std::shared_ptr<HostRing> ring) {
  auto session = open_keys(file, std::chrono::seconds(10));
  if (!session) return fail(session.error());
  std::unique_ptr<KeyStore> store(
      new KeyStore(file, std::move(*session), Gate(file.parent_path() / kHostKeyFile), std::move(ring)));
  if (auto made = store->session_->execute(kTables); !made) return fail(made.error());
  if (auto proven = store->prove(); !proven) return fail(proven.error());
  return store;
}

Status KeyStore::prove() {
  auto kept = session_->query("SELECT sealed FROM proof");
  if (!kept) return fail(kept.error());
  if (!kept->empty()) {
    if (ring_->unseal(Purpose::keys, kept->text(0, 0)) == kKeysProof) return {};
    return fail(FW_E_CONFIG, "host.key is not the key under which keys.db was sealed: restore the pair from a backup");
  }
  return transact("INSERT OR IGNORE INTO proof (id, sealed) VALUES (1, ?)",
                  [&] { return std::vector<std::vector<Value>>{{Blob{ring_->seal(Purpose::keys, kKeysProof)}}}; });
}

Status KeyStore::transact(const std::string& sql, const std::function<std::vector<std::vector<Value>>()>& rows) {
  std::lock_guard lock(mutex_);
  if (auto passed = gate_.pass(); !passed) return passed;
  if (auto begun = session_->execute("BEGIN IMMEDIATE"); !begun) return fail(begun.error());
  auto done = session_->run(sql, rows());
  if (done) done = session_->execute("COMMIT");
  if (done) return {};
  if (session_->in_transaction()) (void)session_->execute("ROLLBACK");
  return fail(done.error());
}

Status KeyStore::add(const std::vector<std::pair<std::string, Key>>& keys) {
  if (keys.empty()) return {};
  return transact("INSERT INTO key (id, sealed) VALUES (?, ?)", [&] {
    std::vector<std::vector<Value>> rows;
    rows.reserve(keys.size());
    for (const auto& [id, key] : keys) rows.push_back({Blob{id}, Blob{ring_->seal(Purpose::keys, key.view())}});
    std::sort(rows.begin(), rows.end(),
              [](const auto& a, const auto& b) { return std::get<Blob>(a[0]).bytes < std::get<Blob>(b[0]).bytes; });
    return rows;
  });
}

Result<std::optional<Key>> KeyStore::find(const std::string& id) {
  std::lock_guard lock(mutex_);
  auto rows = session_->query("SELECT sealed FROM key WHERE id = ?", {Blob{id}});
  if (!rows) return fail(rows.error());
  if (rows->empty()) return std::optional<Key>();
  auto bytes = ring_->unseal(Purpose::keys, rows->text(0, 0));
  if (!bytes || bytes->size() != Key::kSize) return fail(FW_E_INTERNAL, "a key in keys.db is damaged");
  std::optional<Key> key{Key(*bytes)};
  wipe(*bytes);
  return key;
}

Status KeyStore::destroy(std::span<const std::string> ids) {
  if (ids.empty()) return {};
  auto gone = transact("DELETE FROM key WHERE id = ?", [&] {
    std::vector<std::vector<Value>> rows;
    rows.reserve(ids.size());
    for (const std::string& id : ids) rows.push_back({Blob{id}});
    return rows;
  });
  if (!gone) return gone;
  std::lock_guard lock(mutex_);
  return scrub_journal(*session_, file_);
}

}  // namespace fairway::storage
