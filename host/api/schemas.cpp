// What the OpenAPI document says of answers: the schemas that routes name.
#include "fairway/documents/order.hpp"
#include "fairway/schema.hpp"
#include "host/api/route.hpp"
#include "host/ledger/state.hpp"

namespace fairway::api {
namespace {

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
                    {"state", json::object{{"type", "string"}, {"enum", json::value_from(order_states())}}},
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

const json::object kCount{{"type", "integer"}};

// order/1 as its schema has it, less what only a channel tells.
json::object posted_order_schema() {
  auto schema = parse_json(json_schema<fairway::Order>("order/1"))->as_object();
  schema.erase("$schema");
  for (const char* not_ours : {"echo_of", "packages", "confirmation_needed"})
    schema.at("properties").as_object().erase(not_ours);
  schema["required"] = json::array{"channel_order_id", "ship_to", "lines"};
  return schema;
}

json::object stock_check_schema() {
  const json::object perhaps{{"type", json::array{"integer", "null"}}};
  const json::object source{{"type", "string"}, {"enum", json::array{"live", "known"}}};
  const auto place = object_of({{"warehouse", text("who ships: a warehouse, or a store that does")},
                                {"sku", text("as that one calls it")},
                                {"available", perhaps},
                                {"as_of", nullable_time("when that was so")},
                                {"source", source}},
                               {"warehouse", "sku", "available", "as_of", "source"});
  return object_of({{"sku", text("as it was asked for")},
                    {"available", perhaps},
                    {"as_of", nullable_time("of the oldest level in it")},
                    {"age_seconds", perhaps},
                    {"source", source},
                    {"enough", json::object{{"type", json::array{"boolean", "null"}}}},
                    {"reason", text("why available is null")},
                    {"warehouses", list_of(place)}},
                   {"sku", "available", "as_of", "age_seconds", "source", "warehouses"});
}

json::object unmapped_schema() {
  return object_of({{"store", text("nickname")},
                    {"ship_service", text("the channel's text")},
                    {"ship_category", text("its category")},
                    {"orders", kCount},
                    {"first_ship_by", nullable_time("the first of them must ship by")}},
                   {"store", "ship_service", "ship_category", "orders"});
}

json::object mappings_schema() {
  const auto rule = object_of(
      {{"service", text("the warehouse's")}, {"file", text("of the deciding rule")}, {"line", kCount}, {"orders", kCount}},
      {"service", "file", "line", "orders"});
  const json::object perhaps{{"type", json::array{"string", "null"}}};
  const auto suggestion = object_of(
      {{"country", perhaps}, {"orders", kCount}, {"service", perhaps}, {"because", text("why that service is the nearest")}},
      {"country", "orders", "service"});
  const auto item = object_of({{"store", text("nickname")},
                               {"ship_service", text("the channel's text")},
                               {"ship_category", text("its category")},
                               {"orders", kCount},
                               {"mapped", kCount},
                               {"waiting", kCount},
                               {"rules", list_of(rule)},
                               {"suggestions", list_of(suggestion)}},
                              {"store", "ship_service", "ship_category", "orders", "mapped", "rules", "suggestions"});
  return object_of({{"account", text("")},
                    {"limit", kCount},
                    {"orders", kCount},
                    {"mapped", kCount},
                    {"items", list_of(item)},
                    {"not_listed", kCount},
                    {"yaml", text("rules to paste; empty: nothing is missing")}},
                   {"account", "limit", "orders", "mapped", "items", "yaml"});
}

}  // namespace

std::vector<std::string> order_states() {
  std::vector<std::string> all;
  for (auto state = ledger::State::received; state <= ledger::State::failed; state = ledger::State(int(state) + 1))
    all.emplace_back(ledger::text(state));
  return all;
}

json::object schemas() {
  const json::object any{{"type", "object"}};
  return {
      {"Order", order_schema()},
      {"PostedOrder", posted_order_schema()},
      {"StockCheck", stock_check_schema()},
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
                           {"last_error", text("of the flows that failed the last time; empty: none did")},
                           {"schedule", list_of(any)}})},
      {"Reload",
       object_of(
           {{"attempt", json::object{{"type", "integer"}}},
            {"at", text("RFC 3339, UTC")},
            {"cause", text("start, file, signal, api, rollback")},
            {"author", text("who asked")},
            {"status", json::object{{"enum", json::array{"running", "applied", "unchanged", "rejected", "rolled-back"}}}},
            {"message", text("why not")},
            {"accounts", list_of(any)}},
           {"attempt", "at", "status", "accounts"})},
      {"Version", object_of({{"generation", json::object{{"type", "integer"}}},
                             {"at", text("RFC 3339, UTC")},
                             {"author", text("who asked")},
                             {"cause", text("as of a reload")},
                             {"pinned", json::object{{"type", "boolean"}}},
                             {"changes", list_of(any)}},
                            {"generation", "at", "author", "changes"})},
      {"Plan", object_of({{"accounts", list_of(any)},
                          {"unchanged", json::object{{"type", "integer"}}},
                          {"paused", list_of(any)},
                          {"sampled", json::object{{"type", "boolean"}, {"description", "not all orders were replayed"}}},
                          {"findings", list_of(any)},
                          {"note", text("what was not taken into account")},
                          {"seconds", json::object{{"type", "number"}}}},
                         {"accounts", "unchanged", "sampled", "findings", "seconds"})},
      {"Removal", object_of({{"account", text("")},
                             {"store", text("null: the account")},
                             {"removed", json::object{{"type", "boolean"}}},
                             {"dropped", any},
                             {"unfinished", any}},
                            {"account", "removed", "dropped", "unfinished"})},
      {"Shipment", any},
      {"Job", any},
      {"Plugin", any},
      {"Finding", any},
      {"Reject", any},
      {"StockLevel", any},
      {"Unmapped", unmapped_schema()},
      {"Mappings", mappings_schema()}};
}

}  // namespace fairway::api
