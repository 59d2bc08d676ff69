// For the tests of a plugin: an in-memory host and a driver. No test framework is needed.
//
//   fairway::testing::TestHost host;
//   host.http.expect("GET", "https://shop.example/orders*").respond(200, R"({"orders": []})");
//   auto shop = fairway::testing::Plugin().start(host, R"({"url": "https://shop.example"})");
//   const auto pulled = shop.pull("orders");
//   // pulled.ok(), pulled.documents<fairway::Order>(), pulled.cursor(), host.http.requests() …
#pragma once
#include "fairway/testing/plugin.hpp"
