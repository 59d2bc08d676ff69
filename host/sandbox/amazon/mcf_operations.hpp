// What requests of Fulfillment Outbound 2020-07-01 and FBA Inventory v1 must look like: fields and limits of
// github.com/amzn/selling-partner-api-models (fulfillmentOutbound_2020-07-01, fbaInventory), commit 34dc93f.
#pragma once
#include "host/sandbox/rules.hpp"

namespace fairway::sandbox {

inline constexpr std::string_view kSpeeds = "Standard Expedited Priority ScheduledDelivery";

inline constexpr Param kMcfListParams[] = {
    {In::query, "queryStartDate", false, Kind::time},
    {In::query, "nextToken", false, Kind::text, {}, 1},
};
inline constexpr Param kInventoryParams[] = {
    {In::query, "details", false, Kind::flag},
    {In::query, "granularityType", true, Kind::choice, "Marketplace"},
    {In::query, "granularityId", true, Kind::text, {}, 1},
    {In::query, "startDateTime", false, Kind::time},
    {In::query, "sellerSkus", false, Kind::list, {}, 1, 50},
    {In::query, "sellerSku", false, Kind::text, {}, 1},
    {In::query, "nextToken", false, Kind::text, {}, 1},
    {In::query, "marketplaceIds", true, Kind::list, {}, 1, 1},
};
inline constexpr Field kPreviewFields[] = {
    {"marketplaceId", false, Kind::text, {}, 1},
    {"address", true, Kind::object},
    {"address.name", true, Kind::text, {}, 1},
    {"address.addressLine1", true, Kind::text, {}, 1},
    {"address.addressLine2", false},
    {"address.addressLine3", false},
    {"address.city", false, Kind::text, {}, 1},
    {"address.districtOrCounty", false},
    {"address.stateOrRegion", false},
    {"address.postalCode", true, Kind::text, {}, 1},
    {"address.countryCode", true, Kind::country},
    {"address.phone", false},
    {"items", true, Kind::array, {}, 1, 100},
    {"items[].sellerSku", true, Kind::text, {}, 1, 50},
    {"items[].sellerFulfillmentOrderItemId", true, Kind::text, {}, 1, 50},
    {"items[].quantity", true, Kind::integer, {}, 1},
    {"shippingSpeedCategories", false, Kind::array},
    {"shippingSpeedCategories[]", false, Kind::choice, kSpeeds},
};
inline constexpr Field kMcfCreateFields[] = {
    {"marketplaceId", false, Kind::text, {}, 1},
    {"sellerFulfillmentOrderId", true, Kind::text, {}, 1, 40},
    {"displayableOrderId", true, Kind::text, {}, 1, 40},
    {"displayableOrderDate", true, Kind::time},
    {"displayableOrderComment", true, Kind::text, {}, 1, 750},
    {"shippingSpeedCategory", true, Kind::choice, kSpeeds},
    {"destinationAddress", true, Kind::object},
    {"destinationAddress.name", true, Kind::text, {}, 1},
    {"destinationAddress.addressLine1", true, Kind::text, {}, 1},
    {"destinationAddress.addressLine2", false},
    {"destinationAddress.addressLine3", false},
    {"destinationAddress.city", false, Kind::text, {}, 1},
    {"destinationAddress.districtOrCounty", false},
    {"destinationAddress.stateOrRegion", false},
    {"destinationAddress.postalCode", true, Kind::text, {}, 1},
    {"destinationAddress.countryCode", true, Kind::country},
    {"destinationAddress.phone", false},
    {"fulfillmentAction", false, Kind::choice, "Ship Hold"},
    {"fulfillmentPolicy", false, Kind::choice, "FillOrKill FillAll FillAllAvailable"},
    {"items", true, Kind::array, {}, 1, 100},
    {"items[].sellerSku", true, Kind::text, {}, 1, 50},
    {"items[].sellerFulfillmentOrderItemId", true, Kind::text, {}, 1, 50},
    {"items[].quantity", true, Kind::integer, {}, 1},
    {"items[].giftMessage", false, Kind::text, {}, 1, 512},
};

}  // namespace fairway::sandbox
