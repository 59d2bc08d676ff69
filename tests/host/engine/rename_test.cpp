// HST-2, ACC-8: `formerly` carries all of an account or a store over, once, whole or not at all.
#include "tests/host/engine/reload_support.hpp"

namespace fairway::engine::test {
namespace {

struct Renaming : ReloadTest {
  // accounts/acme.yaml, whatever the account in it is called.
  void write(const std::string& account, const std::string& store, const std::string& formerly = {},
             const std::string& store_formerly = {}, int days = 9) {
    const auto line = [](const char* indent, const std::string& name) {
      return name.empty() ? std::string() : fmt::format("{}formerly: {}\n", indent, name);
    };
    folder.write(
        "config/accounts/acme.yaml",
        fmt::format("account: {}\n{}company: Acme\nprivacy: {{ retain: {}d }}\nstores:\n  {}:\n    plugin: amazon\n{}"
                    "    settings: {{ seller-id: S-acme, marketplace: US }}\n    orders: {{ enabled: true }}\n",
                    account, line("", formerly), days, store, line("    ", store_formerly)));
  }
  void remove_file(const std::string& account) {
    std::filesystem::remove(folder.path / "config/accounts" / (account + ".yaml"));
  }

  // An order of acme's store us, and a cursor.
  static void begin(Engine& engine) {
    order(engine, 1, "us", "held");
    change(engine.db(), "INSERT INTO cursor VALUES ('orders/acme/amazon:seller-id=S-acme', 'far', 0)");
  }
  // Everything is under these names, once, and nothing under others.
  static ::testing::AssertionResult has_all(Engine& engine, const std::string& account, const std::string& store) {
    const auto snapshot = engine.snapshot();
    if (!snapshot->accounts.contains(account)) return ::testing::AssertionFailure() << "no account " << account;
    if (!snapshot->accounts.at(account)->store(store)) return ::testing::AssertionFailure() << "no store " << store;
    if (!snapshot->accounts.at(account)->store(store)->enabled) return ::testing::AssertionFailure() << "it is off";
    for (const auto& [what, sql] :
         {std::pair{"order",
                    "SELECT COUNT(*) FROM orders WHERE account = ? AND store = ? AND store_id IN (SELECT id FROM store)"},
          {"store", "SELECT COUNT(*) FROM store WHERE account = ? AND nickname = ? AND removed_at IS NULL"},
          {"cursor", "SELECT COUNT(*) FROM cursor WHERE scope = 'orders/' || ? || '/amazon:seller-id=S-acme' AND ? <> ''"},
          {"seller", "SELECT COUNT(*) FROM seller WHERE account = ? AND identity = 'seller-id=S-acme' AND ? <> ''"},
          {"pull", "SELECT COUNT(*) FROM job WHERE account = ? AND kind = 'pull-orders' AND state <> 'parked' AND ? <> ''"}})
      if (const auto found = number(engine.db(), sql, {account, store}); found != 1)
        return ::testing::AssertionFailure() << found << " of " << what << " under " << account << "/" << store;
    for (const auto* sql : {"SELECT account FROM orders", "SELECT account FROM store WHERE seller = 'seller-id=S-acme'"})
      if (const auto rows = look(engine.db(), sql); rows.size() != 1 || rows.text(0, 0) != account)
        return ::testing::AssertionFailure() << sql << ": more than one";
    if (number(engine.db(), "SELECT COUNT(*) FROM finding WHERE resolved_at IS NULL") != 0)
      return ::testing::AssertionFailure()
             << look(engine.db(), "SELECT message FROM finding WHERE resolved_at IS NULL").text(0, 0);
    return ::testing::AssertionSuccess();
  }
  static ::testing::AssertionResult says(Engine& engine, const std::string& words) {
    std::string all;
    for (const auto& finding : engine.snapshot()->findings) all += finding.text() + "\n";
    if (all.find(words) != std::string::npos) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "said is\n" << all;
  }
};

TEST_F(Renaming, AnAccountGoesOnUnderItsNewNameAndTheLineMayStay) {
  {
    const auto engine = must(start());
    begin(*engine);
    write("zebra", "us", "acme");
    EXPECT_EQ(must(engine->reload()).status, "applied");  // one of two accounts, and yet not more than 20 % gone
    EXPECT_TRUE(has_all(*engine, "zebra", "us"));
    EXPECT_EQ(generation(*engine, "zebra"), 2);
    EXPECT_EQ(number(engine->db(), "SELECT COUNT(*) FROM account WHERE name = 'acme'"), 0);
    EXPECT_EQ(number(engine->db(), "SELECT COUNT(*) FROM config_version WHERE account = 'zebra'"), 2);
    EXPECT_EQ(number(engine->db(), "SELECT COUNT(*) FROM order_count WHERE account = 'zebra'"), 1);
    EXPECT_EQ(must(engine->reload()).status, "unchanged");
    write("zebra", "us", "acme", {}, 5);
    EXPECT_EQ(must(engine->reload()).status, "applied");
    EXPECT_EQ(generation(*engine, "zebra"), 3);
    EXPECT_TRUE(has_all(*engine, "zebra", "us"));
  }
  const auto again = must(start());
  EXPECT_TRUE(has_all(*again, "zebra", "us"));
  write("yak", "us", "zebra");
  EXPECT_EQ(must(again->reload()).status, "applied");
  EXPECT_TRUE(has_all(*again, "yak", "us"));
  write("acme", "us", "yak");  // and back where it came from
  EXPECT_EQ(must(again->reload()).status, "applied");
  EXPECT_TRUE(has_all(*again, "acme", "us"));
  EXPECT_EQ(generation(*again, "acme"), 5);
}

TEST_F(Renaming, AStoreGoesOnUnderItsNewName) {
  const auto engine = must(start());
  begin(*engine);
  write("acme", "main", {}, "us");
  EXPECT_EQ(must(engine->reload()).status, "applied");
  EXPECT_TRUE(has_all(*engine, "acme", "main"));
  write("acme", "main", {}, "us", 5);
  EXPECT_EQ(must(engine->reload()).status, "applied");
  EXPECT_TRUE(has_all(*engine, "acme", "main"));
  write("acme", "west", {}, "main");
  EXPECT_EQ(must(engine->reload()).status, "applied");
  EXPECT_TRUE(has_all(*engine, "acme", "west"));
}

TEST_F(Renaming, WhatWasRenamedWhileTheHostWasDownGoesOn) {
  begin(*must(start()));
  remove_file("acme");
  write("zebra", "main", "acme", "us");
  std::filesystem::rename(folder.path / "config/accounts/acme.yaml", folder.path / "config/accounts/zebra.yaml");
  EXPECT_TRUE(has_all(*must(start()), "zebra", "main"));
}

TEST_F(Renaming, AStepThatFailsLeavesTheOldNames) {
  write("acme", "us");
  const auto engine = must(start());
  begin(*engine);
  int days = 9;
  for (const auto& step : kSteps) {
    SCOPED_TRACE(step);
    write("zebra", "main", "acme", "us", ++days);
    break_at(step);
    EXPECT_EQ(must(engine->reload()).status, "rolled-back");
    EXPECT_TRUE(has_all(*engine, "acme", "us"));
    EXPECT_EQ(generation(*engine, "acme"), 1);
    EXPECT_EQ(number(engine->db(), "SELECT COUNT(*) FROM config_version WHERE account IN ('acme', 'zebra')"), 1);
    fault = nullptr;
    write("acme", "us");
    must(engine->reload());  // also ends the pin of what was taken back
    EXPECT_TRUE(has_all(*engine, "acme", "us"));
  }
  write("zebra", "main", "acme", "us");
  EXPECT_EQ(must(engine->reload()).status, "applied");
  EXPECT_TRUE(has_all(*engine, "zebra", "main"));
}

TEST_F(Renaming, WhatWasTakenBackWaitsForAnotherEditUnderTheOldName) {
  {
    const auto engine = must(start());
    begin(*engine);
    write("zebra", "main", "acme", "us");
    break_at("verify", FW_E_CONFIG);
    EXPECT_EQ(must(engine->reload()).status, "rolled-back");
    fault = nullptr;
    account("globex", 7);
    must(engine->reload());
    EXPECT_TRUE(has_all(*engine, "acme", "us"));
  }
  const auto again = must(start());
  EXPECT_TRUE(has_all(*again, "acme", "us"));
  EXPECT_TRUE(says(*again, "taken back: broken"));
  write("zebra", "main", "acme", "us", 3);
  EXPECT_EQ(must(again->reload()).status, "applied");
  EXPECT_TRUE(has_all(*again, "zebra", "main"));
  EXPECT_EQ(number(again->db(), "SELECT COUNT(*) FROM config_pin"), 0);
}

TEST_F(Renaming, DeathInAnyStepLeavesTheOldOrTheNew) {
  begin(*must(start()));
  std::vector<std::string> names{"acme", "us"};
  for (const auto& step : kSteps) {
    SCOPED_TRACE(step);
    const std::vector<std::string> next{"a-" + step, "s-" + step};
    die_at(step, [&] { write(next[0], next[1], names[0], names[1]); });
    EXPECT_TRUE(has_all(*must(start()), next[0], next[1]));  // what the files say
    names = next;
  }
}

// ACC-1: a rename in a file that is refused leaves the account running, not absent.
TEST_F(Renaming, ARefusedFileLeavesTheAccountRunningUnderItsOldName) {
  {
    const auto engine = must(start());
    begin(*engine);
    remove_file("acme");
    for (const auto* text : {"account: zebra\nformerly: acme\nstores: [\n", "account: zebra\nformerly: acme\ncompny: x\n"}) {
      folder.write("config/accounts/zebra.yaml", text);
      must(engine->reload());
      EXPECT_TRUE(has_all(*engine, "acme", "us")) << text;
      EXPECT_TRUE(engine->snapshot()->rejected.contains("acme")) << text;
    }
  }
  const auto again = must(start());
  EXPECT_TRUE(has_all(*again, "acme", "us"));
  remove_file("zebra");
  write("zebra", "us", "acme");
  EXPECT_EQ(must(again->reload()).status, "applied");
  EXPECT_TRUE(has_all(*again, "zebra", "us"));
}

TEST_F(Renaming, ANameThatIsKnownIsNotGivenAgain) {
  const auto engine = must(start());
  begin(*engine);
  remove_file("globex");
  ReloadRequest removing;
  removing.allow_removals = true;
  must(engine->reload(removing));
  change(engine->db(), "UPDATE finding SET resolved_at = 0");  // of globex, which is absent
  write("globex", "us", "acme");
  EXPECT_EQ(must(engine->reload()).status, "rejected");
  EXPECT_TRUE(has_all(*engine, "acme", "us"));
  EXPECT_TRUE(says(*engine, "accounts/acme.yaml:2:11: error: formerly: \"acme\" cannot become \"globex\""));
  write("acme", "us");
  must(engine->reload());
  folder.write("config/accounts/acme.yaml",
               folder.read("config/accounts/acme.yaml") +
                   "  ca:\n    plugin: amazon\n    enabled: false\n    settings: { seller-id: S-acme, "
                   "marketplace: CA }\n");
  must(engine->reload());
  write("acme", "ca", {}, "us");
  must(engine->reload());
  EXPECT_TRUE(engine->snapshot()->accounts.at("acme")->store("us"));
  EXPECT_TRUE(says(*engine, "stores.ca.formerly: \"us\" cannot become \"ca\""));
}

TEST_F(Renaming, AFormerNameThatNobodyKnowsIsNoWish) {
  write("acme", "us", "never", "nobody");
  const auto engine = must(start());
  begin(*engine);
  EXPECT_TRUE(has_all(*engine, "acme", "us"));
  EXPECT_FALSE(config::has_errors(engine->snapshot()->findings));
}

TEST_F(Renaming, WhoAsksForEitherNameMeansBoth) {
  const auto engine = must(start());
  begin(*engine);
  write("zebra", "us", "acme");
  account("globex", 5);
  ReloadRequest some;
  some.accounts = {"globex"};
  must(engine->reload(some));
  EXPECT_TRUE(has_all(*engine, "acme", "us"));
  some.accounts = {"acme"};
  must(engine->reload(some));
  EXPECT_TRUE(has_all(*engine, "zebra", "us"));
}

// Calls that began under the old name end under it: what they write would belong to nobody else.
TEST_F(Renaming, WhoDoesNotComeToRestKeepsItsName) {
  const auto engine = must(start());
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  begin(*engine);
  hold_pull_of_acme(*engine);
  write("zebra", "us", "acme");
  must(engine->reload());
  EXPECT_TRUE(has_all(*engine, "acme", "us"));
  let_go = true;
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  must(engine->reload());
  EXPECT_TRUE(has_all(*engine, "zebra", "us"));
}

// The same on the way back: while a call runs under the new name it keeps that, and the account waits.
TEST_F(Renaming, ARenameIsNotTakenBackBeneathACall) {
  const auto engine = must(start());
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  begin(*engine);
  hold_next_pull();
  write("acme", "main", {}, "us");
  fault = [&](std::string_view at) -> Status {
    if (at != "verify") return {};
    while (!in_call) std::this_thread::yield();
    return fail(FW_E_UNAVAILABLE, "broken");
  };
  must(engine->reload());
  EXPECT_TRUE(has_all(*engine, "acme", "main"));
  EXPECT_THAT(engine->degraded(), ::testing::ElementsAre("acme"));
  fault = nullptr;
  let_go = true;
  must(engine->reload());
  EXPECT_TRUE(engine->degraded().empty());
  EXPECT_TRUE(has_all(*engine, "acme", "main"));
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
}

TEST_F(Renaming, ARollbackNamesAStoreAsItWasAndStopsAtAnotherNameOfTheAccount) {
  const auto engine = must(start());
  begin(*engine);
  write("acme", "main", {}, "us");
  must(engine->reload());
  EXPECT_EQ(must(engine->reload(rollback_to(1))).status, "applied");
  EXPECT_TRUE(has_all(*engine, "acme", "us"));
  write("acme", "main", {}, "us", 5);  // the pin ends
  must(engine->reload());
  EXPECT_TRUE(has_all(*engine, "acme", "main"));
  write("zebra", "main", "acme", "us");
  must(engine->reload());
  auto back = rollback_to(1);
  back.accounts = {"zebra"};
  back.rollback = {"zebra", 1};
  const auto report = must(engine->reload(back));
  EXPECT_EQ(report.status, "rejected");
  EXPECT_NE(report.message.find("was called acme"), std::string::npos) << report.message;
  EXPECT_TRUE(has_all(*engine, "zebra", "main"));
}

// A store that failed with its first call was never one: nothing of it is absent, and the old one goes on as the same.
TEST_F(Renaming, AnIdentityThatIsTakenBackLeavesTheStoreTheSame) {
  const auto engine = must(start());
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  const auto before = look(engine->db(), "SELECT id, live_since FROM store WHERE account = 'acme'");
  account("acme", 9, "WRONG");
  on_pull = [] { return fail(FW_E_AUTH, "credentials refused"); };
  EXPECT_EQ(must(engine->reload()).status, "rolled-back");
  const auto after = look(engine->db(), "SELECT id, live_since FROM store WHERE account = 'acme'");
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after.all(), before.all());
}

}  // namespace
}  // namespace fairway::engine::test
