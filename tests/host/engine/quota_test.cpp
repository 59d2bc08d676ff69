// The calls that a configuration asks for against the plugins' rate plans.
#include <gmock/gmock.h>

#include <random>

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

// ORD-2: the second view has a rate of its own, and is off where the channel has none.
TEST(QuotaOf, ACheckThatIsTooOftenIsNamedAtItsKey) {
  auto catalogue = with_rates(1, 1);
  auto snapshot = snapshot_of({{"acme", "us", "A1", "NA", 600}, {"acme", "ca", "A1", "NA", 600}});
  auto account = std::make_shared<config::Account>(*snapshot.accounts.at("acme"));
  account->stores[0].orders.check_every.reset();
  account->stores[1].orders.check_every = std::chrono::seconds(30);
  account->stores[1].places["/orders/check-every"] = {"accounts/acme.yaml", 21, 20};
  snapshot.accounts["acme"] = account;
  EXPECT_THAT(quota(snapshot, catalogue), IsEmpty());
  auto& manifest = catalogue.plugins.at("amazon").description.manifest;
  auto shared = manifest.streams.front();
  shared.name = "order-ids", shared.operation = "createReport";
  manifest.streams.push_back(shared);
  auto rate = manifest.rates.front();
  rate.operation = "createReport", rate.per_second = 0.0167, rate.application_per_second.reset();
  manifest.rates.push_back(rate);
  EXPECT_THAT(texts(quota(snapshot, catalogue)),
              ElementsAre("accounts/acme.yaml:21:20: warning: stores.ca.orders.check-every: us, ca together need 200 % of "
                          "createReport; feasible interval 60 s"));
}

// A channel and a warehouse, each with rates that a few hasty accounts use up.
Catalogue with_warehouses() {
  auto catalogue = with_rates(0.01, 0.05);
  Description wms;
  wms.id = "com.example.wms";
  wms.name = "wms";
  wms.config_schema = R"({"type":"object"})";
  wms.manifest.roles = {"warehouse"};
  wms.manifest.streams = {{"shipments", {"shipment/1"}, "control", "getShipments", {}},
                          {"stock", {"stock-level/1"}, "control", "getStock", {}}};
  Rate shipments, stock;
  shipments.operation = "getShipments", stock.operation = "getStock";
  shipments.per_second = stock.per_second = 0.01;
  shipments.scope = {"client"};  // stock: one bucket for all
  wms.manifest.rates = {shipments, stock};
  add_plugin(catalogue, wms);
  return catalogue;
}

class RandomAccounts {
 public:
  explicit RandomAccounts(unsigned seed) : random_(seed) {}

  void edit(config::Snapshot& snapshot) {
    const auto name = fmt::format("account{}", pick(0, 11));
    const auto known = snapshot.accounts.find(name);
    if (known == snapshot.accounts.end() || pick(0, 3) == 0) snapshot.accounts[name] = made(name);
    else if (pick(0, 3) == 0) snapshot.accounts.erase(known);
    else known->second = changed(*known->second);
  }

 private:
  int pick(int from, int to) { return std::uniform_int_distribution<>(from, to)(random_); }
  Millis interval() { return std::chrono::seconds(pick(30, 900)); }

  std::shared_ptr<const config::Account> made(const std::string& name) {
    auto account = make_account(name, "A0");
    account->stores.clear();
    for (int i = pick(0, 3); i > 0; --i) {
      auto store = make_store(fmt::format("store{}", i), fmt::format("A{}", pick(0, 5)));
      store.settings.facts["region"] = pick(0, 1) ? "NA" : "EU";
      store.orders.every = interval();
      account->stores.push_back(store);
    }
    for (int i = pick(0, 2); i > 0; --i) {
      config::Warehouse warehouse;
      warehouse.name = fmt::format("west{}", i);
      warehouse.place = {"accounts/" + name + ".yaml", 30 + i, 3};
      warehouse.settings.plugin = "wms";
      warehouse.settings.facts["client"] = fmt::format("{}", pick(0, 3));
      warehouse.shipments_every = interval(), warehouse.stock_every = interval();
      account->warehouses.push_back(warehouse);
    }
    return account;
  }
  std::shared_ptr<const config::Account> changed(const config::Account& before) {
    auto account = std::make_shared<config::Account>(before);  // at least another value that is equal
    for (auto& store : account->stores) {
      if (pick(0, 2) == 0) store.orders.every = interval();
      if (pick(0, 4) == 0) store.enabled = !store.enabled;
      if (pick(0, 4) == 0) store.settings.facts["seller-id"] = fmt::format("A{}", pick(0, 5));
    }
    for (auto& warehouse : account->warehouses)
      if (pick(0, 2) == 0) warehouse.stock_every = interval();
    return account;
  }
  std::mt19937 random_;
};

// HST-2: whatever is edited, in whatever order, what is remembered says what weighing everything anew would.
TEST(QuotaRemembered, SaysTheSameAsFromScratch) {
  const auto catalogue = with_warehouses();
  std::size_t warnings = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    RandomAccounts random(seed);
    config::Snapshot snapshot;
    QuotaMemory remembered;
    for (int step = 0; step < 60; ++step) {
      for (int edits = step % 3; edits > 0; --edits) random.edit(snapshot);
      const auto anew = texts(quota(snapshot, catalogue));
      ASSERT_EQ(texts(remembered.weigh(snapshot, catalogue)), anew) << "seed " << seed << ", step " << step;
      warnings += anew.size();
    }
  }
  EXPECT_GT(warnings, 1000u) << "the accounts ask for too little to tell";
}

TEST(QuotaRemembered, IsForgottenForAnotherCatalogue) {
  const auto snapshot = snapshot_of({{"acme", "us", "A1", "NA", 125}});
  QuotaMemory remembered;
  EXPECT_THAT(remembered.weigh(snapshot, with_rates(1, 1)), IsEmpty());
  remembered.clear();
  EXPECT_THAT(texts(remembered.weigh(snapshot, with_rates(0.0056, 1))), ElementsAre(HasSubstr("needs 143 %")));
}

}  // namespace
}  // namespace fairway::engine::test
