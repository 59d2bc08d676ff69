// Fulfillment Outbound 2020-07-01. Its model writes "Received", its example answers "RECEIVED": case does not matter.
#include <algorithm>

#include "errors.hpp"
#include "outbound.hpp"
#include "outbound_parcels.hpp"
#include "remote/outbound.hpp"
#include "text.hpp"

namespace amazon {
namespace {

constexpr const char* kOutbound = "/fba/outbound/2020-07-01/fulfillmentOrders";

struct StateWord {
  std::string_view word;
  OutboundState state;
};
constexpr StateWord kStateWords[] = {{"new", OutboundState::waiting},
                                     {"received", OutboundState::waiting},
                                     {"planning", OutboundState::waiting},
                                     {"processing", OutboundState::processing},
                                     {"complete", OutboundState::complete},
                                     {"completepartialled", OutboundState::partial},
                                     {"complete_partialled", OutboundState::partial},
                                     {"cancelled", OutboundState::cancelled},
                                     {"unfulfillable", OutboundState::unfulfillable},
                                     {"invalid", OutboundState::invalid}};

OutboundState state_of(const std::string& word) {
  for (const StateWord& one : kStateWords)
    if (one.word == lower(word)) return one.state;
  return OutboundState::unknown;
}

remote::OutboundAddress written(const Destination& to) {
  return {to.name,     to.line1, to.line2,       to.line3,   to.country == "JP" ? std::string() : to.city,
          to.district, to.state, to.postal_code, to.country, to.phone};
}

Destination read(const remote::OutboundAddress& from) {
  return {from.name,
          from.address_line1,
          from.address_line2,
          from.address_line3,
          from.city,
          from.district_or_county,
          from.state_or_region,
          from.postal_code,
          from.country_code,
          from.phone};
}

std::vector<remote::OutboundItem> items(const OutboundOrder& order) {
  std::vector<remote::OutboundItem> all;
  for (const OutboundLine& line : order.lines) all.push_back({line.sku, line.id, line.quantity, {}});
  return all;
}

OutboundFound found(const remote::OutboundHead& head) {
  OutboundFound out;
  out.reference = head.seller_fulfillment_order_id;
  out.marketplace = head.marketplace_id, out.speed = head.shipping_speed_category;
  out.state = state_of(head.fulfillment_order_status), out.state_text = head.fulfillment_order_status;
  out.changed = head.status_updated_date;
  out.to = read(head.destination_address);
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// Why not, with the first item at fault as the pointer.
fairway::Error refusal_of(const OutboundOrder& order, const remote::OutboundPreview& preview) {
  std::string text = "Amazon cannot ship this " + order.speed, pointer;
  if (!preview.order_unfulfillable_reasons.empty()) text += ": " + joined(preview.order_unfulfillable_reasons);
  for (const auto& item : preview.unfulfillable_preview_items) {
    text += "; SKU " + item.seller_sku;
    if (!item.item_unfulfillable_reasons.empty()) text += ": " + joined(item.item_unfulfillable_reasons);
    for (std::size_t i = 0; i < order.lines.size() && pointer.empty(); ++i)
      if (order.lines[i].id == item.seller_fulfillment_order_item_id) pointer = "/lines/" + std::to_string(i) + "/sku";
  }
  return fairway::Error::rejected(text, pointer);
}

class Outbound2020 final : public Outbound {
 public:
  Outbound2020(fairway::Host host, const Client& client, std::string marketplace)
      : host_(host), client_(client), marketplace_(std::move(marketplace)) {}

  const std::string& marketplace() const override { return marketplace_; }

  void preview(const fairway::Call& call, const OutboundOrder& order) const override {
    const remote::PreviewRequest body{marketplace_, written(order.to), items(order), {order.speed}};
    const auto answer =
        post(call, std::string(kOutbound) + "/preview", "getFulfillmentPreview", body).as<remote::PreviewAnswer>();
    const auto& previews = answer.payload.fulfillment_previews;
    if (!previews) throw fairway::Error::unavailable("getFulfillmentPreview: an answer without previews");
    const remote::OutboundPreview* refused = nullptr;
    for (const auto& preview : *previews) {
      if (preview.shipping_speed_category != order.speed) continue;
      if (preview.is_fulfillable) return;
      refused = &preview;
    }
    if (refused != nullptr) throw refusal_of(order, *refused);
    throw fairway::Error::rejected("Amazon does not offer " + order.speed + " for this order", "/service");
  }

  // FillOrKill: all of it or nothing, for a part that stays behind would wait at Amazon while we could ship it.
  void create(const fairway::Call& call, const OutboundOrder& order) const override {
    remote::NewOutboundOrder body;
    body.marketplace_id = marketplace_;
    body.seller_fulfillment_order_id = order.reference, body.displayable_order_id = order.shown_id;
    body.displayable_order_date = host_.now();
    body.displayable_order_comment = order.comment, body.shipping_speed_category = order.speed;
    body.destination_address = written(order.to);
    body.fulfillment_action = "Ship", body.fulfillment_policy = "FillOrKill";
    body.items = items(order);
    body.items.front().gift_message = order.gift_message;
    post(call, kOutbound, "createFulfillmentOrder", body);
  }

  // Which answer stands for "no such order" is not documented: 404 and 400 both are that, for a reference of ours is well
  // formed. Where that is wrong, Amazon refuses to create it a second time.
  std::optional<OutboundFound> find(const fairway::Call& call, const std::string& reference) const override {
    auto response = client_.get(call, path_of(reference), "getFulfillmentOrder");
    if (response.status == 404 || response.status == 400) return std::nullopt;
    const auto answer = expect_success(std::move(response), "getFulfillmentOrder").as<remote::OutboundAnswer>();
    if (!answer.payload) throw fairway::Error::unavailable("getFulfillmentOrder: an answer without an order");
    OutboundFound out = found(answer.payload->fulfillment_order);
    for (const auto& item : answer.payload->fulfillment_order_items)
      out.lines.push_back({item.seller_fulfillment_order_item_id, item.seller_sku, item.quantity});
    for (const auto& shipment : answer.payload->fulfillment_shipments)
      if (!add_parcels(shipment, out.parcels)) out.untracked = true;
    return out;
  }

  OutboundPage list(const fairway::Call& call, fairway::Time since, const std::string& token) const override {
    std::string path = std::string(kOutbound) + "?queryStartDate=" + fairway::url_encode(to_text(since));
    if (!token.empty()) path += "&nextToken=" + fairway::url_encode(token);
    const auto answer = expect_success(client_.get(call, path, "listAllFulfillmentOrders"), "listAllFulfillmentOrders")
                            .as<remote::OutboundListAnswer>();
    if (!answer.payload.fulfillment_orders)
      throw fairway::Error::unavailable("listAllFulfillmentOrders: an answer without orders");
    OutboundPage page;
    for (const auto& head : *answer.payload.fulfillment_orders)
      if (!head.seller_fulfillment_order_id.empty()) page.orders.push_back(found(head));
    page.next = answer.payload.next_token;
    return page;
  }

  void cancel(const fairway::Call& call, const std::string& reference) const override {
    fairway::HttpRequest request;
    request.method = "PUT";
    request.url = path_of(reference) + "/cancel";
    request.operation = "cancelFulfillmentOrder";
    expect_success(client_.send(call, std::move(request)), "cancelFulfillmentOrder");
  }

 private:
  static std::string path_of(const std::string& reference) {
    return std::string(kOutbound) + '/' + fairway::url_encode(reference);
  }
  template <class Body>
  fairway::HttpResponse post(const fairway::Call& call, const std::string& path, const std::string& operation,
                             const Body& body) const {
    auto request = fairway::HttpRequest::json("POST", path, body);
    request.operation = operation;
    return expect_success(client_.send(call, std::move(request)), operation);
  }

  fairway::Host host_;
  const Client& client_;
  std::string marketplace_;
};

}  // namespace

std::unique_ptr<Outbound> outbound_2020(fairway::Host host, const Client& client, std::string marketplace) {
  return std::make_unique<Outbound2020>(host, client, std::move(marketplace));
}

}  // namespace amazon
