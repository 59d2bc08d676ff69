#include "content_body.hpp"

#include <algorithm>

#include "content_values.hpp"
#include "text.hpp"

namespace amazon {
namespace {

using fairway::ListingChange;

// Offers, and how a product lies in its family.
constexpr std::string_view kNoContent[] = {"child_parent_sku_relationship",
                                           "condition_note",
                                           "condition_type",
                                           "fulfillment_availability",
                                           "list_price",
                                           "merchant_shipping_group",
                                           "merchant_suggested_asin",
                                           "parentage_level",
                                           "purchasable_offer",
                                           "variation_theme"};

bool among(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class ContentMaking {
 public:
  ContentMaking(const ListingChange& change, const MarketplaceName& name, const Definition* definition,
                const Attributes& has)
      : change_(change), name_(name), definition_(definition), has_(has) {}

  ContentBody run() {
    for (const auto& attribute : change_.attributes) add(attribute);
    if (among(change_.fields, "family")) add_family();
    check_required();
    for (const auto& [name, values] : values_) keep({"replace", path_of(name), {values.json(name_)}});
    if (among(change_.fields, "images")) add_images();
    if (!body_.faults.empty()) body_.patches.clear();
    return std::move(body_);
  }

 private:
  static std::string path_of(const std::string& attribute) { return "/attributes/" + attribute; }

  AttributeValues& values_of(const std::string& name) {
    const auto* defined = definition_ ? definition_->find(name) : nullptr;
    return values_.try_emplace(name, name, defined).first->second;
  }

  void add(const fairway::ContentAttribute& attribute) {
    const auto dot = attribute.name.find('.');
    const auto name = attribute.name.substr(0, dot);
    if (!is_content(name))
      return body_.faults.push_back(fault(
          "schema/no-content", name, "'" + name + "' is no content: it is told by the offer, the images or the family"));
    if (definition_ && !definition_->find(name))
      return body_.faults.push_back(
          fault("schema/unknown", name, "the product type's definition has no attribute '" + name + "'"));
    values_of(name).add(dot == std::string::npos ? "" : attribute.name.substr(dot + 1), attribute.values, body_.faults);
  }

  void add_family() {
    values_of("parentage_level").add("value", {change_.parent ? "parent" : "child"}, body_.faults);
    values_of("variation_theme").add("name", {change_.variation_theme}, body_.faults);
    if (change_.parent) return;
    auto& relation = values_of("child_parent_sku_relationship");
    relation.add("child_relationship_type", {"variation"}, body_.faults);
    relation.add("parent_sku", {change_.parent_sku}, body_.faults);
    check_varied();
  }

  void warn(const std::string& attribute, std::string message) {
    body_.warnings.push_back(fault("schema/missing", attribute, std::move(message)));
    body_.warnings.back().severity = "WARNING";
  }

  bool is_given(const std::string& name) const { return values_.contains(name) || has_.contains(name); }

  // A theme COLOR/SIZE, or COLOR_NAME/SIZE_NAME as the older ones are called, varies by the attributes color and size.
  void check_varied() {
    std::string_view theme = change_.variation_theme;
    while (definition_ && !theme.empty()) {
      const auto part = theme.substr(0, theme.find('/'));
      theme.remove_prefix(std::min(theme.size(), part.size() + 1));
      auto name = lower(part);
      if (name.ends_with("_name")) name.resize(name.size() - 5);
      if (definition_->find(name) && !is_given(name))
        warn(name, "'" + name + "' is missing, by which the theme " + change_.variation_theme + " varies");
    }
  }

  // Be they told now or before.
  void check_required() {
    if (!definition_) return;
    for (const auto& attribute : definition_->attributes)
      if (attribute.required && is_content(attribute.name) && !is_given(attribute.name))
        warn(attribute.name, "'" + attribute.name + "' is required, and neither told nor there");
  }

  void keep(PatchPiece piece) {
    const auto there = has_.find(piece.path.substr(path_of("").size()));
    const bool same = there != has_.end() && same_instances(there->second.text, piece.value.text, language_tag(name_));
    if (!same) body_.patches.push_back(std::move(piece));
  }

  void add_images() {
    std::set<std::string> names;
    for (const auto& [name, value] : has_) names.insert(name);
    for (auto& piece : image_pieces(change_.images, *name_.marketplace, names)) {
      if (piece.op == "delete") body_.patches.push_back(std::move(piece));
      else keep(std::move(piece));
    }
  }

  const ListingChange& change_;
  const MarketplaceName& name_;
  const Definition* definition_;
  const Attributes& has_;
  std::map<std::string, AttributeValues> values_;
  ContentBody body_;
};

}  // namespace

bool is_content(std::string_view attribute) {
  return attribute.find("_image_locator") == std::string_view::npos &&
         std::find(std::begin(kNoContent), std::end(kNoContent), attribute) == std::end(kNoContent);
}

ContentBody content_patch(const ListingChange& change, const MarketplaceName& name, const Definition* definition,
                          const Attributes& has) {
  return ContentMaking(change, name, definition, has).run();
}

}  // namespace amazon
