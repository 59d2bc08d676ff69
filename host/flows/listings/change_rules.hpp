// What is checked before a channel is told of a listing (LST-10 to LST-12, LST-16, LST-17): pure functions, whose words a seller
// can act on.
#pragma once
#include <string>
#include <vector>

#include "host/config/snapshot.hpp"
#include "host/ledger/listing.hpp"
#include "host/ledger/listing_change.hpp"

namespace fairway::flows {

// What a person asks for one listing; an empty member is not said. Read from REST.
struct Wanted {
  std::string sku;                        // as the store calls it
  std::string product_id, product_type;   // the channel's: at Amazon the ASIN
  std::string barcode, barcode_type;      // ean, gtin, isbn, upc
  std::string condition, condition_note;  // condition: of the account's own words, or the channel's
  std::string price, list_price;          // decimals in the store's currency; a list price is kept with the item
  std::optional<std::int64_t> quantity;
  std::string shipping;             // a name of the store's `shipping-templates`
  std::string ships;                // merchant | amazon
  std::vector<std::string> fields;  // of overwrite: title, description, category, mpn, barcode, images
  std::string title, description, category, mpn;
  std::vector<std::string> images;
};
BOOST_DESCRIBE_STRUCT(Wanted, (),
                      (sku, product_id, product_type, barcode, barcode_type, condition, condition_note, price, list_price,
                       quantity, shipping, ships, fields, title, description, category, mpn, images))

// What is known beside that.
struct WantedOf {
  const ledger::ListingRow* listing = nullptr;  // null: the store has none of this SKU
  const ledger::ItemForSale* item = nullptr;    // null: the catalogue has none
  ledger::Want want;
  std::optional<ledger::ChangeRow> unhide_failed;  // asked for last, and not so at the channel
  std::string product_type;                        // as the channel showed it
  std::string twin;                                // another live listing of the store with the product id that is wanted
};

struct Judged {
  ListingChange change;
  std::vector<std::string> warnings;
};
// REJECTED with the reason: nothing is told. `currency`: of the store.
Result<Judged> judge_change(ListingWish wish, const Wanted& wanted, const WantedOf& of, const config::Store& store,
                            const std::string& currency);

// Nothing of it is sent: it is paused, or would be again when it comes back.
bool is_paused(const ledger::ListingRow& listing);

// Who ships it: a person's word, else the channel's.
FulfilledBy ships_it(const ledger::ListingRow& listing);

// Whether a later wish leaves nothing of an earlier one of the same listing to be told, or to be seen. Content is never sent by
// publishing, so that an overwriting outlives it, as do contents, of which a later one tells only what differs from an earlier.
bool replaces(ListingWish later, ListingWish earlier);

// Whether a later change of what a product is leaves an earlier one, that the channel took, nothing that a look could show.
bool says_again(const ListingChange& later, const ListingChange& earlier);

// What the channel shows of a listing, held against what it was told.
struct Seen {
  enum class As { wanted, not_yet, wrong } as = As::not_yet;
  std::string why;  // of wrong
};
Seen see_change(const ListingChange& told, const ListingShown& shown);
bool is_offered(const ListingShown& shown);

}  // namespace fairway::flows
