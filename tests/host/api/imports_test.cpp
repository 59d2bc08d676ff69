// LST-1, LST-5, LST-7, LST-8: imports and listings by REST.
#include "host/api/imports.hpp"

#include "host/api/listings.hpp"
#include "tests/host/api/support.hpp"

namespace fairway::api {
namespace {

constexpr const char* kShop =
    "account: acme\nstores:\n  us: { plugin: amazon, settings: { seller-id: A1, marketplace: US, refresh-token: none } }\n";

Catalogue listing_catalogue() {
  auto catalogue = engine::test::shop_catalogue();
  catalogue.plugins.at("amazon").description.manifest.streams.push_back({"listings", {"listing/1"}, "listings", "", {}});
  return catalogue;
}

struct ListingHost : Host {
  ListingHost() : Host("listen: 127.0.0.1:0\n", kShop, listing_catalogue()) {
    change(
        "INSERT INTO import (id, account, store_id, state, rules, dry_run, asked_by, requested_at, started_at, read_from, "
        "moved_at, ended_at, row_count, told, total, counts) VALUES (1, 'acme', 1, 'done', '{}', 0, 'ada', 0, 0, 0, 2000, "
        "2000, 4, 4, 4, '{\"variants\":{\"created\":2,\"failed\":1,\"skipped\":1}}')");
    for (const auto* row :
         {"1, '2', 'A', 0, 'created', 'new', ''", "2, '3', 'B/1', 0, 'created', 'new', ''",
          "3, '4', '', 0, 'failed', 'unreadable', 'half a \"row\"'", "4, '5', '=1+1', 0, 'skipped', 'known-product', 'A'"})
      change("INSERT INTO import_row VALUES (1, " + std::string(row) + ")");
    for (const auto* sku : {"A", "B/1", "C"}) list(sku, R"(["https://images.example/1.jpg"])");
  }
  json::value answer(Response (*handler)(engine::Engine&, const Request&), const Request& asked) {
    return parse_json(handler(*engine, asked).body).value();
  }
};

TEST(Imports, AreAskedForWatchedAndReadAsCsv) {
  ListingHost host;
  auto request = host.request({{"id", "1"}});
  const auto shown = host.answer(show_import, request);
  EXPECT_EQ(text_at(shown, "store"), "us");
  EXPECT_EQ(number_at(shown, "rows_per_second"), 2);
  EXPECT_EQ(number_at(*find(shown, "variants"), "created"), 2);
  request.query = {{"outcome", "failed"}};
  const auto rows = host.answer(list_import_rows, request);
  ASSERT_EQ(rows.at("items").as_array().size(), 1U);
  EXPECT_EQ(text_at(rows.at("items").at(0), "text"), "the row cannot be read: half a \"row\"");
  request.query.clear();
  auto csv = import_csv(*host.engine, request);
  EXPECT_EQ(csv.body + csv.more().value(),
            "n,row,sku,kind,outcome,reason,text\r\n"
            "1,2,A,variant,created,new,\"a new item of the catalogue, and its listing\"\r\n"
            "2,3,B/1,variant,created,new,\"a new item of the catalogue, and its listing\"\r\n"
            "3,4,,variant,failed,unreadable,\"the row cannot be read: half a \"\"row\"\"\"\r\n"
            "4,5,\"'=1+1\",variant,skipped,known-product,the listing A has the same product id and was taken\r\n");
  EXPECT_EQ(csv.more().value(), "");
  auto ask = host.request({{"store", "us"}});
  ask.body = R"({"mode": "create-and-overwrite", "dry_run": true})";
  const auto asked = start_import(*host.engine, ask);
  EXPECT_EQ(asked.status, 202);
  EXPECT_EQ(text_at(parse_json(asked.body).value(), "mode"), "create-and-overwrite");
  ask.body = R"({"mode": "create"})";
  EXPECT_EQ(start_import(*host.engine, ask).status, 422);
  EXPECT_EQ(host.answer(list_imports, host.request()).at("items").as_array().size(), 2U);
  EXPECT_EQ(show_import(*host.engine, host.request({{"id", "77"}})).status, 404);
}

TEST(Imports, OfAnotherAccountAreNotShown) {
  ListingHost host;
  host.change(
      "INSERT INTO import (id, account, store_id, state, rules, dry_run, asked_by, requested_at, moved_at, ended_at) "
      "VALUES (9, 'globex', 9, 'done', '{}', 0, '', 0, 0, 0)");
  for (auto* handler : {show_import, list_import_rows, import_csv})
    EXPECT_EQ(handler(*host.engine, host.request({{"id", "9"}})).status, 404);
}

TEST(Listings, AreListedByStoreAndSkuPageByPageAndChangedOneByOne) {
  ListingHost host;
  auto request = host.request();
  request.query = {{"limit", "2"}};
  const auto first = host.answer(list_listings, request);
  ASSERT_EQ(first.at("items").as_array().size(), 2U);
  EXPECT_EQ(text_at(first.at("items").at(1), "sku"), "B/1");
  request.query["cursor"] = first.at("next").as_string();
  const auto second = host.answer(list_listings, request);
  ASSERT_EQ(second.at("items").as_array().size(), 1U);
  EXPECT_EQ(text_at(second.at("items").at(0), "sku"), "C");
  EXPECT_TRUE(second.at("next").is_null());
  auto one = host.request({{"store", "us"}, {"sku", "B/1"}});
  one.path = "/v1/accounts/acme/stores/us/listings/B%2F1/pause";
  EXPECT_EQ(text_at(host.answer(act_on_listing, one), "state"), "paused");
  one.path = "/v1/accounts/acme/stores/us/listings/B%2F1/ships";
  one.body = R"({"by": "amazon"})";
  EXPECT_EQ(text_at(host.answer(act_on_listing, one), "fulfilled_by"), "amazon");
  request.query = {{"fulfilled_by", "amazon"}, {"state", "paused"}, {"store", "us"}};
  EXPECT_EQ(host.answer(list_listings, request).at("items").as_array().size(), 1U);
  one.path = "/v1/accounts/acme/stores/us/listings/B%2F1/remove";
  EXPECT_EQ(act_on_listing(*host.engine, one).status, 200);
  EXPECT_EQ(show_listing(*host.engine, one).status, 404);
}

}  // namespace
}  // namespace fairway::api
