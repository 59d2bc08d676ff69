// An order that a shop hands in: once, whole, or refused with everything that is wrong with it (ORD-13).
#include <gmock/gmock.h>

#include <fstream>
#include <random>
#include <thread>

#include "host/base/text.hpp"
#include "host/config/skus.hpp"
#include "host/flows/intake/post_order.hpp"
#include "tests/host/flows/dying.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using namespace std::chrono_literals;
using Kind = PostEnd::Kind;

struct PostOrderTest : FlowTest {
  PostOrderTest() {
    catalogue.plugins["amazon"].description.manifest.streams.push_back({"posted", {"order/1"}, "orders", "", {}});
  }

  PostEnd post(const std::string& key, const std::string& body) {
    auto c = context();
    return must(post_order(c, {"acme", "us-main", key, body, "shop"}));
  }
  PostEnd post(const std::string& key, const Order& order) { return post(key, to_json(order)); }
  std::vector<std::string> wrong(const std::string& body) {
    std::vector<std::string> pointers;
    for (const auto& each : post("key", body).wrong) pointers.push_back(each.pointer);
    return pointers;
  }
  std::int64_t orders() { return number("SELECT COUNT(*) FROM orders"); }
  std::string bytes_on_disk() {
    std::string all;
    for (const char* name : {"fairway.db", "fairway.db-wal"}) {
      std::ifstream in(folder.path / name, std::ios::binary);
      all.append(std::istreambuf_iterator<char>(in), {});
    }
    return all;
  }
};

TEST_F(PostOrderTest, GoesTheWayOfEveryOrderAndKeepsNothingPersonalInClear) {
  const auto end = post("shop-key-4711", order("S-1"));
  EXPECT_EQ(end.kind, Kind::taken);
  EXPECT_TRUE(end.fresh);
  EXPECT_EQ(end.order, stored("S-1").id);
  must(run("map"));
  must(run("submit"));
  EXPECT_EQ(state("S-1"), "submitted");
  const auto sent = from_json<FulfilmentOrder>(script.pushed.at(0).document.body);
  EXPECT_EQ(sent.ship_to.name.text, "Quirin Zabelthau");
  const auto disk = bytes_on_disk();
  EXPECT_THAT(disk, HasSubstr("S-1"));
  for (const char* personal : {"Quirin", "Hollow Lane", "shop-key-4711"})
    EXPECT_EQ(disk.find(personal), std::string::npos) << personal;
  EXPECT_EQ(must(ledger::events_of(*must(db->read()), end.order)).at(0).cause, "posted by shop");
}

// What comes after an order "S-1" that came under the key "a".
TEST_F(PostOrderTest, AKeyIsOneContentAndAnOrderIsOneOrder) {
  auto first = order("S-1"), changed = first, later = changed, another = order("S-2");
  changed.lines[0].quantity = 3;
  later = changed, later.updated_at = Time{ledger::to_ms(kStart + 1min)};
  const auto id = post("a", first).order;
  struct Case {
    const char* what;
    std::string key, body;
    Kind kind;
    std::int64_t orders;
  };
  auto spaced = to_json(first);
  spaced.insert(1, "\n  ");
  const Case cases[] = {{"the same again", "a", to_json(first), Kind::known, 1},
                        {"the same, laid out otherwise", "a", spaced, Kind::known, 1},
                        {"another content under its key", "a", to_json(changed), Kind::conflict, 1},
                        {"another order under its key", "a", to_json(another), Kind::conflict, 1},
                        {"the same under another key", "b", to_json(first), Kind::known, 1},
                        {"another content under a third key", "c", to_json(changed), Kind::conflict, 1},
                        {"that key is still free", "c", to_json(another), Kind::taken, 2},
                        {"the next version", "d", to_json(later), Kind::taken, 2},
                        {"it again", "d", to_json(later), Kind::known, 2},
                        {"the first again: it was answered already", "a", to_json(first), Kind::known, 2},
                        {"and under a new key", "e", to_json(first), Kind::known, 2}};
  for (const auto& one : cases) {
    const auto end = post(one.key, one.body);
    EXPECT_EQ(end.kind, one.kind) << one.what << ": " << end.message;
    EXPECT_EQ(orders(), one.orders) << one.what;
    if (one.kind == Kind::known) { EXPECT_EQ(end.order, id) << one.what; }
    if (one.kind == Kind::conflict) { EXPECT_FALSE(end.message.empty()) << one.what; }
  }
  EXPECT_EQ(must(order_less_personal(stored("S-1"))).lines[0].quantity, 3);
}

// Random posts of few keys, ids and contents: nothing that was taken is lost, and nothing is two orders.
TEST_F(PostOrderTest, WhateverIsPostedInWhateverOrder) {
  std::mt19937 random(7);
  std::map<std::string, std::string> by_key;  // what was answered as ours
  std::map<std::string, std::int64_t> ids;    // of orders
  for (int i = 0; i < 300; ++i) {
    auto one = order(fmt::format("S-{}", random() % 4));
    one.lines[0].quantity = 1 + random() % 3;
    if (random() % 3 == 0) one.updated_at = Time{ledger::to_ms(kStart + 1s * (random() % 5))};
    const auto key = fmt::format("k{}", random() % 12), body = to_json(one);
    const auto end = post(key, body);
    const bool ours = end.kind == Kind::taken || end.kind == Kind::known;
    ASSERT_TRUE(ours || end.kind == Kind::conflict);
    if (const auto before = by_key.find(key); before != by_key.end()) { ASSERT_EQ(ours, before->second == body) << key; }
    if (!ours) continue;
    by_key[key] = body;
    ASSERT_EQ(ids.try_emplace(one.channel_order_id, end.order).first->second, end.order);
  }
  EXPECT_EQ(orders(), static_cast<std::int64_t>(ids.size()));
}

TEST_F(PostOrderTest, EverythingThatIsWrongIsSaidAtOnceAndNothingIsKept) {
  EXPECT_THAT(wrong("[]"), ElementsAre(""));
  EXPECT_THAT(wrong("{}"),
              UnorderedElementsAre("/channel_order_id", "/lines", "/ship_to/country", "/ship_to/name", "/ship_to/line1"));
  EXPECT_THAT(wrong(R"({"channel_order_id":"S\n1","store":"other","status":"lost","created_at":"yesterday",
      "ship_to":{"name":{"first":"Ada"},"line1":"1 Mill Lane","country":"usa"},
      "lines":[{"id":"1","sku":"A","quantity":0},{"id":"1","quantity":2},{"sku":"C","quantity":"many"},
               {"sku":"D","quantity":1,"quantity_cancelled":2}]})"),
              UnorderedElementsAre("/channel_order_id", "/store", "/status", "/created_at", "/ship_to/name",
                                   "/ship_to/country", "/lines/0/quantity", "/lines/1/id", "/lines/1/sku",
                                   "/lines/2/quantity", "/lines/3/quantity_cancelled"));
  EXPECT_THAT(wrong(R"({"channel_order_id":"S-1","ship_to":{"company":"Acme","line1":"1 Mill Lane","country":"US"},
      "lines":[{"sku":"A","quantity":1},"B"]})"),
              ElementsAre("/lines/1"));  // a list with a hole is not looked into
  EXPECT_THAT(wrong(R"({"channel_order_id":"S-1","ship_to":{"company":"Acme","line1":"1 Mill Lane","country":"US"},
      "lines":[{"id":"1","sku":"A","quantity":0},{"id":"1","quantity":2},{"sku":"D","quantity":1,"quantity_cancelled":2}]})"),
              UnorderedElementsAre("/lines/0/quantity", "/lines/1/id", "/lines/1/sku", "/lines/2/quantity_cancelled"));
  EXPECT_EQ(orders(), 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject"), 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM posted_order"), 0);
}

TEST_F(PostOrderTest, WhatIsLeftOutIsFilledInAndWhatNobodyKnowsIsNotKeptInTheOpen) {
  const auto end = post("k", R"({"channel_order_id":"S-1","customer":"Quirin Zabelthau","ship_service":"Standard",
      "ship_to":{"name":"Quirin Zabelthau","line1":"1 Mill Lane","country":"US","doorbell":"Zabelthau"},
      "lines":[{"sku":"A","quantity":"2"},{"sku":"B","quantity":1}]})");
  ASSERT_EQ(end.kind, Kind::taken) << end.message;
  EXPECT_EQ(state("S-1"), "received");
  auto c = context();
  const auto whole = must(whole_order(c.vault, stored("S-1")));
  EXPECT_EQ(whole.status.value, OrderStatus::unshipped);
  EXPECT_EQ(whole.lines[0].quantity, 2);
  EXPECT_EQ(whole.lines[1].id, "2");
  EXPECT_EQ(whole.ship_to.extra.members.at(0).second, R"("Zabelthau")");
  EXPECT_EQ(bytes_on_disk().find("Zabelthau"), std::string::npos);
}

// A pulled order that is passed over is listed with its reason; a shop must be told, for it will not ask.
TEST_F(PostOrderTest, WhatTheStoreWouldPassOverIsRefusedWithItsReason) {
  const auto refused = [&](const std::function<void(Order&)>& shape) {
    auto one = order("S-1");
    shape(one);
    const auto end = post("k", one);
    return end.wrong.empty() ? "taken" : end.wrong[0].pointer;
  };
  EXPECT_EQ(refused([](Order& o) { o.status = OrderStatus::shipped; }), "/status");
  EXPECT_EQ(refused([](Order& o) { o.status = OrderStatus::cancelled; }), "/status");
  EXPECT_EQ(refused([](Order& o) { o.fulfilled_by = FulfilledBy::amazon; }), "/fulfilled_by");
  EXPECT_EQ(refused([](Order& o) { o.created_at = Time{ledger::to_ms(kStart - 31 * 24h)}; }), "/created_at");
  EXPECT_EQ(refused([](Order& o) { o.echo_of = "x"; }), "/echo_of");
  EXPECT_EQ(orders(), 0);
  // Bought before the store was switched on here, and handed in all the same.
  EXPECT_EQ(refused([](Order& o) { o.created_at = Time{ledger::to_ms(kStart - 10 * 24h)}; }), "taken");
}

TEST_F(PostOrderTest, AnUnpaidOrderIsReservedAndGoesOnWithItsNextVersion) {
  auto one = order("S-1");
  one.status = OrderStatus::pending;
  EXPECT_EQ(post("a", one).kind, Kind::taken);
  EXPECT_EQ(state("S-1"), "reserved");
  one.status = OrderStatus::unshipped;
  EXPECT_EQ(post("b", one).kind, Kind::conflict);  // nothing tells that it is the newer one
  one.updated_at = Time{ledger::to_ms(kStart + 1s)};
  EXPECT_EQ(post("b", one).kind, Kind::taken);
  EXPECT_EQ(state("S-1"), "received");
}

TEST_F(PostOrderTest, AStoreThatTakesNoneSaysWhyAndWhetherItPaysToAskAgain) {
  struct Case {
    std::function<void(config::Account&)> config;
    std::string sql;
    Kind kind;
    const char* why;
  };
  const auto same = [](config::Account&) {};
  const Case cases[] = {
      {[](config::Account& a) { a.stores[0].enabled = false; }, "", Kind::not_now, "disabled"},
      {[](config::Account& a) { a.stores[0].orders.enabled = false; }, "", Kind::not_now, "orders.enabled"},
      {[](config::Account& a) { a.stores[0].settings.plugin = "gone"; }, "", Kind::not_now, "gone"},
      {[](config::Account& a) { a.stores[0].settings.plugin = "wms"; }, "", Kind::not_taken, "fetches its orders"},
      {same, "UPDATE store SET paused = 1", Kind::not_now, "paused"},
      {same, "UPDATE store SET paused = 0, live_since = NULL", Kind::not_now, "switched on"}};
  for (const auto& one : cases) {
    configure(one.config);
    if (!one.sql.empty()) must(db->transact([&](storage::Transaction& tx) { return ledger::done(tx.execute(one.sql)); }));
    const auto end = post("k", order("S-1"));
    EXPECT_EQ(end.kind, one.kind) << one.why;
    EXPECT_THAT(end.message, HasSubstr(one.why));
  }
  EXPECT_EQ(orders(), 0);
  must(db->transact([&](storage::Transaction& tx) { return ledger::done(tx.execute("UPDATE store SET live_since = 0")); }));
  configure(same);
  EXPECT_EQ(post("k", order("S-1")).kind, Kind::taken);
  configure([](config::Account& a) { a.stores[0].enabled = false; });
  EXPECT_EQ(post("k", order("S-1")).kind, Kind::known);  // what was taken stays so
  auto c = context();
  EXPECT_EQ(post_order(c, {"acme", "nobody", "k", "{}", "shop"}).error().code, FW_E_INVALID);
  EXPECT_EQ(must(post_order(c, {"globex", "us-main", "k", "{}", "shop"})).kind, Kind::not_now);
}

// The host observes beside an older system: the order is taken, and nothing of it is sent.
TEST_F(PostOrderTest, AnObservingStoreTakesItAndSendsNothing) {
  configure([](config::Account& a) { a.stores[0].mode = config::Mode::observe; });
  EXPECT_EQ(post("k", order("S-1")).kind, Kind::taken);
  must(run("map"));
  EXPECT_EQ(state("S-1"), "dropped");
  EXPECT_THAT(script.pushed, IsEmpty());
}

TEST_F(PostOrderTest, AnotherAccountsOrderIsAConflict) {
  must(db->transact([](storage::Transaction& tx) {
    return ledger::done(tx.execute(
        "INSERT INTO orders (id, account, store, store_id, plugin, seller, channel_order_id, state, channel_status, "
        "fulfilled_by, marketplace, ship_service, ship_category, country, created_at, updated_at, taken_at, document) "
        "VALUES "
        "(900, 'globex', 'x', 9, 'amazon', 'seller-id=A1', 'S-1', 'received', '', '', '', '', '', '', 0, 0, 0, '{}')"));
  }));
  EXPECT_EQ(post("k", order("S-1")).kind, Kind::conflict);
  EXPECT_EQ(orders(), 1);
}

// Its account was removed, and made anew under the old name: the order stays the removed one's.
TEST_F(PostOrderTest, TheSameKeyForAnotherAccountsOrderIsAConflictToo) {
  ASSERT_EQ(post("k", order("S-1")).kind, Kind::taken);
  must(db->transact(
      [](storage::Transaction& tx) { return ledger::done(tx.execute("UPDATE orders SET account = 'acme (removed)'")); }));
  for (const char* key : {"k", "another"}) {
    const auto end = post(key, order("S-1"));
    EXPECT_EQ(end.kind, Kind::conflict) << key;
    EXPECT_THAT(end.message, HasSubstr("order S-1 is another account's"));
  }
}

// What fits no shelf wraps around where it is added up.
TEST_F(PostOrderTest, MoreUnitsThanThereAreOfAnythingAreRefused) {
  const auto line = [](const std::string& numbers) {
    return R"({"channel_order_id":"S-1","ship_to":{"company":"Acme","line1":"1 Mill Lane","country":"US"},
        "lines":[{"sku":"A",)" +
           numbers + "}]}";
  };
  EXPECT_THAT(wrong(line(R"("quantity":1000000001)")), ElementsAre("/lines/0/quantity"));
  EXPECT_THAT(wrong(line(R"("quantity":9223372036854775807)")), ElementsAre("/lines/0/quantity"));
  EXPECT_THAT(wrong(line(R"("quantity":5,"quantity_cancelled":9223372036854775807,"quantity_shipped":9223372036854775807)")),
              ElementsAre("/lines/0/quantity_cancelled"));
  EXPECT_EQ(post("key", line(R"("quantity":1000000000)")).kind, Kind::taken);
}

// A hash of who somebody is tells it to whoever guesses: what is kept to compare by ends with the order's key.
TEST_F(PostOrderTest, WhatAContentIsComparedByDiesWithTheOrdersKey) {
  ASSERT_EQ(post("a", order("S-1")).kind, Kind::taken);
  auto changed = order("S-1");
  changed.lines[0].quantity = 3;
  EXPECT_EQ(post("a", changed).kind, Kind::conflict);
  EXPECT_EQ(bytes_on_disk().find(sha256_hex(to_json(order("S-1")))), std::string::npos);
  must(vault->destroy(std::vector{stored("S-1").pii.key_id}));
  must(db->transact(
      [](storage::Transaction& tx) { return ledger::done(tx.execute("UPDATE orders SET pii = NULL, pii_key = NULL")); }));
  EXPECT_EQ(post("a", order("S-1")).kind, Kind::known);
  EXPECT_EQ(post("a", changed).kind, Kind::known) << "there is nothing left to compare it with";
  const auto end = post("b", order("S-1"));
  EXPECT_EQ(end.kind, Kind::conflict);
  EXPECT_THAT(end.message, HasSubstr("what it said is erased"));
}

// A codec that writes another JSON of the same order, as a later version may, does not make it another order.
TEST_F(PostOrderTest, TheSameBytesAreTheSameOrderWhateverTheCodecMakesOfThem) {
  const auto body = to_json(order("S-1"));
  ASSERT_EQ(post("a", body).kind, Kind::taken);
  const auto row = stored("S-1");
  const auto other = must(vault->reseal(row.pii.key_id, "of-another-codec " + sha256_hex(body)));
  must(db->transact([&](storage::Transaction& tx) {
    return ledger::done(tx.execute("UPDATE posted_order SET content = ?", {storage::Blob{other}}));
  }));
  EXPECT_EQ(post("a", body).kind, Kind::known);
  EXPECT_EQ(post("b", body).kind, Kind::known);
  EXPECT_EQ(post("a", " " + body).kind, Kind::conflict);
}

TEST_F(PostOrderTest, OfManyAtOnceOneIsTheFirst) {
  std::atomic<int> fresh{0}, known{0};
  const auto body = to_json(order("S-1"));
  std::vector<std::thread> shops;
  for (int i = 0; i < 8; ++i)
    shops.emplace_back([&] {
      auto c = context();
      const auto end = post_order(c, {"acme", "us-main", "k", body, "shop"});
      if (end && end->kind == Kind::taken) ++fresh;
      if (end && end->kind == Kind::known) ++known;
    });
  for (auto& shop : shops) shop.join();
  EXPECT_EQ(fresh, 1);
  EXPECT_EQ(known, 7);
  EXPECT_EQ(orders(), 1);
}

TEST_F(PostOrderTest, WhatWasStoredAndNotAnsweredIsTheSameOrderWhenItComesAgain) {
  Unsure unsure(*db);
  in_use = &unsure;
  auto c = context();
  EXPECT_FALSE(post_order(c, {"acme", "us-main", "k", to_json(order("S-1")), "shop"}));
  in_use = nullptr;
  const auto end = post("k", order("S-1"));
  EXPECT_EQ(end.kind, Kind::known);
  EXPECT_EQ(end.order, stored("S-1").id);
  EXPECT_EQ(orders(), 1);
  EXPECT_EQ(number("SELECT COUNT(*) FROM job WHERE kind = 'map'"), 1);
}

}  // namespace
}  // namespace fairway::flows::test
