// `fairway check`: everything that can be known of a configuration without the network, with its place.
#include <cstdlib>

#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Check : public ::testing::Test {
 protected:
  Ran check(World& world, const std::vector<std::string>& more = {}) {
    return run(FAIRWAY_BINARY, with_more({"check", "--config", world.config()}, more));
  }
  static json::array findings(const Ran& ran) {
    const auto body = parse_json(ran.out);
    const auto* list = body ? find(*body, "findings") : nullptr;
    return list && list->is_array() ? list->get_array() : json::array();
  }
};

// HST-1
TEST_F(Check, ASoundConfigurationPasses) {
  World world;
  const auto ran = check(world);
  EXPECT_EQ(ran.exit, 0) << ran.out;
  const auto as_json = check(world, {"--json"});
  EXPECT_EQ(as_json.exit, 0);
  EXPECT_TRUE(findings(as_json).empty()) << as_json.out;
}

// ACC-5
TEST_F(Check, AmazonAndShopifyInOneAccountAreRefusedWithTheirLine) {
  World world(with_shopify());
  add_shopify(world, true);
  const auto ran = check(world);
  EXPECT_EQ(ran.exit, 1) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr(place_in(world, "plugin: shopify")));
  EXPECT_THAT(ran.out, HasSubstr("Amazon or Shopify, never both"));
}

// ACC-5
TEST_F(Check, ADisabledShopifyStoreBesideAmazonPassesAndSoDoesTheOtherWayRound) {
  World world(with_shopify());
  add_shopify(world, false);
  const auto off = check(world);
  EXPECT_EQ(off.exit, 0) << off.out;

  replace_in(account_file(world), "enabled: false\n    settings: { shop-domain",
             "enabled: true\n    settings: { shop-domain");
  replace_in(account_file(world), "plugin: amazon\n", "plugin: amazon\n    enabled: false\n");
  const auto switched = check(world);
  EXPECT_EQ(switched.exit, 0) << switched.out;
}

// ACC-5: binds only where it is listed.
TEST_F(Check, WithoutThePolicyAnAccountMayHaveBoth) {
  World world(with_shopify());
  add_shopify(world, true);
  replace_in(account_file(world), "policies: [shopify-exclusivity, one-amazon-per-account]",
             "policies: [one-amazon-per-account]");
  const auto ran = check(world);
  EXPECT_EQ(ran.exit, 0) << ran.out;
}

// ACC-4
TEST_F(Check, TwoAmazonSellersInOneAccountAreRefused) {
  World world;
  replace_in(account_file(world), "warehouses:\n", R"(  second:
    plugin: amazon
    settings:
      marketplace: CA(en)
      seller-id: A9OTHERSELLER
      client-id: made-up-client
      client-secret: "${file:secrets/lwa}"
      refresh-token: "${file:secrets/refresh1}"
warehouses:
)");
  const auto ran = check(world);
  EXPECT_EQ(ran.exit, 1) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr(place_in(world, "seller-id: A9OTHERSELLER")));
  EXPECT_THAT(ran.out, HasSubstr(World::seller(1)));
}

// ACC-4
TEST_F(Check, OneAmazonSellerInTwoAccountsIsRefusedNamingTheOther) {
  WorldOptions options;
  options.accounts = 2;
  World world(options);
  replace_in(account_file(world, 2), "seller-id: " + World::seller(2), "seller-id: " + World::seller(1));
  const auto ran = check(world);
  EXPECT_EQ(ran.exit, 1) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("acme1"));
  EXPECT_THAT(ran.out, HasSubstr("acme2"));
  EXPECT_THAT(ran.out, HasSubstr(World::seller(1)));
}

// HST-1
TEST_F(Check, AMisspeltKeyIsNamedWithFileLineColumnPathAndTheNearestName) {
  World world;
  replace_in(account_file(world), "orders: { enabled: true, every: 1s", "orders: { enabled: true, evry: 1s");
  const auto ran = check(world);
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.out, HasSubstr(place_in(world, "evry:")));
  EXPECT_THAT(ran.out, HasSubstr("stores.us-main.orders.evry"));
  EXPECT_THAT(ran.out, HasSubstr("did you mean \"every\"?"));

  const auto found = findings(check(world, {"--json"}));
  ASSERT_FALSE(found.empty());
  const auto* own = &found[0];
  for (const auto& finding : found)
    if (text_in(finding, "path") == "stores.us-main.orders.evry") own = &finding;
  EXPECT_EQ(text_in(*own, "severity"), "error");
  EXPECT_EQ(text_in(*own, "file"), "accounts/acme1.yaml");
  EXPECT_GT(number_at(*own, "line"), 0);
  EXPECT_GT(number_at(*own, "column"), 1);
}

// HST-1: a plugin's own settings are checked against its schema.
TEST_F(Check, AMisspeltSettingAndAnUnknownPluginAreNamed) {
  World world;
  replace_in(account_file(world), "marketplace: US", "marketplace: XX");
  replace_in(account_file(world), "plugin: wms-rest", "plugin: wms-rets");
  const auto ran = check(world);
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.out, HasSubstr(place_in(world, "marketplace: XX")));
  EXPECT_THAT(ran.out, HasSubstr(place_in(world, "plugin: wms-rets")));
  EXPECT_THAT(ran.out, HasSubstr("\"wms-rest\""));
}

// HST-1
TEST_F(Check, AMissingSecretIsAnErrorAndWithNoSecretsAWarning) {
  World world;
  replace_in(account_file(world), "${file:secrets/lwa}", "${env:FAIRWAY_TEST_SURELY_UNSET}");
  std::filesystem::remove(world.config() / "secrets/west");
  const auto ran = check(world);
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.out, HasSubstr("FAIRWAY_TEST_SURELY_UNSET"));
  EXPECT_THAT(ran.out, HasSubstr("secrets/west"));
  const auto lenient = check(world, {"--no-secrets"});
  EXPECT_EQ(lenient.exit, 0) << lenient.out;
  EXPECT_THAT(lenient.out, HasSubstr("warning"));
}

// HST-1: what is printed never holds what a secret is.
TEST_F(Check, SecretsAreNeverPrinted) {
  World world;
  replace_in(account_file(world), "marketplace: US", "marketplace: \"${file:secrets/lwa}\"");
  EXPECT_THAT(check(world).out, Not(HasSubstr("made-up-lwa-secret")));
  EXPECT_THAT(check(world, {"--json"}).out, Not(HasSubstr("made-up-lwa-secret")));
}

// ACC-11
TEST_F(Check, AKeyWithoutEffectIsWarnedOfAndNothingIsAdvisedForIt) {
  World world;
  EXPECT_THAT(check(world).out, Not(HasSubstr("offers")));
  replace_in(account_file(world), "warehouses:\n", "    offers: { enabled: true }\nwarehouses:\n");
  const auto ran = check(world);
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_EQ(ran.out, place_in(world, "offers:") + "5: warning: stores.us-main.offers: has no effect in this version\n");
}

// HST-1: one bad file does not hide what is wrong in another, and a wrong use is not a wrong configuration.
TEST_F(Check, EveryFileIsCheckedAndTheExitCodeSaysHowItWent) {
  WorldOptions options;
  options.accounts = 2;
  World world(options);
  write_file(account_file(world, 1), "account: acme1\nstores: [\n");
  replace_in(account_file(world, 2), "company:", "compny:");
  const auto ran = check(world);
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.out, HasSubstr("accounts/acme1.yaml:"));
  EXPECT_THAT(ran.out, HasSubstr("accounts/acme2.yaml:2:"));
  EXPECT_EQ(run(FAIRWAY_BINARY, {"check", "--no-such-option"}).exit, 2);
  EXPECT_EQ(run(FAIRWAY_BINARY, {}).exit, 2);
}

// HST-1: what was mistyped is named, in commands too.
TEST_F(Check, AMisspeltCommandIsNamedWithTheNearest) {
  const auto top = run(FAIRWAY_BINARY, {"ordrs", "list"});
  EXPECT_EQ(top.exit, 2);
  EXPECT_THAT(top.out, HasSubstr("unknown command \"ordrs\", did you mean \"orders\"?"));
  const auto below = run(FAIRWAY_BINARY, {"orders", "lst", "--account", "acme1"});
  EXPECT_EQ(below.exit, 2);
  EXPECT_THAT(below.out, HasSubstr("unknown command \"lst\", did you mean \"list\"?"));
  EXPECT_THAT(run(FAIRWAY_BINARY, {"check", "--no-such-option"}).out, HasSubstr("--no-such-option"));
}

// HST-1
TEST_F(Check, WithoutPluginsTheListSaysWhereItLooked) {
  WorldOptions options;
  options.host_extra = "plugins: [nothing-here]";
  World world(options);
  const auto ran = run(FAIRWAY_BINARY, {"plugin", "list", "--config", world.config()});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.out, HasSubstr((world.config() / "nothing-here").string()));
}

// SHP-3
TEST_F(Check, ShipAsSaysTheServiceAndTheLineThatDecides) {
  World world;
  const auto ship_as = [&](const std::string& method) {
    return run(FAIRWAY_BINARY, {"ship-as", "--config", world.config(), "--account", "acme1", "--store", "us-main",
                                "--method", method, "--json"});
  };
  const auto mapped = ship_as("Standard");
  EXPECT_EQ(mapped.exit, 0) << mapped.out;
  const auto body = parse_json(mapped.out).value_or(json::value());
  EXPECT_EQ(text_in(body, "service"), "UPS Ground") << mapped.out;
  EXPECT_EQ(fmt::format("{}:{}:", text_in(body, "file"), number_at(body, "line")), place_in(world, "method: Standard"));
  const auto unmapped = ship_as("By pigeon");
  EXPECT_EQ(unmapped.exit, 1) << unmapped.out;
}

}  // namespace
}  // namespace fairway::testing
