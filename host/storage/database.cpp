#include "host/storage/database.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <optional>

#include "host/storage/backup_files.hpp"
#include "host/storage/copy.hpp"
#include "host/storage/folder_lock.hpp"
#include "host/storage/migrations.hpp"
#include "host/storage/sqlite/transaction.hpp"

namespace fairway::storage {

namespace {

constexpr std::string_view kScheme = "sqlite:";

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::optional<FolderLock> lock, std::shared_ptr<Pool> pool)
      : lock_(std::move(lock)), pool_(std::move(pool)) {}

  Result<std::unique_ptr<Transaction>> write() override {
    if (!lock_) return fail(FW_E_INVALID, "the database was opened to be read");
    return begin_write(pool_);
  }
  Result<std::unique_ptr<Transaction>> read() override { return begin_read(pool_); }
  // Commits lie in the log until it is folded into the file, which syncs both. SQLite locks neither by this descriptor.
  Status sync() override {
    const auto& file = pool_->options().file;
    const std::string log = file.string() + "-wal";
    const int fd = ::open(log.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", log, std::strerror(errno)));
    const bool synced = ::fdatasync(fd) == 0;
    const int error = errno;
    ::close(fd);
    if (!synced) return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", log, std::strerror(error)));
    return sync_folder(std::filesystem::absolute(file).parent_path());  // the log may be new
  }
  Status backup(const std::filesystem::path& file) override { return copy_database(pool_->options().file, file); }

  std::string trouble() const override { return pool_->trouble(); }
  std::uint64_t commits() const override { return pool_->commits(); }

  std::int64_t bytes_on_disk() const override {
    std::int64_t total = 0;
    for (const char* suffix : {"", "-wal"}) {
      std::error_code error;
      const auto size = std::filesystem::file_size(pool_->options().file.string() + suffix, error);
      if (!error) total += static_cast<std::int64_t>(size);
    }
    return total;
  }

 private:
  std::optional<FolderLock> lock_;  // let go last; none: opened to be read
  std::shared_ptr<Pool> pool_;
};

}  // namespace

Result<std::filesystem::path> database_file(const std::filesystem::path& data, const std::string& url) {
  if (url.rfind(kScheme, 0) != 0 || url.size() == kScheme.size()) {
    return fail(FW_E_CONFIG, fmt::format("database: '{}' is not sqlite:FILE", url));
  }
  return data / url.substr(kScheme.size());
}

Result<std::unique_ptr<Database>> open(const OpenOptions& options) {
  auto file = database_file(options.data, options.url);
  if (!file) return fail(file.error());
  auto lock = FolderLock::take(options.data);
  if (!lock) return fail(lock.error());
  if (options.warn && !lock->warning().empty()) options.warn(lock->warning());
  if (auto done = finish_restore(options.data); !done) return fail(done.error());
  std::error_code error;
  std::filesystem::create_directories(file->parent_path(), error);  // what fails shows at once below
  auto pool = Pool::open({*file, options.busy_timeout, options.synchronous_full});
  if (!pool) return fail(pool.error());
  Session* session = (*pool)->take_writer();
  auto migrated = migrate(*session, schema());
  (*pool)->give_writer();
  if (!migrated) return fail(migrated.error());
  return std::unique_ptr<Database>(new SqliteDatabase(std::move(*lock), std::move(*pool)));
}

Result<std::unique_ptr<Database>> open_to_read(const OpenOptions& options) {
  auto file = database_file(options.data, options.url);
  if (!file) return fail(file.error());
  std::error_code error;
  if (!std::filesystem::exists(*file, error)) return fail(FW_E_REJECTED, fmt::format("there is no {}", file->string()));
  auto pool = Pool::of_readers({*file, options.busy_timeout, options.synchronous_full});
  auto session = pool->take_reader();
  if (!session) return fail(session.error());
  if (auto known = check_current(**session, schema()); !known) return fail(known.error());
  pool->give_reader(std::move(*session));
  return std::unique_ptr<Database>(new SqliteDatabase(std::nullopt, std::move(pool)));
}

}  // namespace fairway::storage
