// What goes in comes out: every kind of value, by every way in.
#include <gmock/gmock.h>

#include <cmath>

#include "tests/host/storage/support.hpp"

namespace fairway::storage {
namespace {

using namespace test;
using ::testing::ElementsAre;

class Values : public ::testing::Test {
 protected:
  void SetUp() override {
    change(*database, "CREATE TABLE thing (id INTEGER PRIMARY KEY, i INTEGER, r REAL, t TEXT, b BLOB)");
  }

  Folder folder;
  std::unique_ptr<Database> database = open_in(folder.path());
  const std::string nul = std::string("ab\0cd", 5);
  // NULL, zero and empty are three things; a NUL byte must not cut a text; an empty blob is not NULL.
  const std::vector<std::vector<Value>> samples = {
      {Value{}, Value{}, Value{}, Value{}},
      {std::int64_t{0}, 0.0, std::string(), Blob{}},
      {INT64_MIN, -0.5, std::string("naïve ☃ text"), Blob{nul}},
      {INT64_MAX, 1e300, std::string("it's \"quoted\"; -- ?"), Blob{std::string(100000, '\xff')}},
      {std::int64_t{1}, std::numeric_limits<double>::infinity(), std::string("\xff\xfe not UTF-8"),
       Blob{std::string(1, '\0')}},
  };
};

TEST_F(Values, RoundTripOneByOne) {
  auto tx = must(database->write());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    auto row = samples[i];
    row.insert(row.begin(), std::int64_t(i));
    EXPECT_EQ(must(tx->execute("INSERT INTO thing VALUES (?, ?, ?, ?, ?)", row)), 1);
  }
  EXPECT_EQ(must(tx->query("SELECT i, r, t, b FROM thing ORDER BY id")).all(), samples);
}

TEST_F(Values, BulkAndInsertStoreTheSameAsOneByOne) {
  Rows rows{{"i", Type::integer}, {"r", Type::real}, {"t", Type::text}, {"b", Type::blob}};
  for (const auto& row : samples) rows.add(row);
  auto tx = must(database->write());
  EXPECT_EQ(must(tx->bulk("INSERT INTO thing (i, r, t, b) VALUES (?, ?, ?, ?)", rows)), 5);
  EXPECT_THAT(must(tx->insert("thing", rows)), ElementsAre(6, 7, 8, 9, 10));
  must(tx->commit());
  EXPECT_EQ(look(*database, "SELECT i, r, t, b FROM thing WHERE id <= 5 ORDER BY id").all(), samples);
  EXPECT_EQ(look(*database, "SELECT i, r, t, b FROM thing WHERE id > 5 ORDER BY id").all(), samples);
}

TEST_F(Values, TextWithNulIsKeptWholeAsBlob) {
  auto tx = must(database->write());
  must(tx->execute("INSERT INTO thing (t) VALUES (?)", {nul}));
  const Rows rows = must(tx->query("SELECT t, length(t) FROM thing"));
  EXPECT_EQ(rows.row(0)[0], Value{Blob{nul}});
  EXPECT_EQ(rows.text(0, 0), nul);
  EXPECT_EQ(rows.integer(0, 1), 5);
  EXPECT_EQ(must(tx->query("SELECT count(*) FROM thing WHERE t = ?", {nul})).integer(0, 0), 1);
}

TEST_F(Values, ExpressionsHaveTheTypeOfTheirValue) {  // declared types alone would make a text of count(*)
  const Rows rows = look(*database, "SELECT count(*), 1.5, 'x', NULL, x'00', max(i) FROM thing");
  EXPECT_EQ(rows.row(0),
            (std::vector<Value>{std::int64_t{0}, 1.5, std::string("x"), Value{}, Blob{std::string(1, '\0')}, Value{}}));
}

TEST_F(Values, ColumnsAreKnownWithoutARow) {
  const Rows rows = look(*database, "SELECT i, r, t AS name, b FROM thing");
  ASSERT_EQ(rows.columns().size(), 4u);
  EXPECT_EQ(rows.column("name"), 2u);
  EXPECT_EQ(rows.column("nothing"), 4u);
  EXPECT_EQ(rows.columns()[0].type, Type::integer);
  EXPECT_EQ(rows.columns()[3].type, Type::blob);
}

TEST_F(Values, NullReadsAsZeroAndSaysSo) {
  const Rows rows = look(*database, "SELECT NULL, 7");
  EXPECT_TRUE(rows.is_null(0, 0));
  EXPECT_EQ(rows.integer(0, 0), 0);
  EXPECT_EQ(rows.text(0, 0), "");
  EXPECT_EQ(rows.maybe_integer(0, 0), std::nullopt);
  EXPECT_EQ(rows.maybe_text(0, 0), std::nullopt);
  EXPECT_EQ(rows.maybe_integer(0, 1), 7);
}

TEST_F(Values, TooFewAndTooManyValuesAreRefused) {  // Poco takes NULL for what is missing and hangs on what is too much
  auto tx = must(database->write());
  const std::vector<std::vector<Value>> wrong = {{}, {Value{}}, {Value{}, Value{}, Value{}}};
  for (const auto& values : wrong) {
    auto done = tx->execute("INSERT INTO thing (i, r) VALUES (?, ?)", values);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, FW_E_INVALID);
  }
  EXPECT_EQ(tx->execute("DELETE FROM thing", {Value{}}).error().code, FW_E_INVALID);
  EXPECT_EQ(must(tx->query("SELECT count(*) FROM thing")).integer(0, 0), 0);
}

TEST_F(Values, RowsChangedAreCounted) {
  auto tx = must(database->write());
  Rows rows{{"i", Type::integer}};
  for (int i = 0; i < 10; ++i) rows.add({std::int64_t{i}});
  must(tx->insert("thing", rows));
  EXPECT_EQ(must(tx->execute("UPDATE thing SET r = 1 WHERE i < ?", {std::int64_t{4}})), 4);
  EXPECT_EQ(must(tx->execute("DELETE FROM thing WHERE i = 99")), 0);
  Rows keys{{"i", Type::integer}};
  for (int i = 8; i < 12; ++i) keys.add({std::int64_t{i}});
  EXPECT_EQ(must(tx->bulk("DELETE FROM thing WHERE i = ?", keys)), 2);
  const Rows gone = must(tx->query("DELETE FROM thing WHERE i < ? RETURNING i", {std::int64_t{3}}));
  EXPECT_EQ(gone.size(), 3u);
}

TEST_F(Values, ManyKeysInOneQuery) {
  Rows rows{{"i", Type::integer}, {"t", Type::text}};
  for (std::int64_t i = 0; i < 70000; ++i) rows.add({i, "sku-" + std::to_string(i)});
  auto tx = must(database->write());
  must(tx->insert("thing", rows));
  std::vector<Value> texts, numbers;
  for (std::int64_t i = 0; i < 70000; i += 2) texts.push_back("sku-" + std::to_string(i));
  for (std::int64_t i = 0; i < 100; ++i) numbers.push_back(i % 10);
  must(tx->execute("CREATE INDEX thing_t ON thing (t)"));
  texts.push_back(texts.front());  // twice, far apart
  EXPECT_EQ(must(tx->query_in("SELECT id FROM thing WHERE t IN ({keys})", texts)).size(), 35000u);
  EXPECT_EQ(must(tx->query_in("SELECT id FROM thing WHERE r IS ? AND i IN ({keys})", numbers, {Value{}})).size(), 10u);
  const Rows none = must(tx->query_in("SELECT id FROM thing WHERE t IN ({keys})", {}));
  EXPECT_EQ(none.size(), 0u);
  EXPECT_EQ(none.column("id"), 0u);
  EXPECT_EQ(tx->query_in("SELECT 1", {}).error().code, FW_E_INVALID);
}

}  // namespace
}  // namespace fairway::storage
