// What the warehouse sends back (WMS-3).
#include "fairway/drop/testing/sftp_server.hpp"
#include "support.hpp"

namespace {

using namespace csv_test;
using fairway::Notice;
using fairway::Shipment;
using fairway::StockLevel;
using fairway::drop::testing::SftpServer;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kHeader = "order_id,item_id,sku,shipped_qty,shipped_at,carrier,method,tracking\n";

std::string shown(const std::vector<fairway::LineQuantity>& lines) {
  std::string text;
  for (const auto& line : lines) text += line.line_id + ' ' + line.sku + ' ' + std::to_string(line.quantity) + "; ";
  return text;
}

TEST(CsvShipments, RowsOfOneParcelMayBeApart) {
  Warehouse warehouse;
  write(warehouse.in() / "shp_1.csv", kHeader +
                                          "111-1,11,SKU-1,2,2025-12-31 20:00:00,UPS,Ground,1Z1\n"
                                          "111-2,21,SKU-9,1,2025-12-31,DHL,Paket,JJD1\n"
                                          "111-1,12,SKU-2,3,2025-12-31 20:00:00,UPS,Ground,1Z1\n"
                                          "111-1,12,SKU-2,7,2025-12-31 20:00:00,UPS,Ground,1Z2\n"
                                          "111-1,13,SKU-3,0,2025-12-31 20:00:00,UPS,Ground,1Z2\n"
                                          "111-1,11,SKU-1,1,2025-12-31 20:00:00,UPS,Ground,1Z1\n");
  const auto pulled = warehouse.start().pull("shipments");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  const auto parcels = pulled.documents<Shipment>();
  ASSERT_EQ(parcels.size(), 3u);
  EXPECT_EQ(parcels[0].id, "111-1/1Z1");
  EXPECT_EQ(parcels[0].reference, "111-1");
  EXPECT_EQ(parcels[0].carrier, "UPS");
  EXPECT_EQ(parcels[0].service, "Ground");
  EXPECT_EQ(parcels[0].tracking_number, "1Z1");
  EXPECT_EQ(fairway::to_text(*parcels[0].shipped_at), "2025-12-31T20:00:00Z");
  EXPECT_EQ(shown(parcels[0].lines), "11 SKU-1 3; 12 SKU-2 3; ");
  EXPECT_EQ(parcels[1].id, "111-2/JJD1");
  EXPECT_EQ(shown(parcels[2].lines), "12 SKU-2 7; ");
  EXPECT_TRUE(pulled.rejects.empty());
  EXPECT_THAT(names_in(warehouse.in() / "archive"), ElementsAre("shp_1.csv"));
}

// Midnight would lie before an order of the same day, and its channel would not believe it.
TEST(CsvShipments, ADayWithoutATimeIsNotItsMidnight) {
  struct Case {
    const char *written, *shipped_at;
  };
  const Case cases[] = {{"2025-12-31T15:30:00Z", "2025-12-31T15:30:00Z"},
                        {"2026-01-01T06:00:00Z", "2025-12-31T22:59:59Z"},
                        {"2025-12-30T06:00:00Z", "2025-12-30T23:00:00Z"}};
  for (const Case& one : cases) {
    Warehouse warehouse(R"("utc-offset":"+01:00")");
    const auto path = warehouse.in() / "shp_1.csv";
    write(path, kHeader + "1,11,A,1,2025-12-31,UPS,Ground,1Z1\n");
    const auto ago =
        std::chrono::milliseconds(fairway::time_of(one.written)->ms) - std::chrono::system_clock::now().time_since_epoch();
    fs::last_write_time(path, fs::file_time_type::clock::now() +
                                  std::chrono::duration_cast<fs::file_time_type::duration>(ago) +
                                  std::chrono::milliseconds(200));
    const auto parcels = warehouse.start().pull("shipments").documents<Shipment>();
    ASSERT_EQ(parcels.size(), 1u);
    EXPECT_EQ(fairway::to_text(*parcels[0].shipped_at), one.shipped_at);
  }
}

TEST(CsvShipments, AParcelHasTheSameIdWheneverItIsTold) {
  struct Case {
    const char *row, *id;
  };
  const Case cases[] = {{"1,11,A,1,2025-12-31,UPS,Ground,1Z1,S9", "1/S9/1Z1"},
                        {"1,11,A,1,2025-12-31,UPS,Ground,,S9", "1/S9"},
                        {"1,11,A,1,2025-12-31,UPS,Ground,1Z1,", "1/1Z1"}};
  for (const Case& one : cases) {
    Warehouse warehouse(R"("shipments":{"columns":{"shipment":"ship"}})");
    const std::string head = "order_id,item_id,sku,shipped_qty,shipped_at,carrier,method,tracking,ship\n";
    write(warehouse.in() / "shp_1.csv", head + one.row + "\n");
    write(warehouse.in() / "shp_2.csv", head + "2,11,A,1,2025-12-31,UPS,Ground,,\n" + one.row + "\n");
    const auto parcels = warehouse.start().pull("shipments").documents<Shipment>();
    ASSERT_EQ(parcels.size(), 3u);
    EXPECT_EQ(parcels[0].id, one.id);
    EXPECT_EQ(parcels[2].id, one.id);
    EXPECT_EQ(parcels[1].id.substr(0, 2), "2/");
    EXPECT_EQ(parcels[1].id.size(), 18u) << "by what else is known of it";
  }
}

TEST(CsvShipments, ABadRowIsSetAsideWithItsBytesAndItsNeighboursGoOn) {
  struct Case {
    const char *row, *says;
  };
  const Case cases[] = {{"9,11,A,two,2025-12-31,UPS,Ground,1Z9", "no number"},
                        {"9,11,A,1,31.12.2025,UPS,Ground,1Z9", "date-format"},
                        {"9,11,A,1,2026-12-01,UPS,Ground,1Z9", "future"},
                        {",11,A,1,2025-12-31,UPS,Ground,1Z9", "order id is missing"},
                        {"9,,,1,2025-12-31,UPS,Ground,1Z9", "neither line nor SKU"},
                        {"9,11,A,-1,2025-12-31,UPS,Ground,1Z9", "less than nothing"},
                        {"9,11,1.2E+12,1,2025-12-31,UPS,Ground,1Z9", "spreadsheet has made a number of the SKU"},
                        {"9,11,A,1,2025-12-31,UPS,Ground,4.2E+11", "tracking number"},
                        {"9,11,A,1,2025-12-31,UPS,Ground", "7 cells, the header 8"},
                        {"9,11,A,1,2025-12-31,UPS,Ground,Inc,1Z9", "9 cells"},
                        {"9,11,\"A,1,2025-12-31,UPS,Ground,1Z9", "quotes"},
                        {"9,11,A\xE9,1,2025-12-31,UPS,Ground,1Z9", "not utf-8"}};
  for (const Case& one : cases) {
    Warehouse warehouse;
    write(warehouse.in() / "shp_1.csv",
          kHeader + "1,11,A,1,2025-12-31,UPS,Ground,1Z1\n" + one.row + "\n2,11,A,1,2025-12-31,UPS,Ground,1Z2\n");
    const auto pulled = warehouse.start().pull("shipments");
    EXPECT_EQ(pulled.documents<Shipment>().size(), 2u) << one.row;
    ASSERT_EQ(pulled.rejects.size(), 1u) << one.row;
    EXPECT_THAT(pulled.rejects[0].why.message, HasSubstr(one.says));
    EXPECT_THAT(pulled.rejects[0].why.message, HasSubstr("shp_1.csv: line 3"));
    const std::string raw = one.row[6] == '\xE9' ? "9,11,A\xC3\xA9,1,2025-12-31,UPS,Ground,1Z9" : one.row;
    EXPECT_EQ(pulled.rejects[0].raw, raw);
    EXPECT_THAT(names_in(warehouse.in() / "archive"), ElementsAre("shp_1.csv"));
  }
}

// A parcel told without one of its lines would be taken for all of it, also when the line is mended.
TEST(CsvShipments, ABadRowHoldsBackItsParcel) {
  Warehouse warehouse;
  write(warehouse.in() / "shp_1.csv",
        kHeader +
            "1,11,A,1,2025-12-31,UPS,Ground,1Z1\n1,12,B,x,2025-12-31,UPS,Ground,1Z1\n1,12,B,1,2025-12-31,UPS,Ground,1Z2\n");
  const auto pulled = warehouse.start().pull("shipments");
  ASSERT_EQ(pulled.documents<Shipment>().size(), 1u);
  EXPECT_EQ(pulled.documents<Shipment>()[0].id, "1/1Z2");
  EXPECT_EQ(pulled.rejects.size(), 2u);
}

TEST(CsvShipments, AFileIsWorkedOnOnceAlsoUnderAnotherName) {
  Warehouse warehouse;
  const std::string text = kHeader + "1,11,A,1,2025-12-31,UPS,Ground,1Z1\n";
  write(warehouse.in() / "shp_1.csv", text);
  EXPECT_EQ(warehouse.start().pull("shipments").committed.size(), 1u);
  write(warehouse.in() / "shp_2.csv", text);
  EXPECT_TRUE(warehouse.start().pull("shipments").committed.empty());
  EXPECT_TRUE(warehouse.host.logged("contents came before"));
  EXPECT_THAT(names_in(warehouse.in() / "archive"), ElementsAre("shp_1.csv", "shp_2.csv"));
}

TEST(CsvShipments, AFileWithoutAColumnGoesToRejectsAndSaysWhich) {
  Warehouse warehouse;
  write(warehouse.in() / "shp_1.csv",
        "order_id,item_id,sku,Shipped Qty,shipped_at,carrier,method,tracking\n1,11,A,1,2025-12-31,UPS,Ground,1Z1\n");
  write(warehouse.in() / "shp_2.csv", kHeader + "1,11,A,1,2025-12-31,UPS,Ground,1Z1\n");
  const auto pulled = warehouse.start().pull("shipments");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_EQ(pulled.documents<Shipment>().size(), 1u) << "the next file goes on";
  ASSERT_EQ(pulled.documents<Notice>().size(), 1u);
  const auto notice = pulled.documents<Notice>()[0];
  EXPECT_EQ(notice.severity, "error");
  for (const auto& text : {notice.message, read(warehouse.in() / "rejects" / "shp_1.csv.reason.txt")}) {
    EXPECT_THAT(text, HasSubstr(R"(there is no column "shipped_qty" (shipments.columns.quantity))"));
    EXPECT_THAT(text, HasSubstr(R"(Is "Shipped Qty" meant?)"));
  }
  // Mended, and put back.
  warehouse.more = R"("shipments":{"columns":{"quantity":"Shipped Qty"}})";
  fs::rename(warehouse.in() / "rejects" / "shp_1.csv", warehouse.in() / "shp_1.csv");
  EXPECT_EQ(warehouse.start().pull("shipments").documents<Shipment>().size(), 1u);
}

// The host is told to stop at each of its calls in turn, where a crash would fall: what was not committed comes again.
TEST(CsvShipments, AStopAnywhereLosesNoParcel) {
  for (int calls = 0; calls < 40; ++calls) {
    Warehouse warehouse;
    for (int file = 0; file < 3; ++file)
      write(warehouse.in() / ("shp_" + std::to_string(file) + ".csv"),
            kHeader + std::to_string(file) + ",11,A,1,2025-12-31,UPS,Ground,1Z1\n");
    std::vector<std::string> ids;
    const auto take = [&](const fairway::testing::Pulled& pulled) {
      for (const auto& parcel : pulled.documents<Shipment>()) ids.push_back(parcel.id);
    };
    {
      auto channel = warehouse.start();
      warehouse.host.cancel_after(calls);
      take(channel.pull("shipments"));
      warehouse.host.cancel_after(-1);
    }
    take(warehouse.start().pull("shipments"));
    std::sort(ids.begin(), ids.end());
    EXPECT_THAT(ids, ElementsAre("0/1Z1", "1/1Z1", "2/1Z1")) << calls;
    EXPECT_EQ(names_in(warehouse.in() / "archive").size(), 3u);
  }
}

TEST(CsvStock, IsAddedUpBySku) {
  Warehouse warehouse(
      R"("decimal":",","separator":";","units":{"EA":1,"CS":12},"stock":{"as-of":"file-name","columns":{"sku":"Item","available":"Free","unit":"UoM","on-hand":"Qty"}},"shipments":{"columns":{"unit":"UoM"}})");
  write(warehouse.in() / "inv_20251231T200000Z.csv",
        "Item;Free;Qty;UoM;Bin\nA;1,00;2;CS;1\nB;-3;0;EA;1\nA;5;;EA;2\nC;;1;EA;3\nC;4;1;EA;4\n");
  const auto pulled = warehouse.start().pull("stock");
  const auto levels = pulled.documents<StockLevel>();
  ASSERT_EQ(levels.size(), 2u) << pulled.cause().message;
  EXPECT_EQ(levels[0].sku, "A");
  EXPECT_EQ(levels[0].available, 17);
  EXPECT_EQ(levels[0].on_hand, 24);
  EXPECT_EQ(levels[1].available, -3);
  for (const auto& level : levels) EXPECT_EQ(fairway::to_text(*level.as_of), "2025-12-31T20:00:00Z");
  EXPECT_EQ(pulled.rejects.size(), 2u) << "half of C is not all of it, and nothing is not zero";
}

TEST(CsvStock, IsFromWhenItSaysAndOfTheBuildingThatCounts) {
  Warehouse warehouse(R"("stock":{"location":"W1","as-of":"column","columns":{"location":"site","as-of":"at"}})");
  write(warehouse.in() / "inv.csv",
        "sku,qty,site,at\nA,1,W1,2025-12-31T10:00:00Z\nA,2,W2,2025-12-31T11:00:00Z\nA,4,W1,2025-12-31T09:00:00Z\n");
  const auto levels = warehouse.start().pull("stock").documents<StockLevel>();
  ASSERT_EQ(levels.size(), 1u);
  EXPECT_EQ(levels[0].available, 5);
  EXPECT_EQ(levels[0].location, "W1");
  EXPECT_EQ(fairway::to_text(*levels[0].as_of), "2025-12-31T09:00:00Z");
}

TEST(CsvStock, TheSameNumbersOfAnotherTimeAreNewsWhereTheNameSaysTheTime) {
  for (const bool by_name : {true, false}) {
    Warehouse warehouse(by_name ? R"("stock":{"as-of":"file-name"})" : "");
    int emitted = 0;
    for (const char* name : {"inv_20251230.csv", "inv_20251231.csv", "inv_20251231_copy.csv"}) {
      write(warehouse.in() / name, "sku,qty\nA,1\n");
      emitted += static_cast<int>(warehouse.start().pull("stock").committed.size());
    }
    EXPECT_EQ(emitted, by_name ? 2 : 1);
  }
}

TEST(CsvInbox, EachStreamTakesItsOwnFiles) {
  Warehouse warehouse;
  write(warehouse.in() / "SHP_1.CSV", kHeader + "1,11,A,1,2025-12-31,UPS,Ground,1Z1\n");
  write(warehouse.in() / "inv_1.csv", "sku,qty\nA,1\n");
  write(warehouse.in() / "readme.txt", "hello");
  auto channel = warehouse.start();
  EXPECT_EQ(channel.pull("stock").documents<StockLevel>().size(), 1u);
  EXPECT_EQ(channel.pull("shipments").documents<Shipment>().size(), 1u);
  EXPECT_THAT(names_in(warehouse.in()), ElementsAre("readme.txt"));
}

TEST(CsvInbox, AHostThatWantsFewDocumentsGetsTheRestLater) {
  Warehouse warehouse;
  for (int i = 0; i < 3; ++i)
    write(warehouse.in() / ("inv_" + std::to_string(i) + ".csv"), "sku,qty\nA" + std::to_string(i) + ",1\nB,1\n");
  auto channel = warehouse.start();
  EXPECT_EQ(channel.pull("stock", {}, {}, 1).committed.size(), 2u);
  EXPECT_EQ(channel.pull("stock").committed.size(), 4u);
}

TEST(CsvSftp, AnOrderGoesThereAndItsParcelComesBack) {
  if (!SftpServer::available()) GTEST_SKIP() << "needs /usr/sbin/sshd (openssh-server)";
  Warehouse warehouse;
  SftpServer server(warehouse.folder.path);
  const auto settings = R"({"outbox":")" + server.url("/out") + R"(","inbox":")" + server.url("/in") + R"(","spool":")" +
                        (warehouse.folder.path / "spool").string() + R"(","known-hosts":")" + server.known_hosts() +
                        R"(","key-file":")" + server.key() + "\"}";
  {
    auto channel = Plugin().start(warehouse.host, settings);
    server.cut();
    const auto pushed = channel.push<fairway::FulfilmentOrder>({order("1")});
    ASSERT_TRUE(pushed.ok()) << pushed.cause().message;
  }
  EXPECT_THAT(warehouse.sent(), HasSubstr("\r\n1,11,SKU-1,2,"));
  write(warehouse.in() / "shp_1.csv", kHeader + "1,11,SKU-1,2,2025-12-31,UPS,Ground,1Z1\n");
  auto channel = Plugin().start(warehouse.host, settings);
  const auto pulled = channel.pull("shipments");
  ASSERT_EQ(pulled.documents<Shipment>().size(), 1u) << pulled.cause().message;
  EXPECT_THAT(names_in(warehouse.in() / "archive"), ElementsAre("ord_20260101T000000Z_000001.csv", "shp_1.csv"));
  EXPECT_TRUE(channel.push<fairway::FulfilmentOrder>({order("1")}, true).results.at(0).accepted());
  EXPECT_EQ(names_in(warehouse.out()).size(), 1u);
}

}  // namespace
