// Slips of an admin's hand that must not cost what runs: a copy beside a file, a file cut off, a chain of names, an edit
// between two attempts. (HST-2)
#include "tests/host/engine/reload_support.hpp"

namespace fairway::engine::test {
namespace {

using ::testing::HasSubstr;

struct Slips : ReloadTest {
  std::string status_of(const Reload& reload, const std::string& account) const {
    for (const auto& one : reload.accounts)
      if (one.account == account) return one.status;
    return "untold";
  }
  void write_account(const std::string& file, const std::string& name, const std::string& more, int days = 9) {
    folder.write("config/accounts/" + file,
                 fmt::format("account: {0}\n{1}privacy: {{ retain: {2}d }}\nstores:\n  us:\n    plugin: amazon\n"
                             "    settings: {{ seller-id: S-{3}, marketplace: US }}\n    orders: {{ enabled: true }}\n",
                             name, more, days, file));
  }
};

TEST_F(Slips, ACopyBesideTheFileDoesNotTakeTheAccountOver) {
  auto engine = must(start());
  account("globex", 11);
  folder.write("config/accounts/acme-old.yaml", "account: acme\nprivacy: { retain: 2d }\n");  // sorts before acme.yaml
  account("acme", 12);
  const auto report = must(engine->reload());
  EXPECT_EQ(days(*engine, "acme"), 12);
  EXPECT_EQ(days(*engine, "globex"), 11);
  EXPECT_EQ(status_of(report, "acme"), "running");
  EXPECT_TRUE(engine->snapshot()->rejected.contains("accounts/acme-old.yaml"));
}

TEST_F(Slips, AHostThatObservesNeverGoesLiveBecauseALineIsGone) {
  folder.write("config/fairway.yaml", "listen: 127.0.0.1:0\nmode: observe\n");
  auto engine = must(start());
  for (const auto* cut_off : {"", "# nothing left\n", "listen: 127.0.0.1:0\n"}) {
    folder.write("config/fairway.yaml", cut_off);
    const auto report = must(engine->reload());
    EXPECT_EQ(report.status, "rejected") << cut_off;
    EXPECT_EQ(status_of(report, "acme"), "running") << "the report is of what runs";
    EXPECT_EQ(engine->snapshot()->host.mode, config::Mode::observe) << cut_off;
  }
  engine.reset();
  engine = must(start());  // nor at a start
  EXPECT_EQ(engine->snapshot()->host.mode, config::Mode::observe);
  EXPECT_EQ(must(engine->reload()).status, "rejected");
  folder.write("config/fairway.yaml", "listen: 127.0.0.1:0\nmode: live\n");
  EXPECT_EQ(must(engine->reload()).status, "applied");
  EXPECT_EQ(engine->snapshot()->host.mode, config::Mode::live);
}

TEST_F(Slips, AChainOfNamesThatIsRefusedLeavesAllOfThemRunning) {
  for (const auto* name : {"c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9"}) account(name, 9);
  auto engine = must(start());
  write_account("acme.yaml", "globex", "formerly: acme\n");
  write_account("globex.yaml", "zenith", "formerly: globex\n");
  must(engine->reload());
  for (const auto* name : {"acme", "globex"})
    EXPECT_EQ(number(engine->db(), "SELECT absent FROM account WHERE name = ?", {name}), 0) << name;
}

TEST_F(Slips, AnEditThatComesWithAnAttemptForOthersIsNotLost) {
  auto engine = must(start());
  account("globex", 20);
  ReloadRequest only;
  only.accounts = {"acme"};
  EXPECT_EQ(must(engine->reload(only)).status, "unchanged");
  EXPECT_EQ(days(*engine, "globex"), 9);
  engine->look_at_files(config::News{});  // told of nothing: what was read in vain is looked at again all the same
  const auto next = number(engine->db(), "SELECT MAX(attempt) FROM reload", {});
  must(engine->await_reload(next));
  EXPECT_EQ(days(*engine, "globex"), 20);
}

TEST_F(Slips, AWrongClaimConvictsOnlyItsOwnAccount) {
  auto engine = must(start());
  account("acme", 12, "S-globex");
  account("globex", 13);
  const auto report = must(engine->reload());
  EXPECT_EQ(status_of(report, "acme"), "rejected");
  EXPECT_EQ(status_of(report, "globex"), "running");
  EXPECT_EQ(days(*engine, "globex"), 13);
}

TEST_F(Slips, AnAccountThatNobodyHasIsNoRequest) {
  auto engine = must(start());
  ReloadRequest of_nobody;
  of_nobody.accounts = {"acme", "acmee"};
  const auto report = must(engine->reload(of_nobody));
  EXPECT_EQ(report.status, "rejected");
  EXPECT_THAT(report.message, HasSubstr("no account acmee"));
}

TEST_F(Slips, AStartWithoutTheFilesRunsWhatRanAndSaysSo) {
  start();
  std::filesystem::rename(folder.path / "config/accounts", folder.path / "away");
  {
    auto engine = must(start());
    EXPECT_EQ(days(*engine, "acme"), 9);
    EXPECT_EQ(number(engine->db(), "SELECT SUM(absent) FROM account", {}), 0);
    const auto& findings = engine->snapshot()->findings;
    EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const auto& finding) {
      return finding.text().find("the files of 2 of 2 accounts that ran are gone") != std::string::npos;
    }));
    EXPECT_EQ(must(engine->reload()).status, "rejected") << "as while it runs";
    EXPECT_TRUE(engine->flowing()) << "orders do flow";
  }
  EXPECT_FALSE(start([](Options& options) { options.strict = true; }));
  auto engine = must(start());
  std::filesystem::rename(folder.path / "away", folder.path / "config/accounts");
  EXPECT_EQ(must(engine->reload()).status, "unchanged");
  EXPECT_TRUE(engine->snapshot()->rejected.empty());
  EXPECT_EQ(generation(*engine, "acme"), 1) << "nothing happened to it";
}

TEST_F(Slips, AStartWithoutTheFilesLetsThemGoWhereThatIsMeant) {
  start();
  std::filesystem::remove_all(folder.path / "config/accounts");
  auto engine = must(start());
  ReloadRequest meant;
  meant.allow_removals = true;
  must(engine->reload(meant));
  EXPECT_EQ(number(engine->db(), "SELECT SUM(absent) FROM account", {}), 2);
  const auto ready = engine->flowing();
  ASSERT_FALSE(ready) << "without an account no order can flow";
  EXPECT_THAT(ready.error().message, HasSubstr("there is no account"));
}

TEST_F(Slips, AStartMayBeToldThatTheyAreMeantToBeGone) {
  start();
  std::filesystem::remove(folder.path / "config/accounts/globex.yaml");
  auto engine = must(start([](Options& options) { options.strict = options.allow_removals = true; }));
  EXPECT_EQ(number(engine->db(), "SELECT absent FROM account WHERE name = 'globex'"), 1);
}

TEST_F(Slips, WhatIsTakenBackLeavesTheStoreLiveSinceWhenItWas) {
  auto engine = must(start());
  const auto since = [&] { return number(engine->db(), "SELECT live_since FROM store WHERE account = 'acme'"); };
  const auto before = since();
  folder.write("config/accounts/acme.yaml", folder.read("config/accounts/acme.yaml") + "    mode: observe\n");
  break_at("verify", FW_E_CONFIG);
  EXPECT_EQ(must(engine->reload()).status, "rolled-back");
  EXPECT_EQ(since(), before) << "else orders that wait would be those of whoever served it before";
}

TEST_F(Slips, AHostThatObservesBindsAccountsThatGoOnAsTheyRan) {
  folder.write("config/fairway.yaml", "listen: 127.0.0.1:0\nmode: live\n");
  auto engine = must(start());
  account("acme", 12, "S-globex");  // refused: it runs as before
  folder.write("config/fairway.yaml", "listen: 127.0.0.1:0\nmode: observe\n");
  must(engine->reload());
  EXPECT_EQ(engine->snapshot()->host.mode, config::Mode::observe);
  for (const auto* name : {"acme", "globex"})
    EXPECT_EQ(engine->snapshot()->accounts.at(name)->stores[0].mode, config::Mode::observe) << name;
}

TEST_F(Slips, AnEditIsTriedAgainThoughItComesToWhatWasTakenBack) {
  auto engine = must(start());
  account("acme", 12);
  break_at("verify", FW_E_CONFIG);
  must(engine->reload());
  fault = nullptr;
  EXPECT_EQ(must(engine->reload()).status, "unchanged");
  folder.write("config/accounts/acme.yaml", folder.read("config/accounts/acme.yaml") + "# again\n");
  must(engine->reload());
  EXPECT_EQ(days(*engine, "acme"), 12);
}

TEST_F(Slips, ARollbackThatFailedIsTriedAgainWhenAskedFor) {
  auto engine = must(start());
  account("acme", 12);
  must(engine->reload());
  break_at("verify", FW_E_CONFIG);
  EXPECT_EQ(must(engine->reload(rollback_to(1))).status, "rolled-back");
  EXPECT_EQ(number(engine->db(), "SELECT COUNT(*) FROM config_pin"), 0) << "it ran by its files before";
  fault = nullptr;
  must(engine->reload(rollback_to(1)));
  EXPECT_EQ(days(*engine, "acme"), 9);
}

TEST_F(Slips, AtAStartTooAnUnreadFileIsItsAccounts) {
  std::filesystem::rename(folder.path / "config/accounts/acme.yaml", folder.path / "config/accounts/shop.yaml");
  for (const auto* name : {"c1", "c2", "c3", "c4"}) account(name, 9);
  start();
  folder.write("config/accounts/shop.yaml", "account: [\n");
  auto engine = must(start());
  EXPECT_EQ(days(*engine, "acme"), 9);
  EXPECT_EQ(number(engine->db(), "SELECT SUM(absent) FROM account", {}), 0);
}

TEST_F(Slips, AtAStartTooACopyBesideTheFileTakesNothingOver) {
  start();
  folder.write("config/accounts/acme-old.yaml", "account: acme\nprivacy: { retain: 2d }\n");  // sorts before acme.yaml
  auto engine = must(start());
  EXPECT_EQ(days(*engine, "acme"), 9);
  EXPECT_TRUE(engine->snapshot()->rejected.contains("accounts/acme-old.yaml"));
}

TEST_F(Slips, ASecretThatIsMendedBringsTheChangeBack) {
  const auto with_secret = [&](int days) {
    folder.write("config/accounts/acme.yaml",
                 fmt::format("account: acme\nprivacy: {{ retain: {}d }}\nstores:\n  us:\n    plugin: amazon\n    settings:\n"
                             "      seller-id: S-acme\n      marketplace: US\n      refresh-token: \"${{file:../secret}}\"\n"
                             "    orders: {{ enabled: true }}\n",
                             days));
  };
  folder.write("secret", "sound");
  with_secret(9);
  auto engine = must(start());
  folder.write("secret", "wrong");
  with_secret(12);
  on_pull = [&]() -> Status { return folder.read("secret") == "wrong" ? fail(FW_E_AUTH, "refused") : Status(); };
  EXPECT_EQ(must(engine->reload()).status, "rolled-back");
  EXPECT_EQ(days(*engine, "acme"), 9);
  folder.write("secret", "mended");
  EXPECT_EQ(must(engine->reload()).status, "applied");
  EXPECT_EQ(days(*engine, "acme"), 12) << "its file did not change, what it comes to did";
}

TEST_F(Slips, ASecretThatWentBadIsTriedOnce) {
  folder.write("secret", "sound");
  const auto account_of = [&](int days) {
    folder.write("config/accounts/acme.yaml",
                 fmt::format("account: acme\nprivacy: {{ retain: {}d }}\nstores:\n  us:\n    plugin: amazon\n    settings:\n"
                             "      seller-id: S-acme\n      marketplace: US\n      refresh-token: \"${{file:../secret}}\"\n"
                             "    orders: {{ enabled: true }}\n",
                             days));
  };
  account_of(9);
  auto engine = must(start());
  account_of(12);
  must(engine->reload());
  must(engine->reload(rollback_to(1)));
  folder.write("secret", "wrong");
  on_pull = [&]() -> Status { return folder.read("secret") == "wrong" ? fail(FW_E_AUTH, "refused") : Status(); };
  EXPECT_EQ(must(engine->reload()).status, "rolled-back");
  for (int again = 0; again < 3; ++again) {
    EXPECT_EQ(must(engine->reload()).status, "unchanged");
    EXPECT_EQ(days(*engine, "acme"), 9) << "the version that was rolled back to, and not what the file says";
  }
  folder.write("secret", "mended");
  must(engine->reload());
  EXPECT_EQ(days(*engine, "acme"), 9) << "the rollback holds as before";
  EXPECT_EQ(engine->snapshot()->accounts.at("acme")->stores[0].settings.secrets.begin()->second, "mended");
}

TEST_F(Slips, ASecretThatChangesIsProvedAndNotHiddenByAnOldToken) {
  const auto with_secret = [&](const char* secret) {
    folder.write(
        "config/accounts/acme.yaml",
        fmt::format("account: acme\nstores:\n  us:\n    plugin: amazon\n    settings: {{ seller-id: S-acme, marketplace: "
                    "US, refresh-token: {} }}\n    orders: {{ enabled: true }}\n",
                    secret));
  };
  with_secret("sound");
  auto engine = must(start());
  const auto ends = [&] { return number(engine->db(), "SELECT MAX(expires_at) FROM token"); };
  change(engine->db(), "INSERT INTO token (scope, expires_at, version) VALUES ('amazon|seller-id=S-acme|orders', 99, 1)");
  account("globex", 12);
  must(engine->reload());
  EXPECT_EQ(ends(), 99) << "of another account";
  with_secret("another");
  must(engine->reload());
  EXPECT_EQ(ends(), 0);
}

TEST_F(Slips, ARollbackOutlivesAFileThatCannotBeHad) {
  auto engine = must(start());
  account("acme", 12);
  must(engine->reload());
  must(engine->reload(rollback_to(1)));
  engine.reset();
  std::filesystem::rename(folder.path / "config/accounts", folder.path / "away");
  engine = must(start());
  EXPECT_EQ(days(*engine, "acme"), 9);
  std::filesystem::rename(folder.path / "away", folder.path / "config/accounts");
  must(engine->reload());
  EXPECT_EQ(days(*engine, "acme"), 9) << "the file is as it was when it was rolled back";
}

TEST_F(Slips, ACopyTakesNothingOverWhileTheFileIsBroken) {
  auto engine = must(start());
  folder.write("config/accounts/acme-old.yaml", "account: acme\nprivacy: { retain: 2d }\n");
  must(engine->reload());
  for (const auto* broken : {"account: acme\nstores: [\n", "[\n"}) {
    folder.write("config/accounts/acme.yaml", broken);
    must(engine->reload());
    EXPECT_EQ(days(*engine, "acme"), 9) << broken;
  }
}

TEST_F(Slips, AFileOfAnotherNameIsTheAccountsFromThenOn) {
  auto engine = must(start());
  std::filesystem::rename(folder.path / "config/accounts/acme.yaml", folder.path / "config/accounts/shop.yaml");
  EXPECT_EQ(must(engine->reload()).status, "unchanged");
  engine.reset();
  folder.write("config/accounts/acme.yaml", "account: acme\nprivacy: { retain: 2d }\n");  // an old copy is put back
  engine = must(start());
  EXPECT_EQ(days(*engine, "acme"), 9);
  folder.write("config/accounts/shop.yaml", "[\n");
  engine.reset();
  engine = must(start());
  EXPECT_EQ(days(*engine, "acme"), 9) << "from the version that is kept of it";
}

TEST_F(Slips, WhatNeedsAStartWaitsForOne) {
  auto engine = must(start());
  folder.write("config/fairway.yaml", "listen: 127.0.0.1:1\nauth: none\n");
  must(engine->reload());
  EXPECT_TRUE(engine->snapshot()->host.auth) << "the sockets are those of before";
  EXPECT_EQ(engine->snapshot()->host.listen, "127.0.0.1:0");
  const auto& findings = engine->snapshot()->findings;
  EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const auto& finding) {
    return finding.path == "auth" && finding.text().find("only a start") != std::string::npos;
  }));
}

TEST_F(Slips, ATemplatesEditSaysThatItEndsARollback) {
  folder.write("config/templates/base.yaml", "company: one\n");
  const auto extending = [&](int days) {
    folder.write(
        "config/accounts/acme.yaml",
        fmt::format("account: acme\nextends: [base]\nprivacy: {{ retain: {}d }}\nstores:\n  us:\n    plugin: amazon\n"
                    "    settings: {{ seller-id: S-acme, marketplace: US }}\n    orders: {{ enabled: true }}\n",
                    days));
  };
  extending(9);
  auto engine = must(start());
  extending(10);
  must(engine->reload());
  must(engine->reload(rollback_to(1)));
  EXPECT_EQ(days(*engine, "acme"), 9);
  folder.write("config/templates/base.yaml", "company: two\n");
  must(engine->reload());
  EXPECT_EQ(days(*engine, "acme"), 10);
  const auto& findings = engine->snapshot()->findings;
  EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const auto& finding) {
    return finding.text().find("the rollback to version 1 by ada has ended") != std::string::npos;
  }));
}

}  // namespace
}  // namespace fairway::engine::test
