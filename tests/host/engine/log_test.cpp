#include "host/engine/log.hpp"

#include <random>

#include <spdlog/sinks/ostream_sink.h>

#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

struct LogTest : ::testing::Test {
  std::ostringstream out;
  ManualClock clock{kStart};
  std::shared_ptr<Redactor> redactor = std::make_shared<Redactor>();
  Log log = make_log(std::make_shared<spdlog::sinks::ostream_sink_mt>(out), Log::Level::info, redactor, clock);
};

TEST_F(LogTest, WritesOneObjectALine) {
  log.named("runner").warn("went wrong", {{"account", "acme"}, {"jobs", 3}});
  const auto line = out.str();
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  const auto parsed = parse_json(line);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(text_at(*parsed, "level"), "warn");
  EXPECT_EQ(text_at(*parsed, "logger"), "runner");
  EXPECT_EQ(text_at(*parsed, "message"), "went wrong");
  EXPECT_EQ(text_at(*parsed, "account"), "acme");
  EXPECT_EQ(number_at(*parsed, "jobs"), 3);
  EXPECT_EQ(text_at(*parsed, "time"), "2024-10-04T00:00:00Z");
}

TEST_F(LogTest, ForeignTextCannotForgeALine) {
  log.info("first\n{\"level\":\"error\"}\x1b[31m {} {0}", {{"field", std::string("a\r\nb")}});
  const auto line = out.str();
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_TRUE(parse_json(line));
}

TEST_F(LogTest, LeavesOutWhatIsBelowItsLevel) {
  log.debug("quiet");
  EXPECT_TRUE(out.str().empty());
}

TEST_F(LogTest, MasksSecretsOfTheConfigurationInMessageAndFields) {
  config::Snapshot snapshot;
  auto account = make_account("acme", "A1");
  account->stores[0].settings.secrets["s"] = "pa\"ss\nword";
  account->warehouses.emplace_back().settings.secrets["w"] = "hunter2x";
  snapshot.accounts["acme"] = account;
  redactor->know(snapshot);
  log.info("sent pa\"ss\nword", {{"header", std::string("x-key: hunter2x")}});
  EXPECT_EQ(out.str().find("word"), std::string::npos);
  EXPECT_EQ(out.str().find("hunter2x"), std::string::npos);
}

TEST(Redactor, MasksWhatHasTheShapeOfAToken) {
  Redactor redactor;
  for (const auto& [text, masked] :
       std::map<std::string, std::string>{{"token Atza|IwEBIabc-_123 refused", "token Atza|*** refused"},
                                          {"Atzr|IwEB,Atc|MQEB", "Atzr|***,Atc|***"},
                                          {"Authorization: Bearer abc.def-ghi", "Authorization: Bearer ***"},
                                          {"Basic dXNlcjpwYXNz==", "Basic ***"},
                                          {"Bearer ", "Bearer "},
                                          {"nothing here", "nothing here"}})
    EXPECT_EQ(redactor.mask(text), masked);
}

TEST(Redactor, MasksTheLongerSecretFirstAndPassesOverTinyOnes) {
  Redactor redactor;
  redactor.know(std::set<std::string>{"abcd", "abcd-efgh", "x"});
  EXPECT_EQ(redactor.mask("abcd-efgh abcd x"), "*** *** x");
}

// HST-2: at a reload a secret is known as long as an account that runs, or will run, has it.
TEST(Redactor, KnowsASecretAsLongAsSomebodyHasIt) {
  const auto with = [](const std::string& name, std::map<std::string, std::string> secrets) {
    config::Snapshot snapshot;
    auto account = make_account(name, "A1");
    account->stores[0].settings.secrets = std::move(secrets);
    snapshot.accounts[name] = std::move(account);
    return snapshot;
  };
  const auto before = with("acme", {{"a", "old-secret"}, {"b", "shared-one"}});
  const auto after = with("globex", {{"c", "new-secret"}, {"d", "shared-one"}});
  Redactor redactor;
  redactor.know(before);
  redactor.know(after, &before);
  EXPECT_EQ(redactor.mask("old-secret new-secret shared-one"), "*** *** ***");
  redactor.know(after);
  EXPECT_EQ(redactor.mask("old-secret new-secret shared-one"), "old-secret *** ***");
  redactor.know(std::set<std::string>{"of-the-host"});
  EXPECT_EQ(redactor.mask("of-the-host new-secret"), "*** ***");
}

// Whatever came before, it knows what one would that is told only of what is now.
TEST(Redactor, KnowsWhatIsNowAndNothingElse) {
  std::mt19937 random(20261129);
  const auto any_secret = [&] { return fmt::format("secret-{}", random() % 6); };
  config::Snapshot now;
  Redactor remembers;
  for (int round = 0; round < 500; ++round) {
    const auto before = now;
    auto& some = random() % 3 == 0 ? now.unsound : now.accounts;
    const auto name = fmt::format("a{}", random() % 4);
    auto account = make_account(name, "A1");
    account->stores[0].settings.secrets["s"] = any_secret();
    account->hidden.insert(any_secret());
    if (random() % 4 == 0) some.erase(name);
    else if (random() % 4 == 0) now.unsound.insert(now.accounts.extract(name));
    else some[name] = std::move(account);
    const auto* beside = random() % 2 == 0 ? &before : nullptr;
    Redactor fresh;
    remembers.know(now, beside);
    fresh.know(now, beside);
    for (int i = 0; i < 6; ++i) {
      const auto secret = fmt::format("secret-{}", i);
      ASSERT_EQ(remembers.mask(secret), fresh.mask(secret)) << "round " << round;
    }
  }
}

}  // namespace
}  // namespace fairway::engine::test
