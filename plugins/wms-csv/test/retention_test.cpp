// Files of either direction go when the host says that their time is over (ORD-12).
#include "support.hpp"

namespace {

using namespace csv_test;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kFarAhead = R"({"before":"2999-01-01T00:00:00Z","open":[)";

TEST(CsvRetention, WhatWasTakenAndWhatNobodyNeedsAnyMoreGoesAndWorkIsNotDoneTwice) {
  Warehouse warehouse(R"("cancel":"file")");
  const std::string shipped =
      "order_id,item_id,sku,shipped_qty,shipped_at,carrier,method,tracking\n"
      "111-1,11,SKU-1,2,2025-12-31 20:00:00,UPS,Ground,1Z1\n";
  write(warehouse.in() / "shp_1.csv", shipped);
  auto channel = warehouse.start();
  ASSERT_TRUE(channel.pull("shipments").ok());
  ASSERT_TRUE(channel.push(std::vector{order("111-1")}).ok());
  fairway::Cancellation cancellation;
  cancellation.reference = "111-1";
  ASSERT_TRUE(channel.push(std::vector{cancellation}).ok());
  ASSERT_EQ(names_in(warehouse.out()).size(), 2u);

  ASSERT_TRUE(channel.pull("retention", {}, kFarAhead + std::string(R"("111-1"]})")).ok());
  EXPECT_EQ(names_in(warehouse.out()).size(), 2u) << "neither the open order's file nor its cancellation's";
  EXPECT_THAT(names_in(warehouse.in() / "archive"), IsEmpty());
  ASSERT_TRUE(channel.pull("retention", {}, kFarAhead + std::string("]}")).ok());
  EXPECT_THAT(names_in(warehouse.out()), IsEmpty());

  write(warehouse.in() / "shp_2.csv", shipped);
  EXPECT_TRUE(warehouse.start().pull("shipments").documents<fairway::Shipment>().empty());
  ASSERT_TRUE(warehouse.start().push(std::vector{order("111-1")}).ok());
  EXPECT_THAT(names_in(warehouse.out()), IsEmpty()) << "it is not sent again";
}

TEST(CsvRetention, APointInTimeThatCannotBeReadRemovesNothing) {
  Warehouse warehouse;
  auto channel = warehouse.start();
  ASSERT_TRUE(channel.push(std::vector{order("111-1")}).ok());
  EXPECT_EQ(channel.pull("retention", {}, R"({"before":"soon"})").code, FW_E_INVALID);
  ASSERT_TRUE(channel.pull("retention", {}, "{}").ok());
  EXPECT_EQ(names_in(warehouse.out()).size(), 1u);
}

}  // namespace
