#include "host/sandbox/models.hpp"

#include <fstream>
#include <sstream>

#define VALIJSON_USE_EXCEPTIONS 1  // without it a wrong model would abort the process
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "host/base/text.hpp"

namespace fairway::sandbox {
namespace {

using Adapter = valijson::adapters::BoostJsonAdapter;

// Which model describes which operation. LWA and presigned documents have none.
struct Source {
  std::string_view operation, file, path, method;
};
constexpr Source kSources[] = {
    {"searchOrders", "orders_2026-01-01.json", "/orders/2026-01-01/orders", "get"},
    {"getOrder", "orders_2026-01-01.json", "/orders/2026-01-01/orders/{orderId}", "get"},
    {"confirmShipment", "ordersV0.json", "/orders/v0/orders/{orderId}/shipmentConfirmation", "post"},
    {"createFeedDocument", "feeds_2021-06-30.json", "/feeds/2021-06-30/documents", "post"},
    {"getFeedDocument", "feeds_2021-06-30.json", "/feeds/2021-06-30/documents/{feedDocumentId}", "get"},
    {"createFeed", "feeds_2021-06-30.json", "/feeds/2021-06-30/feeds", "post"},
    {"getFeeds", "feeds_2021-06-30.json", "/feeds/2021-06-30/feeds", "get"},
    {"getFeed", "feeds_2021-06-30.json", "/feeds/2021-06-30/feeds/{feedId}", "get"},
    {"cancelFeed", "feeds_2021-06-30.json", "/feeds/2021-06-30/feeds/{feedId}", "delete"},
    {"createReport", "reports_2021-06-30.json", "/reports/2021-06-30/reports", "post"},
    {"getReport", "reports_2021-06-30.json", "/reports/2021-06-30/reports/{reportId}", "get"},
    {"getReportDocument", "reports_2021-06-30.json", "/reports/2021-06-30/documents/{reportDocumentId}", "get"},
    {"searchListingsItems", "listingsItems_2021-08-01.json", "/listings/2021-08-01/items/{sellerId}", "get"},
    {"getListingsItem", "listingsItems_2021-08-01.json", "/listings/2021-08-01/items/{sellerId}/{sku}", "get"},
    {"putListingsItem", "listingsItems_2021-08-01.json", "/listings/2021-08-01/items/{sellerId}/{sku}", "put"},
    {"patchListingsItem", "listingsItems_2021-08-01.json", "/listings/2021-08-01/items/{sellerId}/{sku}", "patch"},
    {"searchCatalogItems", "catalogItems_2022-04-01.json", "/catalog/2022-04-01/items", "get"},
    {"getCatalogItem", "catalogItems_2022-04-01.json", "/catalog/2022-04-01/items/{asin}", "get"},
    {"deleteListingsItem", "listingsItems_2021-08-01.json", "/listings/2021-08-01/items/{sellerId}/{sku}", "delete"},
    {"searchDefinitionsProductTypes", "definitionsProductTypes_2020-09-01.json", "/definitions/2020-09-01/productTypes",
     "get"},
    {"getDefinitionsProductType", "definitionsProductTypes_2020-09-01.json",
     "/definitions/2020-09-01/productTypes/{productType}", "get"},
    {"getFulfillmentPreview", "fulfillmentOutbound_2020-07-01.json", "/fba/outbound/2020-07-01/fulfillmentOrders/preview",
     "post"},
    {"createFulfillmentOrder", "fulfillmentOutbound_2020-07-01.json", "/fba/outbound/2020-07-01/fulfillmentOrders", "post"},
    {"listAllFulfillmentOrders", "fulfillmentOutbound_2020-07-01.json", "/fba/outbound/2020-07-01/fulfillmentOrders", "get"},
    {"getFulfillmentOrder", "fulfillmentOutbound_2020-07-01.json",
     "/fba/outbound/2020-07-01/fulfillmentOrders/{sellerFulfillmentOrderId}", "get"},
    {"cancelFulfillmentOrder", "fulfillmentOutbound_2020-07-01.json",
     "/fba/outbound/2020-07-01/fulfillmentOrders/{sellerFulfillmentOrderId}/cancel", "put"},
    {"getInventorySummaries", "fbaInventory.json", "/fba/inventory/v1/summaries", "get"},
    {"getMarketplaceParticipations", "sellers.json", "/sellers/v1/marketplaceParticipations", "get"},
};

class Schema {
 public:
  // `part` is a schema whose references point into `definitions`.
  Schema(const json::value& part, const json::value& definitions) : schema_(std::make_unique<valijson::Schema>()) {
    json::object whole{{"definitions", definitions}};
    for (const auto& [name, value] : part.get_object()) whole[name] = value;
    const json::value document(std::move(whole));
    valijson::SchemaParser(valijson::SchemaParser::kDraft4).populateSchema(Adapter(document), *schema_);
  }
  void check(const json::value& value, std::vector<Problem>& problems) const {
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(*schema_, Adapter(value), &results)) return;
    for (const auto& error : results) {
      std::string place;
      for (const auto& step : error.context) place += step;
      problems.push_back({std::move(place), error.description});
    }
  }

 private:
  std::unique_ptr<valijson::Schema> schema_;
};

struct Described {
  json::object parameters;  // by name, those of the query
  std::optional<Schema> query, body;
  std::map<int, std::optional<Schema>> answers;
};

// A query parameter's text as the kind of JSON that its description speaks of.
json::value typed(const std::string& text, const json::value& parameter) {
  const auto type = text_at(parameter, "type");
  if (type == "array") {
    json::array items;
    for (const auto& one : split(text, ',')) items.emplace_back(one);
    return items;
  }
  auto value = type == "integer" || type == "number" || type == "boolean" ? parse_json(text) : fail(FW_E_INVALID, "text");
  return value ? *value : json::value(json::string(text));
}

Described describe(const json::value& operation, const json::value& definitions) {
  Described out;
  json::object properties;
  json::array required;
  if (const auto* list = find(operation, "parameters"))
    for (const auto& parameter : list->get_array()) {
      const auto name = text_at(parameter, "name");
      if (text_at(parameter, "in") == "body") out.body.emplace(parameter.at("schema"), definitions);
      if (text_at(parameter, "in") != "query") continue;
      auto schema = parameter.get_object();
      schema.erase("required");  // in JSON Schema a list
      properties[name] = std::move(schema);
      out.parameters[name] = parameter;
      if (flag_at(parameter, "required")) required.emplace_back(name);
    }
  json::object query{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) query["required"] = std::move(required);
  out.query.emplace(json::value(std::move(query)), definitions);
  for (const auto& answer : operation.at("responses").get_object()) {
    auto& place = out.answers[std::atoi(std::string(answer.key()).c_str())];
    if (const auto* schema = find(answer.value(), "schema")) place.emplace(*schema, definitions);
  }
  return out;
}

class FullModels final : public Models {
 public:
  void add(std::string_view operation, Described described) { operations_.emplace(operation, std::move(described)); }

  std::vector<Problem> check_request(std::string_view operation, const Request& request,
                                     const json::value* body) const override {
    std::vector<Problem> problems;
    const auto place = operations_.find(operation);
    if (place == operations_.end()) return problems;
    json::object query;
    for (const auto& [name, text] : request.query) {
      const auto* parameter = place->second.parameters.if_contains(name);
      query[name] = parameter ? typed(text, *parameter) : json::value(json::string(text));
    }
    place->second.query->check(query, problems);
    if (place->second.body && body) place->second.body->check(*body, problems);
    return problems;
  }

  std::vector<Problem> check_answer(std::string_view operation, int status, std::string_view body) const override {
    std::vector<Problem> problems;
    const auto place = operations_.find(operation);
    if (place == operations_.end()) return problems;
    const auto answer = place->second.answers.find(status);
    if (answer == place->second.answers.end()) return {{"status", fmt::format("{} is not described", status)}};
    if (!answer->second) return problems;
    const auto value = parse_json(body);
    if (!value) return {{"", value.error().message}};
    answer->second->check(*value, problems);
    return problems;
  }

 private:
  std::map<std::string, Described, std::less<>> operations_;
};

Result<json::value> read_model(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(FW_E_CONFIG, fmt::format("cannot read {}", path.string()));
  std::ostringstream text;
  text << file.rdbuf();
  auto bytes = text.str();
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.erase(0, 3);
  auto parsed = parse_json(bytes);
  if (!parsed) return fail(FW_E_CONFIG, fmt::format("{}: {}", path.string(), parsed.error().message));
  return parsed;
}

}  // namespace

Result<std::unique_ptr<Models>> Models::load(const std::string& folder) {
  auto models = std::make_unique<FullModels>();
  std::map<std::string_view, json::value> files;
  for (const auto& source : kSources) {
    auto& model = files[source.file];
    if (model.is_null()) {
      auto read = read_model(std::filesystem::path(folder) / source.file);
      if (!read) return fail(std::move(read.error()));
      model = std::move(*read);
    }
    const auto* paths = find(model, "paths");
    const auto* path = paths ? find(*paths, source.path) : nullptr;
    const auto* operation = path ? find(*path, source.method) : nullptr;
    if (!operation) return fail(FW_E_CONFIG, fmt::format("{} does not describe {}", source.file, source.operation));
    try {
      models->add(source.operation, describe(*operation, model.at("definitions")));
    } catch (const std::exception& error) {  // from valijson and Boost.JSON, for a model of another shape
      return fail(FW_E_CONFIG, fmt::format("{}: {}: {}", source.file, source.operation, error.what()));
    }
  }
  return std::unique_ptr<Models>(std::move(models));
}

}  // namespace fairway::sandbox
