// LST-1, LST-3, LST-20: what an import's listings lack is asked of the channel's catalogue, once they are in.
#include <algorithm>

#include "tests/host/flows/dying.hpp"
#include "tests/host/flows/listings/product_support.hpp"

namespace fairway::flows::test {
namespace {

constexpr const char* kEan = "4006381333931";
constexpr const char* kTwo = R"(["https://images.example/B01/1.jpg","https://images.example/B01/2.jpg"])";

struct CompleteTest : ProductTest {
  void complete() {
    for (int i = 0; i < 10; ++i) run("complete-import");
  }
};

TEST_F(CompleteTest, WhatIsMissingIsFilledAndNothingThatIsThereChanges) {
  knows(product("B01", kEan)), knows(product("B02", "5901234123457"));
  auto full = listing("FULL", "B02", "036000291452");
  full.category = "Garden", full.condition = Condition::refurbished;
  const auto id = import({bare("A", "B01"), full});
  EXPECT_EQ(state_of(id), "done") << "they are usable before the catalogue is asked";
  EXPECT_EQ(completion(id).state, ledger::CompletionState::running);
  complete();
  EXPECT_EQ(asked, std::vector<std::string>{"B01"}) << "what lacks nothing is not asked for";
  EXPECT_EQ(of_item("A"), std::string(kEan) + " 0" + kEan + " Sports new " + kTwo);
  EXPECT_EQ(images_of("A"), kTwo);
  EXPECT_EQ(of_item("FULL"), R"(036000291452 00036000291452 Garden refurbished ["https://images.example/FULL.jpg"])");
  const auto done = completion(id);
  EXPECT_EQ(done.state, ledger::CompletionState::done);
  EXPECT_EQ(done.so_far.total, 1);
  EXPECT_EQ(done.so_far.asked, 1);
  EXPECT_EQ(done.so_far.filled, 1);
  const auto again = import({listing("B", "B09", kEan)});
  EXPECT_EQ(outcomes(again).at("B"), "skipped known-barcode A") << "the barcode that was filled in counts";
}

TEST_F(CompleteTest, AnItemThatWasHereBeforeStaysAsItIs) {
  must(db->transact([](storage::Transaction& tx) {
    return ledger::done(
        tx.execute("INSERT INTO catalogue_item (account, sku, title, description, images, product_id, "
                   "barcode, mpn, family, parent, condition, category) VALUES ('acme', 'A', 'Mine', '', "
                   "'[]', '', '', '', '', 0, '', '')"));
  }));
  knows(product("B01", kEan));
  const auto id = import({bare("A", "B01")});
  EXPECT_EQ(outcomes(id).at("A"), "linked linked");
  complete();
  EXPECT_EQ(of_item("A"), " -   []");
  EXPECT_EQ(images_of("A"), kTwo) << "the listing is the import's own";
}

TEST_F(CompleteTest, AnExcludedCategoryIsTakenBackAndKnownAtTheNextImport) {
  auto music = product("B01", kEan);
  music.categories = {"cds & vinyl", "Jazz"};
  knows(music), knows(product("B02"));
  const auto id = import({bare("CD", "B01"), bare("MUG", "B02")});
  EXPECT_EQ(state_in("CD"), "active");
  complete();
  EXPECT_EQ(state_in("CD"), "none");
  EXPECT_EQ(number("SELECT COUNT(*) FROM catalogue_item"), 1);
  EXPECT_EQ(outcomes(id).at("CD"), "skipped excluded-category cds & vinyl");
  EXPECT_EQ(imported(id).counts.variants, (std::map<std::string, std::int64_t>{{"created", 1}, {"skipped", 1}}));
  EXPECT_EQ(completion(id).so_far.left_out, 1);
  asked.clear();
  const auto again = import({bare("CD", "B01"), bare("MUG", "B02")});
  EXPECT_EQ(outcomes(again).at("CD"), "skipped excluded-category cds & vinyl") << "before it comes in";
  complete();
  EXPECT_TRUE(asked.empty());
  configure([](config::Account& account) { account.stores[0].listings.skip_categories.clear(); });
  const auto allowed = import({bare("CD", "B01"), bare("MUG", "B02")});
  EXPECT_EQ(outcomes(allowed).at("CD"), "created new") << "the rules decide, not what they once decided";
}

TEST_F(CompleteTest, WhatAPersonHasChangedSinceStays) {
  auto music = product("B01");
  music.categories = {"CDs & Vinyl"};
  knows(music);
  const auto id = import({bare("CD", "B01")});
  auto c = context();
  must(pause_listing(c, {"acme", "us-main", "CD"}, true));
  complete();
  EXPECT_EQ(state_in("CD"), "paused");
  EXPECT_EQ(outcomes(id).at("CD"), "created new");
  EXPECT_EQ(text("SELECT category FROM catalogue_item"), "CDs & Vinyl");
}

TEST_F(CompleteTest, AConditionThatTheReportLacksIsAskedOfTheListing) {
  knows(product("B01")), knows(product("B02"));
  auto worn = bare("WORN", "B01"), good = bare("GOOD", "B02");
  worn.condition = {}, good.condition = {};
  conditions = {{"WORN", Condition::used_good}, {"GOOD", Condition::new_}};
  const auto id = import({worn, good});
  complete();
  EXPECT_EQ(outcomes(id).at("WORN"), "skipped excluded-condition used_good");
  EXPECT_EQ(text("SELECT condition FROM listing"), "new");
  EXPECT_EQ(outcomes(import({worn, good})).at("WORN"), "skipped excluded-condition used_good");
}

TEST_F(CompleteTest, ABarcodeThatAnotherItemHasIsNotFilledInUnlessThatIsAllowed) {
  knows(product("B01", kEan)), knows(product("B02", kEan));
  const auto id = import({listing("HELD", "B09", kEan), bare("A", "B01")});
  complete();
  EXPECT_EQ(of_item("A"), " - Sports new " + std::string(kTwo));
  EXPECT_EQ(completion(id).so_far.filled, 1);
  auto c = context();
  must(remove_listing(c, {"acme", "us-main", "HELD"}));
  import({bare("A", "B01"), bare("B", "B02"), bare("C", "B03")});
  knows(product("B03", kEan));
  complete();
  EXPECT_EQ(number("SELECT COUNT(*) FROM catalogue_item WHERE gtin IS NOT NULL"), 1) << "of two that may have it one";
  configure([](config::Account& account) { account.stores[0].listings.skip_known_barcodes = false; });
  import({bare("D", "B04")});
  knows(product("B04", kEan));
  import({bare("D", "B04"), bare("E", "B04b")});
  complete();
  EXPECT_EQ(of_item("D").substr(0, 15), std::string(kEan) + " -");
}

TEST_F(CompleteTest, DiedAtEveryCommitItGoesOnWhereItStood) {
  for (int commits = 0; commits < 6; ++commits) {
    std::vector<Listing> all;
    for (int i = 0; i < 45; ++i) {
      const auto name = fmt::format("{}-{}", commits, i);
      all.push_back(bare("S" + name, "B" + name));
      knows(product("B" + name));
    }
    const auto id = import(all);
    asked.clear();
    Dying dying(*db, commits);
    in_use = &dying;
    run("complete-import");
    in_use = nullptr;
    must(db->transact([&](storage::Transaction& tx) { return ledger::reclaim(tx, ++epoch, clock.now()); }));
    clock.advance(std::chrono::minutes(11));
    complete();
    EXPECT_EQ(completion(id).state, ledger::CompletionState::done) << commits;
    EXPECT_EQ(completion(id).so_far.asked, 45);
    EXPECT_EQ(completion(id).so_far.filled, 45);
    EXPECT_EQ(number("SELECT COUNT(*) FROM listing WHERE images = '[]' AND state = 'active'"), 0);
    EXPECT_LE(asked.size(), 65u) << "at most the batch in hand is asked for twice";
  }
}

TEST_F(CompleteTest, AThrottledCatalogueIsWaitedForAndARefusalEndsItWithTheReason) {
  knows(product("B01")), knows(product("B02"));
  int throttled = 3;
  before_products = [&]() -> Status {
    if (throttled-- > 0) return fail(FW_E_THROTTLED, "slow down", {}, std::chrono::seconds(5));
    return {};
  };
  const auto id = import({bare("A", "B01")});
  for (int i = 0; i < 10; ++i) run("complete-import"), clock.advance(std::chrono::seconds(6));
  EXPECT_EQ(completion(id).state, ledger::CompletionState::done);
  before_products = [] { return Status(fail(FW_E_REJECTED, "the application has no role for it")); };
  const auto next = import({bare("A", "B01"), bare("B", "B02")});
  complete();
  EXPECT_EQ(completion(next).state, ledger::CompletionState::stopped);
  EXPECT_EQ(completion(next).so_far.note, "the application has no role for it");
  EXPECT_EQ(state_in("B"), "active");
}

TEST_F(CompleteTest, AnUndoneImportIsNotCompletedAndLeavesNothing) {
  knows(product("B01"));
  const auto id = import({bare("A", "B01")});
  auto c = context();
  must(undo_import(c, "acme", id, {"ada"}));
  complete();
  work();
  complete();
  EXPECT_TRUE(asked.empty());
  EXPECT_EQ(completion(id).state, ledger::CompletionState::stopped);
  const auto next = import({bare("A", "B01")});
  complete();
  must(undo_import(c, "acme", next, {"ada"}));
  work();
  EXPECT_EQ(state_in("A"), "none") << "what was filled in is no change by somebody else";
  EXPECT_EQ(number("SELECT COUNT(*) FROM catalogue_item"), 0);
}

TEST_F(CompleteTest, NobodyIsAskedWhereItIsSwitchedOffOrTheChannelHasNoCatalogue) {
  configure([](config::Account& account) { account.stores[0].listings.complete = false; });
  auto id = import({bare("A", "B01")});
  complete();
  EXPECT_EQ(completion(id).state, ledger::CompletionState::none);
  configure([](config::Account&) {});
  EXPECT_EQ(completion(import({bare("A", "B01"), bare("B", "B02")}, {}, true)).state, ledger::CompletionState::none)
      << "a dry run";
  std::erase_if(catalogue.plugins["amazon"].description.manifest.streams,
                [](const auto& stream) { return stream.name == "products"; });
  id = import({bare("A", "B01"), bare("B", "B02")});
  complete();
  EXPECT_EQ(completion(id).state, ledger::CompletionState::none);
  EXPECT_TRUE(asked.empty());
}

TEST_F(CompleteTest, WhatTheCatalogueLacksIsCountedAndNotAskedForAgain) {
  const auto id = import({bare("A", "B01"), bare("B", "B01b")});
  complete();
  EXPECT_EQ(completion(id).so_far.unknown, 2);
  EXPECT_EQ(completion(id).so_far.filled, 0);
  asked.clear();
  complete();
  EXPECT_TRUE(asked.empty());
}

}  // namespace
}  // namespace fairway::flows::test
