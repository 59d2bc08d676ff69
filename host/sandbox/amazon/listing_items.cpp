#include "host/sandbox/amazon/listing_items.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/sandbox/amazon/made_up.hpp"

namespace fairway::sandbox {
namespace {

// A condition of the API and its code in the report of all listings.
constexpr std::pair<std::string_view, std::string_view> kConditions[] = {{"new_new", "11"},
                                                                         {"used_like_new", "1"},
                                                                         {"used_very_good", "2"},
                                                                         {"used_good", "3"},
                                                                         {"used_acceptable", "4"},
                                                                         {"collectible_like_new", "5"},
                                                                         {"collectible_very_good", "6"},
                                                                         {"collectible_good", "7"},
                                                                         {"collectible_acceptable", "8"},
                                                                         {"club_club", "9"},
                                                                         {"refurbished_refurbished", "10"},
                                                                         {"new_open_box", "11"},
                                                                         {"new_oem", "11"}};

std::string_view condition_name(std::string_view code) {
  for (const auto& [name, known] : kConditions)
    if (known == code) return name;
  return "new_new";
}

std::string_view condition_code(std::string_view name) {
  for (const auto& [known, code] : kConditions)
    if (known == name) return code;
  return {};
}

// The first instance of an attribute; null: it is not there.
const json::value* first_of(const json::value* attribute) {
  const auto* list = attribute ? attribute->if_array() : nullptr;
  return list && !list->empty() && list->front().is_object() ? &list->front() : nullptr;
}

std::string value_of(const json::value& instance) {
  for (const auto* key : {"value", "media_location"})
    if (const auto text = text_at(instance, key); !text.empty()) return std::string(text);
  return {};
}

// As it was written: 19.90 is kept by Amazon as a number, and shown with the currency's decimals.
std::string price_of(const json::value& offer) {
  const auto* our = first_of(find(offer, "our_price"));
  const auto* schedule = our ? first_of(find(*our, "schedule")) : nullptr;
  const auto* value = schedule ? find(*schedule, "value_with_tax") : nullptr;
  return value && value->is_number() ? fmt::format("{:.2f}", value->to_number<double>()) : "";
}

ItemIssue missing(std::string_view attribute) {
  return {"90220",
          fmt::format("'{}' is required but not supplied.", attribute),
          "ERROR",
          {std::string(attribute)},
          {"MISSING_ATTRIBUTE"}};
}
ItemIssue invalid(std::string_view attribute, std::string_view why) {
  return {"90244",
          fmt::format("The value of '{}' is not accepted: {}.", attribute, why),
          "ERROR",
          {std::string(attribute)},
          {"INVALID_ATTRIBUTE"}};
}

// Every attribute is a list of objects, be it put or patched.
bool has_shape(const json::value& attribute) {
  const auto* list = attribute.if_array();
  return list && !list->empty() && std::all_of(list->begin(), list->end(), [](const auto& one) { return one.is_object(); });
}

std::optional<ItemIssue> wrong_attribute(std::string_view name, const json::value& attribute) {
  if (!has_shape(attribute)) return invalid(name, "a list of objects is wanted");
  const auto& instance = *first_of(&attribute);
  if (name == "condition_type" && condition_code(value_of(instance)).empty()) return invalid(name, "no such condition");
  if (name == "purchasable_offer" && price_of(instance).empty()) return invalid(name, "no price");
  if (name != "fulfillment_availability") return std::nullopt;
  const auto channel = text_at(instance, "fulfillment_channel_code");
  if (channel.empty()) return missing("fulfillment_availability");
  if (channel != "DEFAULT" && find(instance, "quantity")) return invalid(name, "Amazon counts what it ships");
  return number_at(instance, "quantity") < 0 ? std::optional(invalid(name, "a negative quantity")) : std::nullopt;
}

// Instances in another language stay: an attribute is replaced for the languages that are named.
json::value with_other_languages(const json::value& attribute, const json::value& before) {
  auto out = attribute.get_array();
  for (const auto& old : before.get_array()) {
    const auto language = text_at(old, "language_tag");
    const bool named = std::any_of(attribute.get_array().begin(), attribute.get_array().end(),
                                   [&](const auto& one) { return text_at(one, "language_tag") == language; });
    if (!language.empty() && !named) out.push_back(old);
  }
  return out;
}

void set_attribute(ListingSpec& spec, std::string_view name, const json::value& attribute) {
  const auto* instance = first_of(&attribute);
  if (!instance) return;
  const auto text = value_of(*instance);
  if (name == "merchant_suggested_asin") spec.asin = text;
  else if (name == "condition_type") spec.condition = condition_code(text);
  else if (name == "condition_note") spec.note = text;
  else if (name == "item_name") spec.title = text;
  else if (name == "product_description") spec.description = text;
  else if (name == "externally_assigned_product_identifier") spec.barcode = text;
  else if (name == "main_product_image_locator") spec.image = text;
  else if (name == "merchant_shipping_group") spec.shipping_template = text;
  else if (name == "purchasable_offer") spec.price = price_of(*instance);
  else if (name == "fulfillment_availability") {
    spec.channel = text_at(*instance, "fulfillment_channel_code");
    spec.quantity.reset();
    if (spec.channel == "DEFAULT") spec.quantity = std::to_string(number_at(*instance, "quantity"));
  }
  const auto* before = spec.attributes.if_contains(name);
  spec.attributes[std::string(name)] = before ? with_other_languages(attribute, *before) : attribute;
}

void drop_attribute(ListingSpec& spec, std::string_view name) {
  if (name == "merchant_shipping_group") spec.shipping_template.clear();
  if (name == "condition_note") spec.note.clear();
  if (name == "main_product_image_locator") spec.image.clear();
  spec.attributes.erase(std::string(name));
}

bool is_buyable(const ListingSpec& spec) {
  return spec.status == "Active" && (spec.channel != "DEFAULT" || spec.quantity.value_or("10") != "0");
}

json::object summary_json(const ListingSpec& spec, const Marketplace& marketplace) {
  json::array status;
  if (is_buyable(spec)) status.emplace_back("BUYABLE");
  if (spec.status == "Active") status.emplace_back("DISCOVERABLE");
  return {{"marketplaceId", marketplace.id},       {"asin", asin_of(spec)},
          {"productType", spec.product_type},      {"conditionType", condition_name(spec.condition)},
          {"status", std::move(status)},           {"itemName", spec.title.empty() ? made_up_title(spec.sku) : spec.title},
          {"createdDate", "2021-08-16T03:35:17Z"}, {"lastUpdatedDate", "2021-08-16T03:35:17Z"}};
}

std::string price_text(const ListingSpec& spec, const Marketplace& marketplace) {
  if (!spec.price.empty()) return spec.price;
  const auto minor = made_up_price(spec.sku, marketplace.decimals);
  return fmt::format("{}.{:02}", minor / 100, minor % 100);
}

json::object availability_json(const ListingSpec& spec) {
  json::object out{{"fulfillmentChannelCode", spec.channel}};
  const auto quantity = parse_json(spec.quantity.value_or("10"));
  if (spec.channel == "DEFAULT" && quantity && quantity->is_int64()) out["quantity"] = *quantity;
  return out;
}

}  // namespace

json::array issues_json(const std::vector<ItemIssue>& issues, std::string_view marketplace) {
  json::array out;
  for (const auto& issue : issues) {
    json::array attributes, categories;
    for (const auto& name : issue.attributes) attributes.emplace_back(name);
    for (const auto& name : issue.categories) categories.emplace_back(name);
    out.push_back(json::object{{"code", issue.code},
                               {"message", issue.message},
                               {"severity", issue.severity},
                               {"attributeNames", std::move(attributes)},
                               {"categories", std::move(categories)},
                               {"marketplaceIds", json::array{marketplace}}});
  }
  return out;
}

json::object item_json(const ListingSpec& spec, const std::vector<ItemIssue>& issues, const Marketplace& marketplace,
                       std::string_view data) {
  const auto parts = split(data, ',');
  const auto wanted = [&](std::string_view part) { return std::find(parts.begin(), parts.end(), part) != parts.end(); };
  json::object out{{"sku", spec.sku}};
  if (wanted("summaries")) out["summaries"] = json::array{summary_json(spec, marketplace)};
  if (wanted("attributes")) out["attributes"] = spec.attributes;
  if (wanted("issues")) out["issues"] = issues_json(issues, marketplace.id);
  if (wanted("productTypes"))
    out["productTypes"] = json::array{json::object{{"marketplaceId", marketplace.id}, {"productType", spec.product_type}}};
  if (wanted("fulfillmentAvailability")) out["fulfillmentAvailability"] = json::array{availability_json(spec)};
  if (!wanted("offers")) return out;
  auto& offers = out["offers"].emplace_array();
  if (spec.status == "Active")
    offers.push_back(json::object{
        {"marketplaceId", marketplace.id},
        {"offerType", "B2C"},
        {"price", json::object{{"currencyCode", marketplace.currency}, {"amount", price_text(spec, marketplace)}}}});
  return out;
}

std::vector<ItemIssue> wrong_put(const json::value& body) {
  std::vector<ItemIssue> issues;
  const auto* attributes = find(body, "attributes");
  if (text_at(body, "requirements") == "LISTING_OFFER_ONLY")
    for (const auto* name : {"merchant_suggested_asin", "condition_type", "purchasable_offer"})
      if (!find(*attributes, name)) issues.push_back(missing(name));
  for (const auto& [name, value] : attributes->get_object())
    if (auto issue = wrong_attribute(name, value)) issues.push_back(std::move(*issue));
  return issues;
}

std::vector<ItemIssue> wrong_patch(const json::value& body, bool known) {
  if (!known) return {{"13013", "This SKU does not exist in the Amazon catalog.", "ERROR", {}, {"INVALID_ATTRIBUTE"}}};
  std::vector<ItemIssue> issues;
  for (const auto& patch : find(body, "patches")->get_array()) {
    constexpr std::string_view kBefore = "/attributes/";
    const auto path = text_at(patch, "path");
    const auto name = path.starts_with(kBefore) ? path.substr(kBefore.size()) : std::string_view();
    if (name.empty() || name.find('/') != std::string_view::npos) issues.push_back(invalid(path, "no whole attribute"));
    else if (text_at(patch, "op") == "delete") continue;
    else if (const auto* value = find(patch, "value"); !value) issues.push_back(missing(name));
    else if (auto issue = wrong_attribute(name, *value)) issues.push_back(std::move(*issue));
  }
  return issues;
}

ListingSpec put_item(ListingSpec before, const json::value& body) {
  ListingSpec now;
  now.seller = std::move(before.seller), now.marketplace = std::move(before.marketplace), now.sku = std::move(before.sku);
  now.title = std::move(before.title), now.description = std::move(before.description), now.image = std::move(before.image);
  now.product_type = before.product_type;
  now.quantity = "0";
  if (const auto type = text_at(body, "productType"); type != "PRODUCT") now.product_type = type;
  for (const auto& [name, value] : find(body, "attributes")->get_object()) set_attribute(now, name, value);
  return now;
}

ListingSpec patch_item(ListingSpec before, const json::value& body) {
  for (const auto& patch : find(body, "patches")->get_array()) {
    const auto name = text_at(patch, "path").substr(std::string_view("/attributes/").size());
    if (text_at(patch, "op") == "delete") drop_attribute(before, name);
    else set_attribute(before, name, *find(patch, "value"));
  }
  return before;
}

}  // namespace fairway::sandbox
