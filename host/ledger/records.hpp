// Cursors, plugin state, rejects and findings: the small records of a pull.
#pragma once
#include "host/ledger/order.hpp"
#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"
#include "host/storage/vault.hpp"

namespace fairway::ledger {

Result<std::string> cursor(storage::Transaction&, const std::string& scope);  // empty: none yet
Status set_cursor(storage::Transaction&, const std::string& scope, const std::string& cursor, Instant now);

struct StateItem {
  std::string key, value;               // empty value: removed
  std::optional<std::string> expected;  // the value that it must have until now; empty text: none
};
// THROTTLED, and nothing is written, when a value is not the one expected: somebody else wrote it, try again.
Status set_state(storage::Transaction&, const std::string& scope, const std::vector<StateItem>& items);
Result<std::string> get_state(storage::Transaction&, const std::string& scope, const std::string& key);

// A row that came in wrong: kept with its bytes (sealed, they may be about a person) and its cause.
struct Reject {
  std::string account, source, stream, schema, pointer, error;
  std::string hash;  // reject_hash(): the same bytes again are the same reject
  storage::Vault::Sealed raw;
};
std::string reject_hash(const std::string& stream, const std::string& bytes);
// Which of these are kept already.
Result<std::set<std::string>> known_rejects(storage::Transaction&, const std::string& account, const std::string& source,
                                            const std::vector<std::string>& hashes);
Status add_rejects(storage::Transaction&, const std::vector<Reject>& rejects, Instant now);

// Something a person must see until it is resolved. The same key again is the same finding.
struct Finding {
  std::string key, account, target, kind, message;
  std::int64_t order_id = 0;  // 0: not about one order
};
Status raise(storage::Transaction&, const std::vector<Finding>& findings, Instant now);
Status resolve(storage::Transaction&, const std::string& key, Instant now);
Result<std::vector<Finding>> open_findings(storage::Transaction&, const std::string& kind);

// What a warehouse said of itself or of a file, that it shipped more than was ordered, and what was cancelled, and what a
// channel could not be told: shown for a week, as nothing tells when it is settled.
constexpr std::string_view kWarehouseNotice = "warehouse-notice", kOverShipped = "over-shipped",
                           kShippedAllTheSame = "shipped-all-the-same", kUntold = "untold";
constexpr Millis kNoticesShown = std::chrono::hours(7 * 24);

// A finding about one order. It is resolved by resolve_settled() once the order has shipped or ended, but for those
// that are shown for a week.
Finding order_finding(const std::string& kind, const OrderRow& order, const std::string& target, const std::string& message);
Status resolve_settled(storage::Transaction&, Instant now);

}  // namespace fairway::ledger
