// An account whose store `us` lists A, B and X/1, for what is wanted of listings.
#pragma once
#include "host/api/listing_changes.hpp"
#include "host/api/server.hpp"
#include "host/engine/admin_token.hpp"
#include "tests/host/api/support.hpp"
#include "tests/host/api/wire.hpp"

namespace fairway::api {

inline constexpr const char* kChangingShop =
    "account: acme\nstores:\n  us: { plugin: amazon, settings: { seller-id: A1, marketplace: US, refresh-token: none } }\n";

inline Catalogue changing_catalogue() {
  auto catalogue = engine::test::shop_catalogue();
  auto& manifest = catalogue.plugins.at("amazon").description.manifest;
  manifest.streams.push_back({"listings", {"listing/1"}, "listings", "", {}});
  manifest.pushes.push_back({"listing-change/1", "content", "", 20, 0, false});
  return catalogue;
}

struct ChangingHost : Host {
  ChangingHost() : Host("listen: 127.0.0.1:0\n", kChangingShop, changing_catalogue()) {
    for (const auto* sku : {"A", "B", "X/1"}) {
      change(
          "INSERT INTO catalogue_item (account, sku, title, description, images, product_id, barcode, mpn, family, parent, "
          "condition, category) VALUES ('acme', '" +
          std::string(sku) + "', '', '', '[]', '', '', '', '', 0, '', '')");
      change(
          "INSERT INTO listing (store_id, item_id, sku, state, listing_id, product_id, title, description, images, "
          "condition, "
          "condition_note, price, currency, quantity, hidden, shipping_template, fulfilled_by, observed_at) VALUES (1, "
          "(SELECT "
          "max(id) FROM catalogue_item), '" +
          std::string(sku) + "', 'active', '', 'P', 'Chair', '', '[]', 'new', '', '5.00', 'USD', 3, 0, '', 'merchant', 0)");
    }
  }
  void change(const std::string& sql) { engine::test::change(engine->db(), sql, {}); }
  Request request(std::map<std::string, std::string> place = {}, const std::string& body = {}) const {
    Request made;
    made.place = std::move(place);
    made.place["account"] = "acme";
    made.who = {"ada", Role::admin, ""};
    made.body = body;
    return made;
  }
  std::int64_t count(const std::string& table) {
    return engine::test::look(engine->db(), "SELECT COUNT(*) FROM " + table, {}).integer(0, 0);
  }
  Response ask(const std::string& body) { return change_listings(*engine, request({{"store", "us"}}, body)); }
};

// The same over the wire.
struct ServedListings : ::testing::Test {
  ServedListings() {
    host.change("INSERT INTO api_token (hash, name, role, accounts, created_at) VALUES ('" + engine::hash_api_token("ada") +
                "', 'ada', 'admin', '', 0)");
  }
  std::string ask(const std::string& method, const std::string& target, const std::string& body = {}) {
    return Wire(server->port())
        .send(fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ada\r\nContent-Length: {}\r\n\r\n{}",
                          method, target, body.size(), body))
        .answer();
  }
  ChangingHost host;
  std::unique_ptr<Server> server = engine::test::must(Server::start(*host.engine));
};

}  // namespace fairway::api
