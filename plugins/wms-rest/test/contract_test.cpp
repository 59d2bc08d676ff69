// Requests against the API's own description. Skipped where that is not at hand.
#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <functional>
#include <optional>

#include "order.hpp"
#include "support.hpp"

namespace {

using namespace wms_test;
using fairway::FulfilmentOrder;

std::optional<YAML::Node> contract() {
  const char* folder = std::getenv("FAIRWAY_WMS_EXAMPLES");
  if (folder == nullptr) return std::nullopt;
  return YAML::LoadFile(std::string(folder) + "/example-3pl.openapi.yaml");
}

#define CONTRACT_OR_SKIP(name)  \
  const auto name = contract(); \
  if (!name) GTEST_SKIP() << "set FAIRWAY_WMS_EXAMPLES to the folder that holds example-3pl.openapi.yaml"

YAML::Node schema(const YAML::Node& api, const char* name) { return api["components"]["schemas"][name]["properties"]; }

// Every member is in the schema, and every required one is there.
void expect_described(const fairway::JsonView& body, const YAML::Node& api, const char* name) {
  for (const auto& [member, value] : body.members())
    EXPECT_TRUE(schema(api, name)[member].IsDefined()) << name << " has no " << member;
  for (const auto& required : api["components"]["schemas"][name]["required"])
    EXPECT_TRUE(body[required.as<std::string>()].exists()) << name << " lacks " << required;
}

TEST(Contract, AnOrderIsAsDescribed) {
  CONTRACT_OR_SKIP(api);
  FulfilmentOrder full = order();
  full.ship_to.company = {"c"}, full.ship_to.line2 = {"2"}, full.ship_to.line3 = {"3"}, full.ship_to.state = "NW",
  full.ship_to.email = {"a@example.com"};
  full.gift_message = {"g"}, full.deliver_by = full.ship_by;
  for (const auto& one : {order(), full}) {
    const std::string text = fairway::to_json(wms_rest::translate(one, "W1"));
    const auto body = fairway::JsonView::parse(text);
    expect_described(body, *api, "OrderCreate");
    expect_described(body["ship_to"], *api, "Address");
  }
}

// Our limits are those of the description: one character less is refused for nothing, one more is a 422.
TEST(Contract, TheLimitsAreTheDescribedOnes) {
  CONTRACT_OR_SKIP(api);
  const auto limit = [&](const char* name, const char* member) {
    return schema(*api, name)[member]["maxLength"].as<std::size_t>();
  };
  struct Case {
    std::size_t most;
    std::function<void(FulfilmentOrder&, std::string)> set;
  };
  const Case cases[] = {
      {limit("OrderCreate", "reference"), [](FulfilmentOrder& o, std::string s) { o.reference = s; }},
      {limit("OrderCreate", "po_number"), [](FulfilmentOrder& o, std::string s) { o.po_number = s; }},
      {limit("OrderCreate", "gift_message"), [](FulfilmentOrder& o, std::string s) { o.gift_message = {s}; }},
      {limit("OrderCreate", "packing_note"),
       [](FulfilmentOrder& o, std::string s) { o.company.clear(), o.packing_note = s; }},
      {limit("Address", "name"), [](FulfilmentOrder& o, std::string s) { o.ship_to.name = {s}; }},
      {limit("Address", "company"), [](FulfilmentOrder& o, std::string s) { o.ship_to.company = {s}; }},
      {limit("Address", "line3"), [](FulfilmentOrder& o, std::string s) { o.ship_to.line2 = {"2"}, o.ship_to.line3 = {s}; }},
      {limit("Address", "city"), [](FulfilmentOrder& o, std::string s) { o.ship_to.city = {s}; }},
      {limit("Address", "postal_code"), [](FulfilmentOrder& o, std::string s) { o.ship_to.postal_code = {s}; }},
      {schema(*api, "OrderCreate")["lines"]["items"]["properties"]["sku"]["maxLength"].as<std::size_t>(),
       [](FulfilmentOrder& o, std::string s) { o.lines[0].sku = s; }}};
  for (const Case& one : cases) {
    FulfilmentOrder fits = order(), over = order();
    one.set(fits, std::string(one.most, 'x')), one.set(over, std::string(one.most + 1, 'x'));
    EXPECT_NO_THROW(wms_rest::translate(fits, "W1")) << one.most;
    EXPECT_THROW(wms_rest::translate(over, "W1"), fairway::Error) << one.most;
  }
}

// Method, path and query of every request, and the headers that are required.
TEST(Contract, EveryRequestIsAnOperationOfTheApi) {
  CONTRACT_OR_SKIP(api);
  Warehouse warehouse;
  warehouse.host.http.otherwise([](const fairway::HttpRequest& request) -> std::optional<fairway::HttpResponse> {
    if (request.url.find("/cancel") != std::string::npos) return fairway::HttpResponse{200, {}, "{}"};
    if (request.url.ends_with("/orders/W-1"))
      return fairway::HttpResponse{200, {{"etag", "v1"}}, R"({"id":"W-1","status":"accepted"})"};
    if (request.method == "POST") return fairway::HttpResponse{201, {}, R"({"id":"W-1"})"};
    return fairway::HttpResponse{200, {}, R"({"as_of":"2026-01-01T00:00:00Z","items":[],"next":null})"};
  });
  fairway::Cancellation cancellation;
  cancellation.reference = "1", cancellation.fulfilment_id = "W-1";
  warehouse.channel.push(std::vector{order()}, true);
  warehouse.channel.push(std::vector{cancellation});
  warehouse.channel.pull("shipments");
  warehouse.channel.pull("stock");
  ASSERT_EQ(warehouse.sent().size(), 6u);
  for (const auto& request : warehouse.sent()) {
    std::string path = request.url.substr(std::string(kBase).size()), query;
    if (const auto mark = path.find('?'); mark != std::string::npos) query = path.substr(mark + 1), path.resize(mark);
    if (const auto id = path.find("W-1"); id != std::string::npos) path.replace(id, 3, "{id}");
    const auto operation = (*api)["paths"][path][request.method == "GET" ? "get" : "post"];
    ASSERT_TRUE(operation.IsDefined()) << request.method << ' ' << path;
    EXPECT_EQ(operation["operationId"].as<std::string>(), request.operation);
    EXPECT_FALSE(header(request, "x-depositor").empty());
    if (request.operation == "cancelOrder") { EXPECT_EQ(header(request, "if-match"), "v1"); }
    const std::string name = query.substr(0, query.find('='));
    bool known = name.empty();
    for (const auto& parameter : operation["parameters"])
      known = known || (parameter["name"].IsDefined() && parameter["name"].as<std::string>() == name);
    EXPECT_TRUE(known) << request.url;
  }
}

}  // namespace
