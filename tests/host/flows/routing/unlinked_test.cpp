// Items that the account's SKU table does not know (ORD-5).
#include <gmock/gmock.h>

#include "host/config/skus.hpp"
#include "host/flows/routing/decide.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace std::chrono_literals;
using Unlinked = config::Orders::Unlinked;

struct UnlinkedTest : FlowTest {
  void rule(Unlinked unlinked, const std::string& csv) {
    auto read = config::read_skus("skus.csv", std::make_shared<const std::string>(csv),
                                  {.stores = {"us-main"}, .warehouses = {"west"}});
    configure([&](config::Account& account) {
      account.stores[0].orders.unlinked = unlinked;
      account.stores[0].places["/orders/unlinked"] = {"accounts/acme.yaml", 30, 17};
      account.skus = read.table;
    });
  }
  void remap() {
    must(db->transact(
        [&](storage::Transaction& tx) { return ledger::enqueue(tx, {remap_job("acme", clock.now())}, clock.now()); }));
    must(run("map"));
  }
  void redact_now() {
    must(db->transact(
        [&](storage::Transaction& tx) { return ledger::enqueue(tx, host_schedule(clock.now()), clock.now()); }));
    must(run("redact"));
  }
  Order two_items(const std::string& id) {
    auto both = order(id);
    both.lines = {{.id = "L1", .sku = "SKU-1", .quantity = 2}, {.id = "L2", .sku = "SKU-2", .quantity = 1}};
    return both;
  }
  std::string sent() { return text("SELECT lines FROM fulfilment"); }
};

TEST_F(UnlinkedTest, PassSendsTheSkuAsItStandsAndALinkedOneAsTheWarehouseCallsIt) {
  rule(Unlinked::pass, "sku,warehouse:west\nSKU-1,W-1\n");
  must(arrive({two_items("1")}));
  must(run("map"));
  EXPECT_THAT(sent(), HasSubstr("W-1"));
  EXPECT_THAT(sent(), HasSubstr("SKU-2"));
}

TEST_F(UnlinkedTest, ImportWaitsForTheLinkAndThenGoesOn) {
  rule(Unlinked::import, "sku\nSKU-1\n");
  must(arrive({two_items("1")}));
  must(run("map"));
  EXPECT_EQ(state("1"), "needs-mapping");
  EXPECT_EQ(stored("1").reason, "unlinked: SKU-2");
  remap();
  EXPECT_THAT(events("1"), ElementsAre("seen", "unmapped")) << "nothing new to say";
  rule(Unlinked::import, "sku\nSKU-1\nSKU-2\n");
  remap();
  EXPECT_EQ(state("1"), "routed");
}

// Three days, counted from when the order could have gone on; an item that is linked keeps it waiting.
TEST_F(UnlinkedTest, ImportWithoutAnyLinkIsDroppedAfterThreeDaysAndNotTakenOnAgain) {  // ORD-12
  rule(Unlinked::import, "sku\nSKU-2\n");
  must(arrive({order("none"), two_items("some")}));
  must(run("map"));
  clock.advance(72h - 1ms);
  redact_now();
  EXPECT_EQ(state("none"), "needs-mapping");
  EXPECT_FALSE(stored("none").pii.key_id.empty());
  clock.advance(1ms);
  const auto key = stored("none").pii;
  redact_now();
  EXPECT_EQ(state("none"), "dropped");
  EXPECT_EQ(state("some"), "needs-mapping");
  EXPECT_EQ(stored("none").reason, "unlinked: SKU-1; nothing was linked for 3d");
  EXPECT_TRUE(stored("none").pii.key_id.empty());
  EXPECT_FALSE(vault->unseal(key)) << "the key is gone, and with it every copy";
  EXPECT_THAT(events("none"), ElementsAre("seen", "unmapped", "dropped", "redacted"));
  auto again = order("none");
  again.updated_at = Time{ledger::to_ms(clock.now())};
  rule(Unlinked::import, "sku\nSKU-1\nSKU-2\n");
  must(arrive({again}));
  must(run("map"));
  EXPECT_EQ(state("none"), "dropped");
  EXPECT_TRUE(stored("none").pii.key_id.empty()) << "nothing personal is kept of it again";
}

TEST_F(UnlinkedTest, AnOrderThatWasPaidLaterWaitsSinceThen) {
  rule(Unlinked::import, "sku\nSKU-9\n");
  auto pending = order("1");
  pending.status = OrderStatus::pending;
  must(arrive({pending}));
  clock.advance(100h);
  auto paid = order("1");
  paid.updated_at = Time{ledger::to_ms(clock.now())};
  must(arrive({paid}));
  must(run("map"));
  redact_now();
  EXPECT_EQ(state("1"), "needs-mapping");
  clock.advance(72h);
  redact_now();
  EXPECT_EQ(state("1"), "dropped");
}

TEST_F(UnlinkedTest, ExcludePassesTheOrderOverAndKeepsNothingPersonal) {
  rule(Unlinked::exclude, "sku\nSKU-1\n");
  must(arrive({order("known"), two_items("1")}));
  EXPECT_EQ(state("known"), "received");
  EXPECT_EQ(state("1"), "dropped");
  EXPECT_EQ(stored("1").reason, "unlinked: SKU-2");
  EXPECT_TRUE(stored("1").pii.key_id.empty());
}

TEST_F(UnlinkedTest, SplitSendsWhatIsKnownAndNamesWhatIsLeftOut) {
  rule(Unlinked::split, "sku\nSKU-1\n");
  must(arrive({two_items("1")}));
  must(run("map"));
  EXPECT_EQ(state("1"), "routed");
  EXPECT_THAT(sent(), ::testing::Not(HasSubstr("SKU-2")));
  EXPECT_THAT(text("SELECT data FROM order_event WHERE type = 'notice'"), HasSubstr("SKU-2"));
  rule(Unlinked::split, "sku\nSKU-9\n");
  must(arrive({two_items("2")}));
  must(run("map"));
  EXPECT_EQ(state("2"), "needs-mapping") << "none known: as import";
}

TEST_F(UnlinkedTest, TheLineThatDecidedIsTold) {  // HST-2: a plan prints it
  rule(Unlinked::import, "sku\nSKU-9\n");
  const auto& account = *config->accounts.at("acme");
  ledger::OrderRow row;
  row.store = "us-main";
  const auto decision = decide(account, row, order("1"), {{"UPS Ground", "/rules/0"}, {}, false}, {});
  EXPECT_EQ(decision.kind, Decision::Kind::unmapped);
  EXPECT_EQ(decision.rule.text(), "accounts/acme.yaml:30:17");
}

}  // namespace
}  // namespace fairway::flows::test
