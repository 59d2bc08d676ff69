// Opening: the lock on the folder, the migrations, and what a killed process leaves.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <random>

#include "host/storage/migrations.hpp"
#include "host/storage/sqlite/session.hpp"
#include "tests/host/storage/child.hpp"
#include "tests/host/storage/support.hpp"

namespace fairway::storage {
namespace {

using namespace test;
using ::testing::HasSubstr;

int mode_of(const std::filesystem::path& file) {
  struct stat about {};
  return ::stat(file.c_str(), &about) == 0 ? static_cast<int>(about.st_mode & 0777) : -1;
}

Result<std::unique_ptr<Database>> try_open(const std::filesystem::path& data, const std::string& url = "sqlite:fairway.db") {
  OpenOptions options;
  options.data = data;
  options.url = url;
  return open(options);
}

TEST(Open, MakesThePrivateFolderAndTheSchema) {
  Folder folder;
  const auto data = folder / "a/b";
  const auto database = open_in(data);
  EXPECT_EQ(mode_of(data), 0700);
  EXPECT_EQ(mode_of(data / "fairway.db"), 0600);
  EXPECT_EQ(look(*database, "SELECT count(*) FROM orders").integer(0, 0), 0);
  EXPECT_EQ(look(*database, "PRAGMA journal_mode").text(0, 0), "wal");
  EXPECT_EQ(look(*database, "PRAGMA foreign_keys").integer(0, 0), 1);
  EXPECT_EQ(look(*database, "PRAGMA busy_timeout").integer(0, 0), 5000);  // Poco's own is a minute
  EXPECT_GT(database->bytes_on_disk(), 0);
}

TEST(Open, AFolderOpenToOthersIsClosedAndSaid) {  // HST-12
  Folder folder;
  OpenOptions options;
  options.data = folder / "data";
  std::vector<std::string> warnings;
  options.warn = [&](const std::string& text) { warnings.push_back(text); };
  std::filesystem::create_directory(options.data);
  ASSERT_EQ(::chmod(options.data.c_str(), 0755), 0);
  EXPECT_TRUE(open(options));
  EXPECT_EQ(mode_of(options.data), 0700);
  EXPECT_THAT(warnings, ::testing::ElementsAre(HasSubstr("open to others (mode 0755)")));
  EXPECT_TRUE(open(options));
  EXPECT_EQ(warnings.size(), 1U) << "said of a folder that is private";
}

TEST(Open, OtherDatabasesAreRefusedByName) {
  Folder folder;
  for (const char* url : {"postgresql://db/fairway", "fairway.db", "sqlite:"}) {
    auto database = try_open(folder.path(), url);
    ASSERT_FALSE(database);
    EXPECT_EQ(database.error().code, FW_E_CONFIG);
  }
}

TEST(Open, ASecondHostIsToldWhoHasTheFolder) {  // HST-12
  Folder folder;
  Child child("HoldFolder", folder.path());
  ASSERT_EQ(child.line(), "open");
  auto second = try_open(folder.path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, FW_E_UNAVAILABLE);
  EXPECT_THAT(second.error().message, HasSubstr(std::to_string(child.pid()) + " since 20"));
  child.kill();
  EXPECT_TRUE(try_open(folder.path()));  // the kernel let go, no stale lock to remove by hand
}

TEST(Open, ASecondOneInTheSameProcessToo) {
  Folder folder;
  auto first = open_in(folder.path());
  EXPECT_EQ(try_open(folder.path()).error().code, FW_E_UNAVAILABLE);
  first.reset();
  EXPECT_TRUE(try_open(folder.path()));
}

// ORD-2. Killed at any moment, a transaction is there whole or not at all, and what was said to be committed is there.
TEST(Open, AfterAKillTransactionsAreAllOrNothing) {
  Folder folder;
  auto database = open_in(folder.path());
  change(*database, "CREATE TABLE piece (id INTEGER PRIMARY KEY, batch INTEGER, filler TEXT)");
  change(*database, "CREATE TABLE total (pieces INTEGER)");
  change(*database, "INSERT INTO total VALUES (0)");
  std::mt19937 random(7);
  for (int round = 0; round < 6; ++round) {
    database.reset();
    std::string committed = "-1";
    {
      Child child("WriteBatches", folder.path());
      for (std::size_t lines = 1 + random() % 40; lines > 0; --lines) {
        const std::string line = child.line();
        ASSERT_NE(line, "");
        if (line != "writing") committed = line;
      }
      for (std::size_t spin = random() % 200000; spin > 0; --spin) std::atomic_signal_fence(std::memory_order_seq_cst);
      child.kill();
    }
    database = open_in(folder.path());
    EXPECT_EQ(look(*database, "PRAGMA integrity_check").text(0, 0), "ok");
    const auto count = look(*database, "SELECT count(*), (SELECT pieces FROM total), ifnull(max(batch), -1) FROM piece");
    EXPECT_EQ(count.integer(0, 0), count.integer(0, 1));
    EXPECT_EQ(count.integer(0, 0) % 100, 0);
    EXPECT_GE(count.integer(0, 2), std::stoll(committed));
    EXPECT_EQ(look(*database, "SELECT batch FROM piece GROUP BY batch HAVING count(*) <> 100").size(), 0u);
    change(*database, "DELETE FROM piece");
    change(*database, "UPDATE total SET pieces = 0");
  }
}

class Migrations : public ::testing::Test {
 protected:
  Folder folder;
  std::unique_ptr<Session> session = must(Session::open(folder / "m.db", Millis(100), {}));
  const Migration first{
      1, "0001_first", "aa",
      "CREATE TABLE one (id INTEGER); -- a comment; with a semicolon\nINSERT INTO one VALUES (1);\n-- end"};
  const Migration second{2, "0002_second", "bb", "ALTER TABLE one ADD COLUMN extra TEXT; UPDATE one SET extra = 'x';"};
};

TEST_F(Migrations, AreAppliedInOrderAndOnce) {
  must(migrate(*session, {first}));
  must(migrate(*session, {first, second}));
  must(migrate(*session, {first, second}));
  EXPECT_EQ(must(session->query("SELECT extra FROM one")).all(), (std::vector<std::vector<Value>>{{std::string("x")}}));
  EXPECT_EQ(must(session->query("SELECT number FROM migration")).size(), 2u);
}

TEST_F(Migrations, ANewerDatabaseIsRefused) {
  must(migrate(*session, {first, second}));
  auto refused = migrate(*session, {first});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, FW_E_CONFIG);
  EXPECT_THAT(refused.error().message, HasSubstr("0002_second"));
}

TEST_F(Migrations, AChangedOldOneIsRefused) {
  must(migrate(*session, {first}));
  auto tampered = first;
  tampered.checksum = "cc";
  auto refused = migrate(*session, {tampered, second});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, FW_E_CONFIG);
  EXPECT_EQ(must(session->query("SELECT number FROM migration")).size(), 1u);  // and nothing was applied
}

TEST_F(Migrations, AFailingOneLeavesNothing) {
  const Migration broken{2, "0002_broken", "bb", "CREATE TABLE two (id INTEGER); INSERT INTO nowhere VALUES (1);"};
  auto failed = migrate(*session, {first, broken});
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message, HasSubstr("0002_broken"));
  EXPECT_EQ(must(session->query("SELECT name FROM sqlite_schema WHERE name IN ('one', 'two')")).size(), 1u);
  must(migrate(*session, {first, second}));
}

TEST_F(Migrations, OursAreNumberedWithoutGaps) {
  for (std::size_t i = 0; i < schema().size(); ++i) EXPECT_EQ(schema()[i].number, static_cast<int>(i) + 1);
  EXPECT_EQ(schema().front().checksum.size(), 64u);
}

Result<std::unique_ptr<Database>> try_to_read(const std::filesystem::path& data) {
  OpenOptions options;
  options.data = data;
  return open_to_read(options);
}

std::map<std::string, std::string> files_in(const std::filesystem::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(file.path(), std::ios::binary);
    out[file.path().filename()] = {std::istreambuf_iterator<char>(in), {}};
  }
  return out;
}

// HST-2: a plan reads beside the host that has the folder, and never keeps one from starting.
TEST(OpenToRead, SeesWhatIsCommittedAndNeitherLocksNorWrites) {
  Folder folder;
  auto owner = open_in(folder.path());
  const auto reader = must(try_to_read(folder.path()));
  change(*owner, "INSERT INTO cursor (scope, cursor, updated_at) VALUES ('a', 'b', 0)");
  EXPECT_EQ(look(*reader, "SELECT count(*) FROM cursor").integer(0, 0), 1);
  EXPECT_EQ(reader->write().error().code, FW_E_INVALID);
  EXPECT_FALSE(must(reader->read())->execute("DELETE FROM cursor"));
  owner.reset();
  owner = open_in(folder.path());
  EXPECT_EQ(look(*owner, "SELECT count(*) FROM cursor").integer(0, 0), 1);
}

TEST(OpenToRead, LeavesTheFolderAsItWas) {  // HST-2
  Folder folder;
  open_in(folder.path()).reset();
  const auto before = files_in(folder.path());
  {
    const auto reader = must(try_to_read(folder.path()));
    look(*reader, "SELECT count(*) FROM orders");
  }
  EXPECT_TRUE(files_in(folder.path()) == before);
  EXPECT_EQ(try_to_read(folder / "none").error().code, FW_E_REJECTED);
  EXPECT_FALSE(std::filesystem::exists(folder / "none"));
}

TEST(OpenToRead, ADatabaseOfAnotherVersionIsRefused) {  // HST-2
  for (const auto* sql : {"DELETE FROM migration WHERE number = (SELECT max(number) FROM migration)",
                          "INSERT INTO migration (number, name, checksum) VALUES (9999, '9999_later', '')"}) {
    Folder folder;
    change(*open_in(folder.path()), sql);
    const auto refused = try_to_read(folder.path());
    ASSERT_FALSE(refused) << sql;
    EXPECT_EQ(refused.error().code, FW_E_CONFIG) << sql;
  }
}

}  // namespace
}  // namespace fairway::storage
