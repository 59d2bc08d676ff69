// What an import writes of the listings that it takes, gathered and written at once.
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/listings/import_rules.hpp"
#include "host/ledger/import.hpp"

namespace fairway::flows {

// Whose listings they are.
struct ImportPlace {
  const config::Account* account = nullptr;
  const config::Store* store = nullptr;
  std::int64_t store_id = 0;
};
// What the account calls the item that the store sells under this SKU: as its table of SKUs says, else the same.
std::string_view catalogue_sku(const ImportPlace& place, const std::string& sku);
// Of the barcode where it counts; else empty.
std::string wanted_gtin(const Listing& listing, const ImportRules& rules);

// The known listing as the row shows it: members that the channel did not tell, or told with lost characters, stay.
Listing overwritten(const Listing& known, const Listing& told);
// A row of a file, which lacks columns and has each text on one line: what it does not tell is as the known listing has it, or,
// where there is none, as listings usually are.
Listing as_if_shown(Listing told, const Listing* known);
bool shows_the_same(const Listing& a, const Listing& b);  // of what is kept of a listing

class ListingWriter {
 public:
  ListingWriter(const ImportPlace& place, std::int64_t import, const ImportRules& rules, Instant now)
      : place_(place), import_(import), rules_(rules), now_(now) {}

  // A listing that the store did not have; of the item, of one that an earlier row makes, or of a new one. `gtin`: of a new item.
  void take(Listing listing, const std::string& item_sku, const ledger::ItemsBySku& items, std::string gtin);
  void revive(const ledger::ListingRow& known, const Listing& told);  // it is there again
  void overwrite(const ledger::ListingRow& known, const Listing& told);
  Status flush(storage::Transaction& tx);

 private:
  struct Made {
    std::string sku, gtin;
    std::size_t listing = 0;  // whose content it begins with
  };
  ledger::ListingRow row_for(Listing listing) const;
  Status make_items(storage::Transaction& tx);

  const ImportPlace& place_;
  std::int64_t import_;
  const ImportRules& rules_;
  Instant now_;
  std::vector<ledger::ListingRow> added_, before_, changed_;
  std::vector<Made> made_;
  std::unordered_map<std::string, std::size_t> made_by_sku_;
  std::vector<std::pair<std::size_t, std::size_t>> of_made_;  // a listing, and which item of made_ it is of
  std::vector<std::int64_t> held_;                            // items whose barcode counts again
};

}  // namespace fairway::flows
