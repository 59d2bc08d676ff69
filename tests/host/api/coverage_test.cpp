// LST-21: which SKUs a store lists; LST-9: links by hand.
#include "host/api/coverage.hpp"

#include "host/api/listings.hpp"
#include "tests/host/api/support.hpp"

namespace fairway::api {
namespace {

constexpr const char* kCovered =
    "account: acme\nstores:\n  us: { plugin: amazon, settings: { seller-id: A1, marketplace: US, refresh-token: none } }\n"
    "warehouses: { west: { plugin: wms, settings: {} } }\n";

Catalogue covered_catalogue() {
  auto catalogue = engine::test::shop_catalogue();
  Description wms;
  wms.id = "com.example.wms", wms.name = "wms";
  wms.config_schema = R"({"type":"object"})";
  wms.manifest.roles = {"warehouse"};
  engine::test::add_plugin(catalogue, wms);
  return catalogue;
}

struct CoveredHost : Host {
  CoveredHost() : Host("listen: 127.0.0.1:0\n", kCovered, covered_catalogue()) {
    int id = 0;
    for (const auto* sku : {"A", "B", "C", "=D"}) {
      ++id;
      change(fmt::format(
          "INSERT INTO catalogue_item (id, account, sku, title, description, images, product_id, barcode, mpn, family, "
          "parent, condition, category) VALUES ({}, 'acme', '{}', 'Title of {}', '', '[]', '', '', '', '', 0, '', '')",
          id, sku, sku));
    }
    for (const auto& [item, state] : {std::pair(1, "active"), std::pair(2, "linked"), std::pair(3, "broken-link")})
      change(
          fmt::format("INSERT INTO listing (id, store_id, item_id, sku, state, listing_id, product_id, title, description, "
                      "images, condition, "
                      "condition_note, price, currency, hidden, shipping_template, fulfilled_by, observed_at) VALUES "
                      "(10{0}, 1, {0}, 'L{0}', "
                      "'{1}', '', '', '', '', '[]', '', '', '', '', 0, '', '', 0)",
                      item, state));
    for (const auto* sku : {"B", "X"})
      change("INSERT INTO stock_balance (account, warehouse, sku, level, reserved) VALUES ('acme', 'west', '" +
             std::string(sku) + "', 1, 0)");
  }
  Request request(std::map<std::string, std::string> query = {}) const {
    Request made;
    made.place = {{"account", "acme"}, {"store", "us"}};
    made.query = std::move(query);
    made.who = {"ada", Role::admin, ""};
    return made;
  }
  // "A live, B linked", and what comes next.
  std::pair<std::string, std::string> states(std::map<std::string, std::string> query = {}) {
    const auto page = parse_json(show_coverage(*engine, request(std::move(query))).body).value();
    std::string text;
    for (const auto& one : page.at("items").as_array())
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", text_at(one, "sku"), text_at(one, "state"));
    return {text, std::string(text_at(page, "next"))};
  }
};

TEST(Coverage, OfTheCatalogueAndOfAWarehouseAsTableAndCsv) {
  CoveredHost host;
  EXPECT_EQ(host.states().first, "A live, B linked, C broken-link, =D not-listed");
  const auto first = host.states({{"limit", "3"}});
  EXPECT_EQ(first.first, "A live, B linked, C broken-link");
  EXPECT_EQ(host.states({{"limit", "3"}, {"cursor", first.second}}).first, "=D not-listed");
  EXPECT_EQ(show_coverage(*host.engine, host.request({{"cursor", "C"}})).status, 400);
  EXPECT_EQ(host.states({{"state", "not-listed"}}).first, "=D not-listed");
  EXPECT_EQ(host.states({{"state", "live"}, {"limit", "1"}}).first, "A live");
  EXPECT_EQ(host.states({{"warehouse", "west"}}).first, "B linked, X not-listed");
  auto csv = coverage_csv(*host.engine, host.request());
  EXPECT_EQ(csv.body + csv.more().value(),
            "sku,item,state,listing,title\r\nA,A,live,L1,Title of A\r\nB,B,linked,L2,Title of B\r\n"
            "C,C,broken-link,L3,Title of C\r\n\"'=D\",\"'=D\",not-listed,,Title of =D\r\n");
  EXPECT_EQ(csv.more().value(), "");
  EXPECT_EQ(show_coverage(*host.engine, host.request({{"warehouse", "east"}})).status, 404);
  auto elsewhere = host.request();
  elsewhere.place["store"] = "eu";
  EXPECT_EQ(show_coverage(*host.engine, elsewhere).status, 404);
}

TEST(Links, AreMadeAndUnmadeByRest) {
  CoveredHost host;
  host.change(
      "INSERT INTO import (id, account, store_id, state, rules, dry_run, asked_by, requested_at, moved_at, ended_at) VALUES "
      "(1, 'acme', 1, 'done', '{}', 0, '', 0, 0, 0)");
  for (const auto* row : {"1, 'x', 'L1'", "2, 'x', 'A'"})
    host.change("INSERT INTO import_row VALUES (1, " + std::string(row) + ", 0, 'linked', 'known', '')");
  const auto act = [&](const std::string& sku, const std::string& verb) {
    auto request = host.request();
    request.place["sku"] = sku;
    request.path = "/v1/accounts/acme/stores/us/listings/" + sku + "/" + verb;
    const auto answer = act_on_listing(*host.engine, request);
    return fmt::format("{} {}", answer.status, text_at(parse_json(answer.body).value(), "state"));
  };
  EXPECT_EQ(act("L1", "unlink"), "200 unlinked");
  EXPECT_EQ(act("L1", "relink"), "200 linked");
  EXPECT_EQ(act("A", "link"), "200 linked");
  EXPECT_EQ(act("C", "link"), "409 ");
  EXPECT_EQ(act("L2", "pause"), "200 paused");
  const auto all = unpause_store(*host.engine, host.request());
  EXPECT_EQ(number_at(parse_json(all.body).value(), "unpaused"), 1);
}

}  // namespace
}  // namespace fairway::api
