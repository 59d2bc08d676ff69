// The stream `hook`: one delivery of the warehouse's webhook, which the host has verified and stored. It may carry what it
// tells of, or point to it; what it points to is fetched.
#include "pages.hpp"
#include "parcels.hpp"
#include "wms_rest.hpp"

namespace wms_rest {
namespace {

struct Told {
  std::string id, order_id, reference, status, exception;
};
BOOST_DESCRIBE_STRUCT(Told, (), (id, order_id, reference, status, exception))

fairway::JsonView first_of(const fairway::JsonView& body, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (const auto value = body[name]; value.exists() && !value.is_null()) return value;
  return {};
}

void emit_notice(const std::string& topic, const Told& told, const fairway::HookRequest& delivery, fairway::Time now,
                 fairway::PullOut& out) {
  fairway::Notice notice;
  notice.kind = topic == "order.exception" ? "order-exception" : "order-cancelled";
  notice.reference = told.reference;
  notice.severity = topic == "order.exception" ? "error" : "warning";
  notice.message =
      topic == "order.exception" ? "the warehouse cannot go on with the order" : "the warehouse has cancelled the order";
  if (!told.exception.empty()) notice.message += ": " + told.exception;
  notice.at = now;
  out.emit(notice, notice.kind + '@' + delivery.id);
}

}  // namespace

void WmsRest::pull_hook(const fairway::Call& call, const fairway::HookRequest& delivery, fairway::PullOut& out) {
  fairway::JsonView body;
  try {
    body = fairway::JsonView::parse(delivery.body);
  } catch (const fairway::JsonError& error) {  // signed, and yet no JSON: it will be no better the next time
    return out.reject(delivery.body, fairway::Notice::kSchema, fairway::Error::rejected(error.message, error.pointer));
  }
  if (const auto depositor = body["depositor"].text(settings().depositor); depositor != settings().depositor)
    return host().warn("a delivery for another depositor is passed over", {{"depositor", depositor}});
  const std::string topic = first_of(body, {"topic", "type", "event"}).text();
  const auto data = first_of(body, {"data", "payload"});
  Told told;
  fairway::JsonError error;
  if (data.is_object() && !fairway::read_json(data.raw(), told, error))
    return out.reject(delivery.body, fairway::Notice::kSchema, fairway::Error::rejected(error.message, error.pointer));

  if (topic == "shipment.created") {
    const auto shipment = data["parcels"].exists() ? data : data["shipment"];
    if (shipment["parcels"].exists())
      return static_cast<void>(emit_shipment(fairway::RawJson{std::string(shipment.raw())}, out));
    if (told.order_id.empty())
      return out.reject(delivery.body, fairway::Shipment::kSchema,
                        fairway::Error::rejected("a shipment of no order", "/data/order_id"));
    const std::string path = "/shipments?order_id=" + fairway::url_encode(told.order_id);
    for (std::string cursor, next;; cursor = next) {
      const auto page = fetch_page(client_, call, path, cursor, "listShipments");
      for (const auto& row : *page.items) emit_shipment(row, out);
      next = page.next;
      if (next.empty()) return;
    }
  }
  if (topic == "order.exception" || topic == "order.cancelled") return emit_notice(topic, told, delivery, host().now(), out);
  host().debug("a delivery that needs nothing to be done", {{"topic", topic}});
}

}  // namespace wms_rest
