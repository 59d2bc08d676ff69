// What goes to whoever holds the stock, and what comes back.
#pragma once
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
  Extra extra;
};
BOOST_DESCRIBE_STRUCT(FulfilmentOrder, (),
                      (reference, po_number, channel_order_id, store, service, ship_by, deliver_by, ship_to, lines,
                       gift_message, packing_note, company, extra))

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
  std::string kind;  // "acknowledgement-result", "order-exception" …
  std::string store, channel_order_id, reference;
  std::string severity;  // info | warning | error
  std::string message;
  std::optional<Time> at;
  Extra extra;
};
BOOST_DESCRIBE_STRUCT(Notice, (), (kind, store, channel_order_id, reference, severity, message, at, extra))

}  // namespace fairway
