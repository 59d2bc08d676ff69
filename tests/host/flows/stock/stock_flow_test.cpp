// OFR-10: orders hold stock on their way, from the first look at them until a snapshot of the warehouse accounts for them.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "host/base/text.hpp"
#include "host/ledger/available.hpp"
#include "host/ledger/stock_proof.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;

struct StockFlow : FlowTest {
  // Two warehouses, west before east.
  void two_warehouses() {
    configure([](config::Account& account) {
      auto east = account.warehouses[0];
      east.name = "east";
      account.warehouses.push_back(east);
      account.prefer = {"west", "east"};
    });
  }
  plugins::Document level(const std::string& sku, std::int64_t units, const std::string& location = {}) {
    StockLevel level;
    level.sku = sku, level.available = units, level.location = location, level.as_of = ledger::to_time(clock.now());
    return {StockLevel::kSchema.data(), sku, to_json(level)};
  }
  void pull(const std::string& warehouse, const std::string& stream, std::vector<plugins::Document> documents,
            const std::string& cursor = "") {
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      return sink.commit({documents, {}, {}, cursor});
    };
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx, {recurring_job("acme", "pull-" + stream, warehouse, 15min, clock.now())}, clock.now());
    }));
    must(run("pull-" + stream));
    script.pull = nullptr;
  }
  void tell(const std::string& warehouse, const std::string& sku, std::int64_t units) {
    pull(warehouse, "stock", {level(sku, units)});
  }
  Order pending(const std::string& id, std::int64_t units) {
    auto out = order(id);
    out.status = OrderStatus::pending;
    out.lines[0].quantity = units;
    return out;
  }
  void becomes(Order order, OrderStatus status) {
    clock.advance(1min);
    order.status = status;
    order.updated_at = ledger::to_time(clock.now());
    must(arrive({order}));
  }
  void ship(const std::string& from, const std::string& reference, std::int64_t units) {
    Shipment shipment;
    shipment.id = "P" + reference + std::to_string(units), shipment.reference = reference, shipment.carrier = "UPS";
    shipment.tracking_number = "1Z";
    shipment.lines = {{"L1", "SKU-1", units}};
    pull(from, "shipments", {{Shipment::kSchema.data(), shipment.id, to_json(shipment)}});
  }
  // "west 3, east 5": what may be promised of SKU-1.
  std::string available() {
    std::string out;
    for (const auto& one : must(ledger::available_of(*must(db->read()), "acme", {"SKU-1"})))
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", one.warehouse, one.available);
    return out;
  }
  std::int64_t held() {
    return number("SELECT COALESCE(SUM(quantity - sold), 0) FROM stock_reservation WHERE contained = 0");
  }
  std::string placed(const std::string& id) {
    return text("SELECT COALESCE((SELECT GROUP_CONCAT(warehouse) FROM fulfilment WHERE order_id = " +
                std::to_string(stored(id).id) + "), '')");
  }
};

TEST_F(StockFlow, APendingOrderHoldsStockUntilItShipped) {  // OFR-10
  tell("west", "SKU-1", 5);
  const auto first = pending("1", 2);
  must(arrive({first}));
  EXPECT_EQ(state("1"), "reserved");
  EXPECT_EQ(available(), "west 3");
  must(arrive({first}));
  EXPECT_EQ(available(), "west 3") << "windows overlap";
  becomes(first, OrderStatus::unshipped);
  EXPECT_EQ(available(), "west 3") << "payment changes nothing of it";
  must(run("map"));
  must(run("submit"));
  EXPECT_EQ(available(), "west 3");
  clock.advance(10min);
  tell("west", "SKU-1", 3);
  EXPECT_EQ(available(), "west 3") << "the warehouse counts it itself now";
  EXPECT_EQ(held(), 0);
  ship("west", "1", 2);
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
  EXPECT_EQ(available(), "west 3");
  EXPECT_EQ(number("SELECT COUNT(*) FROM stock_reservation"), 0);
  EXPECT_TRUE(must(ledger::prove_stock(*must(db->read()), "acme")).empty());
}

TEST_F(StockFlow, OfTwoBuyersOneHoldsTheLastUnitAndTheOtherSaysWhatIsShort) {  // OFR-10
  tell("west", "SKU-1", 2);
  const auto first = pending("1", 2), second = pending("2", 2);
  must(arrive({first, second}));
  EXPECT_EQ(available(), "west 0");
  EXPECT_EQ(state("2"), "reserved") << "it is not lost";
  EXPECT_EQ(stored("1").reason, "");
  EXPECT_EQ(stored("2").reason, "2 of SKU-1 are not reserved: west has 0");
  EXPECT_THAT(events("2"), Contains("notice"));
  const auto said = events("2").size();
  becomes(first, OrderStatus::cancelled);
  EXPECT_EQ(available(), "west 2") << "what a cancelled order held is free";
  tell("west", "SKU-1", 2);
  must(run("map"));
  EXPECT_EQ(available(), "west 0") << "and goes to who waits for it";
  EXPECT_EQ(stored("2").reason, "");
  EXPECT_EQ(events("2").size(), said + 1);
  becomes(second, OrderStatus::unshipped);
  must(run("map"));
  EXPECT_EQ(state("2"), "routed");
}

TEST_F(StockFlow, AnOrderThatIsPaidAllTheSameGoesToTheWarehouse) {  // OFR-10
  tell("west", "SKU-1", 1);
  const auto short_of = pending("1", 2);
  must(arrive({short_of}));
  EXPECT_EQ(available(), "west 1");
  becomes(short_of, OrderStatus::unshipped);
  must(run("map"));
  EXPECT_EQ(state("1"), "routed") << "the warehouse may know better";
  EXPECT_EQ(stored("1").reason, "");
  EXPECT_EQ(available(), "west -1") << "and nobody else is promised the rest";
}

TEST_F(StockFlow, WhereNothingIsToldOrdersGoOnAsEver) {  // OFR-10
  must(arrive({pending("1", 2), order("2")}));
  EXPECT_EQ(stored("1").reason, "");
  must(run("map"));
  must(run("submit"));
  EXPECT_EQ(state("2"), "submitted");
  EXPECT_EQ(available(), "");
}

TEST_F(StockFlow, OrdersOfOneBatchAreNotPromisedTheSameUnit) {  // OFR-10, ORD-8
  two_warehouses();
  tell("west", "SKU-1", 3);
  tell("east", "SKU-1", 9);
  must(arrive({order("1"), order("2"), order("3")}));
  must(run("map"));
  EXPECT_EQ(placed("1") + " " + placed("2") + " " + placed("3"), "west east east");
  EXPECT_EQ(available(), "east 5, west 1");
  EXPECT_THAT(text("SELECT data FROM order_event WHERE type = 'routed' ORDER BY id DESC LIMIT 1"),
              HasSubstr("west has 1 of SKU-1, 2 are ordered"));
}

TEST_F(StockFlow, APaidOrderShipsFromWhereItHoldsStock) {  // OFR-10
  two_warehouses();
  tell("west", "SKU-1", 2);
  tell("east", "SKU-1", 9);
  const auto first = pending("1", 2);
  must(arrive({first}));
  EXPECT_EQ(available(), "east 9, west 0");
  becomes(first, OrderStatus::unshipped);
  must(arrive({order("2")}));
  must(run("map"));
  EXPECT_EQ(placed("1"), "west") << "its own units are there for it";
  EXPECT_EQ(placed("2"), "east");
  EXPECT_EQ(available(), "east 7, west 0");
}

TEST_F(StockFlow, WhatIsHeldElsewhereIsFreeOnceTheOrderGoesAnotherWay) {  // OFR-10
  two_warehouses();
  tell("west", "SKU-1", 2);
  const auto first = pending("1", 2);
  must(arrive({first}));
  EXPECT_EQ(available(), "west 0");
  configure([](config::Account& account) {
    account.warehouses[0].name = "east";
    account.prefer = {"east"};
  });
  becomes(first, OrderStatus::unshipped);
  must(run("map"));
  EXPECT_EQ(placed("1"), "east");
  EXPECT_EQ(available(), "west 2");
  EXPECT_EQ(held(), 2) << "at east";
}

TEST_F(StockFlow, AChangedPendingOrderHoldsWhatItIsNow) {  // OFR-10
  tell("west", "SKU-1", 9);
  auto changed = pending("1", 4);
  must(arrive({changed}));
  EXPECT_EQ(available(), "west 5");
  changed.lines[0].quantity_cancelled = 3;
  becomes(changed, OrderStatus::pending);
  EXPECT_EQ(available(), "west 8");
}

TEST_F(StockFlow, NotPaidForAWeekItHoldsNothingAndStillGoesOnWhenPaid) {  // OFR-10
  tell("west", "SKU-1", 5);
  const auto first = pending("1", 2);
  must(arrive({first}));
  const auto keep = [&] {
    must(db->transact(
        [&](storage::Transaction& tx) { return ledger::enqueue(tx, {host_schedule(clock.now()).back()}, clock.now()); }));
    must(run("keep-stock"));
  };
  clock.advance(6 * 24h);
  keep();
  EXPECT_EQ(available(), "west 3");
  clock.advance(25h);
  keep();
  EXPECT_EQ(available(), "west 5");
  EXPECT_EQ(state("1"), "reserved");
  EXPECT_THAT(stored("1").reason, HasSubstr("not paid within 7 days"));
  tell("west", "SKU-1", 5);
  EXPECT_EQ(available(), "west 5") << "and it does not take it again";
  becomes(first, OrderStatus::unshipped);
  must(run("map"));
  EXPECT_EQ(state("1"), "routed");
  EXPECT_EQ(available(), "west 3");
}

TEST_F(StockFlow, AnOrderThatAPersonCancelsSetsItsStockFree) {  // OFR-10
  tell("west", "SKU-1", 5);
  must(arrive({order("1")}));
  must(run("map"));
  EXPECT_EQ(available(), "west 3");
  auto c = context();
  must(cancel(c, "acme", stored("1").id, CancelWish{}, {"ada"}));
  EXPECT_EQ(state("1"), "cancelled");
  EXPECT_EQ(available(), "west 5");
}

TEST_F(StockFlow, ARefusedOrderHoldsNothingUntilItIsRetried) {  // OFR-10
  tell("west", "SKU-1", 5);
  must(arrive({order("1")}));
  must(run("map"));
  script.push = [](const plugins::PushItem&) { return plugins::PushResult{fail(FW_E_REJECTED, "no such SKU"), ""}; };
  must(run("submit"));
  EXPECT_EQ(state("1"), "rejected");
  EXPECT_EQ(available(), "west 5");
  script.push = nullptr;
  auto c = context();
  must(retry(c, "acme", stored("1").id, {"ada"}));
  must(run("map"));
  EXPECT_EQ(available(), "west 3");
}

TEST_F(StockFlow, WhatShippedInPartIsSoldInPart) {  // OFR-10
  tell("west", "SKU-1", 5);
  must(arrive({order("1")}));
  must(run("map"));
  must(run("submit"));
  for (int again = 0; again < 2; ++again) ship("west", "1", 1);
  EXPECT_EQ(state("1"), "partially-shipped");
  EXPECT_EQ(available(), "west 3");
  EXPECT_EQ(held(), 1) << "the parcel that came twice left once";
  EXPECT_EQ(number("SELECT SUM(quantity) FROM stock_movement WHERE kind = 'sold'"), 1);
}

TEST_F(StockFlow, WhatShippedUnaskedIsThereNoMore) {  // OFR-10
  tell("west", "SKU-1", 9);
  must(arrive({order("1")}));
  must(run("map"));
  must(run("submit"));
  clock.advance(10min);
  tell("west", "SKU-1", 7);
  EXPECT_EQ(available(), "west 7") << "two units are the order's";
  clock.advance(1min);
  for (int again = 0; again < 2; ++again) ship("west", "1", 5);
  EXPECT_EQ(available(), "west 4") << "three left that nobody asked for";
  pull("west", "stock", {level("SKU-1", 7, "")});
  EXPECT_EQ(available(), "west 4");
}

TEST_F(StockFlow, WhatShipsOfAnOrderThatIsOverIsSoldOnce) {  // OFR-10
  for (const bool counted : {false, true}) {                 // between the parcels
    clock.advance(10min);
    tell("west", "SKU-1", 5);
    auto three = order(counted ? "2" : "1");
    three.lines[0].quantity = 3;
    must(arrive({three}));
    must(run("map"));
    must(run("submit"));
    auto c = context();
    must(cancel(c, "acme", stored(three.channel_order_id).id, CancelWish{}, {"ada"}));
    must(run("cancel"));
    EXPECT_EQ(available(), "west 5");
    ship("west", three.channel_order_id, 1);
    must(run("confirm"));
    EXPECT_EQ(state(three.channel_order_id), "confirmed");
    EXPECT_EQ(available(), "west 4") << "it was let go, and left all the same";
    clock.advance(10min);
    if (counted) tell("west", "SKU-1", 4);
    ship("west", three.channel_order_id, 2);
    EXPECT_EQ(state(three.channel_order_id), "confirmed");
    EXPECT_EQ(available(), "west 2");
    clock.advance(10min);
    tell("west", "SKU-1", 2);
    EXPECT_EQ(available(), "west 2") << "the snapshot knows of it";
    EXPECT_EQ(number("SELECT COUNT(*) FROM stock_reservation"), 0);
  }
  EXPECT_EQ(number("SELECT SUM(quantity) FROM stock_movement WHERE kind = 'sold'"), 6);
}

TEST_F(StockFlow, ALineThatIsCancelledWhereNobodyHasItIsFreeAgain) {  // OFR-10
  catalogue.plugins["amazon"].description.manifest.pushes.push_back({"order-cancellation/1", "listings", "", 100, 0, false});
  tell("west", "SKU-1", 5);
  auto two = order("1");
  two.lines.push_back({.id = "L2", .sku = "SKU-1", .quantity = 1});
  must(arrive({two}));
  must(run("map"));
  EXPECT_EQ(available(), "west 2");
  auto c = context();
  must(cancel(c, "acme", stored("1").id, CancelWish{.lines = {{"L1", {}}}}, {"ada"}));
  EXPECT_EQ(available(), "west 4");
}

TEST_F(StockFlow, TwoVersionsOfAnUnpaidOrderInOneBatchHoldItsStockOnce) {  // OFR-10
  tell("west", "SKU-1", 5);
  const auto first = pending("1", 2);
  auto second = pending("1", 3);
  second.updated_at = Time{ledger::to_ms(kStart + 1min)};
  must(arrive({first, second, order("2")}));
  EXPECT_EQ(available(), "west 2");
  auto third = second;
  third.updated_at = Time{ledger::to_ms(kStart + 2min)};
  third.ship_service = "Other";
  auto fourth = third;
  fourth.updated_at = Time{ledger::to_ms(kStart + 3min)};
  fourth.lines[0].quantity = 1;
  must(arrive({third, fourth}));
  EXPECT_EQ(available(), "west 4");
  EXPECT_EQ(state("2"), "received");
}

TEST_F(StockFlow, AFileIsNoAnswerOfTheWarehouse) {  // OFR-10
  tell("west", "SKU-1", 5);
  must(arrive({order("1")}));
  must(run("map"));
  script.push = [](const plugins::PushItem&) { return plugins::PushResult{{}, ""}; };
  must(run("submit"));
  clock.advance(1h);
  tell("west", "SKU-1", 5);
  EXPECT_EQ(available(), "west 3");
  Notice taken;
  taken.kind = "acknowledgement-result", taken.reference = "1", taken.severity = "info", taken.message = "taken";
  pull("west", "shipments", {{Notice::kSchema.data(), "n", to_json(taken)}});
  clock.advance(1h);
  tell("west", "SKU-1", 3);
  EXPECT_EQ(available(), "west 3");
}

TEST_F(StockFlow, WhatArrivedIsPromisedToWhoWaits) {  // OFR-10
  tell("west", "SKU-1", 0);
  must(arrive({pending("1", 2)}));
  EXPECT_EQ(available(), "west 0");
  clock.advance(1h);
  Notice notice;
  notice.kind = "inbound-receipt", notice.severity = "info", notice.message = "240 units";
  notice.extra.members.emplace_back(
      "receipt",
      fmt::format(R"({{"number":"R-1","at":"{}","lines":[{{"sku":"SKU-1","quantity":8}}]}})", format_time(clock.now())));
  for (int again = 0; again < 2; ++again) pull("west", "shipments", {{Notice::kSchema.data(), "n", to_json(notice)}});
  must(run("map"));
  EXPECT_EQ(available(), "west 6");
  EXPECT_THAT(text("SELECT cause FROM stock_movement WHERE kind = 'received'"), HasSubstr("receipt R-1"));
}

TEST_F(StockFlow, AReceiptThatCannotBeCountedIsSetAsideAndTheRestCounts) {  // OFR-10
  tell("west", "SKU-1", 0);
  clock.advance(1h);
  Notice notice;
  notice.kind = "inbound-receipt", notice.severity = "info", notice.message = "units";
  notice.extra.members.emplace_back(
      "receipt", fmt::format(R"({{"number":"R-1","at":"{}","lines":[{{"sku":"SKU-1","quantity":8}},)"
                             R"({{"sku":"","quantity":1}},{{"sku":"SKU-1","quantity":9000000000000000000}}]}})",
                             format_time(clock.now())));
  pull("west", "shipments", {{Notice::kSchema.data(), "n", to_json(notice)}});
  EXPECT_EQ(available(), "west 8");
  EXPECT_EQ(text("SELECT pointer FROM reject"), "/receipt/lines/2");
}

TEST_F(StockFlow, ALevelThatCannotBeIsSetAside) {  // OFR-10
  for (const auto units : {INT64_MAX, INT64_MIN}) {
    StockLevel level;
    level.sku = "SKU-1", level.available = units;
    pull("west", "stock", {{StockLevel::kSchema.data(), "SKU-1", to_json(level)}});
  }
  EXPECT_EQ(available(), "");
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject WHERE pointer = '/available'"), 2);
}

TEST_F(StockFlow, StockThatIsDatedInTheFutureCountsAndIsNamed) {  // OFR-10
  StockLevel wrong;
  wrong.sku = "SKU-1", wrong.available = 4, wrong.as_of = ledger::to_time(clock.now() + 24h * 365);
  pull("west", "stock", {{StockLevel::kSchema.data(), "SKU-1", to_json(wrong)}});
  EXPECT_EQ(available(), "west 4");
  EXPECT_THAT(text("SELECT message FROM finding WHERE kind = 'warehouse-notice'"), HasSubstr("which is to come"));
  EXPECT_THAT(text("SELECT cause FROM stock_movement"), HasSubstr("dated in the future"));
  clock.advance(15min);
  tell("west", "SKU-1", 3);
  EXPECT_EQ(available(), "west 3");
}

struct MissingSku : StockFlow {
  void missing_is_zero(bool is) {
    configure([&](config::Account& account) { account.warehouses[0].missing_is_zero = is; });
  }
  // SKU-1 and SKU-2 were told; what becomes of SKU-1 when a pull brings `later`.
  std::string after(const std::vector<plugins::Document>& later, const std::string& cursor = "") {
    pull("west", "stock", later, cursor);
    return available();
  }
};

TEST_F(MissingSku, IsZeroOnlyWhereAWholeSnapshotLeavesItOutOfAWarehouseThatIsSaidToTellAll) {  // OFR-10
  pull("west", "stock", {level("SKU-1", 4, "A"), level("SKU-2", 4, "A")});
  clock.advance(15min);
  EXPECT_EQ(after({level("SKU-2", 4, "A")}), "west 4") << "unknown is not zero";
  missing_is_zero(true);
  clock.advance(15min);
  EXPECT_EQ(after({}), "west 4") << "nothing came";
  clock.advance(15min);
  EXPECT_EQ(after({level("SKU-2", 4, "B")}), "west 4") << "another location";
  clock.advance(15min);
  EXPECT_EQ(after({level("SKU-2", 4, "A"), {StockLevel::kSchema.data(), "x", "{wrong"}}), "west 4") << "not all of it";
  clock.advance(15min);
  EXPECT_EQ(after({level("SKU-2", 4, "A")}, "middle"), "west 0");
  clock.advance(15min);
  pull("west", "stock", {level("SKU-1", 6, "A")});
  EXPECT_EQ(available(), "west 6") << "and is there again once it is told";
  pull("west", "stock", {level("SKU-1", 6, "A"), level("SKU-2", 6, "A")}, "middle");
  clock.advance(15min);
  EXPECT_EQ(after({level("SKU-2", 6, "A")}), "west 6") << "the rest of a pull that another one began";
}

}  // namespace
}  // namespace fairway::flows::test
