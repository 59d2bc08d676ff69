// Stock in Amazon's fulfilment centres: API FBA Inventory v1, getInventorySummaries. Only what is translated.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "fairway/json.hpp"

namespace amazon::remote {

struct ReservedQuantity {
  using json_case = fairway::CamelCase;
  std::optional<std::int64_t> total_reserved_quantity, pending_customer_order_quantity;
};
BOOST_DESCRIBE_STRUCT(ReservedQuantity, (), (total_reserved_quantity, pending_customer_order_quantity))

struct InventoryDetails {
  using json_case = fairway::CamelCase;
  std::optional<std::int64_t> fulfillable_quantity;
  ReservedQuantity reserved_quantity;
};
BOOST_DESCRIBE_STRUCT(InventoryDetails, (), (fulfillable_quantity, reserved_quantity))

struct InventorySummary {
  using json_case = fairway::CamelCase;
  std::string seller_sku;  // required
  std::string last_updated_time;
  InventoryDetails inventory_details;
};
BOOST_DESCRIBE_STRUCT(InventorySummary, (), (seller_sku, last_updated_time, inventory_details))

// The rows stay raw, so that one bad row spoils only itself. An answer without them is a broken one.
struct InventoryPayload {
  using json_case = fairway::CamelCase;
  std::optional<std::vector<fairway::RawJson>> inventory_summaries;
};
BOOST_DESCRIBE_STRUCT(InventoryPayload, (), (inventory_summaries))

struct InventoryPagination {
  using json_case = fairway::CamelCase;
  std::string next_token;
};
BOOST_DESCRIBE_STRUCT(InventoryPagination, (), (next_token))

struct InventoryAnswer {
  InventoryPayload payload;
  InventoryPagination pagination;
};
BOOST_DESCRIBE_STRUCT(InventoryAnswer, (), (payload, pagination))

}  // namespace amazon::remote
