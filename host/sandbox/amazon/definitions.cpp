// Product Type Definitions 2020-09-01: which product types there are, and what each asks of its attributes.
#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/sandbox/amazon/amazon.hpp"
#include "host/sandbox/amazon/product_types.hpp"

namespace fairway::sandbox {
namespace {

constexpr auto kSchemaLife = std::chrono::minutes(5);
constexpr std::string_view kMadeUpVersion = "UF1";

std::string schema_signature(std::uint64_t seed, std::string_view type, std::int64_t date) {
  return fmt::format("{:016x}", mix(seed ^ hash_of(type) ^ static_cast<std::uint64_t>(date)));
}

json::object link_to(std::string url, const std::string& checksum) {
  return {{"link", json::object{{"resource", std::move(url)}, {"verb", "GET"}}}, {"checksum", checksum}};
}

bool is_asked_for(const ProductType& type, const std::string* keywords) {
  if (!keywords) return true;
  for (const auto& word : split(*keywords, ','))
    if (to_lower(type.label).find(to_lower(word)) != std::string::npos) return true;
  return false;
}

}  // namespace

Response Amazon::search_types(Call& call) const {
  const auto* marketplace = find_marketplace(*call.request.parameter("marketplaceIds"));
  if (!marketplace) return amazon_error(400, "InvalidInput", "marketplaceIds names no marketplace");
  json::array types;
  for (const auto& type : product_types())
    if (is_asked_for(type, call.request.parameter("keywords")))
      types.push_back(
          json::object{{"name", type.name}, {"displayName", type.label}, {"marketplaceIds", json::array{marketplace->id}}});
  Response response;
  response.body = json::serialize(json::object{{"productTypes", std::move(types)}, {"productTypeVersion", kMadeUpVersion}});
  return response;
}

Response Amazon::get_type(Call& call) const {
  const auto* marketplace = find_marketplace(*call.request.parameter("marketplaceIds"));
  const auto* type = find_product_type(call.path.at(0));
  if (!marketplace) return amazon_error(400, "InvalidInput", "marketplaceIds names no marketplace");
  if (!type) return amazon_error(404, "NotFound", "There is no such product type.");
  const auto asked = [&](const char* name, const char* otherwise) {
    const auto* value = call.request.parameter(name);
    return value ? *value : std::string(otherwise);
  };
  const auto date = call.now.time_since_epoch().count();
  const auto url =
      fmt::format("http://{}/definition-schemas/{}?X-Amz-Date={}&X-Amz-Expires=300&X-Amz-Signature={}",
                  call.request.header("host"), type->name, date, schema_signature(world_.seed, type->name, date));
  const auto checksum = checksum_of(schema_of(*type));
  Response response;
  response.body = json::serialize(json::object{
      {"productType", type->name},
      {"displayName", type->label},
      {"productTypeVersion", json::object{{"version", kMadeUpVersion}, {"latest", true}, {"releaseCandidate", false}}},
      {"marketplaceIds", json::array{marketplace->id}},
      {"locale", marketplace->language},
      {"requirements", asked("requirements", "LISTING")},
      {"requirementsEnforced", asked("requirementsEnforced", "ENFORCED")},
      {"propertyGroups", json::object()},
      {"metaSchema", link_to(url, checksum)},
      {"schema", link_to(url, checksum)}});
  return response;
}

Response Amazon::download_schema(Call& call) {
  const auto* type = find_product_type(call.path.at(0));
  const auto date = std::atoll(call.request.parameter("X-Amz-Date")->c_str());
  const bool signed_so =
      type && *call.request.parameter("X-Amz-Signature") == schema_signature(world_.seed, type->name, date);
  const Instant signed_at{Millis(date)};
  if (!signed_so || call.now > signed_at + kSchemaLife)
    return refusal(&call, 403, signed_so ? "Request has expired" : "The signature is wrong", {});
  Response response;
  response.body = json::serialize(schema_of(*type));
  return response;
}

}  // namespace fairway::sandbox
