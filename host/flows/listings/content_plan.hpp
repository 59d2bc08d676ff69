// What channels shall show of listings' content, worked out and held against what they were told: what differs is asked for, as a
// change like any other.
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/listings/content_rules.hpp"
#include "host/flows/listings/import_write.hpp"

namespace fairway::flows {

// The listings with all that their contents are made from, by a few queries.
class ContentBook {
 public:
  ContentBook(storage::Transaction& tx, const ImportPlace& place) : tx_(tx), place_(place) {}
  Status load(const std::vector<std::int64_t>& listings);

  const std::map<std::int64_t, ledger::ListingRow>& listings() const { return listings_; }
  WantedContent wanted(const ledger::ListingRow& listing) const;
  std::string why_untold(const ledger::ListingRow& listing) const;  // empty: it is told
  const ledger::ToldContent& told(std::int64_t listing);

 private:
  Status load_families(const std::vector<std::int64_t>& items);

  storage::Transaction& tx_;
  const ImportPlace& place_;
  std::map<std::int64_t, ledger::ListingRow> listings_;
  std::map<std::int64_t, ledger::ItemFacts> items_;
  std::vector<ledger::ItemContent> said_;
  std::map<std::string, std::int64_t> parents_;          // items, by the SKU of the family
  std::map<std::int64_t, std::string> skus_of_parents_;  // what the store calls those items
  std::map<std::int64_t, bool> activations_;
  ledger::ToldContents told_;
};

struct ContentAsk {
  std::string asked_by;  // empty: nobody, it follows from what was said
  bool again = false;    // all of it, whatever was told
};
// Asks for what differs of these listings of the store, families before their variants; how many changes that makes. An earlier
// one of content that was not handed over is superseded. What was refused is not asked for again as long as it is the same.
Result<std::size_t> ask_contents(Context&, Unit&, const ImportPlace&, const std::vector<std::int64_t>& listings,
                                 const ContentAsk& ask);
// The channel has these families (items): variants that it did not take for want of theirs are told again.
Status ask_variants(Context& context, Unit& unit, const ImportPlace& place, const std::vector<std::int64_t>& families);

// All of the store are looked through from the beginning, soon. For what a person did to listings.
Status replan_store(Context&, Unit&, const std::string& account, const std::string& store);

}  // namespace fairway::flows
