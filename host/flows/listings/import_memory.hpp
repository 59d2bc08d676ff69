// What a first import need not ask: it remembers a hash of each SKU, product id and barcode that its account and store have, and
// looks up only what may be among them. An import of what is mostly known asks everything, and so does one beside which somebody
// else changes listings of its store: what those are called now it does not remember.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "host/ledger/import.hpp"

namespace fairway::flows {

// Hashes, eight bytes and a little more each. Finds what was put in, and hardly ever something else.
class HashSet {
 public:
  void insert(std::uint64_t hash);
  bool contains(std::uint64_t hash) const;

 private:
  std::size_t slot_of(std::uint64_t hash) const;
  void grow();
  std::vector<std::uint64_t> slots_;  // 0: free
  std::size_t used_ = 0;
};

class ImportMemory {
 public:
  enum class Kind : std::uint8_t { sku, product, gtin };

  // Before each batch, in its transaction: what others have added since. Whether all is remembered is decided at the first.
  Status refresh(storage::Transaction& tx, const ledger::Import& import);
  // After its rows were written, in the same transaction: what was noted of them need not be read.
  Status wrote(storage::Transaction& tx);

  void note(Kind kind, std::string_view text);
  bool maybe(Kind kind, std::string_view text) const;

 private:
  Result<bool> read_items(storage::Transaction& tx, const std::string& account);  // false: that was all
  Result<bool> read_listings(storage::Transaction& tx, std::int64_t store_id);

  std::int64_t store_id_ = 0, updates_ = 0;
  bool begun_ = false, whole_ = false;
  std::int64_t last_item_ = 0, last_listing_ = 0;
  HashSet known_;
};

}  // namespace fairway::flows
