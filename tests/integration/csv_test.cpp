// A warehouse that exchanges CSV files, from the order at the marketplace to its tracking there. (WMS-3)
#include "tests/integration/files.hpp"

namespace fairway::testing {
namespace {

namespace fs = std::filesystem;
using sandbox::OrderSpec;
using ::testing::HasSubstr;

class Csv : public OneWorld {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<World>(with_file_warehouses());
    exchange_files(*world_, "wms-csv", "outbox: csv/out, inbox: csv/in, encoding: windows-1252");
    ASSERT_TRUE(world_->start()) << world_->log();
  }
  void TearDown() override { EXPECT_EQ(wrongs_of(*world_, "csv"), ""); }

  static std::string new_order(const char* name = "Ada Example") {
    return world_
        ->inject(1, 1,
                 [&](OrderSpec& spec) {
                   spec.service_level = "STANDARD", spec.quantity = 2, spec.lines = 1;
                   spec.recipient["name"] = name;
                 })
        .front();
  }
  static bool await_taken(const std::string& order) {
    return until([&] { return journal_count(*world_, "create", order) == 1; }, kSoon);
  }
  static fs::path in() { return world_->data() / "csv/in"; }
  static void leave(const std::string& name, const std::string& text) {
    write_file(in() / ("." + name + ".tmp"), text);
    fs::rename(in() / ("." + name + ".tmp"), in() / name);
  }
  static std::string told(const std::string& id) { return say(*world_, "acme1", id); }
};

TEST_F(Csv, AnOrderGoesOutAsRowsAndItsParcelComesBack) {
  const auto id = new_order("Zo\u00EB M\u00FCller");
  ASSERT_TRUE(await_taken(id)) << told(id);
  EXPECT_THAT(read_bytes_below(world_->data() / "csv/taken"), HasSubstr("Zo\xEB M\xFCller"));
  ASSERT_TRUE(tell_files(*world_, "csv/ship", {{"order", id}, {"parcels", 2}, {"copies", 2}, {"tracking", "1Z"}}));
  ASSERT_TRUE(await_state(*world_, "acme1", id, "confirmed")) << told(id);
  const std::map<std::string, std::int64_t> each{{"1Z1", 1}, {"1Z2", 1}};
  EXPECT_EQ(units_by_tracking(world_->order("acme1", id)), each);
  EXPECT_EQ(journal_count(*world_, "confirmation", id), 2U);
}

TEST_F(Csv, StockComesIn) {
  ASSERT_TRUE(tell_files(*world_, "csv/stock", {{"sku", "MUG-7"}, {"on_hand", 41}}));
  const auto known = [&] {
    for (const auto& one : items_of(world_->get("/v1/accounts/acme1/stock?sku=MUG-7")))
      if (number_at(one, "available") == 41) return true;
    return false;
  };
  EXPECT_TRUE(until(known, kSoon)) << world_->log();
}

TEST_F(Csv, ABadRowIsSetAsideWithItsReasonAndItsNeighbourShips) {
  const auto good = new_order(), bad = new_order();
  ASSERT_TRUE(await_taken(good) && await_taken(bad)) << told(good);
  const std::string header = "order_id,item_id,sku,shipped_qty,shipped_at,carrier,method,tracking\n";
  std::string rows;
  for (const auto& [id, quantity] : {std::pair(bad, "two"), std::pair(good, "2")})
    rows += id + "," + text_in(world_->order("acme1", id).at("lines").at(0), "id") + ",," + quantity + ",,UPS,Ground,1Z-" +
            quantity + "\n";
  leave("shp_by_hand.csv", header + rows);
  ASSERT_TRUE(await_state(*world_, "acme1", good, "confirmed")) << told(good);
  std::string rejects;
  const auto seen = [&] {
    rejects = json::serialize(world_->get("/v1/accounts/acme1/rejects"));
    return rejects.find("shp_by_hand.csv: line 2: the quantity is no number") != std::string::npos;
  };
  EXPECT_TRUE(until(seen, kSoon)) << rejects;
  EXPECT_EQ(journal_count(*world_, "confirmation", bad), 0U);
  leave("shp_no_column.csv", "order,qty\n1,2\n");
  EXPECT_TRUE(until([&] { return is_in_findings(*world_, "shp_no_column.csv"); }, kSoon)) << world_->log();
  EXPECT_TRUE(until([&] { return fs::exists(in() / "rejects/shp_no_column.csv.reason.txt"); }, kSoon));
}

}  // namespace
}  // namespace fairway::testing
