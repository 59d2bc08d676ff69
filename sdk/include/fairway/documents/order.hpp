// Orders as a channel shows them, and what it is told of them.
#pragma once
#include <array>

#include "fairway/documents/common.hpp"

namespace fairway {

enum class OrderStatus {
  unknown,
  pending_availability,
  pending,
  unshipped,
  partially_shipped,
  shipped,
  cancelled,
  unfulfillable
};
constexpr auto names(OrderStatus) {
  using S = OrderStatus;
  return std::array{EnumName<S>{S::pending_availability, "pending-availability"},
                    EnumName<S>{S::pending, "pending"},
                    EnumName<S>{S::unshipped, "unshipped"},
                    EnumName<S>{S::partially_shipped, "partially-shipped"},
                    EnumName<S>{S::shipped, "shipped"},
                    EnumName<S>{S::cancelled, "cancelled"},
                    EnumName<S>{S::unfulfillable, "unfulfillable"}};
}

enum class FulfilledBy { unknown, merchant, amazon };
constexpr auto names(FulfilledBy) {
  return std::array{EnumName<FulfilledBy>{FulfilledBy::merchant, "merchant"},
                    EnumName<FulfilledBy>{FulfilledBy::amazon, "amazon"}};
}

struct OrderLine {
  std::string id;          // the channel's, unique in the order
  std::string sku;         // opaque, compared exactly
  std::string product_id;  // ASIN or the like
  std::string title;
  std::int64_t quantity = 0;          // ordered
  std::int64_t quantity_shipped = 0;  // as the channel shows it
  std::int64_t quantity_cancelled = 0;
  std::string condition;
  Money unit_price;
  Pii gift_message;
  bool cancel_requested = false;  // by the buyer, not yet answered
  std::string cancel_reason;
  Extra extra;
};
BOOST_DESCRIBE_STRUCT(OrderLine, (),
                      (id, sku, product_id, title, quantity, quantity_shipped, quantity_cancelled, condition, unit_price,
                       gift_message, cancel_requested, cancel_reason, extra))

// A parcel that the channel already knows of: how a confirmation is verified.
struct OrderPackage {
  std::string reference;  // the package reference of the confirmation
  std::string carrier, service, tracking_number, status;
  std::optional<Time> shipped_at;
  std::vector<LineQuantity> lines;
};
BOOST_DESCRIBE_STRUCT(OrderPackage, (), (reference, carrier, service, tracking_number, status, shipped_at, lines))

struct Buyer {
  Pii name, email, company, purchase_order;
  Extra extra;
};
BOOST_DESCRIBE_STRUCT(Buyer, (), (name, email, company, purchase_order, extra))

// Emitted by every pull that sees it, whatever its status. What the host needs of it: sdk/README.md.
struct Order {
  static constexpr std::string_view kSchema = "order/1";
  std::string store;  // nickname, when one pull serves several stores; else empty
  std::string channel_order_id;
  std::string marketplace;  // the channel's id of it
  Open<OrderStatus> status;
  Open<FulfilledBy> fulfilled_by;
  std::optional<Time> created_at, updated_at;
  std::string ship_service;   // the channel's text
  std::string ship_category;  // Standard, Expedited, SecondDay, NextDay, SameDay, Priority, FreeEconomy, Scheduled
  std::optional<Time> ship_by, deliver_by;
  Address ship_to;
  Buyer buyer;
  std::vector<OrderLine> lines;
  Money total;
  std::vector<std::string> programs;  // as the channel names them: PRIME, AMAZON_BUSINESS …
  std::vector<OrderPackage> packages;
  std::string seller_order_id;
  std::string echo_of;  // the reference of the fulfilment order that the channel shows as an order here: it is none
  bool confirmation_needed = true;  // false: the channel learns of the shipment by itself and refuses confirmations
  Extra extra;
};
BOOST_DESCRIBE_STRUCT(Order, (),
                      (store, channel_order_id, marketplace, status, fulfilled_by, created_at, updated_at, ship_service,
                       ship_category, ship_by, deliver_by, ship_to, buyer, lines, total, programs, packages, seller_order_id,
                       echo_of, confirmation_needed, extra))

// order-id/1: that the channel has this order, and no more: what another way of looking shows of it. Nothing in it is personal.
struct OrderId {
  static constexpr std::string_view kSchema = "order-id/1";
  std::string store;  // nickname, where that way tells it; else empty
  std::string channel_order_id;
  Open<OrderStatus> status;
  std::optional<Time> updated_at;
};
BOOST_DESCRIBE_STRUCT(OrderId, (), (store, channel_order_id, status, updated_at))

// order-ack/1: the channel is told that the order is being worked on.
struct OrderAck {
  static constexpr std::string_view kSchema = "order-ack/1";
  std::string channel_order_id;
  std::string seller_order_id;  // our reference
  std::vector<LineQuantity> lines;
};
BOOST_DESCRIBE_STRUCT(OrderAck, (), (channel_order_id, seller_order_id, lines))

}  // namespace fairway
