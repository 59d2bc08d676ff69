// Orders that several ship, and what a fulfilling store refuses (ORD-7, ORD-8, ORD-9).
#include <gmock/gmock.h>

#include "host/config/skus.hpp"
#include "host/flows/routing/refused.hpp"
#include "host/ledger/stock.hpp"
#include "tests/host/flows/routing/parts_support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

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
  must(cancel(c, "acme", stored("1").id, {"no-inventory"}, {"admin"}));
  must(run("cancel"));
  EXPECT_EQ(parts(), "west 1 submitted, east 1-2 cancelled");
  EXPECT_EQ(state("1"), "confirmed");
  script.push = nullptr;
  routed("2", {"SKU-1", "SKU-2"});
  must(run("submit"));
  must(cancel(c, "acme", stored("2").id, {"no-inventory"}, {"admin"}));
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

TEST_F(PartsTest, CancellingEndsAPartThatWasRefused) {  // ORD-10
  routed("1", {"SKU-1", "SKU-2"});
  refuse_at("\"reference\":\"1-2\"");
  must(run("submit"));
  must(run("submit"));
  script.push = nullptr;
  ship("west", "1");
  must(run("confirm"));
  script.push = [](const plugins::PushItem&) { return plugins::PushResult{fail(FW_E_REJECTED, "it has shipped"), ""}; };
  auto c = context();
  must(cancel(c, "acme", stored("1").id, {"not to be had"}, {"admin"}));
  must(run("cancel"));
  EXPECT_EQ(parts(), "west 1 submitted, east 1-2 cancelled");
  EXPECT_EQ(state("1"), "confirmed");
}

// What is given up of one part says nothing of the other, which a person can still mend.
TEST_F(PartsTest, ARefusedPartOutlivesTheOneThatIsCancelled) {  // ORD-8, ORD-10
  routed("1", {"SKU-1", "SKU-2"});
  refuse_at("\"reference\":\"1-2\"");
  must(run("submit"));
  must(run("submit"));
  script.push = nullptr;
  auto c = context();
  must(cancel(c, "acme", stored("1").id, {.reason = "no-inventory", .lines = {{"L1", {}}}}, {"admin"}));
  must(run("cancel"));
  EXPECT_EQ(parts(), "west 1 cancelled, east 1-2 refused");
  EXPECT_EQ(state("1"), "rejected");
  EXPECT_THAT(stored("1").reason, HasSubstr("one that was refused is all that is left"));
  must(retry(c, "acme", stored("1").id, {"admin"}));
  must(run("map"));
  must(run("submit"));
  ship("east", "1-2");
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(PartsTest, LinesThatAreOneItemToTheWarehouseAreFilledOneAfterTheOther) {  // ORD-9
  auto twice = of("1", {"SKU-1"});
  twice.lines.push_back({.id = "L9", .sku = "SKU-1", .quantity = 2});
  must(arrive({twice}));
  must(run("map"));
  must(run("submit"));
  script.pull = [](const plugins::PullRequest&, plugins::PullSink& sink) {
    Shipment shipment;
    shipment.id = "P1", shipment.reference = "1", shipment.carrier = "UPS", shipment.tracking_number = "1Z";
    shipment.lines = {{"", "SKU-1", 3}};
    return sink.commit({{{"shipment/1", "P1", to_json(shipment)}}, {}, {}, "c"});
  };
  pull_parcels("west");
  EXPECT_EQ(state("1"), "shipped");
  const auto lines = must(parse_json(text("SELECT lines FROM shipment"))).as_array();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(number_at(lines[0], "quantity"), 1);
  EXPECT_EQ(number_at(lines[1], "quantity"), 2);
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
    return ledger::keep_levels(tx, "acme", "fba", {level}, "test", clock.now());
  }));
  configure_preference({"fba"});
  routed("1", {"SKU-4"});
  EXPECT_EQ(parts(), "east 1 routed");
}

}  // namespace
}  // namespace fairway::flows::test
