// Transactions among threads: each sees what it should, none is lost, none is refused for being busy.
#include <gmock/gmock.h>

#include <random>

#include "tests/host/storage/support.hpp"

namespace fairway::storage {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Transactions : public ::testing::Test {
 protected:
  void SetUp() override {
    change(*database, "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE, n INTEGER NOT NULL DEFAULT 0)");
    change(*database, "INSERT INTO thing (id, name) VALUES (1, 'counter')");
  }
  std::int64_t counter() { return look(*database, "SELECT n FROM thing WHERE id = 1").integer(0, 0); }
  static Rows named(std::initializer_list<const char*> names) {
    Rows rows{{"name", Type::text}};
    for (const char* name : names) rows.add({std::string(name)});
    return rows;
  }

  Folder folder;
  std::unique_ptr<Database> database = open_in(folder.path());
};

TEST_F(Transactions, WithoutCommitNothingStays) {
  {
    auto tx = must(database->write());
    must(tx->execute("UPDATE thing SET n = 5"));
  }
  EXPECT_EQ(counter(), 0);
}

TEST_F(Transactions, TransactCommitsOnSuccessAndOnlyThen) {
  must(database->transact([](Transaction& tx) { return tx.execute("UPDATE thing SET n = 1"); }));
  auto refused = database->transact([](Transaction& tx) -> Status {
    must(tx.execute("UPDATE thing SET n = 2"));
    return fail(FW_E_THROTTLED, "later");
  });
  EXPECT_EQ(refused.error().code, FW_E_THROTTLED);
  EXPECT_EQ(counter(), 1);
}

TEST_F(Transactions, ReadKeepsItsViewFromTheStart) {  // not from its first query
  auto before = must(database->read());
  change(*database, "UPDATE thing SET n = 9");
  EXPECT_EQ(must(before->query("SELECT n FROM thing")).integer(0, 0), 0);
  EXPECT_EQ(counter(), 9);
}

TEST_F(Transactions, ReadersDoNotWaitForTheWriter) {
  auto writer = must(database->write());
  must(writer->execute("UPDATE thing SET n = 9"));
  EXPECT_EQ(counter(), 0);
  must(writer->commit());
  EXPECT_EQ(counter(), 9);
}

TEST_F(Transactions, AReadCannotWrite) {
  auto tx = must(database->read());
  EXPECT_EQ(tx->execute("UPDATE thing SET n = 9").error().code, FW_E_INTERNAL);
}

TEST_F(Transactions, NothingMayFollowCommit) {  // it would be committed by itself, statement by statement
  auto tx = must(database->write());
  must(tx->commit());
  EXPECT_FALSE(tx->execute("UPDATE thing SET n = 9"));
  EXPECT_FALSE(tx->query("SELECT 1"));
  EXPECT_FALSE(tx->commit());
  EXPECT_EQ(counter(), 0);
}

TEST_F(Transactions, ASecondOneOfTheSameThreadIsAnErrorNotAHang) {
  auto first = must(database->write());
  auto second = database->write();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, FW_E_INVALID);
  first.reset();
  EXPECT_TRUE(database->write());
}

TEST_F(Transactions, BrokenUniqueKeyIsRejectedAndTheTransactionGoesOn) {
  auto tx = must(database->write());
  must(tx->execute("UPDATE thing SET n = 1 WHERE id = 1"));
  auto twice = tx->execute("INSERT INTO thing (name) VALUES (?)", {std::string("counter")});
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, FW_E_REJECTED);
  EXPECT_THAT(twice.error().message, HasSubstr("thing.name"));
  EXPECT_EQ(tx->execute("INSERT INTO thing (id) VALUES (1)").error().code, FW_E_REJECTED);
  EXPECT_EQ(tx->execute("INSERT INTO thing (n) VALUES (NULL)").error().code, FW_E_INTERNAL);
  EXPECT_EQ(tx->execute("INSERT INTO nowhere VALUES (1)").error().code, FW_E_INTERNAL);
  EXPECT_EQ(tx->execute("not even SQL").error().code, FW_E_INTERNAL);
  must(tx->commit());
  EXPECT_EQ(counter(), 1);
}

TEST_F(Transactions, ABulkThatFailsHalfWayLeavesNothingOfItself) {
  auto tx = must(database->write());
  EXPECT_EQ(tx->insert("thing", named({"a", "b", "counter", "c"})).error().code, FW_E_REJECTED);
  EXPECT_EQ(tx->bulk("INSERT INTO thing (name) VALUES (?)", named({"a", "a"})).error().code, FW_E_REJECTED);
  must(tx->insert("thing", named({"a", "d"})));
  must(tx->commit());
  EXPECT_EQ(look(*database, "SELECT name FROM thing ORDER BY id").size(), 3u);
}

TEST_F(Transactions, AnIdIsNeverGivenTwice) {
  auto insert = [&](const char* name) {
    auto tx = must(database->write());
    const auto ids = must(tx->insert("thing", named({name})));
    must(tx->commit());
    return ids.front();
  };
  EXPECT_EQ(insert("a"), 2);
  EXPECT_EQ(insert("b"), 3);
  change(*database, "DELETE FROM thing WHERE id >= 2");
  EXPECT_EQ(insert("c"), 4);
  change(*database, "DELETE FROM thing");
  database.reset();
  database = open_in(folder.path());
  EXPECT_EQ(insert("d"), 5);
  change(*database, "INSERT INTO thing (id, name) VALUES (50, 'by hand')");
  EXPECT_EQ(insert("e"), 51);
}

TEST_F(Transactions, ManyWritersLoseNoUpdateAndAreNeverBusy) {
  constexpr int kThreads = 8, kTimes = 60;
  std::atomic<int> failures = 0;
  std::atomic<bool> ended = false;
  std::thread reader([&] {
    std::int64_t last = 0;
    while (!ended) {
      auto tx = database->read();
      auto rows = tx ? (*tx)->query("SELECT n, (SELECT count(*) FROM thing) FROM thing WHERE id = 1")
                     : Result<Rows>(fail(tx.error()));
      // Each writer adds one to the counter and one row: a view that is of one moment has both.
      if (!rows || rows->integer(0, 0) < last || rows->integer(0, 1) != rows->integer(0, 0) + 1) {
        ++failures;
        break;
      }
      last = rows->integer(0, 0);
    }
  });
  std::vector<std::thread> writers;
  for (int t = 0; t < kThreads; ++t) {
    writers.emplace_back([&, t] {
      for (int i = 0; i < kTimes; ++i) {
        auto done = database->transact([&](Transaction& tx) -> Status {
          auto now = tx.query("SELECT n FROM thing WHERE id = 1");  // read, then write: deferred transactions break on this
          if (!now) return fail(now.error());
          auto set = tx.execute("UPDATE thing SET n = ? WHERE id = 1", {now->integer(0, 0) + 1});
          if (!set) return fail(set.error());
          Rows rows{{"name", Type::text}};
          rows.add({fmt::format("{}-{}", t, i)});
          if (auto put = tx.insert("thing", rows); !put) return fail(put.error());
          return {};
        });
        if (!done) ++failures;
      }
    });
  }
  for (auto& writer : writers) writer.join();
  ended = true;
  reader.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(counter(), kThreads * kTimes);
}

TEST_F(Transactions, OutOfSpaceIsUnavailableAndKeepsNothing) {
  const auto pages = must(must(database->write())->query("PRAGMA page_count")).integer(0, 0);
  change(*database, fmt::format("PRAGMA max_page_count = {}", pages + 3));
  auto tx = must(database->write());
  must(tx->execute("UPDATE thing SET n = 7 WHERE id = 1"));
  Rows rows{{"name", Type::text}};
  for (int i = 0; i < 2000; ++i) rows.add({std::string(500, 'x') + std::to_string(i)});
  auto full = tx->insert("thing", rows);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, FW_E_UNAVAILABLE);
  (void)tx->commit();
  const auto rest = look(*database, "SELECT n FROM thing");
  EXPECT_EQ(rest.size(), 1u);  // all or nothing, whether SQLite ended the transaction or only the call
  change(*database, fmt::format("PRAGMA max_page_count = {}", pages + 1000));
  must(must(database->write())->insert("thing", rows));
}

// HST-9: for the health check. A transaction that changes nothing proves nothing.
TEST_F(Transactions, TroubleIsRememberedUntilAWriteIsKept) {
  const auto pages = must(must(database->write())->query("PRAGMA page_count")).integer(0, 0);
  change(*database, fmt::format("PRAGMA max_page_count = {}", pages + 3));
  EXPECT_EQ(database->trouble(), "");
  Rows rows{{"name", Type::text}};
  for (int i = 0; i < 2000; ++i) rows.add({std::string(500, 'x') + std::to_string(i)});
  {
    auto tx = must(database->write());
    must(tx->execute("UPDATE thing SET n = 7 WHERE id = 1"));
    EXPECT_FALSE(tx->insert("thing", rows));
    (void)tx->commit();
  }
  EXPECT_THAT(database->trouble(), ::testing::HasSubstr("full"));
  change(*database, "DELETE FROM thing WHERE id = -1");
  EXPECT_NE(database->trouble(), "");
  EXPECT_FALSE(must(database->write())->insert("nothing", rows)) << "a mistake of ours is no trouble of the disk";
  change(*database, "UPDATE thing SET n = 8 WHERE id = 1");
  EXPECT_EQ(database->trouble(), "");
  EXPECT_FALSE(must(database->write())->insert("nothing", rows));
  EXPECT_EQ(database->trouble(), "");
}

TEST_F(Transactions, AnotherProgramsLockIsUnavailableWithinTheTimeout) {
  database.reset();
  OpenOptions options;
  options.data = folder.path();
  options.busy_timeout = Millis(20);
  database = must(open(options));
  Folder elsewhere;
  std::filesystem::create_symlink(folder / "fairway.db", elsewhere / "other.db");
  options.data = elsewhere.path();
  options.url = "sqlite:other.db";  // a link: SQLite follows it to the same file and WAL
  auto other = must(open(options));
  auto held = must(other->write());
  auto busy = database->write();
  ASSERT_FALSE(busy);
  EXPECT_EQ(busy.error().code, FW_E_UNAVAILABLE);
  EXPECT_NE(database->trouble(), "");
  must(held->commit());
  EXPECT_TRUE(database->write());
}

TEST_F(Transactions, OutliveTheirDatabase) {
  auto tx = must(database->write());
  must(tx->execute("UPDATE thing SET n = 3"));
  database.reset();
  must(tx->commit());
  tx.reset();
  database = open_in(folder.path());
  EXPECT_EQ(counter(), 3);
}

}  // namespace
}  // namespace fairway::storage
