// The JSON Schema for editors says what the checks say.
#include <gmock/gmock.h>

#include "host/config/reference.hpp"
#include "host/config/schema.hpp"
#include "tests/host/config/folder.hpp"
#include "tests/host/config/schema_accepts.hpp"

namespace fairway::config {
namespace {

bool accepts(const char* which, const std::string& yaml) {
  return config::accepts(configuration_schema(fake_catalogue()).at(which), yaml);
}

std::string example(const std::string& name) {
  const auto root = std::filesystem::path(FAIRWAY_SOURCE_DIR);
  std::ifstream stream(root / "config" / name);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Schema, AcceptsTheExample) {  // HST-1
  EXPECT_TRUE(accepts("fairway.yaml", example("fairway.yaml")));
  EXPECT_TRUE(accepts("templates", example("templates/sandbox.yaml")));
  for (const char* file : {"accounts/acme.yaml", "accounts/globex.yaml"})
    EXPECT_TRUE(accepts("accounts", example(file))) << file;  // what is required may stand in a template
}

// Each wrong in one way; the sound one is accepted, or this would prove nothing.
TEST(Schema, RefusesTheExampleBrokenInAnyWay) {
  const auto sound = example("accounts/acme.yaml");
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{{"account: acme", "acount: acme"},
                                                                                 {"account: acme", "account: Acme"},
                                                                                 {"stores:", "store:"},
                                                                                 {"marketplace: US", "marketplac: US"},
                                                                                 {"every: 5s", "every: 5"},
                                                                                 {"start: open-orders", "start: soon"},
                                                                                 {"enabled: true", "enabled: yes"}}) {
    auto text = sound;
    ASSERT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), from.size(), to);
    EXPECT_FALSE(accepts("accounts", text)) << to;
  }
}

TEST(Schema, APieceHasNoNameAndNothingIsRequiredOfIt) {
  EXPECT_TRUE(accepts("templates", "warehouses: { w: { carriers: [UPS] } }\n"));
  EXPECT_FALSE(accepts("templates", "account: a\n"));
  EXPECT_FALSE(accepts("accounts", "warehouses: { w: { carriers: [UPS] } }\naccount: a\n"));
  EXPECT_TRUE(accepts("accounts", "warehouses: { w: { carriers: [UPS] } }\naccount: a\nextends: [t]\n"));
}

// A setting that a plugin requires may come from a template, and a reference may stand for any value.
TEST(Schema, SettingsAreThoseOfThePluginNamed) {
  EXPECT_TRUE(accepts("accounts", "account: a\nextends: [t]\nwarehouses: { w: { settings: { outbox: o } } }\n"));
  EXPECT_TRUE(accepts(
      "accounts", "account: a\nextends: [t]\nstores: { s: { plugin: amazon, settings: { page-size: \"${env:N}\" } } }\n"));
  EXPECT_FALSE(
      accepts("accounts", "account: a\nextends: [t]\nstores: { s: { plugin: amazon, settings: { page-size: 200 } } }\n"));
}

TEST(Reference, EveryKeyOfEveryPartIsInAPageWithAMeaning) {
  const auto pages = reference_pages(fake_catalogue());
  EXPECT_THAT(pages, testing::SizeIs(6));  // two of the host's own, four plugins that have settings
  for (const auto* row :
       {"| `every` | duration, at least 1s | `30m` |", "| `threshold` | whole number, 0 to 1000000 | `5` |",
        "| `account` | text, matching", "| Sending stock and prices; has no effect in this version; [its keys]",
        "\nRules of the repricer; has no effect in this version.\n", "## `stores.NAME.listings.import.skip`",
        "| `cancellations` | `ask`, `accept` | `ask` |"})
    EXPECT_THAT(pages.at("reference-account.md"), testing::HasSubstr(row));
  EXPECT_THAT(pages.at("reference-amazon.md"),
              testing::HasSubstr("| `client-secret` | secret: text, at least 4 characters"));
  EXPECT_THAT(pages.at("reference-shipping-map.md"), testing::HasSubstr("## `rules[]`"));
  for (const auto* name : {"reference-account.md", "reference-fairway.md"})
    EXPECT_THAT(pages.at(name), testing::Not(testing::HasSubstr("|  |\n"))) << "a key without a meaning";
}

TEST(Schema, AcceptsWhatTheHostAccepts) {
  for (const char* text : {"account: a\nstores: { us: { plugin: other, enabled: \"${env:ON}\" } }\n",
                           "account: a\nreturns: { to: { name: A, line1: Quay 1, city: Breda, country: NL } }\n",
                           "account: a\nstores: { us: { plugin: amazon, offers: { quantity: null, lead-time: none } } }\n",
                           "account: a\ncompany: 1984\nstores:\n"})
    EXPECT_TRUE(accepts("accounts", text)) << text;
}

TEST(Schema, RefusesWhatTheHostRefuses) {
  for (const char* text : {"{}\n", "account: A\n", "account: a\nstore: {}\n", "account: a\nstores: { us: {} }\n",
                           "account: a\nstores: { us: { plugin: x, enabled: 1 } }\n",
                           "account: a\nstores: { us: { plugin: x, orders: { every: 30 } } }\n",
                           "account: a\nreturns: { to: chanel }\n", "account: a\nreturns: { to: { name: A } }\n",
                           "account: a\nstores: { us: { plugin: amazon, settings: { marketplac: US } } }\n",
                           "account: a\nwarehouses: { w: { plugin: wms-x12, settings: { outbox: o } } }\n"})
    EXPECT_FALSE(accepts("accounts", text)) << text;
  EXPECT_FALSE(accepts("fairway.yaml", "plugin: [a]\n"));
}

}  // namespace
}  // namespace fairway::config
