// What the warehouse's API speaks: Example 3PL warehouse API 1.0 (OpenAPI), its own names.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "fairway/json.hpp"

namespace wms_rest::remote {

struct TokenRequest {
  std::string grant_type = "client_credentials";
};
BOOST_DESCRIBE_STRUCT(TokenRequest, (), (grant_type))

struct Token {
  std::string access_token;
  std::int64_t expires_in = 1800;  // seconds
};
BOOST_DESCRIBE_STRUCT(Token, (), (access_token, expires_in))

struct FieldError {
  std::string field, message;
};
BOOST_DESCRIBE_STRUCT(FieldError, (), (field, message))

struct Problem {
  std::string title, detail, existing_order_id;
  std::vector<FieldError> errors;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (title, detail, existing_order_id, errors))

struct Address {
  std::string name, company, line1, line2, line3, city, state, postal_code, country, phone, email;
};
BOOST_DESCRIBE_STRUCT(Address, (), (name, company, line1, line2, line3, city, state, postal_code, country, phone, email))

struct Line {
  std::string line_id, sku;
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(Line, (), (line_id, sku, quantity))

struct OrderCreate {
  std::string reference, po_number, warehouse_id;
  Address ship_to;
  std::string shipping_method;
  std::optional<fairway::Time> ship_by, deliver_by;
  std::string gift_message, packing_note;
  std::vector<Line> lines;
};
BOOST_DESCRIBE_STRUCT(OrderCreate, (),
                      (reference, po_number, warehouse_id, ship_to, shipping_method, ship_by, deliver_by, gift_message,
                       packing_note, lines))

// received, accepted, exception, picking, partially_shipped, shipped, cancelled
struct Order : OrderCreate {
  std::string id, status, exception;
};
BOOST_DESCRIBE_STRUCT(Order, (OrderCreate), (id, status, exception))

struct OrderPage {
  std::optional<std::vector<Order>> items;
  std::string next;  // cursor, empty on the last page
};
BOOST_DESCRIBE_STRUCT(OrderPage, (), (items, next))

struct Parcel {
  std::string carrier, service, tracking_number;
  std::optional<std::int64_t> weight_grams;
  std::vector<Line> lines;
};
BOOST_DESCRIBE_STRUCT(Parcel, (), (carrier, service, tracking_number, weight_grams, lines))

struct Shipment {
  std::string id, order_id, reference;
  std::optional<fairway::Time> shipped_at;
  bool backorder = false;
  std::vector<Parcel> parcels;
};
BOOST_DESCRIBE_STRUCT(Shipment, (), (id, order_id, reference, shipped_at, backorder, parcels))

struct Stock {
  std::string sku, warehouse_id;
  std::int64_t available = 0;
  std::optional<std::int64_t> on_hand, committed;
  std::optional<fairway::Time> changed_at;
};
BOOST_DESCRIBE_STRUCT(Stock, (), (sku, warehouse_id, available, on_hand, committed, changed_at))

// Rows stay raw in the lists that are pulled, so that one bad row spoils only itself.
struct RawPage {
  std::optional<std::vector<fairway::RawJson>> items;
  std::string next;
  std::optional<fairway::Time> as_of;  // of stock, by the warehouse's clock
};
BOOST_DESCRIBE_STRUCT(RawPage, (), (items, next, as_of))

}  // namespace wms_rest::remote
