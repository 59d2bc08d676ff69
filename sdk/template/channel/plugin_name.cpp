// Orders of a shop that speaks JSON over HTTP, and the parcels that it is told of.
#include <fairway/plugin.hpp>

namespace {

struct Settings {
  using json_case = fairway::KebabCase;
  std::string url;
  fairway::Secret api_key;  // a name: the host puts the secret in when a request is sent
};
BOOST_DESCRIBE_STRUCT(Settings, (), (url, api_key))

struct Item {
  std::string id, sku;
  std::int64_t quantity = 1;
};
BOOST_DESCRIBE_STRUCT(Item, (), (id, sku, quantity))
struct Row {
  std::string id, state, changed, delivery, name, street, city, postcode, country;
  std::vector<Item> items;
};
BOOST_DESCRIBE_STRUCT(Row, (), (id, state, changed, delivery, name, street, city, postcode, country, items))
struct Page {
  std::vector<fairway::RawJson> orders;
  std::string cursor;
  bool more = false;
};
BOOST_DESCRIBE_STRUCT(Page, (), (orders, cursor, more))
struct Parcel {
  std::string order, tracking, carrier;
};
BOOST_DESCRIBE_STRUCT(Parcel, (), (order, tracking, carrier))
struct Named {
  std::string id, name;
};
BOOST_DESCRIBE_STRUCT(Named, (), (id, name))

fairway::Order order_of(const Row& row) {
  fairway::Order order;
  order.channel_order_id = row.id;
  order.status = row.state == "open" ? fairway::OrderStatus::unshipped : fairway::OrderStatus::shipped;
  order.updated_at = fairway::time_of(row.changed);
  order.ship_service = row.delivery;
  order.ship_to.name = {row.name}, order.ship_to.line1 = {row.street}, order.ship_to.city = {row.city};
  order.ship_to.postal_code = {row.postcode}, order.ship_to.country = row.country;
  for (const Item& item : row.items) order.lines.push_back({.id = item.id, .sku = item.sku, .quantity = item.quantity});
  return order;
}

class PluginName final : public fairway::Channel<Settings>,
                         public fairway::OrderSource,
                         public fairway::ShipmentSink,
                         public fairway::Verifier {
 public:
  using Channel::Channel;

  static fairway::Description describe() {
    fairway::Manifest manifest;
    manifest.roles = {"store"};
    manifest.store_identity = manifest.seller_identity = {"url"};
    manifest.buyer_cancellations = false;  // this shop has no such thing
    return {"com.example.plugin-name",
            "plugin-name",
            "Example Ltd",
            "0.1.0",
            "https://example.com/plugin-name",
            R"({"type": "object", "required": ["url", "api-key"], "additionalProperties": false, "properties": {
              "url": {"type": "string", "format": "uri"}, "api-key": {"type": "string", "x-secret": true}}})",
            manifest};
  }

  fairway::ConnectIdentity verify(const fairway::Call& call) override {
    return {fairway::check(host().get(call, settings().url + "/me", headers())).as<Named>().name, {}};
  }

  void pull_orders(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) override {
    std::string cursor(request.cursor);
    for (bool more = true; more;) {
      call.check();  // throws where the host asks to stop
      const auto url = settings().url + "/orders?after=" + fairway::url_encode(cursor);
      const auto page = fairway::check(host().get(call, url, headers())).as<Page>();
      if (page.more && page.cursor == cursor) throw fairway::Error::unavailable("the shop does not move on");
      for (const auto& row : page.orders) take(row, out);
      more = page.more;
      out.checkpoint(cursor = page.cursor);  // all so far is kept, with the cursor
    }
  }

  void confirm(const fairway::Call& call, std::span<const fairway::Item<fairway::Shipment>> items,
               fairway::Results& results) override {
    for (const auto& item : items) {
      const auto& parcel = item.document;
      fairway::HttpRequest request{"POST", settings().url + "/shipments",
                                   fairway::to_json(Parcel{parcel.channel_order_id, parcel.tracking_number, parcel.carrier}),
                                   headers()};
      request.headers.emplace_back("content-type", "application/json");
      request.headers.emplace_back("idempotency-key", item.key);  // the same on every retry
      results.accepted(item, fairway::check(host().http(call, request)).as<Named>().id);
    }
  }

 private:
  fairway::Headers headers() const { return {{"authorization", "Bearer " + settings().api_key.text()}}; }

  // One bad row stops nobody.
  static void take(const fairway::RawJson& raw, fairway::PullOut& out) {
    try {
      const auto row = fairway::from_json<Row>(raw.text);
      if (row.id.empty()) throw fairway::JsonError("an order without an id", "/id");
      out.emit(order_of(row));
    } catch (const fairway::JsonError& error) {
      out.reject(raw.text, fairway::Order::kSchema, fairway::Error::rejected(error.message, error.pointer));
    }
  }
};

}  // namespace

FAIRWAY_PLUGIN(PluginName);
