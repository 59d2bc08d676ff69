#include "host/storage/sqlite/pool.hpp"

namespace fairway::storage {

namespace {

constexpr std::size_t kIdleReaders = 8;

// SQLite keeps none of these in the file: each session needs them.
std::vector<std::string> common_pragmas() {
  return {"PRAGMA foreign_keys = ON", "PRAGMA trusted_schema = OFF", "PRAGMA temp_store = MEMORY"};
}

}  // namespace

Result<std::shared_ptr<Pool>> Pool::open(const PoolOptions& options) {
  auto pragmas = common_pragmas();
  pragmas.insert(pragmas.begin(), "PRAGMA journal_mode = WAL");
  pragmas.push_back(options.synchronous_full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  pragmas.push_back("PRAGMA cache_size = -32768");            // 32 MiB
  pragmas.push_back("PRAGMA wal_autocheckpoint = 4000");      // 16 MiB: pages written again and again go to the file once
  pragmas.push_back("PRAGMA journal_size_limit = 67108864");  // a WAL grown in a burst shrinks again
  auto writer = Session::open(options.file, options.busy_timeout, pragmas);
  if (!writer) return fail(writer.error());
  return std::shared_ptr<Pool>(new Pool(options, std::move(*writer)));
}

std::shared_ptr<Pool> Pool::of_readers(const PoolOptions& options) {
  return std::shared_ptr<Pool>(new Pool(options, nullptr));
}

Result<std::unique_ptr<Session>> Pool::take_reader() {
  {
    std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
  }
  auto pragmas = common_pragmas();
  pragmas.push_back("PRAGMA query_only = ON");
  return Session::open(options_.file, options_.busy_timeout, pragmas);
}

void Pool::give_reader(std::unique_ptr<Session> session) {
  std::lock_guard lock(mutex_);
  if (idle_.size() < kIdleReaders) idle_.push_back(std::move(session));
}

void Pool::set_trouble(std::string trouble) {
  std::scoped_lock lock(mutex_);
  trouble_ = std::move(trouble);
}

std::string Pool::trouble() const {
  std::scoped_lock lock(mutex_);
  return trouble_;
}

}  // namespace fairway::storage
