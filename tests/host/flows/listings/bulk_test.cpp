// LST-10, LST-12: many changes of listings are told together where that ends sooner, and what became of them is joined to them.
#include <gmock/gmock.h>

#include "host/flows/listings/bulk_plan.hpp"
#include "tests/host/flows/dying.hpp"
#include "tests/host/flows/listings/bulk_support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using W = ListingWish;

TEST(BulkPlan, TheWayThatEndsSoonerIsTaken) {
  struct Case {
    BulkCase of;
    bool bulk;
    const char* why;
  };
  using std::chrono::minutes;
  for (const auto& [of, bulk, why] :
       {Case{{1500, 5, Millis(0)}, false, "five minutes one by one, and as many together"},
        {{1501, 5, Millis(0)}, true, "a submission takes five minutes where nobody knows better"},
        {{1501, 5, minutes(20)}, false, "the last one took twenty"},
        {{6001, 5, minutes(20)}, true, "even so"},
        {{301, 5, minutes(1)}, true, "the last one was quick"},
        {{301, 5, Millis(1)}, true, "none is believed to be quicker than a minute"},
        {{299, 5, Millis(1)}, false, ""},
        {{0, 5, Millis(0)}, false, "nothing to tell"},
        {{100'000, 0, Millis(0)}, false, "single calls have no limit"}})
    EXPECT_EQ(is_bulk_sooner(of), bulk) << of.changes << ": " << why;
}

TEST_F(BulkTest, ManyAreToldTogetherAndEachHasItsOutcome) {
  have(60);
  ask_all(W::hide, 60);
  refuses = {"S7"};
  submit();
  EXPECT_EQ(in_state("submitted"), 60);
  tell();
  EXPECT_THAT(told, IsEmpty()) << "each is told once";
  ends = false;
  ask_verdicts();
  EXPECT_EQ(in_state("submitted"), 60);
  ends = true;
  ask_verdicts();
  EXPECT_EQ(in_state("told"), 59);
  EXPECT_EQ(
      text("SELECT l.sku || ' ' || c.state || ' ' || c.error || ' ' || c.submission FROM listing_change c JOIN listing l "
           "ON l.id = c.listing_id WHERE c.state <> 'told'"),
      "S7 refused 8541 no F-1");
  EXPECT_EQ(number("SELECT COUNT(*) FROM listing_issue WHERE code = '8541'"), 1);
  EXPECT_EQ(findings(), "listing-refused");
  look_for_a_day();
  EXPECT_EQ(in_state("verified"), 59);
  const int before = asked;
  ask_verdicts();
  EXPECT_EQ(asked, before) << "nothing is asked of what is over";
}

TEST_F(BulkTest, FewAreToldOneByOne) {
  have(60);
  ask_all(W::hide, 30);
  submit();
  EXPECT_THAT(feed_of, IsEmpty());
  tell();
  EXPECT_EQ(told.size(), 30u);
}

TEST_F(BulkTest, ManyThatOneByOneWouldTakeLessAreToldOneByOne) {
  have(60);
  catalogue.plugins["amazon"].description.manifest.rates.back().per_second = 5;
  ask_all(W::hide, 60);
  submit();
  EXPECT_THAT(feed_of, IsEmpty());
  tell();
  EXPECT_EQ(told.size(), 60u);
}

TEST_F(BulkTest, OfAListingThatIsSubmittedNothingElseIsToldUntilTheChannelHasAnswered) {
  have(60);
  ask_all(W::hide, 60);
  submit();
  auto wanted = of("S3");
  wanted.quantity = 5;
  EXPECT_EQ(ask_for(W::unhide, std::vector{wanted}).at(0).refused, "");
  EXPECT_EQ(in_state("superseded"), 0) << "it is in the channel's hands";
  for (int i = 0; i < 3; ++i) tell(), clock.advance(std::chrono::seconds(3));
  EXPECT_THAT(told, IsEmpty());
  ask_verdicts();
  clock.advance(std::chrono::seconds(3));
  tell();
  EXPECT_THAT(told, ElementsAre("unhide S3"));
  EXPECT_EQ(channel["S3"].quantity, 5);
  EXPECT_EQ(channel["S4"].quantity, 0);
}

TEST_F(BulkTest, WhatTheChannelGivesUpIsToldOneByOne) {
  have(60);
  ask_all(W::hide, 60);
  submit();
  fate = ListingFate::lost;
  ask_verdicts();
  EXPECT_EQ(in_state("due"), 60);
  EXPECT_EQ(text("SELECT fate FROM listing_submission"), "lost");
  tell();
  EXPECT_EQ(told.size(), 60u);
  EXPECT_EQ(in_state("told"), 60);
}

TEST_F(BulkTest, WhatTheChannelSaysNothingOfForHalfADayIsToldOneByOne) {
  have(60);
  ask_all(W::hide, 60);
  submit();
  ends = false;
  for (int i = 0; i < 11; ++i) {
    clock.advance(std::chrono::hours(1));
    ask_verdicts();
    ASSERT_EQ(in_state("submitted"), 60) << i;
  }
  EXPECT_THAT(given_up, IsEmpty());
  clock.advance(std::chrono::hours(1));
  ask_verdicts();
  EXPECT_EQ(in_state("due"), 60);
  EXPECT_THAT(given_up, ElementsAre("F-1")) << "it is not to come later and undo what was said meanwhile";
}

TEST_F(BulkTest, WhereTheChannelTakesNoSubmissionTheyGoOneByOne) {
  have(60);
  ask_all(W::hide, 60);
  takes = false;
  submit();
  EXPECT_EQ(in_state("due"), 60);
  EXPECT_EQ(number("SELECT COUNT(*) FROM listing_submission"), 0);
  tell();
  EXPECT_EQ(told.size(), 60u);
}

TEST_F(BulkTest, TheNextSubmissionWaitsForTheOneBefore) {
  have(120);
  ask_all(W::hide, 60);
  submit();
  std::vector<Wanted> more;
  for (int i = 60; i < 120; ++i) more.push_back(of(name(i)));
  ask_for(W::hide, more);
  submit();
  EXPECT_EQ(feed_of.size(), 1u);
  ask_verdicts();
  submit();
  EXPECT_EQ(feed_of.size(), 2u);
  ask_verdicts();
  EXPECT_EQ(in_state("told"), 120);
}

// Dies at each COMMIT in turn: every change reaches the channel, none twice in a way that a later wish would be undone by.
struct BulkCrash : BulkTest {
  void live(storage::Database* through) {
    in_use = through;
    run("submit-listings"), run("pull-verdicts"), run("tell-listings"), run("tell-content");
    in_use = nullptr;
    feeds = static_cast<int>(feed_of.size());
    must(db->transact([&](storage::Transaction& tx) { return ledger::reclaim(tx, ++epoch, clock.now()); }));
  }
};

TEST_F(BulkCrash, AtEveryCommitAllIsToldInTheEnd) {
  have(60);
  for (int commits = 0; commits < 10; ++commits) {
    auto back = std::vector<Wanted>();
    for (int i = 0; i < 60; ++i) back.push_back(of(name(i))), back.back().quantity = 3;
    ask_for(W::unhide, back);
    for (int i = 0; i < 8; ++i) clock.advance(std::chrono::minutes(2)), live(db.get());
    ask_all(W::hide, 60);
    clock.advance(std::chrono::seconds(10));
    Dying dying(*db, commits);
    live(&dying);
    for (int i = 0; i < 8; ++i) clock.advance(std::chrono::minutes(2)), live(db.get());
    for (int i = 0; i < 60; ++i) ASSERT_EQ(channel[name(i)].quantity, 0) << name(i) << ", died after " << commits;
    EXPECT_EQ(in_state("due") + in_state("telling") + in_state("submitting") + in_state("submitted"), 0)
        << "died after " << commits << ": " << states();
  }
}

TEST_F(BulkTest, WhatWasHandedOverByWhoDiedIsHandedOverAgainThoughItWasPausedMeanwhile) {
  have(60);
  ask_all(W::hide, 60);
  must(db->transact([](storage::Transaction& tx) {
    return ledger::done(tx.execute("UPDATE listing_change SET state = 'submitting'", {}));
  }));
  auto c = context();
  must(pause_listing(c, {"acme", "us-main", "S5"}, true));
  submit();
  EXPECT_EQ(in_state("submitting"), 0);
  ask_verdicts();
  EXPECT_EQ(in_state("told"), 60);
}

TEST_F(BulkTest, WhatAnotherPluginHadInHandIsToldOneByOne) {
  have(60);
  ask_all(W::hide, 60);
  must(db->transact([](storage::Transaction& tx) {
    return ledger::done(tx.execute("UPDATE listing_change SET state = 'submitting'", {}));
  }));
  auto& manifest = catalogue.plugins["amazon"].description.manifest;
  std::erase_if(manifest.pushes, [](const auto& push) { return push.document == ListingBulkChange::kSchema; });
  submit();
  EXPECT_EQ(in_state("due"), 60);
  tell();
  EXPECT_EQ(told.size(), 60u);
}

}  // namespace
}  // namespace fairway::flows::test
