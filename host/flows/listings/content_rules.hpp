// What a channel shall show of a listing's content: what is said of its item, mapped to the channel's attributes (LST-13). Pure
// functions.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "host/config/snapshot.hpp"
#include "host/ledger/content.hpp"
#include "host/ledger/listing.hpp"
#include "host/ledger/listing_change.hpp"

namespace fairway::flows {

// All that the content of one listing is made from.
struct ContentOf {
  const ledger::ListingRow* listing = nullptr;
  const ledger::ItemFacts* item = nullptr;
  std::vector<const ledger::ItemContent*> said;  // of the item, what counts first standing first
  const ledger::ItemFacts* parent = nullptr;     // of a variant, its family
  std::vector<const ledger::ItemContent*> said_of_parent;
  std::string parent_sku;  // the family, as the store calls it; empty: the store has no live listing of it
};

// Of several layers the one that is said for this store counts first, then that for its language, then that for all.
std::vector<const ledger::ItemContent*> layers_for(const std::vector<ledger::ItemContent>& said, std::int64_t item,
                                                   std::int64_t store, const std::string& language);

struct WantedValue {
  std::vector<std::string> values;
  std::string from;  // for a person: "title, said for this store"
};

// The content as it shall be. What nobody said anything of is not in it, and is left as the channel has it.
struct WantedContent {
  std::map<std::string, WantedValue> attributes;  // by the channel's name
  WantedValue images;                             // empty: none are told
  bool family = false, parent = false;            // family: it is told
  std::string parent_sku, variation_theme;
  std::vector<std::string> notes;  // what is left out, and why

  // A hash of each part: of the attributes by their names, of "@images" and "@family".
  std::map<std::string, std::string> parts() const;
  // Those of its parts that `told` does not have so, as they are told; without fields and attributes where there are none.
  ListingChange change(const std::string& sku, const std::map<std::string, std::string>& told) const;
};
WantedContent wanted_content(const config::Content& rules, const ContentOf& of);

// Of all parts together.
std::string hash_of_parts(const std::map<std::string, std::string>& parts);
// The parts that a change tells, with their hashes.
std::map<std::string, std::string> parts_of(const ListingChange& change);

// Did the channel take to which family the listing belongs, or that it is one?
bool is_family_told(const ledger::ToldContent& told);

// Why nothing of the listing's content is told; empty: it is. `activated`: a person's word, where there is one.
std::string why_untold(const config::Store& store, const ledger::ListingRow& listing, std::optional<bool> activated);

}  // namespace fairway::flows
