// Is anything missing? Windows that a second view proves, on time that the test moves (ORD-1, ORD-2).
#include <random>

#include <gmock/gmock.h>

#include "host/base/text.hpp"
#include "host/flows/completeness/rescan.hpp"
#include "host/ledger/window.hpp"
#include "tests/host/flows/dying.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

// A channel whose pull hides some orders for ever, while its own list, and reading by id, have all of them.
struct TwoViews {
  struct Kept {
    std::string id;
    Instant changed;
    bool hidden = false;
  };
  FlowTest& test;
  std::vector<Kept> orders;
  int lists = 0, waits = 1, looks = 0;                       // lists asked for; looks until one is there
  std::vector<Failure> refusals;                             // of the next lists, once they are looked at
  std::set<std::string> gone;                                // not to be had by id
  std::vector<plugins::Rejected> bad_rows;                   // in every list
  std::vector<std::pair<std::string, std::string>> scanned;  // windows of bounded pulls, less those that count only

  explicit TwoViews(FlowTest& with) : test(with) {
    test.script.pull = [this](const plugins::PullRequest& request, plugins::PullSink& sink) {
      const auto params = parse_json(request.params).value();
      if (request.stream == "order-ids") return list(request.cursor, params, sink);
      return pull(params, request.cursor, sink);
    };
  }

  void put(const std::string& id, Instant changed, bool hidden = false) { orders.push_back({id, changed, hidden}); }

 private:
  plugins::Document document(const Kept& kept) const {
    auto order = test.order(kept.id);
    order.created_at = order.updated_at = ledger::to_time(kept.changed);
    return {"order/1", kept.id, to_json(order)};
  }

  Status pull(const json::value& params, const std::string& cursor, plugins::PullSink& sink) {
    plugins::Batch batch;
    batch.cursor = cursor;
    if (const auto* ids = find(params, "ids")) {
      for (const auto& id : ids->get_array())
        for (const auto& kept : orders)
          if (kept.id == id.get_string() && !gone.contains(kept.id)) batch.documents.push_back(document(kept));
      return sink.commit(std::move(batch));
    }
    const auto until = parse_time(text_at(params, "until"));
    if (until && !find(params, "statuses")) scanned.emplace_back(text_at(params, "since"), text_at(params, "until"));
    const auto since = until || cursor.empty() ? *parse_time(text_at(params, "since")) : *parse_time(cursor);
    const auto end = until.value_or(test.clock.now() - 2min);  // the channel's lag
    for (const auto& kept : orders)
      if (!kept.hidden && kept.changed >= since && kept.changed < end) batch.documents.push_back(document(kept));
    if (!until) batch.cursor = format_time(end - 3min);
    return sink.commit(std::move(batch));
  }

  Status list(const std::string& cursor, const json::value& params, plugins::PullSink& sink) {
    plugins::Batch batch;
    if (cursor.empty()) {
      ++lists, looks = 0;
      batch.cursor = fmt::format("R{}", lists);
      return sink.commit(std::move(batch));
    }
    if (looks++ < waits) {
      batch.cursor = cursor;
      return sink.commit(std::move(batch));
    }
    if (!refusals.empty()) {
      auto why = refusals.front();
      refusals.erase(refusals.begin());
      return fail(std::move(why));
    }
    const auto since = *parse_time(text_at(params, "since")), until = *parse_time(text_at(params, "until"));
    std::vector<plugins::Document> all;
    for (const auto& kept : orders) {
      OrderId id;
      id.channel_order_id = kept.id, id.updated_at = ledger::to_time(kept.changed);
      if (kept.changed >= since && kept.changed < until) all.push_back({"order-id/1", kept.id, to_json(id)});
    }
    // In two pieces, so that a crash may fall between them.
    const auto half = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    batch.documents.assign(all.begin(), half);
    batch.cursor = cursor;
    if (auto ok = sink.commit(std::move(batch)); !ok) return ok;
    plugins::Batch rest;
    rest.documents.assign(half, all.end());
    rest.rejects = bad_rows;
    rest.cursor = "";
    return sink.commit(std::move(rest));
  }
};

struct CheckOrdersTest : FlowTest {
  CheckOrdersTest() {
    catalogue.plugins.at("amazon").description.manifest.streams.push_back({"order-ids", {"order-id/1"}, "listings", "", {}});
    clock.advance(24h);
    schedule_now();
  }
  void schedule_now() {
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx, schedule(*config->accounts.at("acme"), catalogue, clock.now()), clock.now());
    }));
  }
  void live(Millis time, Millis step = 15s) {
    for (const auto end = clock.now() + time; clock.now() < end; clock.advance(step)) tick();
  }
  void tick() {
    for (const auto* kind : {"pull-orders", "check-orders", "rescan-orders"}) (void)run(kind);
  }
  storage::Rows windows(const std::string& columns, const std::string& where = "1 = 1") {
    return must(must(db->read())->query("SELECT " + columns + " FROM order_window WHERE " + where + " ORDER BY id"));
  }
  // "counted missing fetched unread state view", of each.
  std::vector<std::string> proofs() {
    std::vector<std::string> out;
    const auto rows = windows("counted, missing, fetched, unread, state, view");
    for (std::size_t i = 0; i < rows.size(); ++i)
      out.push_back(fmt::format("{} {} {} {} {} {}", rows.integer(i, 0), rows.integer(i, 1), rows.integer(i, 2),
                                rows.integer(i, 3), rows.text(i, 4), rows.text(i, 5)));
    return out;
  }
  std::vector<std::string> open_findings() {
    std::vector<std::string> out;
    const auto rows = must(must(db->read())->query("SELECT message FROM finding WHERE resolved_at IS NULL"));
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(rows.text(i, 0));
    return out;
  }
  std::int64_t findings() { return number("SELECT COUNT(*) FROM finding WHERE kind = 'missing-order'"); }

  TwoViews channel{*this};
};

TEST_F(CheckOrdersTest, AnOrderThatThePullNeverShowsIsFoundFetchedAndTakenOnOnce) {
  channel.put("111", kStart + 1h);
  channel.put("222", kStart + 2h, true);
  channel.put("333", clock.now() - 10min, true);  // neither view has settled there
  live(5min);
  EXPECT_THAT(proofs(), ElementsAre("2 1 1 0 proved order-ids"));
  EXPECT_EQ(state("222"), "received");
  EXPECT_THAT(events("222"), ElementsAre("seen"));
  EXPECT_THAT(text("SELECT cause FROM order_event WHERE order_id = (SELECT id FROM orders WHERE channel_order_id = '222')"),
              HasSubstr("check-orders store:us-main"));
  EXPECT_EQ(stored("333").id, 0);
  EXPECT_EQ(findings(), 1);
  EXPECT_THAT(open_findings(), IsEmpty()) << "it was opened, and is resolved since the order is there";
  EXPECT_THAT(text("SELECT message FROM finding"), HasSubstr("1 of 2 orders that changed between"));
  EXPECT_THAT(text("SELECT message FROM finding"), HasSubstr("222"));
}

// Whatever the ledger made of an order, it is not missing: passed over with its reason, or another account's.
TEST_F(CheckOrdersTest, WhatTheLedgerKnowsInAnyStateIsNotMissing) {
  channel.put("old", kStart - 23h);
  channel.put("other", kStart + 1h);
  must(arrive({order("other")}));
  must(db->transact([](storage::Transaction& tx) {
    return ledger::done(tx.execute("UPDATE orders SET account = 'globex' WHERE channel_order_id = 'other'"));
  }));
  configure([](config::Account& account) { account.stores[0].orders.fulfilled_by = {FulfilledBy::amazon}; });
  live(5min);
  EXPECT_EQ(state("old"), "dropped");
  EXPECT_THAT(proofs(), ElementsAre("2 0 0 0 proved order-ids"));
  EXPECT_EQ(findings(), 0);
}

// Before the first pull is complete nothing can be missing, however often the check is due.
TEST_F(CheckOrdersTest, NothingIsCheckedThatThePullHasNotCovered) {
  auto views = std::move(script.pull);
  script.pull = [](const plugins::PullRequest&, plugins::PullSink&) { return fail(FW_E_UNAVAILABLE, "down"); };
  live(2h, 15min);
  EXPECT_THAT(proofs(), IsEmpty());
  script.pull = std::move(views);
  channel.put("111", kStart + 1h);
  live(1h, 1min);
  EXPECT_THAT(proofs(), ElementsAre("1 0 0 0 proved order-ids")) << "as soon as it has, not a day later";
}

TEST_F(CheckOrdersTest, AListThatFailsIsAskedForAgainAndThenThePullHasToDo) {
  channel.put("111", kStart + 1h);
  channel.refusals = {{FW_E_REJECTED, "FATAL", {}, {}}};
  live(5min);
  EXPECT_THAT(proofs(), ElementsAre("0 0 0 0 asking order-ids"));
  EXPECT_EQ(channel.lists, 1) << "not at once";
  live(15min);
  EXPECT_EQ(channel.lists, 2);
  EXPECT_THAT(proofs(), ElementsAre("1 0 0 0 proved order-ids"));
  EXPECT_EQ(text("SELECT note FROM order_window"), "FATAL") << "what came in the way is told";

  channel.refusals = {{FW_E_REJECTED, "FATAL", {}, {}}, {FW_E_REJECTED, "CANCELLED", {}, {}}};
  channel.put("222", clock.now() + 1h);
  live(26h, 1min);
  EXPECT_THAT(proofs(), ElementsAre("1 0 0 0 proved order-ids", "1 0 0 0 proved rescan"));
  EXPECT_EQ(channel.lists, 4);
  ASSERT_EQ(channel.scanned.size(), 1u);
  const auto row = windows("since, until", "view = 'rescan'");
  EXPECT_EQ(channel.scanned[0],
            std::pair(format_time(ledger::from_ms(row.integer(0, 0))), format_time(ledger::from_ms(row.integer(0, 1)))));
}

// A plugin that is down is no view that failed: the job waits as every other.
TEST_F(CheckOrdersTest, ARemoteThatIsDownCostsNoTry) {
  channel.put("111", kStart + 1h);
  channel.refusals = {{FW_E_UNAVAILABLE, "503", {}, {}}, {FW_E_THROTTLED, "429", {}, 30s}};
  live(20min);
  EXPECT_EQ(channel.lists, 1);
  EXPECT_THAT(proofs(), ElementsAre("1 0 0 0 proved order-ids"));
}

TEST_F(CheckOrdersTest, AnOrderThatCannotBeHadByItsIdStaysAFinding) {
  channel.put("111", kStart + 1h, true);
  channel.put("222", kStart + 1h, true);
  channel.gone = {"111"};
  live(1h, 1min);
  EXPECT_THAT(proofs(), ElementsAre("2 2 1 0 incomplete order-ids"));
  EXPECT_EQ(state("222"), "received");
  ASSERT_EQ(open_findings().size(), 1u);
  EXPECT_THAT(open_findings()[0], HasSubstr("111"));
  live(25h, 10min);
  EXPECT_EQ(proofs().size(), 2u) << "the next day goes on";
  EXPECT_EQ(open_findings().size(), 1u);
  channel.orders[0].hidden = false;
  channel.orders[0].changed = clock.now();  // it changes, and then the pull shows it
  live(25h, 10min);
  EXPECT_EQ(proofs()[0], "2 2 2 0 proved order-ids");
  EXPECT_THAT(open_findings(), IsEmpty());
}

// Rows that cannot be read are set aside, and counted: the proof says how far it reaches.
TEST_F(CheckOrdersTest, RowsThatCannotBeReadAreSetAsideAndCounted) {
  channel.put("111", kStart + 1h);
  channel.bad_rows = {{"half a row", "order-id/1", "", "a row without an order id"}};
  live(5min);
  EXPECT_THAT(proofs(), ElementsAre("1 0 0 1 proved order-ids"));
  EXPECT_EQ(text("SELECT stream || ' ' || error FROM reject"), "order-ids a row without an order id");
}

TEST_F(CheckOrdersTest, APausedStoreIsNotCheckedAndProvedForAllOfItsTimeAfterwards) {
  channel.put("111", kStart + 1h);
  live(10min);
  auto c = context();
  must(pause_store(c, "acme", "us-main", true));
  channel.put("222", clock.now() + 24h, true);
  live(72h, 30min);
  EXPECT_EQ(proofs().size(), 1u);
  must(pause_store(c, "acme", "us-main", false));
  live(26h, 5min);
  EXPECT_EQ(state("222"), "received");
  const auto rows = windows("since, until");
  for (std::size_t i = 1; i < rows.size(); ++i) EXPECT_EQ(rows.integer(i, 0), rows.integer(i - 1, 1));
}

// ---- a person's ----
TEST_F(CheckOrdersTest, ARescanTakesOnWhatIsMissingAndChangesNoProof) {
  channel.put("111", kStart + 1h);
  live(10min);
  must(db->transact([](storage::Transaction& tx) { return ledger::done(tx.execute("DELETE FROM orders")); }));
  auto c = context();
  must(ask_rescan(c, {"acme", "us-main", kStart, kStart + 2h}, {"ada"}));
  live(1min);
  EXPECT_THAT(proofs(), ElementsAre("1 0 0 0 proved order-ids", "1 1 1 0 proved rescan"));
  EXPECT_EQ(text("SELECT asked_by FROM order_window WHERE view = 'rescan'"), "ada");
  EXPECT_EQ(state("111"), "received");
  EXPECT_EQ(findings(), 1);
  EXPECT_THAT(open_findings(), IsEmpty());
}

TEST_F(CheckOrdersTest, APreviewCountsAndWritesNothing) {
  channel.put("111", kStart + 1h);
  live(10min);
  must(db->transact([](storage::Transaction& tx) { return ledger::done(tx.execute("DELETE FROM orders")); }));
  channel.put("old", kStart - 47h);
  const auto before = text("SELECT group_concat(name || ' ' || last) FROM sequence");
  const auto cursors = text("SELECT group_concat(scope || cursor) FROM cursor");
  auto c = context();
  const auto preview = must(preview_rescan(c, {"acme", "us-main", kStart - 48h, clock.now()}, 10s));
  EXPECT_EQ(preview.counted, 2);
  EXPECT_EQ(preview.known, 0);
  EXPECT_THAT(preview.missing, ElementsAre("111")) << "the other last changed before the store took orders on";
  EXPECT_THAT(preview.would_take, ElementsAre("111"));
  EXPECT_EQ(preview.passed_over.size(), 1u);
  EXPECT_EQ(preview.problem, "");
  EXPECT_EQ(text("SELECT group_concat(name || ' ' || last) FROM sequence"), before);
  EXPECT_EQ(text("SELECT group_concat(scope || cursor) FROM cursor"), cursors);
  EXPECT_EQ(number("SELECT COUNT(*) FROM orders"), 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM order_window"), 1);
}

TEST_F(CheckOrdersTest, WhatCannotBeRescannedSaysWhy) {
  auto c = context();
  const auto refusal = [&](const RescanRequest& request) { return ask_rescan(c, request, {"ada"}).error().message; };
  EXPECT_THAT(refusal({"acme", "nowhere", kStart, clock.now()}), HasSubstr("no store nowhere"));
  EXPECT_THAT(refusal({"acme", "us-main", clock.now(), kStart}), HasSubstr("begins before it ends"));
  must(pause_store(c, "acme", "us-main", true));
  EXPECT_THAT(refusal({"acme", "us-main", kStart, clock.now()}), HasSubstr("paused"));
  configure([](config::Account& account) { account.stores[0].orders.enabled = false; });
  auto off = context();
  EXPECT_THAT(ask_rescan(off, {"acme", "us-main", kStart, clock.now()}, {"ada"}).error().message,
              HasSubstr("orders.enabled"));
}

// ---- properties ----

// A month of orders, a twentieth of them never shown: every order is in the ledger, the windows are one after the other without
// a gap, and their counts are exact.
TEST_F(CheckOrdersTest, OverAMonthTheProofIsExact) {
  std::mt19937 random(7);
  std::map<std::string, Instant> all;
  std::set<std::string> hidden;
  for (int hour = 0; hour < 24 * 30; ++hour) {
    for (int n = static_cast<int>(random() % 3); n > 0; --n) {
      const auto id = fmt::format("{}", all.size());
      const bool hide = random() % 20 == 0;
      channel.put(id, clock.now() + Millis(random() % 3'600'000), hide);
      all.emplace(id, channel.orders.back().changed);
      if (hide) hidden.insert(id);
    }
    live(1h, 15min);
  }
  live(3h, 5min);
  const auto rows = windows("since, until, state, counted, missing, fetched");
  ASSERT_GT(rows.size(), 26u);
  std::int64_t counted = 0, missing = 0, fetched = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows.text(i, 2), "proved") << i;
    if (i > 0) { EXPECT_EQ(rows.integer(i, 0), rows.integer(i - 1, 1)) << i; }
    counted += rows.integer(i, 3), missing += rows.integer(i, 4), fetched += rows.integer(i, 5);
  }
  const auto proved = ledger::from_ms(rows.integer(rows.size() - 1, 1));
  std::int64_t expected = 0, expected_hidden = 0;
  for (const auto& [id, changed] : all) {
    if (changed >= proved) continue;
    ++expected, expected_hidden += hidden.contains(id);
    EXPECT_NE(stored(id).id, 0) << id;
  }
  EXPECT_EQ(counted, expected);
  EXPECT_EQ(missing, expected_hidden);
  EXPECT_EQ(fetched, expected_hidden);
  EXPECT_THAT(open_findings(), IsEmpty());
}

// One life that ends at commit `n`, and the life after it. False when the first life was long enough.
bool check_dies_at(int n) {
  struct Case final : CheckOrdersTest {
    void TestBody() override {}
  } test;
  test.channel.put("111", kStart + 1h);
  test.channel.put("222", kStart + 1h, true);
  test.channel.put("333", kStart + 2h, true);
  Dying dying(*test.db, n);
  test.in_use = &dying;
  for (int i = 0; i < 8 && !dying.dead(); ++i, test.clock.advance(15s)) test.tick();
  test.in_use = nullptr;
  test.epoch = 2;
  must(test.db->transact([&](storage::Transaction& tx) { return ledger::reclaim(tx, 2, test.clock.now()); }));
  test.live(30min);
  EXPECT_THAT(test.proofs(), ElementsAre("3 2 2 0 proved order-ids")) << "died at commit " << n;
  EXPECT_THAT(test.events("222"), ElementsAre("seen")) << "died at commit " << n;
  EXPECT_THAT(test.events("333"), ElementsAre("seen")) << "died at commit " << n;
  EXPECT_THAT(test.open_findings(), IsEmpty()) << "died at commit " << n;
  return dying.dead();
}

TEST(CheckOrdersCrash, AnywhereInTheCheckItGoesOnAndProvesTheSame) {  // ORD-2
  int n = 0;
  while (check_dies_at(n) && n < 100) ++n;
  EXPECT_GT(n, 8) << "the check has more commits than that";
}

// ---- where orders begin: ACC-12 ----
TEST_F(CheckOrdersTest, AStartThatIsSetToAnEarlierTimeBringsWhatWasPassedOverAndWhatWasNeverAskedFor) {
  const auto start = [&](Instant at) {
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::done(tx.execute("UPDATE store SET live_since = ?", {ledger::to_ms(at)}));
    }));
  };
  channel.put("asked", kStart + 20h);
  channel.put("never", kStart - 30h);
  start(kStart + 10h);
  must(arrive({[&] {  // seen by a webhook, and older than the start
    auto old = order("passed");
    old.created_at = old.updated_at = ledger::to_time(kStart + 5h);
    return old;
  }()}));
  channel.put("passed", kStart + 5h);
  live(10min, 1min);
  EXPECT_EQ(state("asked"), "received");
  EXPECT_EQ(state("passed"), "dropped");
  EXPECT_EQ(stored("never").id, 0);
  start(kStart - 40h);
  live(2h, 5min);
  EXPECT_EQ(state("passed"), "received");
  EXPECT_EQ(state("never"), "received");
  EXPECT_THAT(events("asked"), ElementsAre("seen")) << "once";
  EXPECT_THAT(events("passed"), ElementsAre("passed-over", "seen"));
  const auto scans = channel.scanned.size();
  live(2h, 5min);
  EXPECT_EQ(channel.scanned.size(), scans) << "caught up once";
}

}  // namespace
}  // namespace fairway::flows::test
