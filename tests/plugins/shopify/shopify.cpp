// Stands in for a Shopify plugin where only its name and role matter: a store whose orders stream is always empty.
#include "fairway/plugin.hpp"

namespace {

struct Settings {
  using json_case = fairway::KebabCase;
  std::string shop_domain;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (shop_domain))

class Shopify final : public fairway::Channel<Settings>, public fairway::OrderSource {
 public:
  using Channel::Channel;

  static fairway::Description describe() {
    fairway::Description d;
    d.id = "test.fairway.shopify";
    d.name = "shopify";
    d.vendor = "Fairway tests";
    d.version = "1.0.0";
    d.config_schema = R"({"type":"object","additionalProperties":false,"properties":{
      "shop-domain":{"type":"string","x-unique-across-accounts":true}}})";
    d.manifest.roles = {"store"};
    d.manifest.store_identity = d.manifest.seller_identity = {"shop-domain"};
    return d;
  }

  void pull_orders(const fairway::Call&, const fairway::PullRequest& request, fairway::PullOut& out) override {
    out.checkpoint(request.cursor);
  }
};

}  // namespace

FAIRWAY_PLUGIN(Shopify);
