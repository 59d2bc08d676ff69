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

json::object line_schema() {
  return object_of({{"sku", text("opaque, compared exactly")}, {"quantity", json::object{{"type", "integer"}}}},
                   {"sku", "quantity"});
}

json::object token_schema(json::object more) {
  json::object properties{{"name", text("")},
                          {"role", json::object{{"enum", json::array{"read", "operator", "admin"}}}},
                          {"accounts", list_of(text("that it sees; none: all"))},
                          {"created_at", text("RFC 3339, UTC")}};
  json::array required{"name", "role", "accounts", "created_at"};
  for (auto& [name, schema] : more) {
    properties[name] = schema;
    required.push_back(json::value(json::string(name)));
  }
  return object_of(std::move(properties), std::move(required));
}

json::object shipment_schema() {
  return object_of(
      {{"id", text("ours")},
       {"order", text("our id of its order: @17")},
       {"carrier", text("as the warehouse names it")},
       {"service", text("")},
       {"tracking_number", text("")},
       {"package", text("its reference with the channel, the same on every try")},
       {"state", text("known, confirmed, verified, failed, not-needed")},
       {"error", text("why the channel refused it, with the nearest name where it knows none such")},
       {"warning", text("what speaks against the tracking number; empty: nothing")},
       {"shipped_at", nullable_time("")},
       {"confirmed_at", nullable_time("told to the channel")},
       {"verified_at", nullable_time("seen there")},
       {"lines", list_of(line_schema())},
       {"surplus", list_of(line_schema())},
       {"unseen", json::object{{"type", "boolean"}, {"description", "confirmed, and looked for there in vain"}}}},
      {"id", "carrier", "service", "tracking_number", "lines"});
}

json::object order_schema() {
  const auto line = line_schema();
  const auto shipment = shipment_schema();
  const auto cancellation = object_of(
      {{"state",
        text("asked (who ships it), due, telling, told, verified (shown by the channel), refused, moot (it ships)")},
       {"reason", text("buyer-cancelled, no-inventory …")},
       {"whole", json::object{{"type", "boolean"}}},
       {"lines", list_of(line)},
       {"told_at", nullable_time("when the channel was told")},
       {"error", text("why the channel refused it")}},
      {"state", "reason", "whole", "lines"});
  const auto event =
      object_of({{"at", text("RFC 3339, UTC")}, {"type", text("what happened")}, {"cause", text("the job, rule or person")}},
                {"at", "type", "cause"});
  return object_of(
      {{"id", text("ours")},
       {"account", text("")},
       {"store", text("nickname")},
       {"channel_order_id", text("the channel's")},
       {"state", json::object{{"type", "string"}, {"enum", json::value_from(order_states())}}},
       {"reason", text("why it is held, dropped, rejected or unmapped")},
       {"ship_service", text("the channel's text")},
       {"service", text("the warehouse's")},
       {"service_rule", text("file:line of the deciding rule")},
       {"ship_by", nullable_time("must ship by")},
       {"confirmation_needed", json::object{{"type", "boolean"}, {"description", "false: the channel takes none"}}},
       {"corrected", json::object{{"type", "boolean"}, {"description", "by a person: address or service"}}},
       {"lines", list_of(line)},
       {"personal_data", text("of one order: kept, requested (to be redacted), redacted or none")},
       {"shipments", list_of(shipment)},
       {"cancellations", list_of(cancellation)},
       {"events", list_of(event)}},
      {"id", "account", "store", "channel_order_id", "state", "lines", "ship_service"});
}

const json::object kCount{{"type", "integer"}};

json::object window_schema() {
  return object_of({{"id", text("")},
                    {"stores", list_of(text("nickname"))},
                    {"since", text("of the channel's last change of an order")},
                    {"until", text("RFC 3339, UTC")},
                    {"source", text("order-ids: the channel's own list; rescan: the pull once more")},
                    {"asked_by", text("a person; empty: the schedule")},
                    {"state", text("asking, fetching, proved, incomplete")},
                    {"at", nullable_time("when it ended")},
                    {"counted", kCount},
                    {"missing", kCount},
                    {"fetched", kCount},
                    {"unread", kCount},
                    {"note", text("what came in the way")}},
                   {"id", "stores", "since", "until", "source", "state", "counted", "missing", "fetched"});
}

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

json::object stock_schema() {
  const json::object count{{"type", "integer"}};
  const auto perhaps = [](const char* description) {
    return json::object{{"type", json::array{"integer", "null"}}, {"description", description}};
  };
  const auto location = object_of({{"location", text("the warehouse's")},
                                   {"available", count},
                                   {"on_hand", perhaps("")},
                                   {"committed", perhaps("")},
                                   {"as_of", nullable_time("by the warehouse's clock")},
                                   {"seen_at", nullable_time("by ours")}},
                                  {"location", "available"});
  return object_of({{"warehouse", text("or a store that ships")},
                    {"sku", text("the warehouse's")},
                    {"available", perhaps("snapshot less reserved and less what it does not account for; null: not known")},
                    {"reserved", count},
                    {"snapshot", perhaps("what the warehouse told last, over all locations")},
                    {"as_of", nullable_time("of the snapshot, by the warehouse's clock")},
                    {"location", text("where there is only one")},
                    {"on_hand", perhaps("over all locations")},
                    {"committed", perhaps("over all locations")},
                    {"seen_at", nullable_time("by our clock")},
                    {"locations", list_of(location)}},
                   {"warehouse", "sku", "available", "reserved", "snapshot", "as_of"});
}

json::object movement_schema() {
  const json::object count{{"type", "integer"}};
  return object_of(
      {{"id", text("ours")},
       {"warehouse", text("or a store that ships")},
       {"sku", text("the warehouse's")},
       {"at", text("RFC 3339, UTC")},
       {"kind", json::object{{"enum", json::array{"opening", "snapshot", "received", "reserved", "released", "sold"}}}},
       {"quantity", count},
       {"level", json::object{{"type", "integer"}, {"description", "by how much the level changed"}}},
       {"reserved", json::object{{"type", "integer"}, {"description", "by how much what is reserved changed"}}},
       {"applied", json::object{{"type", "boolean"}, {"description", "false: older than what was known"}}},
       {"as_of", nullable_time("of a snapshot or receipt")},
       {"order", json::object{{"type", json::array{"string", "null"}}, {"description", "our id: @17"}}},
       {"cause", text("job, order or notice")}},
      {"id", "warehouse", "sku", "at", "kind", "quantity", "cause"});
}

json::object notice_schema() {
  const auto way = object_of(
      {{"way", json::object{{"enum", json::array{"email", "webhook"}}}},
       {"told_by", text("the account whose `notify` says to whom; empty: fairway.yaml")},
       {"state", json::object{{"enum", json::array{"waiting", "sending", "told", "failed", "dropped"}},
                              {"description", "sending: it may have arrived; dropped: nobody is to be told any more"}}},
       {"error", text("of the last try")},
       {"at", text("RFC 3339, UTC")}},
      {"way", "told_by", "state", "error", "at"});
  return object_of({{"id", text("ours")},
                    {"account", text("empty: the host itself")},
                    {"target", text("its store or warehouse, where it is about one")},
                    {"kind", text("import-done, authorisation, dead-letters, config-rejected")},
                    {"title", text("one line")},
                    {"text", text("lines")},
                    {"at", text("RFC 3339, UTC")},
                    {"told", list_of(way)}},
                   {"id", "account", "kind", "title", "text", "at", "told"});
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
  json::object all{
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
                           {"held", json::object{{"type", json::array{"object", "null"}},
                                                 {"description", "by whom, since when and why nothing new goes out"}}},
                           {"last_error", text("of the flows that failed the last time; empty: none did")},
                           {"schedule", list_of(any)}})},
      {"Token", token_schema({})},
      {"NewToken", token_schema({{"token", text("for Authorization: Bearer; told this once")}})},
      {"TokenWish",
       object_of(
           {{"name", text("up to 60 letters, digits, dots, dashes and underscores; stands in the history of what it does")},
            {"role", json::object{{"enum", json::array{"read", "operator", "admin"}}}},
            {"accounts", list_of(text("that it sees; left out: all"))}},
           {"name", "role"})},
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
                             {"running", json::object{{"type", "boolean"}}},
                             {"pinned", json::object{{"type", "boolean"}}},
                             {"changes", list_of(any)}},
                            {"generation", "at", "author", "changes"})},
      {"Plan", object_of({{"accounts", list_of(any)},
                          {"unchanged", json::object{{"type", "integer"}}},
                          {"paused", list_of(any)},
                          {"held", list_of(any)},
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
      {"Window", window_schema()},
      {"Rescan", object_of({{"dry_run", json::object{{"type", "boolean"}}},
                            {"window", text("of what is looked at now; its state is in the list of windows")},
                            {"counted", kCount},
                            {"known", kCount},
                            {"missing", list_of(text("the channel's id: the pull should have shown it"))},
                            {"would_take", list_of(text("the channel's id"))},
                            {"passed_over", any},
                            {"whole", json::object{{"type", "boolean"}}},
                            {"problem", text("why not all of the window was seen")}},
                           {"dry_run"})},
      {"Shipment", shipment_schema()},
      {"Redaction", object_of({{"id", text("")},
                               {"account", text("")},
                               {"kind", json::object{{"enum", json::array{"order", "reject", "delivery"}}}},
                               {"subject", text("the id of the order, reject or delivery")},
                               {"channel_order_id", json::object{{"type", json::array{"string", "null"}}}},
                               {"key", text("that is destroyed")},
                               {"at", text("RFC 3339, UTC")},
                               {"why", json::object{{"enum", json::array{"retention", "request", "unlinked", "removed"}}}},
                               {"cause", text("the job or the person")}},
                              {"id", "account", "kind", "subject", "key", "at", "why", "cause"})},
      {"Job", any},
      {"Plugin", any},
      {"PluginLine", object_of({{"number", json::object{{"type", "integer"}}},
                                {"at", text("RFC 3339, UTC")},
                                {"level", json::object{{"enum", json::array{"debug", "info", "warn", "error", "stderr"}}}},
                                {"instance", text("account and store or warehouse; empty: the process")},
                                {"lane", text("")},
                                {"trace", text("of the job")},
                                {"message", text("")}},
                               {"number", "at", "level", "instance", "lane", "trace", "message"})},
      {"Finding", any},
      {"Notice", notice_schema()},
      {"Reject", any},
      {"StockLevel", stock_schema()},
      {"StockMovement", movement_schema()},
      {"StockRecompute",
       object_of({{"account", text("")}, {"differences", list_of(any)}, {"mended", json::object{{"type", "boolean"}}}},
                 {"account", "differences", "mended"})},
      {"Returns",
       object_of(
           {{"account", text("")},
            {"to", json::object{{"type", json::array{"string", "object"}}, {"description", "\"channel\", or an address"}}},
            {"keep_item_reasons", list_of(any)},
            {"warehouses_told",
             list_of(text("gets the address with each order; whether it fits into its files is for its settings to say"))}},
           {"account", "to", "keep_item_reasons", "warehouses_told"})},
      {"Unmapped", unmapped_schema()},
      {"Mappings", mappings_schema()}};
  for (auto& [name, schema] : listing_schemas()) all.emplace(name, schema);
  for (auto& [name, schema] : listing_change_schemas()) all.emplace(name, schema);
  for (auto& [name, schema] : listing_content_schemas()) all.emplace(name, schema);
  for (auto& [name, schema] : body_schemas()) all.emplace(name, schema);
  return all;
}

}  // namespace fairway::api
