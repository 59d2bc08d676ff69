// keys.db: the keys of orders, each sealed under the host key. A key deleted is gone from the disk: secure_delete writes zeroes
// over it, there is no WAL that would keep it, and the rollback journal, which has the pages as they were, stays in its place
// (journal_mode PERSIST) and is written over too. Unlinked, its blocks would keep the keys.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/base/result.hpp"
#include "host/storage/sqlite/session.hpp"
#include "host/storage/vault/gate.hpp"
#include "host/storage/vault/host_ring.hpp"

namespace fairway::storage {

inline constexpr const char* kKeysFile = "keys.db";
inline constexpr std::string_view kKeysProof = "the keys in this file are sealed under this host key";
Result<std::unique_ptr<Session>> open_keys(const std::filesystem::path& file, Millis busy_timeout);
// Writes zeroes over the journal of `file`, which `session` has open; after each change that takes a key away.
Status scrub_journal(Session& session, const std::filesystem::path& file);
inline constexpr std::size_t kKeyIdBytes = 16;
std::optional<std::string> key_id_of(const std::string& hex);  // raw bytes; none where it is no id

// For any thread. Ids are raw bytes here, hex outside.
class KeyStore {
 public:
  // Makes the file, beside host.key, when missing. CONFIG when its keys are sealed under another host key.
  static Result<std::unique_ptr<KeyStore>> open(const std::filesystem::path& file, std::shared_ptr<HostRing> ring);

  // Commits all of them, to disk, or none.
  Status add(const std::vector<std::pair<std::string, Key>>& keys);
  Result<std::optional<Key>> find(const std::string& id);  // nothing: destroyed, or never was
  Status destroy(std::span<const std::string> ids);

 private:
  KeyStore(std::filesystem::path file, std::unique_ptr<Session> session, Gate gate, std::shared_ptr<HostRing> ring)
      : file_(std::move(file)), session_(std::move(session)), gate_(std::move(gate)), ring_(std::move(ring)) {}
  Status prove();
  // `rows` is asked inside the transaction.
  Status transact(const std::string& sql, const std::function<std::vector<std::vector<Value>>()>& rows);

  const std::filesystem::path file_;
  std::mutex mutex_;
  std::unique_ptr<Session> session_;
  Gate gate_;
  std::shared_ptr<HostRing> ring_;
};

}  // namespace fairway::storage
