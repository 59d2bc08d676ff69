#include "host/storage/rotate.hpp"

#include "host/storage/backup_files.hpp"
#include "host/storage/copy.hpp"
#include "host/storage/sqlite/session.hpp"
#include "host/storage/vault/gate.hpp"
#include "host/storage/vault/host_key.hpp"
#include "host/storage/vault/key_store.hpp"
#include "host/storage/vault/private_file.hpp"
#include "host/storage/vault/secret_file.hpp"

namespace fairway::storage {

namespace {

namespace fs = std::filesystem;

constexpr Millis kRotationPatience = std::chrono::seconds(60);
constexpr std::int64_t kBatch = 4096;  // keys in one transaction: a host waits for a key no longer than for one of these

// Columns outside keys.db that hold what is sealed under the host key (Vault::seal_with_host_key).
struct Sealed {
  const char *table, *key, *column;
};
constexpr Sealed kSealed[] = {{"token", "scope", "refresh"}, {"token", "scope", "access"}};

tl::unexpected<Failure> unreadable(const std::string& what) {
  return fail(FW_E_CONFIG,
              fmt::format("{} opens neither with host.key nor with host.key.next: nothing was thrown away", what));
}

// In a transaction of its own. What is read is the newest there is: it waits for every writer before it.
template <class F>
Result<std::size_t> in_transaction(Session& session, F body) {
  if (auto begun = session.execute("BEGIN IMMEDIATE"); !begun) return fail(begun.error());
  Result<std::size_t> done = body();
  if (done)
    if (auto kept = session.execute("COMMIT"); !kept) done = fail(kept.error());
  if (!done && session.in_transaction()) (void)session.execute("ROLLBACK");
  return done;
}

Result<std::vector<std::vector<Value>>> sealed_anew(const Rows& rows, HostRing& ring, Purpose purpose,
                                                    const std::string& what) {
  std::vector<std::vector<Value>> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto plain = ring.unseal(purpose, rows.text(i, 1));
    if (!plain) return unreadable(what);
    out.push_back({Blob{ring.seal(purpose, *plain)}, rows.row(i)[0]});
    wipe(*plain);
  }
  return out;
}

Result<std::size_t> reseal(Session& session, HostRing& ring, Purpose purpose, const Rows& rows, const std::string& update,
                           const std::string& what) {
  if (rows.empty()) return 0;
  auto anew = sealed_anew(rows, ring, purpose, what);
  if (!anew) return fail(anew.error());
  if (auto done = session.run(update, *anew); !done) return fail(done.error());
  return anew->size();
}

Result<std::size_t> reseal_proof(Session& session, HostRing& ring) {
  return in_transaction(session, [&]() -> Result<std::size_t> {
    auto rows = session.query("SELECT id, sealed FROM proof");
    if (!rows) return fail(rows.error());
    return reseal(session, ring, Purpose::keys, *rows, "UPDATE proof SET sealed = ? WHERE id = ?", kKeysFile);
  });
}

// By the order of their ids. One that comes in meanwhile is under the new key already.
Result<std::size_t> reseal_keys(const fs::path& data, const std::shared_ptr<HostRing>& shared) {
  std::error_code error;
  if (!fs::exists(data / kKeysFile, error)) return 0;  // secrets were set before a host ever ran here
  if (auto store = KeyStore::open(data / kKeysFile, shared); !store) return fail(store.error());  // whole, and ours
  HostRing& ring = *shared;
  auto session = open_keys(data / kKeysFile, kRotationPatience);
  if (!session) return fail(session.error());
  std::size_t count = 0;
  Value last = Blob{};
  for (bool more = true; more;) {
    Gate gate(data / kHostKeyFile);
    if (auto shut = gate.shut(); !shut) return fail(shut.error());
    auto done = in_transaction(**session, [&]() -> Result<std::size_t> {
      auto rows = (*session)->query("SELECT id, sealed FROM key WHERE id > ? ORDER BY id LIMIT ?", {last, kBatch});
      if (!rows) return fail(rows.error());
      more = rows->size() == static_cast<std::size_t>(kBatch);
      if (!rows->empty()) last = rows->row(rows->size() - 1)[0];
      return reseal(**session, ring, Purpose::keys, *rows, "UPDATE key SET sealed = ? WHERE id = ?", kKeysFile);
    });
    if (!done) return done;
    count += *done;
  }
  if (auto proof = reseal_proof(**session, ring); !proof) return proof;
  if (auto gone = scrub_journal(**session, data / kKeysFile); !gone) return fail(gone.error());
  return count;
}

Result<std::size_t> reseal_tokens(const fs::path& file, HostRing& ring) {
  std::error_code error;
  if (!fs::exists(file, error)) return 0;
  auto session = Session::open(file, kRotationPatience, {});
  if (!session) return fail(session.error());
  return in_transaction(**session, [&]() -> Result<std::size_t> {
    std::size_t count = 0;
    for (const auto& [table, key, column] : kSealed) {
      auto there =
          (*session)->query("SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?", {std::string(table)});
      if (!there) return fail(there.error());
      if (there->empty()) continue;
      auto rows = (*session)->query(fmt::format("SELECT {}, {} FROM {} WHERE length({}) > 0", key, column, table, column));
      if (!rows) return fail(rows.error());
      auto done = reseal(**session, ring, Purpose::tokens, *rows,
                         fmt::format("UPDATE {} SET {} = ? WHERE {} = ?", table, column, key), table);
      if (!done) return done;
      count += *done;
    }
    return count;
  });
}

Result<std::size_t> reseal_secrets(const fs::path& data, HostRing& ring) {
  auto secrets = read_secret_file(data);
  if (!secrets) return fail(secrets.error());
  if (secrets->empty()) return 0;
  for (auto& [name, one] : *secrets) {
    auto value = unseal_secret(ring, name, one.sealed);
    if (!value) return unreadable("the sealed secret " + name);
    one.sealed = seal_secret(ring, name, *value);
    wipe(*value);
  }
  if (auto written = write_secret_file(data, *secrets); !written) return fail(written.error());
  return secrets->size();
}

// host.key.next, whether written now or by one that did not come to its end.
Result<bool> prepare_next(const fs::path& data) {
  auto written = write_host_key(data / kNextHostKeyFile, Key::random());
  if (!written && written.error().code != FW_E_REJECTED) return fail(written.error());
  return !written;
}

// The caller holds the lock.
Result<Rotated> exchange(const fs::path& data, const std::string& url, const std::function<void(const std::string&)>& at) {
  const auto step = [&](const char* name) {
    if (at) at(name);
  };
  auto database = database_file(data, url);
  if (!database) return fail(database.error());
  auto ring = HostRing::open(data);
  if (!ring) return fail(ring.error());
  Rotated out;
  step("next");
  auto resumed = prepare_next(data);
  if (!resumed) return fail(resumed.error());
  out.resumed = *resumed;
  step("keys");
  auto keys = reseal_keys(data, *ring);
  if (!keys) return fail(keys.error());
  step("tokens");
  auto tokens = reseal_tokens(*database, **ring);
  if (!tokens) return fail(tokens.error());
  step("secrets");
  auto secrets = reseal_secrets(data, **ring);
  if (!secrets) return fail(secrets.error());
  step("exchange");
  std::error_code error;
  fs::rename(data / kNextHostKeyFile, data / kHostKeyFile, error);
  if (error) return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", (data / kHostKeyFile).string(), error.message()));
  if (auto kept = sync_folder(data); !kept) return fail(kept.error());
  step("done");
  out.keys = *keys, out.tokens = *tokens, out.secrets = *secrets;
  return out;
}

}  // namespace

Result<Rotated> rotate_host_key(const fs::path& data, const std::string& url,
                                const std::function<void(const std::string&)>& at) {
  if (auto there = open_host_ring(data, false); !there) return fail(there.error());
  auto lock = SecretsLock::take(data);
  if (!lock) return fail(lock.error());
  return exchange(data, url, at);
}

Status finish_rotation(const fs::path& data, const std::string& url) {
  std::error_code error;
  if (!fs::exists(data / kNextHostKeyFile, error)) return {};
  auto lock = SecretsLock::take(data);
  if (!lock) return fail(lock.error());
  if (!fs::exists(data / kNextHostKeyFile, error)) return {};  // the one we waited for came to its end
  auto done = exchange(data, url, {});
  return done ? Status{} : fail(done.error());
}

}  // namespace fairway::storage
