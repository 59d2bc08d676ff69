// LST-13, ACC-11: what is said of items, and what listings show of it, by REST.
#include "host/api/listing_content.hpp"

#include <gmock/gmock.h>

#include "host/api/listings.hpp"
#include "tests/host/api/support.hpp"

namespace fairway::api {
namespace {

using ::testing::HasSubstr;

constexpr const char* kContentShop =
    "account: acme\nstores:\n  us:\n    plugin: amazon\n    settings: { seller-id: A1, marketplace: US, refresh-token: none "
    "}\n"
    "    content: { enabled: true, map: { item_name: title, brand: { text: Acme }, color: extra.colour } }\n";

Catalogue content_catalogue() {
  auto catalogue = engine::test::shop_catalogue();
  catalogue.plugins.at("amazon").description.manifest.pushes.push_back({"listing-change/1", "content", "", 20, 0, false});
  return catalogue;
}

struct ContentHost : Host {
  ContentHost() : Host("listen: 127.0.0.1:0\n", kContentShop, content_catalogue()) {
    list("A", "[]", "1");
    change("UPDATE catalogue_item SET title = 'Imported'");
  }
  Response say(const std::string& items) { return say_item_content(*engine, request({}, R"({"items": [)" + items + "]}")); }
  json::value content() {
    const auto answer = show_listing_content(*engine, request({{"store", "us"}, {"sku", "A"}}));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return parse_json(answer.body).value();
  }
  json::value content_of_item() { return parse_json(show_item_content(*engine, request({{"sku", "A"}})).body).value(); }
};

TEST(ItemContent, IsSaidFieldByFieldAndShownWithWhereEachValueComesFrom) {
  ContentHost host;
  auto answer = host.say(R"({"sku": "A", "title": "Better", "extra": {"colour": "blue"}}, {"sku": "Z", "title": "x"})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto kept = parse_json(answer.body).value().at("items");
  EXPECT_EQ(number_at(kept.at(0), "listings"), 1);
  EXPECT_THAT(std::string(text_at(kept.at(1), "error")), HasSubstr("no item"));
  EXPECT_EQ(host.say(R"({"sku": "A", "store": "us", "title": "Best"})").status, 200);
  const auto content = host.content();
  EXPECT_TRUE(content.at("untold").is_null());
  const auto text = json::serialize(content.at("attributes"));
  EXPECT_THAT(text,
              HasSubstr(R"({"attribute":"item_name","values":["Best"],"from":"title, said for this store","told":false})"));
  EXPECT_THAT(text, HasSubstr(R"("values":["blue"],"from":"extra.colour, said of the item")"));
  EXPECT_THAT(text, HasSubstr("a fixed text, accounts/a.yaml:6"));
  EXPECT_EQ(host.say(R"({"sku": "A", "store": "us", "title": null})").status, 200);
  EXPECT_THAT(json::serialize(host.content().at("attributes")), HasSubstr(R"("values":["Better"])"));
  const auto layers = host.content_of_item().at("content");
  ASSERT_EQ(layers.as_array().size(), 1U) << "of a store of which nothing is said any more nothing is kept";
  EXPECT_EQ(text_at(layers.at(0), "said_by"), "ada");
  EXPECT_EQ(text_at(layers.at(0).at("extra"), "colour"), "blue");
}

TEST(ItemContent, ASlipOfTheHandIsNotPassedOver) {
  ContentHost host;
  for (const auto* item : {R"({"sku": "A", "titel": "x"})", R"({"title": "x"})", R"({"sku": "A", "title": {"en": "x"}})",
                           R"({"sku": "A", "extra": "x"})", R"({"sku": "A", "parent": "yes"})", "5"})
    EXPECT_EQ(host.say(item).status, 422) << item;
  EXPECT_THAT(host.say(R"({"sku": "A", "titel": "x"})").body, HasSubstr("did you mean"));
}

TEST(ItemContent, AListingIsActivatedAndDeactivated) {  // LST-19
  ContentHost host;
  const auto act = [&](const char* verb, const char* body) {
    auto request = host.request({{"store", "us"}}, body);
    request.path = std::string("/v1/accounts/acme/stores/us/listings/") + verb;
    return activate_listings(*host.engine, request).status;
  };
  EXPECT_EQ(act("deactivate", R"({"skus": ["A"]})"), 200);
  EXPECT_THAT(std::string(text_at(host.content(), "untold")), HasSubstr("not activated"));
  const auto shown = parse_json(show_listing(*host.engine, host.request({{"store", "us"}, {"sku", "A"}})).body).value();
  EXPECT_FALSE(flag_at(shown, "activated", true));
  EXPECT_EQ(act("activate", R"({"all": true})"), 200);
  EXPECT_TRUE(host.content().at("untold").is_null());
  EXPECT_EQ(act("deactivate", R"({"filter": {"fulfilled_by": "amazon"}})"), 200);
  EXPECT_TRUE(host.content().at("untold").is_null()) << "the filter does not find it";
  EXPECT_EQ(act("deactivate", R"({"filter": {"state": "active"}})"), 200);
  EXPECT_THAT(std::string(text_at(host.content(), "untold")), HasSubstr("not activated"));
  EXPECT_EQ(act("activate", R"({"filter": {}})"), 200);
  EXPECT_TRUE(host.content().at("untold").is_null());
  EXPECT_EQ(act("activate", R"({"skus": ["Z"]})"), 404);
  EXPECT_EQ(act("activate", R"({})"), 422) << "all of them only where that is said";
  const auto again = tell_listing_content(*host.engine, host.request({{"store", "us"}}, R"({"skus": ["A"]})"));
  EXPECT_EQ(again.status, 202) << again.body;
  EXPECT_EQ(number_at(parse_json(again.body).value(), "changes"), 1);
}

}  // namespace
}  // namespace fairway::api
