// A store whose channel ships what others sold (Amazon's MCF): the same steps as a warehouse (ORD-7).
#include <gmock/gmock.h>

#include "host/ledger/store.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;
using namespace std::chrono_literals;

config::Warehouse fulfilling(const config::Store& store) {
  config::Warehouse one;
  one.name = store.nickname;
  one.of_store = true;
  one.settings = store.settings;
  one.amazon_agreement = true;  // the orders of these tests are Amazon's
  return one;
}

// Beside the store `us-main` the stores `fba-us` and `fba-ca` of one seller, whose channel ships.
struct FulfillingStoresTest : FlowTest {
  FulfillingStoresTest() {
    PluginFile fba;
    fba.description.name = "fba";
    auto& manifest = fba.description.manifest;
    manifest.streams = {{"shipments", {"shipment/1"}, "orders", "", {"seller-id"}},
                        {"stock", {"stock-level/1"}, "offers", "", {}}};
    manifest.pushes = {{"fulfilment-order/1", "orders", "", 20, 0, true}};
    manifest.seller_identity = {"seller-id"};
    manifest.store_identity = {"seller-id", "marketplace"};
    catalogue.plugins["fba"] = fba;
    use(config::Mode::live);
  }
  void use(config::Mode mode) {
    configure([&](config::Account& account) {
      for (const char* nickname : {"fba-us", "fba-ca"}) {
        config::Store store;
        store.nickname = nickname;
        store.mode = mode;
        store.settings.plugin = "fba";
        store.settings.facts = {{"seller-id", "A9"}, {"marketplace", nickname}};
        account.stores.push_back(store);
        account.fulfilling_stores.push_back(fulfilling(store));
      }
      account.prefer = {"fba-us"};
    });
  }
  void parcel(const std::string& reference, const std::string& id) {
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      plugins::Batch batch;
      for (const auto& named : {std::string("OF-ANOTHER-TOOL"), reference}) {
        Shipment shipment;
        shipment.id = id + named, shipment.reference = named, shipment.carrier = "UPS",
        shipment.tracking_number = "1Z" + named;
        shipment.lines = {{"L1", "SKU-1", 2}};
        batch.documents.push_back({"shipment/1", id, to_json(shipment)});
      }
      batch.cursor = "c";
      return sink.commit(std::move(batch));
    };
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx, schedule(*config->accounts.at("acme"), catalogue, clock.now()), clock.now());
    }));
    must(run("pull-shipments"));
  }
};

TEST_F(FulfillingStoresTest, AnOrderGoesToTheStoreThatShipsAndItsParcelIsConfirmedOnce) {
  must(arrive({order("1")}));
  must(run("map"));
  must(run("submit"));
  EXPECT_EQ(state("1"), "submitted");
  ASSERT_EQ(script.pushed.size(), 1U);
  EXPECT_THAT(script.pushed[0].document.body, HasSubstr("Zabelthau")) << "who writes the label needs the address";
  EXPECT_EQ(text("SELECT warehouse || ' ' || scope FROM fulfilment"), "fba-us fba;seller-id=A9");
  parcel("1", "D1/");
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
  clock.advance(1h);
  parcel("1", "D1/");
  must(run("confirm"));
  EXPECT_EQ(script.pushed.size(), 2U) << "the order and one confirmation";
  EXPECT_EQ(number("SELECT COUNT(*) FROM shipment"), 1);
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject"), 0) << "what other tools have shipped there is none of ours";
}

// The list of what was shipped is the seller's: a second pull of the same would bring each parcel twice, and cost twice.
TEST_F(FulfillingStoresTest, WhatStoresShareIsPulledOnceAndStockFromEach) {
  std::vector<std::string> keys;
  for (const auto& job : schedule(*config->accounts.at("acme"), catalogue, clock.now())) keys.push_back(job.key);
  EXPECT_THAT(keys, Contains("pull-shipments/acme/fba-us"));
  EXPECT_THAT(keys, ::testing::Not(Contains("pull-shipments/acme/fba-ca")));
  EXPECT_THAT(keys, Contains("pull-stock/acme/fba-us"));
  EXPECT_THAT(keys, Contains("pull-stock/acme/fba-ca"));
}

TEST_F(FulfillingStoresTest, AStoreInObserveModeOrPausedIsSentNothing) {
  use(config::Mode::observe);
  must(arrive({order("1")}));
  must(run("map"));
  EXPECT_THAT(run("submit").error().message, HasSubstr("observe"));
  EXPECT_TRUE(script.pushed.empty());

  use(config::Mode::live);
  must(db->transact([](storage::Transaction& tx) {
    return ledger::done(
        tx.execute("INSERT INTO store (account, nickname, plugin, seller, identity, first_seen, paused) VALUES "
                   "('acme', 'fba-us', 'fba', 'seller-id=A9', 'A9/US', 0, 1)"));
  }));
  clock.advance(2min);
  must(run("submit"));
  EXPECT_TRUE(script.pushed.empty());
  EXPECT_EQ(text("SELECT last_error FROM job WHERE kind = 'submit'"), "store fba-us is paused");
  auto c = context();
  must(pause_store(c, "acme", "fba-us", false));
  clock.advance(2min);
  must(run("submit"));
  EXPECT_EQ(script.pushed.size(), 1U);
}

// ORD-7: the channel shows what it ships as an order of its own, which must never be taken for one.
TEST_F(FulfillingStoresTest, AnEchoIsMatchedToItsOriginAndDropped) {
  catalogue.plugins["amazon"].description.manifest.pushes.push_back({"fulfilment-order/1", "orders", "", 20, 0, true});
  configure([](config::Account& account) {
    account.fulfilling_stores = {fulfilling(account.stores[0])};
    account.prefer = {"us-main"};
  });
  must(arrive({order("1")}));
  must(run("map"));
  auto echo = order("S01-1"), other = order("S01-2");
  echo.echo_of = "1", other.echo_of = "OF-ANOTHER-TOOL";
  must(arrive({echo, other}));
  EXPECT_EQ(state("S01-1"), "dropped");
  EXPECT_EQ(stored("S01-1").reason, "echo of 1");
  EXPECT_EQ(
      text("SELECT json_extract(data, '$.order') FROM order_event WHERE order_id = " + std::to_string(stored("S01-1").id)),
      "1");
  EXPECT_EQ(stored("S01-2").reason, "echo of OF-ANOTHER-TOOL");
  EXPECT_TRUE(stored("S01-1").pii.bytes.empty()) << "of whom nothing personal is kept twice";
  auto shipped = echo;
  shipped.status = OrderStatus::shipped;
  shipped.updated_at = Time{ledger::to_ms(clock.now() + 1h)};
  must(arrive({shipped}));
  EXPECT_EQ(state("S01-1"), "dropped") << "and it stays so";
  EXPECT_EQ(number("SELECT COUNT(*) FROM fulfilment"), 1);
}

}  // namespace
}  // namespace fairway::flows::test
