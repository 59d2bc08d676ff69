// What requests say, by the names that routes() give their bodies. `author` goes with each of them.
#include "host/api/route.hpp"
#include "host/flows/dispatch/correct.hpp"

namespace fairway::api {
namespace {

json::object said(const char* type, const char* description) { return {{"type", type}, {"description", description}}; }
json::object said_text(const char* description) { return said("string", description); }
json::object said_flag(const char* description) { return said("boolean", description); }
json::object said_names(const char* description) {
  auto list = said("array", description);
  list["items"] = json::object{{"type", "string"}};
  return list;
}
json::object said_body(json::object properties, json::array required = {}) {
  json::object body{{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
  if (!required.empty()) body["required"] = std::move(required);
  return body;
}

json::object edit_schema() {
  const auto maybe = [](const char* description) {
    return json::object{{"type", json::array{"string", "null"}}, {"description", description}};
  };
  json::object members{{"service", maybe("to ship by; null: the rules say")},
                       {"as_channel", said_flag("the channel's own again")}};
  for (const auto& name : flows::correctable_fields()) members[name] = maybe("null: taken out of the address");
  return said_body(std::move(members));
}

json::object cancel_schema() {
  auto lines = said("array", "only these");
  lines["items"] =
      said_body({{"line", said_text("id or SKU")}, {"quantity", said("integer", "left out: all of it")}}, {"line"});
  return said_body({{"reason", said_text("no-inventory, general …")},
                    {"note", said_text("for the history")},
                    {"lines", std::move(lines)},
                    {"lost", said_flag("the warehouse does not have it and is not waited for")}});
}

}  // namespace

json::object body_schemas() {
  const auto dry_run = said_flag("nothing is changed");
  const auto filter = said_body({{"state", said_text("of the listing")},
                                 {"product_id", said_text("ASIN or the like")},
                                 {"fulfilled_by", said_text("merchant or amazon")}});
  return {
      {"ReloadWish", said_body({{"accounts", said_names("only these")},
                                {"allow_removals", said_flag("stores and accounts may be gone from the files")}})},
      {"RollbackWish", said_body({{"generation", said("integer", "of the version")}}, {"generation"})},
      {"HoldWish", said_body({{"reason", said_text("for the history")}})},
      {"RescanWish",
       said_body({{"from", said_text("a time")}, {"to", said_text("left out: now")}, {"dry_run", dry_run}}, {"from"})},
      {"RemovalWish", said_body({{"confirm", said_text("the name of what is removed; not with dry_run")},
                                 {"force", said_flag("though orders are unfinished")},
                                 {"dry_run", dry_run}})},
      {"CancelWish", cancel_schema()},
      {"EditWish", edit_schema()},
      {"ResubmitWish", said_body({{"reason", said_text("for the history")},
                                  {"lost", said_flag("the warehouse does not have it and is not waited for")}})},
      {"RedactWish", said_body({{"cancel", said_flag("cancel it first where it is not shipped yet")}})},
      {"ShipmentEdit",
       said_body({{"carrier", said_text("")}, {"service", said_text("")}, {"tracking_number", said_text("")}})},
      {"RecomputeWish", said_body({{"mend", said_flag("make the balances what their movements add up to")}})},
      {"PlanWish", said_body({{"orders", said("integer", "newest to replay, per account; 0 to 100000")},
                              {"accounts", said_names("only these")},
                              {"allow_removals", said_flag("as of a reload")},
                              {"no_secrets", said_flag("secrets need not be there")},
                              {"config", said_text("another folder; for an admin's token")}})},
      {"ImportWish", said_body({{"mode", said_text("create-only or create-and-overwrite; left out: as the file says")},
                                {"dry_run", dry_run},
                                {"file", said_text("one that was handed in")},
                                {"name", said_text("what it is called")}})},
      {"ListingImagesWish", said_body({{"skus", said_names("up to 1,000")}, {"filter", filter}})},
      {"ContentWish", said_body({{"skus", said_names("up to 1,000")}}, {"skus"})},
      {"ActivationWish",
       said_body({{"skus", said_names("up to 1,000")}, {"filter", filter}, {"all", said_flag("all that the store lists")}})},
      {"ShipsWish", said_body({{"by", said_text("merchant, amazon, or channel: as the channel says")}}, {"by"})}};
}

}  // namespace fairway::api
