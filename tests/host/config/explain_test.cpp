// `explain`: the value in force, its line, and what it overrode.
#include <gmock/gmock.h>

#include "host/config/explain.hpp"
#include "host/config/merged.hpp"
#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kDeep = R"(stores:
  us:
    plugin: amazon
    orders: { every: 1h, statuses: [unshipped] }
policies: [shopify-exclusivity]
)";
constexpr const char* kBase = R"(extends: [deep]
stores:
  us:
    settings: { client-secret: "${sealed:house}", endpoint: "http://127.0.0.1:${env:PORT}" }
    orders: { every: 45m }
)";
constexpr const char* kExplained = R"(account: acme
extends: [base]
policies: [one-amazon-per-account]
stores:
  us:
    settings: { marketplace: US, seller-id: A1X, client-id: 00123, client-secret: in-the-clear }
    orders: { every: 20m }
shipping:
  plugin: shipping-map
  settings:
    rules:
      - { method: Standard, service: UPS Ground }
      - { category: Expedited, service: UPS 2nd Day Air }
)";

class Explain : public testing::Test {
 protected:
  Explain() {
    folder.write("templates/deep.yaml", kDeep).write("templates/base.yaml", kBase).write("accounts/x.yaml", kExplained);
    folder.set("PORT", "9300");
  }
  Result<std::vector<Explained>> ask(const std::string& path, const std::string& account = "acme") {
    return explain(folder.path(), fake_catalogue(), {account, path}, folder.options());
  }
  // As a person reads it: "path = value @ place < value @ place".
  std::vector<std::string> said(const std::string& path, const std::string& account = "acme") {
    const auto values = ask(path, account);
    if (!values) return {values.error().message};
    std::vector<std::string> out;
    for (const auto& one : *values) {
      out.push_back(one.path + " = " + one.value + " @ " + (one.by_null ? "null at " : "") +
                    (one.place ? one.place->text() : "default"));
      for (const auto& other : one.overrode) out.back() += " < " + other.value + " @ " + other.place.text();
    }
    return out;
  }
  Folder folder;
};

TEST_F(Explain, AKeyIsToldWithItsLineAndTheChainItOverrode) {  // HST-1
  EXPECT_THAT(said("stores.us.orders.every"),
              ElementsAre("stores.us.orders.every = 20m @ accounts/x.yaml:7:22 < 45m @ templates/base.yaml:5:22 < 1h @ "
                          "templates/deep.yaml:4:22"));
  EXPECT_THAT(said("stores.us.orders.within"), ElementsAre("stores.us.orders.within = 30d @ default"));
  EXPECT_THAT(said("stores.us.plugin"), ElementsAre("stores.us.plugin = amazon @ templates/deep.yaml:3:13"));
  EXPECT_THAT(said("stores.us.orders.statuses"),
              ElementsAre("stores.us.orders.statuses = [\"unshipped\"] @ templates/deep.yaml:4:36"));
}

TEST_F(Explain, ASecretIsNeverShownButWhereItComesFromIs) {
  EXPECT_THAT(said("stores.us.settings.client-secret"),
              ElementsAre("stores.us.settings.client-secret = *** @ accounts/x.yaml:6:83 < *** (${sealed:house}) @ "
                          "templates/base.yaml:4:32"));
  EXPECT_THAT(said("stores.us.settings.endpoint"),
              ElementsAre("stores.us.settings.endpoint = *** @ templates/base.yaml:4:61"));
  EXPECT_THAT(said("stores.us.settings.client-id"),
              ElementsAre("stores.us.settings.client-id = 00123 @ accounts/x.yaml:6:61"));
  for (const auto& line : said("")) EXPECT_THAT(line, Not(HasSubstr("in-the-clear")));
  EXPECT_THAT(json::serialize(explained_json(*ask(""))), Not(HasSubstr("in-the-clear")));
}

TEST_F(Explain, WhatIsHiddenIsHiddenInAListAndUnderWhatOverrodeIt) {  // HST-1
  folder.set("S", "hush");
  folder.write("templates/base.yaml", "warehouses:\n  west:\n    settings: { outbox: \"http://u:pass@wms.example/\" }\n");
  folder.write(
      "accounts/x.yaml",
      "account: acme\nextends: [base]\nwarehouses:\n  west:\n    plugin: wms-x12\n    carriers: [UPS, \"${env:S}\"]\n"
      "    settings: { outbox: http://wms.example/, inbox: i, sender: S, receiver: R }\n");
  for (const auto* path : {"warehouses.west.carriers", "warehouses.west.settings.outbox"})
    for (const auto& line : said(path)) {
      EXPECT_THAT(line, Not(HasSubstr("hush")));
      EXPECT_THAT(line, Not(HasSubstr("pass")));
    }
}

TEST_F(Explain, ABlockPrintsAllItsLeaves) {
  EXPECT_THAT(said("shipping.settings.rules"),
              ElementsAre("shipping.settings.rules[0].method = Standard @ accounts/x.yaml:12:19",
                          "shipping.settings.rules[0].service = UPS Ground @ accounts/x.yaml:12:38",
                          "shipping.settings.rules[1].category = Expedited @ accounts/x.yaml:13:21",
                          "shipping.settings.rules[1].service = UPS 2nd Day Air @ accounts/x.yaml:13:41"));
  EXPECT_THAT(said("policies"), ElementsAre("policies[0] = shopify-exclusivity @ templates/deep.yaml:5:12",
                                            "policies[1] = one-amazon-per-account @ accounts/x.yaml:3:12"));
  EXPECT_GT(said("").size(), 40u);
}

TEST_F(Explain, NullThatRemovesLeavesTheDefaultAndIsToldWithItsLine) {
  folder.write("accounts/x.yaml", std::string(kExplained) + "privacy: null\nrouting: { split: null }\n");
  folder.write("templates/deep.yaml", std::string(kDeep) + "routing: { split: true }\nprivacy: { retain: 9d }\n");
  EXPECT_THAT(said("routing.split"), ElementsAre("routing.split = false @ null at accounts/x.yaml:15:19 < true @ "
                                                 "templates/deep.yaml:6:19"));
  EXPECT_THAT(said("privacy.retain"),
              ElementsAre("privacy.retain = 30d @ null at accounts/x.yaml:14:10 < 9d @ templates/deep.yaml:7:20"));
}

TEST_F(Explain, NullThatIsTheValueIsToldWithItsLine) {
  folder.write("accounts/x.yaml", std::string(kExplained) + "privacy: { retain: null }\n");
  EXPECT_THAT(said("privacy.retain"), ElementsAre("privacy.retain = 30d @ null at accounts/x.yaml:14:20"));
  folder.write("templates/deep.yaml",
               std::string(kDeep).replace(std::string(kDeep).find("policies"), 0, "    offers: { quantity: null }\n"));
  EXPECT_THAT(said("stores.us.offers.quantity"), ElementsAre("stores.us.offers.quantity = null @ templates/deep.yaml:5:25"));
}

TEST_F(Explain, WhatIsUnknownIsToldWithTheNearestName) {
  EXPECT_THAT(said("stores.us.orders.evry"), ElementsAre("stores.us.orders.evry is not a key, did you mean \"every\"?"));
  EXPECT_THAT(said("store.us"), ElementsAre("store.us is not a key, did you mean \"stores\"?"));
  EXPECT_THAT(said("stores.us.orders.every.x").front(), HasSubstr("is not a key"));
  EXPECT_THAT(said("stores", "acm").front(), HasSubstr("no account acm"));
}

TEST_F(Explain, WithoutAnAccountTheHostsFile) {
  EXPECT_THAT(said("listen", ""), ElementsAre("listen = 127.0.0.1:8480 @ fairway.yaml:1:9"));
  EXPECT_THAT(said("auth", ""), ElementsAre("auth = token @ default"));
}

TEST_F(Explain, ABrokenAccountIsExplainedAsFarAsItGoes) {
  folder.write("accounts/x.yaml", "account: acme\nprivacy: { retain: never }\ncompany: Acme\n");
  Findings findings;
  const auto values = explain(folder.path(), fake_catalogue(), {"acme", "company"}, folder.options(), &findings);
  ASSERT_TRUE(values);
  EXPECT_EQ(values->front().value, "Acme");
  EXPECT_TRUE(has_errors(findings));
}

TEST_F(Explain, TheUsesOfSealedSecretsAreFoundThroughTemplates) {
  folder.write("accounts/y.yaml", "account: other\nextends: [base]\ncompany: \"$${sealed:no} ${sealed:a}${sealed:b}\"\n");
  std::vector<std::string> uses;
  for (const auto& use : sealed_uses(folder.path())) uses.push_back(use.secret + " " + use.account + " " + use.path);
  EXPECT_THAT(uses, testing::UnorderedElementsAre("a other company", "b other company",
                                                  "house other stores.us.settings.client-secret"));
}

}  // namespace
}  // namespace fairway::config
