#include <fairway/testing.hpp>
#include <gtest/gtest.h>

namespace {

using namespace fairway;
namespace ft = fairway::testing;

TEST(PluginName, AStoreWithoutASellerIsFound) {
  ft::TestHost host;
  auto policy = ft::Plugin().start(host);
  PolicyQuestion question;
  question.proposed.stores = {{"web", "shop", true, {}}, {"us", "amazon", true, {{"seller-id", "A1"}}}};
  const auto answer = policy.decide<PolicyAnswer>(question).answer.value();
  ASSERT_EQ(answer.findings.size(), 1u);
  EXPECT_EQ(answer.findings[0].path, "stores.web");
}

}  // namespace
