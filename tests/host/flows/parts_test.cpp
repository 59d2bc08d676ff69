// Orders that several ship, and what a fulfilling store refuses (ORD-7, ORD-8, ORD-9).
#include <gmock/gmock.h>

#include "host/config/skus.hpp"
#include "host/ledger/stock.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

// SKU-1 is in west, SKU-2 in east, SKU-3 in the store fba, whose channel ships.
struct PartsTest : FlowTest {
  PartsTest() {
    table = config::read_skus(
                "skus.csv",
                std::make_shared<const std::string>("sku,fulfilled-by,warehouse:east\nSKU-1,west,\nSKU-2,east,E-2\n"
                                                    "SKU-3,fba,\nSKU-4,fba east,\n"),
                {.stores = {"us-main", "fba"}, .warehouses = {"west", "east"}})
                .table;
    use({});
  }
  void configure_preference(const std::vector<std::string>& prefer) {
    preferred = prefer;
    use(fallback);
  }
  void use(const std::vector<std::string>& to) {
    fallback = to;
    configure([&](config::Account& account) {
      auto east = account.warehouses[0], fba = account.warehouses[0];
      east.name = "east";
      fba.name = "fba";
      fba.of_store = true;
      account.warehouses.push_back(east);
      account.fulfilling_stores = {fba};
      config::Store store;
      store.nickname = "fba";
      store.settings.plugin = "wms";
      account.stores.push_back(store);
      account.prefer = preferred;
      account.fallback = fallback;
      account.split = true;
      account.skus = table;
    });
  }
  Order of(const std::string& id, const std::vector<std::string>& skus) {
    auto out = order(id);
    out.lines.clear();
    for (const auto& sku : skus) out.lines.push_back({.id = "L" + sku.substr(4), .sku = sku, .quantity = 1});
    return out;
  }
  void routed(const std::string& id, const std::vector<std::string>& skus) {
    must(arrive({of(id, skus)}));
    must(run("map"));
  }
  void ship(const std::string& from, const std::string& reference) {
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      Shipment shipment;
      shipment.id = "P" + reference, shipment.reference = reference, shipment.carrier = "UPS";
      shipment.tracking_number = "1Z" + reference;
      return sink.commit({{{"shipment/1", shipment.id, to_json(shipment)}}, {}, {}, "c" + reference});
    };
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx, {recurring_job("acme", "pull-shipments", from, 15min, clock.now())}, clock.now());
    }));
    must(run("pull-shipments"));
    clock.advance(15min);
  }
  std::string parts() {
    auto rows = must(must(db->read())->query("SELECT warehouse, reference, state FROM fulfilment ORDER BY id"));
    std::string out;
    for (std::size_t i = 0; i < rows.size(); ++i)
      out += (i == 0 ? "" : ", ") + rows.text(i, 0) + " " + rows.text(i, 1) + " " + rows.text(i, 2);
    return out;
  }
  void refuse_at(const std::string& where) {
    script.push = [=](const plugins::PushItem& item) -> plugins::PushResult {
      if (item.document.body.find(where) != std::string::npos) return {fail(FW_E_REJECTED, "no such SKU"), ""};
      return {{}, "R-" + item.document.key};
    };
  }
  std::shared_ptr<const config::SkuTable> table;
  std::vector<std::string> preferred{"west", "east", "fba"}, fallback;
};

TEST_F(PartsTest, EachWarehouseGetsItsPartAndTheOrderHasShippedWithTheLast) {
  routed("1", {"SKU-1", "SKU-2"});
  EXPECT_EQ(parts(), "west 1 routed, east 1-2 routed");
  EXPECT_THAT(text("SELECT data FROM order_event WHERE type = 'routed' ORDER BY id DESC LIMIT 1"),
              ::testing::AllOf(HasSubstr(R"("rule":"fulfilled-by","at":"skus.csv:3:1")"), HasSubstr(R"("sku":"E-2")")));
  must(run("submit"));
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(parts(), "west 1 submitted, east 1-2 submitted");
  EXPECT_EQ(script.pushed.size(), 2u);
  ship("east", "1-2");
  EXPECT_EQ(state("1"), "partially-shipped");
  must(run("confirm"));
  EXPECT_THAT(text("SELECT lines FROM shipment"), HasSubstr("SKU-2")) << "the channel's SKU, not the warehouse's";
  ship("west", "1");
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(PartsTest, ARefusedPartIsNamedUntilItHasShippedAndHidesNothingOfTheOther) {
  refuse_at("E-2");
  routed("1", {"SKU-1", "SKU-2"});
  must(run("submit"));
  EXPECT_EQ(parts(), "west 1 submitted, east 1-2 refused");
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_THAT(text("SELECT message FROM finding WHERE resolved_at IS NULL"), HasSubstr("part 1-2: no such SKU"));
  ship("west", "1");
  must(run("confirm"));
  EXPECT_EQ(state("1"), "partially-shipped") << "the refused part is owed still";
  script.push = nullptr;
  auto c = context();
  must(retry(c, "acme", stored("1").id, {"admin"}));
  must(run("submit"));
  EXPECT_EQ(parts(), "west 1 submitted, east 1-2 submitted");
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE resolved_at IS NULL"), 0);
  ship("east", "1-2");
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(PartsTest, APartThatIsCancelledEndsTheOrderWhenTheOthersHaveShippedOrEnded) {  // ORD-10
  routed("1", {"SKU-1", "SKU-2"});
  must(run("submit"));
  ship("west", "1");
  must(run("confirm"));
  auto c = context();
  script.push = [&](const plugins::PushItem& item) -> plugins::PushResult {
    if (item.document.key == "1/cancel") return {fail(FW_E_REJECTED, "it has shipped"), ""};
    return {{}, ""};
  };
  must(cancel(c, "acme", stored("1").id, "oversold", {"admin"}));
  must(run("cancel"));
  EXPECT_EQ(parts(), "west 1 submitted, east 1-2 cancelled");
  EXPECT_EQ(state("1"), "confirmed");
  script.push = nullptr;
  routed("2", {"SKU-1", "SKU-2"});
  must(run("submit"));
  must(cancel(c, "acme", stored("2").id, "oversold", {"admin"}));
  must(run("cancel"));
  EXPECT_EQ(state("2"), "cancelled");
}

TEST_F(PartsTest, WhatTheStoreRefusesGoesToTheFallbackByItself) {  // ORD-7
  use({"east"});
  refuse_at("\"reference\":\"1\"");
  routed("1", {"SKU-4"});
  EXPECT_EQ(parts(), "east 1 routed") << "east is preferred";
  must(run("submit"));
  EXPECT_EQ(state("1"), "rejected") << "a warehouse's refusal waits for a person";
  refuse_at("\"reference\":\"2\"");
  table = config::read_skus("skus.csv", std::make_shared<const std::string>("sku,fulfilled-by\nSKU-1,west\nSKU-3,\n"),
                            {.stores = {}, .warehouses = {"west", "east"}})
              .table;
  use({"east"});
  configure_preference({"fba"});
  routed("2", {"SKU-3"});
  must(run("submit"));
  must(run("submit"));
  EXPECT_EQ(state("2"), "submitted");
  EXPECT_THAT(events("2"), ElementsAre("seen", "routed", "refused", "routed", "submitted"));
  EXPECT_THAT(parts(), HasSubstr("fba 2 refused, east 2-2 submitted"));
  EXPECT_THAT(text("SELECT data FROM order_event WHERE type = 'routed' ORDER BY id DESC LIMIT 1"),
              HasSubstr(R"("because":"fba refused it: no such SKU")"));
}

TEST_F(PartsTest, WithoutAFallbackItIsHeldAndAReleaseTriesAgain) {  // ORD-7
  refuse_at("SKU-3");
  routed("1", {"SKU-3"});
  must(run("submit"));
  EXPECT_EQ(state("1"), "held");
  EXPECT_THAT(stored("1").reason, HasSubstr("fba refused it: no such SKU; routing.fallback-from-fba names no warehouse"));
  EXPECT_THAT(events("1"), ElementsAre("seen", "routed", "refused", "held"));
  script.push = nullptr;
  auto c = context();
  must(release(c, "acme", stored("1").id, {"admin"}));
  must(run("map"));
  must(run("submit"));
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(parts(), "fba 1 submitted") << "under the same reference";
}

TEST_F(PartsTest, WhatTheStoreIsKnownToLackGoesToTheFallbackAtOnce) {  // ORD-7, ORD-8
  use({"east"});
  must(db->transact([&](storage::Transaction& tx) {
    StockLevel level;
    level.sku = "SKU-4", level.available = 0;
    return ledger::keep_levels(tx, "acme", "fba", {level}, clock.now());
  }));
  configure_preference({"fba"});
  routed("1", {"SKU-4"});
  EXPECT_EQ(parts(), "east 1 routed");
}

}  // namespace
}  // namespace fairway::flows::test
