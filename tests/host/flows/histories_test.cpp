// Random histories: buyers, warehouses, persons, faults and deaths of the host in any order. Whatever happened, once all is
// quiet each order has arrived once, nothing left a warehouse that was cancelled there, and the channel was told of each unit
// that was sold and left exactly once. At no time is a unit promised twice.
#include <cstdlib>

#include "host/flows/dispatch/correct.hpp"
#include "tests/host/flows/dying.hpp"
#include "tests/host/flows/outside_world.hpp"
#include "tests/host/flows/routing/parts_support.hpp"
#include "tests/host/flows/watched_stock.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::AnyOf;

const Person kSomebody{"admin"};
const std::vector<std::string> kSteps{"pull-orders",    "map",     "submit", "acknowledge", "pull-notices",
                                      "pull-shipments", "confirm", "cancel", "deadlines",   "pull-stock"};

constexpr const char* kOpen = "SELECT count(*) FROM orders WHERE closed_at IS NULL";

class History final : public PartsTest {
 public:
  explicit History(std::uint32_t seed) : outside_(*this, seed), stock_(*this, outside_), seldom_(seed % 3 == 1) {
    catalogue.plugins.at("amazon").description.manifest.buyer_cancellations = true;
    catalogue.plugins.at("wms").description.manifest.pushes.push_back({"cancellation/1", "control", "", 20, 0, true});
    configure_preference({"west", "east"});
    std::vector<ledger::NewJob> jobs{recurring_job("acme", "pull-orders", "store:us-main", 1min, clock.now())};
    for (const auto* from : {"west", "east"})
      for (const auto* kind : {"pull-shipments", "pull-stock"})
        jobs.push_back(recurring_job("acme", kind, from, 1min, clock.now()));
    must(db->transact([&](storage::Transaction& tx) { return ledger::enqueue(tx, jobs, clock.now()); }));
  }
  void TestBody() override {}

  void live(int moments) {
    for (int i = 0; i < moments && !HasFailure(); ++i) {
      SCOPED_TRACE("moment " + std::to_string(i));
      happen();
      if (outside_.chance(30)) outside_.count();
      stock_.check();
      work(outside_.chance(6));
      clock.advance(std::chrono::seconds(outside_.number(1, 90)) * (seldom_ ? 6 : 1));
    }
  }

  // Persons settle what waits for one, until nothing moves any more.
  void end_in_peace() {
    outside_.come_to_rest();
    for (int round = 0; round < 40 && (round < 3 || number(kOpen) > 0); ++round) {
      for (const auto& [id, sold] : outside_.sold()) settle(id);
      for (const auto& step : kSteps) move(step);
      clock.advance(1h);
      outside_.pack_all();
    }
    move("pull-stock");
  }

  void holds_together() {
    for (const auto& [id, sold] : outside_.sold()) {
      SCOPED_TRACE(id + " " + state(id) + ": " + reason(id) + "\n  " + told(id));
      const bool cancelled_there = sold.order.status.value == OrderStatus::cancelled;
      ASSERT_NE(stored(id).id, 0) << "lost";
      if (!cancelled_there) { EXPECT_THAT(state(id), AnyOf("confirmed", "cancelled")); }
      adds_up(id, sold, cancelled_there);
    }
    stock_.check_end();
  }

 private:
  void happen() {
    const std::vector<std::pair<int, std::function<void()>>> all{
        {22, [&] { outside_.sell(); }},
        {8, [&] { outside_.pay(); }},
        {3, [&] { outside_.wish_to_cancel(); }},
        {5, [&] { outside_.cancel(); }},
        {26, [&] { outside_.pack(); }},
        {4, [&] { act(hold); }},
        {6, [&] { act_plainly(release); }},
        {4, [&] { give_up(); }},
        {5, [&] { act_plainly(retry); }},
        {3, [&] { give_up_one(); }},
        {3, [&] { correct(); }},
        {2, [&] { send_anew(); }},
        {1, [&] { redact(); }},
        {8, [&] { outside_.receive(); }},
    };
    auto left = outside_.number(1, 100);
    for (const auto& [weight, what] : all)
      if ((left -= weight) <= 0) return what();
  }
  std::int64_t anyone() {
    const auto& all = outside_.sold();
    if (all.empty()) return 0;
    return stored(std::next(all.begin(), outside_.number(0, static_cast<int>(all.size()) - 1))->first).id;
  }
  // Whether it may be done is the flow's to say.
  template <class Verb>
  void act(Verb verb) {
    auto c = context();
    (void)verb(c, "acme", anyone(), "because", kSomebody);
  }
  void send_anew() {
    auto c = context();
    (void)resubmit_order(c, "acme", anyone(), "because", false, kSomebody);
  }
  void give_up() {
    auto c = context();
    (void)cancel(c, "acme", anyone(), CancelWish{.note = "because"}, kSomebody);
  }
  // A unit of one line.
  void give_up_one() {
    auto c = context();
    const auto line = "L" + std::to_string(outside_.number(1, 3));
    (void)cancel(c, "acme", anyone(), CancelWish{.note = "because", .lines = {{line, 1}}}, kSomebody);
  }
  void correct() {
    auto c = context();
    (void)edit_order(c, "acme", anyone(), {{{"country", outside_.chance(50) ? "CA" : "US"}}, {}, false}, kSomebody);
  }
  void redact() {
    auto c = context();
    (void)redact_order(c, "acme", anyone(), outside_.chance(50), kSomebody);
  }
  template <class Verb>
  void act_plainly(Verb verb) {
    auto c = context();
    (void)verb(c, "acme", anyone(), kSomebody);
  }

  void move(const std::string& step) {
    (void)run(step);
    SCOPED_TRACE("after " + step);
    stock_.check();
  }

  // Some steps, of which one may be the host's last.
  void work(bool dies) {
    std::optional<Dying> dying;
    if (dies) dying.emplace(*db, outside_.number(0, 4)), in_use = &*dying;
    for (int i = 0; i < 4 && !(dying && dying->dead()); ++i) {
      const auto& step = kSteps[static_cast<std::size_t>(outside_.number(0, static_cast<int>(kSteps.size()) - 1))];
      if (step != kSteps.front() || !seldom_ || outside_.chance(10)) move(step);
    }
    if (!dies) return;
    in_use = nullptr;
    ++epoch;
    must(db->transact([&](storage::Transaction& tx) { return ledger::reclaim(tx, epoch, clock.now()); }));
  }

  void settle(const std::string& id) {
    auto c = context();
    const auto order = stored(id);
    if (order.state == ledger::State::held) (void)release(c, "acme", order.id, kSomebody);
    else if (!ledger::is_closed(order.state)) (void)retry(c, "acme", order.id, kSomebody);  // a part may be refused
  }

  void adds_up(const std::string& id, const OutsideWorld::Sold& sold, bool cancelled_there) {
    OutsideWorld::Units bought, wanted, asked, left, confirmed;
    for (const auto& line : sold.order.lines) bought[line.id] = line.quantity - line.quantity_cancelled;
    for (const auto& line : must(order_less_personal(stored(id))).lines)  // less what a person gave up
      wanted[line.id] = line.quantity - line.quantity_cancelled;
    for (const auto& [reference, part] : outside_.parts()) {
      if (part.asked.channel_order_id != id || part.cancelled) continue;
      const bool left_some =
          std::any_of(part.shipped.begin(), part.shipped.end(), [](const auto& l) { return l.second > 0; });
      if (!cancelled_there || !left_some) {
        EXPECT_NE(state(id), "cancelled") << "and " << reference << " is at " << part.warehouse;
      }
      for (const auto& line : part.asked.lines) asked[line.line_id] += line.quantity;
      for (const auto& [line, units] : part.shipped)
        if (units > 0) left[line] += units;
    }
    std::set<std::string> numbers;
    for (const auto& [package, parcel] : sold.told) {
      EXPECT_TRUE(numbers.insert(parcel.tracking_number).second) << "one parcel under two package references";
      for (const auto& line : parcel.lines) confirmed[line.line_id] += line.quantity;
    }
    for (const auto& [line, units] : asked) EXPECT_LE(units, wanted[line]) << "asked for twice, or given up: " << line;
    // More than that nobody bought. What was given up and left all the same is told, as the channel knows of no cancelling.
    for (auto& [line, units] : left) units = std::min(units, bought[line]);
    std::erase_if(left, [](const auto& line) { return line.second == 0; });
    std::erase_if(wanted, [](const auto& line) { return line.second == 0; });
    if (!cancelled_there) { EXPECT_EQ(confirmed, left) << "what the channel was told is not what left"; }
    const bool short_of =
        std::any_of(wanted.begin(), wanted.end(), [&](const auto& w) { return confirmed[w.first] < w.second; });
    const bool owed = state(id) == "confirmed" && short_of;
    EXPECT_TRUE(!owed || told(id).find("part is cancelled") != std::string::npos ||
                told(id).find("rest is cancelled") != std::string::npos);
  }

  std::string reason(const std::string& id) { return stored(id).reason; }
  std::string told(const std::string& id) {
    std::string out;
    for (const auto& event : must(ledger::events_of(*must(db->read()), stored(id).id)))
      out += event.type + " (" + event.cause + ") " + event.data + "\n  ";
    return out;
  }

  OutsideWorld outside_;
  WatchedStock stock_;
  const bool seldom_;  // orders are pulled so seldom that only the gate knows what was cancelled
};

class Histories : public ::testing::TestWithParam<int> {};

// ORD-2, ORD-8, ORD-9, ORD-10, ORD-14, OFR-10, HST-6
TEST_P(Histories, EndWithEachOrderOnceAndEachUnitToldOnce) {
  for (int i = 0; i < 3 && !HasFailure(); ++i) {
    const auto seed = static_cast<std::uint32_t>(GetParam() * 1000 + i);
    SCOPED_TRACE("seed " + std::to_string(seed));
    History history(seed);
    history.live(120);
    history.end_in_peace();
    history.holds_together();
  }
}
// More of them for who has the time: FAIRWAY_HISTORIES=200 are 600 seeds.
int groups() {
  const char* said = std::getenv("FAIRWAY_HISTORIES");
  return said ? std::max(std::atoi(said), 1) : 8;
}
INSTANTIATE_TEST_SUITE_P(Seeds, Histories, ::testing::Range(1, groups() + 1));
// An order that its channel had cancelled was resubmitted by a person, and shipped.
INSTANTIATE_TEST_SUITE_P(ResubmittedThoughCancelled, Histories, ::testing::Values(9));
// The other part shipped while one was to go out anew, and the order passed for shipped without it.
INSTANTIATE_TEST_SUITE_P(ShippedWithoutWhatGoesOutAnew, Histories, ::testing::Values(28));

}  // namespace
}  // namespace fairway::flows::test
