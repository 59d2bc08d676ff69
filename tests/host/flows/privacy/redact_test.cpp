// ORD-12: what is known of a buyer ends, in time or on request, and a record proves it.
#include <gmock/gmock.h>

#include "host/base/text.hpp"
#include "host/flows/privacy/personal.hpp"
#include "host/ledger/redaction.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

constexpr const char* kName = "Quirin Zabelthau";

struct RedactTest : FlowTest {
  std::int64_t id_of(const std::string& id) { return stored(id).id; }
  Status redact_order(const std::string& id, bool cancel = false) {
    auto c = context();
    return flows::redact_order(c, "acme", id_of(id), cancel, {"ada"});
  }
  void redact_now() {
    must(db->transact(
        [&](storage::Transaction& tx) { return ledger::enqueue(tx, {host_schedule(clock.now()).at(1)}, clock.now()); }));
    must(run("redact"));
  }
  void changed(const std::string& id, OrderStatus status) {
    auto now = order(id);
    now.status = status;
    clock.advance(1min);
    now.updated_at = Time{ledger::to_ms(clock.now())};
    must(arrive({now}));
  }
  void submitted(const std::string& id) {
    must(arrive({order(id)}));
    must(run("map"));
    must(run("submit"));
  }
  void shipped(const std::string& id) {
    Shipment parcel;
    parcel.id = "P" + id, parcel.reference = id, parcel.lines = {{"L1", "SKU-1", 2}};
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      return sink.commit({{{"shipment/1", parcel.id, to_json(parcel)}}, {}, {}, "c"});
    };
    auto c = context();
    must(accept_delivery(c, {"acme", "west", parcel.id, {}, "{}"}));
    must(run("hook"));
    must(run("confirm"));
    EXPECT_EQ(state(id), "confirmed");
  }
  // Of each redaction what it was of and why.
  std::string records() {
    return text(
        "SELECT COALESCE(GROUP_CONCAT(kind || ' ' || why || ' ' || cause), '') FROM (SELECT * FROM redaction ORDER BY id)");
  }
  bool gone(const storage::Vault::Sealed& sealed) { return vault->unseal(sealed).error().code == FW_E_REJECTED; }
};

TEST_F(RedactTest, AnOrderThatHasEndedIsRedactedAtOnceAndTheRecordNamesTheKey) {
  must(arrive({order("1")}));
  changed("1", OrderStatus::cancelled);
  const auto sealed = stored("1").pii;
  must(redact_order("1"));
  EXPECT_TRUE(gone(sealed));
  EXPECT_TRUE(stored("1").pii.key_id.empty());
  EXPECT_EQ(records(), "order request by ada");
  EXPECT_EQ(text("SELECT key_id FROM redaction"), sealed.key_id);
  EXPECT_EQ(text("SELECT data FROM order_event WHERE type = 'redacted'"),
            fmt::format(R"({{"why":"request","key":"{}"}})", sealed.key_id));
  must(redact_order("1"));
  EXPECT_EQ(records(), "order request by ada") << "asked again, it is done already";
}

TEST_F(RedactTest, WhatWasRedactedDoesNotComeBackWhenTheChannelStillShowsIt) {
  submitted("1");
  shipped("1");
  must(redact_order("1"));
  changed("1", OrderStatus::shipped);
  EXPECT_THAT(events("1"), Contains("changed"));
  EXPECT_TRUE(stored("1").pii.key_id.empty());
  EXPECT_EQ(number("SELECT COUNT(*) FROM orders WHERE pii IS NOT NULL"), 0);
}

// Open for ever, as orders are that a warehouse forgets: its time ends too, and the channel shows it again the next minute.
TEST_F(RedactTest, AnOpenOrderPastAllTimesStaysRedactedToo) {
  submitted("1");
  clock.advance(24h * 181);
  redact_now();
  EXPECT_EQ(records(), fmt::format("order retention {}", text("SELECT cause FROM redaction")));
  changed("1", OrderStatus::partially_shipped);
  EXPECT_TRUE(stored("1").pii.key_id.empty());
}

TEST_F(RedactTest, AnOrderThatMayHaveToShipIsRefusedWithTheReason) {
  must(arrive({order("1")}));
  const auto refused = redact_order("1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, FW_E_REJECTED);
  EXPECT_THAT(refused.error().message, HasSubstr("the order is received: without its address it could not be shipped"));
  EXPECT_FALSE(stored("1").pii.key_id.empty());
  auto c = context();
  EXPECT_EQ(flows::redact_order(c, "globex", id_of("1"), true, {"ada"}).error().code, FW_E_INVALID) << "another's";
}

TEST_F(RedactTest, CancelledFirstItIsRedactedInTheSameStroke) {
  must(arrive({order("1")}));
  const auto sealed = stored("1").pii;
  must(redact_order("1", true));
  EXPECT_EQ(state("1"), "cancelled");
  EXPECT_TRUE(gone(sealed));
  EXPECT_THAT(events("1"), ElementsAre("seen", "cancelled", "notice", "redacted"));  // this channel takes no cancellations
}

TEST_F(RedactTest, WhileTheWarehouseIsAskedTheWishIsKeptAndDoneWhenItHasAnswered) {
  submitted("1");
  const auto sealed = stored("1").pii;
  must(redact_order("1", true));
  redact_now();
  EXPECT_FALSE(gone(sealed)) << "it may still ship";
  must(run("cancel"));
  EXPECT_EQ(state("1"), "cancelled");
  redact_now();
  EXPECT_TRUE(gone(sealed));
  EXPECT_EQ(records(), "order request by ada");
  EXPECT_EQ(number("SELECT COUNT(*) FROM redaction_request"), 0);
}

TEST_F(RedactTest, RejectsAndDeliveriesThatNameTheOrderGoWithIt) {
  must(arrive({order("17")}, {R"({"channel_order_id":"17","lines":7})", R"({"channel_order_id":"18","lines":7})"}));
  changed("17", OrderStatus::cancelled);
  auto c = context();
  must(accept_delivery(c, {"acme", "west", "mine", {}, R"({"reference":"17","to":"Quirin Zabelthau"})"}));
  must(accept_delivery(c, {"acme", "west", "other", {}, R"({"reference":"18"})"}));
  for (int job = 0; job < 2; ++job) must(run("hook"));
  must(redact_order("17"));
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject WHERE raw IS NULL"), 1);
  EXPECT_EQ(text("SELECT GROUP_CONCAT(delivery_id) FROM hook"), "other");
  EXPECT_EQ(number("SELECT COUNT(*) FROM redaction WHERE why = 'request'"), 3);
}

TEST_F(RedactTest, RawBytesGoByTheirAccountsOwnTime) {
  configure([](config::Account& account) { account.retain_pii = 24h * 3; });
  must(arrive({}, {"{not json"}));
  auto c = context();
  must(accept_delivery(c, {"acme", "west", "handled", {}, "{}"}));
  must(run("hook"));
  clock.advance(24h * 3 + 1ms);
  redact_now();
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject WHERE raw IS NOT NULL"), 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM hook"), 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM redaction WHERE why = 'retention' AND account = 'acme'"), 2);
}

// A dead letter is kept for as long as nobody looks at it, and what is parked until its warehouse is back: the buyer's time ends
// for both, the one for whom a worker is reading it right now excepted.
TEST_F(RedactTest, ADeliveryWhoseJobIsDeadParkedOrWaitingEndsWithItsJob) {
  auto c = context();
  for (const char* job : {"dead", "parked", "ready", "running"}) {
    must(accept_delivery(c, {"acme", "west", job, {}, R"({"to":"Quirin Zabelthau"})"}));
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::done(
          tx.execute("UPDATE job SET state = ? WHERE subject = (SELECT MAX(id) FROM hook)", {std::string(job)}));
    }));
  }
  clock.advance(24h * 29);
  redact_now();
  EXPECT_EQ(number("SELECT COUNT(*) FROM hook"), 4) << "not yet";
  clock.advance(24h * 2);
  redact_now();
  EXPECT_EQ(text("SELECT GROUP_CONCAT(delivery_id) FROM hook"), "running");
  EXPECT_EQ(text("SELECT GROUP_CONCAT(state) FROM job WHERE kind = 'hook'"), "running");
  EXPECT_EQ(number("SELECT COUNT(*) FROM redaction WHERE kind = 'delivery' AND why = 'retention'"), 3);
}

TEST_F(RedactTest, OnRequestADeliveryThatNoJobWillReadGoesWithItsDeadLetter) {
  must(arrive({order("17")}));
  changed("17", OrderStatus::cancelled);
  auto c = context();
  for (const char* job : {"dead", "parked", "ready"}) {
    must(accept_delivery(c, {"acme", "west", job, {}, R"({"reference":"17"})"}));
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::done(
          tx.execute("UPDATE job SET state = ? WHERE subject = (SELECT MAX(id) FROM hook)", {std::string(job)}));
    }));
  }
  must(redact_order("17"));
  EXPECT_EQ(text("SELECT GROUP_CONCAT(delivery_id) FROM hook"), "ready") << "it is about to be read";
  EXPECT_EQ(text("SELECT GROUP_CONCAT(state) FROM job WHERE kind = 'hook'"), "ready");
}

// Part of it has shipped, and another is still to be sent: to whom?
TEST_F(RedactTest, AnOrderOfWhichAPartIsStillToGoKeepsItsAddress) {
  submitted("1");
  must(db->transact(
      [&](storage::Transaction& tx) { return ledger::done(tx.execute("UPDATE orders SET state = 'partially-shipped'")); }));
  const auto part_is = [&](const char* now) {
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::done(tx.execute("UPDATE fulfilment SET state = ?", {std::string(now)}));
    }));
  };
  clock.advance(24h * 31);
  for (const char* open : {"routed", "sending"}) {
    part_is(open);
    redact_now();
    EXPECT_FALSE(stored("1").pii.key_id.empty()) << open;
  }
  part_is("submitted");
  redact_now();
  EXPECT_TRUE(stored("1").pii.key_id.empty());
}

// Nobody is sent a parcel without an address, whatever let it come so far.
TEST_F(RedactTest, WhatWasRedactedIsNotSentAndSaysSo) {
  must(arrive({order("1")}));
  must(run("map"));
  clock.advance(24h * 181);
  redact_now();
  ASSERT_TRUE(stored("1").pii.key_id.empty());
  must(run("submit"));
  EXPECT_TRUE(script.pushed.empty());
  EXPECT_THAT(text("SELECT state || ': ' || last_error FROM job WHERE kind = 'submit'"),
              HasSubstr("dead: its personal data was erased"));
  EXPECT_EQ(state("1"), "failed");
  EXPECT_THAT(stored("1").reason, HasSubstr("its personal data was erased"));
}

// A plugin is told who the buyer is where it asks and the account grants it.
TEST_F(RedactTest, AWarehouseThatIsNotGrantedOrDoesNotAskGetsNoNames) {
  const auto sent = [&](const std::string& id) {
    submitted(id);
    return script.pushed.back().document.body;
  };
  EXPECT_THAT(sent("1"), HasSubstr(kName));
  configure([](config::Account& account) { account.granted = {"elsewhere"}; });
  EXPECT_THAT(sent("2"), Not(HasSubstr("Quirin")));
  EXPECT_THAT(sent("3"), HasSubstr(R"("country":"US")")) << "where it goes stays, for its route";
  configure([](config::Account& account) { account.granted = {"west"}; });
  EXPECT_THAT(sent("4"), HasSubstr(kName));
  catalogue.plugins.at("wms").description.manifest.pushes[0].pii = false;
  EXPECT_THAT(sent("5"), Not(HasSubstr("Quirin")));
}

TEST_F(RedactTest, WhatAWarehouseSaysDoesNotRepeatTheBuyer) {
  script.push = [](const plugins::PushItem&) -> plugins::PushResult {
    return {fail(FW_E_REJECTED, "no street for QUIRIN ZABELTHAU at hollow lane 77B"), ""};
  };
  submitted("1");
  EXPECT_EQ(stored("1").reason, "no street for *** at ***");
  script.push = nullptr;
  submitted("2");
  Notice notice;
  notice.kind = "order-exception", notice.severity = "error", notice.reference = "2";
  notice.message = "Herr Zabelthau does not open";
  script.pull = [&](const plugins::PullRequest&, plugins::PullSink& sink) {
    return sink.commit({{{"notice/1", "n", to_json(notice)}}, {}, {}, "c"});
  };
  auto c = context();
  must(accept_delivery(c, {"acme", "west", "n", {}, "{}"}));
  must(run("hook"));
  EXPECT_EQ(number("SELECT COUNT(*) FROM order_event WHERE data LIKE '%abelthau%'"), 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE message LIKE '%Herr *** does not open%'"), 1);
}

// Whoever answers, and whatever it was asked.
TEST_F(RedactTest, NoAnswerOfAnyKindRepeatsTheBuyer) {
  catalogue.plugins.at("amazon").description.manifest.pushes.push_back(
      {"order-cancellation/1", "control", "", 20, 0, false});
  catalogue.plugins.at("amazon").description.manifest.pushes.push_back({"notice/1", "orders", "", 20, 0, false});
  submitted("1");
  submitted("2");
  submitted("3");
  script.push = [](const plugins::PushItem& item) -> plugins::PushResult {
    return {fail(FW_E_REJECTED, item.document.schema + " says no to Quirin Zabelthau"), ""};
  };
  must(run("acknowledge"));
  auto c = context();
  must(cancel(c, "acme", id_of("1"), {.reason = "general"}, {"ada"}));
  must(run("cancel"));
  EXPECT_THAT(events("1"), Contains("cancellation-refused"));
  Shipment parcel;
  parcel.id = "P2", parcel.reference = "2", parcel.lines = {{"L1", "SKU-1", 2}};
  script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
    return sink.commit({{{"shipment/1", parcel.id, to_json(parcel)}}, {}, {}, "c"});
  };
  must(accept_delivery(c, {"acme", "west", parcel.id, {}, "{}"}));
  must(run("hook"));
  must(run("confirm"));
  EXPECT_THAT(events("2"), Contains("confirmation-refused"));
  must(db->transact([&](storage::Transaction& tx) {
    return ledger::enqueue(tx, {recurring_job("acme", "tell", "us-main", 10s, clock.now())}, clock.now());
  }));
  must(run("tell"));
  script.push = nullptr;
  must(cancel(c, "acme", id_of("3"), {.reason = "general"}, {"ada"}));
  must(run("cancel"));
  EXPECT_EQ(state("3"), "cancelled");
  script.push = [](const plugins::PushItem&) -> plugins::PushResult {
    return {fail(FW_E_REJECTED, "Quirin Zabelthau was told otherwise"), ""};
  };
  must(run("tell-cancelled"));
  EXPECT_THAT(events("3"), Contains("cancellation-result"));
  for (const char* place : {"order_event WHERE data", "finding WHERE message", "shipment WHERE error",
                            "cancellation WHERE error", "orders WHERE reason", "job WHERE last_error"})
    EXPECT_EQ(number(fmt::format("SELECT COUNT(*) FROM {} LIKE '%abelthau%'", place)), 0) << place;
  EXPECT_GE(number("SELECT COUNT(*) FROM order_event WHERE data LIKE '%***%'"), 5);
}

// What the channel made of a cancellation, and what a warehouse says without naming the order.
TEST_F(RedactTest, NoNoticeRepeatsTheBuyer) {
  submitted("1");
  Notice result;
  result.kind = "cancellation-result", result.severity = "error", result.channel_order_id = "1";
  result.message = "Quirin Zabelthau has it already";
  script.pull = [&](const plugins::PullRequest&, plugins::PullSink& sink) {
    return sink.commit({{{"notice/1", "n", to_json(result)}}, {}, {}, ""});
  };
  must(db->transact([&](storage::Transaction& tx) {
    return ledger::enqueue(tx, {notices_job("acme", "us-main", clock.now())}, clock.now());
  }));
  must(run("pull-notices"));
  EXPECT_THAT(text("SELECT data FROM order_event WHERE type = 'cancellation-result'"), HasSubstr("*** has it already"));
  Notice of_nothing;
  of_nothing.kind = "order-exception", of_nothing.severity = "error";
  of_nothing.message = "nobody opens at HOLLOW LANE 77B, says Herr Zabelthau";
  result = of_nothing;
  auto c = context();
  must(accept_delivery(c, {"acme", "west", "n", {}, "{}"}));
  must(run("hook"));
  EXPECT_EQ(text("SELECT message FROM finding WHERE kind = 'warehouse-notice'"), "nobody opens at ***, says Herr ***");
}

TEST(Personal, HidesValuesAndNamesInAnyCaseAndLeavesShortWords) {
  const auto texts = personal_texts({{"/ship_to/name", "Ann Quillfeather"},
                                     {"/ship_to/line2", "No 4"},
                                     {"/ship_to/city", "Personville"},
                                     {"/ship_to/*", R"({"door":"left of the bakery"})"}});
  EXPECT_EQ(less_personal("ANN QUILLFEATHER, quillfeather, Ann, No 4, PERSONVILLE, left of the bakery", texts),
            "***, ***, Ann, No 4, ***, ***");
  EXPECT_EQ(less_personal("", texts), "");
}

// The plugin is told what may go and what is still needed.
TEST_F(RedactTest, FilesAreAskedAboutByTheAccountsTimeAndOpenOrdersAreNamed) {
  catalogue.plugins.at("wms").description.manifest.streams = {{"retention", {}, "orders", "", {}}};
  configure([](config::Account& account) { account.keep_files = 24h * 7; });
  submitted("open");
  submitted("ended");
  changed("ended", OrderStatus::cancelled);
  must(run("cancel"));
  clock.advance(24h * 8);
  submitted("young");
  std::string asked;
  script.pull = [&](const plugins::PullRequest& request, plugins::PullSink&) {
    asked = request.params;
    return Status{};
  };
  const auto& account = *config->accounts.at("acme");
  auto jobs = schedule(account, catalogue, clock.now());
  std::erase_if(jobs, [](const auto& job) { return job.group.kind != "pull-retention"; });
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs.front().every, Millis(1h));
  must(db->transact([&](storage::Transaction& tx) { return ledger::enqueue(tx, jobs, clock.now()); }));
  must(run("pull-retention"));
  EXPECT_EQ(asked, fmt::format(R"({{"before":"{}","open":["open"]}})", format_time(clock.now() - 24h * 7)));
}

}  // namespace
}  // namespace fairway::flows::test
