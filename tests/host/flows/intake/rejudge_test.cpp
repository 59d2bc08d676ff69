// Stored orders judged by other rules: as the channel showed them, when it did.
#include "host/flows/intake/rejudge.hpp"

#include <random>

#include <gmock/gmock.h>

#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using namespace std::chrono_literals;
using ledger::to_ms;
using Verdict = Judgement::Verdict;

struct RejudgeTest : FlowTest {
  static constexpr std::array kStatuses{OrderStatus::pending,      OrderStatus::pending_availability,
                                        OrderStatus::unshipped,    OrderStatus::partially_shipped,
                                        OrderStatus::shipped,      OrderStatus::cancelled,
                                        OrderStatus::unfulfillable};

  Judgement rejudged(const std::string& id, const config::Orders& rules) {
    const auto row = stored(id);
    config::Store store;
    store.orders = rules;
    const auto tx = must(db->read());
    const auto events = must(ledger::events_of(*tx, {row.id}, looks_from()));
    const auto since = must(ledger::live_since_of(*tx, "acme")).at(row.store_id);
    return rejudge(must(order_less_personal(row)), looks_of(row, events), store, nullptr, since.value());
  }
  // What the flow made of it.
  Verdict told(const std::string& id) {
    const auto types = events(id);
    const auto has = [&](const char* type) { return std::find(types.begin(), types.end(), type) != types.end(); };
    return has("seen") || has("paid") ? Verdict::take : has("reserved") ? Verdict::reserve : Verdict::pass_over;
  }
  void rules(const config::Orders& rules) {
    configure([&](config::Account& account) {
      account.stores[0].orders = rules;
      account.stores[0].orders.enabled = true;
    });
  }
  // The channel shows the order with one status after the other, an hour apart.
  void show(const std::string& id, const std::vector<OrderStatus>& statuses, const std::function<void(Order&)>& shape = {}) {
    auto shown = order(id);
    if (shape) shape(shown);
    for (const auto status : statuses) {
      shown.status = status;
      shown.updated_at = Time{to_ms(clock.now())};
      must(arrive({shown}));
      clock.advance(1h);
    }
  }
  const config::Orders kUsual{};
};

// HST-2: by the rules that held, every order comes to what the flow made of it.
TEST_F(RejudgeTest, TheRulesThatHeldComeToWhatTheFlowDid) {
  std::mt19937 random(7);
  const auto pick = [&](int from, int to) { return std::uniform_int_distribution<>(from, to)(random); };
  std::map<Verdict, int> met;
  for (int round = 0; round < 150; ++round) {
    config::Orders some;
    some.reserve_pending = pick(0, 1);
    some.within = std::chrono::hours(pick(1, 6));
    some.statuses.clear();
    for (const auto status : kStatuses)
      if (pick(0, 2) == 0) some.statuses.insert(status);
    if (pick(0, 2) == 0) some.fulfilled_by = {FulfilledBy::amazon};
    rules(some);
    const auto id = fmt::format("order{}", round);
    std::vector<OrderStatus> statuses;
    for (int looks = pick(1, 5); looks > 0; --looks) statuses.push_back(kStatuses.at(static_cast<std::size_t>(pick(0, 6))));
    const auto age = std::chrono::hours(pick(0, 8));
    show(id, statuses, [&](Order& o) {
      o.created_at = Time{to_ms(clock.now() - age)};
      if (pick(0, 3) == 0) o.fulfilled_by = FulfilledBy::amazon;
    });
    const auto verdict = rejudged(id, some).verdict;
    std::string seen;
    for (const auto& type : events(id)) seen += type + " ";
    ASSERT_EQ(static_cast<int>(verdict), static_cast<int>(told(id))) << "round " << round << ": " << seen;
    ++met[verdict];
  }
  EXPECT_EQ(met.size(), 3u);
}

// HST-2: that an order was shipped since is our own doing, and no reason to pass it over.
TEST_F(RejudgeTest, IsJudgedByWhatTheChannelShowedBeforeItWasTakenOn) {
  show("1", {OrderStatus::pending, OrderStatus::unshipped});
  must(run("map"));
  must(run("submit"));
  show("1", {OrderStatus::shipped});
  EXPECT_EQ(rejudged("1", kUsual).verdict, Verdict::take);
  auto other = kUsual;
  other.statuses = {OrderStatus::shipped};
  EXPECT_EQ(rejudged("1", other).verdict, Verdict::reserve) << "it would have waited for its payment";
  other.reserve_pending = false;
  EXPECT_EQ(rejudged("1", other).reason, "status unshipped");
  EXPECT_EQ(rejudged("1", other).key, "statuses");
}

TEST_F(RejudgeTest, WhatWasPassedOverIsTakenOnWhereItWouldHaveBeen) {  // HST-2
  auto fba = [](Order& o) { o.fulfilled_by = FulfilledBy::amazon; };
  show("fba", {OrderStatus::unshipped, OrderStatus::shipped}, fba);
  show("unpaid", {OrderStatus::unfulfillable, OrderStatus::shipped});
  auto wider = kUsual;
  wider.fulfilled_by.insert(FulfilledBy::amazon);
  EXPECT_EQ(rejudged("fba", kUsual).key, "fulfilled-by");
  EXPECT_EQ(rejudged("fba", wider).verdict, Verdict::take) << "unshipped it was, when it was first seen";
  wider.statuses.insert(OrderStatus::shipped);
  EXPECT_EQ(rejudged("unpaid", kUsual).reason, "status shipped");
  EXPECT_EQ(rejudged("unpaid", wider).verdict, Verdict::take);
}

// HST-2: an order is as old as it was when it was first seen, whenever it is asked.
TEST_F(RejudgeTest, ItsAgeIsThatOfWhenItWasSeen) {
  show("1", {OrderStatus::unshipped}, [&](Order& o) { o.created_at = Time{to_ms(clock.now() - 5h)}; });
  clock.advance(24h * 90);
  EXPECT_EQ(rejudged("1", kUsual).verdict, Verdict::take);
  auto other = kUsual;
  other.within = 4h;
  EXPECT_EQ(rejudged("1", other).key, "within");
}

}  // namespace
}  // namespace fairway::flows::test
