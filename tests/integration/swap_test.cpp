// A plugin's file replaced while orders are on their way. (HST-3)
#include <csignal>
#include <fstream>
#include <thread>

#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

// A folder of plugins that the test may write to, and a host that looks into it when asked.
class PluginSwap : public ::testing::Test {
 protected:
  explicit PluginSwap(std::vector<std::string> serve = {"--no-watch"}) {
    std::string name = (fs::temp_directory_path() / "fairway-plugins-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    for (const auto* plugin : {"amazon", "wms-rest", "shipping-map", "shopify-exclusivity", "one-amazon-per-account"})
      put(plugin, fs::path(FAIRWAY_PLUGINS) / (std::string(plugin) + ".so"));
    WorldOptions options;
    options.host_extra = "plugins: [" + folder_.string() + "]";
    options.serve = std::move(serve);
    world_ = std::make_unique<World>(options);
  }
  ~PluginSwap() override {
    world_.reset();
    fs::remove_all(folder_);
  }

  void put(const std::string& plugin, const fs::path& from) const {
    const auto file = folder_ / (plugin + ".so");
    fs::copy_file(from, file.string() + ".new", fs::copy_options::overwrite_existing);
    fs::rename(file.string() + ".new", file);
  }
  void put_amazon(bool next) const { put("amazon", next ? FAIRWAY_AMAZON_NEXT : fs::path(FAIRWAY_PLUGINS) / "amazon.so"); }
  json::value reload() const { return world_->post("/v1/plugins/amazon/reload"); }
  json::value amazon() const {
    for (auto& plugin : items_of(world_->get("/v1/plugins")))
      if (text_in(plugin, "name") == "amazon") return plugin;
    return {};
  }
  std::string version() const { return text_in(amazon(), "version"); }
  bool await_version(const std::string& wanted) const {
    return until([&] { return version() == wanted && text_in(amazon(), "swap_error").empty(); }, kSoon);
  }
  void inject(int count) {
    for (auto& id : world_->inject(1, count, [](sandbox::OrderSpec& spec) { spec.service_level = "STANDARD"; }))
      ids_.push_back(std::move(id));
  }
  bool await_start() const {  // also of a host without an account that runs, which is never ready
    world_->spawn();
    return until([&] { return !items_of(world_->get("/v1/plugins")).empty(); }, kSoon);
  }
  bool all_confirmed() const {
    return until(
        [&] {
          return world_->states("acme1") == std::map<std::string, int>{{"confirmed", ids_.size()}};
        },
        std::chrono::seconds(90));
  }
  void expect_each_once() const {
    std::map<std::string, int> created, confirmed;
    for (const auto& entry : world_->sandbox().journal("create")) ++created[entry.order];
    for (const auto& entry : world_->sandbox().journal("confirmation")) ++confirmed[entry.order];
    for (const auto& id : ids_) {
      const auto order = world_->order("acme1", id);
      const auto* shipments = find(order, "shipments");
      const auto parcels_of = shipments && shipments->is_array() ? shipments->get_array().size() : 0;
      EXPECT_EQ(created[id], 1) << id;
      EXPECT_EQ(static_cast<std::size_t>(confirmed[id]), parcels_of) << id;
    }
  }

  fs::path folder_;
  std::unique_ptr<World> world_;
  std::vector<std::string> ids_;
};

TEST_F(PluginSwap, UnderLoadNoOrderIsLostOrDoubled) {
  inject(40);
  ASSERT_TRUE(world_->start()) << world_->log();
  EXPECT_EQ(version(), "1.0.0");
  for (const bool next : {true, false, true}) {
    inject(20);
    put_amazon(next);
    EXPECT_EQ(text_in(reload(), "status"), "swapped") << world_->log();
    EXPECT_EQ(version(), next ? "1.0.1" : "1.0.0");
  }
  inject(20);
  ASSERT_TRUE(all_confirmed()) << say(*world_, "acme1");
  expect_each_once();
  EXPECT_TRUE(world_->sandbox().violations().empty());
  const auto listed = world_->fairway({"plugin", "list", "--running"});
  EXPECT_EQ(listed.exit, 0);
  EXPECT_THAT(listed.out, HasSubstr("1.0.1"));
}

TEST_F(PluginSwap, AFileThatIsNoPluginChangesNothingAndSaysWhy) {
  ASSERT_TRUE(world_->start()) << world_->log();
  std::ofstream(folder_ / "amazon.so", std::ios::trunc) << "half a file";
  const auto refused = world_->fairway({"plugin", "reload", "amazon"});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.out, HasSubstr("cannot be loaded"));
  EXPECT_THAT(json::serialize(world_->get("/v1/plugins")),
              HasSubstr("\"swap_error\":\"" + (folder_ / "amazon.so").string()));
  inject(5);  // the running version goes on, from its copy
  ASSERT_TRUE(all_confirmed()) << say(*world_, "acme1");
  put_amazon(true);
  const auto swapped = world_->fairway({"plugin", "reload", "amazon"});
  EXPECT_EQ(swapped.exit, 0);
  EXPECT_THAT(swapped.out, HasSubstr("amazon is swapped: 1.0.0 -> 1.0.1"));
  EXPECT_EQ(world_->fairway({"plugin", "reload", "nobody"}).exit, 1);
}

// HST-2: then nobody can say in which folders plugins are.
TEST_F(PluginSwap, NothingIsExchangedWhileFairwayYamlHasErrors) {
  ASSERT_TRUE(world_->start()) << world_->log();
  const auto url = api_url(*world_);
  replace_in(world_->config() / "fairway.yaml", "listen:", "mod: live\nlisten:");
  put_amazon(true);
  const auto refused = world_->fairway({"plugin", "reload", "amazon", "--host", url});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.out, HasSubstr("while fairway.yaml has errors"));
  EXPECT_EQ(version(), "1.0.0");
  replace_in(world_->config() / "fairway.yaml", "mod: live\n", "");
  EXPECT_EQ(world_->fairway({"plugin", "reload", "amazon"}).exit, 0);
  EXPECT_EQ(version(), "1.0.1");
}

TEST_F(PluginSwap, AFileThatIsGoneIsSaidAtOnceAndCostsNothingYet) {
  inject(5);
  ASSERT_TRUE(world_->start()) << world_->log();
  fs::remove(folder_ / "amazon.so");
  EXPECT_EQ(text_in(reload(), "status"), "gone") << world_->log();
  EXPECT_THAT(text_in(amazon(), "swap_error"), HasSubstr("its file is gone"));
  ASSERT_TRUE(all_confirmed()) << say(*world_, "acme1");
  put_amazon(false);
  EXPECT_EQ(text_in(reload(), "status"), "unchanged") << world_->log();
  EXPECT_EQ(text_in(amazon(), "swap_error"), "");
}

TEST_F(PluginSwap, AHostKilledInTheMiddleOfItStartsSound) {
  ASSERT_TRUE(world_->start()) << world_->log();
  bool next = true;
  for (const int wait : {5, 40, 120, 300}) {
    inject(10);
    put_amazon(next);
    std::thread asking([&] { reload(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(wait));
    world_->kill();
    asking.join();
    ASSERT_TRUE(world_->start()) << world_->log();
    EXPECT_EQ(version(), next ? "1.0.1" : "1.0.0");  // the file says which
    next = !next;
  }
  ASSERT_TRUE(all_confirmed()) << say(*world_, "acme1");
  expect_each_once();
  std::size_t copies = 0;
  for (const auto& entry : fs::directory_iterator(world_->data() / "plugins")) copies += entry.path().extension() == ".so";
  EXPECT_EQ(copies, 5U);
}

// The same folder, watched.
class WatchedPlugins : public PluginSwap {
 protected:
  WatchedPlugins() : PluginSwap(std::vector<std::string>()) {}
  fs::path file() const { return folder_ / "amazon.so"; }
};

// HST-3
TEST_F(WatchedPlugins, AFileThatIsPutInItsPlaceIsSwappedByItselfWhileOrdersFlow) {
  ASSERT_TRUE(world_->start()) << world_->log();
  for (const bool next : {true, false}) {
    inject(20);
    put_amazon(next);
    EXPECT_TRUE(await_version(next ? "1.0.1" : "1.0.0")) << world_->log();
  }
  ASSERT_TRUE(all_confirmed()) << say(*world_, "acme1");
  expect_each_once();
}

// HST-3: what is half there is refused, and looked at again when the rest has come.
TEST_F(WatchedPlugins, AFileThatIsWrittenInTwoPartsIsUsedOnceItIsWhole) {
  ASSERT_TRUE(world_->start()) << world_->log();
  const auto whole = read_text(FAIRWAY_AMAZON_NEXT);
  const auto half = static_cast<std::streamsize>(whole.size()) - 1;  // all that is loaded is there
  std::ofstream(file(), std::ios::trunc | std::ios::binary).write(whole.data(), half);
  EXPECT_TRUE(until([&] { return !text_in(amazon(), "swap_error").empty(); }, kSoon)) << world_->log();
  EXPECT_EQ(version(), "1.0.0");
  std::ofstream(file(), std::ios::app | std::ios::binary)
      .write(whole.data() + half, static_cast<std::streamsize>(whole.size()) - half);
  EXPECT_TRUE(await_version("1.0.1")) << world_->log();
  EXPECT_THAT(json::serialize(world_->get("/v1/plugins")), Not(HasSubstr("refused")));
  inject(3);
  EXPECT_TRUE(all_confirmed()) << say(*world_, "acme1");
}

// HST-3: whatever is wrong with a plugin's file at a start, the version that ran last goes on, and that is said.
TEST_F(WatchedPlugins, AStartOnABrokenFileRunsTheVersionThatRanLast) {
  ASSERT_TRUE(world_->start()) << world_->log();
  put_amazon(true);
  ASSERT_TRUE(await_version("1.0.1")) << world_->log();
  const std::vector<std::function<void()>> harms{
      [&] { fs::resize_file(file(), fs::file_size(file()) - 1); },
      [&] { std::ofstream(file(), std::ios::trunc) << "no plugin at all\n"; },
      [&] { put("amazon", FAIRWAY_OTHER_ABI); },
  };
  for (const auto& harm : harms) {
    EXPECT_EQ(world_->stop(), 0);
    harm();
    const auto refused = run(FAIRWAY_BINARY, {"serve", "--strict", "--config", world_->config(), "--data", world_->data()});
    EXPECT_EQ(refused.exit, 1);
    EXPECT_THAT(refused.out, HasSubstr("with --strict no plugin file may be refused; " + file().string()));
    ASSERT_TRUE(world_->start()) << world_->log();
    EXPECT_EQ(version(), "1.0.1");
    EXPECT_NE(text_in(amazon(), "swap_error"), "");
    EXPECT_THAT(world_->log(), HasSubstr("\"runs_in_its_place\":\"1.0.1\""));
    EXPECT_THAT(world_->fairway({"plugin", "list", "--running"}).out, HasSubstr("amazon: its newest file is not used"));
    inject(3);
    EXPECT_TRUE(all_confirmed()) << say(*world_, "acme1");
  }
  put_amazon(false);  // mended
  EXPECT_TRUE(await_version("1.0.0")) << world_->log();
}

// HST-3: a file that is not there was taken away, and what was forgotten does not come back with a broken one.
TEST_F(WatchedPlugins, APluginWhoseFileWasRemovedDoesNotComeBack) {
  ASSERT_TRUE(world_->start()) << world_->log();
  EXPECT_EQ(world_->stop(), 0);
  fs::remove(file());
  ASSERT_TRUE(await_start()) << world_->log();
  EXPECT_EQ(version(), "");
  EXPECT_THAT(json::serialize(world_->get("/v1/accounts")), HasSubstr("no plugin \\\"amazon\\\" was found"));
  EXPECT_EQ(world_->stop(), 0);
  std::ofstream(file()) << "no plugin at all\n";
  ASSERT_TRUE(await_start()) << world_->log();
  EXPECT_EQ(version(), "");
}

}  // namespace
}  // namespace fairway::testing
