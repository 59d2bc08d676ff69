// LST-10, LST-12: the host dies at every COMMIT in turn while listings are changed. What was wanted is told in the end, a later
// wish is never undone by an earlier one, and nothing is told without a row that says so.
#include "tests/host/flows/dying.hpp"
#include "tests/host/flows/listings/change_support.hpp"

namespace fairway::flows::test {
namespace {

struct ChangeCrash : ChangeTest {
  // One life of the host: until it dies, or nothing is due.
  void live(storage::Database* through) {
    in_use = through;
    for (int i = 0; i < 4; ++i) run("tell-listings"), run("look-at-listings");
    in_use = nullptr;
    must(db->transact([&](storage::Transaction& tx) { return ledger::reclaim(tx, ++epoch, clock.now()); }));
  }
};

TEST_F(ChangeCrash, AtEveryCommitWhatIsWantedIsToldInTheEndAndInItsOrder) {
  import({listing("A", "B01")});
  listed("A", "B01");
  for (int commits = 0; commits < 12; ++commits) {
    told.clear();
    channel.clear();
    listed("A", "B01");
    ask_for(ListingWish::publish, "A");
    Dying dying(*db, commits);
    live(&dying);
    ask_for(ListingWish::delist, "A");
    for (int i = 0; i < 6; ++i) clock.advance(std::chrono::minutes(11)), live(db.get());
    EXPECT_EQ(told.back(), "delist A") << "died after " << commits;
    EXPECT_EQ(channel.count("A"), 0U) << "died after " << commits;
    EXPECT_EQ(last_state(), "verified") << "died after " << commits << ": " << states();
    EXPECT_EQ(number("SELECT COUNT(*) FROM listing_change WHERE ended_at IS NULL"), 0) << states();
    EXPECT_EQ(number("SELECT COUNT(*) FROM job WHERE kind = 'tell-listings'"), 0);
  }
}

}  // namespace
}  // namespace fairway::flows::test
