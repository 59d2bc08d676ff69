// OFR-10: whatever happens in whatever order, the sums hold, nothing is promised twice, and nothing is left over.
#include <random>

#include "tests/host/ledger/stock_support.hpp"

namespace fairway::ledger::test {
namespace {

// The warehouse as it is, beside what it tells.
struct Truth {
  std::int64_t on_hand = 20;
  std::int64_t committed = 0;  // of orders that it knows
};

struct Open {
  std::int64_t id = 0, part = 0, quantity = 0, shipped = 0;
  bool granted = false, paid = false, known = false, refused = false;
};

struct StockHistory : StockTest, ::testing::WithParamInterface<unsigned> {
  int roll(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(random); }
  bool chance(int percent) { return roll(100) < percent; }

  // Everything that the tables of stock hold.
  std::string dump() {
    std::string out;
    for (const auto* sql : {"SELECT id || ':' || level || ':' || reserved || ':' || ifnull(told, '-') FROM stock_balance",
                            "SELECT id || ':' || level || ':' || reserved FROM stock_movement",
                            "SELECT id || ':' || quantity || ':' || sold || ':' || contained FROM stock_reservation"}) {
      const auto rows = must(must(db->read())->query(sql));
      for (std::size_t i = 0; i < rows.size(); ++i) out += rows.text(i, 0) + "\n";
    }
    return out;
  }

  void arrive() {
    const auto quantity = roll(3) + 1;
    const auto order = pending(std::to_string(++orders_));
    const auto before = available("MUG");
    // A crash in between: nothing of it stays, and it is done again.
    if (chance(20)) {
      const auto as_it_was = dump();
      (void)write([&](Transaction& tx) -> Status {
        must(reserve(tx, {order}, {{order, "L1", {"acme", "west", "MUG"}, quantity}}, "test", now));
        return fail(FW_E_UNAVAILABLE, "killed");
      });
      EXPECT_EQ(dump(), as_it_was);
    }
    const bool granted = wants(order, "MUG", quantity);
    EXPECT_EQ(granted, !before || *before >= quantity);
    EXPECT_EQ(wants(order, "MUG", quantity), granted) << "asked again";
    open_.push_back({order, 0, quantity, 0, granted});
  }
  void pay(Open& order) {
    if (order.paid) return;
    order.paid = true;
    happens(order.id, {Event::paid});
    order.part = route(order.id, "MUG", order.quantity);
  }
  // The warehouse takes it; whether it says so at once is its way.
  void submit(Open& order) {
    if (!order.paid || order.known || order.refused) return;
    order.known = true;
    truth_.committed += order.quantity;
    const bool answers = chance(50);
    becomes(order.part, FulfilmentState::submitted, answers ? "R" : "", {Event::submitted});
    if (!answers && chance(50)) must(write([&](Transaction& tx) { return note_known(tx, {{order.id, order.part}}, now); }));
  }
  void ship(Open& order) {
    if (!order.known || truth_.on_hand <= 0 || order.shipped == order.quantity) return;
    const auto units = std::min<std::int64_t>(roll(static_cast<int>(order.quantity - order.shipped)) + 1, truth_.on_hand);
    order.shipped += units;
    truth_.on_hand -= units, truth_.committed -= units;
    StockTest::ship(order.part, units, order.shipped == order.quantity ? Event::shipped : Event::shipped_part);
  }
  void refuse(Open& order) {
    if (!order.known || order.shipped > 0) return;
    order.known = false, order.refused = true;
    truth_.committed -= order.quantity;
    becomes(order.part, FulfilmentState::refused, "R", {Event::refused});
  }
  void retry(Open& order) {
    if (!order.refused) return;
    order.refused = false;
    becomes(order.part, FulfilmentState::routed, "R", {Event::retried, Event::routed});
  }
  bool end(Open& order) {
    if (order.shipped == order.quantity) {
      happens(order.id, {Event::confirmed});
    } else if (order.shipped > 0) {
      return false;
    } else {
      if (order.known) truth_.committed -= order.quantity;
      if (order.part != 0) becomes(order.part, FulfilmentState::cancelled, "R", {Event::cancelled});
      else happens(order.id, {Event::cancelled});
    }
    return true;
  }
  // What the warehouse counts now may come later, out of order, and again.
  void count() { told_.push_back(level_of("MUG", truth_.on_hand - truth_.committed, now)); }
  void deliver() {
    if (told_.empty()) return;
    const auto level = told_[static_cast<std::size_t>(roll(static_cast<int>(told_.size())))];
    must(write([&](Transaction& tx) { return keep_levels(tx, "acme", "west", {level}, "test", now); }));
  }
  void receive() {
    const auto units = roll(5) + 1;
    truth_.on_hand += units;
    if (chance(70))
      must(write([&](Transaction& tx) {
        return take_receipts(tx, "acme", "west", {{"MUG", units, now}}, "receipt " + std::to_string(++references), now);
      }));
    now += 1ms;  // a count of the same moment would be before it or after it
  }

  void step() {
    const auto what = roll(12);
    if (what == 0) return receive();
    if (what == 1) return count();
    if (what <= 3) return deliver();
    if (what <= 5 || open_.empty()) return arrive();
    auto& order = open_[static_cast<std::size_t>(roll(static_cast<int>(open_.size())))];
    if (what == 6) pay(order);
    else if (what <= 8) submit(order);
    else if (what == 9) ship(order);
    else if (what == 10) order.refused ? retry(order) : chance(30) ? refuse(order) : void();
    else if (end(order)) open_.erase(open_.begin() + (&order - open_.data()));
  }

  void check() {
    for (const auto& d : differences())
      ADD_FAILURE() << d.level << "/" << d.reserved << " moved " << d.moved_level << "/" << d.moved_reserved << " held "
                    << d.held;
    EXPECT_EQ(number("SELECT COUNT(*) FROM (SELECT 1 FROM stock_reservation r JOIN stock_balance b ON b.id = r.balance_id "
                     "GROUP BY r.order_id, r.line_id, b.warehouse HAVING COUNT(*) > 1)"),
              0)
        << "reserved twice";
    // Units of orders that hold them, and left nothing yet, are nobody else's.
    auto free = truth_.on_hand;
    for (const auto& order : open_)
      if (!order.refused && (order.granted || order.paid)) free -= order.quantity - order.shipped;
    const auto promised = available("MUG");
    EXPECT_LE(promised.value_or(free), free);
  }

  std::mt19937 random{GetParam()};
  Truth truth_;
  std::vector<Open> open_;
  std::vector<StockLevel> told_;
  int orders_ = 0;
};

TEST_P(StockHistory, NothingIsPromisedTwiceAndNothingIsLeftOver) {  // OFR-10
  for (int i = 0; i < 150 && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    step();
    check();
    now += std::chrono::minutes(roll(12));
  }
  for (auto& order : open_) {
    while (order.known && order.shipped > 0 && order.shipped < order.quantity && truth_.on_hand > 0) ship(order);
    if (!end(order)) happens(order.id, {Event::cancelled});  // the rest of it
    now += 1min;
  }
  now += 1h;
  const auto left = truth_.on_hand;
  tell("MUG", left, now);
  EXPECT_EQ(number("SELECT COUNT(*) FROM stock_reservation WHERE contained = 0 AND quantity > sold"), 0);
  EXPECT_EQ(number("SELECT reserved FROM stock_balance"), 0);
  EXPECT_EQ(available("MUG"), left);
  EXPECT_TRUE(differences().empty());
}

INSTANTIATE_TEST_SUITE_P(Seeds, StockHistory, ::testing::Range(1U, 13U));

}  // namespace
}  // namespace fairway::ledger::test
