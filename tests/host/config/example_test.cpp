#include <gmock/gmock.h>

#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

std::filesystem::path example() { return std::filesystem::path(FAIRWAY_SOURCE_DIR) / "config"; }

TEST(Example, LoadsFromAFreshCloneWithoutEnvironment) {  // HST-14
  LoadOptions options;
  options.environment = [](const std::string&) { return std::nullopt; };
  const auto snapshot = load(example(), fake_catalogue(), options);
  EXPECT_THAT(lines(snapshot.findings), testing::IsEmpty());
  ASSERT_EQ(snapshot.accounts.size(), 2u);
  const auto& acme = *snapshot.accounts.at("acme");
  EXPECT_EQ(acme.store("us-main")->settings.secrets.at("acme.stores.us-main.refresh-token"), "Atzr|sandbox-A1SANDBOXACME");
  EXPECT_EQ(acme.warehouse("west")->settings.values.at("url"), json::value("http://127.0.0.1:4010"));
  EXPECT_EQ(acme.warehouse("west")->shipments_every, std::chrono::seconds(5));
  // A rule that came from a template keeps the template's line: that is what `why` names.
  EXPECT_EQ(acme.shipping->places.at("/rules/0").file, "templates/sandbox.yaml");
  EXPECT_THAT(acme.policies, testing::ElementsAre("shopify-exclusivity", "one-amazon-per-account"));
  EXPECT_EQ(snapshot.accounts.at("globex")->stores.size(), 2u);
}

}  // namespace
}  // namespace fairway::config
