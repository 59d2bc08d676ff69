// Orders that several ship, and what a fulfilling store refuses (ORD-7, ORD-8, ORD-9).
#include <gmock/gmock.h>

#include "host/config/skus.hpp"
#include "host/flows/refused.hpp"
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
  // A second store that ships.
  void configured_more() {
    auto account = std::make_shared<config::Account>(*config->accounts.at("acme"));
    auto second = account->fulfilling_stores[0];
    second.name = "fba-2";
    account->fulfilling_stores.push_back(second);
    account->stores.push_back(account->stores.back());
    account->stores.back().nickname = second.name;
    auto snapshot = std::make_shared<config::Snapshot>(*config);
    snapshot->accounts["acme"] = account;
    config = snapshot;
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
    pull_parcels(from);
  }
  void pull_parcels(const std::string& from) {
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
  void stock(const std::string& sku, std::int64_t available) {
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      StockLevel level;
      level.sku = sku, level.available = available;
      return sink.commit({{{"stock-level/1", sku, to_json(level)}}, {}, {}, "c" + std::to_string(available)});
    };
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx, {recurring_job("acme", "pull-stock", "fba", 15min, clock.now())}, clock.now());
    }));
    must(run("pull-stock"));
    clock.advance(15min);
  }
  void reload() {  // what a reload that changed the account asks for
    must(db->transact(
        [&](storage::Transaction& tx) { return ledger::enqueue(tx, {remap_job("acme", clock.now())}, clock.now()); }));
    must(run("map"));
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

// The other part goes first or last: what is stuck stays named, and is sent again by `retry` alone.
TEST_F(PartsTest, APartThatIsOutOfTriesIsNamedWhileTheOtherGoes) {  // ORD-14
  script.push = [](const plugins::PushItem& item) -> plugins::PushResult {
    if (item.document.body.find("E-2") != std::string::npos) return {fail(FW_E_UNSUPPORTED, "no such call"), ""};
    return {{}, "R-" + item.document.key};
  };
  routed("1", {"SKU-1", "SKU-2"});
  must(db->transact([](storage::Transaction& tx) {  // west is slower
    return ledger::done(tx.execute("UPDATE job SET due_at = due_at + 3600000 WHERE kind = 'submit' AND target = 'west'"));
  }));
  (void)run("submit");
  ASSERT_EQ(number("SELECT COUNT(*) FROM finding"), 1);
  EXPECT_THAT(text("SELECT message FROM finding"), HasSubstr("part 1-2 could not be sent: no such call"));
  EXPECT_EQ(state("1"), "routed") << "west may have it yet";
  clock.advance(1h);
  (void)run("submit");
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(parts(), "west 1 submitted, east 1-2 sending");
  script.push = nullptr;
  auto c = context();
  must(retry(c, "acme", stored("1").id, {"admin"}));
  must(run("submit"));
  EXPECT_EQ(parts(), "west 1 submitted, east 1-2 submitted");
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE resolved_at IS NULL"), 0);
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

TEST_F(PartsTest, WhatWasTakenAndIsRefusedLaterIsAsRefusedAtOnce) {  // ORD-7, WMS-2
  const auto refuse_later = [&](const std::string& from, const std::string& reference) {
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      Notice notice;
      notice.kind = "acknowledgement-result", notice.reference = reference, notice.severity = "error";
      notice.message = "nothing of it ships";
      return sink.commit({{{"notice/1", "n", to_json(notice)}}, {}, {}, "n" + reference});
    };
    pull_parcels(from);
  };
  table = config::read_skus("skus.csv", std::make_shared<const std::string>("sku,fulfilled-by\nSKU-1,west\nSKU-3,\n"),
                            {.stores = {}, .warehouses = {"west", "east"}})
              .table;
  configure_preference({"fba"});
  use({"east"});
  routed("1", {"SKU-1", "SKU-3"});
  must(run("submit"));
  EXPECT_EQ(state("1"), "submitted");
  refuse_later("fba", "1-2");
  EXPECT_EQ(state("1"), "submitted") << "west goes on";
  EXPECT_EQ(parts(), "west 1 submitted, fba 1-2 refused, east 1-3 routed");
  must(run("submit"));
  refuse_later("west", "1");
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE resolved_at IS NULL AND kind = 'refused'"), 1);
  auto c = context();
  must(retry(c, "acme", stored("1").id, {"admin"}));
  must(run("submit"));
  EXPECT_EQ(parts(), "west 1 submitted, fba 1-2 refused, east 1-3 submitted") << "what was taken over is not sent twice";
  refuse_later("west", "1");
  refuse_later("east", "1-3");
  EXPECT_EQ(state("1"), "rejected") << "the last one";
}

TEST_F(PartsTest, AnOrderHeldForWantOfAFallbackGoesOnWhenThereIsOne) {  // ORD-7
  refuse_at("SKU-4");
  configure_preference({"fba"});
  table = config::read_skus("skus.csv", std::make_shared<const std::string>("sku\nSKU-4\n"),
                            {.stores = {}, .warehouses = {"west", "east"}})
              .table;
  use({});
  routed("1", {"SKU-4"});
  must(run("submit"));
  reload();
  EXPECT_THAT(events("1"), ElementsAre("seen", "routed", "refused", "held")) << "nothing new to say";
  use({"east"});
  reload();
  EXPECT_EQ(state("1"), "routed");
  EXPECT_THAT(events("1"), ElementsAre("seen", "routed", "refused", "held", "released", "retried", "routed"));
  EXPECT_EQ(parts(), "fba 1 refused, east 1-2 routed");
}

TEST_F(PartsTest, AnOrderHeldForWantOfStockGoesOnWhenItComes) {  // ORD-7, ORD-8
  stock("SKU-3", 0);
  routed("1", {"SKU-3"});
  EXPECT_EQ(state("1"), "held");
  stock("SKU-3", 0);
  must(run("map"));
  EXPECT_THAT(stored("1").reason, HasSubstr("stock of 15 minutes ago"));
  EXPECT_THAT(events("1"), ElementsAre("seen", "held")) << "that it waits still is no event";
  stock("SKU-3", 1);
  must(run("map"));
  must(run("submit"));
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_THAT(events("1"), ElementsAre("seen", "held", "released", "routed", "submitted"));
  EXPECT_EQ(stored("1").reason, "");
}

// The store had nothing of it, or nobody knew: once it has, it is asked again. Refused with the stock there, it is not.
TEST_F(PartsTest, ARefusalIsTriedAgainOnceWhenTheStockIsThere) {  // ORD-7
  refuse_at("SKU-3");
  routed("1", {"SKU-3"});
  must(run("submit"));
  EXPECT_EQ(state("1"), "held");
  for (int i = 0; i < 3; ++i) {
    stock("SKU-3", 5);
    must(run("map"));
    must(run("submit"));
  }
  EXPECT_EQ(state("1"), "held");
  EXPECT_THAT(events("1"),
              ElementsAre("seen", "routed", "refused", "held", "released", "retried", "routed", "refused", "held"));
  EXPECT_EQ(parts(), "fba 1 refused") << "under the same reference";
}

TEST_F(PartsTest, WhatAPersonHoldsOrTheBuyerNoLongerWantsStaysHeld) {  // ORD-10, ORD-14
  stock("SKU-3", 0);
  routed("1", {"SKU-3"});
  routed("2", {"SKU-3"});
  auto c = context();
  must(hold(c, "acme", stored("1").id, "the address looks wrong", {"admin"}));
  auto unwanted = of("2", {"SKU-3"});
  unwanted.lines[0].cancel_requested = true;
  unwanted.updated_at = Time{ledger::to_ms(clock.now())};
  must(arrive({unwanted}));
  stock("SKU-3", 5);
  must(run("map"));
  EXPECT_EQ(state("1"), "held");
  EXPECT_EQ(stored("1").reason, "the address looks wrong");
  EXPECT_EQ(state("2"), "held");
  must(release(c, "acme", stored("1").id, {"admin"}));
  must(run("map"));
  EXPECT_EQ(state("1"), "routed");
}

// Two stores that ship refuse their parts at once: what the fallback takes goes in one, the rest is named.
struct TwoPartsRefused : PartsTest {
  void pins(const char* of_1, const char* of_3) {
    table = config::read_skus(
                "skus.csv",
                std::make_shared<const std::string>(fmt::format("sku,fulfilled-by\nSKU-1,{}\nSKU-3,{}\n", of_1, of_3)),
                {.stores = {"fba", "fba-2"}, .warehouses = {"west", "east"}})
                .table;
    preferred = {"fba"};
    use({"east"});
    configured_more();
  }
  void refuse_all() {
    auto c = context();
    auto unit = must(Unit::begin(c));
    OrderBook book(clock.now());
    must(book.load(unit.tx(), {stored("1").id}));
    auto parts = must(ledger::fulfilments_of(unit.tx(), {stored("1").id}));
    std::vector<RefusedPart> refused;
    for (auto& part : parts) {
      part.state = ledger::FulfilmentState::refused;
      refused.push_back({part, "test", "no", ""});
    }
    must(ledger::update(unit.tx(), parts));
    must(record_refused(c, unit, *c.account("acme"), book, refused));
    must(book.ledger().flush(unit.tx()));
    must(unit.commit());
    must(run("submit"));
  }
};

TEST_F(TwoPartsRefused, GoToTheFallbackTogether) {  // ORD-7, ORD-8
  pins("fba", "fba-2");
  routed("1", {"SKU-1", "SKU-3"});
  pins("fba east", "fba-2 east");
  refuse_all();
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(parts(), "fba 1 refused, fba-2 1-2 refused, east 1-3 submitted");
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding"), 0);
}

TEST_F(TwoPartsRefused, OneWithoutAFallbackKeepsTheOtherFromNothing) {  // ORD-7, ORD-8
  pins("fba", "fba-2");
  routed("1", {"SKU-1", "SKU-3"});
  pins("fba east", "fba-2");
  refuse_all();
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(parts(), "fba 1 refused, fba-2 1-2 refused, east 1-3 submitted");
  EXPECT_THAT(text("SELECT message FROM finding"), HasSubstr("part 1-2: fba-2 refused it: no"));
}

TEST_F(TwoPartsRefused, AreHeldWhereNeitherHasAnotherWay) {  // ORD-7
  pins("fba", "fba-2");
  routed("1", {"SKU-1", "SKU-3"});
  refuse_all();
  EXPECT_EQ(state("1"), "held");
  EXPECT_THAT(stored("1").reason, ::testing::AllOf(HasSubstr("part 1: fba refused"), HasSubstr("part 1-2: fba-2 refused")));
  pins("fba east", "fba-2 east");
  reload();
  must(run("submit"));
  EXPECT_EQ(parts(), "fba 1 refused, fba-2 1-2 refused, east 1-3 submitted");
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
