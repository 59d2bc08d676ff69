// listing-change/1: what shall become of one listing. listing-bulk-change/1, listing-verdict/1: the same of many together, and what
// became of it. listing-state/1: what the channel shows of one, and what it finds wrong.
#pragma once
#include <array>

#include "fairway/documents/listing.hpp"

namespace fairway {

// publish: an offer on a product that the channel has. delist: the offer ends. hide: out of stock there. unhide: in stock again.
// overwrite: the members that `fields` names replace what the channel has, and nothing else does. content: the channel's own
// attributes that are named shall say this, and nothing else is touched.
enum class ListingWish { unknown, publish, delist, hide, unhide, overwrite, content };
constexpr auto names(ListingWish) {
  using W = ListingWish;
  return std::array{EnumName<W>{W::publish, "publish"},     EnumName<W>{W::delist, "delist"},
                    EnumName<W>{W::hide, "hide"},           EnumName<W>{W::unhide, "unhide"},
                    EnumName<W>{W::overwrite, "overwrite"}, EnumName<W>{W::content, "content"}};
}

// An attribute by the channel's name, with dots where it lies within another ("item_dimensions.length.value"), and its values in
// their order, as text. The plugin knows what kind of value the channel wants, and in which language the store speaks.
struct ContentAttribute {
  std::string name;
  std::vector<std::string> values;
};
BOOST_DESCRIBE_STRUCT(ContentAttribute, (), (name, values))

// Pushed to a channel. Telling it twice does no harm: it says what shall be, not what to change. Nothing makes a new product.
struct ListingChange {
  static constexpr std::string_view kSchema = "listing-change/1";
  std::string sku;  // as the store calls it
  Open<ListingWish> wish;
  std::string product_type;        // the channel's word, where it is known
  Open<FulfilledBy> fulfilled_by;  // of publish, hide and unhide; the host hides nothing that the channel ships
  // Of publish.
  std::string product_id;             // ASIN or the like
  std::string barcode, barcode_type;  // both or neither (ean, gtin, isbn, upc); of overwrite too
  Open<Condition> condition;
  std::string condition_note;
  Money price;
  std::optional<std::int64_t> quantity;  // of what the seller ships; of unhide too
  std::string shipping_template;         // the channel's id; empty: its default
  // Of overwrite.
  std::vector<std::string> fields;  // of: title, description, category, mpn, barcode, images
  std::string title, description, category, mpn;
  std::vector<std::string> images;  // URLs, the main one first
  // Of content: what is named here; `fields` may name images (above) and family beside it, and without the former no image is
  // touched. It is told of listings that the channel has.
  std::vector<ContentAttribute> attributes;
  bool parent = false;          // of family: it is the family itself
  std::string parent_sku;       // of family: its parent, as the store calls it
  std::string variation_theme;  // of family: the channel's word
};
BOOST_DESCRIBE_STRUCT(ListingChange, (),
                      (sku, wish, product_type, fulfilled_by, product_id, barcode, barcode_type, condition, condition_note,
                       price, quantity, shipping_template, fields, title, description, category, mpn, images, attributes,
                       parent, parent_sku, variation_theme))

// What a channel finds wrong with a listing, in its words; `cause` and `remedy` are the plugin's, where it knows the code.
struct ListingIssue {
  std::string code, message;
  std::string severity;                 // error | warning | info
  std::vector<std::string> attributes;  // the channel's names
  std::vector<std::string> fields;      // members of listing-change/1 that they stand for
  std::vector<std::string> categories;  // the channel's words
  std::string cause, remedy;
};
BOOST_DESCRIBE_STRUCT(ListingIssue, (), (code, message, severity, attributes, fields, categories, cause, remedy))

// What a channel says of a change beside taking or refusing it. It goes with a result, be that good or bad
// (Results::accepted_as, Results::refused).
struct ListingAnswer {
  std::string submission;  // the channel's name for it
  std::vector<ListingIssue> issues;
};
BOOST_DESCRIBE_STRUCT(ListingAnswer, (), (submission, issues))

// One of many that are told together, in a submission that the channel works through later.
struct ListingBulkChange {
  static constexpr std::string_view kSchema = "listing-bulk-change/1";
  ListingChange change;
};
BOOST_DESCRIBE_STRUCT(ListingBulkChange, (), (change))

// What became of it. lost: nobody knows, and it is told again by itself.
enum class ListingFate { unknown, taken, refused, lost };
constexpr auto names(ListingFate) {
  using F = ListingFate;
  return std::array{EnumName<F>{F::taken, "taken"}, EnumName<F>{F::refused, "refused"}, EnumName<F>{F::lost, "lost"}};
}
struct ListingVerdict {
  static constexpr std::string_view kSchema = "listing-verdict/1";
  std::string submission;  // as the answer to the change named it
  std::string sku;         // empty: all of the submission of which nothing else was said, and with it the submission is over
  Open<ListingFate> fate;
  std::string reason;  // of refused and of lost, in words
  std::vector<ListingIssue> issues;
};
BOOST_DESCRIBE_STRUCT(ListingVerdict, (), (submission, sku, fate, reason, issues))

struct ListingOffer {
  std::string audience;  // consumer | business, or the channel's word
  Money price;
};
BOOST_DESCRIBE_STRUCT(ListingOffer, (), (audience, price))

// Emitted by a pull of some listings. Of a preview nothing was changed, and `preview` says what the channel would answer.
struct ListingShown {
  static constexpr std::string_view kSchema = "listing-state/1";
  std::string sku;
  bool found = false;   // the channel knows the SKU
  std::string preview;  // valid | invalid | unchecked: it previews no such thing; else empty
  std::string product_id, product_type, title;
  Open<Condition> condition;
  std::vector<std::string> status;  // "buyable", "discoverable", or the channel's words
  std::vector<ListingOffer> offers;
  std::optional<std::int64_t> quantity;  // of what the seller ships
  Open<FulfilledBy> fulfilled_by;
  std::vector<ListingIssue> issues;
  std::vector<ContentAttribute> attributes;  // those that were asked for by name, without values where it has none
};
BOOST_DESCRIBE_STRUCT(ListingShown, (),
                      (sku, found, preview, product_id, product_type, title, condition, status, offers, quantity,
                       fulfilled_by, issues, attributes))

}  // namespace fairway
