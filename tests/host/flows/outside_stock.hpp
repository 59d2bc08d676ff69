// What warehouses have, and what they tell of it: counts that come late, out of order and again, and what arrived.
#pragma once
#include <fmt/format.h>

#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {

class OutsideStock {
 public:
  struct Item {
    std::string warehouse, sku;  // the warehouse's
    friend auto operator<=>(const Item&, const Item&) = default;
  };
  using Pick = std::function<std::size_t(std::size_t)>;  // one of so many

  void arrive(const Item& item, std::int64_t units) { on_hand_[item] += units; }
  void leave(const Item& item, std::int64_t units) { on_hand_.at(item) -= units; }
  std::int64_t on_hand(const Item& item) const { return on_hand_.at(item); }
  const std::map<Item, std::int64_t>& items() const { return on_hand_; }

  // What the warehouse counts now, less what it has promised itself.
  void count(const Item& item, std::int64_t available, Instant now) {
    StockLevel level;
    level.sku = item.sku, level.available = available, level.as_of = ledger::to_time(now);
    counts_[item.warehouse].push_back({StockLevel::kSchema.data(), item.sku, to_json(level)});
  }
  // Any of its counts, the newest more often than others.
  std::vector<plugins::Document> some_counts(const std::string& warehouse, const Pick& pick) const {
    std::vector<plugins::Document> out;
    const auto counts = counts_.find(warehouse);
    if (counts == counts_.end()) return out;
    const auto& all = counts->second;
    for (auto more = pick(4); more > 0; --more)
      out.push_back(all[pick(2) == 0 ? pick(all.size()) : all.size() - 1 - pick(std::min<std::size_t>(all.size(), 4))]);
    return out;
  }
  const std::vector<plugins::Document>& all_counts(const std::string& warehouse) { return counts_[warehouse]; }

  plugins::Document receipt(const Item& item, std::int64_t units, Instant now) {
    Notice notice;
    notice.kind = "inbound-receipt", notice.severity = "info", notice.message = fmt::format("{} units", units);
    notice.extra.members.emplace_back(
        "receipt", fmt::format(R"({{"number":"R-{}","at":"{}","lines":[{{"sku":"{}","quantity":{}}}]}})", ++receipts_,
                               format_time(now), item.sku, units));
    return {Notice::kSchema.data(), fmt::format("receipt-{}", receipts_), to_json(notice)};
  }

 private:
  std::map<Item, std::int64_t> on_hand_;
  std::map<std::string, std::vector<plugins::Document>> counts_;  // by warehouse, the oldest first
  int receipts_ = 0;
};

}  // namespace fairway::flows::test
