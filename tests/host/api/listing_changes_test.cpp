// LST-10, LST-12, LST-18: what is wanted of listings, by REST.
#include "host/api/listing_changes.hpp"

#include "host/api/listings.hpp"
#include "tests/host/api/listing_host.hpp"

namespace fairway::api {
namespace {

TEST(ListingChanges, AreAskedForManyAtATimeAndReadBack) {
  ChangingHost host;
  const auto asked = host.ask(R"({"verb": "hide", "items": [{"sku": "A"}, {"sku": "Z"}]})");
  ASSERT_EQ(asked.status, 202) << asked.body;
  const auto items = parse_json(asked.body).value().at("items");
  EXPECT_TRUE(items.at(0).at("error").is_null());
  EXPECT_NE(text_at(items.at(1), "error"), "") << "it does not hold the first one back";
  const auto list = parse_json(list_listing_changes(*host.engine, host.request()).body).value();
  ASSERT_EQ(list.at("items").as_array().size(), 1U);
  EXPECT_EQ(text_at(list.at("items").at(0), "sku"), "A");
  EXPECT_EQ(text_at(list.at("items").at(0), "asked_by"), "ada");
  const auto shown = parse_json(show_listing(*host.engine, host.request({{"store", "us"}, {"sku", "A"}})).body).value();
  EXPECT_TRUE(flag_at(shown, "hidden_here"));
  EXPECT_EQ(text_at(shown.at("changes").at(0), "verb"), "hide");
}

TEST(ListingChanges, ASlipOfTheHandIsNotPassedOver) {
  ChangingHost host;
  for (const auto* body :
       {R"({"verb": "hide", "items": [{"sku": "A", "prise": "1.00"}]})", R"({"verb": "hid", "items": [{"sku": "A"}]})",
        R"({"verb": "hide", "items": []})", R"({"verb": "hide"})", R"({"verb": "hide", "items": [{"sku": ""}]})"})
    EXPECT_EQ(host.ask(body).status, 422) << body;
  EXPECT_NE(host.ask(R"({"verb": "hide", "items": [{"sku": "A", "prise": "1"}]})").body.find("did you mean"),
            std::string::npos);
  EXPECT_EQ(host.ask("{").status, 400);
}

TEST(ListingChanges, IssuesAreShownWithTheirRemedyAndFoundByTheirCode) {
  ChangingHost host;
  host.change(
      "INSERT INTO listing_issue VALUES ((SELECT id FROM listing WHERE sku = 'B'), 'look', 0, 'brand', '5665', 'error', "
      "'{\"code\":\"5665\",\"message\":\"m\",\"severity\":\"error\",\"attributes\":[\"brand\"],\"remedy\":\"apply\"}')");
  const auto shown = parse_json(show_listing(*host.engine, host.request({{"store", "us"}, {"sku", "B"}})).body).value();
  EXPECT_EQ(text_at(shown.at("issues").at(0), "remedy"), "apply");
  auto list = host.request();
  list.query = {{"issue", "5665"}};
  const auto found = parse_json(list_listings(*host.engine, list).body).value();
  ASSERT_EQ(found.at("items").as_array().size(), 1U);
  EXPECT_EQ(text_at(found.at("items").at(0), "sku"), "B");
}

}  // namespace
}  // namespace fairway::api
