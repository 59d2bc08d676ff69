#include "host/storage/sqlite/transaction.hpp"

#include "host/storage/sqlite/bulk.hpp"

namespace fairway::storage {

namespace {

// Both kinds; they differ in how the session is taken, begun and given back.
class SqliteTransaction : public Transaction {
 public:
  Result<Rows> query(const std::string& sql, const std::vector<Value>& values) override {
    return guarded([&](Session& session) { return session.query(sql, values); });
  }
  Result<std::int64_t> execute(const std::string& sql, const std::vector<Value>& values) override {
    return counted(guarded([&](Session& session) { return session.execute(sql, values); }));
  }
  Result<std::int64_t> bulk(const std::string& sql, const Rows& rows) override {
    return counted(guarded([&](Session& session) { return run_bulk(session, sql, rows); }));
  }
  Result<std::vector<std::int64_t>> insert(const std::string& table, const Rows& rows) override {
    auto ids = guarded([&](Session& session) { return insert_rows(session, table, rows); });
    wrote_ = wrote_ || (ids && !ids->empty());
    return ids;
  }
  Result<Rows> query_in(const std::string& sql, const std::vector<Value>& keys, const std::vector<Value>& before) override {
    return guarded([&](Session& session) { return query_keys(session, sql, keys, before); });
  }

 protected:
  explicit SqliteTransaction(Session& session) : session_(session) {}

  // After some errors (no space, no memory) SQLite rolls back by itself. What ran after that would be committed
  // statement by statement: so nothing may.
  template <class F>
  auto guarded(F&& work) -> decltype(work(std::declval<Session&>())) {
    if (!session_.in_transaction()) return fail(FW_E_INTERNAL, "the transaction has ended");
    auto result = work(session_);
    if (!result) failed(result.error());
    return result;
  }
  Result<std::int64_t> counted(Result<std::int64_t> changed) {
    wrote_ = wrote_ || (changed && *changed > 0);
    return changed;
  }
  virtual void failed(const Failure&) {}
  void roll_back() noexcept {
    try {
      if (session_.in_transaction()) (void)session_.execute("ROLLBACK");
    } catch (...) {  // only for want of memory; the session's next BEGIN tells
    }
  }

  Session& session_;
  bool wrote_ = false;
};

class WriteTransaction final : public SqliteTransaction {
 public:
  WriteTransaction(std::shared_ptr<Pool> pool, Session& session) : SqliteTransaction(session), pool_(std::move(pool)) {}
  ~WriteTransaction() override { give_back(); }

  Status commit() override {
    auto done = guarded([](Session& session) { return session.execute("COMMIT"); });
    if (done && wrote_) pool_->count_commit();
    if (done && wrote_ && !troubled_) pool_->set_trouble({});
    give_back();
    if (!done) return fail(std::move(done.error()));
    return {};
  }

 private:
  void failed(const Failure& failure) override {
    if (failure.code != FW_E_UNAVAILABLE || !pool_) return;
    troubled_ = true;
    pool_->set_trouble(failure.message);
  }
  // The next writer may start as soon as this one is decided.
  void give_back() {
    if (!pool_) return;
    roll_back();
    std::exchange(pool_, nullptr)->give_writer();
  }
  std::shared_ptr<Pool> pool_;
  bool troubled_ = false;
};

class ReadTransaction final : public SqliteTransaction {
 public:
  ReadTransaction(std::shared_ptr<Pool> pool, std::unique_ptr<Session> session)
      : SqliteTransaction(*session), pool_(std::move(pool)), own_(std::move(session)) {}
  ~ReadTransaction() override {
    roll_back();
    if (!own_->in_transaction()) pool_->give_reader(std::move(own_));
  }

  Status commit() override { return {}; }

 private:
  std::shared_ptr<Pool> pool_;
  std::unique_ptr<Session> own_;
};

}  // namespace

Result<std::unique_ptr<Transaction>> begin_write(const std::shared_ptr<Pool>& pool) {
  Session* session = pool->take_writer();
  if (!session) return fail(FW_E_INVALID, "this thread has a write transaction already");
  if (auto begun = session->execute("BEGIN IMMEDIATE"); !begun) {
    pool->set_trouble(begun.error().message);
    pool->give_writer();
    return fail(std::move(begun.error()));
  }
  return std::unique_ptr<Transaction>(new WriteTransaction(pool, *session));
}

Result<std::unique_ptr<Transaction>> begin_read(const std::shared_ptr<Pool>& pool) {
  auto session = pool->take_reader();
  if (!session) return fail(std::move(session.error()));
  if (auto begun = (*session)->execute("BEGIN"); !begun) return fail(std::move(begun.error()));
  auto transaction = std::make_unique<ReadTransaction>(pool, std::move(*session));
  // A deferred transaction sees the database as of its first read: let that be now.
  if (auto pinned = transaction->query("SELECT 1 FROM migration LIMIT 1", {}); !pinned)
    return fail(std::move(pinned.error()));
  return std::unique_ptr<Transaction>(std::move(transaction));
}

}  // namespace fairway::storage
