// What a client asks: preview, create, read, cancel.
#include "host/sandbox/amazon/mcf.hpp"

#include "host/base/text.hpp"
#include "host/sandbox/amazon/amazon.hpp"
#include "host/sandbox/amazon/mcf_render.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::int64_t kMostMcfUnits = 250;
constexpr std::string_view kNoStock = "NoStock";  // made up: Amazon's words for an item are not documented

// Everything of the request but what is shown anew.
std::string shown_members(const json::object& body) {
  json::object kept;
  for (const char* name : {"displayableOrderId", "displayableOrderDate", "displayableOrderComment", "destinationAddress",
                           "fulfillmentAction", "fulfillmentPolicy"})
    if (const auto* value = body.if_contains(name)) kept[name] = *value;
  const auto text = json::serialize(kept);
  return text.substr(1, text.size() - 2);
}

Address address_of(const json::value& from) {
  Address to;
  to.name = text_at(from, "name"), to.line1 = text_at(from, "addressLine1"), to.line2 = text_at(from, "addressLine2");
  to.city = text_at(from, "city"), to.state = text_at(from, "stateOrRegion"), to.postal_code = text_at(from, "postalCode");
  to.country = text_at(from, "countryCode");
  return to;
}

std::string wrong_address(const json::value& address) {
  const bool japan = text_at(address, "countryCode") == "JP";
  if (japan && !text_at(address, "city").empty()) return "city is not used in Japan";
  if (!japan && text_at(address, "city").empty()) return "city is missing";
  return {};
}

std::string wrong_items(const json::array& items) {
  std::int64_t units = 0;
  std::set<std::string_view> ids;
  for (const auto& item : items) {
    units += number_at(item, "quantity");
    if (!ids.insert(text_at(item, "sellerFulfillmentOrderItemId")).second)
      return "sellerFulfillmentOrderItemId is not unique";
  }
  return units > kMostMcfUnits ? "more than 250 units" : std::string();
}

void render_preview(JsonOut& out, std::string_view speed, std::string_view marketplace, const json::array& items,
                    const std::set<std::string>& lacking, Instant now) {
  out.open().text("shippingSpeedCategory", speed).flag("isFulfillable", lacking.empty()).flag("isCODCapable", false);
  out.text("marketplaceId", marketplace);
  const auto item_of = [&](const json::value& item) -> JsonOut& {
    return out.open()
        .text("sellerSku", text_at(item, "sellerSku"))
        .text("sellerFulfillmentOrderItemId", text_at(item, "sellerFulfillmentOrderItemId"))
        .number("quantity", number_at(item, "quantity"));
  };
  if (lacking.empty()) {
    out.open_list("fulfillmentPreviewShipments").open();
    out.text("earliestShipDate", format_time(now)).open_list("fulfillmentPreviewItems");
    for (const auto& item : items) item_of(item).close();
    out.close_list().close().close_list();
  } else {
    out.open_list("unfulfillablePreviewItems");
    for (const auto& item : items)
      if (lacking.contains(std::string(text_at(item, "sellerSku"))))
        item_of(item).open_list("itemUnfulfillableReasons").text(kNoStock).close_list().close();
    out.close_list();
  }
  out.close();
}

}  // namespace

McfOrder* Mcf::order_of(const std::string& seller, const std::string& reference) {
  const auto place = orders_.find({seller, reference});
  return place == orders_.end() ? nullptr : &place->second;
}

const Marketplace* Mcf::marketplace_of(const json::value& body) const {
  return find_marketplace(text_at(body, "marketplaceId", "US"));
}

// A SKU that was never at Amazon's. Its complaint names the item's id, as the real one does.
std::string Mcf::unknown_sku(const std::string& seller, std::string_view marketplace, const json::array& items) {
  const auto& shelf = shelf_of(seller, marketplace);
  for (const auto& item : items)
    if (!shelf.contains(std::string(text_at(item, "sellerSku"))))
      return fmt::format("the SellerSKU for Item Id: {} is invalid.", text_at(item, "sellerFulfillmentOrderItemId"));
  return {};
}

Response Mcf::preview(const Call& call) {
  const auto& items = call.body.at("items").get_array();
  const auto* marketplace = marketplace_of(call.body);
  if (!marketplace) return amazon_error(400, "InvalidInput", "marketplaceId is unknown");
  auto wrong = wrong_address(*find(call.body, "address"));
  if (wrong.empty()) wrong = wrong_items(items);
  std::scoped_lock lock(mutex_);
  if (wrong.empty()) wrong = unknown_sku(call.account, marketplace->id, items);
  if (!wrong.empty()) return amazon_error(400, "InvalidInput", wrong);
  std::map<std::string, std::int64_t> wanted;
  for (const auto& item : items) wanted[std::string(text_at(item, "sellerSku"))] += number_at(item, "quantity");
  std::set<std::string> lacking;
  for (const auto& [sku, quantity] : wanted)
    if (shelf_of(call.account, marketplace->id)[sku].fulfillable < quantity) lacking.insert(sku);
  Response response;
  JsonOut out(response.body);
  out.open().open("payload").open_list("fulfillmentPreviews");
  const auto* asked = find(call.body, "shippingSpeedCategories");
  for (const std::string_view speed : {"Standard", "Expedited", "Priority"})
    if (!asked || std::any_of(asked->get_array().begin(), asked->get_array().end(),
                              [&](const json::value& one) { return one.is_string() && one.get_string() == speed; }))
      render_preview(out, speed, marketplace->id, items, lacking, call.now);
  out.close_list().close().close();
  return response;
}

// An id is unique for ever. What the stock does not cover is taken all the same, and found unfulfillable when it is planned.
Response Mcf::create(const Call& call) {
  const auto& body = call.body;
  const auto& items = body.at("items").get_array();
  const auto* marketplace = marketplace_of(body);
  if (!marketplace) return amazon_error(400, "InvalidInput", "marketplaceId is unknown");
  auto wrong = wrong_address(body.at("destinationAddress"));
  if (wrong.empty()) wrong = wrong_items(items);
  std::scoped_lock lock(mutex_);
  if (wrong.empty()) wrong = unknown_sku(call.account, marketplace->id, items);
  if (!wrong.empty()) return amazon_error(400, "InvalidInput", wrong);
  McfOrder order;
  order.seller = call.account, order.reference = text_at(body, "sellerFulfillmentOrderId");
  order.marketplace = marketplace, order.speed = text_at(body, "shippingSpeedCategory");
  order.members = shown_members(body.get_object());
  order.address = address_of(body.at("destinationAddress"));
  for (const auto& item : items)
    order.lines.push_back({std::string(text_at(item, "sellerFulfillmentOrderItemId")),
                           std::string(text_at(item, "sellerSku")), number_at(item, "quantity"), 0});
  order.received = order.updated = call.now;
  order.number = orders_.size() + 1;
  const auto [place, fresh] = orders_.try_emplace({order.seller, order.reference}, std::move(order));
  auto& kept = place->second;
  if (!fresh) {
    note(kept, "mcf_duplicate");
    return amazon_error(400, "InvalidInput", fmt::format("sellerFulfillmentOrderId {} exists already", kept.reference));
  }
  kept.short_of_stock = !reserve(kept);
  json::array shown;
  for (const auto& line : kept.lines) shown.push_back({{"line", line.id}, {"sku", line.sku}, {"quantity", line.quantity}});
  note(kept, "mcf_create", kept.speed, {{"items", std::move(shown)}});
  echo_(kept);
  const auto step = call.settings.paced(call.settings.accept_delay);
  world_.timeline.at(call.now + step, [this, seller = kept.seller, reference = kept.reference] {
    advance(seller, reference, McfStatus::received, McfStatus::planning);
  });
  return Response{200, "{}"};
}

Response Mcf::get(const Call& call) {
  std::scoped_lock lock(mutex_);
  const auto* order = order_of(call.account, call.path[0]);
  if (!order) return amazon_error(404, "NotFound", "The fulfillment order was not found.");
  Response response;
  JsonOut out(response.body);
  std::string payload;
  JsonOut inner(payload);
  render_mcf_order(inner, *order);
  out.open().raw("payload", payload).close();
  return response;
}

Response Mcf::cancel(const Call& call) {
  std::scoped_lock lock(mutex_);
  auto* order = order_of(call.account, call.path[0]);
  if (!order) return amazon_error(404, "NotFound", "The fulfillment order was not found.");
  if (order->status != McfStatus::received && order->status != McfStatus::planning)
    return amazon_error(400, "InvalidInput",
                        fmt::format("The fulfillment order cannot be cancelled: it is {}", name_of(order->status)));
  give_back(*order);
  note(*order, "mcf_cancel");
  move_to(*order, McfStatus::cancelled);
  return Response{200, "{}"};
}

std::optional<std::string> Mcf::order_json(const std::string& reference) {
  std::scoped_lock lock(mutex_);
  for (const auto& [key, order] : orders_) {
    if (order.reference != reference) continue;
    std::string text;
    JsonOut out(text);
    render_mcf_order(out, order);
    return text;
  }
  return std::nullopt;
}

}  // namespace fairway::sandbox
