// The ledger of stock: what a warehouse has to give away of a SKU is the sum of its movements, and the balance is kept in
// the transaction that adds them.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

struct StockItem {
  std::string account, warehouse, sku;  // the warehouse's SKU, over all its locations
  friend auto operator<=>(const StockItem&, const StockItem&) = default;
};

// opening: old movements folded into one. snapshot: what the warehouse told, less what was sold that it does not account
// for; what it does account for is reserved no more. released: wanted no more. sold: it left the warehouse.
enum class Moved { opening, snapshot, received, reserved, released, sold };
std::string_view text(Moved kind) noexcept;

// Of movements, in SQL: those that told a level.
inline constexpr const char* kTells = "applied = 1 AND as_of IS NOT NULL AND kind IN ('opening', 'snapshot')";

struct Balance {
  std::int64_t id = 0;  // 0: not stored yet
  std::int64_t level = 0, reserved = 0;
  std::optional<std::int64_t> told;  // the last snapshot; none: unknown, which is not zero
  std::optional<Instant> as_of;      // of that
  std::optional<std::int64_t> available() const { return told ? std::optional(level - reserved) : std::nullopt; }
};

struct Movement {
  Moved kind = Moved::snapshot;
  std::int64_t quantity = 0;             // what was told, or how many units it is about
  std::int64_t level = 0, reserved = 0;  // by how much it changes the balance
  std::string cause;                     // job, order or notice
  std::int64_t order_id = 0;             // 0: about no order
  std::optional<Instant> as_of{};  // of snapshots and receipts, by the warehouse's clock; of what left unasked, by ours
  bool applied = true;             // false: older than what is known, kept to be seen
};

// Balances read in a write transaction, and what moves them.
class StockBook {
 public:
  explicit StockBook(Instant now) : now_(now) {}
  Status load(storage::Transaction& tx, const std::set<StockItem>& items);
  // Of an item that was loaded; stays where it is. To be changed by the members below alone.
  const Balance& at(const StockItem& item) { return kept_[item].balance; }
  void move(const StockItem& item, Movement movement);
  void told(const StockItem& item, std::int64_t quantity, Instant as_of);
  // The level is what the movements until now add up to, and was something else: that is no movement.
  void correct(const StockItem& item, std::int64_t level);
  // Stores new and changed balances, and all movements, in bulk. A movement that was not applied is stored once.
  Status write(storage::Transaction& tx);

 private:
  struct Kept {
    Balance balance;
    bool changed = false;
  };
  Status write_balances(storage::Transaction& tx);

  Instant now_;
  std::map<StockItem, Kept> kept_;
  std::vector<std::pair<const StockItem*, Movement>> movements_;
};

}  // namespace fairway::ledger
