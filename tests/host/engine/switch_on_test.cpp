// What is said before orders are switched on (ACC-12).
#include "host/engine/switch_on.hpp"

#include "fairway/json.hpp"
#include "host/base/text.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A channel with these orders, by their age.
class Counted final : public FakeSupervisor {
 public:
  std::vector<std::pair<Millis, OrderStatus>> orders;
  Status end{};
  std::vector<std::string> asked;  // params of each call

  std::shared_ptr<plugins::Channel> channel(const plugins::ChannelSpec& spec) override {
    struct Orders final : plugins::Channel {
      explicit Orders(Counted& all) : owner(all) {}
      plugins::CallEnd pull(const plugins::PullRequest& request, plugins::PullSink& sink,
                            const plugins::CallOptions&) override {
        owner.asked.push_back(request.params);
        plugins::Batch batch;
        for (const auto& [age, status] : owner.orders) {
          Order order;
          order.channel_order_id = fmt::format("{}", batch.documents.size());
          order.status = status, order.fulfilled_by = FulfilledBy::merchant;
          order.created_at = order.updated_at = Time{(kStart - age).time_since_epoch().count()};
          order.lines = {{.id = "L1", .sku = "SKU-1", .quantity = 1}};
          batch.documents.push_back({"order/1", order.channel_order_id, to_json(order)});
        }
        if (auto ok = sink.commit(std::move(batch)); !ok) return {ok, {}, {}};
        return {owner.end, {}, {}};
      }
      plugins::PushEnd push(const std::vector<plugins::PushItem>&, const plugins::CallOptions&) override { return {}; }
      std::vector<plugins::Answer> decide(std::string_view, const std::vector<std::string>&,
                                          const plugins::CallOptions&) override {
        return {};
      }
      Result<std::string> connect(std::string_view, const std::string&, const plugins::CallOptions&) override {
        return std::string();
      }
      Counted& owner;
    };
    return spec.lane == "orders" ? std::make_shared<Orders>(*this) : FakeSupervisor::channel(spec);
  }
};

struct SwitchOnTest : ::testing::Test {
  std::vector<SwitchOn> ask(const config::Account* before, const config::Account& after,
                            const std::vector<ledger::StoreRow>& rows = {}) {
    auto patience = Millis(60'000);
    return switched_on(&channel, shop_catalogue(), before, after, rows, kStart, patience, clock);
  }
  static std::shared_ptr<config::Account> with(const std::function<void(config::Store&)>& change) {
    auto account = make_account("acme", "A1");
    change(account->stores[0]);
    return account;
  }
  Counted channel;
  ManualClock clock{kStart};
};

TEST_F(SwitchOnTest, OnlyWhatBeginsToTakeOrdersIsAskedFor) {
  const auto on = with([](config::Store&) {}), off = with([](config::Store&store) { store.orders.enabled = false; }),
             disabled = with([](config::Store&store) { store.enabled = false; }),
             renamed = with([](config::Store&store) { store.formerly = "us", store.nickname = "north"; });
  EXPECT_EQ(ask(nullptr, *on).size(), 1u);
  EXPECT_EQ(ask(off.get(), *on).size(), 1u);
  EXPECT_EQ(ask(disabled.get(), *on).size(), 1u);
  EXPECT_THAT(ask(on.get(), *on), IsEmpty());
  EXPECT_THAT(ask(on.get(), *off), IsEmpty());
  EXPECT_THAT(ask(on.get(), *renamed), IsEmpty());
}

TEST_F(SwitchOnTest, WhatWaitsIsCountedAsTheStoreWouldTakeItOn) {
  using Start = config::Orders::Start;
  const std::chrono::hours day(24);
  channel.orders = {{day, OrderStatus::unshipped},
                    {3 * day, OrderStatus::pending},
                    {day, OrderStatus::shipped},
                    {40 * day, OrderStatus::unshipped},
                    {5 * day, OrderStatus::unshipped}};
  const auto of = [&](Start start, std::optional<Instant> date = {}) {
    return with([=](config::Store& store) { store.orders.start = start, store.orders.start_date = date; });
  };
  const auto said = [&](const config::Account& account) {
    const auto one = ask(nullptr, account).at(0);
    EXPECT_EQ(one.waiting.open, 3);
    return fmt::format("{} {}", one.start, one.waiting.taken);
  };
  EXPECT_EQ(said(*of(Start::now)), "now 0");
  EXPECT_EQ(said(*of(Start::open_orders)), "open-orders 3");
  EXPECT_EQ(said(*of(Start::date, kStart - 4 * day)), format_time(kStart - 4 * day) + " 2");
  EXPECT_THAT(channel.asked.at(0),
              HasSubstr(R"("statuses":["pending-availability","pending","unshipped","partially-shipped"])"));
  // One that took orders on before goes on from there.
  ledger::StoreRow row;
  row.nickname = "us", row.plugin = "amazon", row.identity = make_store("us", "A1").store_identity;
  row.live_since = kStart - 4 * day;
  EXPECT_EQ(ask(nullptr, *of(Start::now), {row}).at(0).waiting.taken, 2);
}

TEST_F(SwitchOnTest, AChannelThatCannotBeAskedIsSaidAndHoldsUpNothing) {
  const auto on = with([](config::Store&) {});
  channel.end = fail(FW_E_AUTH, "not connected");
  EXPECT_EQ(flows::sentence(ask(nullptr, *on).at(0).waiting, "now"),
            "how many open orders wait on the channel is not known: not connected");
  auto none = Millis(0);
  const auto late = switched_on(&channel, shop_catalogue(), nullptr, *on, {}, kStart, none, clock);
  EXPECT_THAT(late.at(0).waiting.problem, HasSubstr("took the time"));
  EXPECT_THAT(switched_on(nullptr, shop_catalogue(), nullptr, *on, {}, kStart, none, clock).at(0).waiting.problem,
              HasSubstr("no host runs"));
}

TEST(WaitingSentence, SaysNumberStartAndWhatBecomesOfThem) {
  const auto said = [](std::int64_t open, std::int64_t taken, bool more = false) {
    return flows::sentence({open, taken, more, {}}, "now");
  };
  EXPECT_EQ(said(0, 0), "no open orders wait on the channel");
  EXPECT_EQ(said(1, 1), "1 open order waits on the channel; start: now takes on all of them");
  EXPECT_EQ(said(12, 0),
            "12 open orders wait on the channel; start: now takes on none of them, only what is made from then on");
  EXPECT_EQ(said(500, 7, true), "at least 500 open orders wait on the channel; start: now takes on 7 of them");
}

}  // namespace
}  // namespace fairway::engine::test
