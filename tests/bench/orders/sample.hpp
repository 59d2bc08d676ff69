// An order of usual size, 1.5 KB as JSON: two lines, an address, prices. Nobody lives there.
#pragma once
#include "fairway/documents.hpp"
#include "fairway/json.hpp"

namespace fairway::bench {

inline Order sample_order() {
  constexpr std::string_view kText = R"({
    "channel_order_id": "902-1845936-5435065", "status": "unshipped", "marketplace": "US", "currency": "USD",
    "created_at": "2026-11-22T13:00:00Z", "updated_at": "2026-11-22T13:05:00Z", "ship_by": "2026-11-24T07:59:59Z",
    "deliver_by": "2026-11-27T07:59:59Z", "ship_service": "Std US D2D Dom", "ship_category": "Standard",
    "total": {"amount": "83.94", "currency": "USD"},
    "ship_to": {"name": "Made Up", "company": "Example Works", "line1": "1 Sample Street", "line2": "Unit 2",
                "city": "Springfield", "region": "IL", "postal_code": "62701", "country": "US", "phone": "+1 555 0100"},
    "buyer": {"name": "Made Up", "email": "made.up@marketplace.example"},
    "lines": [
      {"id": "05015851154158", "sku": "SKU-0001-BLUE", "product_id": "B000000001", "title": "A sample product, blue, 12 pieces",
       "quantity": 2, "price": {"amount": "39.98", "currency": "USD"}, "tax": {"amount": "3.20", "currency": "USD"},
       "shipping_price": {"amount": "4.99", "currency": "USD"}, "condition": "new"},
      {"id": "05015851154159", "sku": "SKU-0002-RED", "product_id": "B000000002", "title": "Another sample product, red",
       "quantity": 1, "price": {"amount": "32.49", "currency": "USD"}, "tax": {"amount": "2.60", "currency": "USD"},
       "shipping_price": {"amount": "0.68", "currency": "USD"}, "condition": "new"}]})";
  return from_json<Order>(kText);
}

}  // namespace fairway::bench
