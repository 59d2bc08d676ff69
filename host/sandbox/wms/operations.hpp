// The example 3PL's API as a table. The numbers index the table.
#pragma once
#include "host/sandbox/rules.hpp"

namespace fairway::sandbox {

enum WmsOperation : std::size_t {
  kIssueToken,
  kCreateOrder,
  kFindOrders,
  kGetWmsOrder,
  kCancelOrder,
  kListInventory,
  kListShipments,
  kCreateWebhook,
};
constexpr std::string_view kTopics = "order.accepted order.exception order.cancelled shipment.created inventory.changed";

std::span<const Operation> wms_operations();

}  // namespace fairway::sandbox
