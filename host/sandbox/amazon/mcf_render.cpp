#include "host/sandbox/amazon/mcf_render.hpp"

#include <array>

#include "host/base/text.hpp"

namespace fairway::sandbox {
namespace {

struct McfName {
  McfStatus status;
  std::string_view name;
};
constexpr McfName kMcfNames[] = {{McfStatus::received, "Received"},     {McfStatus::planning, "Planning"},
                                 {McfStatus::processing, "Processing"}, {McfStatus::complete, "Complete"},
                                 {McfStatus::cancelled, "Cancelled"},   {McfStatus::unfulfillable, "Unfulfillable"}};

void render_mcf_shipment(JsonOut& out, const McfOrder& order, const McfShipment& shipment) {
  out.open().text("amazonShipmentId", shipment.id).text("fulfillmentCenterId", "SBX1");
  out.text("fulfillmentShipmentStatus", "SHIPPED").text("shippingDate", format_time(shipment.shipped));
  out.open_list("fulfillmentShipmentItem");
  for (std::size_t i = 0; i < order.lines.size(); ++i)
    if (shipment.quantities[i] > 0)
      out.open()
          .text("sellerSku", order.lines[i].sku)
          .text("sellerFulfillmentOrderItemId", order.lines[i].id)
          .number("quantity", shipment.quantities[i])
          .number("packageNumber", 1)
          .close();
  out.close_list().open_list("fulfillmentShipmentPackage");
  out.open().number("packageNumber", 1).text("carrierCode", shipment.carrier);
  if (shipment.carrier == "AMZL") out.text_if("amazonFulfillmentTrackingNumber", shipment.tracking);
  else out.text_if("trackingNumber", shipment.tracking);
  out.close().close_list().close();
}

}  // namespace

std::string_view name_of(McfStatus status) {
  for (const auto& one : kMcfNames)
    if (one.status == status) return one.name;
  return {};
}

std::optional<McfStatus> mcf_status(std::string_view name) {
  for (const auto& one : kMcfNames)
    if (one.name == name) return one.status;
  return std::nullopt;
}

void render_mcf_head(JsonOut& out, const McfOrder& order) {
  out.open().text("sellerFulfillmentOrderId", order.reference).text("marketplaceId", order.marketplace->id);
  out.text("shippingSpeedCategory", order.speed).raw(order.members);
  out.text("receivedDate", format_time(order.received)).text("fulfillmentOrderStatus", name_of(order.status));
  out.text("statusUpdatedDate", format_time(order.updated)).close();
}

void render_mcf_order(JsonOut& out, const McfOrder& order) {
  out.open().open_list("fulfillmentOrderItems");
  for (const auto& line : order.lines)
    out.open()
        .text("sellerSku", line.sku)
        .text("sellerFulfillmentOrderItemId", line.id)
        .number("quantity", line.quantity)
        .number("cancelledQuantity", order.status == McfStatus::cancelled ? line.quantity : 0)
        .number("unfulfillableQuantity", order.status == McfStatus::unfulfillable ? line.quantity - line.shipped : 0)
        .close();
  out.close_list().open_list("fulfillmentShipments");
  for (const auto& shipment : order.shipments) render_mcf_shipment(out, order, shipment);
  out.close_list().open_list("returnItems").close_list().open_list("returnAuthorizations").close_list();
  std::string head;
  JsonOut head_out(head);
  render_mcf_head(head_out, order);
  out.raw("fulfillmentOrder", head).close();
}

}  // namespace fairway::sandbox
