// LST-10, LST-11, LST-12, LST-16, LST-17: what is checked before a channel is told, in words that a seller can act on.
#include "host/flows/listings/change_rules.hpp"

#include <gmock/gmock.h>

namespace fairway::flows {
namespace {

using ledger::ListingState;
using ::testing::HasSubstr;

struct ChangeRules : ::testing::Test {
  ChangeRules() {
    item.id = 1, item.sku = "A", item.price = "19.90", item.list_price = "24.00", item.currency = "USD";
    listing.id = 2, listing.state = ListingState::active;
    listing.shown.sku = "A", listing.shown.product_id = "B01", listing.shown.quantity = 4;
    listing.shown.fulfilled_by = FulfilledBy::merchant;
    store.nickname = "us";
    of.item = &item, of.listing = &listing;
    wanted.sku = "A";
  }
  Result<Judged> judge(ListingWish wish) { return judge_change(wish, wanted, of, store, "USD"); }
  std::string refusal(ListingWish wish) {
    auto judged = judge(wish);
    return judged ? "taken" : judged.error().message;
  }
  ListingChange publish() {
    auto judged = judge(ListingWish::publish);
    EXPECT_TRUE(judged) << judged.error().message;
    return judged ? judged->change : ListingChange();
  }
  std::vector<std::string> notes(ListingWish wish) { return judge(wish).value().warnings; }

  ledger::ItemForSale item;
  ledger::ListingRow listing;
  config::Store store;
  WantedOf of;
  Wanted wanted;
};

TEST_F(ChangeRules, PublishingTakesWhatIsKnownAndWhatIsSaidGoesBefore) {
  auto change = publish();
  EXPECT_EQ(change.product_id, "B01");
  EXPECT_EQ(change.price.amount + change.price.currency, "19.90USD");
  EXPECT_EQ(change.quantity, 4);
  EXPECT_EQ(change.condition.text(), "new");
  EXPECT_EQ(change.fulfilled_by, FulfilledBy::merchant);
  wanted.product_id = "B02", wanted.price = "5", wanted.quantity = 9, wanted.condition = "used_good";
  change = publish();
  EXPECT_EQ(change.product_id, "B02") << "associated with another product";
  EXPECT_EQ(change.price.amount, "5");
  EXPECT_EQ(change.quantity, 9);
  of.listing = nullptr, item.product_id = "B09", wanted.product_id.clear();
  EXPECT_EQ(publish().product_id, "B09");
}

TEST_F(ChangeRules, ThePriceFollowsPublishPrice) {
  store.listings.publish_price = "list";
  EXPECT_EQ(publish().price.amount, "24.00");
  store.listings.publish_price = "+10%";
  EXPECT_EQ(publish().price.amount, "21.89");
  item.price.clear();
  listing.shown.price = {"10.00", "USD"};
  EXPECT_EQ(publish().price.amount, "11.00") << "of an item without a price what the listing showed last";
  item.list_price.clear(), store.listings.publish_price = "list";
  EXPECT_THAT(refusal(ListingWish::publish), HasSubstr("no list price"));
  wanted.list_price = "30.00";
  EXPECT_EQ(publish().price.amount, "30.00");
  wanted.price = "1,99";
  EXPECT_THAT(refusal(ListingWish::publish), HasSubstr("\"1,99\" is no price"));
  wanted.price.clear(), wanted.list_price.clear(), store.listings.publish_price = "item";
  item.price = "19.90", item.currency = "CAD";
  EXPECT_THAT(refusal(ListingWish::publish), HasSubstr("the item's price is in CAD, and the store sells in USD"));
}

TEST_F(ChangeRules, WhatIsMissingIsAskedForByName) {
  listing.shown.product_id.clear();
  EXPECT_THAT(refusal(ListingWish::publish), HasSubstr("--asin"));
  wanted.product_id = "B01", item.price.clear();
  EXPECT_THAT(refusal(ListingWish::publish), HasSubstr("--price"));
  of.item = nullptr;
  EXPECT_THAT(refusal(ListingWish::publish), HasSubstr("the catalogue has no item"));
}

TEST_F(ChangeRules, ABarcodeAndItsTypeComeTogether) {
  wanted.barcode = "4006381333931";
  EXPECT_THAT(refusal(ListingWish::publish), HasSubstr("what kind of barcode is 4006381333931?"));
  wanted.barcode_type = "EAN";
  EXPECT_EQ(publish().barcode_type, "ean");
  wanted.barcode_type = "eam";
  EXPECT_THAT(refusal(ListingWish::publish), HasSubstr("did you mean \"ean\"?"));
  wanted.barcode.clear(), wanted.barcode_type = "ean";
  EXPECT_THAT(refusal(ListingWish::publish), HasSubstr("no barcode"));
}

TEST_F(ChangeRules, ConditionsAreMappedAndANoteOnANewItemIsLeftOutWithAWarning) {
  item.condition = "refurbished-a";
  EXPECT_THAT(refusal(ListingWish::publish), HasSubstr("map it under stores.us.conditions"));
  store.conditions["refurbished-a"] = "used_like_new";
  wanted.condition_note = "As good as new";
  EXPECT_EQ(publish().condition.text(), "used_like_new");
  EXPECT_EQ(publish().condition_note, "As good as new");
  wanted.condition = "new";
  EXPECT_EQ(publish().condition_note, "");
  EXPECT_THAT(notes(ListingWish::publish).at(0), HasSubstr("left out"));
}

TEST_F(ChangeRules, AShippingTemplateIsNamedByTheAccountsWord) {
  EXPECT_EQ(publish().shipping_template, "") << "none is the channel's default";
  wanted.shipping = "economi";
  EXPECT_THAT(refusal(ListingWish::publish), HasSubstr("names no template"));
  store.shipping_templates["economy"] = "4d3c";
  EXPECT_THAT(refusal(ListingWish::publish), HasSubstr("did you mean \"economy\"?"));
  wanted.shipping = "economy";
  EXPECT_EQ(publish().shipping_template, "4d3c");
}

TEST_F(ChangeRules, WhatTheChannelShipsHasNoQuantityAndIsNotHidden) {
  listing.ships = "amazon";
  EXPECT_FALSE(publish().quantity);
  EXPECT_THAT(refusal(ListingWish::hide), HasSubstr("delist it"));
  wanted.quantity = 5;
  EXPECT_THAT(notes(ListingWish::publish).at(0), HasSubstr("quantity is left out"));
}

TEST_F(ChangeRules, OnlyHiddenOnesAreUnhiddenWithWhatWasInStock) {
  EXPECT_EQ(refusal(ListingWish::unhide), "it is not hidden");
  of.want = {true, 4};
  EXPECT_EQ(judge(ListingWish::unhide)->change.quantity, 4);
  of.want.quantity.reset();
  EXPECT_THAT(refusal(ListingWish::unhide), HasSubstr("--quantity"));
  wanted.quantity = 2;
  EXPECT_EQ(judge(ListingWish::unhide)->change.quantity, 2);
}

TEST_F(ChangeRules, OverwritingNamesItsFields) {
  EXPECT_THAT(refusal(ListingWish::overwrite), HasSubstr("name what is to be overwritten"));
  wanted.fields = {"titel"}, wanted.title = "x", wanted.description = "not named";
  EXPECT_THAT(refusal(ListingWish::overwrite), HasSubstr("did you mean \"title\"?"));
  wanted.fields = {"title"};
  const auto change = judge(ListingWish::overwrite)->change;
  EXPECT_EQ(change.title + change.description, "x");
  wanted.fields = {"images"};
  EXPECT_THAT(refusal(ListingWish::overwrite), HasSubstr("at least one image"));
}

TEST_F(ChangeRules, TheStateOfAListingDecidesWhatMayBeDone) {
  using W = ListingWish;
  const std::vector<W> all{W::publish, W::delist, W::hide, W::overwrite};
  wanted.fields = {"title"}, wanted.title = "x";
  const auto allowed = [&](ListingState state) {
    listing.state = state;
    std::string taken;
    for (const auto wish : all)
      if (refusal(wish) == "taken") taken += std::string(Open<W>(wish).text()) + " ";
    return taken;
  };
  EXPECT_EQ(allowed(ListingState::active), "publish delist hide overwrite ");
  EXPECT_EQ(allowed(ListingState::linked), "publish delist hide overwrite ");
  EXPECT_EQ(allowed(ListingState::paused), "") << "nothing of it is sent";
  EXPECT_EQ(allowed(ListingState::delisted), "publish delist ");
  EXPECT_EQ(allowed(ListingState::closed), "publish delist ");
  EXPECT_EQ(allowed(ListingState::broken_link), "publish delist ");
  EXPECT_EQ(allowed(ListingState::draft), "publish ");
}

TEST_F(ChangeRules, AnotherListingOfTheProductIsAWarning) {
  of.twin = "B";
  EXPECT_THAT(notes(ListingWish::publish).at(0), HasSubstr("the listing B sells the same product"));
}

}  // namespace
}  // namespace fairway::flows
