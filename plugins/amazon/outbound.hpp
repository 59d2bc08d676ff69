// Multi-channel fulfilment (MCF): Amazon ships from its own stock what was sold elsewhere. In our words, whichever version of
// Amazon's API carries them.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client.hpp"

namespace amazon {

struct OutboundLine {
  std::string id, sku;
  std::int64_t quantity = 0;
};

struct Destination {
  std::string name, line1, line2, line3, city, district, state, postal_code, country, phone;
};

struct OutboundOrder {
  std::string reference;  // ours, unique for ever at the seller
  std::string shown_id;   // what the buyer knows the order by
  std::string comment;    // on the packing slip
  std::string speed;      // Standard, Expedited, Priority
  std::string gift_message;
  Destination to;
  std::vector<OutboundLine> lines;
};

enum class OutboundState {
  waiting,     // taken, and may still be cancelled
  processing,  // being packed: too late to cancel
  complete,
  partial,  // ended, and not all of it was sent
  cancelled,
  unfulfillable,
  invalid,
  unknown  // a word that Amazon added
};
// Nothing more will come of it.
constexpr bool has_ended(OutboundState state) {
  return state != OutboundState::waiting && state != OutboundState::processing && state != OutboundState::unknown;
}
constexpr bool ships_nothing(OutboundState state) {
  return state == OutboundState::cancelled || state == OutboundState::unfulfillable || state == OutboundState::invalid;
}

struct OutboundParcel {
  std::string id;  // Amazon's, unique
  std::string carrier, tracking_number;
  std::optional<fairway::Time> shipped_at;
  std::vector<OutboundLine> lines;  // in the order's line ids
};

// An order as Amazon has it.
struct OutboundFound {
  std::string reference, marketplace, speed;
  OutboundState state = OutboundState::unknown;
  std::string state_text;                // Amazon's word
  std::optional<fairway::Time> changed;  // its state
  Destination to;
  std::vector<OutboundLine> lines;      // not in a list
  std::vector<OutboundParcel> parcels;  // that have left, with a tracking number; not in a list
  bool untracked = false;               // something has left of which no tracking number is told
};

struct OutboundPage {
  std::vector<OutboundFound> orders;
  std::string next;  // empty on the last page
};

// One version of the API. Errors are thrown as errors.hpp says: REJECTED for what Amazon refuses.
class Outbound {
 public:
  virtual ~Outbound() = default;
  // Would Amazon ship it? REJECTED where not, naming SKU and reason.
  virtual void preview(const fairway::Call&, const OutboundOrder&) const = 0;
  // A reference that Amazon has already is REJECTED.
  virtual void create(const fairway::Call&, const OutboundOrder&) const = 0;
  virtual std::optional<OutboundFound> find(const fairway::Call&, const std::string& reference) const = 0;
  // Orders whose state changed at `since` or after it. A `token` that Amazon does not know is REJECTED.
  virtual OutboundPage list(const fairway::Call&, fairway::Time since, const std::string& token) const = 0;
  virtual void cancel(const fairway::Call&, const std::string& reference) const = 0;
  // The marketplace whose stock is used.
  virtual const std::string& marketplace() const = 0;
};

// Fulfillment Outbound 2020-07-01. Borrows `client`.
std::unique_ptr<Outbound> outbound_2020(fairway::Host host, const Client& client, std::string marketplace);

}  // namespace amazon
