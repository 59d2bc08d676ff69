// Fulfilment orders and shipments: what a warehouse was asked for, and each parcel that left it.
#pragma once
#include "fairway/documents/common.hpp"
#include "host/ledger/values.hpp"
#include "host/storage/database.hpp"

namespace fairway::ledger {

// routed: to be sent, never was. sending: handed over at least once, and whether the warehouse has it is not known.
// submitted: it has it. cancelling: it is asked not to ship. refused, cancelled: it will not.
enum class FulfilmentState { routed, sending, submitted, refused, cancelling, cancelled };
std::string_view text(FulfilmentState state) noexcept;

struct Fulfilment {
  std::int64_t id = 0, order_id = 0;
  std::string account, warehouse;
  std::string scope;      // the warehouse's own name space of references
  std::string reference;  // unique in the scope for ever; the idempotency key
  std::int64_t part = 1;
  FulfilmentState state = FulfilmentState::routed;
  std::string service;  // the warehouse's service
  std::string remote_id;
  std::vector<LineQuantity> lines;
  Instant created_at;
  std::optional<Instant> submitted_at;
};
// May a warehouse have it, or get it from a call that runs now?
inline bool maybe_there(const Fulfilment& f) {
  return f.state == FulfilmentState::sending || f.state == FulfilmentState::submitted ||
         f.state == FulfilmentState::cancelling;
}
Status insert(storage::Transaction&, std::vector<Fulfilment>&);  // sets ids
Status update(storage::Transaction&, const std::vector<Fulfilment>&);
Result<std::vector<Fulfilment>> fulfilments_by_id(storage::Transaction&, const std::vector<std::int64_t>& ids);
Result<std::vector<Fulfilment>> fulfilments_of(storage::Transaction&, const std::vector<std::int64_t>& order_ids);
Result<std::vector<Fulfilment>> fulfilments_by_reference(storage::Transaction&, const std::string& scope,
                                                         const std::vector<std::string>& references);

enum class ShipmentState { known, confirmed, verified, failed, not_needed };
std::string_view text(ShipmentState state) noexcept;

struct ShipmentRow {
  std::int64_t id = 0, order_id = 0, fulfilment_id = 0;
  std::string account, store;
  std::string remote_id;          // the fulfiller's, unique per parcel
  std::string package_reference;  // stored before the first send, the same on every retry
  std::string carrier, service, tracking_number;
  std::optional<Instant> shipped_at;
  std::vector<LineQuantity> lines;
  ShipmentState state = ShipmentState::known;
  std::string error;  // why the channel refused it
  Instant known_at;
  std::optional<Instant> confirmed_at, verified_at;
  std::string warning;                // what speaks against its tracking number; empty: nothing
  std::vector<LineQuantity> surplus;  // units in it beyond those of the order: the channel is not told of them
  // Whether the channel was looked at in vain for the confirmation, and what came of that.
  enum class Unseen { no, sent_again, alarmed } unseen = Unseen::no;
  bool backorder = false;  // more of the order was to come when this was told; the channel hears the same on every retry
};
Status insert(storage::Transaction&, std::vector<ShipmentRow>&);  // sets ids
Status update(storage::Transaction&, const std::vector<ShipmentRow>&);
Result<std::vector<ShipmentRow>> shipments_by_id(storage::Transaction&, const std::vector<std::int64_t>& ids);
Result<std::vector<ShipmentRow>> shipments_of(storage::Transaction&, const std::vector<std::int64_t>& order_ids);
// Of one store those whose confirmation the channel has not shown and nobody was told of, the longest confirmed first.
Result<std::vector<ShipmentRow>> shipments_unseen(storage::Transaction&, const std::string& account,
                                                  const std::string& store, std::size_t limit);

}  // namespace fairway::ledger
