// LST-13: what `content.map` may say, and where it is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct ContentMap : ::testing::Test {
  ContentMap() { folder.set("S", "hush"); }
  Snapshot load(const std::string& map) {
    folder.write(
        "accounts/a.yaml",
        "account: a\nstores:\n  us:\n    plugin: amazon\n    settings: { marketplace: US, seller-id: A1X, client-id: c, "
        "client-secret: \"${env:S}\" }\n    content:\n      enabled: true\n      map:\n" +
            map);
    return folder.load();
  }
  std::vector<ContentRule> rules(const std::string& map) {
    const auto snapshot = load(map);
    EXPECT_THAT(lines(snapshot.findings), IsEmpty());
    const auto account = snapshot.accounts.find("a");
    return account == snapshot.accounts.end() ? std::vector<ContentRule>() : account->second->stores[0].content.map;
  }
  Folder folder;
};

TEST_F(ContentMap, AnAttributeComesFromAFieldOrTheFirstOfSeveralOrAFixedText) {
  const auto map = rules(
      "        item_name: title\n"
      "        bullet_point: bullet-points\n"
      "        color: { from: [extra.colour, extra.color] }\n"
      "        brand: { text: Acme }\n"
      "        generic_keyword: { text: [mug, cup] }\n"
      "        number_of_items: { text: 2 }\n"
      "        item_dimensions.length.value: extra.length\n"
      "        item_dimensions.length.unit: { text: centimeters }\n");
  ASSERT_EQ(map.size(), 8U);
  const auto of = [&](const std::string& attribute) {
    return *std::find_if(map.begin(), map.end(), [&](const auto& rule) { return rule.attribute == attribute; });
  };
  EXPECT_THAT(of("item_name").from, ElementsAre("title"));
  EXPECT_THAT(of("bullet_point").from, ElementsAre("bullet_points"));
  EXPECT_THAT(of("color").from, ElementsAre("extra.colour", "extra.color"));
  EXPECT_THAT(of("brand").text, ElementsAre("Acme"));
  EXPECT_THAT(of("generic_keyword").text, ElementsAre("mug", "cup"));
  EXPECT_THAT(of("number_of_items").text, ElementsAre("2"));
  EXPECT_EQ(of("brand").place.text(), "accounts/a.yaml:12:9");
  EXPECT_THAT(of("item_dimensions.length.unit").text, ElementsAre("centimeters"));
}

TEST_F(ContentMap, WhatIsWrongIsToldWithItsPlace) {
  struct Case {
    const char *line, *said;
  };
  const std::string at = "accounts/a.yaml:9:9: error: stores.us.content.map.";
  for (const auto& [line, said] :
       {Case{"item_name: titel", "item_name: no field \"titel\", did you mean \"title\"?; known are title, description"},
        {"item_name: Acme", "item_name: no field \"Acme\"; known are"},
        {"item_name: extra.", "item_name: no field \"extra.\""},
        {"item_name: 5", "item_name: allowed are a field of the item (title)"},
        {"item_name: [title]", "item_name: allowed are a field of the item (title)"},
        {"item_name: {}", "item_name: allowed are a field of the item (title)"},
        {"item_name: { from: title, text: Acme }", "item_name: allowed are a field of the item (title)"},
        {"item name: title", "item name: an attribute's name has letters, digits, _ and -"},
        {"a..b: title", "a..b: an attribute's name has letters"}})
    EXPECT_THAT(lines(load(std::string("        ") + line + "\n").findings), ElementsAre(HasSubstr(at + said))) << line;
}

TEST_F(ContentMap, WhatIsWrongWithinAnEntryIsToldThere) {
  EXPECT_THAT(
      lines(load("        item_name: { form: title }\n").findings),
      ElementsAre("accounts/a.yaml:9:28: error: stores.us.content.map.item_name.form: unknown key, did you mean \"from\"?; "
                  "known are from, text"));
  EXPECT_THAT(
      lines(load("        item_name: { from: [title, tilte] }\n").findings),
      ElementsAre(HasSubstr("accounts/a.yaml:9:28: error: stores.us.content.map.item_name.from: no field \"tilte\"")));
  EXPECT_THAT(lines(load("        item_name: { text: [] }\n").findings),
              ElementsAre(HasSubstr("stores.us.content.map.item_name.text: allowed is a text, or a list of texts")));
  EXPECT_THAT(
      lines(load("        dims: title\n        dims.length: title\n").findings),
      ElementsAre(
          "accounts/a.yaml:10:9: error: stores.us.content.map.dims.length: lies within dims, which has a value of its "
          "own at accounts/a.yaml:9:9"));
}

TEST_F(ContentMap, TheSwitchesAreOffUntilSetAndImagesOnUntilUnset) {  // ACC-11
  folder.write(
      "accounts/a.yaml",
      "account: a\nstores:\n  us:\n    plugin: amazon\n    settings: { marketplace: US, seller-id: A1X, client-id: c, "
      "client-secret: \"${env:S}\" }\n");
  const auto snapshot = folder.load();
  const auto& content = snapshot.accounts.at("a")->stores[0].content;
  EXPECT_FALSE(content.enabled);
  EXPECT_TRUE(content.images);
  EXPECT_THAT(content.map, IsEmpty());
}

}  // namespace
}  // namespace fairway::config
