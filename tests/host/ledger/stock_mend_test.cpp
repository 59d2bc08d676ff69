// OFR-10: a balance that is not what its movements make it, whatever comes after that.
#include "tests/host/ledger/stock_support.hpp"

namespace fairway::ledger::test {
namespace {

struct StockMend : StockTest {
  StockMend() {
    tell("MUG", 10, now);
    order = pending("1");
    EXPECT_TRUE(wants(order, "MUG", 4));
    now += 1h;
  }
  // By somebody who writes to the database himself.
  void corrupt(const std::string& set) {
    must(write([&](Transaction& tx) { return done(tx.execute("UPDATE stock_balance SET " + set)); }));
  }
  void mend() {
    must(write([&](Transaction& tx) { return mend_stock(tx, differences(), "test", now); }));
    EXPECT_TRUE(differences().empty());
  }
  std::string last_cause() {
    return must(must(db->read())->query("SELECT cause FROM stock_movement ORDER BY id DESC LIMIT 1")).text(0, 0);
  }
  // The order goes to the warehouse, which takes it and ships these units of it.
  void sell(std::int64_t units) {
    happens(order, {Event::paid});
    const auto part = route(order, "MUG", 4);
    becomes(part, FulfilmentState::submitted, "R-1", {Event::submitted});
    ship(part, units, units == 4 ? Event::shipped : Event::shipped_part);
  }
  void receive(std::int64_t units) {
    must(write([&](Transaction& tx) { return take_receipts(tx, "acme", "west", {{"MUG", units, now}}, "receipt 1", now); }));
  }
  std::int64_t order = 0;
};

TEST_F(StockMend, ASnapshotPutsACorruptedLevelRightAndSaysSo) {  // OFR-10
  corrupt("level = 55");
  tell("MUG", 12, now);
  EXPECT_TRUE(differences().empty());
  EXPECT_EQ(available("MUG"), 8);
  EXPECT_EQ(movements(), "snapshot 10 +10 +0, reserved 4 +0 +4, snapshot 12 +2 +0");
  EXPECT_EQ(last_cause(), "test; the level was off by +45");
}

TEST_F(StockMend, ASnapshotThatTellsTheSameNumberPutsItRightToo) {  // OFR-10
  corrupt("level = 7");
  tell("MUG", 10, now);
  EXPECT_TRUE(differences().empty());
  EXPECT_EQ(available("MUG"), 6);
  EXPECT_EQ(last_cause(), "test; the level was off by -3");
}

TEST_F(StockMend, ASnapshotOfWhatItDoesNotKnowToBeSoldPutsItRightToo) {  // OFR-10
  sell(3);
  corrupt("level = 99");
  tell("MUG", 10, now - 30min);
  EXPECT_TRUE(differences().empty());
  EXPECT_EQ(number("SELECT level FROM stock_balance"), 7);
  EXPECT_EQ(available("MUG"), 6);
}

TEST_F(StockMend, WhatWasSoldAndReceivedSinceIsMendedToTheLastSnapshotLessAndPlusThat) {  // OFR-10
  corrupt("level = 55");
  sell(3);
  receive(20);
  EXPECT_EQ(differences().size(), 1U);
  mend();
  EXPECT_EQ(number("SELECT level FROM stock_balance"), 10 - 3 + 20);
  EXPECT_EQ(available("MUG"), 26) << "one unit is still held";
  now += 1h;
  tell("MUG", 26, now);
  EXPECT_EQ(available("MUG"), 26);
  EXPECT_TRUE(differences().empty());
}

// What is reserved stays to be found: a snapshot says nothing of what orders hold that it does not know.
TEST_F(StockMend, ASnapshotDoesNotSpreadWhatIsWrongOfTheReserved) {  // OFR-10
  sell(3);
  corrupt("reserved = 70");
  now += 1h;
  tell("MUG", 6, now);
  const auto found = differences();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].reserved, 69);
  EXPECT_EQ(found[0].moved_reserved, 0);
  EXPECT_EQ(found[0].held, 0);
  mend();
  EXPECT_EQ(available("MUG"), 6);
}

// What the last snapshot said is remembered in the balance too: a snapshot that says just that is news to the movements.
TEST_F(StockMend, ASnapshotPutsACorruptedMemoryOfTheLastOneRight) {  // OFR-10
  corrupt("told = 12");
  tell("MUG", 10, now);
  EXPECT_TRUE(differences().empty());
  sell(4);
  now += 1min;
  corrupt("told = 6");
  tell("MUG", 6, now);
  EXPECT_TRUE(differences().empty());
  EXPECT_EQ(available("MUG"), 6);
}

}  // namespace
}  // namespace fairway::ledger::test
