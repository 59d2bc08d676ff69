// LST-10, LST-11, LST-12, LST-14, LST-15, LST-19, LST-20, LST-16, LST-17, LST-18: listings from the command line to the marketplace and back.
#include "tests/integration/listings_talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;

class Listings : public ListingsWorld {
 protected:
  bool becomes(const std::string& sku, const std::string& wanted) {
    return until([&] { return last(sku) == wanted; }, kSoon);
  }
  // The channel is asked again and again, as a person would, until the change is verified.
  bool verified(const std::string& sku, const std::string& verb) {
    return until(
        [&] {
          if (last(sku) != verb + " verified") listings({"look", sku});
          return last(sku) == verb + " verified";
        },
        kSoon);
  }
  void imported() {
    list("MUG", "B0MUG00001"), list("JUG", "B0JUG00001");
    ASSERT_TRUE(world_.start()) << world_.log();
    const auto ran = world_.fairway({"import", "run", "--account", "acme1", "--store", "us-main", "--wait"});
    ASSERT_EQ(ran.exit, 0) << ran.out;
  }

  // What the first import asked of the catalogue.
  json::value completion() { return world_.get("/v1/accounts/acme1/imports/1").at("completing"); }
  bool completed() {
    return until([&] { return text_in(completion(), "state") == "done"; }, kSoon);
  }
};

TEST_F(Listings, AreHiddenUnhiddenDelistedAndPublishedAgain) {  // LST-12, LST-10
  imported();
  EXPECT_EQ(listings({"hide", "MUG"}).exit, 0);
  ASSERT_TRUE(verified("MUG", "hide")) << world_.log();
  EXPECT_EQ(number_at(shown("MUG").at("channel"), "quantity", -1), 0);
  EXPECT_EQ(listings({"unhide", "MUG"}).exit, 0);
  ASSERT_TRUE(verified("MUG", "unhide")) << last("MUG");
  EXPECT_EQ(number_at(shown("MUG").at("channel"), "quantity", -1), 5);
  EXPECT_EQ(listings({"delist", "MUG"}).exit, 0);
  ASSERT_TRUE(verified("MUG", "delist")) << last("MUG");
  EXPECT_EQ(text_in(shown("MUG"), "state"), "delisted");
  EXPECT_FALSE(flag_at(shown("MUG").at("channel"), "found"));
  const auto dry = listings({"publish", "MUG", "--price", "24.00", "--quantity", "2", "--dry-run"});
  EXPECT_EQ(dry.exit, 0) << dry.out;
  EXPECT_THAT(dry.out, HasSubstr("the channel would take it"));
  EXPECT_EQ(listings({"publish", "MUG", "--price", "24.00", "--quantity", "2"}).exit, 0);
  ASSERT_TRUE(verified("MUG", "publish")) << last("MUG");
  EXPECT_EQ(text_in(shown("MUG"), "state"), "active");
  EXPECT_EQ(text_in(shown("MUG"), "price"), "24.00");
  EXPECT_TRUE(world_.sandbox().violations().empty());
}

// What a script says with a variable that is empty is no filter of all, and no price by the rule.
TEST_F(Listings, AnOptionThatIsEmptyIsRefusedAndNothingIsAsked) {  // LST-10, LST-12
  imported();
  const std::pair<std::vector<std::string>, const char*> slips[] = {
      {{"hide", "--state", "active", "--product", ""}, "--product"},
      {{"delist", "MUG", "--file", ""}, "--file"},
      {{"publish", "MUG", "--price", ""}, "--price"},
      {{"publish", "MUG", "--quantity", ""}, "--quantity"},
      {{"overwrite", "MUG", "--title", "", "--mpn", "M"}, "--title"},
      {{"pause", ""}, "sku"},
      {{"list", "--state", ""}, "--state"},
      {{"coverage", "--warehouse", ""}, "--warehouse"}};
  for (const auto& [arguments, option] : slips) {
    const auto ran = listings(arguments);
    EXPECT_EQ(ran.exit, 2) << option << ran.out;
    EXPECT_THAT(ran.out, HasSubstr(option));
  }
  EXPECT_TRUE(items_of(world_.get("/v1/accounts/acme1/listing-changes")).empty());
}

TEST_F(Listings, ASkuWithASlashIsReachedByCommand) {  // LST-8
  list("X/1 50%", "B0SLASH001");
  imported();
  const auto paused = listings({"pause", "X/1 50%"});
  EXPECT_EQ(paused.exit, 0) << paused.out;
  EXPECT_THAT(paused.out, HasSubstr("X/1 50%: paused"));
  EXPECT_THAT(listings({"show", "X/1 50%"}).out, HasSubstr("paused"));
  EXPECT_THAT(listings({"list", "--state", "paused"}).out, HasSubstr("X/1 50%"));
  EXPECT_EQ(listings({"unpause", "X/1 50%"}).exit, 0);
}

TEST_F(Listings, WhatTheChannelRefusesIsShownWithItsRemedy) {  // LST-18
  imported();
  const json::array issues{
      json::object{{"code", "5665"}, {"message", "The brand is not approved."}, {"attributes", json::array{"brand"}}}};
  ASSERT_TRUE(world_.sandbox().control("POST", "listing-issues",
                                       json::object{{"seller", seller()}, {"sku", "JUG"}, {"refused", issues}}));
  const auto dry = listings({"publish", "JUG", "--dry-run"});
  EXPECT_EQ(dry.exit, 1);
  EXPECT_THAT(dry.out, HasSubstr("remedy:"));
  EXPECT_EQ(listings({"publish", "JUG"}).exit, 0);
  ASSERT_TRUE(becomes("JUG", "publish refused")) << last("JUG");
  const auto show = listings({"show", "JUG"});
  EXPECT_THAT(show.out, HasSubstr("5665 (brand): The brand is not approved."));
  EXPECT_THAT(show.out, HasSubstr("remedy: apply for approval of the brand"));
  EXPECT_THAT(json::serialize(world_.get("/v1/findings?account=acme1")), HasSubstr("listing-refused"));
  const auto found = world_.fairway({"listings", "list", "--account", "acme1", "--issue", "5665"});
  EXPECT_THAT(found.out, HasSubstr("JUG"));
}

TEST_F(Listings, AreChangedByFileAndByFilterEachForItself) {  // LST-11
  imported();
  const auto file = world_.folder() / "titles.csv";
  write_file(file, "sku,title\nMUG,A better mug\nNONE,Nothing\nJUG,\"A jug, blue\"\n");
  const auto ran = listings({"overwrite", "--file", file.string()});
  EXPECT_EQ(ran.exit, 1) << "one is not there";
  EXPECT_THAT(ran.out, HasSubstr("NONE: no: the store has no such listing"));
  ASSERT_TRUE(verified("MUG", "overwrite") && verified("JUG", "overwrite"));
  EXPECT_EQ(text_in(shown("JUG").at("channel").as_object(), "title"), "A jug, blue");
  EXPECT_EQ(listings({"hide", "--state", "active"}).exit, 0);
  ASSERT_TRUE(verified("MUG", "hide") && verified("JUG", "hide"));
  const auto none = listings({"hide"});
  EXPECT_EQ(none.exit, 1);
  EXPECT_THAT(none.out, HasSubstr("say which"));
}

// What a store lists goes out as a file and comes in again; what is changed in it changes, and nothing else (LST-15).
TEST_F(Listings, AFileThatWasExportedComesInAgain) {
  ASSERT_TRUE(world_.sandbox().control("POST", "listings", json::object{{"seller", seller()}, {"made_up", 400}}));
  imported();
  ASSERT_TRUE(completed()) << world_.log();
  const auto file = world_.folder() / "mine.txt";
  ASSERT_EQ(listings({"export", "--out", file.string()}).exit, 0);
  const auto before = read_text(file);
  const auto import = [&](const std::string& mode) {
    return world_.fairway(
        {"import", "run", "--account", "acme1", "--store", "us-main", "--file", file.string(), "--mode", mode, "--wait"});
  };
  for (const auto* mode : {"create-only", "create-and-overwrite"}) {
    const auto ran = import(mode);
    EXPECT_EQ(ran.exit, 0) << ran.out;
    EXPECT_THAT(ran.out, HasSubstr("0 created, 0 updated"));
    EXPECT_THAT(ran.out, HasSubstr("0 skipped, 0 failed"));
    EXPECT_THAT(ran.out, HasSubstr("from mine.txt"));
  }
  const auto again = world_.folder() / "again.txt";
  ASSERT_EQ(listings({"export", "--out", again.string()}).exit, 0);
  EXPECT_TRUE(read_text(again) == before);
  replace_in(file, "\t19.90\t", "\t21.00\t");
  EXPECT_THAT(import("create-and-overwrite").out, HasSubstr("1 updated"));
  EXPECT_TRUE(std::filesystem::is_empty(world_.data() / "files")) << "it goes when it was read";
  const auto wrong = world_.folder() / "wrong.txt";
  write_file(wrong, "name,price\n");
  const auto refused =
      world_.fairway({"import", "run", "--account", "acme1", "--store", "us-main", "--file", wrong.string(), "--wait"});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.out, HasSubstr("this is no file of listings"));
}

// What the report does not tell the catalogue does; images are taken anew; made-up listings are as real as others (LST-14, LST-20).
TEST_F(Listings, WhatTheReportLacksComesFromTheCatalogueAndImagesAreTakenAnew) {
  ASSERT_TRUE(world_.sandbox().control("POST", "listings", json::object{{"seller", seller()}, {"made_up", 40}}));
  ASSERT_TRUE(world_.sandbox().control(
      "POST", "listings",
      json::object{
          {"seller", seller()}, {"sku", "CD"}, {"asin", "B0CD000001"}, {"quantity", 5}, {"category", "CDs & Vinyl"}}));
  imported();
  ASSERT_TRUE(completed()) << world_.log();
  EXPECT_EQ(number_at(completion(), "left_out"), 1);
  EXPECT_EQ(number_at(completion(), "asked"), number_at(completion(), "total"));
  EXPECT_THAT(world_.fairway({"import", "show", "1", "--account", "acme1"}).out, HasSubstr("1 left out"));
  EXPECT_EQ(listings({"show", "CD"}).exit, 1);
  EXPECT_THAT(world_.fairway({"import", "rows", "1", "--account", "acme1", "--reason", "excluded-category"}).out,
              HasSubstr("CDs & Vinyl"));
  const auto mug = shown("MUG");
  EXPECT_EQ(mug.at("images").as_array().size(), 3U);
  EXPECT_NE(text_in(mug, "barcode"), "");
  EXPECT_NE(text_in(mug, "category"), "");
  ASSERT_TRUE(world_.sandbox().control("POST", "listings",
                                       json::object{{"seller", seller()},
                                                    {"sku", "MUG"},
                                                    {"asin", "B0MUG00001"},
                                                    {"images", json::array{"https://images.example/new.jpg"}}}));
  const auto ran = listings({"images", "MUG", "NONE", "--wait"});
  EXPECT_EQ(ran.exit, 1) << "one is not there";
  EXPECT_THAT(ran.out, HasSubstr("NONE: no: the store has no such listing"));
  EXPECT_EQ(json::serialize(shown("MUG").at("images")), R"(["https://images.example/new.jpg"])");
  EXPECT_EQ(listings({"images", "--all", "--wait"}).exit, 0);
  const auto skus = world_.folder() / "skus.csv";  // LST-19
  write_file(skus, "note,sku\nx,MUG\n\"y, z\",JUG\n");
  EXPECT_THAT(listings({"deactivate", "--file", skus.string()}).out, HasSubstr("us-main: 2 deactivated"));
  EXPECT_FALSE(flag_at(shown("JUG"), "activated", true));
  EXPECT_TRUE(flag_at(shown("MADE-1"), "activated"));
  EXPECT_THAT(listings({"activate", "--product", "B0JUG00001"}).out, HasSubstr("us-main: 1 activated"));
  EXPECT_TRUE(flag_at(shown("JUG"), "activated"));
  EXPECT_EQ(listings({"activate", "--state", "active"}).exit, 0);
  EXPECT_TRUE(flag_at(shown("MUG"), "activated"));
  EXPECT_EQ(listings({"activate"}).exit, 1) << "which is not said";
  EXPECT_THAT(listings({"images", "--report", "--outcome", "done"}).out, HasSubstr("MADE-1 "));
  const auto merchant = listings({"list", "--fulfilled-by", "merchant"});
  const auto made_up = merchant.out.find("MADE-");
  ASSERT_NE(made_up, std::string::npos);
  const auto sku = merchant.out.substr(made_up, merchant.out.find(' ', made_up) - made_up);
  EXPECT_EQ(listings({"hide", sku}).exit, 0);
  ASSERT_TRUE(verified(sku, "hide")) << last(sku);
  EXPECT_TRUE(world_.sandbox().violations().empty());
}

// One by one the channel takes 25 a second here: of 2,000 changes some are told while they are asked for, the rest goes by feed.
TEST_F(Listings, ManyAreChangedByFeedAndEachIsToldOnce) {  // LST-12
  constexpr int kMany = 2000;
  for (int i = 0; i < kMany; ++i) list(fmt::format("S{}", i), fmt::format("B0S{:07}", i));
  imported();
  ASSERT_TRUE(world_.sandbox().control("POST", "settings", json::object{{"scale", 5}}));
  ASSERT_EQ(listings({"hide", "--all"}).exit, 0);
  const auto in_state = [&](const std::string& state) {
    return items_of(world_.get("/v1/accounts/acme1/listing-changes?limit=1000&state=" + state)).size();
  };
  ASSERT_TRUE(until([&] { return in_state("submitted") > 0; }, kSoon)) << world_.log();
  ASSERT_TRUE(world_.sandbox().control("POST", "settings", json::object{{"scale", 5000}}));
  EXPECT_TRUE(until(
      [&] { return in_state("due") + in_state("telling") + in_state("submitting") + in_state("submitted") == 0; }, kSoon))
      << in_state("submitted") << world_.log();
  EXPECT_EQ(in_state("refused"), 0u);
  std::map<std::string, int> told;
  for (const auto& entry : world_.sandbox().journal("listing_patch")) ++told[entry.item];
  EXPECT_EQ(told.size(), kMany + 2u);
  for (const auto& [sku, times] : told) EXPECT_EQ(times, 1) << sku;
  EXPECT_TRUE(world_.sandbox().violations().empty());
}

}  // namespace
}  // namespace fairway::testing
