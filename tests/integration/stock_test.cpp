// OFR-10: orders that are not paid hold stock, from the marketplace to the warehouse and back.
#include "host/storage/sqlite/pool.hpp"
#include "host/storage/sqlite/transaction.hpp"
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Stock : public ::testing::Test {
 protected:
  static WorldOptions options() {
    WorldOptions options;
    options.stock_every = "1s";
    options.settings.partial_share = 0;
    return options;
  }
  void on_hand(std::int64_t units) {
    ASSERT_TRUE(world_.sandbox().control(
        "POST", "stock", json::object{{"depositor", "ACME1"}, {"warehouse", "W1"}, {"sku", "MUG"}, {"on_hand", units}}));
  }
  std::string pending(std::int64_t units) {
    return world_
        .inject(1, 1,
                [&](sandbox::OrderSpec& order) {
                  order.skus = {"MUG"};
                  order.lines = 1;
                  order.quantity = units;
                  order.status = sandbox::OrderStatus::pending;
                  order.pending_for = std::chrono::hours(24 * 365 * 10);
                })
        .at(0);
  }
  void does(const std::string& order, const char* action) {
    ASSERT_TRUE(world_.sandbox().control("POST", "orders/" + order, json::object{{"action", action}}));
  }
  // "available/reserved/snapshot" of the mug; "-" where it is not known.
  std::string mug() {
    const auto items = items_of(world_.get("/v1/accounts/acme1/stock?sku=MUG"));
    if (items.empty()) return "-";
    const auto shown = [&](const char* key) { return json::serialize(items[0].at(key)); };
    return shown("available") + "/" + shown("reserved") + "/" + shown("snapshot");
  }
  bool becomes(const std::string& wanted) {
    return until([&] { return mug() == wanted; }, kSoon);
  }
  void corrupt() {
    auto pool = storage::Pool::open({world_.data() / "fairway.db", std::chrono::seconds(10), false});
    ASSERT_TRUE(pool);
    auto tx = storage::begin_write(*pool);
    ASSERT_TRUE(tx);
    ASSERT_TRUE((*tx)->execute("UPDATE stock_balance SET level = level + 7 WHERE sku = 'MUG'"));
    ASSERT_TRUE((*tx)->commit());
  }

  World world_{options()};
};

TEST_F(Stock, AnOrderThatIsNotPaidHoldsItUntilItShipsOrIsCancelled) {  // OFR-10
  on_hand(5);
  ASSERT_TRUE(world_.start()) << world_.log();
  ASSERT_TRUE(becomes("5/0/5")) << mug();
  const auto paid = pending(2), cancelled = pending(3), late = pending(1);
  ASSERT_TRUE(becomes("0/5/5")) << mug() << say(world_, "acme1", paid);
  ASSERT_TRUE(await_state(world_, "acme1", late, "reserved"));
  EXPECT_EQ(text_in(world_.order("acme1", late), "reason"), "1 of MUG are not reserved: west has 0");

  does(cancelled, "cancel");
  ASSERT_TRUE(await_state(world_, "acme1", cancelled, "cancelled")) << say(world_, "acme1", cancelled);
  ASSERT_TRUE(becomes("2/3/5")) << mug() << "what it held is free, and who waited has some of it";

  does(paid, "release");
  ASSERT_TRUE(await_state(world_, "acme1", paid, "confirmed")) << say(world_, "acme1", paid);
  ASSERT_TRUE(becomes("2/1/3")) << mug() << say(world_, "acme1", paid);

  const auto list = world_.fairway({"stock", "list", "--account", "acme1"});
  EXPECT_EQ(list.exit, 0);
  EXPECT_THAT(list.out, AllOf(HasSubstr("AVAILABLE"), HasSubstr("MUG")));
  const auto shown = world_.fairway({"stock", "show", "MUG", "--account", "acme1"});
  EXPECT_EQ(shown.exit, 0);
  EXPECT_THAT(shown.out, AllOf(HasSubstr("sold"), HasSubstr("pull-stock west"), HasSubstr("released")));

  EXPECT_EQ(world_.fairway({"stock", "recompute"}).exit, 0);
  corrupt();
  const auto found = world_.fairway({"stock", "recompute", "--account", "acme1"});
  EXPECT_EQ(found.exit, 1);
  EXPECT_THAT(found.out, HasSubstr("MUG"));
  EXPECT_EQ(world_.fairway({"stock", "recompute", "--account", "acme1", "--mend"}).exit, 1);
  EXPECT_EQ(world_.fairway({"stock", "recompute", "--account", "acme1"}).exit, 0);
}

}  // namespace
}  // namespace fairway::testing
