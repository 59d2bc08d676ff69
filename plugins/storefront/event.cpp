#include "event.hpp"

#include "fairway/documents/keys.hpp"

namespace storefront {
namespace {

// No member of these names a person; whoever adds one breaks that promise of the README.
struct Order {
  std::string channel_order_id, fairway_id, reason;
  std::vector<fairway::LineQuantity> lines;
};
BOOST_DESCRIBE_STRUCT(Order, (), (channel_order_id, fairway_id, reason, lines))

struct Parcel {
  std::string package, carrier, service, tracking_number;
  std::optional<fairway::Time> shipped_at;
  std::vector<fairway::LineQuantity> lines;
};
BOOST_DESCRIBE_STRUCT(Parcel, (), (package, carrier, service, tracking_number, shipped_at, lines))

struct Body {
  std::string id, type, shop;
  std::optional<fairway::Time> at;
  std::optional<Order> order;
  std::optional<Parcel> shipment;
};
BOOST_DESCRIBE_STRUCT(Body, (), (id, type, shop, at, order, shipment))

// By what the event is of and by what it says.
std::string event_id(std::string_view shop, std::string_view key, std::string_view content) {
  return "evt_" + fairway::content_hash(std::string(shop) + '\n' + std::string(key)) + fairway::content_hash(content);
}

Event finished(Body body) { return {body.id, body.type, fairway::to_json(body)}; }

}  // namespace

Event acknowledged(std::string_view shop, std::string_view key, const fairway::OrderAck& ack) {
  Body body{event_id(shop, key, "acknowledged"), "order.acknowledged", std::string(shop), {}, {}, {}};
  body.order = Order{ack.channel_order_id, ack.seller_order_id, {}, ack.lines};
  return finished(std::move(body));
}

Event shipped(std::string_view shop, std::string_view key, const fairway::Shipment& shipment) {
  fairway::Shipment parcel = shipment;
  parcel.backorder = false;  // of the order around it: the parcel is the same news
  Body body{event_id(shop, key, fairway::to_json(parcel)),
            shipment.backorder ? "order.partially-shipped" : "order.shipped",
            std::string(shop),
            {},
            {},
            {}};
  body.order = Order{shipment.channel_order_id, {}, {}, {}};
  body.shipment = Parcel{shipment.package_reference, shipment.carrier,    shipment.service,
                         shipment.tracking_number,   shipment.shipped_at, shipment.lines};
  return finished(std::move(body));
}

Event noticed(std::string_view shop, std::string_view key, const fairway::Notice& notice) {
  std::string type = notice.kind;
  if (type.starts_with("order-")) type[5] = '.';
  Body body{event_id(shop, key, notice.kind), std::move(type), std::string(shop), notice.at, {}, {}};
  body.order = Order{notice.channel_order_id, notice.reference, notice.message, {}};
  return finished(std::move(body));
}

Event ping(std::string_view shop, std::string_view key) {
  return finished({event_id(shop, key, "ping"), "ping", std::string(shop), {}, {}, {}});
}

}  // namespace storefront
