#include "listing_body.hpp"

#include <algorithm>

namespace amazon {
namespace {

using fairway::Error;
using fairway::RawJson;
using fairway::to_json;

constexpr std::size_t kOtherImages = 8;

// Pieces of attributes; what is empty is left out.
struct TextValue {
  std::string value, language_tag, marketplace_id;
};
BOOST_DESCRIBE_STRUCT(TextValue, (), (value, language_tag, marketplace_id))

struct IdentifierValue {
  std::string type, value, marketplace_id;
};
BOOST_DESCRIBE_STRUCT(IdentifierValue, (), (type, value, marketplace_id))

struct ImageValue {
  std::string media_location, marketplace_id;
};
BOOST_DESCRIBE_STRUCT(ImageValue, (), (media_location, marketplace_id))

struct PriceValue {
  RawJson value_with_tax;  // a number with the decimals that it was given
};
BOOST_DESCRIBE_STRUCT(PriceValue, (), (value_with_tax))

struct PriceSchedule {
  std::vector<PriceValue> schedule;
};
BOOST_DESCRIBE_STRUCT(PriceSchedule, (), (schedule))

struct OfferValue {
  std::string marketplace_id, currency, audience;
  std::vector<PriceSchedule> our_price;
};
BOOST_DESCRIBE_STRUCT(OfferValue, (), (marketplace_id, currency, audience, our_price))

struct AvailabilityValue {
  std::string fulfillment_channel_code;
  std::optional<std::int64_t> quantity;
};
BOOST_DESCRIBE_STRUCT(AvailabilityValue, (), (fulfillment_channel_code, quantity))

struct AttributeSet {
  fairway::Extra extra;
};
BOOST_DESCRIBE_STRUCT(AttributeSet, (), (extra))

struct PutBody {
  using json_case = fairway::CamelCase;
  std::string product_type, requirements;
  AttributeSet attributes;
};
BOOST_DESCRIBE_STRUCT(PutBody, (), (product_type, requirements, attributes))

struct PatchBody {
  using json_case = fairway::CamelCase;
  std::string product_type;
  std::vector<PatchPiece> patches;
};
BOOST_DESCRIBE_STRUCT(PatchBody, (), (product_type, patches))

struct FieldName {
  std::string_view field, attribute;
};
// The first of a field is the one that is written.
constexpr FieldName kFieldNames[] = {{"title", "item_name"},
                                     {"description", "product_description"},
                                     {"mpn", "part_number"},
                                     {"category", "recommended_browse_nodes"},
                                     {"barcode", "externally_assigned_product_identifier"},
                                     {"images", "main_product_image_locator"},
                                     {"product_id", "merchant_suggested_asin"},
                                     {"condition", "condition_type"},
                                     {"condition_note", "condition_note"},
                                     {"price", "purchasable_offer"},
                                     {"quantity", "fulfillment_availability"},
                                     {"shipping_template", "merchant_shipping_group"}};

std::string attribute_of(std::string_view field) {
  for (const auto& [ours, attribute] : kFieldNames)
    if (ours == field) return std::string(attribute);
  throw Error::rejected("Amazon has no attribute for the field " + std::string(field), "/fields");
}

template <class V>
std::string one(const V& value) {
  return to_json(std::vector<V>{value});
}

std::string condition_type(const fairway::ListingChange& change) {
  using C = fairway::Condition;
  switch (change.condition.value) {
    case C::new_: return "new_new";
    case C::refurbished: return "refurbished_refurbished";
    case C::unknown: throw Error::rejected("Amazon has no condition " + std::string(change.condition.text()), "/condition");
    default: return std::string(change.condition.text());
  }
}

std::string barcode_value(const fairway::ListingChange& change, const Marketplace& marketplace) {
  return one(IdentifierValue{change.barcode_type, change.barcode, std::string(marketplace.id)});
}

std::string other_image(std::size_t number) { return "other_product_image_locator_" + std::to_string(number); }

class ContentPatch {
 public:
  ContentPatch(const fairway::ListingChange& change, const MarketplaceName& name, const std::set<std::string>& has)
      : change_(change), marketplace_(*name.marketplace), language_(language_tag(name)), has_(has) {}

  std::vector<PatchPiece> pieces() {
    for (const auto& field : change_.fields) add(field);
    return std::move(pieces_);
  }

 private:
  void add(const std::string& field) {
    if (field == "images") {
      for (auto& piece : image_pieces(change_.images, marketplace_, has_)) pieces_.push_back(std::move(piece));
      return;
    }
    if (field == "barcode") return replace(attribute_of(field), barcode_value(change_, marketplace_));
    const std::string id(marketplace_.id);
    if (field == "title") replace(attribute_of(field), one(TextValue{change_.title, language_, id}));
    else if (field == "description") replace(attribute_of(field), one(TextValue{change_.description, language_, id}));
    else if (field == "mpn") replace(attribute_of(field), one(TextValue{change_.mpn, "", id}));
    else if (field == "category") replace(attribute_of(field), one(TextValue{change_.category, "", id}));
    else throw Error::rejected("no content of a listing: " + field, "/fields");
  }

  void replace(const std::string& attribute, std::string value) {
    pieces_.push_back({"replace", "/attributes/" + attribute, {std::move(value)}});
  }

  const fairway::ListingChange& change_;
  const Marketplace& marketplace_;
  std::string language_;
  const std::set<std::string>& has_;
  std::vector<PatchPiece> pieces_;
};

}  // namespace

std::string field_of_attribute(std::string_view attribute) {
  if (attribute.starts_with("other_product_image_locator")) return "images";
  for (const auto& [field, name] : kFieldNames)
    if (name == attribute) return std::string(field);
  return {};
}

std::string fulfilment_network(const Marketplace& marketplace) {
  if (marketplace.region == "NA") return "AMAZON_NA";
  if (marketplace.country == "IN" || marketplace.region == "FE") return "AMAZON_" + std::string(marketplace.country);
  return "AMAZON_EU";
}

std::string language_tag(const MarketplaceName& name) {
  return std::string(name.language) + '_' + std::string(name.marketplace->country);
}

std::string patch_body(std::string_view product_type, std::vector<PatchPiece> pieces) {
  return to_json(PatchBody{std::string(product_type.empty() ? kAnyProductType : product_type), std::move(pieces)});
}

std::vector<PatchPiece> image_pieces(const std::vector<std::string>& images, const Marketplace& marketplace,
                                     const std::set<std::string>& has) {
  if (images.empty()) throw Error::rejected("a listing keeps at least its main image", "/images");
  if (images.size() > kOtherImages + 1) throw Error::rejected("Amazon takes nine images at most", "/images");
  const std::string id(marketplace.id);
  std::vector<PatchPiece> pieces;
  const auto replace = [&](const std::string& attribute, const std::string& url) {
    pieces.push_back({"replace", "/attributes/" + attribute, {one(ImageValue{url, id})}});
  };
  replace(attribute_of("images"), images[0]);
  for (std::size_t n = 1; n <= kOtherImages; ++n) {
    if (n < images.size()) replace(other_image(n), images[n]);
    else if (has.contains(other_image(n)))
      pieces.push_back({"delete", "/attributes/" + other_image(n), {one(ImageValue{"", id})}});
  }
  return pieces;
}

std::string offer_body(const fairway::ListingChange& change, const Marketplace& marketplace) {
  const std::string id(marketplace.id);
  if (change.product_id.empty()) throw Error::rejected("an offer needs the ASIN of a product", "/product_id");
  if (change.price.empty()) throw Error::rejected("an offer needs a price", "/price");
  PutBody body{change.product_type.empty() ? std::string(kAnyProductType) : change.product_type, "LISTING_OFFER_ONLY", {}};
  const auto add = [&](std::string_view field, std::string value) {
    body.attributes.extra.members.emplace_back(attribute_of(field), std::move(value));
  };
  const auto text = [&](std::string value) { return one(TextValue{std::move(value), "", id}); };
  add("product_id", text(change.product_id));
  add("condition", text(condition_type(change)));
  if (!change.condition_note.empty()) add("condition_note", text(change.condition_note));
  if (!change.barcode.empty()) add("barcode", barcode_value(change, marketplace));
  const PriceSchedule price{{PriceValue{RawJson{change.price.amount}}}};
  add("price", one(OfferValue{id, change.price.currency, "ALL", {price}}));
  const bool by_amazon = change.fulfilled_by == fairway::FulfilledBy::amazon;
  add("quantity", one(by_amazon ? AvailabilityValue{fulfilment_network(marketplace), std::nullopt}
                                : AvailabilityValue{"DEFAULT", change.quantity.value_or(0)}));
  if (!change.shipping_template.empty()) add("shipping_template", text(change.shipping_template));
  return to_json(body);
}

// merge leaves handling time and restock date as they are; a replacement would drop them.
std::string quantity_body(std::int64_t quantity, const std::string& product_type) {
  return patch_body(product_type,
                    {{"merge", "/attributes/fulfillment_availability", {one(AvailabilityValue{"DEFAULT", quantity})}}});
}

std::string content_body(const fairway::ListingChange& change, const MarketplaceName& name, const std::string& product_type,
                         const std::set<std::string>& has) {
  auto pieces = ContentPatch(change, name, has).pieces();
  if (pieces.empty()) throw Error::rejected("no field is named", "/fields");
  return patch_body(product_type, std::move(pieces));
}

}  // namespace amazon
