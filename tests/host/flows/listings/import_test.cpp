// LST-1, LST-2, LST-3, LST-4, LST-5, LST-6, LST-7, LST-8, LST-9, LST-20, LST-22: a store's listings come in.
#include <random>

#include "tests/host/flows/listings/import_support.hpp"

namespace fairway::flows::test {
namespace {

constexpr const char* kBarcode = "036000291452";

TEST_F(ImportTest, BringsItemsAndListingsWithAllThatTheyShow) {
  auto parent = listing("FAMILY", "B0P");
  parent.parent = true, parent.price = {}, parent.quantity.reset(), parent.pending_quantity.reset(), parent.hidden = true;
  auto variant = listing("V-1", "B01", kBarcode);
  variant.parent_sku = "FAMILY", variant.fulfilled_by = FulfilledBy::amazon, variant.quantity.reset();
  const auto id = import({parent, variant, listing("V-2", "B02")});
  EXPECT_EQ(state_of(id), "done");
  EXPECT_EQ(outcomes(id),
            (std::map<std::string, std::string>{{"FAMILY", "created new"}, {"V-1", "created new"}, {"V-2", "created new"}}));
  EXPECT_EQ(listings().at("V-1"), "active Title of V-1 B01 19.90");
  EXPECT_EQ(text("SELECT fulfilled_by FROM listing WHERE sku = 'V-1'"), "amazon");
  EXPECT_EQ(number("SELECT hidden FROM listing WHERE sku = 'FAMILY'"), 1);
  EXPECT_EQ(text("SELECT family || ' ' || gtin || ' ' || images FROM catalogue_item WHERE sku = 'V-1'"),
            "FAMILY 00036000291452 [\"https://images.example/V-1.jpg\"]");
  const auto import = imported(id);
  EXPECT_EQ(import.counts.parents.at("created"), 1);
  EXPECT_EQ(import.counts.variants.at("created"), 2);
  EXPECT_EQ(import.total, 3);
}

TEST_F(ImportTest, TheSameAgainChangesNothing) {
  import({listing("A", "B01", kBarcode), listing("B", "B02"), listing("C", "B03"), listing("D", "B04")});
  const auto before = listings();
  for (const auto* mode : {"create-only", "create-and-overwrite"}) {
    const auto again = import(shown, mode);
    EXPECT_EQ(listings(), before);
    EXPECT_EQ(imported(again).counts.variants.at("linked"), 4);
    EXPECT_EQ(number("SELECT COUNT(*) FROM import_change"), 0);
    EXPECT_EQ(number("SELECT COUNT(*) FROM listing WHERE written_import <> 1"), 0);
  }
}

TEST_F(ImportTest, OverwritesTheListingAndNeverTheItemNorWhatLostACharacter) {
  import({listing("A", "B01")});
  auto told = listing("A", "B01");
  told.title = "Caf? chair", told.lost = {"title"}, told.description = "New words", told.price.amount = "25.00";
  auto id = import({told});
  EXPECT_EQ(outcomes(id).at("A"), "linked known");
  EXPECT_EQ(text("SELECT description FROM listing"), "About A");
  id = import({told}, "create-and-overwrite");
  EXPECT_EQ(outcomes(id).at("A"), "updated changed");
  EXPECT_EQ(text("SELECT title || '/' || description || '/' || price FROM listing"), "Title of A/New words/25.00");
  EXPECT_EQ(text("SELECT description FROM catalogue_item"), "About A");
}

TEST_F(ImportTest, APausedStoreOfNewListingsSendsNothingUntilTheyAreUnpaused) {
  configure([](config::Account& account) { account.stores[0].listings.paused = true; });
  import({listing("A", "B01")});
  EXPECT_EQ(state_in("A"), "paused");
  auto c = context();
  must(pause_listing(c, {"acme", "us-main", "A"}, false));
  EXPECT_EQ(state_in("A"), "active");
  must(set_ships(c, {"acme", "us-main", "A"}, "amazon"));
  EXPECT_EQ(text("SELECT ships || fulfilled_by FROM listing"), "amazonmerchant");
}

TEST_F(ImportTest, OfOneProductTheBetterIsTakenWhenItComesInALaterBatch) {
  page = 1;
  auto poor = listing("POOR", "B01"), fba = listing("FBA", "B01"), out = listing("OUT", "B01");
  out.quantity = 0, out.fulfilled_by = FulfilledBy::amazon;
  fba.fulfilled_by = FulfilledBy::amazon;
  const auto id = import({poor, out, listing("X", "B09"), fba});
  EXPECT_EQ(outcomes(id), (std::map<std::string, std::string>{{"FBA", "created new"},
                                                              {"OUT", "skipped known-product FBA"},
                                                              {"POOR", "skipped known-product FBA"},
                                                              {"X", "created new"}}));
  EXPECT_EQ(listings().size(), 2u);
  EXPECT_EQ(number("SELECT COUNT(*) FROM catalogue_item"), 2);
  EXPECT_EQ(number("SELECT COUNT(*) FROM import_rival"), 0);
  EXPECT_EQ(imported(id).counts.variants, (std::map<std::string, std::int64_t>{{"created", 2}, {"skipped", 2}}));
}

TEST_F(ImportTest, WhatIsRemovedHereOrClosedThereFreesItsProductAndItsBarcode) {
  import({listing("A", "B01", kBarcode), listing("X", "B09")});
  auto id = import({listing("A", "B01", kBarcode), listing("B", "B01", kBarcode), listing("X", "B09")});
  EXPECT_EQ(outcomes(id).at("B"), "skipped known-product A");
  auto closed = listing("A", "B01", kBarcode);
  closed.status = ListingStatus::closed;
  id = import({listing("B", "B01", kBarcode), closed, listing("X", "B09")});
  EXPECT_EQ(outcomes(id).at("A"), "skipped closed");
  EXPECT_EQ(state_in("A"), "closed");
  id = import({listing("B", "B01", kBarcode), closed, listing("X", "B09")});
  EXPECT_EQ(outcomes(id).at("B"), "created new");
  auto c = context();
  must(remove_listing(c, {"acme", "us-main", "B"}));
  id = import({listing("C", "B01", kBarcode), closed, listing("X", "B09")});
  EXPECT_EQ(outcomes(id).at("C"), "created new");
  EXPECT_EQ(state_in("B"), "none");
}

TEST_F(ImportTest, WhatAWholeImportDoesNotShowIsABrokenLinkUntilItIsShownAgain) {
  import({listing("A", "B01"), listing("B", "B02")});
  import({listing("B", "B02")});
  EXPECT_EQ(state_in("A"), "broken-link");
  const auto id = import({listing("A", "B01"), listing("B", "B02")});
  EXPECT_EQ(outcomes(id).at("A"), "linked returned");
  EXPECT_EQ(state_in("A"), "active");
}

TEST_F(ImportTest, ARowThatCannotBeReadHidesNoListing) {
  import({listing("A", "B01"), listing("B", "B02")});
  rejects = {{"A\tbroken", "listing/1", "/3", "too few columns"}};
  const auto id = import({listing("B", "B02")});
  EXPECT_EQ(outcomes(id).at(""), "failed unreadable too few columns");
  EXPECT_EQ(state_in("A"), "active");
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject WHERE stream = 'listings'"), 1);
  EXPECT_EQ(sum(imported(id)), 2);
  const auto nothing = import({});
  EXPECT_EQ(state_in("B"), "active") << "an empty answer breaks no link";
  EXPECT_EQ(state_of(nothing), "waiting");
}

TEST_F(ImportTest, AKnownItemIsLinkedAndItsDataStays) {
  must(db->transact([](storage::Transaction& tx) -> Status {
    auto own = listing("A", "", kBarcode);
    own.title = "Our own words";
    return ledger::done(ledger::add_items(tx, "acme", 0, {{"A", &own, "00036000291452"}}));
  }));
  const auto id = import({listing("A", "B01", kBarcode), listing("B", "B02", kBarcode)});
  EXPECT_EQ(outcomes(id).at("A"), "linked linked");
  EXPECT_EQ(outcomes(id).at("B"), "skipped known-barcode A");
  EXPECT_EQ(state_in("A"), "linked");
  EXPECT_EQ(text("SELECT title FROM catalogue_item"), "Our own words");
}

TEST_F(ImportTest, ADryRunSaysTheSameAndChangesNothing) {
  page = 1;
  auto better = listing("B", "B01");
  better.fulfilled_by = FulfilledBy::amazon;
  const std::vector<Listing> all{listing("A", "B01"), better, listing("C", "B03", kBarcode), listing("D", "B04", kBarcode),
                                 listing("C", "B03", kBarcode)};
  const auto dry = import(all, {}, true);
  EXPECT_EQ(state_of(dry), "done");
  EXPECT_TRUE(listings().empty());
  EXPECT_EQ(number("SELECT COUNT(*) FROM catalogue_item"), 0);
  const auto said = outcomes(dry);
  EXPECT_EQ(outcomes(import(all)), said);
  EXPECT_EQ(said.at("C"), "created new; skipped repeated");
}

TEST_F(ImportTest, UndoRestoresWhatNobodyChangedSince) {
  import({listing("A", "B01"), listing("GONE", "B07", kBarcode)});
  const auto before = listings();
  auto changed = listing("A", "B01");
  changed.price.amount = "1.00";
  const auto id = import({changed, listing("B", "B02"), listing("C", "B03")}, "create-and-overwrite");
  EXPECT_EQ(state_in("GONE"), "broken-link");
  auto c = context();
  must(pause_listing(c, {"acme", "us-main", "C"}, true));
  must(undo_import(c, "acme", id, {"ada"}));
  work();
  EXPECT_EQ(state_of(id), "undone");
  EXPECT_EQ(imported(id).kept, 1);
  auto after = listings();
  EXPECT_EQ(after.at("C"), "paused Title of C B03 19.90");
  after.erase("C");
  EXPECT_EQ(after, before);
  EXPECT_EQ(number("SELECT COUNT(*) FROM catalogue_item"), 3);
  EXPECT_EQ(number("SELECT COUNT(*) FROM catalogue_item WHERE gtin IS NOT NULL"), 1);
  EXPECT_EQ(undo_import(c, "acme", id, {"ada"}).error().code, FW_E_REJECTED);
}

TEST_F(ImportTest, ARerunTakesOnlyWhatFailed) {
  auto bad = listing("BAD", "B02");
  bad.price.amount = "-5.00";
  const auto id = import({listing("A", "B01"), bad, listing("C", "B03")});
  EXPECT_EQ(outcomes(id).at("BAD"), "failed bad-price -5.00");
  shown[1].price.amount = "5.00";
  auto c = context();
  const auto again = must(rerun_import(c, "acme", id, {"ada"}));
  work();
  EXPECT_EQ(outcomes(again), (std::map<std::string, std::string>{{"BAD", "created new"}}));
  EXPECT_EQ(state_in("A"), "active");
}

TEST_F(ImportTest, GoesOnWhereItStoodAfterTheHostDied) {
  for (int i = 0; i < 9; ++i) shown.push_back(listing("S" + std::to_string(i), "B" + std::to_string(i)));
  bool died = false;
  before_page = [&](std::size_t at) -> Status {
    if (at != 6 || std::exchange(died, true)) return {};
    return fail(FW_E_CANCELLED, "the host ends");
  };
  const auto id = ask();
  run("import");
  EXPECT_EQ(state_of(id), "reading");
  EXPECT_EQ(imported(id).rows, 6);
  EXPECT_EQ(listings().size(), 6u) << "batches appear at once";
  clock.advance(std::chrono::seconds(1));
  work();
  EXPECT_EQ(state_of(id), "done");
  EXPECT_EQ(imported(id).rows, 9);
  EXPECT_EQ(pulls, 2);
}

TEST_F(ImportTest, AnAnswerThatComesToNothingIsAskedForAnewAndThreeTimesIsAFailureWithItsReason) {
  shown = {listing("A", "B01"), listing("B", "B02"), listing("C", "B03"), listing("D", "B04")};
  int breaks = 1;
  before_page = [&](std::size_t at) -> Status {
    if (at == 0 || breaks-- <= 0) return {};
    return fail(FW_E_REJECTED, "the report is FATAL");
  };
  auto id = ask();
  work();
  EXPECT_EQ(state_of(id), "waiting");
  EXPECT_TRUE(listings().empty()) << "what came of it is taken back";
  clock.advance(std::chrono::minutes(3));
  work();
  EXPECT_EQ(state_of(id), "done");
  EXPECT_EQ(sum(imported(id)), 4);
  breaks = 100;
  id = ask();
  for (int i = 0; i < 5; ++i) work(), clock.advance(std::chrono::minutes(3));
  EXPECT_EQ(state_of(id), "failed");
  EXPECT_EQ(imported(id).note, "the channel's answer came to nothing 3 times: the report is FATAL");
}

TEST_F(ImportTest, WaitsForAnAnswerWithoutAThreadAndForADayAtMost) {
  script.pull = [&](const plugins::PullRequest&, plugins::PullSink& sink) -> Status {
    ++pulls;
    plugins::Batch batch;
    batch.cursor = "report-1";
    return sink.commit(std::move(batch));
  };
  const auto id = ask();
  work();
  EXPECT_EQ(pulls, 1);
  EXPECT_EQ(state_of(id), "waiting");
  for (int i = 0; i < 1000 && !imported(id).ended_at; ++i) clock.advance(std::chrono::minutes(2)), run("import");
  EXPECT_EQ(state_of(id), "failed");
  EXPECT_EQ(imported(id).note, "the channel did not answer within a day");
}

TEST_F(ImportTest, ImportsOfAStoreGoOneAfterTheOtherAndACancelledOneStopsAfterItsBatch) {
  for (int i = 0; i < 9; ++i) shown.push_back(listing("S" + std::to_string(i), "B" + std::to_string(i)));
  const auto first = ask(), second = ask();
  before_page = [&](std::size_t at) -> Status {
    if (at != 6 || state_of(first) != "reading") return {};
    auto c = context();
    return cancel_import(c, "acme", first, {"ada"});
  };
  clock.advance(std::chrono::seconds(1));
  for (int i = 0; i < 10; ++i) work(), clock.advance(std::chrono::seconds(2));
  EXPECT_EQ(state_of(first), "cancelled");
  EXPECT_EQ(imported(first).rows, 6);
  EXPECT_EQ(state_of(second), "done");
  EXPECT_EQ(imported(second).counts.variants, (std::map<std::string, std::int64_t>{{"created", 3}, {"linked", 6}}));
}

TEST_F(ImportTest, AScheduleStartsOneUnlessOneRuns) {
  configure([](config::Account& account) { account.stores[0].listings.every = std::chrono::hours(24); });
  auto jobs = schedule(*config->accounts.at("acme"), catalogue, kStart);
  std::erase_if(jobs, [](const auto& job) { return job.group.kind != "start-import"; });
  ASSERT_EQ(jobs.size(), 1u);
  must(db->transact([&](storage::Transaction& tx) { return ledger::enqueue(tx, jobs, kStart); }));
  run("start-import");
  EXPECT_EQ(number("SELECT COUNT(*) FROM import"), 1);
  clock.advance(std::chrono::hours(25));
  run("start-import");
  EXPECT_EQ(number("SELECT COUNT(*) FROM import"), 1);
}

// A store of products that several listings share, some with one barcode.
std::vector<Listing> crowded(std::mt19937& random, int count) {
  const std::vector<std::string> barcodes{"", "", "036000291452", "4006381333931", "5901234123457"};
  std::vector<Listing> all;
  for (int i = 0; i < count; ++i) {
    auto one = ImportTest::listing("S" + std::to_string(i), "B" + std::to_string(random() % 9),
                                   barcodes[random() % barcodes.size()]);
    one.quantity = static_cast<std::int64_t>(random() % 2);
    if (random() % 2 == 0) one.fulfilled_by = FulfilledBy::amazon;
    one.opened_at = Time{static_cast<std::int64_t>(random() % 3)};
    if (random() % 10 == 0) one.status = ListingStatus::closed;
    if (random() % 10 == 0) one.price.amount.clear();
    all.push_back(std::move(one));
  }
  return all;
}

TEST_F(ImportTest, TheOrderOfRowsChangesNothingAndUndoLeavesNothing) {
  std::mt19937 random(11);
  for (int round = 0; round < 12; ++round) {
    auto all = crowded(random, 24);
    page = 1 + random() % 7;
    const auto first = import(all);
    const auto said = outcomes(first), there = listings();
    EXPECT_EQ(sum(imported(first)), 24);
    auto c = context();
    must(undo_import(c, "acme", first, {"ada"}));
    work();
    ASSERT_TRUE(listings().empty());
    ASSERT_EQ(number("SELECT COUNT(*) FROM catalogue_item"), 0);
    std::shuffle(all.begin(), all.end(), random);
    const auto second = import(all);
    EXPECT_EQ(outcomes(second), said) << round;
    EXPECT_EQ(listings(), there) << round;
    const auto third = import(all);
    EXPECT_EQ(listings(), there) << "the same again changes nothing";
    EXPECT_EQ(sum(imported(third)), 24);
    must(undo_import(c, "acme", third, {"ada"}));
    work();
    must(undo_import(c, "acme", second, {"ada"}));
    work();
    ASSERT_TRUE(listings().empty());
  }
}

TEST_F(ImportTest, WhatAPersonPausedWhileItWasReadIsNotDisplaced) {  // LST-4, LST-8
  page = 1;
  auto out = listing("A", "B01");
  out.quantity = 0;
  before_page = [this](std::size_t at) -> Status {
    if (at != 1) return {};
    auto c = context();
    return pause_listing(c, {"acme", "us-main", "A"}, true);
  };
  const auto id = import({out, listing("B", "B01")});
  EXPECT_EQ(state_in("A"), "paused");
  EXPECT_EQ(outcomes(id).at("B"), "skipped known-product A");
}

}  // namespace
}  // namespace fairway::flows::test
