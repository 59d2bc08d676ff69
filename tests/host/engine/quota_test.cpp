// The calls that a configuration asks for against the plugins' rate plans.
#include <gmock/gmock.h>

#include "host/engine/quota.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct StoreAt {
  const char *account, *nickname, *seller, *region;
  int every;  // seconds
};

struct Case {
  const char* name;
  double per_second, application_per_second;
  std::vector<StoreAt> stores;
  std::vector<std::string> expected;
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

config::Snapshot snapshot_of(const std::vector<StoreAt>& stores) {
  std::map<std::string, std::shared_ptr<config::Account>> accounts;
  for (const auto& one : stores) {
    auto& account = accounts[one.account];
    if (!account) {
      account = make_account(one.account, one.seller);
      account->stores.clear();
    }
    auto store = make_store(one.nickname, one.seller);
    store.settings.facts["region"] = one.region;
    store.orders.enabled = true;
    store.orders.every = std::chrono::seconds(one.every);
    store.places["/orders/every"] = {"accounts/" + std::string(one.account) + ".yaml", 20, 14};
    account->stores.push_back(std::move(store));
  }
  config::Snapshot out;
  for (auto& [name, account] : accounts) out.accounts[name] = account;
  return out;
}

Catalogue with_rates(double own, double application) {
  auto catalogue = shop_catalogue();
  auto& rate = catalogue.plugins.at("amazon").description.manifest.rates.front();
  rate.per_second = own;
  rate.application_per_second = application;
  return catalogue;
}

std::vector<std::string> texts(const config::Findings& findings) {
  std::vector<std::string> out;
  for (const auto& finding : findings) out.push_back(finding.text());
  return out;
}

class Quota : public ::testing::TestWithParam<Case> {};

TEST_P(Quota, IsWarnedOfForEachBucket) {
  const auto& c = GetParam();
  EXPECT_THAT(texts(quota(snapshot_of(c.stores), with_rates(c.per_second, c.application_per_second))),
              ::testing::ElementsAreArray(c.expected));
}

INSTANTIATE_TEST_SUITE_P(
    Buckets, Quota,
    ::testing::Values(
        Case{"within", 0.0056, 100, {{"acme", "us-main", "A1", "NA", 180}}, {}},
        Case{
            "too_often",
            0.0056,
            100,
            {{"acme", "us-main", "A1", "NA", 125}},
            {"accounts/acme.yaml:20:14: warning: stores.us-main.orders.every: us-main needs 143 % of searchOrders; feasible "
             "interval 180 s"}},
        // One pull serves both: it is made as often as the more impatient of them wishes.
        Case{"shared_pull",
             0.0056,
             100,
             {{"acme", "us", "A1", "NA", 600}, {"acme", "ca", "A1", "NA", 90}},
             {"accounts/acme.yaml:20:14: warning: stores.ca.orders.every: us, ca together need 198 % of searchOrders; "
              "feasible "
              "interval 180 s"}},
        Case{"two_sellers_have_two_buckets",
             0.0056,
             100,
             {{"acme", "us", "A1", "NA", 200}, {"globex", "us", "A2", "NA", 200}},
             {}},
        // The application's bucket is one for all accounts of a region.
        Case{"application",
             1,
             0.01,
             {{"acme", "us", "A1", "NA", 150}, {"globex", "us", "A2", "NA", 150}, {"initech", "de", "A3", "EU", 150}},
             {"accounts/acme.yaml:20:14: warning: stores.us.orders.every: acme/us, globex/us together need 133 % of "
              "searchOrders; feasible interval 200 s"}}),
    [](const auto& shown) { return shown.param.name; });

TEST(QuotaOf, DisabledStoresAndRemotesOnThisMachineIsNotCounted) {
  auto snapshot = snapshot_of({{"acme", "us", "A1", "NA", 5}});
  auto account = std::make_shared<config::Account>(*snapshot.accounts.at("acme"));
  account->stores[0].settings.facts["endpoint"] = "http://127.0.0.1:9300";
  snapshot.accounts["acme"] = account;
  EXPECT_THAT(quota(snapshot, with_rates(0.0056, 1)), IsEmpty());
  account->stores[0].settings.facts["endpoint"] = "https://api.example";
  EXPECT_THAT(texts(quota(snapshot, with_rates(0.0056, 1))), ElementsAre(HasSubstr("needs 3571 %")));
  account->stores[0].enabled = false;
  EXPECT_THAT(quota(snapshot, with_rates(0.0056, 1)), IsEmpty());
}

}  // namespace
}  // namespace fairway::engine::test
