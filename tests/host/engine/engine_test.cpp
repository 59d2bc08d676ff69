#include "host/engine/engine.hpp"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include <spdlog/sinks/ostream_sink.h>

#include "fairway/json.hpp"
#include "host/engine/admin_token.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

constexpr Millis kLong = std::chrono::seconds(30);

std::atomic<int> pulls{0};
std::atomic<std::int64_t> deadlines{0};

const FlowTable kFlows{{"pull-orders",
                        {[](flows::Context& context, flows::Work& work) -> Status {
                           if (context.account(work.group().account)) ++pulls;
                           return {};
                         },
                         1}},
                       {"map", {[](flows::Context&, flows::Work&) { return Status(); }, 1}},
                       {"deadlines", {[](flows::Context&, flows::Work&) { return ++deadlines, Status(); }, 1}},
                       {"redact", {[](flows::Context&, flows::Work&) { return Status(); }, 1}}};

// No file of this process can grow any more, as on a full disk.
class SmallDisk {
 public:
  SmallDisk() : old_handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit small{1024, old_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    ::signal(SIGXFSZ, old_handler_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  rlimit old_{};
  void (*old_handler_)(int);
};

struct EngineTest : ::testing::Test {
  EngineTest() {
    pulls = 0;
    folder.write("config/fairway.yaml", "listen: 127.0.0.1:0\n");
    account("acme", "A1");
  }
  void account(const std::string& name, const std::string& seller, const std::string& more = "") {
    folder.write("config/accounts/" + name + ".yaml",
                 "account: " + name + "\ncompany: " + name + "\n" + more +
                     "stores:\n  us:\n    plugin: amazon\n    settings:\n      marketplace: US\n      seller-id: " + seller +
                     "\n      refresh-token: \"${env:TOKEN}\"\n    orders: { enabled: true }\n");
  }
  Result<std::unique_ptr<Engine>> start(std::function<Status(const config::Host&)> reserve = {}) {
    Options options;
    options.reserve = std::move(reserve);
    options.config = folder.path / "config";
    options.data = folder.path / "data";
    options.clock = &clock;
    options.threads = 2;
    options.log_sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(log);
    options.load.environment = [](const std::string& name) {
      return std::optional(name == "TOKEN" ? "Atzr|very-secret" : "made-up-" + name);
    };
    options.catalogue = shop_catalogue();
    options.flows = &kFlows;
    options.supervisor = [this](plugins::Services&, const Clock&) {
      auto made = std::make_unique<FakeSupervisor>();
      made->decide = decide;
      return made;
    };
    return Engine::start(options);
  }

  Folder folder;
  ManualClock clock{kStart};
  std::ostringstream log;
  FakeSupervisor::Decide decide;
};

TEST_F(EngineTest, RunsWhatTheFilesAskForAndEndsCleanly) {
  {
    const auto engine = must(start());
    EXPECT_TRUE(engine->ready());
    ASSERT_TRUE(engine->runner().wait_idle(kLong));
    EXPECT_EQ(pulls, 1);
    clock.advance(std::chrono::minutes(30));
    ASSERT_TRUE(engine->runner().wait_idle(kLong));
    EXPECT_EQ(pulls, 2);
    EXPECT_EQ(number(engine->db(), "SELECT clean FROM host"), 0);
    engine->stop();
    EXPECT_EQ(number(engine->db(), "SELECT clean FROM host"), 1);
    EXPECT_FALSE(engine->ready());
  }
  const auto again = must(start());
  ASSERT_TRUE(again->runner().wait_idle(kLong));
  EXPECT_EQ(pulls, 2);  // the pull is not due again because the host was started
  EXPECT_EQ(number(again->db(), "SELECT epoch FROM host"), 2);
  EXPECT_EQ(log.str().find("very-secret"), std::string::npos);
}

// HST-9: another process has the port.
TEST_F(EngineTest, WhatCannotBeReservedEndsTheStartBeforeAnythingBegins) {
  const auto refused = start([](const config::Host& host) -> Status {
    EXPECT_EQ(host.listen, "127.0.0.1:0");
    return fail(FW_E_UNAVAILABLE, "the port is taken");
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "the port is taken");
  EXPECT_EQ(pulls, 0);
  const auto engine = must(start());
  EXPECT_EQ(number(engine->db(), "SELECT epoch FROM host"), 1) << "it was not a run that ended badly";
}

TEST_F(EngineTest, OneBadFileHoldsNoOtherAccountBack) {
  folder.write("config/accounts/bad.yaml", "account: bad\nstores: [\n");
  const auto engine = must(start());
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  EXPECT_EQ(pulls, 1);
  EXPECT_TRUE(engine->snapshot()->rejected.contains("bad"));
  EXPECT_TRUE(config::has_errors(engine->snapshot()->findings));
}

// HST-9
TEST_F(EngineTest, WithoutOneSoundAccountNoOrderFlows) {
  folder.write("config/accounts/acme.yaml", "account: acme\nstores: [\n");
  {
    const auto engine = must(start());
    EXPECT_TRUE(engine->ready());
    const auto flowing = engine->flowing();
    ASSERT_FALSE(flowing);
    EXPECT_NE(flowing.error().message.find("acme (accounts/acme.yaml:"), std::string::npos) << flowing.error().message;
    account("acme", "A1");
    must(engine->reload());
    EXPECT_TRUE(engine->flowing());
    folder.write("config/accounts/acme.yaml", "account: acme\nstores: [\n");
    must(engine->reload());
    EXPECT_TRUE(engine->flowing()) << "it goes on as it ran";
  }
  account("acme", "A1", "policies: [one-each]\n");
  folder.write("config/accounts/globex.yaml", "account: globex\nstores:\n  us: { plugin: not-there, settings: {} }\n");
  EXPECT_TRUE(must(start())->flowing()) << "one of two is enough";
  std::filesystem::remove_all(folder.path / "data");
  std::filesystem::remove(folder.path / "config/accounts/acme.yaml");
  EXPECT_FALSE(must(start())->flowing()) << "its plugin is missing";
  std::filesystem::remove(folder.path / "config/accounts/globex.yaml");
  const auto first = must(start())->flowing();
  ASSERT_FALSE(first);
  EXPECT_NE(first.error().message.find("fairway account new"), std::string::npos) << "it waits for its first account";
}

// HST-9: a disk that is full is seen within the minute although nothing else happens, and so is its end.
TEST_F(EngineTest, WhatCannotBeWrittenIsNotReady) {
  const auto engine = must(start());
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  EXPECT_TRUE(engine->flowing());
  const auto becomes = [&](bool flowing) {
    for (const auto end = std::chrono::steady_clock::now() + kLong; std::chrono::steady_clock::now() < end;) {
      if (engine->flowing().has_value() == flowing) return true;
      clock.advance(std::chrono::minutes(1));
      std::this_thread::sleep_for(Millis(1));
    }
    return false;
  };
  {
    const SmallDisk small;
    ASSERT_TRUE(becomes(false));
    EXPECT_NE(engine->flowing().error().message.find("the last write to the database failed"), std::string::npos);
    EXPECT_TRUE(engine->ready());
  }
  EXPECT_TRUE(becomes(true));
}

TEST_F(EngineTest, APolicyRefusesAnAccountAtStart) {  // ACC-4
  account("globex", "A2", "policies: [one-each]\n");
  decide = [](const std::string&, const auto& questions) {
    return std::vector<plugins::Answer>(questions.size(), fail(FW_E_INTERNAL, "crashed"));
  };
  const auto engine = must(start());
  EXPECT_TRUE(engine->snapshot()->accounts.contains("acme"));
  EXPECT_TRUE(engine->snapshot()->rejected.contains("globex"));
}

TEST_F(EngineTest, ErrorsOfTheHostFileAreNoStart) {
  folder.write("config/fairway.yaml", "listen: 127.0.0.1:0\nmood: good\n");
  const auto engine = start();
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code, FW_E_CONFIG);
  EXPECT_NE(engine.error().message.find("fairway.yaml:2:1"), std::string::npos) << engine.error().message;
}

// HST-1: a password in `database:` that came from ${…} is in no message, the start's own error included.
TEST_F(EngineTest, ADatabaseThatCannotBeOpenedIsNamedWithoutItsPassword) {
  folder.write("config/fairway.yaml", "listen: 127.0.0.1:0\ndatabase: \"postgresql://fairway:${env:PASSWORD}@db/orders\"\n");
  const auto engine = start();
  ASSERT_FALSE(engine);
  EXPECT_NE(engine.error().message.find("database"), std::string::npos) << engine.error().message;
  EXPECT_EQ(engine.error().message.find("made-up"), std::string::npos) << engine.error().message;
}

// HST-1: policies are told the company; what they say of it is shown without it.
TEST_F(EngineTest, APolicysWordsDoNotRepeatWhatCameFromOutsideTheFile) {
  account("globex", "A2", "policies: [one-each]\nnotify: { webhook: \"https://hooks.example/${env:HOOK}\" }\n");
  decide = [](const std::string&, const auto& questions) {
    return std::vector<plugins::Answer>(
        questions.size(),
        std::string(R"({"findings":[{"severity":"warning","path":"","message":"told made-up-HOOK of it"}]})"));
  };
  const auto engine = must(start());
  ASSERT_TRUE(engine->snapshot()->accounts.contains("globex"));
  bool told = false;
  for (const auto& finding : engine->snapshot()->findings) {
    EXPECT_EQ(finding.message.find("made-up"), std::string::npos) << finding.message;
    told = told || finding.message == "told *** of it";
  }
  EXPECT_TRUE(told);
  engine->log().info("calls https://hooks.example/made-up-HOOK");
  EXPECT_EQ(log.str().find("made-up"), std::string::npos) << log.str();
}

TEST_F(EngineTest, ADataFolderThatWasOpenToOthersIsInTheLog) {  // HST-12
  std::filesystem::create_directory(folder.path / "data");
  ::chmod((folder.path / "data").c_str(), 0755);
  must(start());
  EXPECT_NE(log.str().find("open to others (mode 0755)"), std::string::npos) << log.str();
}

TEST_F(EngineTest, TheFirstAdminTokenIsWrittenForItsOwnerOnly) {
  const auto engine = must(start());
  const auto file = folder.path / "data" / kAdminTokenFile;
  struct stat info {};
  ASSERT_EQ(::stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  auto token = folder.read("data/admin.token");
  token.pop_back();
  EXPECT_EQ(token.size(), 64u);
  EXPECT_EQ(look(engine->db(), "SELECT hash FROM api_token").text(0, 0), hash_api_token(token));
  EXPECT_FALSE(must(ensure_admin_token(engine->db(), folder.path / "data", clock.now())));
}

TEST_F(EngineTest, ShowsWhatItDoesAsMetrics) {
  const auto engine = must(start());
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  change(engine->db(),
         "INSERT INTO job (key, account, kind, target, state, due_at, created_at) VALUES ('x', 'acme', 'map', '', 'dead', "
         "0, 0)");
  const auto text = engine->metrics_text();
  for (const auto* line :
       {"fairway_jobs_total{kind=\"pull-orders\",outcome=\"done\"} 1", "fairway_jobs{state=\"dead\"} 1",
        "fairway_worker_up{plugin=\"amazon\",version=\"1.0\"} 1", "fairway_due_backlog_seconds 0", "fairway_build_info{"})
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
}

TEST_F(EngineTest, ASecondHostOnTheSameFolderIsTurnedAway) {
  const auto engine = must(start());
  const auto second = start();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, FW_E_UNAVAILABLE);
}

TEST_F(EngineTest, AReloadChangesOnlyTheAccountThatChanged) {  // HST-2
  account("globex", "A2");
  const auto engine = must(start());
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  const auto before = engine->snapshot();
  EXPECT_EQ(must(engine->reload()).status, "unchanged");
  account("acme", "A1", "privacy: { retain: 10d }\n");
  account("initech", "A3");
  const auto report = must(engine->reload());
  EXPECT_EQ(report.status, "applied");
  EXPECT_EQ(report.attempt, 3);
  ASSERT_EQ(report.accounts.size(), 3u);
  EXPECT_EQ(report.accounts[0].generation, 2);  // acme
  EXPECT_EQ(report.accounts[1].generation, 1);  // globex
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  EXPECT_EQ(pulls, 3);                     // the new account's first pull was due at once
  EXPECT_EQ(before->accounts.size(), 2u);  // who holds the old snapshot keeps it
}

TEST_F(EngineTest, AReloadThatIsRefusedLeavesTheAccountRunning) {  // HST-2
  account("globex", "A2");
  const auto engine = must(start());
  folder.write("config/accounts/acme.yaml", "account: acme\nstores: [\n");
  const auto report = must(engine->reload());
  EXPECT_EQ(report.status, "rejected");
  EXPECT_EQ(report.accounts[0].status, "rejected");
  EXPECT_FALSE(report.accounts[0].findings.empty());
  EXPECT_EQ(engine->snapshot()->accounts.at("acme")->stores.size(), 1u);
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  const int before = pulls;
  clock.advance(std::chrono::minutes(30));
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  EXPECT_EQ(pulls, before + 2);
}

TEST_F(EngineTest, LosingManyAccountsAtOnceMustBeMeant) {
  account("globex", "A2");
  const auto engine = must(start());
  std::filesystem::remove(folder.path / "config/accounts/globex.yaml");
  EXPECT_EQ(must(engine->reload()).status, "rejected");
  EXPECT_EQ(engine->snapshot()->accounts.size(), 2u);
  ReloadRequest removing;
  removing.allow_removals = true;
  EXPECT_EQ(must(engine->reload(removing)).status, "applied");
  EXPECT_EQ(engine->snapshot()->accounts.size(), 1u);
  EXPECT_EQ(number(engine->db(), "SELECT absent FROM account WHERE name = 'globex'"), 1);
}

TEST_F(EngineTest, LevelsOfBucketsAreStoredEachMinute) {
  const auto engine = must(start());
  ASSERT_TRUE(engine->runner().wait_idle(kLong));
  const auto until = std::chrono::steady_clock::now() + kLong;
  engine->rates().permit({"amazon", "searchOrders", {{"region", "NA"}, {"seller-id", "A1"}}, false});
  clock.advance(std::chrono::minutes(1));
  while (number(engine->db(), "SELECT COUNT(*) FROM bucket") == 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::yield();
  EXPECT_EQ(number(engine->db(), "SELECT COUNT(*) FROM bucket"), 2);
}

}  // namespace
}  // namespace fairway::engine::test
