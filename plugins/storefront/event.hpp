// What the shop is told: one event a delivery, as JSON. Pure.
#pragma once
#include <string>
#include <string_view>

#include "fairway/documents.hpp"

namespace storefront {

// The id is the same on every retry, so the shop passes over one that it has seen; the body is, too.
struct Event {
  std::string id, type, body;
};

// "order.acknowledged": it is at whoever ships it.
Event acknowledged(std::string_view shop, std::string_view key, const fairway::OrderAck&);
// "order.shipped", or "order.partially-shipped" while more is to come: one parcel. A parcel that was corrected is another
// event about the same `package`.
Event shipped(std::string_view shop, std::string_view key, const fairway::Shipment&);
// "order.held", "order.cancelled" …: the notice's kind with a dot.
Event noticed(std::string_view shop, std::string_view key, const fairway::Notice&);
// "ping": says nothing of orders. `key` makes its id.
Event ping(std::string_view shop, std::string_view key);

}  // namespace storefront
