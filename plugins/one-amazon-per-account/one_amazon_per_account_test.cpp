#include <gtest/gtest.h>

#include "fairway/testing.hpp"
#include "one_amazon_per_account.hpp"

namespace {

using fairway::PolicyAnswer;
using fairway::PolicyQuestion;
using fairway::PolicyStore;
using fairway::testing::Plugin;
using fairway::testing::TestHost;

PolicyStore amazon(std::string nickname, std::string seller, bool enabled = true) {
  return {std::move(nickname), "amazon", enabled, {{"seller-id", std::move(seller)}}};
}

PolicyAnswer judge(std::vector<PolicyStore> stores, std::vector<fairway::IdentityHolder> others = {}) {
  PolicyQuestion question;
  question.proposed = {"acme", "Acme BV", std::move(stores)};
  question.others = std::move(others);
  TestHost host;
  auto policy = Plugin().create(host);
  const auto answered = policy.decide<PolicyAnswer>(question);
  EXPECT_TRUE(answered.answer) << answered.refusal.message;
  return answered.answer.value_or(PolicyAnswer{});
}

// ACC-4: several marketplaces of one seller are one seller.
TEST(OneAmazonPerAccount, StoresOfOneSellerAreGranted) {
  EXPECT_TRUE(judge({amazon("us", "A1EXAMPLE"), amazon("ca", "A1EXAMPLE")}, {{"amazon", "seller-id", "A1EXAMPLE", {"acme"}}})
                  .findings.empty());
}

TEST(OneAmazonPerAccount, ASecondSellerIsRefusedAtItsStore) {
  const auto answer = judge({amazon("us", "A1EXAMPLE"), amazon("eu", "A2EXAMPLE")});
  ASSERT_EQ(answer.findings.size(), 1u);
  EXPECT_EQ(answer.findings[0].severity, "error");
  EXPECT_EQ(answer.findings[0].path, "stores.eu.settings.seller-id");
  EXPECT_NE(answer.findings[0].message.find("\"us\""), std::string::npos);
}

// ACC-4: no seller id in two accounts.
TEST(OneAmazonPerAccount, ASellerOfAnotherAccountIsRefusedNamingIt) {
  const auto answer = judge({amazon("us", "A1EXAMPLE")}, {{"amazon", "seller-id", "A1EXAMPLE", {"acme", "bolt"}}});
  ASSERT_EQ(answer.findings.size(), 1u);
  EXPECT_NE(answer.findings[0].message.find("\"bolt\""), std::string::npos);
}

TEST(OneAmazonPerAccount, OtherSettingsAndPluginsAreNoSellers) {
  EXPECT_TRUE(judge({amazon("us", "A1EXAMPLE")},
                    {{"amazon", "client-id", "A1EXAMPLE", {"bolt"}}, {"other", "seller-id", "A1EXAMPLE", {"bolt"}}})
                  .findings.empty());
  EXPECT_TRUE(judge({amazon("us", "A1EXAMPLE"), {"shop", "shopify", true, {{"seller-id", "S"}}}}).findings.empty());
}

// A seller that is given up stays in the file as disabled: that must not hold up the one that is in use.
TEST(OneAmazonPerAccount, ADisabledStoreIsAWarningAndAccusesNobody) {
  const auto answer = judge({amazon("old", "A0EXAMPLE", false), amazon("us", "A1EXAMPLE")});
  ASSERT_EQ(answer.findings.size(), 1u);
  EXPECT_EQ(answer.findings[0].severity, "warning");
  EXPECT_EQ(answer.findings[0].path, "stores.old.settings.seller-id");
}

}  // namespace
