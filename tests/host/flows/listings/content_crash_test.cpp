// LST-13: the host dies at every COMMIT in turn while contents are told. In the end the channel has what was said last, families
// before their variants, and nothing is told without a row that says so.
#include "tests/host/flows/dying.hpp"
#include "tests/host/flows/listings/content_support.hpp"

namespace fairway::flows::test {
namespace {

struct ContentCrash : ContentTest {
  // One life of the host: until it dies, or nothing is due.
  void live(storage::Database* through) {
    in_use = through;
    for (int i = 0; i < 4; ++i) plan(), run("tell-content"), run("tell-listings"), run("look-at-listings");
    in_use = nullptr;
    must(db->transact([&](storage::Transaction& tx) { return ledger::reclaim(tx, ++epoch, clock.now()); }));
  }
};

TEST_F(ContentCrash, AtEveryCommitTheChannelHasInTheEndWhatWasSaidLast) {
  sell({"A", "P"});
  rules.variation_theme = "COLOR", apply_rules();
  family("P", std::nullopt, true), family("A", "P", std::nullopt);
  for (int commits = 0; commits < 14; ++commits) {
    contents.clear(), told.clear();
    auto c = context();
    must(tell_contents_again(c, "acme", "us-main", {"A", "P"}, {"ada"}));
    Dying dying(*db, commits);
    live(&dying);
    describe("A", {{"title", {"title " + std::to_string(commits)}}});
    for (int i = 0; i < 6; ++i) clock.advance(std::chrono::minutes(11)), live(db.get());
    EXPECT_EQ(shown("A", "item_name"), "title " + std::to_string(commits)) << "died after " << commits;
    EXPECT_EQ(shown("A", "@family"), "P COLOR") << "died after " << commits;
    EXPECT_EQ(told.front(), "content P") << "died after " << commits;
    EXPECT_EQ(number("SELECT COUNT(*) FROM listing_change WHERE ended_at IS NULL"), 0) << states();
    EXPECT_EQ(number("SELECT COUNT(*) FROM job WHERE kind IN ('tell-listings', 'tell-content')"), 0);
    const auto calls = script.pushed.size();
    clock.advance(std::chrono::hours(7)), live(db.get());
    EXPECT_EQ(script.pushed.size(), calls) << "and then it has nothing more to tell";
  }
}

}  // namespace
}  // namespace fairway::flows::test
