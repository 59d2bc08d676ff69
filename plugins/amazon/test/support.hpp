// What the tests of this plugin share: a store at a made-up endpoint, and orders as Amazon would write them.
#pragma once
#include <gtest/gtest.h>

#include <string>

#include "fairway/testing.hpp"

namespace amazon_test {

using fairway::testing::Plugin;
using fairway::testing::Pulled;
using fairway::testing::TestHost;

inline constexpr const char* kBase = "https://spapi.test";
inline constexpr const char* kLogin = "https://login.test/token";

inline std::string settings(const std::string& marketplace = "US", const std::string& more = {}) {
  return R"({"marketplace":")" + marketplace +
         R"(","seller-id":"A1EXAMPLE","client-id":"client|1","client-secret":{"$secret":"lwa"},)" +
         R"("refresh-token":{"$secret":"refresh"},"endpoint":"https://spapi.test/","lwa-endpoint":"https://login.test/token")" +
         more + "}";
}

// A host with a script that logs in, and a started store.
struct Store {
  TestHost host;
  fairway::testing::Instance channel;

  explicit Store(const std::string& with = settings()) : channel(start(host, with)) {}

  static fairway::testing::Instance start(TestHost& host, const std::string& with) {
    host.secrets.values = {{"lwa", "s3cret"}, {"lwa|url", "s3cret"}, {"refresh", "Atzr|r"}, {"refresh|url", "Atzr%7Cr"}};
    host.http.expect("POST", kLogin)
        .respond(200, R"({"access_token":"Atza|1","token_type":"bearer","expires_in":3600})")
        .always();
    return Plugin().start(host, with);
  }

  auto& expect(const std::string& method, const std::string& path) { return host.http.expect(method, kBase + path); }
  auto& search(const std::string& rest = "*") { return expect("GET", "/orders/2026-01-01/orders?" + rest); }
  // Requests to the API, not counting the login.
  std::vector<fairway::HttpRequest> sent() const {
    std::vector<fairway::HttpRequest> all;
    for (const auto& request : host.http.requests())
      if (request.url != kLogin) all.push_back(request);
    return all;
  }
  ~Store() { EXPECT_TRUE(host.problems.empty()) << host.problems.front(); }
};

inline std::string header(const fairway::HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers)
    if (key == name) return value;
  return {};
}

inline std::string order(const std::string& id, const std::string& updated = "2025-12-31T23:00:00Z",
                         const std::string& marketplace = "ATVPDKIKX0DER") {
  return R"({"orderId":")" + id + R"(","createdTime":"2025-12-31T22:00:00Z","lastUpdatedTime":")" + updated +
         R"(","salesChannel":{"channelName":"AMAZON","marketplaceId":")" + marketplace +
         R"("},"fulfillment":{"fulfillmentStatus":"UNSHIPPED","fulfilledBy":"MERCHANT","fulfillmentServiceLevel":"STANDARD"},)" +
         R"("orderItems":[{"orderItemId":"1","quantityOrdered":1,"product":{"sellerSku":"SKU-1"}}]})";
}

inline std::string page(const std::string& orders, const std::string& token = {},
                        const std::string& echo = "2025-12-31T23:58:00Z") {
  return R"({"orders":[)" + orders + "]" + (token.empty() ? "" : R"(,"pagination":{"nextToken":")" + token + "\"}") +
         (echo.empty() ? "" : R"(,"lastUpdatedBefore":")" + echo + "\"") + "}";
}

inline std::string refusal(const std::string& code, const std::string& message, const std::string& details = {}) {
  return R"({"errors":[{"code":")" + code + R"(","message":")" + message + R"(","details":")" + details + R"("}]})";
}

}  // namespace amazon_test
