// The proof of each redaction, and what a person asked for that has to wait.
#pragma once
#include <set>
#include <string_view>
#include <vector>

#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"
#include "host/storage/vault.hpp"

namespace fairway::ledger {

// What a key had sealed. The key is destroyed before the transaction that records it is committed.
struct Redaction {
  enum class Of { order, reject, delivery } of = Of::order;
  std::string account;
  std::int64_t subject = 0;  // the row's id
  std::string key_id;
};
std::string_view text(Redaction::Of of) noexcept;

enum class Why {
  retention,  // its time was over
  request,    // a person asked for it
  unlinked,   // the order was dropped for want of a link
  removed     // its store or account was
};
std::string_view text(Why why) noexcept;

// `cause`: the job, or "by <person>".
Status record(storage::Transaction&, const std::vector<Redaction>&, Why why, const std::string& cause, Instant now);

// Those of the orders whose personal data was destroyed once: it does not come back, whatever the channel still shows.
Result<std::set<std::int64_t>> redacted_orders(storage::Transaction&, const std::vector<std::int64_t>& ids);

// An order that is to be redacted once it has ended. The first to ask is remembered.
struct RedactionRequest {
  std::int64_t order_id = 0;
  std::string account, author;
};
Status request_redaction(storage::Transaction&, const RedactionRequest&, Instant now);
// Of orders that are closed or shipped.
Result<std::vector<RedactionRequest>> requests_due(storage::Transaction&, std::size_t limit);
Status forget_requests(storage::Transaction&, const std::vector<std::int64_t>& order_ids);

// References of the account's fulfilment orders at a warehouse that were taken on before `before` and may still have to be sent, or
// to be fetched there. Those whose buyer is forgotten are not among them.
Result<std::vector<std::string>> open_references(storage::Transaction&, const std::string& account,
                                                 const std::string& warehouse, Instant before);

// Sealed bytes as they came in, not of an order: rejects, and webhook deliveries that no job is about to read.
struct Raw {
  Redaction::Of of = Redaction::Of::reject;
  std::int64_t id = 0;
  storage::Vault::Sealed bytes;
};
// Of one account, in order of arrival, after the row `after_id`; `of` is no order.
Result<std::vector<Raw>> raw_bytes(storage::Transaction&, Redaction::Of of, const std::string& account,
                                   std::int64_t after_id, std::size_t limit);

// Takes the bytes from up to `limit` rejects, and deletes as many deliveries, from before `before`: of one account, or of all
// where `account` is empty. A reject's place and cause stay, and a delivery that is being read right now; of the others the job
// goes with it, for without the bytes there is nothing to do.
Result<std::vector<Redaction>> blank_rejects(storage::Transaction&, const std::string& account, Instant before,
                                             std::size_t limit);
Result<std::vector<Redaction>> drop_hooks(storage::Transaction&, const std::string& account, Instant before,
                                          std::size_t limit);
// The same of these rows of theirs.
Status blank(storage::Transaction&, const std::vector<Redaction>&);

}  // namespace fairway::ledger
