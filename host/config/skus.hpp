// The table of `skus.file`: what one item is called by the account, by each store and by each who ships. SKUs are opaque and
// compared exactly.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/finding.hpp"

namespace fairway::config {

// Immutable; holds the file's text, into which its cells point. [any thread]
class SkuTable {
 public:
  using Text = std::shared_ptr<const std::string>;

  struct Item {
    std::string_view sku;    // the catalogue's
    std::uint32_t line = 0;  // of the file, from 1
    std::uint32_t pins = 0;  // an index into the sets of `fulfilled-by`; 0: none
  };

  // The item that the store sells under this SKU; null: it is not linked there.
  const Item* sold_as(std::string_view store, std::string_view sku) const;
  // What the fulfiller calls the item: its column, for a store its channel SKU, else the catalogue SKU.
  std::string_view shipped_as(std::string_view fulfiller, const Item& item) const;
  // Who alone may ship it, as written; empty: anybody.
  const std::vector<std::string>& fulfilled_by(const Item& item) const { return pins_[item.pins]; }
  Place place(const Item& item) const { return {file_, static_cast<int>(item.line), 1}; }
  const std::vector<Item>& items() const { return items_; }

 private:
  friend class SkuReader;
  struct Column {
    std::string name;                     // of the store or the fulfiller
    std::vector<std::string_view> cells;  // by item; empty where nothing is said
    std::vector<std::uint32_t> order;     // of stores: items with a cell, by cell
  };
  static const Column* find(const std::vector<Column>& columns, std::string_view name);

  std::string file_;
  Text text_;
  std::vector<std::unique_ptr<std::string>> unquoted_;  // cells that do not stand in the text as they are meant
  std::vector<Item> items_;                             // in the order of the file
  std::vector<std::uint32_t> order_;                    // items by catalogue SKU
  std::vector<Column> stores_, fulfillers_;
  std::vector<std::vector<std::string>> pins_{{}};
};

// The names that columns and `fulfilled-by` may say.
struct SkuNames {
  std::vector<std::string> stores, warehouses;  // a store may ship too
};

struct SkuFileRead {
  std::shared_ptr<const SkuTable> table;  // null where there are errors
  Findings findings;                      // with line and column; columns count characters
};
// CSV as RFC 4180 has it, UTF-8, with or without a byte order mark. The header names the columns, in any order: `sku`,
// `store:NAME`, `warehouse:NAME`, `fulfilled-by`.
SkuFileRead read_skus(const std::string& file, SkuTable::Text text, const SkuNames& names);

}  // namespace fairway::config
