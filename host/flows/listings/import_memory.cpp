#include "host/flows/listings/import_memory.hpp"

#include <algorithm>

#include "host/ledger/catalogue_keys.hpp"
#include "host/ledger/gtin.hpp"

namespace fairway::flows {
namespace {

constexpr std::size_t kFirstSlots = 1024;

std::uint64_t hash_of(ImportMemory::Kind kind, std::string_view text) {
  const auto hash = ledger::key_hash(static_cast<std::int64_t>(kind), text);
  return static_cast<std::uint64_t>(hash) | (std::uint64_t{1} << 63);  // never 0
}

constexpr std::int64_t kReadAtOnce = 10'000;

Result<bool> has_rows(storage::Transaction& tx, const char* sql, const storage::Value& owner) {
  auto rows = tx.query(sql, {owner});
  if (!rows) return fail(std::move(rows.error()));
  return !rows->empty();
}

Result<bool> is_empty(storage::Transaction& tx, const ledger::Import& import) {
  auto items = has_rows(tx, "SELECT 1 FROM catalogue_item WHERE account = ? LIMIT 1", import.account);
  if (!items || *items) return items ? Result<bool>(false) : items;
  auto listings = has_rows(tx, "SELECT 1 FROM listing WHERE store_id = ? LIMIT 1", import.store_id);
  return listings ? Result<bool>(!*listings) : listings;
}

// One that goes on, and made most of what it found.
bool makes_most(const ledger::Import& import) {
  std::int64_t made = 0;
  for (const auto* part : {&import.counts.parents, &import.counts.variants})
    if (const auto found = part->find("created"); found != part->end()) made += found->second;
  return 2 * made > import.rows;
}

}  // namespace

std::size_t HashSet::slot_of(std::uint64_t hash) const {
  const auto mask = slots_.size() - 1;
  auto slot = static_cast<std::size_t>(hash) & mask;
  while (slots_[slot] != 0 && slots_[slot] != hash) slot = (slot + 1) & mask;
  return slot;
}

void HashSet::insert(std::uint64_t hash) {
  if (5 * (used_ + 1) > 4 * slots_.size()) grow();
  auto& slot = slots_[slot_of(hash)];
  if (slot == 0) ++used_;
  slot = hash;
}

bool HashSet::contains(std::uint64_t hash) const { return !slots_.empty() && slots_[slot_of(hash)] != 0; }

void HashSet::grow() {
  std::vector<std::uint64_t> old(std::max(kFirstSlots, 2 * slots_.size()));
  old.swap(slots_);
  for (const auto hash : old)
    if (hash != 0) slots_[slot_of(hash)] = hash;
}

void ImportMemory::note(Kind kind, std::string_view text) {
  if (whole_ && !text.empty()) known_.insert(hash_of(kind, text));
}

bool ImportMemory::maybe(Kind kind, std::string_view text) const { return !whole_ || known_.contains(hash_of(kind, text)); }

Status ImportMemory::refresh(storage::Transaction& tx, const ledger::Import& import) {
  auto updates = ledger::listing_updates(tx, import.store_id);
  if (!updates) return fail(std::move(updates.error()));
  if (!begun_) {
    begun_ = true;
    store_id_ = import.store_id, updates_ = *updates;
    auto empty = is_empty(tx, import);
    if (!empty) return fail(std::move(empty.error()));
    whole_ = *empty || makes_most(import);
  }
  whole_ = whole_ && *updates == updates_;
  if (!whole_) return {};
  while (true) {
    auto more = read_items(tx, import.account);
    if (!more) return fail(std::move(more.error()));
    if (!*more) break;
  }
  while (true) {
    auto more = read_listings(tx, import.store_id);
    if (!more) return fail(std::move(more.error()));
    if (!*more) return {};
  }
}

// A barcode counts even while its item does not hold it.
Result<bool> ImportMemory::read_items(storage::Transaction& tx, const std::string& account) {
  auto rows = tx.query(
      "SELECT id, sku, barcode, coalesce(gtin, '') FROM catalogue_item WHERE account = ? AND id > ? ORDER BY id LIMIT ?",
      {account, last_item_, kReadAtOnce});
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i) {
    last_item_ = rows->integer(i, 0);
    note(Kind::sku, rows->text(i, 1));
    note(Kind::gtin, ledger::gtin14(rows->text(i, 2)));
    note(Kind::gtin, rows->text(i, 3));
  }
  return rows->size() == kReadAtOnce;
}

Result<bool> ImportMemory::read_listings(storage::Transaction& tx, std::int64_t store_id) {
  auto rows = tx.query("SELECT id, sku, product_id FROM listing WHERE store_id = ? AND id > ? ORDER BY id LIMIT ?",
                       {store_id, last_listing_, kReadAtOnce});
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i) {
    last_listing_ = rows->integer(i, 0);
    note(Kind::sku, rows->text(i, 1));
    note(Kind::product, rows->text(i, 2));
  }
  return rows->size() == kReadAtOnce;
}

Status ImportMemory::wrote(storage::Transaction& tx) {
  if (!whole_) return {};
  for (auto [table, last] : {std::pair("catalogue_item", &last_item_), std::pair("listing", &last_listing_)}) {
    auto rows = tx.query("SELECT coalesce(max(last), 0) FROM sequence WHERE name = ?", {table});
    if (!rows) return fail(std::move(rows.error()));
    *last = std::max(*last, rows->integer(0, 0));
  }
  auto updates = ledger::listing_updates(tx, store_id_);
  if (!updates) return fail(std::move(updates.error()));
  updates_ = *updates;
  return {};
}

}  // namespace fairway::flows
