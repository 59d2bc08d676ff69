// What an account may sell through, decided again at every reload: Amazon or Shopify, and each seller in one account.
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;

json::value account(World& world, const std::string& name) {
  for (auto& one : items_of(world.get("/v1/accounts")))
    if (text_in(one, "account") == name) return one;
  return {};
}

// Status by store and warehouse.
std::map<std::string, std::string> statuses(World& world, const std::string& name) {
  std::map<std::string, std::string> out;
  for (const auto& one : items_of(world.get("/v1/accounts/" + name + "/stores")))
    if (const auto store = text_in(one, "store"); !store.empty()) out[store] = text_in(one, "status");
  return out;
}

// One write of the account's file, as an editor's.
void edit(World& world, const std::map<std::string, std::string>& replacements) {
  const auto file = account_file(world), draft = world.folder() / "draft.yaml";
  std::filesystem::copy_file(file, draft, std::filesystem::copy_options::overwrite_existing);
  for (const auto& [from, to] : replacements) replace_in(draft, from, to);
  std::filesystem::rename(draft, file);
}

const std::string kAmazonOn = "    plugin: amazon\n    settings",
                  kAmazonOff = "    plugin: amazon\n    enabled: false\n    settings";
const std::string kShopOn = "    plugin: shopify\n    enabled: true\n",
                  kShopOff = "    plugin: shopify\n    enabled: false\n";

struct Policies : ::testing::Test {
  static WorldOptions two_accounts() {
    auto options = with_shopify();
    options.accounts = 2;
    return options;
  }
  World world{two_accounts()};
  std::map<std::string, int> confirmed;  // by account, so far

  void inject(int number, int count) {
    world.inject(number, count);
    confirmed[fmt::format("acme{}", number)] += count;
  }
  void expect_all_confirmed() {
    for (const auto& [name, count] : confirmed)
      EXPECT_TRUE(await_states(world, name, {{"confirmed", count}})) << say(world, name);
  }
};

// ACC-5, ACC-8
TEST_F(Policies, AnAccountIsSwitchedFromAmazonToShopifyInOneReloadAndBackWithoutALoss) {
  ASSERT_TRUE(world.start()) << world.log();
  inject(1, 2);
  inject(2, 2);
  expect_all_confirmed();

  add_shopify(world, true);  // both at once
  auto ran = world.fairway({"reload", "--wait"});
  EXPECT_EQ(ran.exit, 1) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr(place_in(world, "plugin: shopify")));
  EXPECT_THAT(ran.out, HasSubstr("Amazon or Shopify, never both"));
  EXPECT_EQ(number_at(account(world, "acme1"), "generation"), 1);
  inject(1, 1);  // it goes on as it ran
  inject(2, 1);
  expect_all_confirmed();

  edit(world, {{kAmazonOn, kAmazonOff}});
  inject(2, 5);  // on their way while the other account is exchanged
  ran = world.fairway({"reload", "--wait"});
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_EQ(statuses(world, "acme1"), (std::map<std::string, std::string>{{"shop", "active"}, {"us-main", "disabled"}}));
  EXPECT_EQ(number_at(account(world, "acme1"), "generation"), 2);
  const auto meanwhile = world.inject(1, 2);
  inject(2, 2);
  expect_all_confirmed();  // what was there is there, what is new of Amazon is not fetched
  EXPECT_EQ(number_at(account(world, "acme2"), "generation"), 1);

  edit(world, {{kAmazonOff, kAmazonOn}, {kShopOn, kShopOff}});
  EXPECT_EQ(world.fairway({"reload", "--wait"}).exit, 0);
  EXPECT_EQ(statuses(world, "acme1"), (std::map<std::string, std::string>{{"shop", "disabled"}, {"us-main", "active"}}));
  confirmed["acme1"] += static_cast<int>(meanwhile.size());  // it resumes where it stopped
  expect_all_confirmed();
  std::map<std::string, int> created;
  for (const auto& entry : world.sandbox().journal("create")) ++created[entry.order];
  EXPECT_EQ(created.size(), static_cast<std::size_t>(confirmed["acme1"] + confirmed["acme2"]));
  for (const auto& [order, times] : created) EXPECT_EQ(times, 1) << order;
}

// ACC-4: of two files that name a seller the account that runs keeps it, whatever their names; after a restart too.
TEST_F(Policies, ASellerStaysWithTheAccountThatRunsWhenASecondFileClaimsIt) {
  ASSERT_TRUE(world.start()) << world.log();
  inject(1, 1);
  expect_all_confirmed();
  const auto second = world.config() / "accounts/aaa.yaml";
  std::filesystem::copy_file(account_file(world), world.folder() / "aaa.yaml");
  replace_in(world.folder() / "aaa.yaml", "account: acme1", "account: aaa");
  std::filesystem::rename(world.folder() / "aaa.yaml", second);
  const auto refused = place_in(world, "seller-id:");  // the line is the same in both
  const auto expect_refused = [&](const Ran& ran) {
    EXPECT_EQ(ran.exit, 1) << ran.out;
    EXPECT_THAT(ran.out, HasSubstr("accounts/aaa.yaml" + refused.substr(refused.find(':'))));
    EXPECT_THAT(ran.out, HasSubstr("belongs to the account \"acme1\""));
    EXPECT_EQ(text_in(account(world, "aaa"), "status"), "rejected");
    EXPECT_EQ(text_in(account(world, "acme1"), "status"), "running");
    EXPECT_EQ(number_at(account(world, "acme1"), "generation"), 1);
    inject(1, 1);
    expect_all_confirmed();
  };
  expect_refused(world.fairway({"reload", "--wait"}));
  EXPECT_EQ(world.stop(), 0);
  ASSERT_TRUE(world.start()) << world.log();
  expect_refused(world.fairway({"reload", "--wait"}));
}

// ACC-4
TEST_F(Policies, ASecondSellerInARunningAccountIsRefusedAndTheFirstGoesOn) {
  ASSERT_TRUE(world.start()) << world.log();
  edit(world,
       {{"warehouses:\n",
         "  second:\n    plugin: amazon\n    settings: { marketplace: CA(en), seller-id: A9OTHERSELLER, client-id: made-up, "
         "client-secret: \"${file:secrets/lwa}\", refresh-token: \"${file:secrets/refresh2}\" }\nwarehouses:\n"}});
  const auto ran = world.fairway({"reload", "--wait"});
  EXPECT_EQ(ran.exit, 1) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr(place_in(world, "seller-id: A9OTHERSELLER")));
  EXPECT_EQ(number_at(account(world, "acme1"), "generation"), 1);
  inject(1, 1);
  expect_all_confirmed();
}

}  // namespace
}  // namespace fairway::testing
