// Lines that the channel ends by itself once somebody is asked to ship them. (ORD-10)
#include <gmock/gmock.h>

#include "tests/host/flows/routing/parts_support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

struct EndedLinesTest : PartsTest {
  // SKU-1 and SKU-2 are west's, in one part.
  EndedLinesTest() {
    table = config::read_skus("skus.csv",
                              std::make_shared<const std::string>("sku,fulfilled-by\nSKU-1,west\nSKU-2,west\nSKU-4,east\n"),
                              {.stores = {"us-main", "fba"}, .warehouses = {"west", "east"}})
                .table;
    use({});
  }
  void shows(const std::string& id, const std::vector<std::string>& skus, const std::function<void(Order&)>& how) {
    clock.advance(1s);
    auto again = of(id, skus);
    how(again);
    again.updated_at = Time{ledger::to_ms(clock.now())};
    must(arrive({again}));
  }
  static std::function<void(Order&)> cancels(std::size_t line) {
    return [=](Order& order) { order.lines[line].quantity_cancelled = 1; };
  }
  // "SKU-1" of each fulfilment order that went out, by reference.
  std::string sent() {
    std::string out;
    for (const auto& item : script.pushed) {
      if (item.document.schema != FulfilmentOrder::kSchema) continue;
      const auto document = from_json<FulfilmentOrder>(item.document.body);
      out += (out.empty() ? "" : ", ") + document.reference;
      for (const auto& line : document.lines) out += " " + line.sku;
    }
    return out;
  }
};

TEST_F(EndedLinesTest, WhatNobodyHasYetIsLeftOut) {
  routed("1", {"SKU-1", "SKU-2"});
  shows("1", {"SKU-1", "SKU-2"}, cancels(1));
  EXPECT_THAT(events("1"), Contains("lines-cancelled"));
  must(run("submit"));
  EXPECT_EQ(sent(), "1 SKU-1");
  ship("west", "1");
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(EndedLinesTest, WhatSomebodyElseShippedIsLeftOut) {
  routed("1", {"SKU-1", "SKU-2"});
  shows("1", {"SKU-1", "SKU-2"}, [](Order& order) {
    order.status = OrderStatus::partially_shipped;
    order.lines[0].quantity_shipped = 1;
  });
  must(run("submit"));
  EXPECT_EQ(sent(), "1 SKU-2");
}

TEST_F(EndedLinesTest, WithNothingLeftTheOrderIsOver) {
  routed("1", {"SKU-1"});
  shows("1", {"SKU-1"}, cancels(0));
  EXPECT_EQ(state("1"), "cancelled");
  must(run("submit"));
  EXPECT_EQ(sent(), "");
}

TEST_F(EndedLinesTest, AHeldOrderGoesOnWithoutThem) {
  routed("1", {"SKU-1", "SKU-2"});
  auto c = context();
  must(hold(c, "acme", stored("1").id, "", {"admin"}));
  shows("1", {"SKU-1", "SKU-2"}, cancels(0));
  must(release(c, "acme", stored("1").id, {"admin"}));
  must(run("submit"));
  EXPECT_EQ(sent(), "1 SKU-2");
}

TEST_F(EndedLinesTest, AWarehouseThatHasThemIsAskedOnceAndTheRestGoesOutAgain) {
  routed("1", {"SKU-1", "SKU-2"});
  must(run("submit"));
  shows("1", {"SKU-1", "SKU-2"}, cancels(1));
  shows("1", {"SKU-1", "SKU-2"}, [](Order& order) { order.lines[1].quantity_cancelled = 1, order.ship_service = "Other"; });
  EXPECT_EQ(parts(), "west 1 cancelling");
  must(run("cancel"));
  EXPECT_EQ(parts(), "west 1 cancelled, west 1-2 routed");
  must(run("submit"));
  EXPECT_EQ(sent(), "1 SKU-1 SKU-2, 1-2 SKU-1");
  EXPECT_EQ(text("SELECT state || reason FROM cancellation"), "moot") << "the channel knows";
  ship("west", "1-2");
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(EndedLinesTest, AWarehouseThatRefusesGoesOnAndIsNotAskedAgain) {
  routed("1", {"SKU-1", "SKU-2"});
  must(run("submit"));
  script.push = [](const plugins::PushItem&) -> plugins::PushResult { return {fail(FW_E_REJECTED, "it is packed"), ""}; };
  shows("1", {"SKU-1", "SKU-2"}, cancels(1));
  must(run("cancel"));
  EXPECT_EQ(parts(), "west 1 submitted");
  shows("1", {"SKU-1", "SKU-2"}, [](Order& order) { order.lines[1].quantity_cancelled = 1, order.ship_service = "Other"; });
  EXPECT_EQ(parts(), "west 1 submitted");
  EXPECT_EQ(number("SELECT COUNT(*) FROM order_event WHERE type = 'cancellation-refused'"), 1);
}

TEST_F(EndedLinesTest, ARefusedPartOfWhichNothingIsWantedEndsAndTheOrderWithTheOther) {
  refuse_at("SKU-4");
  routed("1", {"SKU-1", "SKU-4"});
  must(run("submit"));
  ASSERT_EQ(parts(), "west 1 submitted, east 1-2 refused");
  ship("west", "1");
  must(run("confirm"));
  ASSERT_EQ(state("1"), "partially-shipped");
  shows("1", {"SKU-1", "SKU-4"}, [](Order& order) {
    order.lines[0].quantity_shipped = 1;
    order.lines[1].quantity_cancelled = 1;
  });
  EXPECT_EQ(parts(), "west 1 submitted, east 1-2 cancelled");
  EXPECT_EQ(state("1"), "confirmed");
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE resolved_at IS NULL"), 0);
}

}  // namespace
}  // namespace fairway::flows::test
