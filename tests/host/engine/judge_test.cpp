#include "host/engine/judge.hpp"

#include <random>

#include "fairway/documents/questions.hpp"
#include "fairway/json.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

using config::Severity;
using plugins::Answer;

struct JudgeTest : ::testing::Test {
  FakeSupervisor supervisor;
  Catalogue catalogue = shop_catalogue();
  config::Snapshot snapshot;

  config::Account& add(const std::string& name, const std::string& seller, bool judged = true) {
    auto account = make_account(name, seller);
    if (judged) account->policies = {"one-each"};
    auto& made = *account;
    snapshot.accounts[name] = std::move(account);
    return made;
  }
  void judge() { engine::judge(snapshot, nullptr, catalogue, supervisor); }
  static std::vector<Answer> same(const std::vector<std::string>& questions, const Answer& answer) {
    return std::vector<Answer>(questions.size(), answer);
  }
};

TEST_F(JudgeTest, AnAccountThatNobodyObjectsToStays) {
  add("acme", "A1");
  judge();
  EXPECT_TRUE(snapshot.findings.empty());
  EXPECT_TRUE(snapshot.accounts.contains("acme"));
}

TEST_F(JudgeTest, APolicysErrorStandsAtItsPlaceAndRefusesOneAccountOnly) {  // ACC-4
  add("acme", "A1");
  add("globex", "A2");
  supervisor.decide = [](const std::string&, const std::vector<std::string>& questions) {
    std::vector<Answer> answers;
    for (const auto& text : questions) {
      const auto question = from_json<PolicyQuestion>(text);
      answers.emplace_back(
          question.proposed.account == "acme"
              ? R"({"findings":[{"severity":"error","path":"stores.us.settings.seller-id","message":"two of them"}]})"
              : R"({"findings":[{"severity":"warning","path":"stores.us","message":"mind this"}]})");
    }
    return answers;
  };
  judge();
  EXPECT_TRUE(snapshot.rejected.contains("acme"));
  EXPECT_FALSE(snapshot.accounts.contains("acme"));
  EXPECT_TRUE(snapshot.accounts.contains("globex"));
  ASSERT_EQ(snapshot.findings.size(), 2u);
  EXPECT_EQ(snapshot.findings[0].text(), "accounts/acme.yaml:9:18: error: stores.us.settings.seller-id: two of them");
  EXPECT_EQ(snapshot.findings[1].place, (config::Place{"accounts/globex.yaml", 7, 3}));
  EXPECT_EQ(snapshot.findings[1].severity, Severity::warning);
}

TEST_F(JudgeTest, WhoeverCannotJudgeRefuses) {  // fail closed
  const std::map<std::string, Answer> bad{{"crash", fail(FW_E_INTERNAL, "the worker crashed")},
                                          {"hang", fail(FW_E_UNAVAILABLE, "deadline")},
                                          {"empty", std::string()},
                                          {"prose", std::string("yes, fine")},
                                          {"object of something else", std::string(R"({"granted":true})")},
                                          {"findings that are no list", std::string(R"({"findings":true})")},
                                          {"half an answer", std::string(R"({"findings":[)")}};
  for (const auto& [how, answer] : bad) {
    snapshot = {};
    add("acme", "A1");
    add("free", "A2", false);
    supervisor.decide = [&, a = answer](const std::string&, const auto& questions) { return same(questions, a); };
    judge();
    EXPECT_TRUE(snapshot.rejected.contains("acme")) << how;
    EXPECT_TRUE(snapshot.accounts.contains("free")) << how;
  }
}

TEST_F(JudgeTest, TooFewAnswersRefuseThoseWithoutOne) {
  add("a", "A1");
  add("b", "A2");
  supervisor.decide = [](const std::string&, const std::vector<std::string>&) { return std::vector<Answer>{}; };
  judge();
  EXPECT_TRUE(snapshot.accounts.empty());
}

TEST_F(JudgeTest, AnAccountThatKillsThePolicyIsRefusedAlone) {
  for (int i = 0; i < 120; ++i) add(fmt::format("a{:03}", i), fmt::format("S{}", i));
  supervisor.decide = [](const std::string&, const std::vector<std::string>& questions) {
    const bool poisoned = std::any_of(questions.begin(), questions.end(),
                                      [](const auto& q) { return q.find("\"a077\"") != std::string::npos; });
    return poisoned ? same(questions, fail(FW_E_INTERNAL, "crashed")) : same(questions, std::string(R"({"findings":[]})"));
  };
  judge();
  EXPECT_EQ(snapshot.accounts.size(), 119u);
  EXPECT_TRUE(snapshot.rejected.contains("a077"));
}

TEST_F(JudgeTest, AnUnknownSeverityIsAnError) {
  add("acme", "A1");
  supervisor.decide = [](const std::string&, const auto& questions) {
    return same(questions, std::string(R"({"findings":[{"severity":"fatal","path":"","message":"no"}]})"));
  };
  judge();
  EXPECT_TRUE(snapshot.rejected.contains("acme"));
}

TEST_F(JudgeTest, TheQuestionNamesWhoHoldsWhatOnlyOneMayHold) {
  add("acme", "A1");
  add("globex", "A1", false);
  auto& off = add("off", "A1", false);
  off.stores[0].enabled = false;
  add("else", "A9", false);
  PolicyQuestion asked;
  supervisor.decide = [&](const std::string&, const std::vector<std::string>& questions) {
    asked = from_json<PolicyQuestion>(questions[0]);
    return same(questions, std::string(R"({"findings":[]})"));
  };
  judge();
  EXPECT_EQ(asked.proposed.account, "acme");
  EXPECT_FALSE(asked.running);
  ASSERT_EQ(asked.proposed.stores.size(), 1u);
  EXPECT_EQ(asked.proposed.stores[0].identity, (std::map<std::string, std::string>{{"seller-id", "A1"}}));
  ASSERT_EQ(asked.others.size(), 1u);
  EXPECT_EQ(asked.others[0].accounts, (std::vector<std::string>{"acme", "globex"}));
}

TEST_F(JudgeTest, ARejectedAccountIsJudgedTooAndStoresOfUnknownPluginsCount) {  // ACC-5
  auto account = make_account("acme", "A1");
  account->policies = {"one-each"};
  account->stores.push_back(make_store("web", ""));
  account->stores[1].settings.plugin = "shopify";
  snapshot.rejected["acme"] = account->place;
  snapshot.unsound["acme"] = account;
  std::vector<std::string> plugins;
  supervisor.decide = [&](const std::string&, const std::vector<std::string>& questions) {
    for (const auto& store : from_json<PolicyQuestion>(questions[0]).proposed.stores) plugins.push_back(store.plugin);
    return same(questions,
                std::string(R"({"findings":[{"severity":"error","path":"stores.web.plugin","message":"not both"}]})"));
  };
  judge();
  EXPECT_EQ(plugins, (std::vector<std::string>{"amazon", "shopify"}));
  ASSERT_EQ(snapshot.findings.size(), 1u);
  EXPECT_EQ(snapshot.findings[0].path, "stores.web.plugin");
}

TEST_F(JudgeTest, APluginsOwnCheckRefusesAnEnabledStoreAndWarnsForADisabledOne) {
  add("acme", "A1", false);
  add("globex", "A2", false).stores[0].enabled = false;
  supervisor.check = [](const std::string&, const json::value&) {
    return std::vector<Failure>{{FW_E_CONFIG, "no such seller", "/seller-id"}};
  };
  judge();
  EXPECT_TRUE(snapshot.rejected.contains("acme"));
  EXPECT_TRUE(snapshot.accounts.contains("globex"));
  ASSERT_EQ(snapshot.findings.size(), 2u);
  for (const auto& finding : snapshot.findings) {
    EXPECT_EQ(finding.place.line, 9);
    EXPECT_EQ(finding.path, "stores.us.settings.seller-id");
  }
}

// HST-2: asking only about what changed comes to the same as asking about all.
TEST_F(JudgeTest, WithWhatItRemembersItSaysTheSame) {
  std::mt19937 random(20261122);
  supervisor.decide = [](const std::string&, const std::vector<std::string>& questions) {
    std::vector<Answer> answers;
    for (const auto& text : questions) {
      const auto question = from_json<PolicyQuestion>(text);
      const bool shared = std::any_of(question.others.begin(), question.others.end(),
                                      [](const auto& other) { return other.accounts.size() > 1; });
      answers.emplace_back(shared ? R"({"findings":[{"severity":"warning","path":"stores.us","message":"shared"}]})"
                                  : R"({"findings":[]})");
    }
    return answers;
  };
  JudgeMemory memory;
  std::map<std::string, std::shared_ptr<const config::Account>> accounts;
  int shared = 0;
  for (int round = 0; round < 300; ++round) {
    const auto name = "a" + std::to_string(random() % 6);
    if (random() % 4 == 0) {
      accounts.erase(name);
    } else {
      auto account = make_account(name, "A" + std::to_string(random() % 3), "h" + std::to_string(round));
      account->policies = {"one-each"};
      account->stores[0].enabled = random() % 3 != 0;
      accounts[name] = std::move(account);
    }
    config::Snapshot remembered, anew;
    remembered.accounts = anew.accounts = accounts;
    engine::judge(remembered, nullptr, catalogue, supervisor, &memory);
    engine::judge(anew, nullptr, catalogue, supervisor);
    ASSERT_EQ(remembered.findings, anew.findings) << "round " << round;
    shared += !anew.findings.empty();
  }
  EXPECT_GT(shared, 30);
}

TEST_F(JudgeTest, APolicyThatCouldNotAnswerIsAskedAgain) {
  add("acme", "A1");
  JudgeMemory memory;
  supervisor.decide = [&](const std::string&, const auto& questions) {
    return same(questions, fail(FW_E_INTERNAL, "crashed"));
  };
  auto first = snapshot;
  engine::judge(first, nullptr, catalogue, supervisor, &memory);
  EXPECT_TRUE(first.rejected.contains("acme"));
  supervisor.decide = nullptr;
  engine::judge(snapshot, nullptr, catalogue, supervisor, &memory);
  EXPECT_TRUE(snapshot.accounts.contains("acme"));
}

}  // namespace
}  // namespace fairway::engine::test
