#include "marketplaces.hpp"

#include <set>

#include "settings.hpp"
#include "support.hpp"

namespace {

using amazon::find_marketplace_name;

std::string fact(const std::string& name, const std::string& setting) {
  for (const auto& derived : amazon::derived_facts())
    if (derived.name == name) {
      const auto found = derived.map.find(setting);
      return found == derived.map.end() ? "" : found->second;
    }
  return "no such fact";
}

// ACC-3
TEST(Marketplaces, CodesLanguagesAndIdsNameTheSamePlace) {
  struct Case {
    const char *text, *id, *region, *country, *language, *currency;
  };
  const Case cases[] = {{"US", "ATVPDKIKX0DER", "NA", "US", "en", "USD"},
                        {"US(es)", "ATVPDKIKX0DER", "NA", "US", "es", "USD"},
                        {"CA(fr)", "A2EUQ1WTGCTBG2", "NA", "CA", "fr", "CAD"},
                        {"CA(en)", "A2EUQ1WTGCTBG2", "NA", "CA", "en", "CAD"},
                        {"BE(nl)", "AMEN7PMS3EDWL", "EU", "BE", "nl", "EUR"},
                        {"BE(fr)", "AMEN7PMS3EDWL", "EU", "BE", "fr", "EUR"},
                        {"GB", "A1F83G8C2ARO7P", "EU", "GB", "en", "GBP"},
                        {"UK", "A1F83G8C2ARO7P", "EU", "GB", "en", "GBP"},
                        {"A1VC38T7YXB528", "A1VC38T7YXB528", "FE", "JP", "ja", "JPY"},
                        {"SE", "A2NODRKZP88ZB9", "EU", "SE", "sv", "SEK"}};
  for (const Case& one : cases) {
    EXPECT_EQ(fact("marketplace-id", one.text), one.id) << one.text;
    EXPECT_EQ(fact("region", one.text), one.region) << one.text;
    EXPECT_EQ(fact("country", one.text), one.country) << one.text;
    EXPECT_EQ(fact("language", one.text), one.language) << one.text;
    EXPECT_EQ(fact("currency", one.text), one.currency) << one.text;
  }
}

TEST(Marketplaces, EveryPlaceThatMustBeNamedIsKnownAndNoNameMeansTwo) {
  for (const char* text : {"BE(fr)",
                           "BE(nl)",
                           "CA(en)",
                           "CA(fr)",
                           "DE",
                           "ES",
                           "FR",
                           "GB",
                           "UK",
                           "IE",
                           "IT",
                           "MX",
                           "NL",
                           "PL",
                           "SE",
                           "TR",
                           "US(en)",
                           "US(es)",
                           "A2Q3Y263D00KWC",
                           "A2VIGQ35RCS4UG",
                           "A21TJRUUN4KGV",
                           "A39IBJ37TRP1C6",
                           "A19VAU5U5O7RUS"})
    EXPECT_NE(find_marketplace_name(text), nullptr) << text;
  EXPECT_EQ(find_marketplace_name("us"), nullptr);
  EXPECT_EQ(find_marketplace_name("US(fr)"), nullptr);
  std::set<std::string> texts;
  for (const auto& name : amazon::marketplace_names()) EXPECT_TRUE(texts.insert(name.text).second) << name.text;
}

// What the host plans, shares and compares by.
TEST(Manifest, SharesOrdersBySellerAndRegionAndNamesTheIdentity) {
  const auto described = amazon_test::Plugin().describe();
  EXPECT_EQ(described.name, "amazon");
  const auto& manifest = described.manifest;
  EXPECT_EQ(manifest.seller_identity, std::vector<std::string>{"seller-id"});
  EXPECT_EQ(manifest.store_identity, (std::vector<std::string>{"seller-id", "marketplace-id"}));
  ASSERT_EQ(manifest.streams.size(), 11u);
  EXPECT_EQ(manifest.streams[0].operation, "searchOrders");
  EXPECT_EQ(manifest.streams[0].shared_by, (std::vector<std::string>{"region", "seller-id"}));
  EXPECT_EQ(manifest.streams[2].name, "shipments");
  EXPECT_EQ(manifest.streams[2].shared_by, manifest.streams[0].shared_by) << "Amazon lists a seller's, not a store's";
  EXPECT_EQ(manifest.streams[4].name, "order-ids");
  EXPECT_EQ(manifest.streams[4].shared_by, manifest.streams[0].shared_by)
      << "one report for all stores that one pull serves";
  EXPECT_EQ(manifest.streams[5].name, "listings");
  EXPECT_TRUE(manifest.streams[5].shared_by.empty()) << "the report tells of one marketplace";
  for (const auto& push : manifest.pushes) {
    // Fulfilment orders have the lane that warehouses have; imports of orders are in an instance of the seller's, not in it.
    if (push.document == "fulfilment-order/1") EXPECT_TRUE(push.pii);
    else EXPECT_NE(push.lane, "orders") << push.document << " would wait behind an import";
  }
  std::set<std::string> known;
  for (const auto& rate : manifest.rates) known.insert(rate.operation);
  for (const auto& push : manifest.pushes) EXPECT_TRUE(known.contains(push.operation)) << push.operation;
}

TEST(Manifest, TheSchemaIsJsonAndMarksSecretsAndTheSeller) {
  const std::string text = amazon_test::Plugin().describe().config_schema;
  const auto schema = fairway::JsonView::parse(text);
  const auto properties = schema["properties"];
  EXPECT_EQ(properties["client-secret"]["x-secret"].boolean(), true);
  EXPECT_EQ(properties["refresh-token"]["x-secret"].boolean(), true);
  EXPECT_EQ(properties["seller-id"]["x-unique-across-accounts"].boolean(), true);
  EXPECT_GT(properties["marketplace"]["enum"].items().size(), 60u);
}

TEST(Settings, AnUnknownMarketplaceIsAFinding) {
  const auto outcome = amazon_test::Plugin().validate(amazon_test::settings("XX"));
  ASSERT_EQ(outcome.failures.size(), 1u);
  EXPECT_EQ(outcome.failures[0].pointer, "/marketplace");
  EXPECT_TRUE(amazon_test::Plugin().validate(amazon_test::settings("CA(fr)")).failures.empty());
}

}  // namespace
