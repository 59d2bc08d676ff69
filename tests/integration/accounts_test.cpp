// Several seller accounts in one host, at one warehouse.
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;

// WMS-4, ACC-1: each account's orders stand under its own name at the warehouse, and come back to itself alone.
TEST(Accounts, ShareAWarehouseEachUnderItsOwnName) {
  WorldOptions options;
  options.accounts = 3;
  World world(options);
  std::map<std::string, int> owner;
  for (int account = 1; account <= 3; ++account)
    for (auto& id : world.inject(account, 2 + account)) owner.emplace(std::move(id), account);
  ASSERT_TRUE(world.start()) << world.log();
  for (int account = 1; account <= 3; ++account) {
    const auto name = fmt::format("acme{}", account);
    ASSERT_TRUE(await_states(world, name, {{"confirmed", 2 + account}})) << say(world, name);
  }
  std::map<std::string, std::string> depositor;
  for (const auto& entry : world.sandbox().journal("create")) depositor[entry.order] = entry.account;
  ASSERT_EQ(depositor.size(), owner.size());
  for (const auto& [id, account] : owner) EXPECT_EQ(depositor[id], fmt::format("ACME{}", account));
  for (const auto& entry : world.sandbox().journal("confirmation"))
    EXPECT_EQ(entry.account, World::seller(owner[entry.order]));
  for (const auto& [id, account] : owner)
    EXPECT_EQ(number_at(world.order(fmt::format("acme{}", account % 3 + 1), id), "status"), 404);
  const auto accounts = items_of(world.get("/v1/accounts"));
  ASSERT_EQ(accounts.size(), 3U);
  for (const auto& account : accounts) EXPECT_EQ(text_in(account, "status"), "running") << json::serialize(account);
}

// HST-1, ACC-1: one bad file is rejected, said, and does not hold the others back.
TEST(Accounts, OneWithABadFileDoesNotHoldTheOthersBack) {
  WorldOptions options;
  options.accounts = 2;
  World world(options);
  replace_in(account_file(world, 2), "every: 1s", "evry: 1s");
  const auto id = world.inject(1, 1).front();
  ASSERT_TRUE(world.start()) << world.log();
  EXPECT_TRUE(await_state(world, "acme1", id, "confirmed")) << say(world, "acme1", id);
  std::map<std::string, std::string> status;
  for (const auto& account : items_of(world.get("/v1/accounts")))
    status[text_in(account, "account")] = text_in(account, "status");
  EXPECT_EQ(status["acme1"], "running");
  EXPECT_EQ(status["acme2"], "rejected");
  EXPECT_THAT(json::serialize(world.get("/v1/accounts")), HasSubstr("did you mean \\\"every\\\"?"));
  EXPECT_THAT(json::serialize(world.get("/health/ready")), HasSubstr("accounts/acme2.yaml"));
}

// ORD-6: without its consent no Amazon order goes to a warehouse.
TEST(Accounts, WithoutTheWarehousesAgreementAmazonOrdersAreHeld) {
  World world;
  replace_in(account_file(world), "amazon-agreement: true", "amazon-agreement: false");
  const auto id = world.inject(1, 1).front();
  ASSERT_TRUE(world.start()) << world.log();
  ASSERT_TRUE(await_state(world, "acme1", id, "held")) << say(world, "acme1", id);
  EXPECT_THAT(text_in(world.order("acme1", id), "reason"), HasSubstr("amazon-agreement"));
  EXPECT_EQ(journal_count(world, "create"), 0U);

  EXPECT_EQ(world.stop(), 0);
  replace_in(account_file(world), "amazon-agreement: false", "amazon-agreement: true");
  ASSERT_TRUE(world.start()) << world.log();
  world.post("/v1/accounts/acme1/orders/" + id + "/release");
  EXPECT_TRUE(await_state(world, "acme1", id, "confirmed")) << say(world, "acme1", id);
}

}  // namespace
}  // namespace fairway::testing
