// Lines whose item the account's SKU table does not know: what `orders.unlinked` makes of an order that has some (ORD-5).
#pragma once
#include "fairway/documents/order.hpp"
#include "host/config/skus.hpp"
#include "host/flows/flow.hpp"
#include "host/ledger/redaction.hpp"

namespace fairway::flows {

// Which lines go on, or why the order does not.
struct Linked {
  enum class Verdict { go, wait, pass_over } verdict = Verdict::go;
  std::vector<LineQuantity> lines;   // of `go`
  std::vector<std::string> unknown;  // SKUs; of `go` those that are left out
  std::string reason;                // "unlinked: MUG, CUP"; of `wait` and `pass_over`
};
// `lines` with the channel's SKUs. `skus`: null: no catalogue is kept, nothing is linked. Pure.
Linked sort_unlinked(const config::Store& store, const config::SkuTable* skus, const std::vector<LineQuantity>& lines);

// Orders that have waited three days, since they were taken on or paid, without any item that is linked are dropped, and the
// keys of their personal data are given, to be destroyed before the commit; their own key keeps them from coming again. At most
// `most`.
Result<std::vector<ledger::Redaction>> drop_unlinked(Unit& unit, const config::Account& account, Instant now,
                                                     const std::string& cause, std::size_t most);

}  // namespace fairway::flows
