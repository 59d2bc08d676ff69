#include "host/engine/admin_token.hpp"

#include <sodium.h>

#include "host/base/text.hpp"
#include "host/storage/vault/private_file.hpp"

namespace fairway::engine {

std::string hash_api_token(std::string_view token) { return sha256_hex(token); }

std::string random_token() {
  std::array<char, 32> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return to_hex({bytes.data(), bytes.size()});
}

Result<bool> ensure_admin_token(storage::Database& db, const std::filesystem::path& data, Instant now) {
  if (sodium_init() < 0) return fail(FW_E_INTERNAL, "libsodium cannot be initialised");
  return db.transact([&](storage::Transaction& tx) -> Result<bool> {
    auto any = tx.query("SELECT COUNT(*) FROM api_token WHERE name = 'admin'");
    if (!any) return fail(std::move(any.error()));
    if (any->integer(0, 0) > 0) return false;
    const auto token = random_token();
    if (auto written = storage::replace_file(data / kAdminTokenFile, token + "\n"); !written)
      return fail(std::move(written.error()));
    auto stored = tx.execute("INSERT INTO api_token (hash, name, role, created_at) VALUES (?, 'admin', 'admin', ?)",
                             {hash_api_token(token), now.time_since_epoch().count()});
    if (!stored) return fail(std::move(stored.error()));
    return true;
  });
}

Status forget_admin_token(storage::Database& db) {
  return db.transact([](storage::Transaction& tx) -> Status {
    auto done = tx.execute("DELETE FROM api_token WHERE name = 'admin'");
    return done ? Status{} : fail(std::move(done.error()));
  });
}

}  // namespace fairway::engine
