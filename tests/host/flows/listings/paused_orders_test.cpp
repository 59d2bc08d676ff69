// LST-8: orders of paused listings wait, and go on once those are paused no more.
#include "tests/host/flows/listings/import_support.hpp"

namespace fairway::flows::test {
namespace {

struct PausedOrders : ImportTest {
  PausedOrders() {
    configure([](config::Account& account) { account.stores[0].listings.paused = true; });
    import({listing("MUG", "B01"), listing("CUP", "B02")});
    pause("CUP", false);
  }
  void pause(const std::string& sku, bool paused) {
    auto c = context();
    must(pause_listing(c, {"acme", "us-main", sku}, paused));
  }
  Order of(const std::string& id, const std::vector<std::string>& skus) {
    auto o = order(id);
    o.lines.clear();
    for (const auto& sku : skus) o.lines.push_back({.id = "L-" + sku, .sku = sku, .quantity = 1});
    return o;
  }
  void take(const std::vector<Order>& orders) {
    must(arrive(orders));
    must(run("map"));
  }
};

TEST_F(PausedOrders, WaitWholeWithTheReasonAndGoOnAtUnpause) {
  take({of("O-1", {"MUG"}), of("O-2", {"MUG", "CUP"}), of("O-3", {"CUP"})});
  EXPECT_EQ(state("O-1") + " " + state("O-2") + " " + state("O-3"), "held held routed");
  EXPECT_EQ(stored("O-2").reason, "paused: MUG");
  EXPECT_EQ(text("SELECT COUNT(*) || '' FROM fulfilment"), "1");
  const auto told = must(ledger::events_of(*must(db->read()), stored("O-2").id)).back();
  EXPECT_EQ(told.type, "held");
  EXPECT_EQ(text_at(must(parse_json(told.data)), "reason"), "paused: MUG");
  pause("MUG", false);
  must(run("map"));
  EXPECT_EQ(state("O-1") + " " + state("O-2"), "routed routed");
  const auto all = events("O-1");
  EXPECT_NE(std::find(all.begin(), all.end(), "released"), all.end());
  EXPECT_EQ(stored("O-1").reason, "");
}

TEST_F(PausedOrders, AllOfAStoreAtOnce) {
  pause("CUP", true);
  take({of("O-1", {"MUG"}), of("O-2", {"CUP"})});
  EXPECT_EQ(state("O-1") + " " + state("O-2"), "held held");
  auto c = context();
  EXPECT_EQ(must(unpause_listings(c, "acme", "us-main")), 2);
  must(run("map"));
  EXPECT_EQ(state("O-1") + " " + state("O-2"), "routed routed");
  EXPECT_EQ(unpause_listings(c, "acme", "nowhere").error().code, FW_E_INVALID);
}

TEST_F(PausedOrders, AnotherConfigurationDoesNotFreeThemAndAPersonsHoldStays) {
  take({of("O-1", {"MUG"}), of("O-2", {"MUG"})});
  auto c = context();
  must(release(c, "acme", stored("O-2").id, {"ada"}));
  must(hold(c, "acme", stored("O-2").id, "a recall", {"ada"}));
  must(db->transact(
      [&](storage::Transaction& tx) { return ledger::enqueue(tx, {remap_job("acme", clock.now())}, clock.now()); }));
  must(run("map"));
  EXPECT_EQ(state("O-1"), "held");
  pause("MUG", false);
  must(run("map"));
  EXPECT_EQ(state("O-1") + " " + state("O-2"), "routed held");
}

TEST_F(PausedOrders, AListingThatIsGoneOrRemovedHoldsNothingForEver) {
  take({of("O-1", {"MUG"})});
  import({listing("CUP", "B02")});
  must(run("map"));
  EXPECT_EQ(state_in("MUG"), "broken-link");
  EXPECT_EQ(state("O-1"), "held") << "that the channel ceased to show it is no person's word";
  pause("MUG", false);
  must(run("map"));
  EXPECT_EQ(state("O-1"), "routed");
  import({listing("CUP", "B02"), listing("MUG", "B01")});
  EXPECT_EQ(state_in("MUG"), "active");
  pause("MUG", true);
  take({of("O-2", {"MUG"})});
  EXPECT_EQ(state("O-2"), "held");
  auto c = context();
  must(remove_listing(c, {"acme", "us-main", "MUG"}));
  must(run("map"));
  EXPECT_EQ(state("O-2"), "routed");
}

TEST_F(PausedOrders, UnlinkingSaysNothingOfThePause) {
  take({of("O-1", {"MUG"})});
  auto c = context();
  must(unlink_listing(c, {"acme", "us-main", "MUG"}));
  must(run("map"));
  EXPECT_EQ(state_in("MUG") + " " + state("O-1"), "unlinked held");
  pause("MUG", false);
  must(run("map"));
  EXPECT_EQ(state_in("MUG") + " " + state("O-1"), "unlinked routed");
  must(relink_listing(c, {"acme", "us-main", "MUG"}));
  EXPECT_EQ(state_in("MUG"), "linked");
}

TEST_F(PausedOrders, AnUndoThatTakesThePausedListingAwayFreesThem) {
  take({of("O-1", {"MUG"})});
  auto c = context();
  must(undo_import(c, "acme", 1, {"ada"}));
  work();
  EXPECT_EQ(state_in("MUG"), "none");
  must(run("map"));
  EXPECT_EQ(state("O-1"), "routed");
}

TEST_F(PausedOrders, WhatWasRoutedBeforeThePauseWaitsAtItsWarehouse) {
  take({of("O-1", {"CUP"}), of("O-2", {"CUP"})});
  ASSERT_EQ(state("O-1"), "routed");
  pause("CUP", true);
  for (int i = 0; i < 3; ++i) run("submit"), clock.advance(std::chrono::minutes(11));
  EXPECT_TRUE(script.pushed.empty());
  EXPECT_EQ(state("O-1") + ": " + stored("O-1").reason, "routed: paused: CUP");
  pause("CUP", false);
  must(run("submit"));
  EXPECT_EQ(script.pushed.size(), 2u);
  EXPECT_EQ(stored("O-1").reason, "");
}

}  // namespace
}  // namespace fairway::flows::test
