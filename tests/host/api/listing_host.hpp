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
    for (const auto* sku : {"A", "B", "X/1"}) list(sku);
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
