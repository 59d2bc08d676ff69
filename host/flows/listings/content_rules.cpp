#include "host/flows/listings/content_rules.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/base/text.hpp"

namespace fairway::flows {
namespace {

constexpr const char *kImages = "images", *kFamily = "family";            // in `fields` of a change
constexpr const char *kImagesPart = "@images", *kFamilyPart = "@family";  // no attribute has such a name
constexpr std::size_t kHashLength = 16;

std::string short_hash(std::string_view text) { return sha256_hex(text).substr(0, kHashLength); }

std::string hash_of_values(const std::vector<std::string>& values) { return short_hash(to_json(values)); }

std::string hash_of_family(bool parent, const std::string& sku, const std::string& theme) {
  return hash_of_values({parent ? "parent" : "child", sku, theme});
}

std::string layer_name(const ledger::ItemContent& content) {
  return content.store_id != 0       ? "said for this store"
         : !content.language.empty() ? "said in the language " + content.language
                                     : "said of the item";
}

// What the channel itself told of this listing is no news to it, and less than it knows: a report loses letters and images.
bool came_with_it(const ContentOf& of) {
  return of.item->created_import && of.listing->created_import == of.item->created_import;
}

// As an import of another store brought it.
std::vector<std::string> imported(const ledger::ItemFacts& item, const std::string& field) {
  const auto one = [](const std::string& text) { return text.empty() ? std::vector<std::string>() : std::vector{text}; };
  if (field == "title") return one(item.title);
  if (field == "description") return one(item.description);
  if (field == "product_id") return one(item.product_id);
  if (field == "barcode") return one(item.barcode);
  if (field == "mpn") return one(item.mpn);
  if (field == "condition") return one(item.condition);
  if (field == "category") return one(item.category);
  return field == "images" ? item.images : std::vector<std::string>();
}

WantedValue value_of(const ContentOf& of, const std::string& field) {
  for (const auto* layer : of.said)
    if (const auto found = layer->fields.find(field); found != layer->fields.end())
      return {found->second, fmt::format("{}, {}", field, layer_name(*layer))};
  if (came_with_it(of)) return {};
  auto values = imported(*of.item, field);
  if (values.empty()) return {};
  return {std::move(values), field + ", as it was imported"};
}

// The first that is said; of a theme, what the family says counts for its variants.
std::string theme_of(const ContentOf& of, const std::string& fallback) {
  for (const auto* layers : {&of.said, &of.said_of_parent})
    for (const auto* layer : *layers)
      if (const auto found = layer->fields.find("variation_theme"); found != layer->fields.end() && !found->second.empty())
        return found->second.front();
  return fallback;
}

void add_attributes(const config::Content& rules, const ContentOf& of, WantedContent& out) {
  for (const auto& rule : rules.map) {
    if (!rule.text.empty()) {
      out.attributes[rule.attribute] = {rule.text, fmt::format("a fixed text, {}", rule.place.text())};
      continue;
    }
    for (const auto& field : rule.from) {
      auto value = value_of(of, field);
      if (value.values.empty()) continue;
      out.attributes[rule.attribute] = std::move(value);
      break;
    }
    if (!out.attributes.contains(rule.attribute))
      out.notes.push_back(fmt::format("{}: nothing is said of {}, so it is left as the channel has it", rule.attribute,
                                      fmt::join(rule.from, ", ")));
  }
}

void add_family(const config::Content& rules, const ContentOf& of, WantedContent& out) {
  out.parent = of.item->parent;
  if (!out.parent && of.item->family.empty()) return;
  out.parent_sku = out.parent ? "" : of.parent_sku;
  if (!out.parent && out.parent_sku.empty())
    return out.notes.push_back(fmt::format("family: the store has no live listing of the parent {}, so it is told without",
                                           printable(of.item->family, 80)));
  out.variation_theme = theme_of(of, rules.variation_theme);
  if (out.variation_theme.empty())
    return out.notes.push_back("family: no variation theme is named, neither with the item nor as content.variation-theme");
  out.family = true;
}

}  // namespace

std::vector<const ledger::ItemContent*> layers_for(const std::vector<ledger::ItemContent>& said, std::int64_t item,
                                                   std::int64_t store, const std::string& language) {
  std::vector<const ledger::ItemContent*> own, spoken, all;
  for (const auto& one : said) {
    if (one.item_id != item) continue;
    if (one.store_id == store) own.push_back(&one);
    else if (one.store_id == 0 && one.language.empty()) all.push_back(&one);
    else if (one.store_id == 0 && one.language == language) spoken.push_back(&one);
  }
  own.insert(own.end(), spoken.begin(), spoken.end());
  own.insert(own.end(), all.begin(), all.end());
  return own;
}

WantedContent wanted_content(const config::Content& rules, const ContentOf& of) {
  WantedContent out;
  add_attributes(rules, of, out);
  if (rules.images) out.images = value_of(of, "images");
  add_family(rules, of, out);
  return out;
}

std::map<std::string, std::string> WantedContent::parts() const {
  std::map<std::string, std::string> out;
  for (const auto& [name, value] : attributes) out[name] = hash_of_values(value.values);
  if (!images.values.empty()) out[kImagesPart] = hash_of_values(images.values);
  if (family) out[kFamilyPart] = hash_of_family(parent, parent_sku, variation_theme);
  return out;
}

ListingChange WantedContent::change(const std::string& sku, const std::map<std::string, std::string>& told) const {
  ListingChange out;
  out.sku = sku, out.wish = ListingWish::content;
  for (const auto& [name, hash] : parts()) {
    if (const auto before = told.find(name); before != told.end() && before->second == hash) continue;
    if (name == kImagesPart) out.fields.emplace_back(kImages), out.images = images.values;
    else if (name == kFamilyPart)
      out.fields.emplace_back(kFamily), out.parent = parent, out.parent_sku = parent_sku,
                                        out.variation_theme = variation_theme;
    else out.attributes.push_back({name, attributes.at(name).values});
  }
  return out;
}

std::string hash_of_parts(const std::map<std::string, std::string>& parts) { return short_hash(to_json(parts)); }

std::map<std::string, std::string> parts_of(const ListingChange& change) {
  std::map<std::string, std::string> out;
  for (const auto& attribute : change.attributes) out[attribute.name] = hash_of_values(attribute.values);
  for (const auto& field : change.fields)
    if (field == kImages) out[kImagesPart] = hash_of_values(change.images);
    else out[kFamilyPart] = hash_of_family(change.parent, change.parent_sku, change.variation_theme);
  return out;
}

bool is_family_told(const ledger::ToldContent& told) { return told.told.contains(kFamilyPart); }

std::string why_untold(const config::Store& store, const ledger::ListingRow& listing, std::optional<bool> activated) {
  if (!store.content.enabled) return fmt::format("stores.{}.content.enabled is off", store.nickname);
  if (listing.state == ledger::ListingState::paused) return "it is paused";
  if (!ledger::is_live(listing.state)) return fmt::format("it is {}", ledger::text(listing.state));
  if (!activated.value_or(listing.created_import.has_value())) return "it is not activated: see `fairway listings activate`";
  return {};
}

}  // namespace fairway::flows
