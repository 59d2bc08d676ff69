// Multi-channel fulfilment orders and FBA stock as the sandbox keeps them. Names follow Fulfillment Outbound 2020-07-01.
#pragma once
#include <string>
#include <vector>

#include "host/sandbox/amazon/shapes.hpp"

namespace fairway::sandbox {

enum class McfStatus { received, planning, processing, complete, cancelled, unfulfillable };
std::string_view name_of(McfStatus status);
std::optional<McfStatus> mcf_status(std::string_view name);

struct McfLine {
  std::string id, sku;
  std::int64_t quantity = 0, shipped = 0;
};

// One package each.
struct McfShipment {
  std::string id, carrier, tracking;
  Instant shipped;
  std::vector<std::int64_t> quantities;  // of the order's lines
};

struct McfOrder {
  std::string seller, reference;
  const Marketplace* marketplace = nullptr;
  std::string speed;
  std::string members;  // what was sent and is shown again, as JSON without the outer braces
  Address address;      // the part of it that its echo shows
  std::vector<McfLine> lines;
  McfStatus status = McfStatus::received;
  bool short_of_stock = false;
  Instant received, updated;
  std::uint64_t number = 0;
  std::vector<McfShipment> shipments;
};

struct FbaStock {
  std::int64_t fulfillable = 0, reserved = 0;
  Instant updated;
};

}  // namespace fairway::sandbox
