// A warehouse that exchanges X12 files, from the order at the marketplace to its tracking there. The far side is the sandbox's,
// which judges what it gets with a reader of its own. (WMS-2)
#include <fmt/format.h>

#include "fairway/drop/testing/sftp_server.hpp"
#include "tests/integration/files.hpp"

namespace fairway::testing {
namespace {

namespace fs = std::filesystem;
using drop::testing::SftpServer;
using sandbox::FaultKind;
using sandbox::OrderSpec;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

std::string ordered_units(World& world, std::int64_t units) {
  return world.inject(1, 1, [&](OrderSpec& spec) { spec.service_level = "STANDARD", spec.quantity = units, spec.lines = 1; })
      .front();
}
bool await_taken_on(World& world, const std::string& order) {
  return until([&] { return journal_count(world, "create", order) == 1; }, kSoon);
}

class X12 : public OneWorld {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<World>(with_file_warehouses());
    exchange_files(*world_, "wms-x12",
                   "outbox: edi/out, inbox: edi/in, sender: ACME, receiver: MAINWH, return-to-entity: RT");
    write_file(account_file(*world_), read_text(account_file(*world_)) +
                                          "returns: { to: { company: Acme Returns, line1: Kade 1, city: Breda, "
                                          "postal-code: 4811 AA, country: NL } }\n");
    ASSERT_TRUE(world_->start()) << world_->log();
  }
  void TearDown() override { EXPECT_EQ(wrongs_of(*world_, "x12"), ""); }

  static std::string new_order(std::int64_t units = 2) { return ordered_units(*world_, units); }
  static bool ship(const std::string& order, json::object more = {}) {
    more["order"] = order;
    return tell_files(*world_, "x12/ship", more);
  }
  static std::string told(const std::string& id) { return say(*world_, "acme1", id); }
  static fs::path in() { return world_->data() / "edi/in"; }
  static std::ptrdiff_t waiting() {
    return std::count_if(fs::directory_iterator(in()), {}, [](const auto& entry) { return entry.is_regular_file(); });
  }
};

TEST_F(X12, AnOrderGoesOutAsA940AndItsTrackingComesBackWithA945) {
  const auto id = new_order();
  ASSERT_TRUE(await_taken_on(*world_, id)) << told(id);
  EXPECT_THAT(json::serialize(world_->sandbox().control("GET", "x12/orders").value()),
              HasSubstr(R"("return_to":"Acme Returns, Kade 1, Breda, 4811 AA, NL")"));
  ASSERT_TRUE(ship(id, {{"tracking", "1Z999AA10123456784"}}));
  ASSERT_TRUE(await_state(*world_, "acme1", id, "confirmed")) << told(id);
  const auto parcel = shipment_of(world_->order("acme1", id));
  EXPECT_EQ(text_in(parcel, "tracking_number"), "1Z999AA10123456784");
  EXPECT_EQ(text_in(parcel, "carrier"), "UPS");
  EXPECT_FALSE(fs::is_empty(in() / "archive"));
  EXPECT_EQ(journal_count(*world_, "confirmation", id), 1U);
}

TEST_F(X12, TrackingIsFoundWhereverThePartnerPutsIt) {
  std::map<std::string, std::string> numbers;  // by order
  for (const auto* place : {"MAN*CP", "N9*2I", "N9*CN", "W06-05"}) {
    const auto id = new_order(1);
    numbers[id] = fmt::format("7700000000{:02}", numbers.size());
    ASSERT_TRUE(await_taken_on(*world_, id)) << told(id);
    ASSERT_TRUE(ship(id, {{"tracking_in", place}, {"tracking", numbers[id]}, {"carrier", "FedEx"}, {"service", "Ground"}}));
  }
  for (const auto& [id, number] : numbers) {
    ASSERT_TRUE(await_event(*world_, "acme1", id, "shipped")) << told(id);
    EXPECT_EQ(text_in(shipment_of(world_->order("acme1", id)), "tracking_number"), number);
  }
}

// Part of an order in two cartons, told twice and the file once more under another name; then the rest, with one too many.
TEST_F(X12, PartsCartonsAndRepetitionsComeToEachUnitOnce) {
  const auto id = new_order(4);
  ASSERT_TRUE(await_taken_on(*world_, id)) << told(id);
  world_->sandbox().fault({.kind = FaultKind::double_delivery, .side = "x12", .operation = "945", .count = 1});
  ASSERT_TRUE(ship(id, {{"partial", true}, {"parcels", 2}, {"copies", 2}, {"tracking", "1ZPART"}}));
  ASSERT_TRUE(await_event(*world_, "acme1", id, "shipped-part")) << told(id);
  EXPECT_THAT(units_by_tracking(world_->order("acme1", id)), UnorderedElementsAre(Pair("1ZPART1", 2), Pair("1ZPART2", 1)));
  EXPECT_TRUE(until([] { return fs::exists(in() / "archive") && waiting() == 0; }, kSoon));
  ASSERT_TRUE(ship(id, {{"tracking", "1ZREST"}}));
  ASSERT_TRUE(await_state(*world_, "acme1", id, "confirmed")) << told(id);
  EXPECT_THAT(units_by_tracking(world_->order("acme1", id)),
              UnorderedElementsAre(Pair("1ZPART1", 2), Pair("1ZPART2", 1), Pair("1ZREST", 1)));
  EXPECT_EQ(journal_count(*world_, "confirmation", id), 3U);
}

TEST_F(X12, WhatTheWarehouseCutsShortOrShipsTooManyOfIsSeen) {
  const auto cut = new_order(2), over = new_order(1);
  ASSERT_TRUE(await_taken_on(*world_, cut) && await_taken_on(*world_, over)) << told(cut);
  ASSERT_TRUE(ship(cut, {{"cut", true}}) && ship(over, {{"over", 2}}));
  EXPECT_TRUE(until([&] { return is_in_findings(*world_, "ships no more than 1 of 2"); }, kSoon)) << told(cut);
  ASSERT_TRUE(await_event(*world_, "acme1", over, "shipped")) << told(over);
  // Amazon is told of what was ordered; what is beyond stands beside it.
  EXPECT_EQ(units_by_tracking(world_->order("acme1", over)).begin()->second, 1);
  EXPECT_EQ(number_at(shipment_of(world_->order("acme1", over), 0).at("surplus").at(0), "quantity"), 2);
  EXPECT_TRUE(is_in_findings(*world_, "over-shipped")) << told(over);
}

TEST_F(X12, AnOrderThatA997RefusesIsRejectedAndRetriedWithNewNumbers) {
  world_->sandbox().fault({.kind = FaultKind::refuse_set, .side = "x12", .count = 1, .place = "W66-05", .code = "7"});
  const auto id = new_order();
  ASSERT_TRUE(await_state(*world_, "acme1", id, "rejected")) << told(id);
  EXPECT_THAT(text_in(world_->order("acme1", id), "reason"),
              AllOf(HasSubstr("W66 (segment "), HasSubstr(") element 5 (routing) has an unknown code")));
  EXPECT_EQ(world_->fairway({"orders", "retry", id, "--account", "acme1"}).exit, 0);
  ASSERT_TRUE(await_taken_on(*world_, id)) << told(id);
}

TEST_F(X12, ATa1ThatRefusesAFileRefusesItsOrders) {
  world_->sandbox().fault({.kind = FaultKind::refuse_interchange, .side = "x12", .count = 1, .code = "021"});
  const auto id = new_order();
  ASSERT_TRUE(await_state(*world_, "acme1", id, "rejected")) << told(id);
  EXPECT_THAT(text_in(world_->order("acme1", id), "reason"), HasSubstr("the groups are counted wrongly (TA1 note 021)"));
  EXPECT_EQ(world_->fairway({"orders", "retry", id, "--account", "acme1"}).exit, 0);
  ASSERT_TRUE(await_taken_on(*world_, id)) << told(id);
}

TEST_F(X12, StockAndReceiptsComeIn) {
  const auto id = new_order(1);
  ASSERT_TRUE(await_taken_on(*world_, id)) << told(id);  // the warehouse knows us from now on
  ASSERT_TRUE(tell_files(*world_, "x12/stock", {{"depositor", "ACME"}, {"sku", "MUG-7"}, {"on_hand", 41}}));
  const auto known = [&] {
    for (const auto& one : items_of(world_->get("/v1/accounts/acme1/stock?sku=MUG-7")))
      if (number_at(one, "available") == 41) return true;
    return false;
  };
  EXPECT_TRUE(until(known, kSoon)) << json::serialize(world_->get("/v1/accounts/acme1/stock?sku=MUG-7"));
  ASSERT_TRUE(tell_files(*world_, "x12/receipt",
                         {{"depositor", "ACME"},
                          {"delivery", "ASN-77"},
                          {"rows", json::array{json::object{{"sku", "MUG-7"}, {"quantity", 8}, {"damaged", 2}}}}}));
  EXPECT_TRUE(until([&] { return is_in_findings(*world_, "ASN-77"); }, kSoon)) << world_->log();
}

TEST_F(X12, AHostThatIsKilledSendsNothingTwice) {
  std::vector<std::string> ids;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 5; ++i) ids.push_back(new_order());
    ASSERT_TRUE(await_taken_on(*world_, ids[ids.size() - 5])) << told(ids.back());
    world_->kill();
    ASSERT_TRUE(world_->start()) << world_->log();
  }
  for (const auto& id : ids) {
    ASSERT_TRUE(await_taken_on(*world_, id)) << told(id);
    ASSERT_TRUE(await_event(*world_, "acme1", id, "submitted")) << told(id);
  }
  EXPECT_EQ(journal_count(*world_, "duplicate"), 0U);
  // Answers bear numbers of the same sequence. What was laid down just before a kill may be laid down once more, as it was.
  std::map<std::string, std::string> numbers;
  for (const auto& entry : fs::directory_iterator(world_->data() / "edi/taken")) {
    const auto text = read_text(entry.path());
    EXPECT_EQ(numbers.emplace(text.substr(90, 9), text).first->second, text) << "a control number stands for two contents";
  }
}

TEST_F(X12, ABrokenFileIsAFindingAndLiesInRejects) {
  write_file(in() / "broken.edi", "ISA*00*this is cut off");
  EXPECT_TRUE(until([&] { return is_in_findings(*world_, "broken.edi"); }, kSoon)) << world_->log();
  EXPECT_TRUE(until([&] { return fs::exists(in() / "rejects/broken.edi"); }, kSoon));
  EXPECT_THAT(read_text(in() / "rejects/broken.edi.reason.txt"), HasSubstr("it ends within its ISA"));
}

// The same folders behind a real server, which is cut off in between.
TEST(X12OverSftp, AnOrderGoesOutAndItsTrackingComesBack) {
  if (!SftpServer::available()) GTEST_SKIP() << "needs /usr/sbin/sshd (openssh-server)";
  World world(with_file_warehouses());
  fs::create_directories(world.folder() / "ssh");
  SftpServer server(world.folder() / "ssh");
  const auto url = [&](const char* folder) {
    return fmt::format("\"sftp://{}@127.0.0.1:{}{}/edi/{}\"", SftpServer::user(), server.port(), world.data().string(),
                       folder);
  };
  exchange_files(world, "wms-x12",
                 fmt::format("outbox: {}, inbox: {}, spool: edi/spool, known-hosts: {}, key-file: {}, sender: ACME, "
                             "receiver: MAINWH",
                             url("out"), url("in"), server.known_hosts(), server.key()));
  ASSERT_TRUE(world.start()) << world.log();
  for (const auto* tracking : {"1Z0000000000000001", "1Z0000000000000002"}) {
    const auto id = ordered_units(world, 2);
    ASSERT_TRUE(await_taken_on(world, id)) << say(world, "acme1", id);
    server.cut();
    ASSERT_TRUE(tell_files(world, "x12/ship", {{"order", id}, {"tracking", tracking}}));
    ASSERT_TRUE(await_state(world, "acme1", id, "confirmed")) << say(world, "acme1", id);
    EXPECT_EQ(text_in(shipment_of(world.order("acme1", id)), "tracking_number"), tracking);
  }
  EXPECT_GT(server.connections(), 1);
  EXPECT_EQ(journal_count(world, "duplicate"), 0U);
  EXPECT_EQ(wrongs_of(world, "x12"), "");
}

}  // namespace
}  // namespace fairway::testing
