// What the tests of this plugin share: a warehouse at a made-up address.
#pragma once
#include <gtest/gtest.h>

#include <string>

#include "fairway/testing.hpp"

namespace wms_test {

using fairway::testing::Plugin;
using fairway::testing::TestHost;

inline constexpr const char* kBase = "https://wms.test/api";

inline std::string settings() {
  return R"({"url":"https://wms.test/api/","client-id":"acme","client-secret":{"$secret":"west"},"depositor":"ACME","warehouse":"W1"})";
}

struct Warehouse {
  TestHost host;
  fairway::testing::Instance channel;

  Warehouse() : channel(start(host)) {}
  static fairway::testing::Instance start(TestHost& host) {
    host.secrets.values = {{"west", "s3cret"}};
    host.http.expect("POST", std::string(kBase) + "/auth/token")
        .respond(200, R"({"access_token":"tok-1","token_type":"Bearer","expires_in":1800})")
        .always();
    return Plugin().start(host, settings());
  }
  auto& expect(const std::string& method, const std::string& path) { return host.http.expect(method, kBase + path); }
  // Requests to the API, not counting those for a token.
  std::vector<fairway::HttpRequest> sent() const {
    std::vector<fairway::HttpRequest> all;
    for (const auto& request : host.http.requests())
      if (!request.url.ends_with("/auth/token")) all.push_back(request);
    return all;
  }
  ~Warehouse() { EXPECT_TRUE(host.problems.empty()) << host.problems.front(); }
};

inline std::string header(const fairway::HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers)
    if (key == name) return value;
  return {};
}

inline fairway::FulfilmentOrder order(const std::string& reference = "111-0000000-0000001") {
  fairway::FulfilmentOrder one;
  one.reference = one.channel_order_id = one.po_number = reference;
  one.service = "UPS Ground";
  one.company = "Acme Outdoor BV";
  one.ship_by = fairway::Time{1'767'225'600'000};
  one.ship_to.name = {"Erika Muster"}, one.ship_to.line1 = {"Weg 1"}, one.ship_to.city = {"Köln"};
  one.ship_to.postal_code = {"01067"}, one.ship_to.country = "DE", one.ship_to.phone = {"+49 1"};
  one.lines = {{"11", "SKU-1", "Tent", 2}, {"12", "SKU-2", "Peg", 10}};
  return one;
}

// As the warehouse would show it: what was created, with `more` members in front.
inline std::string shown(
    const std::string& created,
    const std::string& more = R"("id":"W-1","status":"received","modified_at":"2026-01-01T00:00:00Z",)") {
  return "{" + more + created.substr(1);
}

}  // namespace wms_test
