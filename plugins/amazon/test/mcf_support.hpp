// Fulfilment orders of ours, and how Amazon shows them.
#pragma once
#include "support.hpp"

namespace amazon_test {

inline constexpr const char* kMcf = "/fba/outbound/2020-07-01/fulfillmentOrders";
inline constexpr const char* kMcfOrder = "/fba/outbound/2020-07-01/fulfillmentOrders/R-1001";

inline fairway::FulfilmentOrder mcf_order(const std::string& reference = "R-1001") {
  fairway::FulfilmentOrder one;
  one.reference = reference, one.channel_order_id = "SHOP-1001", one.service = "Standard";
  one.company = "Acme Outdoor BV";
  one.ship_to.name = {"Erika Muster"}, one.ship_to.line1 = {"1 Mill Lane"}, one.ship_to.city = {"Lakemere"};
  one.ship_to.postal_code = {"48084"}, one.ship_to.state = "MI", one.ship_to.country = "US";
  one.lines = {{"line-11", "SKU-1", "Lamp", 2}, {"line-12", "SKU-2", "Cord", 1}};
  return one;
}

// The same order as getFulfillmentOrder shows it.
inline std::string mcf_shown(const std::string& status, const std::string& shipments = {},
                             const std::string& speed = "Standard", const std::string& quantity = "2",
                             const std::string& name = "ERIKA MUSTER", const std::string& reference = "R-1001") {
  return R"({"payload":{"fulfillmentOrder":{"sellerFulfillmentOrderId":")" + reference +
         R"(","marketplaceId":"ATVPDKIKX0DER","shippingSpeedCategory":")" + speed + R"(","fulfillmentOrderStatus":")" +
         status + R"(","statusUpdatedDate":"2025-12-31T20:00:00Z","destinationAddress":{"name":")" + name +
         R"(","addressLine1":"1 Mill Lane","city":"Lakemere","postalCode":"48084","countryCode":"US"}},)" +
         R"("fulfillmentOrderItems":[{"sellerSku":"SKU-1","sellerFulfillmentOrderItemId":"line-11","quantity":)" + quantity +
         R"(},{"sellerSku":"SKU-2","sellerFulfillmentOrderItemId":"line-12","quantity":1}],"fulfillmentShipments":[)" +
         shipments + R"(],"returnItems":[],"returnAuthorizations":[]}})";
}

inline std::string fulfillable(const std::string& speed = "Standard") {
  return R"({"payload":{"fulfillmentPreviews":[{"shippingSpeedCategory":")" + speed +
         R"(","isFulfillable":true,"isCODCapable":false,"marketplaceId":"ATVPDKIKX0DER"}]}})";
}

// A store at which Amazon would ship everything.
struct McfStore : Store {
  using Store::Store;
  auto& preview() { return expect("POST", std::string(kMcf) + "/preview"); }
  auto& create() { return expect("POST", kMcf); }
  auto& show() { return expect("GET", kMcfOrder); }
  std::vector<std::string> operations() const {
    std::vector<std::string> all;
    for (const auto& request : sent()) all.push_back(request.operation);
    return all;
  }
};

}  // namespace amazon_test
