// LST-13, ACC-11: content from the command line to the marketplace, with a real worker.
#include "tests/integration/listings_talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;

class Content : public ListingsWorld {
 protected:
  void configure(const std::string& map) {
    replace_in(account_file(world_), "warehouses:\n",
               "    content:\n      enabled: true\n      variation-theme: COLOR\n      map:\n" + map + "warehouses:\n");
  }
  Ran say(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"listings", "content", "set", "--account", "acme1"});
    return world_.fairway(std::move(arguments));
  }
  bool becomes(const std::string& sku, const std::string& wanted) {
    return until(
        [&] {
          if (last(sku) != wanted) listings({"look", sku});
          return last(sku) == wanted;
        },
        kSoon);
  }
  std::string told() {
    std::string all;
    for (const auto& entry : world_.sandbox().journal("listing_patch"))
      all += entry.item + json::serialize(entry.detail) + "\n";
    return all;
  }
};

TEST_F(Content, IsSaidCheckedToldAndConfirmed) {
  list("MUG", "B0MUG", "LUGGAGE"), list("MUGS", "B0MUGS", "LUGGAGE");
  configure("        item_name: title\n        brand: { text: Acme }\n        color: extra.colour\n");
  ASSERT_TRUE(world_.start()) << world_.log();
  ASSERT_EQ(world_.fairway({"import", "run", "--account", "acme1", "--store", "us-main", "--wait"}).exit, 0);
  EXPECT_EQ(say({"MUGS", "--parent", "--title", "Mugs"}).exit, 0);
  const auto said = say({"MUG", "--title", "A mug", "--extra", "colour=Blue", "--family", "MUGS"});
  EXPECT_EQ(said.exit, 0) << said.out;
  ASSERT_TRUE(becomes("MUG", "content verified")) << last("MUG") << world_.log();
  ASSERT_TRUE(becomes("MUGS", "content verified")) << last("MUGS");
  EXPECT_EQ(text_in(shown("MUG").at("channel"), "title"), "A mug");
  const auto all = told();
  EXPECT_LT(all.find("MUGS{"), all.find("MUG{")) << "the family first: " << all;
  EXPECT_THAT(all, HasSubstr("child_parent_sku_relationship"));
  EXPECT_THAT(all, Not(HasSubstr("_image_locator")));
  const auto view = listings({"content", "MUG", "--preview"});
  EXPECT_EQ(view.exit, 0) << view.out;
  EXPECT_THAT(view.out, HasSubstr("A mug  (told)"));
  EXPECT_THAT(view.out, HasSubstr("from a fixed text, accounts/acme1.yaml:"));
  EXPECT_THAT(view.out, HasSubstr("the channel would take it"));
  EXPECT_TRUE(world_.sandbox().violations().empty());
}

TEST_F(Content, WhatDoesNotFitIsToldTheSellerAndNotTheChannel) {
  list("MUG", "B0MUG", "LUGGAGE");
  configure("        item_name: title\n        brand: { text: Acme }\n        country_of_origin: extra.origin\n");
  ASSERT_TRUE(world_.start()) << world_.log();
  ASSERT_EQ(world_.fairway({"import", "run", "--account", "acme1", "--store", "us-main", "--wait"}).exit, 0);
  const auto file = world_.folder() / "content.csv";
  write_file(file, "sku,title,extra.origin\nMUG,A mug,Atlantis\n");
  EXPECT_EQ(say({"--file", file.string()}).exit, 0);
  ASSERT_TRUE(until([&] { return last("MUG") == "content refused"; }, kSoon)) << last("MUG");
  EXPECT_EQ(told(), "");
  const auto show = listings({"show", "MUG"});
  EXPECT_THAT(show.out, HasSubstr("schema/not-allowed (country_of_origin)"));
  EXPECT_THAT(show.out, HasSubstr("allowed are CN, DE, IT, US"));
  EXPECT_EQ(listings({"content", "MUG", "--preview"}).exit, 1);
  EXPECT_EQ(say({"MUG", "--extra", "origin=DE"}).exit, 0);
  ASSERT_TRUE(becomes("MUG", "content verified")) << last("MUG");
  EXPECT_THAT(told(), HasSubstr("country_of_origin"));
}

}  // namespace
}  // namespace fairway::testing
