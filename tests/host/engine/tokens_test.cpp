#include "host/engine/tokens.hpp"

#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

using Kind = Tokens::Answer::Kind;
using std::chrono::seconds;

struct TokensTest : ::testing::Test {
  Folder folder;
  std::unique_ptr<storage::Database> db = open_in(folder);
  std::unique_ptr<storage::Vault> vault = must(storage::open_vault(folder.path));
  CurrentCatalogue catalogue{shop_catalogue()};
  ManualClock clock{kStart};
  Tokens tokens{*db, *vault, catalogue, clock};

  plugins::ChannelSpec spec(const std::string& store, const std::string& refresh) {
    plugins::ChannelSpec spec{
        "amazon", "acme/" + store, "orders", json::object(), {}, {{"seller-id", "A1"}, {"region", "NA"}}};
    if (refresh.empty()) return spec;
    spec.settings = json::object{{"refresh-token", json::object{{"$secret", "rt"}}}};
    spec.secrets["rt"] = refresh;
    return spec;
  }
  Tokens::Answer get(const plugins::ChannelSpec& of, const std::string& holder = "h") {
    return must(tokens.get(of, "", holder));
  }
};

TEST_F(TokensTest, TheFirstRefreshTokenIsTheOneOfTheSettings) {  // ACC-7
  const auto store = spec("us", "Atzr|configured");
  const auto first = get(store);
  EXPECT_EQ(first.kind, Kind::refresh);
  EXPECT_EQ(first.text, "Atzr|configured");
  EXPECT_EQ(get(store).kind, Kind::wait);
  EXPECT_EQ(must(tokens.put(store, "", first.version, "Atza|1", "", seconds(3600))), "Atza|1");
  EXPECT_EQ(get(store).text, "Atza|1");
}

TEST_F(TokensTest, ARotatedRefreshTokenIsTheNextOneAndNothingLiesInTheClear) {
  const auto store = spec("us", "Atzr|configured");
  must(tokens.put(store, "", get(store).version, "Atza|1", "Atzr|rotated", seconds(10)));
  const auto again = get(store);
  EXPECT_EQ(again.kind, Kind::refresh);
  EXPECT_EQ(again.text, "Atzr|rotated");
  const auto rows = look(*db, "SELECT refresh, access, scope FROM token");
  for (std::size_t column = 0; column < 3; ++column) EXPECT_EQ(rows.text(0, column).find("Atz"), std::string::npos);
}

TEST_F(TokensTest, StoresOfOneSellerShareATokenUnlessTheyHoldTheirOwn) {  // ACC-2
  const auto us = spec("us", "Atzr|same"), ca = spec("ca", "Atzr|same"), mx = spec("mx", "Atzr|own");
  must(tokens.put(us, "", get(us).version, "Atza|1", "", seconds(3600)));
  EXPECT_EQ(get(ca).text, "Atza|1");
  EXPECT_EQ(get(mx).text, "Atzr|own");
}

TEST_F(TokensTest, ANewRefreshTokenInTheSettingsWinsAtOnce) {  // ACC-7
  const auto before = spec("us", "Atzr|old"), after = spec("us", "Atzr|new");
  must(tokens.put(before, "", get(before).version, "Atza|1", "Atzr|rotated", seconds(3600)));
  const auto answer = get(after);
  EXPECT_EQ(answer.kind, Kind::refresh);
  EXPECT_EQ(answer.text, "Atzr|new");
}

TEST_F(TokensTest, RenewsAMinuteEarlyWhileOthersStillUseTheOldOne) {
  const auto store = spec("us", "r");
  must(tokens.put(store, "", get(store).version, "old", "", seconds(100)));
  clock.advance(seconds(39));
  EXPECT_EQ(get(store).kind, Kind::value);
  clock.advance(seconds(1));
  EXPECT_EQ(get(store, "first").kind, Kind::refresh);
  EXPECT_EQ(get(store, "second").text, "old");
  clock.advance(seconds(29));
  EXPECT_EQ(get(store, "second").text, "old");
}

TEST_F(TokensTest, ALeaseThatNobodyEndsEndsAfter30Seconds) {
  const auto store = spec("us", "r");
  EXPECT_EQ(get(store).kind, Kind::refresh);
  clock.advance(seconds(29));
  EXPECT_EQ(get(store).kind, Kind::wait);
  clock.advance(seconds(1));
  EXPECT_EQ(get(store).kind, Kind::refresh);
}

TEST_F(TokensTest, AFailedRefreshEndsItsLease) {
  const auto store = spec("us", "r");
  tokens.failed(store, "", get(store).version);
  EXPECT_EQ(get(store).kind, Kind::refresh);
}

TEST_F(TokensTest, APutFromAStaleRefreshTokenIsRefusedAndTheNewerOneHandedOut) {
  const auto store = spec("us", "r1");
  const auto slow = get(store, "slow");
  clock.advance(seconds(31));
  const auto quick = get(store, "quick");
  must(tokens.put(store, "", quick.version, "newer", "r2", seconds(3600)));
  EXPECT_EQ(must(tokens.put(store, "", slow.version, "stale", "r1b", seconds(3600))), "newer");
  EXPECT_EQ(get(store).text, "newer");
  EXPECT_EQ(must(vault->unseal_with_host_key(look(*db, "SELECT refresh FROM token").text(0, 0))), "r2");
}

TEST_F(TokensTest, OnlyTheCurrentTokenCanBeRefused) {
  const auto store = spec("us", "r");
  must(tokens.put(store, "", get(store).version, "one", "", seconds(3600)));
  tokens.refused(store, "", "zero");
  EXPECT_EQ(get(store).text, "one");
  tokens.refused(store, "", "one");
  const auto again = get(store);
  EXPECT_EQ(again.kind, Kind::refresh);
  must(tokens.put(store, "", again.version, "two", "", seconds(3600)));
  tokens.refused(store, "", "one");
  EXPECT_EQ(get(store).text, "two");
}

TEST_F(TokensTest, AConnectedTokenOutlivesARestartAndYieldsToTheSettings) {  // ACC-6
  const auto store = spec("us", "");
  must(tokens.connect(store, "", "Atzr|connected", "oauth"));
  Tokens restarted(*db, *vault, catalogue, clock);
  EXPECT_EQ(must(restarted.get(store, "", "h")).text, "Atzr|connected");
  EXPECT_FALSE(tokens.connect(spec("us", "Atzr|configured"), "", "x", "oauth"));
}

TEST_F(TokensTest, FiftyThreadsMakeOneRefresh) {
  const auto store = spec("us", "r");
  std::atomic<int> refreshes{0}, values{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 50; ++i)
    threads.emplace_back([&, i] {
      while (true) {
        const auto answer = tokens.get(store, "", "h" + std::to_string(i));
        if (!answer || answer->kind == Kind::wait) {
          std::this_thread::yield();
          continue;
        }
        if (answer->kind == Kind::refresh) {
          ++refreshes;
          (void)tokens.put(store, "", answer->version, "fresh", "", seconds(3600));
          continue;
        }
        EXPECT_EQ(answer->text, "fresh");
        ++values;
        return;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(refreshes, 1);
  EXPECT_EQ(values, 50);
}

}  // namespace
}  // namespace fairway::engine::test
