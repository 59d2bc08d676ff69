#include <gtest/gtest.h>

#include "fairway/testing.hpp"
#include "shopify_exclusivity.hpp"

namespace {

using fairway::PolicyAnswer;
using fairway::PolicyQuestion;
using fairway::testing::Plugin;
using fairway::testing::TestHost;

PolicyAnswer judge(std::vector<fairway::PolicyStore> proposed, std::vector<fairway::PolicyStore> running = {}) {
  PolicyQuestion question;
  question.proposed = {"acme", "Acme BV", std::move(proposed)};
  if (!running.empty()) question.running = fairway::Account{"acme", "Acme BV", std::move(running)};
  TestHost host;
  auto policy = Plugin().create(host);  // a policy answers before anything is started
  const auto answered = policy.decide<PolicyAnswer>(question);
  EXPECT_TRUE(answered.answer) << answered.refusal.message;
  return answered.answer.value_or(PolicyAnswer{});
}

// ACC-5
TEST(ShopifyExclusivity, AmazonAndShopifyInOneAccountAreRefusedAtTheLaterStore) {
  const auto answer = judge({{"us", "amazon", true, {}}, {"shop", "shopify", true, {}}});
  ASSERT_EQ(answer.findings.size(), 1u);
  EXPECT_EQ(answer.findings[0].severity, "error");
  EXPECT_EQ(answer.findings[0].path, "stores.shop.plugin");
  EXPECT_NE(answer.findings[0].message.find("\"us\""), std::string::npos);
}

TEST(ShopifyExclusivity, EachStoreThatDoesNotFitIsNamed) {
  const auto answer = judge({{"shop", "shopify", true, {}}, {"us", "amazon", true, {}}, {"ca", "amazon", true, {}}});
  ASSERT_EQ(answer.findings.size(), 2u);
  EXPECT_EQ(answer.findings[1].path, "stores.ca.plugin");
}

TEST(ShopifyExclusivity, OneKindOrOtherPluginsAreGranted) {
  EXPECT_TRUE(judge({}).findings.empty());
  EXPECT_TRUE(judge({{"us", "amazon", true, {}}, {"ca", "amazon", true, {}}}).findings.empty());
  EXPECT_TRUE(judge({{"shop", "shopify", true, {}}, {"own", "storefront", true, {}}}).findings.empty());
}

// ACC-5: switching works in one reload, so neither a disabled store nor what ran before counts.
TEST(ShopifyExclusivity, DisablingOneAndEnablingTheOtherIsGrantedInOneStep) {
  const auto answer = judge({{"us", "amazon", false, {}}, {"shop", "shopify", true, {}}},
                            {{"us", "amazon", true, {}}, {"shop", "shopify", false, {}}});
  EXPECT_TRUE(answer.findings.empty());
}

TEST(ShopifyExclusivity, DescribesItselfAsAPolicy) {
  const auto described = Plugin().describe();
  EXPECT_EQ(described.name, "shopify-exclusivity");
  EXPECT_EQ(described.manifest.decides, std::vector<std::string>{"policy-question/1"});
}

}  // namespace
