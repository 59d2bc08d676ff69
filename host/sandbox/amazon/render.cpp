#include "host/sandbox/amazon/render.hpp"

#include "host/base/text.hpp"

namespace fairway::sandbox {
namespace {

void money(JsonOut& out, std::string_view key, std::int64_t minor, const Marketplace& marketplace) {
  std::string amount =
      marketplace.decimals == 0 ? std::to_string(minor / 100) : fmt::format("{}.{:02}", minor / 100, minor % 100);
  out.open(key).text("amount", amount).text("currencyCode", marketplace.currency).close();
}

void window(JsonOut& out, std::string_view key, Instant from, Instant to) {
  out.open(key).text("earliestDateTime", format_time(from)).text("latestDateTime", format_time(to)).close();
}

void breakdown(JsonOut& out, std::string_view type, std::int64_t minor, const Marketplace& marketplace) {
  if (minor == 0) return;
  out.open().text("type", type);
  money(out, "subtotal", minor, marketplace);
  out.close();
}

// Phone numbers go once the order is shipped and due; Amazon's own deliveries show no person at all.
void recipient(JsonOut& out, const Order& order, Instant now) {
  const auto& a = order.recipient;
  out.open("recipient").open("deliveryAddress");
  if (!order.by_amazon) {
    out.text("name", a.name)
        .text_if("companyName", a.company)
        .text("addressLine1", a.line1)
        .text_if("addressLine2", a.line2);
    if (order.status != OrderStatus::shipped || now <= order.deliver_by) out.text_if("phone", a.phone);
  }
  out.text("city", a.city)
      .text_if("stateOrRegion", a.state)
      .text("postalCode", a.postal_code)
      .text("countryCode", a.country);
  out.text("addressType", a.commercial ? "COMMERCIAL" : "RESIDENTIAL").close().close();
}

void order_proceeds(JsonOut& out, const Order& order) {
  std::int64_t items = 0, shipping = 0, tax = 0;
  for (const auto& line : order.lines) {
    items += line.unit_price * line.quantity;
    shipping += line.shipping;
    tax += line.tax;
  }
  out.open("proceeds");
  money(out, "grandTotal", items + shipping + tax, *order.marketplace);
  out.open_list("breakdowns");
  breakdown(out, "ITEM", items, *order.marketplace);
  breakdown(out, "SHIPPING", shipping, *order.marketplace);
  breakdown(out, "TAX", tax, *order.marketplace);
  out.close_list().close();
}

void line_proceeds(JsonOut& out, const Line& line, const Marketplace& marketplace) {
  out.open("proceeds");
  money(out, "proceedsTotal", line.unit_price * line.quantity + line.shipping + line.tax, marketplace);
  out.open_list("breakdowns");
  breakdown(out, "ITEM", line.unit_price * line.quantity, marketplace);
  breakdown(out, "SHIPPING", line.shipping, marketplace);
  breakdown(out, "TAX", line.tax, marketplace);
  out.close_list().close();
}

void line_cancellation(JsonOut& out, const Line& line) {
  if (line.cancel_requested.empty() && line.cancelled_by.empty()) return;
  out.open("cancellation");
  if (!line.cancel_requested.empty())
    out.open("cancellationRequest").text("requester", "BUYER").text("cancelReason", line.cancel_requested).close();
  if (!line.cancelled_by.empty())
    out.open("cancellationExecution")
        .text("cancelledBy", line.cancelled_by)
        .text_if("cancelReason", line.cancel_reason)
        .close();
  out.close();
}

void render_line(JsonOut& out, const Order& order, const Line& line, unsigned datasets, bool priced) {
  out.open().text("orderItemId", line.item_id).number("quantityOrdered", line.quantity);
  out.open("product").text("asin", line.asin).text("title", line.title).text("sellerSku", line.sku);
  out.open("condition").text("conditionType", "NEW").text("conditionSubtype", "NEW").close();
  if (priced) {
    out.open("price");
    money(out, "unitPrice", line.unit_price, *order.marketplace);
    out.close();
  }
  out.close();
  if ((datasets & kProceeds) && priced) line_proceeds(out, line, *order.marketplace);
  if (datasets & kCancellation) line_cancellation(out, line);
  if ((datasets & kPromotion) && order.number % 7 == 0)
    out.open("promotion")
        .open_list("breakdowns")
        .open()
        .text("promotionId", "SPRING-" + std::to_string(order.number % 5))
        .close()
        .close_list()
        .close();
  if (datasets & kFulfillment) {
    out.open("fulfillment").number("quantityFulfilled", line.shipped).number("quantityUnfulfilled", line.open());
    if (!line.gift_message.empty())
      out.open("packing")
          .open("giftOption")
          .text("giftMessage", line.gift_message)
          .text("giftWrapLevel", "Classic")
          .close()
          .close();
    out.close();
  }
  if ((datasets & kTax) && priced)
    out.open("tax")
        .open_list("taxCollections")
        .open()
        .text("model", "MARKETPLACE_FACILITATOR")
        .text("responsibleParty", "Amazon Services, Inc.")
        .close()
        .close_list()
        .close();
  out.close();
}

void render_packages(JsonOut& out, const Order& order) {
  out.open_list("packages");
  for (const auto& package : order.packages) {
    out.open().text("packageReferenceId", package.reference).text("createdTime", format_time(package.created));
    out.open("packageStatus").text("status", "SHIPPED").close();
    out.text("carrier", package.carrier_code == "Other" ? package.carrier_name : package.carrier_code);
    out.text("shipTime", format_time(package.shipped)).text_if("shippingService", package.method);
    out.text("trackingNumber", package.tracking).open_list("packageItems");
    for (const auto& item : package.items)
      out.open().text("orderItemId", item.item_id).number("quantity", item.quantity).close();
    out.close_list().close();
  }
  out.close_list();
}

}  // namespace

unsigned datasets_of(std::string_view csv) {
  unsigned bits = 0;
  for (const auto& wanted : split(csv, ',')) {
    unsigned bit = 1;
    for (const auto& name : split(kDatasets, ' ')) {
      if (name == wanted) bits |= bit;
      bit <<= 1;
    }
  }
  return bits;
}

void render_order(JsonOut& out, const Order& order, unsigned datasets, Instant now) {
  const bool paid = order.status != OrderStatus::pending && order.status != OrderStatus::pending_availability;
  out.open().text("orderId", order.id);
  if (!order.seller_order_id.empty())
    out.open_list("orderAliases")
        .open()
        .text("aliasId", order.seller_order_id)
        .text("aliasType", "SELLER_ORDER_ID")
        .close()
        .close_list();
  out.text("createdTime", format_time(order.created)).text("lastUpdatedTime", format_time(order.updated));
  if (!order.programs.empty()) {
    out.open_list("programs");
    for (const auto& program : order.programs) out.text(program);
    out.close_list();
  }
  out.open("salesChannel").text("channelName", order.sold_elsewhere ? "NON_AMAZON" : "AMAZON");
  if (!order.sold_elsewhere)
    out.text("marketplaceId", order.marketplace->id).text("marketplaceName", order.marketplace->domain);
  out.close();
  if ((datasets & kBuyer) && paid && !order.by_amazon)
    out.open("buyer")
        .text("buyerName", order.buyer_name)
        .text("buyerEmail", order.buyer_email)
        .text_if("buyerPurchaseOrderNumber", order.purchase_order)
        .close();
  if ((datasets & kRecipient) && paid) recipient(out, order, now);
  if ((datasets & kProceeds) && paid) order_proceeds(out, order);
  if ((datasets & kPayment) && paid)
    out.open("payment")
        .open_list("paymentExecutions")
        .open()
        .text("paymentMethod", "CREDIT_CARD")
        .close()
        .close_list()
        .close();
  if (datasets & kFulfillment) {
    out.open("fulfillment")
        .text("fulfillmentStatus", name_of(order.status))
        .text("fulfilledBy", order.by_amazon ? "AMAZON" : "MERCHANT");
    out.text("fulfillmentServiceLevel", order.service_level);
    if (paid) {
      window(out, "shipByWindow", order.ship_from, order.ship_by);
      window(out, "deliverByWindow", order.deliver_from, order.deliver_by);
    }
    out.close();
  }
  out.open_list("orderItems");
  for (const auto& line : order.lines) render_line(out, order, line, datasets, paid);
  out.close_list();
  if ((datasets & kPackages) && !order.by_amazon) render_packages(out, order);
  out.close();
}

}  // namespace fairway::sandbox
