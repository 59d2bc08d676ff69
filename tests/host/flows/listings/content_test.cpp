// LST-13, ACC-11: what is said of items reaches the channel's attributes, once, and only of listings that it may be told of.
#include <gmock/gmock.h>

#include "tests/host/flows/listings/content_support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using W = ListingWish;

TEST_F(ContentTest, WhatIsSaidIsToldAndWhatIsUnchangedIsNot) {
  sell({"A", "B"});
  settle();
  EXPECT_EQ(shown("A", "brand"), "Acme");
  EXPECT_EQ(contents["A"].count("item_name"), 0U) << "what the channel told of this listing is no news to it";
  const auto before = contents_told;
  EXPECT_EQ(describe("A", {{"title", {"A better name"}}, {"extra.colour", {"blue"}}}).listings, 1U);
  settle();
  EXPECT_EQ(shown("A", "item_name"), "A better name");
  EXPECT_EQ(shown("A", "color"), "blue");
  EXPECT_EQ(last.attributes.size(), 2U) << "the brand was told before";
  EXPECT_EQ(contents_told, before + 1);
  const auto calls = script.pushed.size();
  describe("A", {{"title", {"A better name"}}});
  for (int i = 0; i < 3; ++i) settle(), clock.advance(std::chrono::hours(7));
  EXPECT_EQ(script.pushed.size(), calls) << "unchanged content sends nothing, however often it is looked through";
  look_for_a_day();
  EXPECT_EQ(last_state(), "verified");
}

TEST_F(ContentTest, TheSwitchTheListingAndItsActivationMustAllBeOn) {  // ACC-11
  sell({"A", "B", "C", "D"});
  auto c = context();
  must(pause_listing(c, {"acme", "us-main", "B"}, true));
  must(activate_listings(c, "acme", "us-main", {"C"}, false));
  ask_for(W::delist, "D");
  settle();
  EXPECT_EQ(shown("A", "brand"), "Acme");
  for (const auto* sku : {"B", "C", "D"}) EXPECT_THAT(contents[sku], IsEmpty()) << sku;
  must(pause_listing(c, {"acme", "us-main", "B"}, false));
  must(activate_listings(c, "acme", "us-main", {"C"}, true));
  settle();
  EXPECT_EQ(shown("B", "brand") + shown("C", "brand"), "AcmeAcme");
  EXPECT_THAT(contents["D"], IsEmpty());
  rules.enabled = false, apply_rules();
  describe("A", {{"title", {"x"}}});
  settle();
  EXPECT_EQ(contents["A"].count("item_name"), 0U);
}

TEST_F(ContentTest, AListingMadeByHandIsToldOnlyOnceItIsActivated) {  // ACC-11
  sell({"A"});
  must(db->transact([](storage::Transaction& tx) {
    return ledger::done(tx.execute("UPDATE listing SET created_import = NULL, state = 'linked'"));
  }));
  settle();
  EXPECT_THAT(contents["A"], IsEmpty());
  auto c = context();
  must(activate_listings(c, "acme", "us-main", {"A"}, true));
  settle();
  EXPECT_EQ(shown("A", "brand"), "Acme");
  EXPECT_EQ(shown("A", "item_name"), "Title of A") << "an item of another listing: that is news";
}

TEST_F(ContentTest, WhatIsSaidForTheStoreCountsBeforeItsLanguageAndThatBeforeAll) {  // ACC-3
  sell({"A"});
  describe("A", {{"title", {"all"}}, {"extra.colour", {"all"}}});
  describe("A", {{"title", {"english"}}, {"extra.colour", {"english"}}}, "", "en");
  describe("A", {{"title", {"deutsch"}}}, "", "de");
  describe("A", {{"title", {"store"}}}, "us-main");
  settle();
  EXPECT_EQ(shown("A", "item_name") + " " + shown("A", "color"), "store english");
  EXPECT_THAT(view("A").attributes.at("item_name").from, HasSubstr("said for this store"));
  describe("A", {{"title", {}}}, "us-main");
  settle();
  EXPECT_EQ(shown("A", "item_name"), "english") << "no longer said";
  EXPECT_THAT(describe("A", {{"title", {"x"}}}, "us-main", "en").refused, HasSubstr("say one of the two"));
  EXPECT_THAT(describe("Z", {{"title", {"x"}}}).refused, HasSubstr("no item"));
}

TEST_F(ContentTest, AFamilyIsToldBeforeItsVariants) {
  sell({"A", "B", "P"});
  rules.variation_theme = "COLOR", apply_rules();
  family("P", std::nullopt, true);
  family("A", "P", std::nullopt), family("B", "P", std::nullopt);
  told.clear();
  verdict = [](const ListingChange& change) -> plugins::PushResult {
    if (change.sku == "P") return {fail(FW_E_UNAVAILABLE, "not now"), ""};
    return {};
  };
  settle();
  EXPECT_THAT(told, ::testing::Each("content P")) << "they wait for it";
  verdict = nullptr, told.clear();
  for (int i = 0; i < 4; ++i) clock.advance(std::chrono::minutes(10)), settle();
  EXPECT_THAT(told, ::testing::UnorderedElementsAre("content P", "content A", "content B"));
  EXPECT_EQ(told.front(), "content P");
  EXPECT_EQ(shown("P", "@family"), "parent COLOR");
  EXPECT_EQ(shown("A", "@family"), "P COLOR");
  describe("P", {{"variation_theme", {"SIZE"}}});
  settle();
  EXPECT_EQ(shown("B", "@family"), "P SIZE") << "what the family says counts for its variants";
}

TEST_F(ContentTest, AVariantWithoutItsFamilyIsToldTheRest) {
  sell({"A"});
  rules.variation_theme = "COLOR", apply_rules();
  family("A", "NONE", std::nullopt);
  settle();
  EXPECT_EQ(shown("A", "brand"), "Acme");
  EXPECT_EQ(contents["A"].count("@family"), 0U);
  EXPECT_THAT(view("A").notes, ::testing::Contains(HasSubstr("no live listing of the parent NONE")));
}

TEST_F(ContentTest, ImagesAreToldUnlessTheyAreSwitchedOff) {
  sell({"A", "B"});
  describe("A", {{"images", {"https://x.example/1.jpg"}}});
  settle();
  EXPECT_EQ(shown("A", "@images"), "https://x.example/1.jpg");
  EXPECT_EQ(contents["B"].count("@images"), 0U) << "its own images, as the channel told them";
  rules.images = false, apply_rules();
  describe("A", {{"images", {"https://x.example/2.jpg"}}});
  for (const auto* sku : {"A", "B"}) describe(sku, {{"images", {"https://x.example/2.jpg"}}, {"title", {"x"}}});
  settle();
  for (const auto& push : script.pushed) {
    const auto change = from_json<ListingChange>(push.document.body);
    for (const auto& image : change.images) EXPECT_EQ(image, "https://x.example/1.jpg");
  }
  EXPECT_EQ(shown("A", "item_name"), "x");
}

TEST_F(ContentTest, WhatWasRefusedIsToldAgainOnlyWhenItOrTheMapChangesOrByHand) {
  sell({"A"});
  settle();
  describe("A", {{"title", {"Bad"}}});
  verdict = [](const ListingChange&) -> plugins::PushResult {
    return {
        fail(FW_E_REJECTED, "no"), "",
        to_json(ListingAnswer{"", {{"schema/too-long", "long", "error", {"item_name"}, {"title"}, {}, "c", "shorten it"}}})};
  };
  settle();
  EXPECT_EQ(last_state(), "refused");
  EXPECT_EQ(findings(), "listing-refused");
  const auto issues = must(ledger::issues_of(*must(db->read()), number("SELECT id FROM listing")));
  ASSERT_EQ(issues.size(), 1U);
  EXPECT_EQ(issues[0].attributes.at(0) + ": " + issues[0].remedy, "item_name: shorten it");
  const auto tries = contents_told;
  for (int i = 0; i < 3; ++i) clock.advance(std::chrono::hours(7)), settle();
  EXPECT_EQ(contents_told, tries) << "the same again would be refused again";
  rules.map.push_back({"size", {}, {"L"}, {}}), apply_rules();
  settle();
  EXPECT_EQ(contents_told, tries + 1) << "another map";
  auto c = context();
  EXPECT_EQ(must(tell_contents_again(c, "acme", "us-main", {"A"}, {"ada"})), 1U);
  settle();
  EXPECT_EQ(contents_told, tries + 2) << "by hand";
  verdict = nullptr;
  describe("A", {{"title", {"Good"}}});
  settle();
  EXPECT_EQ(shown("A", "item_name") + shown("A", "size"), "GoodL") << "all that the channel did not take yet";
  EXPECT_EQ(findings(), "");
}

TEST_F(ContentTest, ContentNeverOvertakesADelistingNorOutlivesIt) {
  sell({"A"});
  settle();
  describe("A", {{"title", {"x"}}});
  ask_for(W::delist, "A");
  settle();
  EXPECT_THAT(told.back(), "delist A");
  EXPECT_EQ(contents["A"].count("item_name"), 0U);
  auto wanted = of("A");
  wanted.quantity = 2;
  ask_for(W::publish, std::vector{wanted});
  contents.clear();
  settle();
  EXPECT_EQ(shown("A", "item_name") + shown("A", "brand"), "xAcme") << "publishing replaced all that was told";
}

TEST_F(ContentTest, WhatIsTakenBackBeforeItWasToldIsNotTold) {
  sell({"A"});
  describe("A", {{"title", {"one"}}});
  settle();
  const auto before = contents_told;
  describe("A", {{"title", {"two"}}}), describe("A", {{"title", {"one"}}});
  settle();
  EXPECT_EQ(contents_told, before);
  verdict = [](const ListingChange&) -> plugins::PushResult { return {fail(FW_E_UNAVAILABLE, "gone"), ""}; };
  describe("A", {{"title", {"two"}}});
  run("tell-content"), run("tell-listings");
  verdict = nullptr;
  describe("A", {{"title", {"one"}}});
  for (int i = 0; i < 3; ++i) clock.advance(std::chrono::minutes(10)), settle();
  EXPECT_EQ(shown("A", "item_name"), "one") << "nobody knows whether the channel took the other one";
}

TEST_F(ContentTest, WhatALookFindsWrongIsRefusedAndToldWholeNextTime) {
  sell({"A"});
  describe("A", {{"title", {"one"}}, {"extra.colour", {"red"}}});
  settle();
  channel["A"].issues = {{"99038", "characters", "error", {"item_name"}, {"title"}, {}, "", ""}};
  clock.advance(std::chrono::minutes(6));
  run("look-at-listings");
  EXPECT_EQ(last_state(), "refused");
  channel["A"].issues.clear();
  describe("A", {{"extra.colour", {"blue"}}});
  contents.clear();
  settle();
  EXPECT_EQ(shown("A", "item_name") + shown("A", "color"), "oneblue");
}

TEST_F(ContentTest, IsNeverPartOfASubmissionSinceTheListingIsReadFirst) {
  sell({"A"});
  describe("A", {{"title", {"x"}}});
  EXPECT_EQ(last_state(), "due");
  EXPECT_THAT(must(ledger::changes_for_submission(*must(db->read()), number("SELECT store_id FROM listing"), 100)),
              IsEmpty());
}

TEST_F(ContentTest, ALookConfirmsWhatTheChannelShowsAndNothingElse) {
  sell({"A"});
  settle();
  describe("A", {{"title", {"One"}}});
  tell();
  contents["A"]["item_name"] = "Something else";
  clock.advance(std::chrono::minutes(6));
  run("look-at-listings");
  EXPECT_EQ(last_state(), "told") << "not yet";
  contents["A"]["item_name"] = "ONE";
  clock.advance(std::chrono::minutes(16));
  run("look-at-listings");
  EXPECT_EQ(last_state(), "verified");
  describe("A", {{"title", {"Two"}}});
  tell();
  contents["A"]["item_name"] = "One";
  look_for_a_day();
  EXPECT_EQ(last_state(), "unseen");
  EXPECT_EQ(findings(), "listing-unseen");
}

// However the order of saying and telling, the channel has in the end what was said last, and nothing is told twice.
TEST_F(ContentTest, InTheEndTheChannelHasWhatWasSaidLast) {
  sell({"A", "B", "C"});
  std::uint32_t seed = 7;
  const auto random = [&](std::uint32_t below) { return seed = seed * 1664525 + 1013904223, (seed >> 16) % below; };
  std::map<std::string, std::string> said;
  for (int step = 0; step < 60; ++step) {
    const std::string sku(1, "ABC"[random(3)]), title = "t" + std::to_string(random(4));
    switch (random(4)) {
      case 0:
        verdict = [](const ListingChange&) -> plugins::PushResult { return {fail(FW_E_UNAVAILABLE, "gone"), ""}; };
        break;
      case 1: verdict = nullptr; break;
      case 2: clock.advance(std::chrono::minutes(3)); break;
      default: describe(sku, {{"title", {title}}}), said[sku] = title;
    }
    plan(), run("tell-content"), run("tell-listings");
  }
  verdict = nullptr;
  for (int i = 0; i < 4; ++i) clock.advance(std::chrono::minutes(20)), settle();
  for (const auto& [sku, title] : said) EXPECT_EQ(shown(sku, "item_name"), title) << sku;
  EXPECT_EQ(number("SELECT COUNT(*) FROM job WHERE kind IN ('tell-listings', 'tell-content')"), 0);
}

// LST-12: a hundred thousand contents may be due.
TEST_F(ContentTest, NothingElseWaitsBehindContentThatIsDue) {
  sell({"A"});
  settle();
  describe("A", {{"title", {"one"}}});
  ASSERT_EQ(ask_for(ListingWish::hide, "A").refused, "");
  told.clear();
  run("tell-listings");
  EXPECT_EQ(told, std::vector<std::string>{"hide A"});
  settle();
  EXPECT_EQ(shown("A", "item_name"), "one");
}

TEST_F(ContentTest, TwoItemsThatCallEachOtherTheirFamilyDoNotWaitForOneAnother) {
  rules.variation_theme = "Size";
  apply_rules();
  sell({"A", "B"});
  family("A", "B", std::nullopt), family("B", "A", std::nullopt);
  describe("A", {{"title", {"a"}}}), describe("B", {{"title", {"b"}}});
  settle();
  EXPECT_EQ(shown("A", "item_name") + shown("B", "item_name"), "ab");
  EXPECT_EQ(number("SELECT COUNT(*) FROM listing_change WHERE state IN ('due', 'telling')"), 0);
}

TEST_F(ContentTest, ImagesThatWereOnTheirWayAreNotToldOnceTheyAreSwitchedOff) {
  sell({"A"});
  settle();
  verdict = [](const ListingChange&) -> plugins::PushResult { return {fail(FW_E_UNAVAILABLE, "gone"), ""}; };
  describe("A", {{"images", {"https://images.example/new.jpg"}}, {"title", {"one"}}});
  tell();
  contents["A"].clear();
  verdict = nullptr;
  rules.images = false;
  apply_rules();
  for (int i = 0; i < 3; ++i) clock.advance(std::chrono::minutes(20)), settle();
  EXPECT_EQ(shown("A", "@images"), "");
  EXPECT_EQ(shown("A", "item_name"), "one");
}

TEST_F(ContentTest, AVariantThatWasRefusedForWantOfItsFamilyIsToldOnceThatIsThere) {
  rules.variation_theme = "COLOR";
  apply_rules();
  sell({"P", "A"});
  bool bad = true;
  verdict = [&](const ListingChange& change) -> plugins::PushResult {
    const bool family_first = !change.parent_sku.empty() && bad;
    if (family_first || (change.parent && bad)) return {fail(FW_E_REJECTED, "no"), ""};
    return {};
  };
  family("P", std::nullopt, true), family("A", "P", std::nullopt);
  settle();
  ASSERT_EQ(number("SELECT COUNT(*) FROM listing_change WHERE state = 'refused'"), 2);
  bad = false;
  describe("P", {{"title", {"All of them"}}});
  settle();
  EXPECT_EQ(
      number("SELECT COUNT(*) FROM listing_change c JOIN listing l ON l.id = c.listing_id WHERE l.sku = 'A' AND c.state IN "
             "('told', 'verified')"),
      1);
  const auto tries = contents_told;
  settle();
  EXPECT_EQ(contents_told, tries) << "and nothing more";
}

TEST_F(ContentTest, WhatIsSaidAnewBeforeTheChannelShowsTheFirstIsNoAlarm) {
  sell({"A"});
  settle();
  describe("A", {{"title", {"one"}}}), tell();
  describe("A", {{"title", {"two"}}}), tell();
  look_for_a_day();
  EXPECT_EQ(last_state(), "verified");
  EXPECT_EQ(findings(), "");
  EXPECT_EQ(number("SELECT COUNT(*) FROM listing_change WHERE ended_at IS NULL"), 0) << states();
}

}  // namespace
}  // namespace fairway::flows::test
