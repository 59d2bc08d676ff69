// A warehouse that speaks JSON over HTTP: orders to it, parcels from it.
#include <fairway/plugin.hpp>

namespace {

struct Settings {
  using json_case = fairway::KebabCase;
  std::string url;
  fairway::Secret api_key;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (url, api_key))

struct Line {
  std::string sku;
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(Line, (), (sku, quantity))
struct Task {
  std::string reference, service, name, street, city, postcode, country;
  std::vector<Line> lines;
};
BOOST_DESCRIBE_STRUCT(Task, (), (reference, service, name, street, city, postcode, country, lines))
struct Row {
  std::string id, reference, carrier, service, tracking, shipped;
  std::vector<Line> lines;
};
BOOST_DESCRIBE_STRUCT(Row, (), (id, reference, carrier, service, tracking, shipped, lines))
struct Page {
  std::vector<fairway::RawJson> shipments;
  std::string cursor;
};
BOOST_DESCRIBE_STRUCT(Page, (), (shipments, cursor))
struct Named {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(Named, (), (id))

Task task_of(const fairway::FulfilmentOrder& order) {
  const auto& to = order.ship_to;
  Task task{order.reference, order.service, to.name.text, to.line1.text, to.city.text, to.postal_code.text, to.country, {}};
  for (const auto& line : order.lines) task.lines.push_back({line.sku, line.quantity});
  return task;
}

class PluginName final : public fairway::Channel<Settings>, public fairway::Fulfiller, public fairway::ShipmentSource {
 public:
  using Channel::Channel;

  static fairway::Description describe() {
    fairway::Manifest manifest;
    manifest.roles = {"warehouse"};
    manifest.pushes = {
        {.document = "fulfilment-order/1", .lane = "orders", .batch = 10, .pii = true}};  // it ships: it needs names
    return {"com.example.plugin-name",
            "plugin-name",
            "Example Ltd",
            "0.1.0",
            "https://example.com/plugin-name",
            R"({"type": "object", "required": ["url", "api-key"], "additionalProperties": false, "properties": {
              "url": {"type": "string", "format": "uri"}, "api-key": {"type": "string", "x-secret": true}}})",
            manifest};
  }

  // PUT under our own reference: the same order twice is one order.
  void submit(const fairway::Call& call, std::span<const fairway::Item<fairway::FulfilmentOrder>> items,
              fairway::Results& results) override {
    for (const auto& item : items) {
      auto request = to("PUT", item.document.reference);
      request.body = fairway::to_json(task_of(item.document));
      const auto answer = fairway::check(host().http(call, request));
      results.accepted(item, answer.as<Named>().id);
    }
  }

  void cancel(const fairway::Call& call, std::span<const fairway::Item<fairway::Cancellation>> items,
              fairway::Results& results) override {
    for (const auto& item : items) {
      const auto answer = host().http(call, to("DELETE", item.document.reference));
      if (answer.status == 404)
        results.failed(item, fairway::Error::rejected("the warehouse knows no such order", "/reference"));
      else if (answer.status == 409) results.failed(item, fairway::Error::rejected("it is too late"));
      else fairway::check(answer), results.accepted(item);
    }
  }

  void pull_shipments(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) override {
    const auto url = settings().url + "/shipments?after=" + fairway::url_encode(request.cursor);
    const auto page = fairway::check(host().get(call, url, headers())).as<Page>();
    for (const auto& raw : page.shipments) take(raw, out);
    out.checkpoint(page.cursor);
  }

 private:
  fairway::Headers headers() const { return {{"authorization", "Bearer " + settings().api_key.text()}}; }
  fairway::HttpRequest to(const std::string& method, const std::string& reference) const {
    fairway::HttpRequest request{method, settings().url + "/orders/" + fairway::url_encode(reference), {}, headers()};
    request.headers.emplace_back("content-type", "application/json");
    return request;
  }

  // One bad row stops nobody.
  static void take(const fairway::RawJson& raw, fairway::PullOut& out) {
    try {
      const auto row = fairway::from_json<Row>(raw.text);
      if (row.id.empty() || row.reference.empty()) throw fairway::JsonError("a parcel without id or reference", "/id");
      fairway::Shipment parcel;
      parcel.id = row.id, parcel.reference = row.reference, parcel.carrier = row.carrier, parcel.service = row.service;
      parcel.tracking_number = row.tracking, parcel.shipped_at = fairway::time_of(row.shipped);
      for (const Line& line : row.lines) parcel.lines.push_back({{}, line.sku, line.quantity});
      out.emit(parcel);
    } catch (const fairway::JsonError& error) {
      out.reject(raw.text, fairway::Shipment::kSchema, fairway::Error::rejected(error.message, error.pointer));
    }
  }
};

}  // namespace

FAIRWAY_PLUGIN(PluginName);
