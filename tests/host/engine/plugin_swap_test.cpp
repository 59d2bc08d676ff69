// What a new version of a plugin must get past before it is used. (HST-3)
#include "host/engine/plugin_swap.hpp"

#include <gmock/gmock.h>

#include "host/engine/check.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

using ::testing::HasSubstr;

struct JudgeVersion : ::testing::Test {
  JudgeVersion() {
    folder.write("fairway.yaml", "listen: 127.0.0.1:0\n");
    for (const auto* name : {"acme", "brick"}) account(name);
    load.environment = [](const std::string&) { return std::optional<std::string>("made-up"); };
    running = read();
  }
  void account(const std::string& name, const std::string& more = "") {
    folder.write("accounts/" + name + ".yaml",
                 "account: " + name + "\ncompany: " + name + "\n" + more +
                     "stores:\n  us:\n    plugin: amazon\n    settings:\n      marketplace: US\n      seller-id: A" + name +
                     "\n      refresh-token: \"${env:TOKEN}\"\n    orders: { enabled: true }\n");
  }
  config::SnapshotPtr read() {
    auto snapshot = read_and_judge(folder.path, load, *catalogue.get(), supervisor, running.get());
    if (running)
      for (const auto& [name, account] : running->accounts) snapshot.accounts.emplace(name, account);
    return std::make_shared<const config::Snapshot>(std::move(snapshot));
  }
  Status judge(const std::string& schema = "") {
    auto file = *catalogue.get()->find("amazon");
    if (!schema.empty()) file.description.config_schema = schema;
    return judge_version({supervisor, catalogue, folder.path, {}, {}, load, running}, file, supervisor);
  }

  Folder folder;
  FakeSupervisor supervisor;
  CurrentCatalogue catalogue{shop_catalogue()};
  config::LoadOptions load;
  config::SnapshotPtr running;
};

TEST_F(JudgeVersion, AllAccountsGoOn) { EXPECT_TRUE(judge()); }

TEST_F(JudgeVersion, ASchemaThatRefusesARunningAccountIsRefusedWithItsFinding) {
  const auto judged = judge(R"({"type":"object","required":["region"],"properties":{"region":{"type":"string"},
    "seller-id":{"type":"string"},"refresh-token":{"type":"string","x-secret":true},"marketplace":{"type":"string"}}})");
  ASSERT_FALSE(judged);
  EXPECT_THAT(judged.error().message,
              AllOf(HasSubstr("account acme"), HasSubstr("accounts/acme.yaml:"), HasSubstr("region")));
}

TEST_F(JudgeVersion, ThePluginsOwnCheckIsAskedForEachAccount) {
  supervisor.check = [](const std::string&, const json::value& settings) -> std::vector<Failure> {
    if (text_at(settings, "seller-id") != "Abrick") return {};
    return {{FW_E_CONFIG, "no longer served", "/seller-id"}};
  };
  const auto judged = judge();
  ASSERT_FALSE(judged);
  EXPECT_THAT(judged.error().message, AllOf(HasSubstr("account brick"), HasSubstr("no longer served")));
}

TEST_F(JudgeVersion, AFileThatWasWrongBeforeDoesNotStandInTheWayOfAPlugin) {
  for (const auto* wrong : {"no-such-key: 1\n", "stores: [\n"}) {
    account("acme", wrong);
    running = read();
    EXPECT_TRUE(judge()) << wrong;
  }
  supervisor.check = [](const std::string&, const json::value&) {
    return std::vector<Failure>{{FW_E_CONFIG, "no longer served", "/seller-id"}};
  };
  EXPECT_FALSE(judge());  // what it runs with is asked about all the same
}

TEST(LastGoodTest, RemembersWhatRanUntilItIsGoneAcrossRestarts) {
  const Folder folder;
  const auto file = folder.path / "last-good.json";
  Catalogue catalogue = shop_catalogue();
  catalogue.plugins.at("amazon").path = "/usr/lib/fairway/plugins/amazon.so";
  must(LastGood(file).keep(catalogue));
  EXPECT_EQ(LastGood(file).versions().at("amazon"), (LastGood::Version{"amazon.so", "hash"}));
  catalogue.plugins.erase("amazon");
  must(LastGood(file).keep(catalogue));
  EXPECT_TRUE(LastGood(file).versions().contains("amazon"));  // it may be had again
  must(LastGood(file).keep(catalogue, {"amazon"}));
  EXPECT_FALSE(LastGood(file).versions().contains("amazon"));
  EXPECT_TRUE(LastGood(file).versions().contains("one-each"));
  folder.write("last-good.json", "{\"amazon\": half");
  EXPECT_TRUE(LastGood(file).versions().empty());
}

}  // namespace
}  // namespace fairway::engine::test
