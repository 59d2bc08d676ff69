// WMS-2: a number that was given out once never comes again.
#include "host/ledger/numbers.hpp"

#include "tests/host/ledger/support.hpp"

namespace fairway::ledger::test {
namespace {

using storage::Transaction;

struct NumbersTest : LedgerTest {
  std::uint64_t take(const std::string& sequence, std::uint64_t count = 1, const std::string& plugin = "wms-x12") {
    return must(write([&](Transaction& tx) { return take_numbers(tx, plugin, sequence, count); }));
  }
};

TEST_F(NumbersTest, AreCountedFromOneByPluginAndSequence) {
  EXPECT_EQ(take("a"), 1u);
  EXPECT_EQ(take("a", 5), 2u);
  EXPECT_EQ(take("a"), 7u);
  EXPECT_EQ(take("b"), 1u);
  EXPECT_EQ(take("a", 1, "other"), 1u);
}

TEST_F(NumbersTest, GoOnWhenTheDatabaseIsOpenedAgain) {
  EXPECT_EQ(take("a", 100), 1u);
  must(db->sync());
  db.reset();
  db = must(storage::open({folder.path, "sqlite:fairway.db", std::chrono::seconds(5), false}));
  EXPECT_EQ(take("a"), 101u);
}

TEST_F(NumbersTest, AreNotGivenForNothing) {
  for (const auto& [sequence, count] : {std::pair("", 1u), {"a", 0u}, {"a", 10'001u}}) {
    const auto refused = write([&, s = sequence, n = count](Transaction& tx) { return take_numbers(tx, "wms-x12", s, n); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, FW_E_INVALID);
  }
  EXPECT_EQ(take("a"), 1u);
}

}  // namespace
}  // namespace fairway::ledger::test
