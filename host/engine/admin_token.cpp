#include "host/engine/admin_token.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include "host/base/text.hpp"

namespace fairway::engine {
namespace {

Status write_private(const std::filesystem::path& file, const std::string& text) {
  const auto beside = file.string() + ".new";
  ::unlink(beside.c_str());
  const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return fail(FW_E_CONFIG, fmt::format("{} cannot be written: {}", beside, std::strerror(errno)));
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  const bool closed = ::close(fd) == 0;
  if (written && closed && ::rename(beside.c_str(), file.c_str()) == 0) return {};
  return fail(FW_E_CONFIG, fmt::format("{} cannot be written: {}", file.string(), std::strerror(errno)));
}

}  // namespace

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
    if (auto written = write_private(data / kAdminTokenFile, token + "\n"); !written)
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
