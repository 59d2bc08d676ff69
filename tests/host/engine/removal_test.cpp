// ACC-9: what is absent can be removed, after its open orders were named; made again it is a new store.
#include "tests/host/engine/reload_support.hpp"

namespace fairway::engine::test {
namespace {

struct Removing : ReloadTest {
  Removing() { both_stores(); }
  void both_stores() {
    account("acme", 9);
    folder.write("config/accounts/acme.yaml", folder.read("config/accounts/acme.yaml") +
                                                  "  ca:\n    plugin: amazon\n    settings: { seller-id: S-acme, "
                                                  "marketplace: CA }\n    orders: { enabled: true }\n");
  }
  static std::string state(Engine& engine, int id) {
    return look(engine.db(), "SELECT state || ' ' || reason FROM orders WHERE id = ?", {std::int64_t{id}}).text(0, 0);
  }
  static std::vector<std::string> absent(Engine& engine) {
    std::vector<std::string> names;
    const auto rows =
        look(engine.db(), "SELECT account || '/' || target FROM finding WHERE kind = 'absent' AND resolved_at IS NULL");
    for (std::size_t i = 0; i < rows.size(); ++i) names.push_back(rows.text(i, 0));
    return names;
  }
  static std::string why_not(Engine& engine, RemovalRequest request) {
    const auto done = engine.remove(request);
    return done ? "removed" : done.error().message;
  }
  std::unique_ptr<Engine> running() {
    auto engine = must(start());
    EXPECT_TRUE(engine->runner().wait_idle(kLong));
    return engine;
  }
  static ReloadRequest allowing() {
    ReloadRequest request;
    request.allow_removals = true;
    return request;
  }
};

TEST_F(Removing, WhatTheFilesNameIsNotRemoved) {
  const auto engine = running();
  EXPECT_NE(
      why_not(*engine, {"acme", "us", "ada"}).find("is in the files (accounts/acme.yaml:5:3): take it out there first"),
      std::string::npos);
  EXPECT_NE(why_not(*engine, {"acme", "", "ada"}).find("has a file (accounts/acme.yaml)"), std::string::npos);
  EXPECT_EQ(why_not(*engine, {"acme", "nobody", "ada"}), "no store nobody in account acme");
  EXPECT_EQ(why_not(*engine, {"nobody", "", "ada"}), "no account nobody");
  account("acme", 9);
  must(engine->reload());
  folder.write("config/accounts/acme.yaml", "account: acme\nstores: [\n");
  must(engine->reload());
  EXPECT_NE(why_not(*engine, {"acme", "ca", "ada"}).find("are refused"), std::string::npos);
}

TEST_F(Removing, AStoreThatIsGoneFromTheFilesIsLoudUntilItIsBackOrRemoved) {
  const auto engine = running();
  account("acme", 9);
  must(engine->reload());
  EXPECT_THAT(absent(*engine), ::testing::ElementsAre("acme/ca"));
  both_stores();
  must(engine->reload());
  EXPECT_THAT(absent(*engine), ::testing::IsEmpty());
  account("acme", 9);
  must(engine->reload());
  EXPECT_TRUE(must(engine->remove({"acme", "ca", "ada"})).removed);
  EXPECT_THAT(absent(*engine), ::testing::IsEmpty());
  account("acme", 8);
  must(engine->reload());
  EXPECT_THAT(absent(*engine), ::testing::IsEmpty());
}

TEST_F(Removing, OpenOrdersAreNamedThenDroppedAndClosedOnesStay) {
  const auto engine = running();
  order(*engine, 1, "ca", "needs-mapping");
  order(*engine, 2, "ca", "confirmed");
  order(*engine, 3, "us", "held");
  account("acme", 9);
  must(engine->reload());
  const auto look_first = must(engine->remove({"acme", "ca", "ada", false, true}));
  EXPECT_FALSE(look_first.removed);
  ASSERT_EQ(look_first.orders.waiting.size(), 1U);
  EXPECT_EQ(look_first.orders.waiting[0].channel_order_id, "O-1");
  EXPECT_EQ(state(*engine, 1), "needs-mapping ");
  EXPECT_TRUE(must(engine->remove({"acme", "ca", "ada"})).removed);
  EXPECT_EQ(state(*engine, 1), "dropped removed");
  EXPECT_EQ(state(*engine, 2), "confirmed ");
  EXPECT_EQ(state(*engine, 3), "held ");
  EXPECT_EQ(look(engine->db(), "SELECT type || ' ' || cause FROM order_event WHERE order_id = 1").text(0, 0),
            "dropped removed by ada");
  EXPECT_EQ(number(engine->db(), "SELECT orders FROM order_count WHERE account = 'acme' AND state = 'dropped'"), 1);
  EXPECT_EQ(why_not(*engine, {"acme", "ca", "ada"}), "no store ca in account acme");
}

// What a warehouse may have, or the channel was not told of, is not forgotten by a slip of the hand.
TEST_F(Removing, UnfinishedOrdersKeepAStoreUnlessForced) {
  const auto engine = running();
  order(*engine, 1, "ca", "submitted");
  order(*engine, 2, "ca", "shipped");
  order(*engine, 3, "ca", "routed");  // handed over, and nobody knows whether it arrived
  change(
      engine->db(),
      "INSERT INTO fulfilment (id, order_id, account, warehouse, scope, reference, part, state, service, lines, created_at) "
      "VALUES (1, 3, 'acme', 'west', 'acme/west', 'O-3', 1, 'sending', '', '[]', 0)");
  change(
      engine->db(),
      "INSERT INTO shipment (id, order_id, fulfilment_id, account, store, remote_id, package_reference, carrier, service, "
      "tracking_number, lines, state, known_at) VALUES (1, 2, 1, 'acme', 'ca', 'R', '1', '', '', '', '[]', 'known', 0)");
  account("acme", 9);
  must(engine->reload());
  const auto why = why_not(*engine, {"acme", "ca", "ada"});
  EXPECT_NE(why.find("3 orders are unfinished"), std::string::npos) << why;
  EXPECT_NE(why.find("O-2 (shipped)"), std::string::npos) << why;
  EXPECT_EQ(state(*engine, 1), "submitted ");
  EXPECT_THAT(absent(*engine), ::testing::ElementsAre("acme/ca"));
  const auto forced = must(engine->remove({"acme", "ca", "ada", true}));
  EXPECT_EQ(forced.orders.unfinished.size(), 3U);
  for (const int id : {1, 2, 3}) EXPECT_EQ(state(*engine, id), "dropped removed");
  EXPECT_EQ(look(engine->db(), "SELECT state FROM shipment").text(0, 0), "not-needed");
}

TEST_F(Removing, MadeAgainItIsAnotherStoreAndItsOrdersStayApart) {
  const auto engine = running();
  order(*engine, 1, "ca", "confirmed");
  change(engine->db(), "UPDATE store SET paused = 1 WHERE nickname = 'ca'");
  account("acme", 9);
  must(engine->reload());
  must(engine->remove({"acme", "ca", "ada"}));
  both_stores();
  must(engine->reload());
  const auto rows = look(engine->db(), "SELECT id, removed_at IS NULL, paused FROM store WHERE nickname = 'ca' ORDER BY id");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows.integer(0, 1), 0);
  EXPECT_EQ(rows.integer(1, 1), 1);
  EXPECT_EQ(rows.integer(1, 2), 0);
  EXPECT_EQ(number(engine->db(), "SELECT store_id FROM orders"), rows.integer(0, 0));
}

TEST_F(Removing, AnAccountGoesWithAllItsStoresAndMadeAgainItIsNew) {
  {
    const auto engine = running();
    order(*engine, 1, "us", "held");
    std::filesystem::remove(folder.path / "config/accounts/acme.yaml");
    must(engine->reload(allowing()));
    EXPECT_THAT(absent(*engine), ::testing::ElementsAre("acme/"));
    EXPECT_GT(number(engine->db(), "SELECT COUNT(*) FROM job WHERE account = 'acme' AND state = 'parked'"), 0);
    EXPECT_TRUE(must(engine->remove({"acme", "", "ada"})).removed);
    EXPECT_EQ(state(*engine, 1), "dropped removed");
    EXPECT_THAT(absent(*engine), ::testing::IsEmpty());
    for (const auto* sql :
         {"SELECT COUNT(*) FROM account WHERE name = 'acme'", "SELECT COUNT(*) FROM job WHERE account = 'acme'",
          "SELECT COUNT(*) FROM config_version WHERE account = 'acme'",
          "SELECT COUNT(*) FROM store WHERE account = 'acme' AND removed_at IS NULL"})
      EXPECT_EQ(number(engine->db(), sql), 0) << sql;
    EXPECT_EQ(number(engine->db(), "SELECT COUNT(*) FROM config_text"),
              number(engine->db(), "SELECT COUNT(DISTINCT text) FROM config_file"));
    EXPECT_EQ(must(engine->reload()).status, "unchanged");
    both_stores();
    EXPECT_EQ(must(engine->reload()).status, "applied");
    EXPECT_EQ(generation(*engine, "acme"), 1);
    EXPECT_EQ(number(engine->db(), "SELECT COUNT(*) FROM store WHERE account = 'acme'"), 4);
  }
  EXPECT_TRUE(must(start())->snapshot()->accounts.contains("acme"));
}

// ACC-8: a pause is lifted by a person alone.
TEST_F(Removing, APauseOutlivesAnotherIdentity) {
  const auto engine = running();
  change(engine->db(), "UPDATE store SET paused = 1 WHERE account = 'globex'");
  account("globex", 9, "S-other");
  must(engine->reload());
  EXPECT_EQ(number(engine->db(), "SELECT paused FROM store WHERE account = 'globex' AND removed_at IS NULL"), 1);
}

}  // namespace
}  // namespace fairway::engine::test
