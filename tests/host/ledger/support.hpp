// A real database in a folder of its own, for tests of records.
#pragma once
#include <cstdlib>

#include <gtest/gtest.h>

#include "host/ledger/job.hpp"
#include "host/ledger/order.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger::test {

inline const Instant kStart = Instant(std::chrono::hours(24 * 365 * 56));

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "fairway-ledger-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct LedgerTest : ::testing::Test {
  Folder folder;
  std::unique_ptr<storage::Database> db =
      must(storage::open({folder.path, "sqlite:fairway.db", std::chrono::seconds(5), false}));

  template <class F>
  auto write(F&& body) {
    return db->transact(std::forward<F>(body));
  }
};

inline OrderRow some_order(std::string id) {
  OrderRow row;
  row.account = "acme";
  row.store = "us-main";
  row.plugin = "amazon";
  row.seller = "seller-id=A1";
  row.channel_order_id = std::move(id);
  row.created_at = row.updated_at = row.taken_at = kStart;
  row.document = "{}";
  return row;
}

}  // namespace fairway::ledger::test
