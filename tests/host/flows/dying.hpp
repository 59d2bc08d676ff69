// A database beneath which the process ends.
#pragma once
#include "host/storage/database.hpp"

namespace fairway::flows::test {

// Lets so many transactions commit, then none: as if the process had ended there.
class Dying final : public storage::Database {
 public:
  Dying(storage::Database& inner, int commits) : inner_(inner), left_(commits) {}
  bool dead() const { return left_ < 0; }
  Result<std::unique_ptr<storage::Transaction>> write() override {
    auto tx = inner_.write();
    if (!tx) return tx;
    return std::unique_ptr<storage::Transaction>(new Last(std::move(*tx), left_));
  }
  Result<std::unique_ptr<storage::Transaction>> read() override { return inner_.read(); }
  std::uint64_t commits() const override { return inner_.commits(); }
  Status sync() override { return inner_.sync(); }
  Status backup(const std::filesystem::path& file) override { return inner_.backup(file); }
  std::int64_t bytes_on_disk() const override { return inner_.bytes_on_disk(); }

 private:
  struct Last final : storage::Transaction {
    Last(std::unique_ptr<storage::Transaction> around, int& turns) : inner(std::move(around)), left(turns) {}
    std::unique_ptr<storage::Transaction> inner;
    int& left;
    Result<storage::Rows> query(const std::string& sql, const std::vector<storage::Value>& values) override {
      return inner->query(sql, values);
    }
    Result<std::int64_t> execute(const std::string& sql, const std::vector<storage::Value>& values) override {
      return inner->execute(sql, values);
    }
    Result<std::int64_t> bulk(const std::string& sql, const storage::Rows& rows) override { return inner->bulk(sql, rows); }
    Result<std::vector<std::int64_t>> insert(const std::string& table, const storage::Rows& rows) override {
      return inner->insert(table, rows);
    }
    Result<storage::Rows> query_in(const std::string& sql, const std::vector<storage::Value>& keys,
                                   const std::vector<storage::Value>& before) override {
      return inner->query_in(sql, keys, before);
    }
    Status commit() override {
      if (left < 0 || --left < 0) return fail(FW_E_UNAVAILABLE, "the process has ended");
      return inner->commit();
    }
  };
  storage::Database& inner_;
  int left_;
};

// Commits, and fails where the disk is to be sure of it: as if the power went before the answer.
struct Unsure final : storage::Database {
  explicit Unsure(storage::Database& around) : inner(around) {}
  storage::Database& inner;
  Result<std::unique_ptr<storage::Transaction>> write() override { return inner.write(); }
  Result<std::unique_ptr<storage::Transaction>> read() override { return inner.read(); }
  std::uint64_t commits() const override { return inner.commits(); }
  Status sync() override { return fail(FW_E_UNAVAILABLE, "the disk is gone"); }
  Status backup(const std::filesystem::path&) override { return {}; }
  std::int64_t bytes_on_disk() const override { return 0; }
};

}  // namespace fairway::flows::test
