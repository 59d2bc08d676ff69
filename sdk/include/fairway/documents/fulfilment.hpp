// What goes to whoever holds the stock, and what comes back.
#pragma once
#include <array>

#include "fairway/documents/common.hpp"

namespace fairway {

struct FulfilmentLine {
  std::string line_id, sku, title;  // sku: the warehouse's
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(FulfilmentLine, (), (line_id, sku, title, quantity))

// fulfilment-order/1: an order, or a part of one, to be picked and shipped. Pushed; the result's remote id is the
// fulfiller's own order id. The document's key is `reference`, unique per warehouse for ever.
struct FulfilmentOrder {
  static constexpr std::string_view kSchema = "fulfilment-order/1";
  std::string reference;  // at most 22 characters (X12 940 W05-02)
  std::string po_number;
  std::string channel_order_id, store;
  std::string service;  // the warehouse's name of the shipping service
  std::optional<Time> ship_by, deliver_by;
  Address ship_to;
  std::vector<FulfilmentLine> lines;
  Pii gift_message;
  std::string packing_note;
  std::string company;  // the seller named on the packing slip
  Address return_to;    // where the buyer's returns go; without country: where the channel says
  Extra extra;
};
BOOST_DESCRIBE_STRUCT(FulfilmentOrder, (),
                      (reference, po_number, channel_order_id, store, service, ship_by, deliver_by, ship_to, lines,
                       gift_message, packing_note, company, return_to, extra))

// shipment/1: one parcel. Pulled from the fulfiller (id, reference and what follows) and pushed to the channel (all).
struct Shipment {
  static constexpr std::string_view kSchema = "shipment/1";
  std::string id;                       // the fulfiller's, unique per parcel
  std::string reference;                // of the fulfilment order
  std::string fulfilment_id;            // the fulfiller's order id
  std::string store, channel_order_id;  // filled in by the host
  std::string package_reference;        // by the host, the same on every retry: "1", "2" …
  std::string carrier, service, tracking_number;
  std::optional<Time> shipped_at;
  std::vector<LineQuantity> lines;
  bool backorder = false;  // more is to come
  Extra extra;
};
BOOST_DESCRIBE_STRUCT(Shipment, (),
                      (id, reference, fulfilment_id, store, channel_order_id, package_reference, carrier, service,
                       tracking_number, shipped_at, lines, backorder, extra))

// cancellation/1: pushed to a fulfiller. REJECTED means that it is too late; REJECTED at "/reference", that the fulfiller knows
// no such fulfilment order, so that nothing of it will ship.
struct Cancellation {
  static constexpr std::string_view kSchema = "cancellation/1";
  std::string reference, fulfilment_id, channel_order_id, reason;
  std::vector<LineQuantity> lines;  // empty: all of it
};
BOOST_DESCRIBE_STRUCT(Cancellation, (), (reference, fulfilment_id, channel_order_id, reason, lines))

// Why a seller cancels what was sold. The words are ours; the list is the one that Amazon's acknowledgement feed knows.
enum class CancelReason {
  unknown,
  buyer_cancelled,
  no_inventory,
  address_undeliverable,
  customer_exchange,
  general,
  carrier_credit,
  risk,
  carrier_coverage,
  customer_return,
  not_received,
  cannot_verify,
  pricing_error,
  rejected,
  weather
};
constexpr auto names(CancelReason) {
  using R = CancelReason;
  return std::array{EnumName<R>{R::buyer_cancelled, "buyer-cancelled"},
                    EnumName<R>{R::no_inventory, "no-inventory"},
                    EnumName<R>{R::address_undeliverable, "address-undeliverable"},
                    EnumName<R>{R::customer_exchange, "customer-exchange"},
                    EnumName<R>{R::general, "general"},
                    EnumName<R>{R::carrier_credit, "carrier-credit"},
                    EnumName<R>{R::risk, "risk"},
                    EnumName<R>{R::carrier_coverage, "carrier-coverage"},
                    EnumName<R>{R::customer_return, "customer-return"},
                    EnumName<R>{R::not_received, "not-received"},
                    EnumName<R>{R::cannot_verify, "cannot-verify"},
                    EnumName<R>{R::pricing_error, "pricing-error"},
                    EnumName<R>{R::rejected, "rejected"},
                    EnumName<R>{R::weather, "weather"}};
}

// order-cancellation/1: pushed to the channel that sold it: nothing more of these lines is shipped. `lines` are all lines that
// are given up, each with what was open of it; a line is given up whole. The remote id is whatever the channel calls the
// message. A channel that takes it and answers later says how it ended by a notice of kind "cancellation-result":
// severity info: done; warning: it may not have been, tell it again; error: refused.
struct OrderCancellation {
  static constexpr std::string_view kSchema = "order-cancellation/1";
  std::string channel_order_id;
  Open<CancelReason> reason;
  std::vector<LineQuantity> lines;
  bool whole = false;  // with these lines nothing of the order is left
};
BOOST_DESCRIBE_STRUCT(OrderCancellation, (), (channel_order_id, reason, lines, whole))

// stock-level/1: one SKU at one warehouse at `as_of`, by the warehouse's clock.
struct StockLevel {
  static constexpr std::string_view kSchema = "stock-level/1";
  std::string sku, location;
  std::int64_t available = 0;  // may be negative: more is promised than there is
  std::optional<std::int64_t> on_hand, committed;
  std::optional<Time> as_of, changed_at;
  Extra extra;
};
BOOST_DESCRIBE_STRUCT(StockLevel, (), (sku, location, available, on_hand, committed, as_of, changed_at, extra))

// notice/1: something a remote says about an order, a listing or itself; becomes an event of what it speaks about.
struct Notice {
  static constexpr std::string_view kSchema = "notice/1";
  std::string kind;  // "acknowledgement-result", "cancellation-result", "order-exception" …
  std::string store, channel_order_id, reference;
  std::string severity;  // info | warning | error
  std::string message;
  std::optional<Time> at;
  Extra extra;
};
BOOST_DESCRIBE_STRUCT(Notice, (), (kind, store, channel_order_id, reference, severity, message, at, extra))

}  // namespace fairway
