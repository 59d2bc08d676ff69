// The plugin classes that wrapper_test.cpp drives: one with most mixins, one that only decides, one that never is.
#include "fairway/plugin.hpp"

namespace fairway {
namespace {

struct Settings {
  using json_case = KebabCase;
  std::string base_url, fail_in;
  Secret api_key;
  std::int64_t pages = 1;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (base_url, fail_in, api_key, pages))

// Does one thing of each kind; `fail-in` makes one of them throw.
class Shop final : public Channel<Settings>,
                   public OrderSource,
                   public HookSource,
                   public Fulfiller,
                   public ShipmentSink,
                   public Authorizer {
 public:
  using Channel::Channel;
  static Description describe() {
    Description d;
    d.id = "test.shop";
    d.name = "shop";
    d.config_schema = R"({"type":"object"})";
    d.manifest.roles = {"store"};
    Push batch;
    batch.document = "shipment/1";
    batch.lane = "control";
    batch.batch = 20;
    d.manifest.pushes = {batch};
    return d;
  }
  static void validate(Findings& findings, const Settings& settings) {
    if (settings.base_url.empty()) findings.add("needed", "/base-url");
    if (settings.pages < 1) findings.add("at least one", "/pages");
  }

  void start(const Call&) override { trip("start"); }
  void stop(const Call&) override { host().info("stopped"); }

  void pull_orders(const Call& call, const PullRequest& request, PullOut& out) override {
    std::int64_t page = request.cursor.empty() ? 0 : std::stoll(std::string(request.cursor));
    for (; page < settings().pages; ++page) {
      call.check();
      HttpRequest get;
      get.url = settings().base_url + "/orders?page=" + std::to_string(page);
      get.headers = {{"x-key", settings().api_key.text()}};
      const auto answer = check(host().http(call, get));
      for (const JsonView row : JsonView::parse(answer.body).items()) {
        Order order;
        order.channel_order_id = row["id"].text();
        if (order.channel_order_id.empty()) out.reject(row.raw(), Order::kSchema, Error::rejected("no id", "/id"));
        else out.emit(order);
      }
      host().state().put(call, "page", std::to_string(page));
      out.checkpoint(std::to_string(page + 1));
      trip("pull");
    }
  }
  void pull_hook(const Call&, const HookRequest& hook, PullOut& out) override {
    Notice notice;
    notice.kind = "hook";
    notice.message = hook.headers.at("x-topic") + ':' + hook.body;
    out.emit(notice, hook.id);
  }
  void submit(const Call&, std::span<const Item<FulfilmentOrder>> items, Results& results) override {
    for (const auto& item : items) {
      if (item.document.reference == "twice") results.accepted(item, "W");
      if (item.document.reference == "bad") results.failed(item, Error::rejected("no such SKU", "/lines/0/sku"));
      else if (item.document.reference != "silent")
        results.accepted(item, (item.maybe_sent ? "again-" : "W-") + item.document.reference);
      if (item.document.reference == "boom") throw Error::unavailable("half way");
    }
  }
  void cancel(const Call&, std::span<const Item<Cancellation>> items, Results& results) override {
    for (const auto& item : items) results.failed(item, Error::rejected("too late"));
  }
  void confirm(const Call&, std::span<const Item<Shipment>> items, Results& results) override {
    trip("confirm");
    for (const auto& item : items) results.accepted(item);
  }
  ConnectIdentity verify(const Call&) override { return {"Shop Ltd", {{"shop", "s1"}}}; }
  ConnectUrl begin(const Call&, const ConnectBegin& begin) override {
    return {"https://shop.example/allow?state=" + begin.state};
  }
  ConnectGrant complete(const Call&, const ConnectComplete& complete) override {
    return {"refresh-" + complete.params.at("code"), {}, 0, {}};
  }

 private:
  void trip(std::string_view where) const {
    if (settings().fail_in == where) throw std::string("no std::exception");
    if (settings().fail_in == std::string(where) + ":json") from_json<Order>("<html>");
    if (settings().fail_in == std::string(where) + ":std") throw std::out_of_range("beyond");
    if (settings().fail_in == std::string(where) + ":throttled")
      throw Error::throttled("slow down", std::chrono::seconds(7));
  }
};

class Mapper final : public Channel<>, public ShippingMapper, public Policy {
 public:
  using Channel::Channel;
  static Description describe() {
    Description d;
    d.id = "test.mapper";
    d.name = "mapper";
    return d;
  }
  ShippingAnswer map(const ShippingQuestion& question) override {
    if (question.method == "throw") throw std::runtime_error("broken rule");
    return {question.method.empty() ? "" : "UPS " + question.method, "/rules/0"};
  }
  PolicyAnswer judge(const PolicyQuestion& question) override {
    PolicyAnswer answer;
    if (question.proposed.stores.size() > 1) answer.findings.push_back({"error", "stores", "one is enough"});
    return answer;
  }
};

class Unready final : public Channel<>, public StockSource {
 public:
  Unready(Host host, NoSettings settings) : Channel(host, settings) { throw Error::config("not today", "/x"); }
  static Description describe() {
    Description d;
    d.id = "test.unready";
    d.name = "unready";
    return d;
  }
  void pull_stock(const Call&, const PullRequest&, PullOut&) override {}
};

}  // namespace
}  // namespace fairway

FAIRWAY_PLUGIN(fairway::Shop, fairway::Mapper, fairway::Unready);
