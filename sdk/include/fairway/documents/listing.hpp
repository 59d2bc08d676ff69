// listing/1: what a store offers of one SKU, as the channel shows it.
#pragma once
#include <array>

#include "fairway/documents/common.hpp"
#include "fairway/documents/order.hpp"

namespace fairway {

// active: the channel lists it, in stock or not. closed: the seller or the channel ended it. incomplete: it lacks what the
// channel demands and was never offered.
enum class ListingStatus { unknown, active, inactive, incomplete, closed };
constexpr auto names(ListingStatus) {
  using S = ListingStatus;
  return std::array{EnumName<S>{S::active, "active"}, EnumName<S>{S::inactive, "inactive"},
                    EnumName<S>{S::incomplete, "incomplete"}, EnumName<S>{S::closed, "closed"}};
}

// The channel-independent words of the `conditions` of an account file. Those of "collectible" are the four after it.
enum class Condition {
  unknown,
  new_,
  refurbished,
  used_like_new,
  used_very_good,
  used_good,
  used_acceptable,
  collectible_like_new,
  collectible_very_good,
  collectible_good,
  collectible_acceptable
};
constexpr auto names(Condition) {
  using C = Condition;
  return std::array{EnumName<C>{C::new_, "new"},
                    EnumName<C>{C::refurbished, "refurbished"},
                    EnumName<C>{C::used_like_new, "used_like_new"},
                    EnumName<C>{C::used_very_good, "used_very_good"},
                    EnumName<C>{C::used_good, "used_good"},
                    EnumName<C>{C::used_acceptable, "used_acceptable"},
                    EnumName<C>{C::collectible_like_new, "collectible_like_new"},
                    EnumName<C>{C::collectible_very_good, "collectible_very_good"},
                    EnumName<C>{C::collectible_good, "collectible_good"},
                    EnumName<C>{C::collectible_acceptable, "collectible_acceptable"}};
}

// Emitted by a pull of the whole catalogue; a member that the channel did not tell is empty, which is not zero. `source` is
// where it stands in what was read ("2": the second row of a report), for a person who looks it up.
struct Listing {
  static constexpr std::string_view kSchema = "listing/1";
  std::string store;  // nickname, when one pull serves several stores; else empty
  std::string sku;    // opaque, compared exactly
  std::string listing_id;
  std::string product_id;  // ASIN or the like: several listings may have the same
  std::string parent_sku;  // of its variation family
  bool parent = false;     // it is the family and is not sold itself
  std::string title, description;
  std::vector<std::string> lost;  // names of members of which characters were lost on the way: they overwrite nothing better
  std::string barcode;            // digits of a GTIN, EAN, UPC or ISBN, as the channel writes them
  std::string mpn;
  Open<Condition> condition;
  std::string condition_note;
  std::string category;
  std::vector<std::string> images;  // URLs, the main one first
  Money price;
  std::optional<std::int64_t> quantity, pending_quantity;
  Open<FulfilledBy> fulfilled_by;
  Open<ListingStatus> status;
  bool hidden = false;            // the channel shows it as out of stock at the seller's wish
  std::optional<Time> opened_at;  // since when it is listed
  std::string shipping_template;  // the channel's id or name of it
  std::string source;
  Extra extra;  // further columns, by the channel's names
};
BOOST_DESCRIBE_STRUCT(Listing, (),
                      (store, sku, listing_id, product_id, parent_sku, parent, title, description, lost, barcode, mpn,
                       condition, condition_note, category, images, price, quantity, pending_quantity, fulfilled_by, status,
                       hidden, opened_at, shipping_template, source, extra))

// listing-file-question/1: these listings as lines of the channel's own file of them, as a seller downloads it there.
struct ListingFileQuestion {
  static constexpr std::string_view kSchema = "listing-file-question/1";
  std::vector<Listing> listings;
};
BOOST_DESCRIBE_STRUCT(ListingFileQuestion, (), (listings))

struct ListingFileAnswer {
  std::string header;              // the same each time; empty: such files have none
  std::vector<std::string> lines;  // one a listing, in their order; UTF-8, without its end
};
BOOST_DESCRIBE_STRUCT(ListingFileAnswer, (), (header, lines))

}  // namespace fairway
