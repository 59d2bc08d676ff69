#include "host/flows/schedule.hpp"
#include "host/engine/apply.hpp"

#include "host/engine/job_rows.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

using config::Orders;

struct ApplyTest : ::testing::Test {
  Folder folder;
  std::unique_ptr<storage::Database> db = open_in(folder);
  Catalogue catalogue = shop_catalogue();
  ManualClock clock{kStart};

  Applied apply(const std::vector<std::shared_ptr<config::Account>>& accounts,
                const std::map<std::string, config::Place>& rejected = {}) {
    config::Snapshot snapshot;
    for (const auto& account : accounts) snapshot.accounts[account->name] = account;
    snapshot.rejected = rejected;
    return must(db->transact([&](storage::Transaction& tx) -> Result<Applied> {
      return engine::apply(tx, snapshot, catalogue, clock.now(), must(seller_holders(tx)));
    }));
  }
  std::int64_t generation(const std::string& account) {
    return number(*db, "SELECT generation FROM account WHERE name = ?", {account});
  }
  std::string states(const std::string& account) {
    std::string all;
    const auto rows = look(*db, "SELECT kind, state FROM job WHERE account = ? ORDER BY kind", {account});
    for (std::size_t i = 0; i < rows.size(); ++i) all += rows.text(i, 0) + " " + rows.text(i, 1) + ";";
    return all;
  }
  std::optional<std::int64_t> live_since() {
    return look(*db, "SELECT live_since FROM store WHERE removed_at IS NULL").maybe_integer(0, 0);
  }
};

TEST_F(ApplyTest, ANewAccountGetsItsRowsAndItsFirstPullAtOnce) {
  const auto applied = apply({make_account("acme", "A1")});
  EXPECT_EQ(applied.added, (std::set<std::string>{"acme"}));
  EXPECT_EQ(generation("acme"), 1);
  EXPECT_EQ(states("acme"), "pull-orders ready;");
  EXPECT_EQ(number(*db, "SELECT due_at FROM job WHERE kind = 'pull-orders'"), kStart.time_since_epoch().count());
  EXPECT_EQ(live_since(), kStart.time_since_epoch().count());
  EXPECT_EQ(look(*db, "SELECT account FROM seller").text(0, 0), "acme");
  EXPECT_EQ(number(*db, "SELECT COUNT(*) FROM job WHERE account = ''"),
            static_cast<std::int64_t>(flows::host_schedule(kStart).size()));
}

TEST_F(ApplyTest, TheSameAgainChangesNothing) {
  apply({make_account("acme", "A1")});
  change(*db, "UPDATE job SET due_at = due_at + 60000 WHERE kind = 'pull-orders'");
  clock.advance(std::chrono::hours(1));
  const auto applied = apply({make_account("acme", "A1")});
  EXPECT_TRUE(applied.added.empty() && applied.changed.empty() && applied.absent.empty());
  EXPECT_EQ(generation("acme"), 1);
  EXPECT_EQ(number(*db, "SELECT due_at FROM job WHERE kind = 'pull-orders'"), kStart.time_since_epoch().count() + 60000);
  EXPECT_EQ(number(*db, "SELECT COUNT(*) FROM store"), 1);
}

TEST_F(ApplyTest, AChangedAccountIsTheNextGenerationAndItsOrdersAreMappedAgain) {
  apply({make_account("acme", "A1"), make_account("globex", "A2")});
  apply({make_account("acme", "A1", "h2"), make_account("globex", "A2")});
  EXPECT_EQ(generation("acme"), 2);
  EXPECT_EQ(generation("globex"), 1);
  EXPECT_EQ(look(*db, "SELECT payload FROM job WHERE key = 'map/acme'").text(0, 0), "remap");
  EXPECT_EQ(number(*db, "SELECT COUNT(*) FROM job WHERE key = 'map/globex'"), 0);
}

TEST_F(ApplyTest, AnAbsentAccountIsParkedAndComesBackWhole) {
  apply({make_account("acme", "A1")});
  must(db->transact([&](storage::Transaction& tx) {
    return ledger::enqueue(tx, {{{"acme", "confirm", "us"}, "confirm/1", 1, "", clock.now(), {}}}, clock.now());
  }));
  const auto gone = apply({});
  EXPECT_EQ(gone.absent, (std::set<std::string>{"acme"}));
  EXPECT_EQ(number(*db, "SELECT absent FROM account"), 1);
  EXPECT_EQ(states("acme"), "confirm parked;pull-orders parked;");
  apply({make_account("acme", "A1")});
  EXPECT_EQ(number(*db, "SELECT absent FROM account"), 0);
  EXPECT_EQ(generation("acme"), 1);
  EXPECT_NE(states("acme").find("confirm ready;"), std::string::npos);
  EXPECT_NE(states("acme").find("pull-orders ready;"), std::string::npos);
}

TEST_F(ApplyTest, ARejectedAccountIsNotAbsentKeepsItsSellerAndWaits) {
  apply({make_account("acme", "A1")});
  const auto applied = apply({make_account("thief", "A1")}, {{"acme", {"accounts/acme.yaml", 3, 1}}});
  EXPECT_TRUE(applied.absent.empty());
  EXPECT_EQ(states("acme"), "pull-orders parked;");
  EXPECT_EQ(look(*db, "SELECT account FROM seller").text(0, 0), "acme");
  EXPECT_EQ(applied.sellers.refused, (std::set<StoreName>{{"thief", "us"}}));
}

TEST_F(ApplyTest, AFileThatNamesNoAccountLetsNobodyLoseASeller) {
  apply({make_account("acme", "A1")});
  const auto applied = apply({make_account("thief", "A1")}, {{"accounts/x.yaml", {"accounts/x.yaml", 1, 1}}});
  EXPECT_EQ(applied.sellers.refused, (std::set<StoreName>{{"thief", "us"}}));
}

TEST_F(ApplyTest, ADisabledStoreIsParkedAndItsRecurringJobsGo) {
  apply({make_account("acme", "A1")});
  must(db->transact([&](storage::Transaction& tx) {
    return ledger::enqueue(tx, {{{"acme", "confirm", "us"}, "confirm/1", 1, "", clock.now(), {}}}, clock.now());
  }));
  auto off = make_account("acme", "A1", "h2");
  off->stores[0].enabled = false;
  apply({off});
  EXPECT_EQ(states("acme"), "confirm parked;map ready;");
}

TEST_F(ApplyTest, AShorterIntervalCountsFromNow) {
  apply({make_account("acme", "A1")});
  change(*db, "UPDATE job SET due_at = due_at + 43200000 WHERE kind = 'pull-orders'");
  auto quick = make_account("acme", "A1", "h2");
  quick->stores[0].orders.every = std::chrono::minutes(1);
  apply({quick});
  EXPECT_EQ(number(*db, "SELECT every FROM job WHERE kind = 'pull-orders'"), 60'000);
  EXPECT_EQ(number(*db, "SELECT due_at FROM job WHERE kind = 'pull-orders'"), kStart.time_since_epoch().count() + 60'000);
}

TEST_F(ApplyTest, AnotherIdentityIsAnotherStoreInTheReports) {  // ACC-2
  apply({make_account("acme", "A1")});
  clock.advance(std::chrono::hours(1));
  apply({make_account("acme", "A7", "h2")});
  EXPECT_EQ(number(*db, "SELECT COUNT(*) FROM store"), 2);
  EXPECT_EQ(number(*db, "SELECT COUNT(*) FROM store WHERE removed_at IS NULL"), 1);
  EXPECT_EQ(live_since(), clock.now().time_since_epoch().count());
  EXPECT_EQ(look(*db, "SELECT identity FROM seller").text(0, 0), "seller-id=A7");
}

TEST_F(ApplyTest, StartSaysSinceWhenOrdersAreTakenOn) {
  const auto since = [&](const std::function<void(Orders&)>& with, bool enabled = true) {
    auto account = make_account("acme", "A1", "h" + std::to_string(clock.now().time_since_epoch().count()));
    account->stores[0].orders.enabled = enabled;
    with(account->stores[0].orders);
    apply({account});
    clock.advance(std::chrono::hours(1));
    return live_since();
  };
  EXPECT_EQ(since([](Orders&) {}, false), std::nullopt);
  const auto enabled_at = clock.now().time_since_epoch().count();
  EXPECT_EQ(since([](Orders&) {}), enabled_at);
  EXPECT_EQ(since([](Orders&) {}), enabled_at);  // the first time counts
  EXPECT_EQ(since([](Orders& orders) {
              orders.start = Orders::Start::date;
              orders.start_date = kStart - std::chrono::hours(48);
            }),
            (kStart - std::chrono::hours(48)).time_since_epoch().count());
}

// ACC-12: switched off and on again, a store goes on where it was; with open-orders it reaches back by `within` then, too.
TEST_F(ApplyTest, OrdersThatAreSwitchedOnAgainGoOnOrReachBackAsTheStartSays) {
  using Start = Orders::Start;
  const auto at = [&](Start start, bool enabled, bool store_enabled = true) {
    auto account = make_account("acme", "A1", "h" + std::to_string(clock.now().time_since_epoch().count()));
    account->stores[0].enabled = store_enabled;
    account->stores[0].orders.enabled = enabled;
    account->stores[0].orders.start = start;
    if (start == Start::date) account->stores[0].orders.start_date = kStart + std::chrono::hours(1);
    apply({account});
    clock.advance(std::chrono::hours(24));
    return live_since();
  };
  const auto first = kStart.time_since_epoch().count();
  const auto reach_back = [&] { return (clock.now() - std::chrono::hours(24 * 31)).time_since_epoch().count(); };
  const auto counted_again = [&] { return number(*db, "SELECT COUNT(*) FROM cursor WHERE scope LIKE '%/switched-on'"); };
  EXPECT_EQ(at(Start::now, true), first);
  EXPECT_EQ(at(Start::now, false), first);
  EXPECT_EQ(counted_again(), 0);
  EXPECT_EQ(at(Start::now, true), first) << "what was made meanwhile is not lost";
  EXPECT_EQ(counted_again(), 1) << "the next pull says how many orders wait";
  EXPECT_EQ(at(Start::open_orders, true), first) << "they are on: nothing is switched";
  EXPECT_EQ(at(Start::open_orders, false), first);
  EXPECT_EQ(at(Start::open_orders, false), first);
  const auto reached = *at(Start::open_orders, true);
  EXPECT_EQ(reached, reach_back());
  EXPECT_EQ(at(Start::open_orders, true, false), reached);
  EXPECT_EQ(at(Start::open_orders, true, true), reached) << "never forward";
  EXPECT_EQ(at(Start::date, true), (kStart + std::chrono::hours(1)).time_since_epoch().count());
}

// What was observed and then switched off is no less observed.
TEST_F(ApplyTest, GoingLiveWhileOrdersAreOffTakesOnlyWhatIsMadeAfterTheyAreOn) {
  auto observing = make_account("acme", "A1");
  observing->stores[0].mode = config::Mode::observe;
  apply({observing});
  clock.advance(std::chrono::hours(24));
  auto off = make_account("acme", "A1", "h2");
  off->stores[0].orders.enabled = false;
  apply({off});
  clock.advance(std::chrono::hours(24));
  apply({make_account("acme", "A1", "h3")});
  EXPECT_EQ(live_since(), clock.now().time_since_epoch().count());
}

TEST_F(ApplyTest, OpenOrdersAreThoseWithinTheWindow) {
  auto account = make_account("acme", "A1");
  account->stores[0].orders.start = Orders::Start::open_orders;
  apply({account});
  EXPECT_EQ(live_since(), (kStart - std::chrono::hours(24 * 30)).time_since_epoch().count());
}

TEST_F(ApplyTest, GoingLiveTakesOnlyOrdersMadeAfterIt) {
  auto observing = make_account("acme", "A1");
  observing->stores[0].mode = config::Mode::observe;
  apply({observing});
  EXPECT_EQ(live_since(), kStart.time_since_epoch().count());
  clock.advance(std::chrono::hours(24));
  apply({make_account("acme", "A1", "h2")});
  EXPECT_EQ(live_since(), clock.now().time_since_epoch().count());
}

TEST_F(ApplyTest, ASellerOfAnotherAccountStopsThatStoreOnly) {  // ACC-4, without any policy
  apply({make_account("globex", "A1")});
  auto acme = make_account("acme", "A1");
  acme->stores.push_back(make_store("ca", "A3"));
  const auto applied = apply({acme, make_account("globex", "A1")});
  EXPECT_EQ(applied.sellers.refused, (std::set<StoreName>{{"acme", "us"}}));
  EXPECT_FALSE(applied.snapshot->accounts.at("acme")->store("us")->enabled);
  EXPECT_TRUE(applied.snapshot->accounts.at("acme")->store("ca")->enabled);
  EXPECT_TRUE(applied.snapshot->accounts.at("globex")->store("us")->enabled);
  EXPECT_TRUE(config::has_errors(applied.snapshot->findings));
  EXPECT_EQ(number(*db, "SELECT COUNT(*) FROM finding WHERE kind = 'seller-conflict' AND resolved_at IS NULL"), 1);
}

TEST_F(ApplyTest, ASellerIsFreeOnceItsAccountIsGoneOrNamesItNoLonger) {
  apply({make_account("globex", "A1")});
  EXPECT_FALSE(apply({make_account("acme", "A1"), make_account("globex", "A1")}).sellers.refused.empty());
  auto off = make_account("globex", "A1", "h2");
  off->stores[0].enabled = false;
  EXPECT_TRUE(apply({make_account("acme", "A1"), off}).sellers.refused.empty());
  EXPECT_EQ(look(*db, "SELECT account FROM seller").text(0, 0), "acme");
  EXPECT_EQ(number(*db, "SELECT COUNT(*) FROM finding WHERE kind = 'seller-conflict' AND resolved_at IS NULL"), 0);
  EXPECT_TRUE(apply({make_account("globex", "A1", "h3")}).sellers.refused.empty());
}

}  // namespace
}  // namespace fairway::engine::test
