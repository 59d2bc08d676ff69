// LST-9 to LST-12, LST-17, LST-18: what is wanted of listings is told to the channel, and what it shows is held against it.
#include <gmock/gmock.h>

#include "tests/host/flows/listings/change_support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using W = ListingWish;

TEST_F(ChangeTest, ADelistedListingIsToldVerifiedAndNotBroughtBackByAnImport) {  // LST-12
  import({listing("A", "B01"), listing("B", "B02")});
  listed("A", "B01"), listed("B", "B02");
  EXPECT_NE(ask_for(W::delist, "A").change, 0);
  EXPECT_EQ(state_in("A"), "delisted") << "from now on, whatever the channel says";
  tell();
  EXPECT_THAT(told, ElementsAre("delist A"));
  EXPECT_EQ(last_state(), "told");
  clock.advance(std::chrono::minutes(5));
  run("look-at-listings");
  EXPECT_EQ(last_state(), "verified");
  clock.advance(std::chrono::hours(3));
  for (const auto* mode : {"create-only", "create-and-overwrite"}) {
    const auto id = import({listing("A", "B01"), listing("B", "B02")}, mode);
    EXPECT_EQ(outcomes(id).at("A"), "skipped delisted");
    EXPECT_EQ(state_in("A"), "delisted");
  }
  EXPECT_EQ(findings(), "listing-back");
  EXPECT_EQ(state_in("B"), "active");
}

TEST_F(ChangeTest, AReportThatIsOlderThanTheDelistingRaisesNothing) {
  import({listing("A", "B01")});
  listed("A", "B01");
  ask_for(W::delist, "A");
  tell();
  const auto id = import({listing("A", "B01")});
  EXPECT_EQ(outcomes(id).at("A"), "skipped delisted");
  EXPECT_EQ(findings(), "");
}

TEST_F(ChangeTest, OnlyPublishingBringsADelistedListingBack) {
  import({listing("A", "B01")});
  listed("A", "B01");
  ask_for(W::delist, "A"), tell();
  auto c = context();
  EXPECT_THAT(remove_listing(c, {"acme", "us-main", "A"}).error().message, HasSubstr("kept so that no import"));
  EXPECT_THAT(ask_for(W::unhide, "A").refused, HasSubstr("publish it first"));
  auto wanted = of("A");
  wanted.quantity = 5;
  EXPECT_EQ(ask_for(W::publish, std::vector{wanted}).at(0).refused, "");
  EXPECT_EQ(state_in("A"), "delisted") << "until the channel has taken it";
  tell();
  EXPECT_EQ(state_in("A"), "active");
  EXPECT_EQ(last.price.amount, "19.90") << "the item's, from its import";
  clock.advance(std::chrono::minutes(5));
  run("look-at-listings");
  EXPECT_EQ(last_state(), "verified");
  EXPECT_EQ(text("SELECT document FROM listing_look").find("LUGGAGE") == std::string::npos, false);
}

TEST_F(ChangeTest, AHiddenListingStaysSoThroughImportsUntilItIsUnhidden) {  // LST-12
  import({listing("A", "B01")});
  listed("A", "B01");
  EXPECT_THAT(ask_for(W::unhide, "A").refused, HasSubstr("not hidden"));
  ask_for(W::hide, "A"), tell();
  EXPECT_EQ(channel["A"].quantity, 0);
  clock.advance(std::chrono::minutes(5));
  run("look-at-listings");
  EXPECT_EQ(last_state(), "verified");
  clock.advance(std::chrono::hours(3));
  import({listing("A", "B01")}, "create-and-overwrite");  // the channel shows 3 again: somebody changed it there
  EXPECT_EQ(findings(), "listing-in-stock");
  EXPECT_EQ(number("SELECT hidden FROM listing_want"), 1);
  ask_for(W::publish, "A"), tell();
  EXPECT_EQ(last.quantity, 0) << "published, and still out of stock";
  ask_for(W::unhide, "A"), tell();
  EXPECT_EQ(last.quantity, 3) << "what was there before it was hidden";
  EXPECT_EQ(number("SELECT hidden FROM listing_want"), 0);
}

TEST_F(ChangeTest, AnItemOfTheCatalogueIsPublishedInAStoreThatHasNoListingOfIt) {  // LST-10
  import({listing("A", "B01")});
  must(db->transact([](storage::Transaction& tx) { return ledger::done(tx.execute("DELETE FROM listing")); }));
  auto wanted = of("A");
  wanted.quantity = 2;
  ask_for(W::publish, std::vector{wanted});
  EXPECT_EQ(state_in("A"), "draft");
  answer = [](const ListingChange&) -> plugins::PushResult {
    return {fail(FW_E_REJECTED, "INVALID: no"), "",
            to_json(ListingAnswer{"S", {{"5665", "brand", "error", {"brand"}, {}, {}, "c", "r"}}})};
  };
  tell();
  EXPECT_EQ(state_in("A"), "draft") << "HTTP 200 with INVALID is no publication";
  EXPECT_EQ(last_state(), "refused");
  EXPECT_EQ(findings(), "listing-refused");
  const auto issues = must(ledger::issues_of(*must(db->read()), number("SELECT id FROM listing")));
  ASSERT_EQ(issues.size(), 1U);
  EXPECT_EQ(issues[0].code + issues[0].remedy, "5665r") << "LST-18: kept with its remedy";
  answer = nullptr;
  ask_for(W::publish, std::vector{wanted}), tell();
  EXPECT_EQ(state_in("A"), "linked");
  EXPECT_EQ(findings(), "");
  EXPECT_THAT(ask_for(W::publish, "Z").refused, HasSubstr("the catalogue has no item"));
}

TEST_F(ChangeTest, WhatWasPublishedLatelyIsNoBrokenLinkInAnOlderReport) {  // LST-9
  import({listing("A", "B01"), listing("B", "B02")});
  listed("A", "B01"), listed("B", "B02");
  ask_for(W::delist, "A"), tell();
  ask_for(W::publish, "A"), tell();
  import({listing("B", "B02")});
  EXPECT_EQ(state_in("A"), "active");
}

TEST_F(ChangeTest, OnlyTheNamedFieldsAreToldOfAnOverwriting) {  // LST-11
  import({listing("A", "B01")});
  listed("A", "B01");
  auto wanted = of("A");
  wanted.fields = {"title"}, wanted.title = "Better words", wanted.description = "not named";
  ask_for(W::overwrite, std::vector{wanted}), tell();
  EXPECT_EQ(last.title + last.description, "Better words");
  EXPECT_EQ(channel["A"].quantity, 3);
  clock.advance(std::chrono::minutes(5));
  channel["A"].issues = {{"99038", "characters", "error", {"item_name"}, {"title"}, {}, "", ""}};
  run("look-at-listings");
  EXPECT_EQ(last_state(), "refused") << "taken first, and then found wrong";
  EXPECT_EQ(findings(), "listing-refused");
}

TEST_F(ChangeTest, WhatTheChannelTakesAndNeverShowsIsAFindingAfterADay) {
  import({listing("A", "B01")});
  listed("A", "B01");
  deaf = true;
  ask_for(W::delist, "A"), tell();
  look_for_a_day();
  EXPECT_EQ(last_state(), "unseen");
  EXPECT_EQ(findings(), "listing-unseen");
  EXPECT_EQ(looks, 5);
  const auto before = looks;
  look_for_a_day();
  EXPECT_EQ(looks, before) << "it is not looked at for ever";
}

TEST_F(ChangeTest, ADelistedOneThatIsBackAfterADayIsAFinding) {
  import({listing("A", "B01")});
  listed("A", "B01");
  ask_for(W::delist, "A"), tell();
  clock.advance(std::chrono::minutes(5));
  run("look-at-listings");
  listed("A", "B01");  // somebody lists it again over there
  clock.advance(std::chrono::hours(24));
  run("look-at-listings");
  EXPECT_EQ(findings(), "listing-back");
  EXPECT_EQ(state_in("A"), "delisted");
  ask_for(W::publish, "A"), tell();
  clock.advance(std::chrono::minutes(5));
  run("look-at-listings");
  EXPECT_EQ(findings(), "") << "it is wanted again";
}

TEST_F(ChangeTest, WhatNobodyAnsweredForIsToldAgainAndInItsOrder) {
  import({listing("A", "B01")});
  listed("A", "B01");
  answer = [](const ListingChange&) -> plugins::PushResult { return {fail(FW_E_UNAVAILABLE, "gone"), ""}; };
  ask_for(W::hide, "A");
  run("tell-listings");
  EXPECT_EQ(last_state(), "telling");
  ask_for(W::delist, "A");
  run("tell-listings");
  EXPECT_THAT(told, ElementsAre("hide A")) << "the later one waits for the earlier one";
  answer = nullptr;
  clock.advance(std::chrono::minutes(10));
  tell();
  clock.advance(std::chrono::minutes(1));
  tell();
  EXPECT_THAT(told, ElementsAre("hide A", "hide A", "delist A"));
  EXPECT_TRUE(script.pushed.at(1).maybe_sent);
  EXPECT_EQ(channel.count("A"), 0U);
}

TEST_F(ChangeTest, ALaterWishTakesThePlaceOfOneThatWasNotToldYet) {
  import({listing("A", "B01")});
  listed("A", "B01");
  ask_for(W::hide, "A"), ask_for(W::unhide, "A");
  auto wanted = of("A");
  wanted.fields = {"title"}, wanted.title = "x";
  ask_for(W::overwrite, std::vector{wanted});
  EXPECT_EQ(states(), "hide superseded, unhide due, overwrite due");
  ask_for(W::publish, "A");
  EXPECT_EQ(states(), "hide superseded, unhide superseded, overwrite due, publish due") << "publishing sends no content";
  for (int i = 0; i < 4; ++i) tell(), clock.advance(std::chrono::seconds(5));
  EXPECT_THAT(told, ElementsAre("overwrite A", "publish A"));
}

TEST_F(ChangeTest, ManyAtOnceStandEachForItself) {
  import({listing("A", "B01"), listing("B", "B02"), listing("C", "B03")});
  for (const auto* sku : {"A", "B", "C"}) listed(sku, "B0");
  answer = [](const ListingChange& change) -> plugins::PushResult {
    if (change.sku == "B") return {fail(FW_E_REJECTED, "no"), ""};
    return {};
  };
  const auto asked = ask_for(W::delist, {of("A"), of("B"), of("B"), of("nothing"), of("C")});
  EXPECT_EQ(asked[2].refused, "it is named twice");
  EXPECT_THAT(asked[3].refused, HasSubstr("no such listing"));
  tell();
  EXPECT_EQ(states(), "delist told, delist refused, delist told");
  clock.advance(std::chrono::minutes(5));
  run("look-at-listings");
  EXPECT_EQ(looks, 1) << "one call for all";
}

TEST_F(ChangeTest, ADryRunAsksForThePreviewAndKeepsNothing) {
  import({listing("A", "B01")});
  auto c = context();
  preview = "invalid";
  const auto asked = must(preview_changes(c, {"acme", "us-main", W::publish, {of("A"), of("nothing")}}));
  EXPECT_EQ(asked[0].preview, "invalid");
  EXPECT_NE(asked[1].refused, "");
  EXPECT_TRUE(told.empty());
  EXPECT_EQ(number("SELECT COUNT(*) FROM listing_change"), 0);
}

TEST_F(ChangeTest, AStoreThatSendsNothingRefusesAtOnce) {
  import({listing("A", "B01")});
  configure([](config::Account& account) { account.stores[0].mode = config::Mode::observe; });
  auto c = context();
  EXPECT_THAT(ask_changes(c, {"acme", "us-main", W::hide, {of("A")}}, {"ada"}).error().message, HasSubstr("observe"));
  configure([](config::Account& account) { account.stores[0].settings.plugin = "wms"; });
  auto d = context();
  EXPECT_THAT(ask_changes(d, {"acme", "us-main", W::hide, {of("A")}}, {"ada"}).error().message,
              HasSubstr("changes no listings"));
}

TEST_F(ChangeTest, AShippingTemplateThatIsGoneIsReportedWithItsLine) {  // LST-17
  import({listing("A", "B01")});
  configure([](config::Account& account) {
    auto& store = account.stores[0];
    store.settings.facts["currency"] = "USD";
    store.shipping_templates["economy"] = "4d3c";
    store.places["/shipping-templates/economy"] = {"accounts/acme.yaml", 40, 30};
  });
  answer = [](const ListingChange&) -> plugins::PushResult {
    return {fail(FW_E_REJECTED, "no such template"), "",
            to_json(ListingAnswer{
                "S", {{"8105", "m", "error", {"merchant_shipping_group"}, {"shipping_template"}, {}, "", ""}}})};
  };
  auto wanted = of("A");
  wanted.shipping = "economy";
  ask_for(W::publish, std::vector{wanted}), tell();
  EXPECT_THAT(text("SELECT message FROM finding"), HasSubstr("\"economy\" of accounts/acme.yaml:40:30"));
}

TEST_F(ChangeTest, APersonsWishOutlivesTheUndoOfTheImport) {
  const auto id = import({listing("A", "B01")});
  listed("A", "B01");
  ask_for(W::delist, "A");
  auto c = context();
  must(undo_import(c, "acme", id, {"ada"}));
  work();
  EXPECT_EQ(state_in("A"), "delisted");
}

TEST_F(ChangeTest, WhatIsWantedOfAListingGoesWithIt) {
  import({listing("A", "B01")});
  listed("A", "B01");
  ask_for(W::hide, "A"), tell();
  auto c = context();
  must(remove_listing(c, {"acme", "us-main", "A"}));
  for (const auto* table : {"listing_change", "listing_want", "listing_look", "listing_issue"})
    EXPECT_EQ(number("SELECT COUNT(*) FROM " + std::string(table)), 0) << table;
  clock.advance(std::chrono::minutes(5));
  run("look-at-listings");
  EXPECT_EQ(looks, 0);
}

// What was still on its way when a person said otherwise must not bring the listing back (LST-12).
TEST_F(ChangeTest, APublishingThatIsTakenOnlyAfterTheDelistingBringsNothingBack) {
  import({listing("A", "B01")});
  listed("A", "B01");
  answer = [](const ListingChange&) { return plugins::PushResult{fail(FW_E_UNAVAILABLE, "busy"), ""}; };
  ask_for(W::publish, "A"), tell();
  ASSERT_EQ(last_state(), "telling");
  ask_for(W::delist, "A");
  answer = nullptr;
  for (int i = 0; i < 4; ++i) clock.advance(std::chrono::minutes(5)), tell();
  EXPECT_EQ(told.back(), "delist A");
  EXPECT_EQ(state_in("A"), "delisted");
  clock.advance(std::chrono::hours(2));
  EXPECT_EQ(outcomes(import({listing("A", "B01")})).at("A"), "skipped delisted");
}

TEST_F(ChangeTest, AnUndoneImportLeavesWhatAPersonHasSaidSomethingOf) {  // LST-22
  const auto id = import({listing("A", "B01"), listing("B", "B02"), listing("C", "B03")});
  listed("A", "B01"), listed("B", "B02"), listed("C", "B03");
  ask_for(W::hide, "A");
  auto title = of("B");
  title.fields = {"title"}, title.title = "Better";
  ASSERT_EQ(ask_for(W::overwrite, std::vector{title}).at(0).refused, "");
  auto c = context();
  must(undo_import(c, "acme", id, {"ada"}));
  work();
  EXPECT_EQ(state_of(id), "undone");
  EXPECT_EQ(imported(id).kept, 2);
  EXPECT_EQ(listings().count("C"), 0u);
  tell();
  EXPECT_THAT(told, ::testing::UnorderedElementsAre("hide A", "overwrite B"));
}

TEST_F(ChangeTest, HiddenTwiceItIsUnhiddenWithWhatWasThereBefore) {
  import({listing("A", "B01")});
  listed("A", "B01");
  ask_for(W::hide, "A"), tell();
  auto empty = listing("A", "B01");
  empty.quantity = 0;
  import({empty}, "create-and-overwrite");
  ask_for(W::hide, "A"), tell();
  ask_for(W::unhide, "A"), tell();
  EXPECT_EQ(last.quantity, 3);
}

TEST_F(ChangeTest, WhatIsPublishedWhileHiddenOrJustBeforeIsWhatUnhidingShows) {
  import({listing("A", "B01")});
  listed("A", "B01");
  ask_for(W::hide, "A"), tell();
  auto more = of("A");
  more.quantity = 9;
  ask_for(W::publish, std::vector{more}), tell();
  EXPECT_EQ(last.quantity, 0);
  ask_for(W::unhide, "A"), tell();
  EXPECT_EQ(last.quantity, 9);
  more.quantity = 12;
  ask_for(W::publish, std::vector{more});
  ask_for(W::hide, "A"), tell();
  ask_for(W::unhide, "A"), tell();
  EXPECT_EQ(last.quantity, 12);
}

TEST_F(ChangeTest, AnUnhidingThatWasRefusedIsAskedForAgain) {
  import({listing("A", "B01")});
  listed("A", "B01");
  ask_for(W::hide, "A"), tell();
  answer = [](const ListingChange&) { return plugins::PushResult{fail(FW_E_REJECTED, "no"), ""}; };
  ask_for(W::unhide, "A"), tell();
  ASSERT_EQ(last_state(), "refused");
  answer = nullptr;
  EXPECT_EQ(ask_for(W::unhide, "A").refused, "");
  tell();
  EXPECT_EQ(last.quantity, 3);
  EXPECT_THAT(ask_for(W::unhide, "A").refused, HasSubstr("not hidden"));
}

TEST_F(ChangeTest, LooksThatAPersonAsksForDoNotShortenTheChannelsDay) {
  import({listing("A", "B01")});
  listed("A", "B01");
  deaf = true;
  ask_for(W::hide, "A"), tell();
  for (int i = 0; i < 8; ++i) {
    auto c = context();
    must(look_at_listing(c, "acme", "us-main", "A"));
    clock.advance(std::chrono::seconds(2));
    must(run("look-at-listings"));
  }
  EXPECT_EQ(last_state(), "told");
  EXPECT_EQ(findings(), "");
  for (int i = 0; i < 9; ++i) clock.advance(std::chrono::hours(6)), run("look-at-listings");
  EXPECT_EQ(last_state(), "unseen");
  EXPECT_EQ(findings(), "listing-unseen");
}

TEST_F(ChangeTest, OfAListingThatTheChannelDoesNotSpeakOfNothingWaitsForEverOrIsAskedWithoutEnd) {
  import({listing("A", "B01")});
  listed("A", "B01");
  ask_for(W::hide, "A"), tell();
  script.pull = [this](const plugins::PullRequest&, plugins::PullSink& sink) {
    ++looks;
    plugins::Batch batch;
    batch.cursor = "";
    return sink.commit(std::move(batch));
  };
  clock.advance(std::chrono::minutes(5));
  for (int i = 0; i < 5; ++i) run("look-at-listings");
  EXPECT_EQ(looks, 1);
  look_for_a_day();
  for (int i = 0; i < 9; ++i) clock.advance(std::chrono::hours(6)), run("look-at-listings");
  EXPECT_EQ(last_state(), "unseen");
}

TEST_F(ChangeTest, APausedListingIsToldOfWhenItIsUnpaused) {  // LST-8
  import({listing("A", "B01")});
  listed("A", "B01");
  ask_for(W::hide, "A");
  auto c = context();
  must(pause_listing(c, {"acme", "us-main", "A"}, true));
  for (int i = 0; i < 3; ++i) tell(), clock.advance(std::chrono::minutes(11));
  EXPECT_THAT(told, ::testing::IsEmpty());
  must(pause_listing(c, {"acme", "us-main", "A"}, false));
  tell();
  EXPECT_THAT(told, ElementsAre("hide A"));
}

TEST(SeeChange, WhatIsShownIsHeldAgainstWhatWasTold) {
  ListingChange unhide, title, mpn;
  unhide.wish = W::unhide, unhide.quantity = 5;
  title.wish = mpn.wish = W::overwrite, title.fields = {"title"}, title.title = "New", mpn.fields = {"mpn"};
  const auto shown = [](std::int64_t quantity, const std::string& of) {
    ListingShown one;
    one.found = true, one.quantity = quantity, one.title = of;
    return one;
  };
  EXPECT_EQ(see_change(unhide, shown(4, "")).as, Seen::As::wanted) << "one was sold since";
  EXPECT_EQ(see_change(unhide, shown(0, "")).as, Seen::As::not_yet);
  EXPECT_EQ(see_change(title, shown(1, "Old")).as, Seen::As::not_yet);
  EXPECT_EQ(see_change(title, shown(1, "New")).as, Seen::As::wanted);
  EXPECT_EQ(see_change(mpn, shown(1, "Old")).as, Seen::As::wanted) << "a look does not show it";
}

TEST_F(ChangeTest, ASlipInANumberIsRefusedWhateverTheVerb) {
  import({listing("A", "B01")});
  listed("A", "B01");
  for (const auto verb : {W::publish, W::hide, W::overwrite, W::delist}) {
    auto list = of("A"), many = of("A"), price = of("A");
    list.list_price = "45,00", many.quantity = 99'999'999'999, price.price = "1e3";
    EXPECT_THAT(ask_for(verb, std::vector{list}).at(0).refused, HasSubstr("list price"));
    EXPECT_THAT(ask_for(verb, std::vector{many}).at(0).refused, HasSubstr("no quantity"));
    EXPECT_THAT(ask_for(verb, std::vector{price}).at(0).refused, HasSubstr("no price"));
  }
  EXPECT_EQ(number("SELECT COUNT(*) FROM listing_change"), 0);
}

TEST_F(ChangeTest, ATitleThatIsOverwrittenAgainBeforeItIsSeenIsNoAlarm) {
  import({listing("A", "B01")});
  listed("A", "B01");
  for (const auto* title : {"One", "Two"}) {
    auto wanted = of("A");
    wanted.fields = {"title"}, wanted.title = title;
    ASSERT_EQ(ask_for(W::overwrite, std::vector{wanted}).at(0).refused, "");
    tell();
  }
  EXPECT_EQ(states(), "overwrite superseded, overwrite told");
  look_for_a_day();
  EXPECT_EQ(states(), "overwrite superseded, overwrite verified");
  EXPECT_EQ(findings(), "");
}

}  // namespace
}  // namespace fairway::flows::test
