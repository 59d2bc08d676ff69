// Confirmed is not visible: what the channel does not show in time is looked for, sent again by rule or told to a person (ORD-9).
#include <gmock/gmock.h>

#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

struct LookForTest : FlowTest {
  LookForTest() { catalogue.plugins.at("amazon").description.manifest.streams[0].by_id = true; }

  // A parcel of order "1", confirmed.
  void confirmed() {
    must(arrive({order("1")}));
    must(run("map"));
    must(run("submit"));
    auto c = context();
    must(db->transact([&](storage::Transaction& tx) -> Status {
      std::vector<ledger::ShipmentRow> rows(1);
      auto& row = rows[0];
      row.order_id = stored("1").id, row.fulfilment_id = 1, row.account = "acme", row.store = "us-main",
      row.remote_id = "P1";
      row.package_reference = "1", row.carrier = "UPS", row.tracking_number = "1Z1", row.lines = {{"L1", "SKU-1", 2}};
      row.known_at = clock.now();
      if (auto ok = ledger::insert(tx, rows); !ok) return ok;
      return ledger::enqueue(tx, {confirm_job(rows[0], clock.now())}, clock.now());
    }));
    must(run("confirm"));
  }
  // What a single read of the order shows.
  void channel_shows(bool parcel) {
    script.pull = [=, this](const plugins::PullRequest& request, plugins::PullSink& sink) -> Status {
      asked.push_back(request.params);
      auto shown = order("1");
      shown.store = "us-main";
      if (parcel) shown.packages = {{.reference = "1", .tracking_number = "1Z1"}};
      return sink.commit({{{"order/1", "1", to_json(shown)}}, {}, {}, std::nullopt});
    };
  }
  std::string parcel() { return text("SELECT state || ' ' || unseen FROM shipment"); }
  std::int64_t alarms() { return number("SELECT COUNT(*) FROM finding WHERE kind = 'unseen' AND resolved_at IS NULL"); }
  std::vector<std::string> asked;
};

TEST_F(LookForTest, ItIsReadOnceItIsOverdueAndNotBefore) {
  confirmed();
  channel_shows(true);
  clock.advance(59min);
  must(run("confirmations"));
  EXPECT_TRUE(asked.empty());
  clock.advance(1min);
  must(run("confirmations"));
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_THAT(asked[0], HasSubstr(R"("ids":["1"])"));
  EXPECT_EQ(parcel(), "verified 0");
  EXPECT_EQ(number("SELECT COUNT(*) FROM job WHERE kind = 'confirmations'"), 0) << "nothing is left to look for";
}

TEST_F(LookForTest, WhatTheOrdinaryPullShowedIsNotReadAgain) {
  confirmed();
  auto shown = order("1");
  shown.packages = {{.reference = "1", .tracking_number = "1Z1"}};
  shown.updated_at = Time{ledger::to_ms(clock.now())};
  must(arrive({shown}));
  EXPECT_EQ(parcel(), "verified 0");
  channel_shows(true);
  clock.advance(2h);
  must(run("confirmations"));
  EXPECT_TRUE(asked.empty());
}

// The pull may see the parcel before it is recorded here that the channel took it.
TEST_F(LookForTest, AnOrderThatIsSeenUnchangedVerifiesToo) {
  auto shown = order("1");
  shown.packages = {{.reference = "1", .tracking_number = "1Z1"}};
  confirmed();
  must(db->transact([&](storage::Transaction& tx) {
    return ledger::done(tx.execute("UPDATE orders SET document = ?", {[&] {
                                     auto stored = shown;
                                     cut_pii(stored);
                                     return to_json(stored);
                                   }()}));
  }));
  must(arrive({shown}));
  EXPECT_EQ(parcel(), "verified 0");
}

TEST_F(LookForTest, WhatIsNotThereIsToldToAPersonOnceAndSentAgainByThem) {
  confirmed();
  channel_shows(false);
  clock.advance(1h);
  must(run("confirmations"));
  EXPECT_EQ(parcel(), "confirmed 2");
  EXPECT_EQ(alarms(), 1);
  EXPECT_THAT(text("SELECT message FROM finding"), HasSubstr("`fairway shipment send 1` tells it again"));
  EXPECT_THAT(events("1"), Contains("notice"));
  clock.advance(24h);
  must(run("confirmations"));
  EXPECT_EQ(asked.size(), 1u) << "once";
  auto c = context();
  must(send_shipment(c, "acme", 1, {"admin"}));
  EXPECT_EQ(alarms(), 0);
  must(run("confirm"));
  EXPECT_THAT(script.pushed.back().document.body, HasSubstr("\"package_reference\":\"1\"")) << "the same parcel";
  channel_shows(true);
  clock.advance(1h);
  must(run("confirmations"));
  EXPECT_EQ(parcel(), "verified 0");
  EXPECT_FALSE(send_shipment(c, "acme", 1, {"admin"})) << "it is there";
}

TEST_F(LookForTest, ByRuleItIsSentAgainOnceBeforeAPersonIsTold) {
  configure([](config::Account& account) { account.stores[0].orders.unseen = config::Orders::Unseen::send_again; });
  confirmed();
  channel_shows(false);
  clock.advance(1h);
  const auto before = script.pushed.size();
  must(run("confirmations"));
  EXPECT_EQ(parcel(), "known 1");
  EXPECT_EQ(alarms(), 0);
  must(run("confirm"));
  EXPECT_EQ(script.pushed.size(), before + 1);
  clock.advance(1h);
  must(run("confirmations"));
  EXPECT_EQ(parcel(), "confirmed 2");
  EXPECT_EQ(alarms(), 1);
}

TEST_F(LookForTest, NobodyLooksWhereTheChannelKnowsNoSingleReads) {
  catalogue.plugins.at("amazon").description.manifest.streams[0].by_id = false;
  confirmed();
  EXPECT_EQ(number("SELECT COUNT(*) FROM job WHERE kind = 'confirmations'"), 0);
}

TEST_F(LookForTest, WhileItsStoreIsPausedNobodyIsAlarmed) {
  confirmed();
  channel_shows(false);
  auto c = context();
  must(pause_store(c, "acme", "us-main", true));
  clock.advance(2h);
  (void)run("confirmations");
  EXPECT_EQ(alarms(), 0);
  must(pause_store(c, "acme", "us-main", false));
  clock.advance(1min);
  must(run("confirmations"));
  EXPECT_EQ(alarms(), 1);
}

}  // namespace
}  // namespace fairway::flows::test
