// The sessions of one database file: one that writes, handed on in order of arrival, and as many that read as are asked for.
#pragma once
#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"
#include "host/storage/sqlite/session.hpp"
#include "host/storage/turn.hpp"

namespace fairway::storage {

struct PoolOptions {
  std::filesystem::path file;
  Millis busy_timeout;
  bool synchronous_full = false;
};

class Pool {
 public:
  static Result<std::shared_ptr<Pool>> open(const PoolOptions& options);
  // Of a file that is there; nobody may ask it for the writer.
  static std::shared_ptr<Pool> of_readers(const PoolOptions& options);

  // The writing session, once it is this thread's turn; null when this thread has it already. To be given back.
  Session* take_writer() { return turn_.acquire() ? writer_.get() : nullptr; }
  void give_writer() { turn_.release(); }
  Turn& turn() { return turn_; }

  Result<std::unique_ptr<Session>> take_reader();
  void give_reader(std::unique_ptr<Session> session);

  // What became of the last write; empty: it is kept. [any thread]
  void set_trouble(std::string trouble);
  std::string trouble() const;

  void count_commit() { ++commits_; }
  std::uint64_t commits() const { return commits_; }

  const PoolOptions& options() const { return options_; }

 private:
  Pool(PoolOptions options, std::unique_ptr<Session> writer) : options_(std::move(options)), writer_(std::move(writer)) {}

  PoolOptions options_;
  Turn turn_;
  std::atomic<std::uint64_t> commits_{0};
  mutable std::mutex mutex_;
  std::string trouble_;
  std::vector<std::unique_ptr<Session>>
      idle_;  // declared before the writer: closed after it, so the last to go empties the WAL
  std::unique_ptr<Session> writer_;
};

}  // namespace fairway::storage
