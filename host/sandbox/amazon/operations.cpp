#include "host/sandbox/amazon/operations.hpp"

#include "host/sandbox/amazon/mcf_operations.hpp"
#include "host/sandbox/amazon/render.hpp"

namespace fairway::sandbox {
namespace {

// Sources: github.com/amzn/selling-partner-api-models (orders_2026-01-01, ordersV0, feeds_2021-06-30, reports_2021-06-30,
// listingsItems_2021-08-01, catalogItems_2022-04-01, definitionsProductTypes_2020-09-01, sellers), commit
// 34dc93f, for parameters, fields, rates and bursts; developer-docs.amazon.com/sp-api for what the models leave out.
constexpr std::string_view kStatuses =
    "PENDING_AVAILABILITY PENDING UNSHIPPED PARTIALLY_SHIPPED SHIPPED CANCELLED UNFULFILLABLE";
constexpr std::string_view kFeedStatuses = "CANCELLED DONE FATAL IN_PROGRESS IN_QUEUE";

constexpr Param kConsentParams[] = {
    {In::query, "application_id", true}, {In::query, "state", true, Kind::text, {}, 1},
    {In::query, "redirect_uri", false},  {In::query, "version", false, Kind::choice, "beta"},
    {In::query, "seller", false},  // the sandbox's own: who consents
};
constexpr Param kSearchParams[] = {
    {In::query, "createdAfter", false, Kind::time},
    {In::query, "createdBefore", false, Kind::time},
    {In::query, "lastUpdatedAfter", false, Kind::time},
    {In::query, "lastUpdatedBefore", false, Kind::time},
    {In::query, "fulfillmentStatuses", false, Kind::choices, kStatuses},
    {In::query, "marketplaceIds", false, Kind::list, {}, 1, 50},
    {In::query, "fulfilledBy", false, Kind::choices, "MERCHANT AMAZON"},
    {In::query, "maxResultsPerPage", false, Kind::integer, {}, 1, 100},
    {In::query, "paginationToken", false, Kind::text, {}, 1},
    {In::query, "includedData", false, Kind::choices, kDatasets},
};
constexpr Param kListingsParams[] = {
    {In::query, "marketplaceIds", true, Kind::list, {}, 1, 1},
    {In::query, "pageSize", false, Kind::integer, {}, 1, 20},
};
constexpr std::string_view kItemData =
    "summaries attributes issues offers fulfillmentAvailability procurement relationships productTypes";
constexpr Param kGetItemParams[] = {
    {In::query, "marketplaceIds", true, Kind::list, {}, 1, 1},
    {In::query, "issueLocale", false},
    {In::query, "includedData", false, Kind::choices, kItemData},
};
constexpr Param kChangeItemParams[] = {
    {In::query, "marketplaceIds", true, Kind::list, {}, 1, 1},
    {In::query, "issueLocale", false},
    {In::query, "includedData", false, Kind::choices, "identifiers issues"},
    {In::query, "mode", false, Kind::choice, "VALIDATION_PREVIEW"},
};
constexpr Param kDeleteItemParams[] = {
    {In::query, "marketplaceIds", true, Kind::list, {}, 1, 1},
    {In::query, "issueLocale", false},
};
constexpr Param kSearchTypesParams[] = {
    {In::query, "marketplaceIds", true, Kind::list, {}, 1, 1},
    {In::query, "keywords", false, Kind::list, {}, 1},
    {In::query, "itemName", false},
    {In::query, "locale", false},
    {In::query, "searchLocale", false},
};
constexpr Param kGetTypeParams[] = {
    {In::query, "marketplaceIds", true, Kind::list, {}, 1, 1},
    {In::query, "sellerId", false},
    {In::query, "productTypeVersion", false},
    {In::query, "requirements", false, Kind::choice, "LISTING LISTING_PRODUCT_ONLY LISTING_OFFER_ONLY"},
    {In::query, "requirementsEnforced", false, Kind::choice, "ENFORCED NOT_ENFORCED"},
    {In::query, "locale", false},
    {In::query, "parentageLevel", false, Kind::choice, "NONE CHILD PARENT"},
};
constexpr Field kPutItemFields[] = {
    {"productType", true, Kind::text, {}, 1},
    {"requirements", false, Kind::choice, "LISTING LISTING_PRODUCT_ONLY LISTING_OFFER_ONLY"},
    {"attributes", true, Kind::object},
};
constexpr Field kPatchItemFields[] = {
    {"productType", true, Kind::text, {}, 1},
    {"patches", true, Kind::array, {}, 1},
    {"patches[].op", true, Kind::choice, "add replace merge delete"},
    {"patches[].path", true, Kind::text, {}, 1},
    {"patches[].value", false, Kind::array},
};
constexpr std::string_view kCatalogData =
    "attributes classifications dimensions identifiers images productTypes relationships salesRanks summaries vendorDetails";
constexpr Param kSearchCatalogParams[] = {
    {In::query, "marketplaceIds", true, Kind::list, {}, 1, 1},
    {In::query, "identifiers", false, Kind::list, {}, 1, 20},
    {In::query, "identifiersType", false, Kind::choice, "ASIN EAN GTIN ISBN JAN MINSAN SKU UPC"},
    {In::query, "includedData", false, Kind::choices, kCatalogData},
    {In::query, "locale", false},
    {In::query, "sellerId", false},
    {In::query, "keywords", false, Kind::list, {}, 1, 20},
    {In::query, "pageSize", false, Kind::integer, {}, 1, 20},
    {In::query, "pageToken", false, Kind::text, {}, 1},
};
constexpr Param kCatalogItemParams[] = {
    {In::query, "marketplaceIds", true, Kind::list, {}, 1, 1},
    {In::query, "includedData", false, Kind::choices, kCatalogData},
    {In::query, "locale", false},
};
constexpr Param kGetOrderParams[] = {{In::query, "includedData", false, Kind::choices, kDatasets}};
constexpr Field kConfirmFields[] = {
    {"marketplaceId", true, Kind::text, {}, 1},
    {"codCollectionMethod", false, Kind::choice, "DirectPayment"},
    {"packageDetail", true, Kind::object},
    {"packageDetail.packageReferenceId", true, Kind::digits},
    {"packageDetail.carrierCode", true, Kind::text, {}, 1},
    {"packageDetail.carrierName", false, Kind::text, {}, 1},
    {"packageDetail.shippingMethod", false, Kind::text, {}, 1},
    {"packageDetail.trackingNumber", true, Kind::text, {}, 1},
    {"packageDetail.shipDate", true, Kind::time},
    {"packageDetail.shipFromSupplySourceId", false, Kind::text, {}, 1},
    {"packageDetail.orderItems", true, Kind::array, {}, 1},
    {"packageDetail.orderItems[].orderItemId", true, Kind::text, {}, 1},
    {"packageDetail.orderItems[].quantity", true, Kind::integer, {}, 1},
    {"packageDetail.orderItems[].transparencyCodes", false, Kind::array},
};
constexpr Field kDocumentFields[] = {{"contentType", true, Kind::text, {}, 1}};
constexpr Field kFeedFields[] = {
    {"feedType", true, Kind::text, {}, 1},         {"marketplaceIds", true, Kind::array, {}, 1, 25},
    {"marketplaceIds[]", true, Kind::text, {}, 1}, {"inputFeedDocumentId", true, Kind::text, {}, 1},
    {"feedOptions", false, Kind::object},
};
constexpr Field kReportFields[] = {
    {"reportType", true, Kind::text, {}, 1},
    {"marketplaceIds", true, Kind::array, {}, 1, 25},
    {"marketplaceIds[]", true, Kind::text, {}, 1},
    {"dataStartTime", false, Kind::time},
    {"dataEndTime", false, Kind::time},
    {"reportOptions", false, Kind::object},
};
constexpr Param kFeedsParams[] = {
    {In::query, "feedTypes", false, Kind::list, {}, 1, 10},
    {In::query, "marketplaceIds", false, Kind::list, {}, 1, 10},
    {In::query, "pageSize", false, Kind::integer, {}, 1, 100},
    {In::query, "processingStatuses", false, Kind::choices, kFeedStatuses},
    {In::query, "createdSince", false, Kind::time},
    {In::query, "createdUntil", false, Kind::time},
    {In::query, "nextToken", false, Kind::text, {}, 1},
};
constexpr Param kFeedDocumentParams[] = {{In::query, "enableContentEncodingUrlHeader", false, Kind::flag}};
constexpr Param kPresignedParams[] = {
    {In::query, "X-Amz-Date", true, Kind::integer},
    {In::query, "X-Amz-Expires", true, Kind::integer},
    {In::query, "X-Amz-Signature", true},
};

constexpr Operation kOperations[] = {
    {"getToken", "POST", "/auth/o2/token", Auth::none, Body::form},
    {"consent", "GET", "/apps/authorize/consent", Auth::none, Body::none, 0, 0, kConsentParams},
    {"getMarketplaceParticipations", "GET", "/sellers/v1/marketplaceParticipations", Auth::token, Body::none, 0.016, 15},
    {"searchListingsItems", "GET", "/listings/2021-08-01/items/{sellerId}", Auth::token, Body::none, 5, 5, kListingsParams},
    {"getListingsItem", "GET", "/listings/2021-08-01/items/{sellerId}/{sku}", Auth::token, Body::none, 5, 10,
     kGetItemParams},
    {"putListingsItem", "PUT", "/listings/2021-08-01/items/{sellerId}/{sku}", Auth::token, Body::json, 5, 10,
     kChangeItemParams, kPutItemFields},
    {"patchListingsItem", "PATCH", "/listings/2021-08-01/items/{sellerId}/{sku}", Auth::token, Body::json, 5, 5,
     kChangeItemParams, kPatchItemFields},
    {"deleteListingsItem", "DELETE", "/listings/2021-08-01/items/{sellerId}/{sku}", Auth::token, Body::none, 5, 5,
     kDeleteItemParams},
    {"searchCatalogItems", "GET", "/catalog/2022-04-01/items", Auth::token, Body::none, 2, 2, kSearchCatalogParams},
    {"getCatalogItem", "GET", "/catalog/2022-04-01/items/{asin}", Auth::token, Body::none, 2, 2, kCatalogItemParams},
    {"searchDefinitionsProductTypes", "GET", "/definitions/2020-09-01/productTypes", Auth::token, Body::none, 5, 5,
     kSearchTypesParams},
    {"getDefinitionsProductType", "GET", "/definitions/2020-09-01/productTypes/{productType}", Auth::token, Body::none, 5, 5,
     kGetTypeParams},
    {"downloadSchema", "GET", "/definition-schemas/{productType}", Auth::none, Body::none, 0, 0, kPresignedParams},
    {"searchOrders", "GET", "/orders/2026-01-01/orders", Auth::token, Body::none, 0.0056, 20, kSearchParams},
    {"getOrder", "GET", "/orders/2026-01-01/orders/{orderId}", Auth::token, Body::none, 0.5, 30, kGetOrderParams},
    {"confirmShipment",
     "POST",
     "/orders/v0/orders/{orderId}/shipmentConfirmation",
     Auth::token,
     Body::json,
     2,
     10,
     {},
     kConfirmFields},
    {"createFeedDocument", "POST", "/feeds/2021-06-30/documents", Auth::token, Body::json, 0.5, 15, {}, kDocumentFields},
    {"uploadDocument", "PUT", "/feed-documents/{feedDocumentId}", Auth::none, Body::raw, 0, 0, kPresignedParams},
    {"createFeed", "POST", "/feeds/2021-06-30/feeds", Auth::token, Body::json, 0.0083, 15, {}, kFeedFields},
    {"getFeeds", "GET", "/feeds/2021-06-30/feeds", Auth::token, Body::none, 0.0222, 10, kFeedsParams},
    {"getFeed", "GET", "/feeds/2021-06-30/feeds/{feedId}", Auth::token, Body::none, 2, 15},
    {"cancelFeed", "DELETE", "/feeds/2021-06-30/feeds/{feedId}", Auth::token, Body::none, 2, 15},
    {"getFeedDocument", "GET", "/feeds/2021-06-30/documents/{feedDocumentId}", Auth::token, Body::none, 0.0222, 10,
     kFeedDocumentParams},
    {"downloadDocument", "GET", "/feed-documents/{feedDocumentId}", Auth::none, Body::none, 0, 0, kPresignedParams},
    {"createReport", "POST", "/reports/2021-06-30/reports", Auth::token, Body::json, 0.0167, 15, {}, kReportFields},
    {"getReport", "GET", "/reports/2021-06-30/reports/{reportId}", Auth::token, Body::none, 2, 15},
    {"getReportDocument", "GET", "/reports/2021-06-30/documents/{reportDocumentId}", Auth::token, Body::none, 0.0167, 15},
    {"getFulfillmentPreview",
     "POST",
     "/fba/outbound/2020-07-01/fulfillmentOrders/preview",
     Auth::token,
     Body::json,
     2,
     30,
     {},
     kPreviewFields},
    {"createFulfillmentOrder",
     "POST",
     "/fba/outbound/2020-07-01/fulfillmentOrders",
     Auth::token,
     Body::json,
     2,
     30,
     {},
     kMcfCreateFields},
    {"listAllFulfillmentOrders", "GET", "/fba/outbound/2020-07-01/fulfillmentOrders", Auth::token, Body::none, 2, 30,
     kMcfListParams},
    {"getFulfillmentOrder", "GET", "/fba/outbound/2020-07-01/fulfillmentOrders/{sellerFulfillmentOrderId}", Auth::token,
     Body::none, 2, 30},
    {"cancelFulfillmentOrder", "PUT", "/fba/outbound/2020-07-01/fulfillmentOrders/{sellerFulfillmentOrderId}/cancel",
     Auth::token, Body::none, 2, 30},
    {"getInventorySummaries", "GET", "/fba/inventory/v1/summaries", Auth::token, Body::none, 2, 2, kInventoryParams},
};

}  // namespace

std::span<const Operation> amazon_operations() { return kOperations; }

}  // namespace fairway::sandbox
