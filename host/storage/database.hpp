// The database behind a seam: transactions that write, sessions that read, rows in bulk. SQLite (embedded) now; nothing
// above this header names a database.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"
#include "host/storage/rows.hpp"

namespace fairway::storage {

// A transaction. Writers hold the write lock from the start (BEGIN IMMEDIATE), so what they read stays true. Ends by
// commit(); rolled back otherwise. One thread at a time. Every function returns UNAVAILABLE when the database is busy
// beyond the timeout, out of space or its disk in trouble, REJECTED for a broken unique key, INVALID when values and
// placeholders differ in number, INTERNAL for the rest. A call that fails leaves nothing of itself behind; the transaction
// goes on, except after no space, when nothing of it can be kept and every further call fails.
class Transaction {
 public:
  virtual ~Transaction() = default;

  // `?` placeholders, bound in order. Text with NUL bytes goes in as blob.
  virtual Result<Rows> query(const std::string& sql, const std::vector<Value>& values = {}) = 0;
  virtual Result<std::int64_t> execute(const std::string& sql, const std::vector<Value>& values = {}) = 0;  // rows changed

  // The bulk seam: runs `sql` once per row of `rows`, its placeholders bound to the columns in order. Rows changed.
  virtual Result<std::int64_t> bulk(const std::string& sql, const Rows& rows) = 0;
  // Inserts `rows` (column names are the table's, less `id`) and returns the new ids in order. An id is never given twice,
  // not even after its row was deleted.
  virtual Result<std::vector<std::int64_t>> insert(const std::string& table, const Rows& rows) = 0;
  // Rows of `sql` for many keys in one query: `WHERE key IN ({keys})`. `before`: the values of what
  // stands before it. For text and integer keys; more than 32,000 are asked in parts, so order and aggregates are by part.
  virtual Result<Rows> query_in(const std::string& sql, const std::vector<Value>& keys,
                                const std::vector<Value>& before = {}) = 0;

  virtual Status commit() = 0;
};

class Database {
 public:
  virtual ~Database() = default;
  // Waits its turn, in order of arrival. INVALID for a thread that has a write transaction already.
  virtual Result<std::unique_ptr<Transaction>> write() = 0;
  virtual Result<std::unique_ptr<Transaction>> read() = 0;  // a stable view; never waits for writers; commit() not needed

  // Runs `body` in a write transaction and commits when it succeeds.
  template <class F>
  auto transact(F&& body) -> decltype(body(std::declval<Transaction&>())) {
    auto tx = write();
    if (!tx) return fail(std::move(tx.error()));
    auto result = body(**tx);
    if (!result) return result;
    if (auto done = (*tx)->commit(); !done) return fail(std::move(done.error()));
    return result;
  }

  // Grows before commit() of a transaction that changed something returns: as long as it stays, what was read is still so.
  virtual std::uint64_t commits() const = 0;

  // Puts what was committed until now on disk: it survives a power cut, which a commit alone does not (OpenOptions).
  virtual Status sync() = 0;

  // A consistent copy of everything but the keys, into a new file.
  virtual Status backup(const std::filesystem::path& file) = 0;
  virtual std::int64_t bytes_on_disk() const = 0;
  // Why the last write could not be made or kept: no space, a disk in trouble, a lock of another program. Empty: it was.
  virtual std::string trouble() const { return {}; }
};

struct OpenOptions {
  std::filesystem::path data;             // the data folder; made when missing
  std::string url = "sqlite:fairway.db";  // relative to `data`
  Millis busy_timeout = std::chrono::seconds(5);
  bool synchronous_full = false;  // true: a commit is on disk; false: it survives the process, not a power cut
  std::function<void(const std::string&)> warn;  // is told of a data folder that others could look into
};

// Opens, migrates and locks. A second host on the same folder gets UNAVAILABLE naming the process that has it.
Result<std::unique_ptr<Database>> open(const OpenOptions& options);

// Opens beside whoever has the folder, or nobody: read() only, write() is INVALID. Takes no lock, makes and migrates nothing.
// REJECTED when there is no database, CONFIG when it is of another version than this binary's.
Result<std::unique_ptr<Database>> open_to_read(const OpenOptions& options);

}  // namespace fairway::storage
