// Orders and cancellations go out, each once (WMS-3).
#include "support.hpp"

namespace {

using namespace csv_test;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(CsvSubmit, ABatchIsOneFileWithARowForEachLine) {
  Warehouse warehouse;
  const auto pushed = warehouse.start().push<fairway::FulfilmentOrder>({order(), order("111-2")});
  ASSERT_TRUE(pushed.ok()) << pushed.cause().message;
  EXPECT_THAT(names_in(warehouse.out()), ElementsAre("ord_20260101T000000Z_000001.csv"));
  EXPECT_EQ(warehouse.sent(),
            "order_id,item_id,sku,qty,ship_name,ship_company,ship_line1,ship_line2,ship_line3,ship_city,ship_state,ship_"
            "postal,ship_country,ship_phone,method\r\n"
            "111-0000000-0000001,11,SKU-1,2,Erika Muster,,Weg 1,,,Dresden,,01067,DE,,UPS Ground\r\n"
            "111-0000000-0000001,12,SKU-2,10,Erika Muster,,Weg 1,,,Dresden,,01067,DE,,UPS Ground\r\n"
            "111-2,11,SKU-1,2,Erika Muster,,Weg 1,,,Dresden,,01067,DE,,UPS Ground\r\n"
            "111-2,12,SKU-2,10,Erika Muster,,Weg 1,,,Dresden,,01067,DE,,UPS Ground\r\n");
  for (const auto& result : pushed.results) {
    EXPECT_TRUE(result.accepted());
    EXPECT_EQ(result.remote_id, "") << "a file that lies there is no word of the warehouse's";
  }
}

TEST(CsvSubmit, ColumnsSeparatorEncodingAndNameAreTheWarehouses) {
  Warehouse warehouse(
      R"("separator":"tab","encoding":"windows-1252","partner":"NORTH","file-name":"{partner}-{sequence}.txt","date-format":"DD.MM.YYYY hh:mm","utc-offset":"+01:00",
    "orders":{"columns":[{"column":"Größe","field":"line.quantity"},{"column":"Ref","field":"reference"},{"column":"Von","text":"FW"},{"column":"Bis","field":"ship-by"},{"column":"Ort","field":"ship-to.city"}]})");
  auto one = order("1");
  one.lines.resize(1), one.ship_by = fairway::Time{warehouse.host.clock.unix_ms}, one.ship_to.city = {"Köln\t\"Süd\""};
  ASSERT_TRUE(warehouse.start().push<fairway::FulfilmentOrder>({one}).results.at(0).accepted());
  EXPECT_THAT(names_in(warehouse.out()), ElementsAre("NORTH-000001.txt"));
  EXPECT_EQ(warehouse.sent(),
            "Gr\xF6\xDF"
            "e\tRef\tVon\tBis\tOrt\r\n2\t1\tFW\t01.01.2026 01:00\t\"K\xF6ln\t\"\"S\xFC"
            "d\"\"\"\r\n");
}

TEST(CsvSubmit, AnOrderThatCannotBeWrittenIsRefusedAloneAndWithoutNamingThePerson) {
  Warehouse warehouse(R"("encoding":"iso-8859-1")");
  auto foreign = order("1"), empty = order("2");
  foreign.ship_to.name = {"Łukasz"}, empty.lines.clear();
  const auto pushed = warehouse.start().push<fairway::FulfilmentOrder>({foreign, empty, order("3")});
  EXPECT_EQ(pushed.results[0].code, FW_E_REJECTED);
  EXPECT_EQ(pushed.results[0].why.pointer, "/ship_to/name");
  EXPECT_EQ(pushed.results[0].why.message.find("ukasz"), std::string::npos);
  EXPECT_EQ(pushed.results[1].code, FW_E_REJECTED);
  EXPECT_TRUE(pushed.results[2].accepted());
  EXPECT_EQ(warehouse.sent().find("\r\n1,"), std::string::npos);
  EXPECT_THAT(warehouse.sent(), HasSubstr("\r\n3,"));
}

TEST(CsvSubmit, AReferenceNeverGetsASecondFile) {
  Warehouse warehouse;
  ASSERT_TRUE(warehouse.start().push<fairway::FulfilmentOrder>({order("1")}).ok());
  const std::string first = warehouse.sent();
  fs::remove(warehouse.out() / names_in(warehouse.out()).at(0));  // the warehouse took it
  auto changed = order("1");
  changed.ship_to.city = {"Leipzig"};
  const auto again = warehouse.start().push<fairway::FulfilmentOrder>({changed}, true);
  EXPECT_TRUE(again.results.at(0).accepted());
  EXPECT_TRUE(names_in(warehouse.out()).empty());
  EXPECT_THAT(names_in(warehouse.in() / "archive"), ElementsAre("ord_20260101T000000Z_000001.csv"));
  EXPECT_EQ(read(warehouse.in() / "archive/ord_20260101T000000Z_000001.csv"), first) << "what was sent can still be seen";
}

// The outbox cannot be written at first. What was prepared then goes out unchanged, also when other orders come beside it.
TEST(CsvSubmit, WhatWasPreparedBeforeACrashGoesOutUnchanged) {
  Warehouse warehouse;
  fs::remove(warehouse.out());
  write(warehouse.out(), "in the way");
  EXPECT_EQ(warehouse.start().push<fairway::FulfilmentOrder>({order("1"), order("2")}).code, FW_E_CONFIG);
  fs::remove(warehouse.out());
  fs::create_directory(warehouse.out());
  warehouse.host.clock.advance(std::chrono::hours(1));
  auto changed = order("1");
  changed.ship_to.city = {"Leipzig"};
  const auto pushed = warehouse.start().push<fairway::FulfilmentOrder>({order("3"), changed}, true);
  ASSERT_TRUE(pushed.ok()) << pushed.cause().message;
  const auto names = names_in(warehouse.out());
  ASSERT_THAT(names, ElementsAre("ord_20260101T000000Z_000001.csv", "ord_20260101T010000Z_000002.csv"));
  EXPECT_THAT(read(warehouse.out() / names[0]),
              testing::AllOf(HasSubstr("\r\n1,11"), HasSubstr("\r\n2,11"), testing::Not(HasSubstr("Leipzig"))));
  EXPECT_THAT(read(warehouse.out() / names[1]), testing::AllOf(HasSubstr("\r\n3,11"), testing::Not(HasSubstr("\r\n1,"))));
  // Order 2 was in the first file; it is known to be there.
  EXPECT_TRUE(warehouse.start().push<fairway::FulfilmentOrder>({order("2")}, true).results.at(0).accepted());
  EXPECT_EQ(names_in(warehouse.out()).size(), 2u);
}

// Each step of a submit is followed by a crash in turn: the states that it leaves on the disk are made here.
TEST(CsvSubmit, ACrashAtAnyPointMakesNoSecondOrder) {
  enum class Point { prepared, half_written, written, put };
  for (const auto point : {Point::prepared, Point::half_written, Point::written, Point::put}) {
    Warehouse warehouse;
    ASSERT_TRUE(warehouse.start().push<fairway::FulfilmentOrder>({order("1")}).ok());
    const std::string name = names_in(warehouse.out()).at(0), bytes = warehouse.sent();
    const fs::path spool = warehouse.out().string() + ".spool";
    write(spool / (name + ".prepared"), "fairway-spool/1 1\n1\n" + bytes);
    fs::remove(spool / "sent.log");
    const fs::path half = warehouse.out() / ("." + name + ".tmp");
    if (point != Point::put) fs::remove(warehouse.out() / name);
    if (point == Point::half_written) write(half, bytes.substr(0, 30));
    if (point == Point::written) write(half, bytes);
    const auto pushed = warehouse.start().push<fairway::FulfilmentOrder>({order("1")}, true);
    EXPECT_TRUE(pushed.results.at(0).accepted()) << pushed.cause().message;
    EXPECT_THAT(names_in(warehouse.out()), ElementsAre(name));
    EXPECT_EQ(warehouse.sent(), bytes);
    EXPECT_FALSE(fs::exists(spool / (name + ".prepared"))) << "nor does it keep what it says of people";
  }
}

TEST(CsvCancel, IsRefusedWithTheAdviceToCallAndTheOrderIsThere) {
  Warehouse warehouse;
  fs::remove(warehouse.out()), write(warehouse.out(), "in the way");
  EXPECT_EQ(warehouse.start().push<fairway::FulfilmentOrder>({order("1")}).code, FW_E_CONFIG);
  fs::remove(warehouse.out());
  fairway::Cancellation known, unknown;
  known.reference = "1", unknown.reference = "2";
  const auto pushed = warehouse.start().push<fairway::Cancellation>({known, unknown});
  EXPECT_EQ(pushed.results[0].code, FW_E_REJECTED);
  EXPECT_THAT(pushed.results[0].why.message, HasSubstr("call it"));
  EXPECT_EQ(pushed.results[0].why.pointer, "");
  EXPECT_THAT(warehouse.sent(), HasSubstr("\r\n1,11")) << "refused means that it will ship, so it has to be there";
  EXPECT_EQ(pushed.results[1].code, FW_E_REJECTED);
  EXPECT_EQ(pushed.results[1].why.pointer, "/reference") << "nothing of it will ship";
}

TEST(CsvCancel, GoesOutAsAFileWhereTheWarehouseTakesThem) {
  Warehouse warehouse(R"("cancel":"file")");
  auto channel = warehouse.start();
  ASSERT_TRUE(channel.push<fairway::FulfilmentOrder>({order("1"), order("2")}).ok());
  fairway::Cancellation whole, part;
  whole.reference = "1", whole.reason = "cancelled", part.reference = "2", part.lines = {{"11", "SKU-1", 1}};
  for (int i = 0; i < 2; ++i) {
    const auto pushed = channel.push<fairway::Cancellation>({whole, part}, i > 0);
    EXPECT_TRUE(pushed.results[0].accepted());
    EXPECT_EQ(pushed.results[1].code, FW_E_REJECTED);
  }
  ASSERT_THAT(names_in(warehouse.out()), ElementsAre("can_20260101T000000Z_000002.csv", "ord_20260101T000000Z_000001.csv"));
  EXPECT_EQ(read(warehouse.out() / "can_20260101T000000Z_000002.csv"), "order_id,reason\r\n1,cancelled\r\n");
}

TEST(CsvSettings, WhatCannotWorkIsFoundBeforeItRuns) {
  struct Case {
    const char *settings, *pointer;
  };
  const Case cases[] = {{R"("separator":",,")", "/separator"},
                        {R"("separator":"é")", "/separator"},
                        {R"("decimal":",")", "/separator"},
                        {R"("date-format":"MM/DD")", "/date-format"},
                        {R"("utc-offset":"CET")", "/utc-offset"},
                        {R"("file-name":"orders.csv")", "/file-name"},
                        {R"("file-name":"{sequence}{day}.csv")", "/file-name"},
                        {R"("file-name":".{sequence}")", "/file-name"},
                        {R"("file-name":"{sequence}.tmp")", "/file-name"},
                        {R"("orders":{"columns":[{"column":"a","field":"line.skew"},{"column":"b","field":"reference"}]})",
                         "/orders/columns/0/field"},
                        {R"("orders":{"columns":[{"column":"a","field":"line.sku"}]})", "/orders/columns"},
                        {R"("orders":{"columns":[{"column":"a","field":"reference","text":"b"}]})", "/orders/columns/0"},
                        {R"("shipments":{"columns":{"line":"","sku":""}})", "/shipments/columns/sku"},
                        {R"("stock":{"as-of":"column"})", "/stock/columns/as-of"},
                        {R"("stock":{"location":"W1"})", "/stock/columns/location"},
                        {R"("stock":{"files":"shp*.csv"})", "/stock/files"},
                        {R"("stock":{"files":"*.csv"})", "/stock/files"},
                        {R"("header":false)", "/header"},
                        {R"("units":{"CS":0},"stock":{"columns":{"unit":"u"}})", "/units/CS"},
                        {R"("settle":"soon")", "/settle"}};
  for (const Case& one : cases) {
    const auto outcome = Plugin().validate(Warehouse(one.settings).settings());
    ASSERT_EQ(outcome.failures.size(), 1u) << one.settings;
    EXPECT_EQ(outcome.failures[0].pointer, one.pointer) << one.settings;
  }
  EXPECT_TRUE(Plugin().validate(Warehouse().settings()).failures.empty());
}

}  // namespace
