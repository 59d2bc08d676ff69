// What is renamed while orders are on their way goes on under its new name: none is lost, none doubled. What is removed is gone.
#include <regex>

#include "host/base/text.hpp"
#include "host/sandbox/wms/webhooks.hpp"
#include "host/storage/database.hpp"
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kRenamedHookSecret = "whsec_bWFkZS11cC13ZWJob29rLXNlY3JldC0wMTIz";

class Renames : public ::testing::Test {
 protected:
  static WorldOptions options() {
    WorldOptions out;
    out.settings.auto_ship = false;
    out.host_extra = fmt::format(R"(public: {{ listen: "127.0.0.1:{0}", url: "http://127.0.0.1:{0}" }})", port());
    out.warehouse_extra = fmt::format(", webhook-secret: {}", kRenamedHookSecret);
    return out;
  }
  static int port() {
    static const int one = free_port();
    return one;
  }
  std::vector<std::string> inject(int count) {
    auto fresh = world.inject(1, count, [](sandbox::OrderSpec& spec) { spec.service_level = "STANDARD", spec.lines = 1; });
    ids.insert(ids.end(), fresh.begin(), fresh.end());
    return fresh;
  }
  // With the warehouse, which ships nothing by itself.
  bool all_sent(const std::string& account) {
    return until(
        [&] {
          std::size_t sent = 0;
          for (const auto& [state, count] : world.states(account))
            if (state == "submitted" || state == "acknowledged") sent += static_cast<std::size_t>(count);
          return sent == ids.size();
        },
        kSoon);
  }
  bool ship_all(const std::string& account) {
    return until(
        [&] {
          EXPECT_TRUE(world.sandbox().ship());  // what can ship by now
          return world.states(account) == std::map<std::string, int>{{"confirmed", static_cast<int>(ids.size())}};
        },
        kSoon);
  }
  void expect_each_once() {
    for (const auto& id : ids) {
      EXPECT_EQ(journal_count(world, "create", id), 1U) << id;
      EXPECT_EQ(journal_count(world, "confirmation", id), 1U) << id;
    }
    EXPECT_TRUE(world.sandbox().violations().empty());
  }
  std::size_t listed(const std::string& account, const std::string& store) {
    return items_of(world.get("/v1/accounts/" + account + "/orders?limit=1000&store=" + store)).size();
  }
  std::string plan_of(const std::function<void(const std::filesystem::path&)>& edit) {
    const auto proposed = world.folder() / "proposed";
    std::filesystem::remove_all(proposed);
    std::filesystem::copy(world.config(), proposed, std::filesystem::copy_options::recursive);
    edit(proposed);
    return run(FAIRWAY_BINARY, {"plan", "--config", proposed, "--data", world.data()}).out;
  }
  int deliver(const std::string& account) {
    const std::string body =
        R"({"topic":"order.accepted","depositor":"ACME1","occurred_at":"2026-01-01T00:00:00Z","data":{}})";
    const auto stamp =
        std::to_string(std::chrono::duration_cast<std::chrono::seconds>(world.sandbox().now().time_since_epoch()).count());
    return ask("POST", fmt::format("http://127.0.0.1:{}/hooks/{}/west", port(), account), body,
               {{"Content-Type", "application/json"},
                {"webhook-id", "msg-" + account},
                {"webhook-timestamp", stamp},
                {"webhook-signature", sandbox::webhook_signature(kRenamedHookSecret, "msg-" + account, stamp, body)}})
        .status;
  }

  World world{options()};
  std::vector<std::string> ids;
};

// Columns in which a name still stands, other than those that tell what was.
std::set<std::string> columns_that_name(World& world, const std::string& name) {
  const std::set<std::string> history{"order_event.cause", "order_event.data", "reload.accounts", "reload.message",
                                      "config_version.changes"};
  storage::OpenOptions options;
  options.data = world.data();
  const auto db = storage::open(options);
  std::set<std::string> found;
  if (!db) return {db.error().message};
  const auto tx = (*db)->read();
  const std::regex whole("(^|[^A-Za-z0-9_-])" + name + "($|[^A-Za-z0-9_.-])");
  const auto tables = (*tx)->query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
  for (std::size_t table = 0; table < tables->size(); ++table) {
    const auto columns = (*tx)->query(fmt::format("PRAGMA table_info({})", tables->text(table, 0)));  // cid, name, type …
    for (std::size_t i = 0; i < columns->size(); ++i) {
      const auto column = tables->text(table, 0) + "." + columns->text(i, 1);
      if (columns->text(i, 2) != "TEXT" || history.contains(column)) continue;
      const auto values =
          (*tx)->query(fmt::format("SELECT DISTINCT {} FROM {}", columns->text(i, 1), tables->text(table, 0)));
      for (std::size_t row = 0; row < values->size(); ++row)
        if (!values->is_null(row, 0) && std::regex_search(values->text(row, 0), whole))
          found.insert(column + ": " + values->text(row, 0).substr(0, 200));
    }
  }
  const auto cursors =
      (*tx)->query("SELECT COUNT(*) FROM cursor WHERE scope LIKE 'orders/%' AND scope NOT LIKE '%/covered'");
  EXPECT_EQ(cursors->integer(0, 0), 1) << "the pull of orders began anew";
  return found;
}

// ACC-8, HST-2
TEST_F(Renames, AStoreKeepsItsOrdersItsCursorAndItsPause) {
  ASSERT_TRUE(world.start()) << world.log();
  inject(3);
  ASSERT_TRUE(all_sent("acme1")) << say(world, "acme1");
  const auto rename = [](const std::filesystem::path& folder) {
    replace_in(folder / "accounts/acme1.yaml", "  us-main:\n", "  north:\n    formerly: us-main\n");
  };
  EXPECT_THAT(plan_of(rename), HasSubstr("stores.north: renamed from us-main"));
  inject(3);
  rename(world.config());
  const auto ran = world.fairway({"reload", "--wait"});
  EXPECT_EQ(ran.exit, 0) << ran.out;
  inject(2);
  ASSERT_TRUE(all_sent("acme1")) << say(world, "acme1");
  ASSERT_TRUE(ship_all("acme1")) << say(world, "acme1");
  expect_each_once();
  EXPECT_EQ(listed("acme1", "north"), ids.size());
  EXPECT_EQ(listed("acme1", "us-main"), 0U);
  EXPECT_THAT(json::serialize(world.get("/health/ready")), HasSubstr(R"("absent":[])"));

  world.post("/v1/accounts/acme1/stores/north/disable");
  EXPECT_THAT(plan_of([](const auto&) {}), HasSubstr("acme1: north is paused"));
  EXPECT_THAT(world.fairway({"explain", "stores.north.enabled", "--account", "acme1"}).out,
              HasSubstr("stores.north is paused"));
  replace_in(account_file(world), "  north:\n    formerly: us-main\n", "  south:\n    formerly: north\n");
  EXPECT_EQ(world.fairway({"reload", "--wait"}).exit, 0);
  EXPECT_THAT(world.fairway({"store", "list", "--account", "acme1"}).out, HasSubstr("paused"));
  EXPECT_EQ(listed("acme1", "south"), ids.size());
  EXPECT_EQ(world.stop(), 0);
  EXPECT_THAT(columns_that_name(world, "us-main"), IsEmpty());
  EXPECT_THAT(columns_that_name(world, "north"), IsEmpty());
}

// ACC-8, HST-2
TEST_F(Renames, AnAccountKeepsItsOrdersItsCursorsAndItsWebhooks) {
  ASSERT_TRUE(world.start()) << world.log();
  inject(3);
  ASSERT_TRUE(all_sent("acme1")) << say(world, "acme1");
  const auto rename = [](const std::filesystem::path& folder) {
    replace_in(folder / "accounts/acme1.yaml", "account: acme1\n", "account: zebra\nformerly: acme1\n");
    std::filesystem::rename(folder / "accounts/acme1.yaml", folder / "accounts/zebra.yaml");
  };
  EXPECT_THAT(plan_of(rename), HasSubstr("zebra: renamed from acme1\n  account: renamed from acme1"));
  inject(3);
  rename(world.config());
  const auto ran = world.fairway({"reload", "--wait"});
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_EQ(deliver("acme1"), 202);  // the warehouse does not know of it yet
  EXPECT_EQ(deliver("zebra"), 202);
  EXPECT_EQ(deliver("nobody"), 404);
  inject(2);
  ASSERT_TRUE(all_sent("zebra")) << say(world, "zebra");
  ASSERT_TRUE(ship_all("zebra")) << say(world, "zebra");
  expect_each_once();
  EXPECT_EQ(listed("zebra", "us-main"), ids.size());
  EXPECT_EQ(number_at(world.get("/v1/accounts/acme1/orders"), "status"), 404);
  EXPECT_THAT(world.fairway({"config", "history", "--account", "zebra"}).out, HasSubstr("1"));
  EXPECT_EQ(world.stop(), 0);
  EXPECT_THAT(columns_that_name(world, "acme1"), IsEmpty());
}

constexpr const char* kSecondStore =
    "  old:\n    plugin: amazon\n    settings: { marketplace: CA(en), seller-id: A1TESTSELLER, client-id: made-up-client, "
    "client-secret: \"${file:secrets/lwa}\", refresh-token: \"${file:secrets/refresh1}\" }\n";

// ACC-9
TEST_F(Renames, AStoreThatIsGoneIsLoudUntilItIsRemovedByItsName) {
  replace_in(account_file(world), "warehouses:\n", std::string(kSecondStore) + "warehouses:\n");
  ASSERT_TRUE(world.start()) << world.log();
  const auto refused = world.fairway({"store", "remove", "old", "--account", "acme1", "--yes"});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.out, HasSubstr("refused: the store old was not removed: the store old is in the files "
                                     "(accounts/acme1.yaml:"));

  replace_in(account_file(world), kSecondStore, "");
  EXPECT_EQ(world.fairway({"reload", "--wait"}).exit, 0);
  EXPECT_THAT(world.fairway({"store", "list", "--account", "acme1"}).out, HasSubstr("absent"));
  EXPECT_THAT(json::serialize(world.get("/health/ready")), HasSubstr(R"("absent":["acme1/old"])"));
  EXPECT_THAT(json::serialize(world.get("/v1/findings?kind=absent")), HasSubstr("fairway store remove old --account acme1"));
  const std::string path = "/v1/accounts/acme1/stores/old/remove";
  EXPECT_EQ(number_at(world.post(path, json::object{{"confirm", "acme1"}}), "status"), 400);
  const auto unasked = world.fairway({"store", "remove", "old", "--account", "acme1"});  // no terminal
  EXPECT_EQ(unasked.exit, 1);
  EXPECT_THAT(unasked.out, HasSubstr("say --yes"));
  EXPECT_THAT(json::serialize(world.get("/health/ready")), HasSubstr("acme1/old"));

  const auto removed = world.fairway({"store", "remove", "old", "--account", "acme1", "--yes"});
  EXPECT_EQ(removed.exit, 0) << removed.out;
  EXPECT_THAT(removed.out, HasSubstr("the store old was removed"));
  EXPECT_THAT(json::serialize(world.get("/health/ready")), HasSubstr(R"("absent":[])"));
  EXPECT_THAT(world.fairway({"store", "list", "--account", "acme1"}).out, Not(HasSubstr("absent")));
  EXPECT_EQ(number_at(world.post(path, json::object{{"confirm", "old"}}), "status"), 404);
}

// ACC-9
TEST_F(Renames, AnAccountThatIsGoneIsRemovedWithItsOpenOrdersNamed) {
  ASSERT_TRUE(world.start()) << world.log();
  const auto waits =
      world.inject(1, 1, [](sandbox::OrderSpec& spec) { spec.service_level = "PRIORITY"; }).front();  // no rule
  ASSERT_TRUE(await_state(world, "acme1", waits, "needs-mapping")) << say(world, "acme1");
  inject(1);
  ASSERT_TRUE(until([&] { return world.states("acme1").contains("submitted"); }, kSoon)) << say(world, "acme1");
  std::filesystem::rename(account_file(world), world.folder() / "kept.yaml");
  EXPECT_EQ(world.fairway({"reload", "--wait", "--allow-removals"}).exit, 0);
  EXPECT_THAT(world.fairway({"account", "list"}).out, HasSubstr("absent"));
  EXPECT_EQ(text_in(items_of(world.get("/v1/accounts/acme1/stores")).at(0), "status"), "absent");

  auto ran = world.fairway({"account", "remove", "acme1", "--yes"});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.out, HasSubstr("refused: the account acme1 was not removed: 1 orders are unfinished"));
  EXPECT_THAT(ran.out, HasSubstr("would be dropped"));
  EXPECT_THAT(ran.out, Not(HasSubstr("were dropped")));
  EXPECT_EQ(state_of(world, "acme1", waits), "needs-mapping");
  ran = world.fairway({"account", "remove", "acme1", "--yes", "--force"});
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr(waits));
  EXPECT_THAT(json::serialize(world.get("/v1/accounts")), Not(HasSubstr("acme1")));

  std::filesystem::rename(world.folder() / "kept.yaml", account_file(world));
  EXPECT_EQ(world.fairway({"reload", "--wait"}).exit, 0);
  EXPECT_EQ(state_of(world, "acme1", waits), "dropped");  // its key is taken for ever
  EXPECT_EQ(journal_count(world, "create", ids.front()), 1U);
}

}  // namespace
}  // namespace fairway::testing
