// Configuration that changes while orders flow: by files, signal, REST and CLI.
#include <csignal>

#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;

// On a slow machine the watch is there before the command.
WorldOptions by_hand() {
  WorldOptions out;
  out.serve = {"--no-watch"};
  return out;
}

std::string company(World& world, const std::string& account) {
  for (const auto& one : items_of(world.get("/v1/accounts")))
    if (text_in(one, "account") == account) return text_in(one, "company");
  return {};
}

std::int64_t generation(World& world, const std::string& account) {
  for (const auto& one : items_of(world.get("/v1/accounts")))
    if (text_in(one, "account") == account) return number_at(one, "generation");
  return 0;
}

void rename_company(World& world, int account, const std::string& to) {
  const auto file = account_file(world, account);
  auto text = read_text(file);
  const auto begin = text.find("company: ");
  text.replace(begin, text.find('\n', begin) - begin, "company: " + to);
  write_file(file.string() + ".tmp", text);
  std::filesystem::rename(file.string() + ".tmp", file);
}

std::string newest_status(World& world) { return text_in(items_of(world.get("/v1/reloads?limit=1")).at(0), "status"); }

// HST-2: two hundred edits in twenty seconds, among them ones that are wrong, while orders flow.
TEST(Reload, TwoHundredEditsWhileOrdersFlowLoseNothing) {
  WorldOptions options;
  options.accounts = 2;
  World world(options);
  ASSERT_TRUE(world.start()) << world.log();
  std::vector<std::string> ids;
  for (int edit = 0; edit < 200; ++edit) {
    if (edit % 10 == 0)
      for (auto& id : world.inject(1, 2)) ids.push_back(std::move(id));
    if (edit % 7 == 3) write_file(account_file(world, 2), "account: acme2\nstores: [\n");
    else if (edit % 7 == 4) write_file(account_file(world, 2), read_text(account_file(world, 1)));  // the same account twice
    else rename_company(world, 1, fmt::format("Acme {}", edit));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  rename_company(world, 1, "The last one");
  EXPECT_TRUE(until([&] { return company(world, "acme1") == "The last one"; }, kSoon)) << world.log();
  ASSERT_TRUE(await_states(world, "acme1", {{"confirmed", static_cast<int>(ids.size())}})) << say(world, "acme1");
  for (const auto& id : ids) EXPECT_EQ(journal_count(world, "create", id), 1u);
  EXPECT_EQ(company(world, "acme2"), "Acme 2 BV");  // its file was wrong all the time
  EXPECT_EQ(world.stop(), 0);
}

// HST-2
TEST(Reload, TheCommandSaysWhatRunsOrWhyNotAndRollsBack) {
  World world(by_hand());
  ASSERT_TRUE(world.start()) << world.log();
  rename_company(world, 1, "Second");
  auto ran = world.fairway({"reload", "--wait"});
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_EQ(company(world, "acme1"), "Second");
  EXPECT_EQ(generation(world, "acme1"), 2);

  replace_in(account_file(world), "company:", "compny:");
  ran = world.fairway({"reload", "--wait"});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.out, HasSubstr("accounts/acme1.yaml:2:1: error: compny: unknown key, did you mean \"company\"?"));
  EXPECT_EQ(company(world, "acme1"), "Second");
  replace_in(account_file(world), "compny:", "company:");

  const auto history = world.fairway({"config", "history", "--account", "acme1"});
  EXPECT_EQ(history.exit, 0) << history.out;
  EXPECT_THAT(history.out, HasSubstr("api"));
  EXPECT_THAT(history.out, HasSubstr("running"));
  const auto diff = world.fairway({"config", "diff", "2", "--account", "acme1"});
  EXPECT_THAT(diff.out, HasSubstr("\"Acme 1 BV\" → \"Second\""));
  ran = world.fairway({"config", "rollback", "1", "--account", "acme1"});
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_EQ(company(world, "acme1"), "Acme 1 BV");
  EXPECT_THAT(ran.out, HasSubstr("pinned to version 1"));

  const auto out = world.folder() / "exported";
  ran = world.fairway({"config", "export", "2", "--account", "acme1", "--to", out});
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_THAT(read_text(out / "accounts/acme1.yaml"), HasSubstr("company: Second"));

  rename_company(world, 1, "Third");
  EXPECT_EQ(world.fairway({"reload", "--wait"}).exit, 0);
  EXPECT_EQ(company(world, "acme1"), "Third");
}

// HST-2: the files alone, and SIGHUP.
TEST(Reload, FilesAndTheSignalAreEnough) {
  World world;
  ASSERT_TRUE(world.start()) << world.log();
  rename_company(world, 1, "By file");
  EXPECT_TRUE(until([&] { return company(world, "acme1") == "By file"; }, kSoon)) << world.log();
  const auto before = number_at(items_of(world.get("/v1/reloads?limit=1")).at(0), "attempt");
  world.host().signal(SIGHUP);
  EXPECT_TRUE(until(
      [&] {
        const auto newest = items_of(world.get("/v1/reloads?limit=1")).at(0);
        return number_at(newest, "attempt") > before && text_in(newest, "status") == "unchanged";
      },
      kSoon));
  EXPECT_EQ(text_in(items_of(world.get("/v1/reloads?limit=1")).at(0), "cause"), "signal");
}

// HST-2: a token that Amazon refuses shows at the first pull, and the old one goes on.
TEST(Reload, ACredentialThatIsRefusedIsTakenBackByItself) {
  World world(by_hand());
  ASSERT_TRUE(world.start()) << world.log();
  world.inject(1, 2);
  ASSERT_TRUE(await_states(world, "acme1", {{"confirmed", 2}})) << say(world, "acme1");
  replace_in(account_file(world), "${file:secrets/refresh1}", "Atzr|nobody-knows-this");
  const auto ran = world.fairway({"reload", "--wait"});
  EXPECT_EQ(ran.exit, 1) << ran.out;
  EXPECT_EQ(newest_status(world), "rolled-back") << ran.out;
  EXPECT_EQ(ran.out.find("nobody-knows-this"), std::string::npos);
  EXPECT_EQ(generation(world, "acme1"), 1);
  const auto again = world.fairway({"reload", "--wait"});  // it does not run yet, so nobody is told that all does
  EXPECT_EQ(again.exit, 1) << again.out;
  world.inject(1, 2);
  EXPECT_TRUE(await_states(world, "acme1", {{"confirmed", 4}})) << say(world, "acme1");
}

// ACC-8 at reload: a store that is switched off brings no orders; switched on again it goes on where it stopped.
TEST(Reload, SwitchingAStoreOffAndOnLosesNoOrder) {
  World world;
  ASSERT_TRUE(world.start()) << world.log();
  world.inject(1, 1);
  ASSERT_TRUE(await_states(world, "acme1", {{"confirmed", 1}}));
  replace_in(account_file(world), "    plugin: amazon\n", "    plugin: amazon\n    enabled: false\n");
  EXPECT_EQ(world.fairway({"reload", "--wait"}).exit, 0);
  world.inject(1, 2);
  EXPECT_EQ(text_in(items_of(world.get("/v1/accounts/acme1/stores")).at(0), "status"), "disabled");
  EXPECT_EQ(world.states("acme1"), (std::map<std::string, int>{{"confirmed", 1}}));
  replace_in(account_file(world), "    enabled: false\n", "");
  EXPECT_EQ(world.fairway({"reload", "--wait"}).exit, 0);
  EXPECT_TRUE(await_states(world, "acme1", {{"confirmed", 3}})) << say(world, "acme1");
}

// HST-2: fairway.yaml with an error changes nothing; a start on it is refused.
TEST(Reload, AWrongHostFileChangesNothing) {
  World world;
  ASSERT_TRUE(world.start()) << world.log();
  const auto good = read_text(world.config() / "fairway.yaml");
  write_file(world.config() / "fairway.yaml", good + "mod: live\n");
  rename_company(world, 1, "Not yet");
  const auto ran = world.fairway({"reload", "--wait", "--host", api_url(world)});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.out, HasSubstr("did you mean \"mode\"?"));
  EXPECT_EQ(company(world, "acme1"), "Acme 1 BV");
  write_file(world.config() / "fairway.yaml", good);
  EXPECT_TRUE(until([&] { return company(world, "acme1") == "Not yet"; }, kSoon));
}

}  // namespace
}  // namespace fairway::testing
