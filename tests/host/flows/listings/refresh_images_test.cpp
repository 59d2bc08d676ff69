// LST-14: images of listings, from the channel anew.
#include "host/flows/listings/image_verbs.hpp"
#include "tests/host/flows/dying.hpp"
#include "tests/host/flows/listings/product_support.hpp"

namespace fairway::flows::test {
namespace {

struct ImagesTest : ProductTest {
  ImagesTest() {
    configure([](config::Account& account) { account.stores[0].listings.complete = false; });
  }
  ImagesAsked ask_images(std::vector<std::string> skus, ledger::ListingFilter filter = {}) {
    auto c = context();
    return must(ask_for_images(c, {"acme", "us-main", std::move(skus), std::move(filter)}, {"ada"}));
  }
  void refresh() {
    for (int i = 0; i < 6; ++i) run("refresh-images");
  }
  // "images error" of the last asking.
  std::string outcome(const std::string& sku) {
    return text(
        "SELECT CASE WHEN ended_at IS NULL THEN 'due' ELSE listing_images.images || ' ' || error END FROM listing_images "
        "JOIN "
        "listing ON listing.id = listing_images.listing_id WHERE sku = '" +
        sku + "'");
  }
};

TEST_F(ImagesTest, OfListingAndItemAreOverwrittenAndEachHasItsOutcome) {
  knows(product("B01"));
  auto none = product("B03");
  none.images.clear();
  knows(none);
  import({listing("A", "B01"), listing("GONE", "B02"), listing("BARE", "B03"), listing("OTHER", "")});
  const auto before = images_of("GONE");
  const auto answer = ask_images({"A", "GONE", "BARE", "OTHER", "WHO"});
  EXPECT_EQ(answer.asked, 4);
  EXPECT_EQ(answer.unknown, std::vector<std::string>{"WHO"});
  EXPECT_EQ(outcome("A"), "due");
  refresh();
  const std::string two = R"(["https://images.example/B01/1.jpg","https://images.example/B01/2.jpg"])";
  EXPECT_EQ(images_of("A"), two);
  EXPECT_EQ(text("SELECT images FROM catalogue_item WHERE sku = 'A'"), two);
  EXPECT_EQ(outcome("A"), "2 ");
  EXPECT_EQ(outcome("GONE"), "0 the channel has no product B02");
  EXPECT_EQ(outcome("BARE"), "0 the channel has no images of B03");
  EXPECT_EQ(outcome("OTHER"), "0 the listing has no product id");
  EXPECT_EQ(images_of("GONE"), before) << "what was there stays where nothing better comes";
  EXPECT_TRUE(script.pushed.empty()) << "the channel is not changed";
  EXPECT_EQ(number("SELECT COUNT(*) FROM job WHERE kind = 'refresh-images'"), 0);
}

TEST_F(ImagesTest, AnImportThatShowsTheMainImageAloneLeavesTheOthers) {
  knows(product("B01"));
  import({listing("A", "B01")});
  ask_images({"A"});
  refresh();
  auto told = listing("A", "B01");
  told.images = {"https://images.example/B01/1.jpg"};
  import({told}, "create-and-overwrite");
  EXPECT_EQ(images_of("A"), R"(["https://images.example/B01/1.jpg","https://images.example/B01/2.jpg"])");
  told.images = {"https://images.example/new.jpg"};
  import({told}, "create-and-overwrite");
  EXPECT_EQ(images_of("A"), R"(["https://images.example/new.jpg"])");
}

TEST_F(ImagesTest, ManyAreFoundByAFilterAndAskedForInTwenties) {
  std::vector<Listing> all;
  for (int i = 0; i < 45; ++i) {
    all.push_back(listing(fmt::format("S{}", i), fmt::format("B{}", i)));
    if (i % 3 == 0)
      all.back().fulfilled_by = FulfilledBy::amazon, all.back().quantity.reset(), all.back().pending_quantity.reset();
    knows(product(fmt::format("B{}", i)));
  }
  import(all);
  EXPECT_EQ(ask_images({}, {"", "", "amazon"}).asked, 15);
  EXPECT_EQ(ask_images({}, {"", "B7", ""}).asked, 1);
  EXPECT_EQ(ask_images({}, {"paused", "", ""}).asked, 0);
  refresh();
  EXPECT_EQ(asked.size(), 16u);
  EXPECT_EQ(ask_images({}).asked, 45);
  refresh();
  EXPECT_EQ(number("SELECT COUNT(*) FROM listing_images WHERE error = '' AND images = 2"), 45);
}

TEST_F(ImagesTest, DiedAtEveryCommitEachIsAskedForInTheEnd) {
  std::vector<Listing> all;
  for (int i = 0; i < 45; ++i) {
    all.push_back(listing(fmt::format("S{}", i), fmt::format("B{}", i)));
    knows(product(fmt::format("B{}", i)));
  }
  import(all);
  for (int commits = 0; commits < 5; ++commits) {
    ask_images({});
    Dying dying(*db, commits);
    in_use = &dying;
    run("refresh-images");
    in_use = nullptr;
    must(db->transact([&](storage::Transaction& tx) { return ledger::reclaim(tx, ++epoch, clock.now()); }));
    clock.advance(std::chrono::minutes(11));
    refresh();
    EXPECT_EQ(number("SELECT COUNT(*) FROM listing_images WHERE ended_at IS NULL"), 0) << commits;
    EXPECT_EQ(number("SELECT COUNT(*) FROM listing_images WHERE images = 2"), 45) << commits;
  }
}

TEST_F(ImagesTest, WhatTheChannelRefusesIsSaidAndWhatMayYetComeIsWaitedFor) {
  import({listing("A", "B01")});
  knows(product("B01"));
  bool down = true;
  before_products = [&]() -> Status {
    return std::exchange(down, false) ? Status(fail(FW_E_UNAVAILABLE, "no answer")) : Status();
  };
  ask_images({"A"});
  run("refresh-images");
  EXPECT_EQ(outcome("A"), "due");
  clock.advance(std::chrono::minutes(1));
  refresh();
  EXPECT_EQ(outcome("A"), "2 ");
  before_products = [] { return Status(fail(FW_E_REJECTED, "the application has no role for it")); };
  ask_images({"A"});
  refresh();
  EXPECT_EQ(outcome("A"), "0 the application has no role for it");
}

TEST_F(ImagesTest, WhoHasNoCatalogueSaysSo) {
  std::erase_if(catalogue.plugins["amazon"].description.manifest.streams,
                [](const auto& stream) { return stream.name == "products"; });
  auto c = context();
  EXPECT_EQ(ask_for_images(c, {"acme", "us-main", {"A"}, {}}, {"ada"}).error().code, FW_E_UNSUPPORTED);
  EXPECT_EQ(ask_for_images(c, {"acme", "nowhere", {"A"}, {}}, {"ada"}).error().code, FW_E_INVALID);
}

}  // namespace
}  // namespace fairway::flows::test
