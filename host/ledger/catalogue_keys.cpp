#include "host/ledger/catalogue_keys.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "host/ledger/gtin.hpp"
#include "host/ledger/values.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

// FNV-1a, its bits mixed at the end. 47 of them take six bytes in SQLite, and two of ten million keys are rarely alike.
constexpr std::uint64_t kHashStart = 0xcbf29ce484222325u;
std::uint64_t hashed(std::uint64_t hash, std::string_view text) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}
std::int64_t cut_hash(std::uint64_t hash) {
  hash = (hash ^ (hash >> 32)) * 0xd6e8feb86659fd93u;
  return static_cast<std::int64_t>((hash ^ (hash >> 32)) >> 17);
}

const char* keyed_name(KeyedTable table) { return table == KeyedTable::items ? "catalogue_item" : "listing"; }

struct KeyPlace {
  const char *table, *owner, *column;
};
KeyPlace key_place(KeyKind kind) {
  switch (kind) {
    case KeyKind::item_sku: return {"catalogue_item", "account", "sku"};
    case KeyKind::item_gtin: return {"catalogue_item", "account", "gtin"};
    case KeyKind::listing_sku: return {"listing", "store_id", "sku"};
    default: return {"listing", "store_id", "product_id"};
  }
}

Status append_ids(std::vector<std::int64_t>& ids, const Result<Rows>& rows) {
  if (!rows) return fail(rows.error());
  for (std::size_t i = 0; i < rows->size(); ++i) ids.push_back(rows->integer(i, 0));
  return {};
}

// Those without keys. Mostly there are none, and a long list of texts need not be handed over.
Status append_newest(Transaction& tx, KeyKind kind, const Value& owner, const std::vector<std::string>& texts,
                     std::vector<std::int64_t>& ids) {
  const auto [table, owned, column] = key_place(kind);
  const auto newest = fmt::format(
      "SELECT id FROM {0} WHERE {1} = ? AND id > (SELECT last FROM catalogue_keyed WHERE of_table = '{0}')", table, owned);
  auto any = tx.query(newest + " LIMIT 1", {owner});
  if (!any) return fail(std::move(any.error()));
  if (any->empty()) return {};
  return append_ids(ids, tx.query_in(fmt::format("{} AND {} IN ({{keys}})", newest, column),
                                     std::vector<Value>(texts.begin(), texts.end()), {owner}));
}

template <class Owner>
Result<std::vector<std::int64_t>> find_ids(Transaction& tx, KeyKind kind, const Owner& owner,
                                           const std::vector<std::string>& texts) {
  std::vector<std::int64_t> ids;
  if (texts.empty()) return ids;
  std::vector<Value> hashes;
  hashes.reserve(texts.size());
  for (const auto& text : texts) hashes.emplace_back(key_hash(owner, text));
  const auto keyed = tx.query_in("SELECT id FROM catalogue_key WHERE kind = ? AND hash IN ({keys})", hashes,
                                 {static_cast<std::int64_t>(kind)});
  if (auto ok = append_ids(ids, keyed); !ok) return fail(std::move(ok.error()));
  if (auto ok = append_newest(tx, kind, owner, texts, ids); !ok) return fail(std::move(ok.error()));
  std::sort(ids.begin(), ids.end());  // a row that was changed may be found both ways
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Status run_keys(Transaction& tx, const char* sql, std::vector<CatalogueKey>& keys) {
  const auto place = [](const CatalogueKey& key) { return std::tuple(key.kind, key.hash, key.id); };
  std::sort(keys.begin(), keys.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  constexpr std::size_t kAtOnce = 2000;  // so that they stay in the processor's cache
  for (std::size_t from = 0; from < keys.size(); from += kAtOnce) {
    Rows rows{{"kind", Type::integer}, {"hash", Type::integer}, {"id", Type::integer}};
    for (auto i = from; i < std::min(from + kAtOnce, keys.size()); ++i)
      rows.add({static_cast<std::int64_t>(keys[i].kind), keys[i].hash, keys[i].id});
    if (auto ok = done(tx.bulk(sql, rows)); !ok) return ok;
  }
  return {};
}

// The barcode counts even while the item does not hold it: it may again.
void append_item_keys(std::vector<CatalogueKey>& keys, const Rows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto id = rows.integer(i, 0);
    const auto& account = rows.text(i, 1);
    keys.push_back({KeyKind::item_sku, key_hash(account, rows.text(i, 2)), id});
    const auto gtin = rows.is_null(i, 4) ? gtin14(rows.text(i, 3)) : rows.text(i, 4);
    if (!gtin.empty()) keys.push_back({KeyKind::item_gtin, key_hash(account, gtin), id});
  }
}

void append_listing_keys(std::vector<CatalogueKey>& keys, const Rows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto id = rows.integer(i, 0), store = rows.integer(i, 1);
    keys.push_back({KeyKind::listing_sku, key_hash(store, rows.text(i, 2)), id});
    if (const auto& product = rows.text(i, 3); !product.empty())
      keys.push_back({KeyKind::listing_product, key_hash(store, product), id});
  }
}

constexpr const char* kItemTexts = "SELECT id, account, sku, barcode, gtin FROM catalogue_item WHERE ";
constexpr const char* kListingTexts = "SELECT id, store_id, sku, product_id FROM listing WHERE ";
constexpr const char* kUnkeyed = "id > (SELECT last FROM catalogue_keyed WHERE of_table = ?) ORDER BY id LIMIT ?";

}  // namespace

std::int64_t key_hash(std::string_view account, std::string_view text) {
  return cut_hash(hashed(hashed(hashed(kHashStart, account), std::string_view("\0", 1)), text));
}

std::int64_t key_hash(std::int64_t store_id, std::string_view text) {
  return cut_hash(hashed(kHashStart ^ (static_cast<std::uint64_t>(store_id) * 0x9e3779b97f4a7c15u), text));
}

Result<std::vector<std::int64_t>> ids_by_key(Transaction& tx, KeyKind kind, const std::string& account,
                                             const std::vector<std::string>& texts) {
  return find_ids(tx, kind, account, texts);
}

Result<std::vector<std::int64_t>> ids_by_key(Transaction& tx, KeyKind kind, std::int64_t store_id,
                                             const std::vector<std::string>& texts) {
  return find_ids(tx, kind, store_id, texts);
}

Status add_keys(Transaction& tx, std::vector<CatalogueKey> keys) {
  return run_keys(tx, "INSERT INTO catalogue_key (kind, hash, id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", keys);
}

Status drop_keys(Transaction& tx, std::vector<CatalogueKey> keys) {
  return run_keys(tx, "DELETE FROM catalogue_key WHERE kind = ? AND hash = ? AND id = ?", keys);
}

Result<std::int64_t> count_unkeyed(Transaction& tx, KeyedTable table) {
  auto rows = tx.query(fmt::format(
      "SELECT coalesce((SELECT max(id) FROM {0}), 0) - (SELECT last FROM catalogue_keyed WHERE of_table = '{0}')",
      keyed_name(table)));
  if (!rows) return fail(std::move(rows.error()));
  return std::max<std::int64_t>(rows->integer(0, 0), 0);
}

Status key_newest(Transaction& tx, KeyedTable table) {
  const bool items = table == KeyedTable::items;
  auto rows = tx.query(std::string(items ? kItemTexts : kListingTexts) + kUnkeyed, {keyed_name(table), kKeyedAtOnce});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return {};
  const auto last = rows->integer(rows->size() - 1, 0);
  std::vector<CatalogueKey> keys;
  keys.reserve(2 * rows->size());
  items ? append_item_keys(keys, *rows) : append_listing_keys(keys, *rows);
  *rows = {};  // the keys are all that is needed
  if (auto ok = add_keys(tx, std::move(keys)); !ok) return ok;
  return done(tx.execute("UPDATE catalogue_keyed SET last = ? WHERE of_table = ?", {last, keyed_name(table)}));
}

Status key_items_of(Transaction& tx, const std::string& account) {
  auto rows = tx.query(std::string(kItemTexts) + "account = ?", {account});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<CatalogueKey> keys;
  append_item_keys(keys, *rows);
  return add_keys(tx, std::move(keys));
}

}  // namespace fairway::ledger
