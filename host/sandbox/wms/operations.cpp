#include "host/sandbox/wms/operations.hpp"

namespace fairway::sandbox {
namespace {

// Source: the example 3PL's OpenAPI description (docs/warehouses), written for this project.
constexpr Param kDepositor{In::header, "x-depositor", true, Kind::text, {}, 1};
constexpr Param kCursor{In::query, "cursor", false};

constexpr Field kTokenFields[] = {{"grant_type", true, Kind::choice, "client_credentials"}};
constexpr Param kCreateParams[] = {kDepositor};
constexpr Field kCreateFields[] = {
    {"reference", true, Kind::text, {}, 1, 22},
    {"po_number", false, Kind::text, {}, 0, 22},
    {"warehouse_id", true},
    {"ship_to", true, Kind::object},
    {"ship_to.name", true, Kind::text, {}, 0, 60},
    {"ship_to.company", false, Kind::text, {}, 0, 60},
    {"ship_to.line1", true, Kind::text, {}, 0, 55},
    {"ship_to.line2", false, Kind::text, {}, 0, 55},
    {"ship_to.line3", false, Kind::text, {}, 0, 55},
    {"ship_to.city", true, Kind::text, {}, 0, 30},
    {"ship_to.state", false},
    {"ship_to.postal_code", false, Kind::text, {}, 0, 15},
    {"ship_to.country", true, Kind::country},
    {"ship_to.phone", false},
    {"ship_to.email", false, Kind::email},
    {"shipping_method", true},
    {"ship_by", false, Kind::time},
    {"deliver_by", false, Kind::time},
    {"gift_message", false, Kind::text, {}, 0, 250},
    {"packing_note", false, Kind::text, {}, 0, 250},
    {"lines", true, Kind::array, {}, 1},
    {"lines[].line_id", true},
    {"lines[].sku", true, Kind::text, {}, 0, 48},
    {"lines[].quantity", true, Kind::integer, {}, 1},
};
constexpr Param kFindParams[] = {
    kDepositor, kCursor, {In::query, "reference", false}, {In::query, "modified_since", false, Kind::time}};
constexpr Param kGetParams[] = {kDepositor};
constexpr Param kCancelParams[] = {kDepositor, {In::header, "if-match", true, Kind::text, {}, 1}};
constexpr Param kInventoryParams[] = {kDepositor,
                                      kCursor,
                                      {In::query, "warehouse_id", false},
                                      {In::query, "sku", false},
                                      {In::query, "changed_since", false, Kind::time}};
constexpr Param kShipmentParams[] = {
    kDepositor, kCursor, {In::query, "order_id", false}, {In::query, "shipped_since", false, Kind::time}};
constexpr Field kWebhookFields[] = {
    {"url", true, Kind::text, {}, 1},
    {"topics", true, Kind::array, {}, 1},
    {"topics[]", true, Kind::choice, kTopics},
};

constexpr Operation kWmsOperations[] = {
    {"issueToken", "POST", "/auth/token", Auth::none, Body::json, 0, 0, {}, kTokenFields},
    {"createOrder", "POST", "/orders", Auth::token, Body::json, 0, 0, kCreateParams, kCreateFields},
    {"findOrders", "GET", "/orders", Auth::token, Body::none, 0, 0, kFindParams},
    {"getOrder", "GET", "/orders/{id}", Auth::token, Body::none, 0, 0, kGetParams},
    {"cancelOrder", "POST", "/orders/{id}/cancel", Auth::token, Body::none, 0, 0, kCancelParams},
    {"listInventory", "GET", "/inventory", Auth::token, Body::none, 0, 0, kInventoryParams},
    {"listShipments", "GET", "/shipments", Auth::token, Body::none, 0, 0, kShipmentParams},
    {"createWebhook", "POST", "/webhooks", Auth::token, Body::json, 0, 0, {}, kWebhookFields},
};

}  // namespace

std::span<const Operation> wms_operations() { return kWmsOperations; }

}  // namespace fairway::sandbox
