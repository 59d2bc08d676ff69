// A reload as a transaction: whichever step fails, and whenever the host dies in it, an account runs as it did or as its
// files say, and nothing between.
#include <spdlog/sinks/ostream_sink.h>

#include "tests/host/engine/reload_support.hpp"

namespace fairway::engine::test {
namespace {

// HST-2
TEST_F(ReloadTest, AStepThatFailsLeavesTheOldStateIntact) {
  account("initech", 9);
  const auto engine = must(start());
  for (const auto& step : kSteps) {
    account("acme", 5);
    std::filesystem::remove(folder.path / "config/accounts/initech.yaml");
    break_at(step);
    ReloadRequest removing;
    removing.allow_removals = true;
    const auto report = must(engine->reload(removing));
    EXPECT_EQ(report.status, "rolled-back") << step;
    EXPECT_EQ(days(*engine, "acme"), 9) << step;
    EXPECT_EQ(generation(*engine, "acme"), 1) << step;
    EXPECT_EQ(number(engine->db(), "SELECT COUNT(*) FROM config_version WHERE account = 'acme'"), 1) << step;
    EXPECT_TRUE(engine->snapshot()->accounts.contains("initech")) << step;
    EXPECT_EQ(number(engine->db(), "SELECT absent FROM account WHERE name = 'initech'"), 0) << step;
    fault = nullptr;
    account("acme", 9);
    account("initech", 9);
    must(engine->reload());  // also ends the pin of what was taken back
    EXPECT_EQ(generation(*engine, "acme"), 1) << step;
    EXPECT_TRUE(engine->degraded().empty());
  }
  account("acme", 4);
  EXPECT_EQ(must(engine->reload()).status, "applied");
  EXPECT_EQ(days(*engine, "acme"), 4);
}

// HST-2: what was taken back is not tried again by itself, neither by another account's change nor by a restart.
TEST_F(ReloadTest, WhatWasTakenBackWaitsForAnotherEdit) {
  {
    const auto engine = must(start());
    account("acme", 5);
    break_at("verify", FW_E_CONFIG);
    EXPECT_EQ(must(engine->reload()).status, "rolled-back");
    fault = nullptr;
    account("globex", 7);
    must(engine->reload());
    EXPECT_EQ(days(*engine, "acme"), 9);
    EXPECT_EQ(days(*engine, "globex"), 7);
  }
  const auto again = must(start());
  EXPECT_EQ(days(*again, "acme"), 9);
  EXPECT_TRUE(std::any_of(again->snapshot()->findings.begin(), again->snapshot()->findings.end(),
                          [](const auto& f) { return f.message.find("taken back: broken") != std::string::npos; }));
  account("acme", 3);
  EXPECT_EQ(must(again->reload()).status, "applied");
  EXPECT_EQ(days(*again, "acme"), 3);
  EXPECT_EQ(number(again->db(), "SELECT COUNT(*) FROM config_pin"), 0);
}

// HST-2: a pin ends with the next edit, also one that brings the old text back: the text that failed may be tried again.
TEST_F(ReloadTest, TheOldTextEndsAPinToo) {
  const auto engine = must(start());
  account("acme", 5);
  break_at("verify", FW_E_CONFIG);
  EXPECT_EQ(must(engine->reload()).status, "rolled-back");
  fault = nullptr;
  account("acme", 9);
  EXPECT_EQ(must(engine->reload()).status, "unchanged");
  EXPECT_EQ(number(engine->db(), "SELECT COUNT(*) FROM config_pin"), 0);
  account("acme", 5);
  EXPECT_EQ(must(engine->reload()).status, "applied");
  EXPECT_EQ(days(*engine, "acme"), 5);
}

// ACC-4: a store whose seller is another account's stays off, however often nothing changes.
TEST_F(ReloadTest, ARefusedStoreStaysOffWhenNothingChanges) {
  const auto engine = must(start());
  folder.write("config/accounts/acme.yaml", "account: acme\nstores: [\n");
  account("initech", 9, "S-acme");
  must(engine->reload());
  for (int again = 0; again < 2; ++again) {
    EXPECT_FALSE(engine->snapshot()->accounts.at("initech")->stores[0].enabled);
    EXPECT_TRUE(engine->refused().contains({"initech", "us"}));
    must(engine->reload());
  }
}

// HST-2: however many versions follow, the one that an account is pinned to is kept.
TEST_F(ReloadTest, APinnedVersionOutlivesThoseThatAreForgotten) {
  {
    const auto engine = must(start());
    for (int edit = 0; edit < 49; ++edit) {
      account("acme", 10 + edit);
      must(engine->reload());
    }
    EXPECT_EQ(must(engine->reload(rollback_to(1))).status, "applied");  // its generation is 51: 1 is the oldest of 51
    EXPECT_EQ(number(engine->db(), "SELECT COUNT(*) FROM config_version WHERE account = 'acme'"), 51);
  }
  const auto again = must(start());
  EXPECT_EQ(days(*again, "acme"), 9);
  account("acme", 3);
  must(again->reload());
  EXPECT_EQ(number(again->db(), "SELECT COUNT(*) FROM config_version WHERE account = 'acme'"), 50);
  EXPECT_EQ(number(again->db(), "SELECT COUNT(*) FROM config_text"),
            number(again->db(), "SELECT COUNT(DISTINCT text) FROM config_file"));
  EXPECT_EQ(must(again->reload(rollback_to(1))).status, "rejected");
}

// HST-2: a change whose first pull shows that it cannot work goes back; one that meets a busy network stays.
TEST_F(ReloadTest, AFirstPullThatFailsTakesTheChangeBack) {
  const auto engine = must(start());
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  account("acme", 9, "WRONG");
  on_pull = [] { return fail(FW_E_AUTH, "credentials refused"); };
  const auto report = must(engine->reload());
  EXPECT_EQ(report.status, "rolled-back") << report.message;
  EXPECT_EQ(engine->snapshot()->accounts.at("acme")->stores[0].seller_identity, "seller-id=S-acme");
  EXPECT_EQ(generation(*engine, "acme"), 1);
  on_pull = [] { return fail(FW_E_UNAVAILABLE, "no route to host"); };
  account("acme", 9, "OTHER");
  EXPECT_EQ(must(engine->reload()).status, "applied");
  EXPECT_EQ(engine->snapshot()->accounts.at("acme")->stores[0].seller_identity, "seller-id=OTHER");
}

// HST-2: killed in any step, the next start finds the old version or the new one, whole.
TEST_F(ReloadTest, DeathInAnyStepLeavesTheOldOrTheNew) {
  for (const auto& step : kSteps) {
    SCOPED_TRACE(step);
    account("acme", 9);
    must(must(start())->reload());
    die_at(step, [&] { account("acme", 5); });
    const auto engine = must(start());
    EXPECT_EQ(days(*engine, "acme"), 5);  // what the files say
    const auto known = generation(*engine, "acme");
    EXPECT_EQ(number(engine->db(), "SELECT COUNT(*) FROM config_version WHERE account = 'acme' AND generation = ?", {known}),
              1);
    EXPECT_EQ(number(engine->db(), "SELECT COUNT(*) FROM reload WHERE status = 'running'"), 0);
  }
}

// HST-2
TEST_F(ReloadTest, ARollbackHoldsOverARestartAndEndsWithTheNextEdit) {
  {
    const auto engine = must(start());
    account("acme", 5);
    must(engine->reload());
    const auto back = must(engine->reload(rollback_to(1)));
    EXPECT_EQ(back.status, "applied") << back.message;
    EXPECT_EQ(days(*engine, "acme"), 9);
    EXPECT_EQ(generation(*engine, "acme"), 3);
    EXPECT_EQ(must(engine->reload()).status, "unchanged");
    EXPECT_EQ(days(*engine, "acme"), 9);
    EXPECT_EQ(must(engine->reload(rollback_to(77))).status, "rejected");
  }
  const auto again = must(start());
  EXPECT_EQ(days(*again, "acme"), 9);
  EXPECT_EQ(generation(*again, "acme"), 3);
  account("acme", 6);
  must(again->reload());
  EXPECT_EQ(days(*again, "acme"), 6);
  EXPECT_EQ(number(again->db(), "SELECT COUNT(*) FROM config_pin"), 0);
  auto tx = must(again->db().read());
  const auto versions = must(History(again->vault()).versions(*tx, "acme"));
  ASSERT_EQ(versions.size(), 4u);
  EXPECT_EQ(versions[1].author, "ada");
  EXPECT_FALSE(versions[0].changes.empty());
}

// HST-2: a host that starts on a bad file starts on the last good one, and says so; --strict does not start.
TEST_F(ReloadTest, AStartOnABadFileRunsWhatRanBefore) {
  must(start());
  folder.write("config/accounts/acme.yaml", "account: acme\nstores: [\n");
  {
    const auto engine = must(start());
    EXPECT_EQ(days(*engine, "acme"), 9);
    EXPECT_TRUE(engine->snapshot()->rejected.contains("acme"));
    EXPECT_TRUE(engine->flowing());
    EXPECT_EQ(generation(*engine, "acme"), 1);
    account("acme", 8);
    EXPECT_EQ(must(engine->reload()).status, "applied");
    EXPECT_EQ(days(*engine, "acme"), 8);
    folder.write("config/accounts/acme.yaml", "account: acme\nstores: [\n");
  }
  const auto strict = start([](Options& options) { options.strict = true; });
  ASSERT_FALSE(strict);
  EXPECT_NE(strict.error().message.find("acme (accounts/acme.yaml:"), std::string::npos) << strict.error().message;
  // Nothing ran, so the next start is no start after a crash.
  storage::OpenOptions where;
  where.data = folder.path / "data";
  const auto db = must(storage::open(where));
  EXPECT_EQ(must(must(db->read())->query("SELECT clean FROM host")).integer(0, 0), 1);
}

// HST-2: the same for fairway.yaml; and a reload on a wrong one changes nothing.
TEST_F(ReloadTest, AStartOnABadHostFileGoesOnWithWhatItSaidBefore) {
  must(start());
  folder.write("config/fairway.yaml", "listen: 127.0.0.1:0\nmod: observe\n");
  {
    const auto engine = must(start());
    EXPECT_EQ(engine->snapshot()->accounts.size(), 2u);
    account("acme", 5);
    EXPECT_EQ(must(engine->reload()).status, "rejected");
    EXPECT_EQ(days(*engine, "acme"), 9);
  }
  EXPECT_FALSE(start([](Options& options) { options.strict = true; }));
  std::filesystem::remove(folder.path / "data/fairway.yaml.kept");
  EXPECT_FALSE(start());
}

// HST-2: an account whose calls do not end in time is left as it runs, the others change.
TEST_F(ReloadTest, WhoDoesNotComeToRestIsLeftOut) {
  const auto engine = must(start());
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  hold_pull_of_acme(*engine);
  account("acme", 5);
  account("globex", 5);
  const auto report = must(engine->reload());
  EXPECT_EQ(report.status, "applied");
  EXPECT_EQ(days(*engine, "globex"), 5);
  EXPECT_EQ(days(*engine, "acme"), 9);
  let_go = true;
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  must(engine->reload());
  EXPECT_EQ(days(*engine, "acme"), 5);
}

// HST-2: a call of a store that does not change holds nothing up.
TEST_F(ReloadTest, OnlyTheStoreThatChangesComesToRest) {
  const auto with_ca = [&](const char* every) {
    account("acme", 9);
    folder.write("config/accounts/acme.yaml",
                 folder.read("config/accounts/acme.yaml") +
                     fmt::format("  ca:\n    plugin: amazon\n    settings: {{ seller-id: S-other, marketplace: CA }}\n"
                                 "    orders: {{ enabled: true, every: {} }}\n",
                                 every));
  };
  with_ca("30m");
  const auto engine = must(start());
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  hold_pull_of_acme(*engine);
  with_ca("45m");
  EXPECT_EQ(must(engine->reload()).status, "applied");
  EXPECT_EQ(engine->snapshot()->accounts.at("acme")->store("ca")->orders.every, std::chrono::minutes(45));
  let_go = true;
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
}

// When even going back fails, the account waits; the others do not, and the next attempt brings it back.
TEST_F(ReloadTest, AnAccountThatCannotGoBackWaits) {
  const auto engine = must(start());
  account("acme", 5);
  fault = [&](std::string_view at) -> Status {
    return at == "verify" || at == "undo" ? fail(FW_E_UNAVAILABLE, "broken") : Status();
  };
  const auto report = must(engine->reload());
  EXPECT_THAT(engine->degraded(), ::testing::ElementsAre("acme"));
  EXPECT_EQ(report.accounts[0].status, "degraded");
  fault = nullptr;
  must(engine->reload());
  EXPECT_TRUE(engine->degraded().empty());
  EXPECT_EQ(days(*engine, "acme"), 5);
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
}

// "--accounts": the change reaches some first.
TEST_F(ReloadTest, OnlyTheAccountsAskedForAreTakenOn) {
  const auto engine = must(start());
  account("acme", 5);
  account("globex", 5);
  account("initech", 5);
  ReloadRequest some;
  some.accounts = {"globex"};
  EXPECT_EQ(must(engine->reload(some)).status, "applied");
  EXPECT_EQ(days(*engine, "acme"), 9);
  EXPECT_EQ(days(*engine, "globex"), 5);
  EXPECT_FALSE(engine->snapshot()->accounts.contains("initech"));
  folder.write("config/accounts/hooli.yaml", "account: hooli\nstores: [\n");
  must(engine->reload());
  account("hooli", 5);
  must(engine->reload(some));
  EXPECT_TRUE(engine->snapshot()->rejected.contains("hooli"));  // as it was; not absent, its jobs not parked
  must(engine->reload());
  EXPECT_TRUE(engine->snapshot()->accounts.contains("hooli"));
  EXPECT_EQ(days(*engine, "acme"), 5);
  EXPECT_TRUE(engine->snapshot()->accounts.contains("initech"));
}

// Many ask at once: one attempt runs, one waits, and the last content is what runs.
TEST_F(ReloadTest, ManyWhoAskAtOnceGetOneMoreAttempt) {
  const auto engine = must(start());
  std::atomic<bool> inside{false}, go{false};
  fault = [&](std::string_view step) -> Status {
    if (step == "judge" && !inside.exchange(true))
      while (!go) std::this_thread::yield();
    return {};
  };
  const auto first = must(engine->ask_reload({}));
  while (!inside) std::this_thread::yield();
  account("acme", 4);
  std::set<std::int64_t> others;
  for (int i = 0; i < 20; ++i) others.insert(must(engine->ask_reload({})));
  EXPECT_EQ(others.size(), 1u);
  EXPECT_NE(*others.begin(), first);
  go = true;
  must(engine->await_reload(*others.begin()));
  EXPECT_EQ(days(*engine, "acme"), 4);
}

// HST-12: a file may hold a secret; what is kept of it is sealed.
TEST_F(ReloadTest, KeptVersionsAreSealed) {
  {
    const auto engine = must(start());
    account("acme", 5, "UNMISTAKABLE-SELLER");
    must(engine->reload());
    account("acme", 5, "ANOTHER");
    must(engine->reload());
    EXPECT_EQ(must(engine->reload(rollback_to(2))).status, "applied");
  }
  for (const auto* file : {"fairway.db", "fairway.db-wal"})
    EXPECT_EQ(folder.read(std::string("data/") + file).find("company: acme\nprivacy"), std::string::npos) << file;
}

// HST-2, HST-5: an interval that a remote cannot bear is said of its account at the start and at each reload.
TEST_F(ReloadTest, AnIntervalBeyondTheRatePlanIsAFindingOfItsAccount) {
  const auto every = [&](const char* interval) {
    auto text = folder.read("config/accounts/acme.yaml");
    const auto at = text.find("orders: {");
    folder.write("config/accounts/acme.yaml",
                 text.substr(0, at) + fmt::format("orders: {{ enabled: true, every: {} }}\n", interval));
  };
  const auto said = [](const config::Findings& findings) {
    std::vector<std::string> out;
    for (const auto& finding : findings)
      if (finding.message.find(" % of ") != std::string::npos) out.push_back(finding.text());
    return out;
  };
  const std::vector<std::string> warning{
      "accounts/acme.yaml:8:37: warning: stores.us.orders.every: us needs 200 % of searchOrders; feasible interval 100 s"};
  std::ostringstream log;
  every("50s");
  const auto engine = must(start([&](Options& options) {
    options.catalogue->plugins.at("amazon").description.manifest.rates.front().per_second = 0.01;
    options.log_sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(log);
  }));
  EXPECT_EQ(said(engine->snapshot()->findings), warning);
  EXPECT_NE(log.str().find("us needs 200 % of searchOrders"), std::string::npos);
  account("globex", 5);
  auto report = must(engine->reload());
  ASSERT_EQ(report.accounts.size(), 2u);
  EXPECT_EQ(said(report.accounts[0].findings), warning) << "of an account that did not change";
  EXPECT_TRUE(said(report.accounts[1].findings).empty());
  every("100s");
  report = must(engine->reload());
  EXPECT_TRUE(said(report.accounts[0].findings).empty());
  EXPECT_TRUE(said(engine->snapshot()->findings).empty());
}

}  // namespace
}  // namespace fairway::engine::test
