// One source, two builds: g++ with libstdc++ and clang with libc++. It goes through every verb and every service of the host,
// so that each crosses between two C++ runtimes (SDK-1). The museum keeps what it was built to (tests/abi/museum).
#include "fairway/plugin.hpp"

namespace {

struct Settings {
  using json_case = fairway::KebabCase;
  std::string url;
  fairway::Secret key;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (url, key))

struct Row {
  using json_case = fairway::PascalCase;
  std::string order_id, status;
  fairway::Pii buyer_name;
  fairway::Money order_total;
  std::optional<fairway::Time> last_update;
};
BOOST_DESCRIBE_STRUCT(Row, (), (order_id, status, buyer_name, order_total, last_update))

struct Page {
  using json_case = fairway::PascalCase;
  std::vector<Row> orders;
  std::string next_token;
};
BOOST_DESCRIBE_STRUCT(Page, (), (orders, next_token))

class Shop final : public fairway::Channel<Settings>,
                   public fairway::OrderSource,
                   public fairway::ShipmentSink,
                   public fairway::ShippingMapper,
                   public fairway::Verifier {
 public:
  using Channel::Channel;

  static fairway::Description describe() {
    fairway::Description d;
    d.id = "test.fairway.libcxx-shop";
    d.name = "libcxx-shop";
    d.vendor = "Fairway tests";
    d.version = "1.0.0";
    d.config_schema = R"({"type":"object","properties":{"url":{"type":"string"},"key":{"type":"string","x-secret":true}}})";
    d.manifest.roles = {"store"};
    fairway::Rate rate;
    rate.operation = "listOrders";
    rate.per_second = 0.0167;
    d.manifest.rates = {rate};
    return d;
  }
  static void validate(fairway::Findings& findings, const Settings& settings) {
    if (!settings.url.starts_with("https://") && !settings.url.starts_with("http://127.0.0.1"))
      findings.add("must be https", "/url");
  }

  void pull_orders(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) override {
    const std::string token = host().tokens().access(call, "", [&](const fairway::Call& inner, std::string_view refresh) {
      const auto answer = check(host().get(inner, settings().url + "/token?r=" + fairway::url_encode(refresh)));
      return fairway::TokenGrant{fairway::JsonView::parse(answer.body)["access"].text(), std::chrono::minutes(30)};
    });
    std::string cursor(request.cursor);
    for (bool more = true; more;) {
      call.check();
      fairway::HttpRequest get;
      get.url = settings().url + "/orders?after=" + cursor;
      get.headers = {{"authorization", "Bearer " + token}, {"x-key", settings().key.text()}};
      get.operation = "listOrders";
      const auto page = check(host().http(call, get)).as<Page>();
      for (const Row& row : page.orders) {
        fairway::Order order;
        order.channel_order_id = row.order_id;
        order.status = fairway::Open<fairway::OrderStatus>::parse(row.status);
        order.buyer.name = row.buyer_name;
        order.total = row.order_total;
        order.updated_at = row.last_update;
        out.emit(order);
      }
      cursor = page.next_token;
      host().state().put(call, "last", cursor);
      out.checkpoint(cursor);
      more = !cursor.empty();
    }
    host().info("orders read", {{"at", to_text(host().now())}});
  }

  void confirm(const fairway::Call& call, std::span<const fairway::Item<fairway::Shipment>> items,
               fairway::Results& results) override {
    for (const auto& item : items) {
      if (item.document.tracking_number.empty()) {
        results.failed(item, fairway::Error::rejected("no tracking number", "/tracking_number"));
        continue;
      }
      const auto number = std::to_string(host().numbers().take(call, "parcels"));
      const auto signature = host().secrets().hmac(call, settings().key, "sha256", item.document.tracking_number);
      results.accepted(item, number + '-' + hex(signature));
    }
  }

  fairway::ShippingAnswer map(const fairway::ShippingQuestion& question) override {
    if (question.country == "XX") throw std::invalid_argument("no such country");
    return {question.category, "/rules/1"};
  }
  fairway::ConnectIdentity verify(const fairway::Call&) override {
    if (settings().key.empty()) throw 7;
    return {"shop", {}};
  }

 private:
  static std::string hex(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) out += {"0123456789abcdef"[c >> 4 & 15], "0123456789abcdef"[c & 15]};
    return out;
  }
};

}  // namespace

FAIRWAY_PLUGIN(Shop);
