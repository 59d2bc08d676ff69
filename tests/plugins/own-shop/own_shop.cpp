// Stands in for a shop of the seller's own: its orders stand in its settings, and it takes every confirmation.
#include <algorithm>

#include "fairway/plugin.hpp"

namespace {

struct Settings {
  std::vector<std::string> orders;  // "SHOP-1=SKU-1", "SHOP-2=SKU-1+SKU-2": one unit each
};
BOOST_DESCRIBE_STRUCT(Settings, (), (orders))

class OwnShop final : public fairway::Channel<Settings>, public fairway::OrderSource, public fairway::ShipmentSink {
 public:
  using Channel::Channel;

  static fairway::Description describe() {
    fairway::Description d;
    d.id = "test.fairway.own-shop";
    d.name = "own-shop";
    d.vendor = "Fairway tests";
    d.version = "1.0.0";
    d.config_schema = R"({"type":"object","additionalProperties":false,"properties":{
      "orders":{"type":"array","items":{"type":"string"}}}})";
    d.manifest.roles = {"store"};
    return d;
  }

  void pull_orders(const fairway::Call&, const fairway::PullRequest& request, fairway::PullOut& out) override {
    for (const std::string& text : settings().orders) {
      const auto equals = text.find('=');
      fairway::Order order;
      order.channel_order_id = text.substr(0, equals);
      order.status = fairway::OrderStatus::unshipped;
      order.fulfilled_by = fairway::FulfilledBy::merchant;
      order.ship_service = order.ship_category = "Standard";
      order.ship_to.name = {"Ada Almond"}, order.ship_to.line1 = {"1 Mill Lane"}, order.ship_to.city = {"Lakemere"};
      order.ship_to.postal_code = {"48084"}, order.ship_to.country = "US";
      for (std::size_t from = equals + 1; from <= text.size();) {
        const auto to = std::min(text.find('+', from), text.size());
        const auto id = "line-" + std::to_string(order.lines.size() + 1);
        order.lines.push_back({.id = id, .sku = text.substr(from, to - from), .quantity = 1});
        from = to + 1;
      }
      out.emit(order);
    }
    out.checkpoint(request.cursor);
  }

  void confirm(const fairway::Call&, std::span<const fairway::Item<fairway::Shipment>> items,
               fairway::Results& results) override {
    for (const auto& item : items) results.accepted(item, item.document.package_reference);
  }
};

}  // namespace

FAIRWAY_PLUGIN(OwnShop);
