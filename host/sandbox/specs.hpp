// What the control plane's bodies say, read into the typed specs. INVALID names the member at fault.
#pragma once
#include "host/sandbox/amazon/amazon.hpp"
#include "host/sandbox/wms/wms.hpp"

namespace fairway::sandbox {

Result<OrderSpec> read_order_spec(const json::value& body, std::span<const std::string_view> also = {});
Result<ListingSpec> read_listing_spec(const json::value& body);
Result<ShipSpec> read_ship_spec(const json::value& body);
Result<McfAction> read_mcf_action(const std::string& reference, const json::value& body);
Result<Seller> read_seller(const json::value& body, const Seller& before);
Status only(const json::value& body, std::span<const std::string_view> members);

}  // namespace fairway::sandbox
