// Every endpoint, once.
#include "host/api/accounts.hpp"
#include "host/api/findings.hpp"
#include "host/api/host.hpp"
#include "host/api/jobs.hpp"
#include "host/api/orders.hpp"
#include "host/api/shipments.hpp"
#include "host/api/stock.hpp"
#include "host/api/stores.hpp"

namespace fairway::api {
namespace {

const Parameter kLimit{"limit", "integer", "items a page, 1 to 1000, default 100"};
const Parameter kCursor{"cursor", "string", "`next` of the page before"};

json::object text(const char* description) { return {{"type", "string"}, {"description", description}}; }
json::object nullable_time(const char* description) {
  return {{"type", json::array{"string", "null"}}, {"format", "date-time"}, {"description", description}};
}
json::object list_of(json::value items) { return {{"type", "array"}, {"items", std::move(items)}}; }
json::object object_of(json::object properties, json::array required = {}) {
  return {{"type", "object"}, {"required", std::move(required)}, {"properties", std::move(properties)}};
}

json::object order_schema() {
  const auto line = object_of({{"sku", text("opaque, compared exactly")}, {"quantity", json::object{{"type", "integer"}}}},
                              {"sku", "quantity"});
  const auto shipment = object_of({{"id", text("ours")},
                                   {"carrier", text("as the warehouse names it")},
                                   {"service", text("")},
                                   {"tracking_number", text("")},
                                   {"state", text("known, confirmed, verified, failed, not-needed")},
                                   {"error", text("why the channel refused it")},
                                   {"lines", list_of(line)}},
                                  {"id", "carrier", "service", "tracking_number", "lines"});
  const auto event =
      object_of({{"at", text("RFC 3339, UTC")}, {"type", text("what happened")}, {"cause", text("the job, rule or person")}},
                {"at", "type", "cause"});
  return object_of({{"id", text("ours")},
                    {"account", text("")},
                    {"store", text("nickname")},
                    {"channel_order_id", text("the channel's")},
                    {"state", json::object{{"type", "string"},
                                           {"enum", json::array{"received", "reserved", "needs-mapping", "held", "rejected",
                                                                "routed", "submitted", "acknowledged", "partially-shipped",
                                                                "shipped", "confirmed", "cancelled", "dropped", "failed"}}}},
                    {"reason", text("why it is held, dropped, rejected or unmapped")},
                    {"ship_service", text("the channel's text")},
                    {"service", text("the warehouse's")},
                    {"service_rule", text("file:line of the deciding rule")},
                    {"ship_by", nullable_time("must ship by")},
                    {"lines", list_of(line)},
                    {"shipments", list_of(shipment)},
                    {"events", list_of(event)}},
                   {"id", "account", "store", "channel_order_id", "state", "lines", "ship_service"});
}

}  // namespace

json::object schemas() {
  const json::object any{{"type", "object"}};
  return {
      {"Order", order_schema()},
      {"Problem",
       object_of(
           {{"type", text("")}, {"title", text("")}, {"status", json::object{{"type", "integer"}}}, {"detail", text("")}},
           {"title", "status"})},
      {"Account", object_of({{"account", text("")},
                             {"company", text("")},
                             {"generation", json::object{{"type", "integer"}}},
                             {"status", json::object{{"enum", json::array{"running", "degraded", "rejected", "absent"}}}},
                             {"findings", list_of(any)}},
                            {"account", "company", "generation", "status", "findings"})},
      {"Store", object_of({{"store", text("nickname")},
                           {"channel", text("plugin")},
                           {"status", json::object{{"enum", json::array{"active", "paused", "disabled", "not-connected",
                                                                        "absent", "refused"}}}},
                           {"schedule", list_of(any)}})},
      {"Shipment", any},
      {"Job", any},
      {"Plugin", any},
      {"Finding", any},
      {"Reject", any},
      {"StockLevel", any},
      {"Unmapped", any}};
}

const std::vector<Route>& routes() {
  static const std::vector<Route> all{
      {"GET", "/health/live", Role::none, live, "The process serves", {}, ""},
      {"GET", "/health/ready", Role::none, ready, "Orders can flow; 503 with the reason otherwise", {}, ""},
      {"GET", "/metrics", Role::none, metrics, "Prometheus text format", {}, ""},
      {"GET", "/v1/openapi.json", Role::none, document, "This document", {}, ""},
      {"GET", "/v1/accounts", Role::read, list_accounts, "Accounts with status, generation and findings", {}, "[Account]"},
      {"GET",
       "/v1/accounts/{account}/stores",
       Role::read,
       list_stores,
       "Stores and warehouses with their schedules: next and last run",
       {},
       "[Store]"},
      {"POST",
       "/v1/accounts/{account}/stores/{store}/run",
       Role::operate,
       run_store,
       "Run a flow now",
       {{"flow", "string", "orders (default), acknowledge, shipments, stock"}},
       ""},
      {"POST",
       "/v1/accounts/{account}/stores/{store}/enable",
       Role::operate,
       enable_store,
       "Lift a pause; orders made meanwhile come in",
       {},
       ""},
      {"POST",
       "/v1/accounts/{account}/stores/{store}/disable",
       Role::operate,
       disable_store,
       "Pause: no order is fetched, nothing is forgotten",
       {},
       ""},
      {"POST",
       "/v1/accounts/{account}/stores/{store}/verify",
       Role::operate,
       verify_store,
       "Ask the live account who it is and compare",
       {},
       ""},
      {"GET",
       "/v1/accounts/{account}/orders",
       Role::read,
       list_orders,
       "Orders, new to old",
       {{"state", "string", "order state"},
        {"store", "string", "nickname"},
        {"channel_order_id", "string", "the channel's id"},
        {"due_before", "string", "ship-by at or before this time, not yet shipped"},
        kLimit,
        kCursor},
       "[Order]"},
      {"GET",
       "/v1/accounts/{account}/orders/{id}",
       Role::read,
       show_order,
       "One order with its shipments and every event; id: ours or the channel's",
       {},
       "Order"},
      {"POST",
       "/v1/accounts/{account}/orders/{id}/retry",
       Role::operate,
       retry_order,
       "Try the refused step again",
       {},
       "Order"},
      {"POST",
       "/v1/accounts/{account}/orders/{id}/hold",
       Role::operate,
       hold_order,
       "Keep it from the warehouse; body {\"reason\"}",
       {},
       "Order"},
      {"POST", "/v1/accounts/{account}/orders/{id}/release", Role::operate, release_order, "Let it go on", {}, "Order"},
      {"POST",
       "/v1/accounts/{account}/orders/{id}/cancel",
       Role::operate,
       cancel_order,
       "Cancel it; the warehouse is asked first; body {\"reason\"}",
       {},
       "Order"},
      {"GET",
       "/v1/accounts/{account}/unmapped",
       Role::read,
       list_unmapped,
       "Ship services without a mapping, with their counts",
       {},
       "[Unmapped]"},
      {"GET",
       "/v1/accounts/{account}/shipments",
       Role::read,
       list_shipments,
       "Shipments, new to old",
       {{"state", "string", "known, confirmed, verified, failed, not-needed"},
        {"store", "string", "nickname"},
        kLimit,
        kCursor},
       "[Shipment]"},
      {"POST",
       "/v1/accounts/{account}/shipments/{id}",
       Role::operate,
       edit_shipment,
       "Edit carrier, service or tracking_number and confirm again",
       {},
       "Shipment"},
      {"GET",
       "/v1/accounts/{account}/stock",
       Role::read,
       list_stock,
       "Stock levels as the warehouses last reported them",
       {{"sku", "string", "exact"}, kLimit, kCursor},
       "[StockLevel]"},
      {"GET",
       "/v1/accounts/{account}/rejects",
       Role::read,
       list_rejects,
       "Rows that came in wrong, with their causes",
       {kLimit, kCursor},
       "[Reject]"},
      {"GET",
       "/v1/findings",
       Role::read,
       list_findings,
       "What a person must see: late orders, duplicates, refused stores",
       {{"account", "string", ""}, {"kind", "string", ""}, {"all", "boolean", "resolved ones too"}, kLimit, kCursor},
       "[Finding]"},
      {"GET",
       "/v1/jobs",
       Role::read,
       list_jobs,
       "Jobs; state=dead is the dead letter list",
       {{"state", "string", "ready, running, dead, parked"},
        {"account", "string", ""},
        {"kind", "string", ""},
        {"target", "string", ""},
        kLimit,
        kCursor},
       "[Job]"},
      {"POST", "/v1/jobs/{id}/replay", Role::admin, replay_job, "A dead letter becomes ready again", {}, "Job"},
      {"GET",
       "/v1/plugins",
       Role::read,
       list_plugins,
       "Plugins found, their workers, and files refused with the reason",
       {},
       "[Plugin]"},
      {"POST",
       "/v1/plugins/{name}/reload",
       Role::admin,
       reload_plugin,
       "Put the plugin's file as it is now in the place of the running version; 409 with the reason where that goes on",
       {},
       "Plugin"}};
  return all;
}

}  // namespace fairway::api
