// The ledger of stock beside what is true of it, to be looked at after every move of a history.
#pragma once
#include "host/ledger/stock_proof.hpp"
#include "tests/host/flows/outside_world.hpp"

namespace fairway::flows::test {

class WatchedStock {
 public:
  WatchedStock(FlowTest& test, const OutsideWorld& outside) : test_(test), outside_(outside) {}

  void check() {
    for (const auto& d : must(ledger::prove_stock(*read(), "acme")))
      ADD_FAILURE() << d.item.warehouse << " " << d.item.sku << ": level " << d.level << " is " << d.moved_level
                    << " by its movements, reserved " << d.reserved << " is " << d.moved_reserved << ", and orders hold "
                    << d.held;
    EXPECT_EQ(
        test_.number("SELECT COUNT(*) FROM stock_reservation r JOIN orders o ON o.id = r.order_id WHERE o.closed_at IS "
                     "NOT NULL AND r.contained = 0 AND r.quantity > r.sold"),
        0)
        << "an order that is over holds stock";
    follow_movements();
    compare_with_the_truth();
  }

  // Once all that shipped is counted and told, and no order is open: what is there is free.
  void check_end() {
    for (const auto& balance : balances())
      EXPECT_EQ(balance.available, outside_.stock().on_hand(balance.item))
          << balance.item.warehouse << " " << balance.item.sku;
    EXPECT_EQ(left_over(), "");
  }

 private:
  struct Balance {
    std::int64_t id = 0;
    OutsideStock::Item item;
    std::int64_t available = 0;
  };
  // What moved one balance until now.
  struct Book {
    std::int64_t level = 0, reserved = 0;
    std::optional<std::int64_t> told;
    Instant as_of;
    std::vector<std::pair<Instant, std::int64_t>> received;
    std::int64_t newer() const {  // than the last snapshot
      std::int64_t units = 0;
      for (const auto& [at, quantity] : received) units += at > as_of ? quantity : 0;
      return units;
    }
  };

  std::unique_ptr<storage::Transaction> read() { return must(test_.db->read()); }

  std::vector<Balance> balances() {
    const auto rows =
        must(read()->query("SELECT id, warehouse, sku, level - reserved FROM stock_balance WHERE told IS NOT NULL"));
    std::vector<Balance> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
      out.push_back({rows.integer(i, 0), {rows.text(i, 1), rows.text(i, 2)}, rows.integer(i, 3)});
    return out;
  }

  // What orders that are over hold, sold or not.
  std::string left_over() {
    const auto all = must(read()->query(
        "SELECT o.channel_order_id, o.state, r.line_id, b.warehouse, r.quantity, r.sold, r.contained FROM stock_reservation "
        "r "
        "JOIN stock_balance b ON b.id = r.balance_id JOIN orders o ON o.id = r.order_id WHERE o.closed_at IS NOT NULL"));
    std::string out;
    for (std::size_t i = 0; i < all.size(); ++i)
      out += fmt::format("{} {}: {} at {}: {}, sold {}{}\n", all.text(i, 0), all.text(i, 1), all.text(i, 2), all.text(i, 3),
                         all.integer(i, 4), all.integer(i, 5), all.integer(i, 6) != 0 ? ", in a snapshot" : "");
    return out;
  }

  void follow_movements() {
    const auto rows = must(read()->query(
        "SELECT id, balance_id, kind, quantity, level, reserved, as_of, order_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
        "fulfilment f WHERE f.order_id = m.order_id) FROM stock_movement m WHERE id > ? AND applied = 1 ORDER BY id",
        {seen_}));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      seen_ = rows.integer(i, 0);
      auto& book = books_[rows.integer(i, 1)];
      book.level += rows.integer(i, 4), book.reserved += rows.integer(i, 5);
      const auto kind = rows.text(i, 2);
      if (kind == "received") book.received.emplace_back(ledger::from_ms(rows.integer(i, 6)), rows.integer(i, 3));
      if (kind == "snapshot") {
        book.told = rows.integer(i, 3), book.as_of = ledger::from_ms(rows.integer(i, 6));
        EXPECT_LE(book.level, *book.told + book.newer()) << "more than was told and arrived, movement " << seen_;
      }
      const bool pending = kind == "reserved" && rows.integer(i, 7) != 0 && book.told;
      EXPECT_TRUE(!pending || book.reserved <= book.level)
          << "an order that is not paid was granted what is not there, movement " << seen_;
    }
  }

  // What leaves the warehouse for open orders is nobody else's.
  void compare_with_the_truth() {
    std::map<OutsideStock::Item, std::int64_t> owed;
    const auto pending = must(read()->query(
        "SELECT b.warehouse, b.sku, r.quantity FROM stock_reservation r JOIN stock_balance b ON b.id = r.balance_id WHERE "
        "r.fulfilment_id = 0"));
    for (std::size_t i = 0; i < pending.size(); ++i) owed[{pending.text(i, 0), pending.text(i, 1)}] += pending.integer(i, 2);
    const auto open = must(read()->query("SELECT id FROM orders WHERE closed_at IS NULL"));
    std::vector<std::int64_t> ids;
    for (std::size_t i = 0; i < open.size(); ++i) ids.push_back(open.integer(i, 0));
    for (const auto& part : must(ledger::fulfilments_of(*read(), ids))) {
      if (part.state == ledger::FulfilmentState::refused || part.state == ledger::FulfilmentState::cancelled) continue;
      const auto there = outside_.parts().find(part.reference);
      if (there != outside_.parts().end() && there->second.cancelled) continue;  // it was given back there, and is free
      for (const auto& line : part.lines) {
        const auto left = there == outside_.parts().end() ? 0 : shipped(there->second, line.line_id);
        owed[{part.warehouse, line.sku}] += std::max<std::int64_t>(0, line.quantity - left);
      }
    }
    for (const auto& balance : balances())
      EXPECT_LE(balance.available,
                outside_.stock().on_hand(balance.item) - owed[balance.item] + outside_.unknown(balance.item))
          << balance.item.warehouse << " " << balance.item.sku << ": more is free than is there";
  }
  static std::int64_t shipped(const OutsideWorld::Part& part, const std::string& line) {
    const auto found = part.shipped.find(line);
    return found == part.shipped.end() ? 0 : found->second;
  }

  FlowTest& test_;
  const OutsideWorld& outside_;
  std::int64_t seen_ = 0;
  std::map<std::int64_t, Book> books_;  // by balance
};

}  // namespace fairway::flows::test
