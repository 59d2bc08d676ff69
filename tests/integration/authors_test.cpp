// SDK-7: what an author of a plugin has at hand beside a running host.
#include "fairway/testing/conversation.hpp"
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// SDK-7
TEST(Authors, TheTalkWithAWarehouseIsRecordedWhileOrdersFlow) {
  const auto file = std::filesystem::temp_directory_path() / fmt::format("fairway-talk-{}.jsonl", ::getpid());
  WorldOptions options;
  options.serve = {"--record", "wms-rest=" + file.string()};
  World world(options);
  ASSERT_TRUE(world.start()) << world.log();
  const auto id = world.inject(1, 1).front();
  ASSERT_TRUE(await_state(world, "acme1", id, "confirmed")) << say(world, "acme1", id);
  EXPECT_EQ(world.stop(), 0);
  const auto text = read_text(file);
  const auto talk = read_conversation(text);
  EXPECT_TRUE(std::any_of(talk.begin(), talk.end(), [](const Exchange& one) {
    return one.request.method == "POST" && one.request.url.ends_with("/orders") && one.response &&
           one.response->status == 201;
  })) << text;
  EXPECT_THAT(text, AllOf(HasSubstr(R"(\"access_token\":\"recorded\")"), Not(HasSubstr("made-up-warehouse-secret"))));
  EXPECT_THAT(world.log(), HasSubstr("with all it says of people"));
  std::filesystem::remove(file);
}

// SDK-7
TEST(Authors, PluginsInTheHostsOwnProcessMoveAnOrderForADebugger) {
  WorldOptions options;
  options.serve = {"--in-process"};
  World world(options);
  ASSERT_TRUE(world.start()) << world.log();
  const auto id = world.inject(1, 1).front();
  ASSERT_TRUE(await_state(world, "acme1", id, "confirmed")) << say(world, "acme1", id);
  for (const auto& plugin : items_of(world.get("/v1/plugins"))) {
    const auto* worker = find(plugin, "worker");
    if (worker && text_in(plugin, "name") == "amazon") { EXPECT_EQ(number_at(*worker, "pid"), world.host().pid()); }
  }
}

// What `fairway plugin new` writes, against the sandbox's shop.
struct NewShop : ::testing::Test {
  static WorldOptions options() {
    WorldOptions options;
    options.host_extra = "plugins: [" FAIRWAY_PLUGINS ", " FAIRWAY_NEW_SHOP "]";
    return options;
  }
  NewShop() : world(options()) {
    write_file(world.config() / "secrets/shop-key", "made-up-key\n");
    replace_in(account_file(world), "warehouses:\n",
               fmt::format(R"(  web:
    plugin: new-shop
    settings: {{ url: "{}/shop", api-key: "${{file:secrets/shop-key}}" }}
    orders: {{ enabled: true, every: 1s, start: open-orders }}
warehouses:
)",
                           world.sandbox().amazon_url()));
  }
  bool all_shipped() {
    const auto orders = world.sandbox().control("GET", "shop-orders");
    const auto& all = orders->at("orders").as_array();
    return !all.empty() &&
           std::all_of(all.begin(), all.end(), [](const auto& one) { return text_in(one, "state") == "shipped"; });
  }
  World world;
};

// SDK-2
TEST_F(NewShop, BringsTheSandboxsOrdersAndTellsTheirParcelsOnce) {
  ASSERT_TRUE(world.sandbox().control("POST", "shop-orders", json::object{{"count", 25}}));
  ASSERT_TRUE(world.start()) << world.log();
  EXPECT_TRUE(until([&] { return all_shipped(); }, kSoon)) << say(world, "acme1", "S-1");
  EXPECT_TRUE(await_states(world, "acme1", {{"confirmed", 25}})) << say(world, "acme1", "S-1");
  EXPECT_TRUE(world.sandbox().violations().empty());
}

class OnePluginsLog : public OneWorld {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<World>();
    ASSERT_TRUE(world_->start()) << world_->log();
  }
};

// SDK-7
TEST_F(OnePluginsLog, AnUnknownPluginAndAWrongCursorAreNamed) {
  const auto unknown = world_->fairway({"plugin", "log", "nobody"});
  EXPECT_EQ(unknown.exit, 1);
  EXPECT_THAT(unknown.out, HasSubstr("no plugin nobody"));
  EXPECT_EQ(number_at(world_->get("/v1/plugins/amazon/log?cursor=x"), "status"), 400);
  EXPECT_EQ(number_at(world_->get("/v1/plugins/amazon/log?limit=0"), "status"), 400);
  EXPECT_EQ(world_->fairway({"plugin", "log", "amazon", "--level", "loud"}).exit, 2);
}

// SDK-7
TEST(Authors, ATapeOfAPluginThatIsNotThereStopsTheStart) {
  World world;
  const auto ran = run(FAIRWAY_BINARY, {"serve", "--config", world.config().string(), "--data",
                                        (world.folder() / "other").string(), "--replay", "nobody=x.jsonl"});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.out, HasSubstr("there is no plugin named nobody"));
}

}  // namespace
}  // namespace fairway::testing
