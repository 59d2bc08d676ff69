#include "tests/host/ledger/support.hpp"

#include <random>

namespace fairway::ledger::test {
namespace {

struct OrderTest : LedgerTest {};

TEST_F(OrderTest, TheSameOrderCannotBeStoredTwice) {  // ORD-2: the key is taken before any side effect
  const auto store = [&](const std::string& id) {
    return write([&](storage::Transaction& tx) -> Status {
      auto row = some_order(id);
      Ledger ledger(kStart);
      ledger.record(row, Event::seen, "test");
      return ledger.flush(tx);
    });
  };
  must(store("112-1"));
  const auto again = store("112-1");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, FW_E_REJECTED);
  must(store("112-2"));
}

TEST_F(OrderTest, ComesBackAsItWasStored) {
  auto row = some_order("112-1");
  row.ship_by = kStart + std::chrono::hours(5);
  row.service = "UPS Ground";
  row.pii = {"00112233445566778899aabbccddeeff", std::string("\0sealed\xff", 8)};
  row.confirmation_needed = false;
  must(write([&](storage::Transaction& tx) -> Status {
    Ledger ledger(kStart);
    ledger.record(row, Event::seen, "pull-orders us-main (job 1)");
    return ledger.flush(tx);
  }));
  auto tx = must(db->read());
  const auto found = must(orders_by_channel_id(*tx, "amazon", "seller-id=A1", {"112-1", "112-9"}));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].ship_by, row.ship_by);
  EXPECT_EQ(found[0].service, "UPS Ground");
  EXPECT_EQ(found[0].pii.bytes, row.pii.bytes);
  EXPECT_FALSE(found[0].confirmation_needed);
  const auto events = must(events_of(*tx, found[0].id));
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].cause, "pull-orders us-main (job 1)");
}

// The state in the row is always the fold of the stored events.
TEST_F(OrderTest, StateIsDerivedFromTheEvents) {
  std::mt19937 random(20261122);
  std::uniform_int_distribution<int> any(0, static_cast<int>(Event::notice));
  for (int round = 0; round < 40; ++round) {
    auto row = some_order("112-" + std::to_string(round));
    State folded = State::received, held_from = State::received;
    must(write([&](storage::Transaction& tx) -> Status {
      Ledger ledger(kStart);
      for (int i = 0; i < 12; ++i) {
        const auto event = static_cast<Event>(any(random));
        ledger.record(row, event, "test");
        if (event == Event::held && folded != State::held) held_from = folded;
        if (folded == State::held && moves_underneath(event)) held_from = next(held_from, event, held_from);
        else folded = next(folded, event, held_from);
      }
      return ledger.flush(tx);
    }));
    const auto stored = must(orders_by_id(*must(db->read()), {row.id})).at(0);
    EXPECT_EQ(text(stored.state), text(folded));
    EXPECT_EQ(stored.closed_at.has_value(), is_closed(folded));
  }
}

// HST-9: what the metrics say of orders is what a count would say, whatever happened and however it was batched.
TEST_F(OrderTest, TheCountsByStateAreThoseOfTheRows) {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> any_event(0, static_cast<int>(Event::notice)), any_row(0, 29);
  std::vector<OrderRow> rows;
  for (int i = 0; i < 30; ++i) rows.push_back(some_order(std::to_string(i)));
  for (int i = 0; i < 10; ++i) rows[static_cast<std::size_t>(i)].account = "other";
  for (int batch = 0; batch < 40; ++batch) {
    const bool kept = batch % 5 != 4;
    const auto before = rows;
    const auto written = write([&](storage::Transaction& tx) -> Status {
      Ledger ledger(kStart);
      for (int i = 0; i < 8; ++i)
        ledger.record(rows[static_cast<std::size_t>(any_row(random))], static_cast<Event>(any_event(random)), "test");
      if (auto ok = ledger.flush(tx); !ok) return ok;
      return kept ? Status() : fail(FW_E_UNAVAILABLE, "taken back");
    });
    EXPECT_EQ(written.has_value(), kept);
    if (!kept) rows = before;
  }
  const auto tx = must(db->read());
  std::map<std::pair<std::string, std::string>, std::int64_t> counted, kept;
  const auto all = must(tx->query("SELECT account, state, COUNT(*) FROM orders GROUP BY account, state"));
  for (std::size_t i = 0; i < all.size(); ++i) counted[{all.text(i, 0), all.text(i, 1)}] = all.integer(i, 2);
  for (const auto& [account, state, orders] : must(state_counts(*tx))) kept[{account, state}] = orders;
  EXPECT_GT(counted.size(), 5u);
  EXPECT_EQ(kept, counted);
}

TEST_F(OrderTest, AHeldOrderMovesUnderneath) {  // ORD-14
  auto row = some_order("112-1");
  Ledger ledger(kStart);
  ledger.record(row, Event::seen, "");
  ledger.record(row, Event::routed, "");
  ledger.record(row, Event::held, "by admin");
  ledger.record(row, Event::submitted, "the answer that was under way");
  EXPECT_EQ(row.state, State::held);
  ledger.record(row, Event::released, "by admin");
  EXPECT_EQ(row.state, State::submitted);
}

TEST_F(OrderTest, DueOrdersAreThoseThatStillMustShip) {  // ORD-15
  std::vector<OrderRow> rows{some_order("soon"), some_order("late"), some_order("far"), some_order("shipped"),
                             some_order("closed")};
  rows[0].ship_by = kStart + std::chrono::hours(1);
  rows[1].ship_by = kStart - std::chrono::hours(1);
  rows[2].ship_by = kStart + std::chrono::hours(100);
  rows[3].ship_by = rows[4].ship_by = kStart;
  must(write([&](storage::Transaction& tx) -> Status {
    Ledger ledger(kStart);
    for (auto& row : rows) ledger.record(row, Event::seen, "");
    ledger.record(rows[3], Event::shipped, "");
    ledger.record(rows[4], Event::cancelled, "");
    return ledger.flush(tx);
  }));
  const auto due = must(orders_due(*must(db->read()), kStart + std::chrono::hours(12), 100));
  ASSERT_EQ(due.size(), 2u);
  EXPECT_EQ(due[0].channel_order_id, "late");
  EXPECT_EQ(due[1].channel_order_id, "soon");
}

}  // namespace
}  // namespace fairway::ledger::test
