// OFR-10: what a warehouse tells, what orders hold, and what is left to promise.
#include <random>

#include "tests/host/ledger/stock_support.hpp"

namespace fairway::ledger::test {
namespace {

TEST_F(StockTest, WhatNobodyToldIsUnknownAndHindersNobody) {  // OFR-10
  EXPECT_EQ(available("MUG"), std::nullopt);
  EXPECT_TRUE(wants(pending("1"), "MUG", 5));
  EXPECT_EQ(available("MUG"), std::nullopt) << "holding some of it does not make it known";
  tell("MUG", 7, now);
  EXPECT_EQ(available("MUG"), 2) << "what was held before the first snapshot counts";
}

TEST_F(StockTest, OfOneUnitOneBuyerGetsIt) {  // OFR-10
  tell("MUG", 1, now);
  const auto first = pending("1"), second = pending("2");
  EXPECT_TRUE(wants(first, "MUG", 1));
  EXPECT_FALSE(wants(second, "MUG", 1));
  EXPECT_TRUE(wants(first, "MUG", 1)) << "again is the same reservation";
  EXPECT_EQ(available("MUG"), 0);
  happens(first, {Event::cancelled});
  EXPECT_EQ(available("MUG"), 1);
  EXPECT_TRUE(wants(second, "MUG", 1));
  EXPECT_EQ(movements(), "snapshot 1 +1 +0, reserved 1 +0 +1, released 1 +0 -1, reserved 1 +0 +1");
}

TEST_F(StockTest, ALineThatIsAskedForTwiceHoldsItsStockOnce) {  // OFR-10
  tell("MUG", 5, now);
  const auto order = pending("1");
  const Wanted want{order, "L1", {"acme", "west", "MUG"}, 2};
  const auto granted = must(write([&](Transaction& tx) { return reserve(tx, {order}, {want, want}, "test", now); }));
  EXPECT_TRUE(granted.at(0).granted && granted.at(1).granted);
  EXPECT_EQ(available("MUG"), 3);
}

TEST_F(StockTest, AReservationThatGrowsIsGrantedWholeOrNotAtAll) {  // OFR-10
  tell("MUG", 3, now);
  const auto order = pending("1");
  EXPECT_TRUE(wants(order, "MUG", 2));
  EXPECT_TRUE(wants(order, "MUG", 3)) << "its own units are there for it";
  EXPECT_FALSE(wants(order, "MUG", 4));
  EXPECT_EQ(available("MUG"), 3) << "what is not enough for it is there for others";
}

TEST_F(StockTest, APaidOrderKeepsWhatItHoldsUntilASnapshotAccountsForIt) {  // OFR-10
  tell("MUG", 5, now);
  const auto order = pending("1");
  ASSERT_TRUE(wants(order, "MUG", 2));
  happens(order, {Event::paid});
  const auto part = route(order, "MUG", 2);
  EXPECT_EQ(available("MUG"), 3) << "reserved once, not twice";
  becomes(part, FulfilmentState::submitted, "R-1", {Event::submitted});
  now += 10min;
  tell("MUG", 5, now - 6min);
  EXPECT_EQ(available("MUG"), 3) << "taken at the warehouse within five minutes: it may not be in the numbers";
  tell("MUG", 3, now);
  EXPECT_EQ(available("MUG"), 3) << "now it is";
  ship(part, 2, Event::shipped);
  happens(order, {Event::confirmed});
  EXPECT_EQ(available("MUG"), 3) << "and leaves nothing behind";
  EXPECT_EQ(number("SELECT COUNT(*) FROM stock_reservation"), 0);
  EXPECT_THAT(movements(), ::testing::EndsWith("snapshot 3 -2 -2, sold 2 +0 +0"));
}

TEST_F(StockTest, AWarehouseThatGetsAFileKnowsTheOrderWhenItSaysSo) {  // OFR-10
  tell("MUG", 5, now);
  const auto order = pending("1");
  const auto part = route(order, "MUG", 2);
  becomes(part, FulfilmentState::submitted, "", {Event::submitted});
  now += 1h;
  tell("MUG", 5, now);
  EXPECT_EQ(available("MUG"), 3) << "the file may lie there unread";
  must(write([&](Transaction& tx) { return note_known(tx, {{order, part}}, now); }));
  now += 1h;
  tell("MUG", 3, now);
  EXPECT_EQ(available("MUG"), 3);
}

TEST_F(StockTest, WhatShippedBeforeTheNextSnapshotStaysSold) {  // OFR-10
  tell("MUG", 5, now);
  const auto order = pending("1");
  const auto part = route(order, "MUG", 3);
  becomes(part, FulfilmentState::submitted, "R-1", {Event::submitted});
  now += 2min;
  ship(part, 1, Event::shipped_part);
  EXPECT_EQ(available("MUG"), 2);
  tell("MUG", 5, now - 1min);
  EXPECT_EQ(available("MUG"), 2) << "told after it shipped, by numbers from before that";
  ship(part, 2, Event::shipped);
  happens(order, {Event::confirmed});
  EXPECT_EQ(available("MUG"), 2);
  now += 1min;
  tell("MUG", 2, now);
  EXPECT_EQ(available("MUG"), 2) << "what left was known to the warehouse when it left";
  EXPECT_EQ(number("SELECT COUNT(*) FROM stock_reservation"), 0);
}

TEST_F(StockTest, ARefusalSetsItFreeAndARetryReservesAgain) {  // OFR-10
  tell("MUG", 5, now);
  const auto order = pending("1");
  const auto part = route(order, "MUG", 2);
  becomes(part, FulfilmentState::submitted, "R-1", {Event::submitted});
  now += 10min;
  tell("MUG", 3, now);
  becomes(part, FulfilmentState::refused, "R-1", {Event::refused});
  EXPECT_EQ(available("MUG"), 3) << "the warehouse gives its own back with the next snapshot";
  now += 10min;
  tell("MUG", 5, now);
  becomes(part, FulfilmentState::routed, "R-1", {Event::retried, Event::routed});
  EXPECT_EQ(available("MUG"), 3);
  now += 10min;
  tell("MUG", 5, now);
  EXPECT_EQ(available("MUG"), 3) << "it knew of the first try, and does not of this one";
}

TEST_F(StockTest, ASnapshotOlderThanTheLastIsKeptAndNotApplied) {  // OFR-10
  tell("MUG", 5, now);
  for (int i = 0; i < 2; ++i) tell("MUG", 9, now - 1h);
  EXPECT_EQ(available("MUG"), 5);
  EXPECT_EQ(movements(), "snapshot 5 +5 +0, snapshot 9 +0 +0 old") << "once, however often it comes";
  for (int i = 0; i < 2; ++i) tell("MUG", 5, now + 1min);
  EXPECT_EQ(number("SELECT COUNT(*) FROM stock_movement"), 2) << "the same number is no movement";
  EXPECT_EQ(number("SELECT as_of FROM stock_balance"), to_ms(now + 1min));
}

TEST_F(StockTest, AClockThatIsAheadDoesNotMakeOrdersKnown) {  // OFR-10
  tell("MUG", 5, std::nullopt);
  const auto order = pending("1");
  const auto part = route(order, "MUG", 2);
  becomes(part, FulfilmentState::submitted, "R-1", {Event::submitted});
  now += 2min;
  tell("MUG", 5, now + 30min);
  EXPECT_EQ(available("MUG"), 3) << "by its own clock it was told half an hour after the order";
}

TEST_F(StockTest, LocationsAddUpAndAreAsOldAsTheOldest) {  // OFR-10
  tell("MUG", 5, now, "A");
  tell("MUG", 2, now - 1h, "B");
  EXPECT_EQ(available("MUG"), 7);
  const auto all = must(available_of(*must(db->read()), "acme", {"MUG"}));
  EXPECT_EQ(all.at(0).as_of, now - 1h);
  tell("MUG", 0, now + 1min, "B");
  EXPECT_EQ(available("MUG"), 5);
}

TEST_F(StockTest, WhatArrivesInTheFutureCountsAsOfWhenItCameAndOnce) {  // OFR-10
  const auto arrives = [&] {
    must(write([&](Transaction& tx) {
      return take_receipts(tx, "acme", "west", {{"MUG", 10, now + 24h * 365}}, "receipt 1", now);
    }));
  };
  tell("MUG", 1, now);
  now += 1h;
  arrives();
  now += 1h;
  arrives();
  EXPECT_EQ(available("MUG"), 11);
  tell("MUG", 11, now);
  EXPECT_EQ(available("MUG"), 11) << "the snapshot has it";
  EXPECT_TRUE(differences().empty());
}

TEST_F(StockTest, WhatWasDatedTooFarAheadIsTheSameReceiptOnceItsDayIsNear) {  // OFR-10
  const auto day = now + 48h;
  const auto arrives = [&](const std::string& cause = "receipt 1") {
    must(write([&](Transaction& tx) { return take_receipts(tx, "acme", "west", {{"MUG", 10, day}}, cause, now); }));
  };
  tell("MUG", 1, now);
  now += 1h;
  arrives();
  for (int i = 0; i < 4; ++i) {
    now += 12h;
    arrives();
    EXPECT_EQ(available("MUG"), 11) << i;
  }
  arrives("receipt 2");
  EXPECT_EQ(available("MUG"), 21);
  EXPECT_TRUE(differences().empty());
}

TEST_F(StockTest, WhatArrivedCountsUntilASnapshotHasIt) {  // OFR-10
  const auto arrives = [&](Instant at, const std::string& cause) {
    must(write([&](Transaction& tx) { return take_receipts(tx, "acme", "west", {{"MUG", 10, at}}, cause, now); }));
  };
  tell("MUG", 1, now);
  arrives(now - 1h, "receipt 1");
  EXPECT_EQ(available("MUG"), 1) << "it was there when the stock was counted";
  for (int i = 0; i < 2; ++i) arrives(now + 1h, "receipt 2");
  EXPECT_EQ(available("MUG"), 11) << "the same receipt again is the same receipt";
  now += 30min;
  tell("MUG", 0, now);
  EXPECT_EQ(available("MUG"), 10);
  now += 90min;
  tell("MUG", 10, now);
  EXPECT_EQ(available("MUG"), 10);
  EXPECT_TRUE(differences().empty());
}

TEST_F(StockTest, WhateverDateASnapshotCarriesTheNextOneCounts) {  // OFR-10
  std::mt19937 random(7);
  const auto about = [&](Millis most) {
    return Millis(std::uniform_int_distribution<std::int64_t>(-most.count(), most.count())(random));
  };
  const std::vector<Millis> most{1min, 10min, 16min, 1h, 14h, 31 * 24h, 3 * 365 * 24h};
  for (int i = 0; i < 100; ++i) {
    const auto off = about(most[static_cast<std::size_t>(i) % most.size()]);
    tell("MUG", i, now + off);
    if (off >= Millis(0)) { EXPECT_EQ(available("MUG"), i) << off.count(); }
    now += 15min;
    tell("MUG", 1000 + i, now - (about(2min) + 2min));
    EXPECT_EQ(available("MUG"), 1000 + i) << off.count();
  }
  EXPECT_TRUE(differences().empty());
}

TEST_F(StockTest, AnItemThatWaitsForADateToComeCountsAgain) {  // OFR-10: stored before such dates were doubted
  tell("MUG", 5, now);
  must(write([&](Transaction& tx) { return done(tx.execute("UPDATE stock_level SET as_of = as_of + 86400000 * 365")); }));
  tell("MUG", 3, now + 1min);
  EXPECT_EQ(available("MUG"), 3);
  tell("MUG", 2, now + 2min);
  EXPECT_EQ(available("MUG"), 2);
}

TEST_F(StockTest, ACorruptedBalanceIsFoundAndMended) {  // OFR-10
  tell("MUG", 5, now);
  tell("CUP", 8, now);
  const auto order = pending("1");
  ASSERT_TRUE(wants(order, "MUG", 2));
  EXPECT_TRUE(differences().empty());
  must(write([](Transaction& tx) {
    return done(tx.execute("UPDATE stock_balance SET level = 50, reserved = 0 WHERE sku = 'MUG'"));
  }));
  const auto found = differences();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].item.sku, "MUG");
  EXPECT_EQ(found[0].level, 50);
  EXPECT_EQ(found[0].moved_level, 5);
  EXPECT_EQ(found[0].moved_reserved, 2);
  must(write([&](Transaction& tx) { return mend_stock(tx, found, "test", now); }));
  EXPECT_TRUE(differences().empty());
  EXPECT_EQ(available("MUG"), 3);
  must(write([](Transaction& tx) { return done(tx.execute("DELETE FROM stock_reservation")); }));
  ASSERT_EQ(differences().size(), 1U) << "orders hold less than the movements say";
  must(write([&](Transaction& tx) { return mend_stock(tx, differences(), "test", now); }));
  EXPECT_TRUE(differences().empty());
  EXPECT_EQ(available("MUG"), 5);
}

TEST_F(StockTest, FoldingOldMovementsChangesNoSum) {  // OFR-10
  for (int i = 0; i < 6; ++i) {
    tell("MUG", 20 - i, now);
    ASSERT_TRUE(wants(pending(std::to_string(i)), "MUG", 1));
    now += 24h;
  }
  const auto before = available("MUG");
  const auto fold = [&] { return must(write([&](Transaction& tx) { return fold_movements(tx, now - 48h, 100); })); };
  EXPECT_EQ(fold(), 8U);
  EXPECT_EQ(fold(), 0U) << "an opening is not folded again by itself";
  EXPECT_EQ(number("SELECT COUNT(*) FROM stock_movement"), 5);
  EXPECT_THAT(movements(), ::testing::StartsWith("opening 17 +17 +4, snapshot 16 -1 +0"));
  EXPECT_TRUE(differences().empty());
  EXPECT_EQ(available("MUG"), before);
  now += 96h;
  EXPECT_EQ(fold(), 4U);
  EXPECT_EQ(movements(), "opening 15 +15 +6");
  EXPECT_TRUE(differences().empty());
}

TEST_F(StockTest, OnlyOrdersThatAreNotPaidAreUnpaid) {  // OFR-10
  const auto unpaid = pending("1"), paid = pending("2");
  for (const auto order : {unpaid, paid}) ASSERT_TRUE(wants(order, "MUG", 1));
  happens(paid, {Event::paid});
  now += 8 * 24h;
  EXPECT_EQ(must(unpaid_since(*must(db->read()), now - 7 * 24h, 10)), std::vector{unpaid});
}

}  // namespace
}  // namespace fairway::ledger::test
