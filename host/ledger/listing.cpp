#include "host/ledger/listing.hpp"

#include <array>
#include <map>
#include <set>
#include <unordered_set>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/ledger/catalogue_keys.hpp"
#include "host/ledger/gtin.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

constexpr std::array kListingStates{std::pair(ListingState::active, std::string_view("active")),
                                    std::pair(ListingState::paused, std::string_view("paused")),
                                    std::pair(ListingState::linked, std::string_view("linked")),
                                    std::pair(ListingState::broken_link, std::string_view("broken-link")),
                                    std::pair(ListingState::closed, std::string_view("closed")),
                                    std::pair(ListingState::unlinked, std::string_view("unlinked")),
                                    std::pair(ListingState::delisted, std::string_view("delisted")),
                                    std::pair(ListingState::draft, std::string_view("draft"))};

constexpr std::size_t kWrittenAtOnce = 500;  // more would leave the processor's cache before SQLite has read it

constexpr const char* kListingColumns =
    "id, store_id, item_id, sku, state, back_to, listing_id, product_id, title, description, images, condition, "
    "condition_note, price, currency, quantity, pending_quantity, hidden, opened_at, shipping_template, fulfilled_by, "
    "ships, "
    "observed_at, created_import, live_import, written_import";

// What is written of a listing, be it new or not.
std::vector<storage::Column> content_columns() {
  return {{"state"},
          {"back_to"},
          {"listing_id"},
          {"product_id"},
          {"title"},
          {"description"},
          {"images"},
          {"condition"},
          {"condition_note"},
          {"price"},
          {"currency"},
          {"quantity", Type::integer},
          {"pending_quantity", Type::integer},
          {"hidden", Type::integer},
          {"opened_at", Type::integer},
          {"shipping_template"},
          {"fulfilled_by"},
          {"ships"},
          {"observed_at", Type::integer}};
}

Value integer_or_null(const std::optional<std::int64_t>& number) { return number ? Value(*number) : Value(); }

std::string images_text(const std::vector<std::string>& images) { return images.empty() ? "[]" : to_json(images); }

std::vector<std::string> images_of(const std::string& text) {
  std::vector<std::string> images;
  if (JsonError error; text != "[]") (void)read_json(text, images, error);
  return images;
}

// Uses `row.shown` up.
void append_content(std::vector<Value>& values, ListingRow& row) {
  auto& shown = row.shown;
  values.emplace_back(std::string(text(row.state)));
  values.emplace_back(row.back_to ? std::string(text(*row.back_to)) : std::string());
  for (auto* member : {&shown.listing_id, &shown.product_id, &shown.title, &shown.description})
    values.emplace_back(std::move(*member));
  values.emplace_back(images_text(shown.images));
  values.emplace_back(std::string(shown.condition.text()));
  for (auto* member : {&shown.condition_note, &shown.price.amount, &shown.price.currency})
    values.emplace_back(std::move(*member));
  values.push_back(integer_or_null(shown.quantity));
  values.push_back(integer_or_null(shown.pending_quantity));
  values.emplace_back(std::int64_t{shown.hidden});
  values.push_back(shown.opened_at ? Value(shown.opened_at->ms) : Value());
  values.emplace_back(std::move(shown.shipping_template));
  values.emplace_back(std::string(shown.fulfilled_by.text()));
  values.emplace_back(std::move(row.ships));
  values.emplace_back(to_ms(row.observed_at));
}

ListingRow listing_at(const Rows& rows, std::size_t i) {
  ListingRow row;
  row.id = rows.integer(i, 0), row.store_id = rows.integer(i, 1), row.item_id = rows.integer(i, 2);
  row.state = listing_state(rows.text(i, 4));
  if (const auto& back = rows.text(i, 5); !back.empty()) row.back_to = listing_state(back);
  auto& shown = row.shown;
  shown.sku = rows.text(i, 3), shown.listing_id = rows.text(i, 6), shown.product_id = rows.text(i, 7);
  shown.title = rows.text(i, 8), shown.description = rows.text(i, 9), shown.images = images_of(rows.text(i, 10));
  shown.condition = Open<Condition>::parse(rows.text(i, 11)), shown.condition_note = rows.text(i, 12);
  shown.price = {rows.text(i, 13), rows.text(i, 14)};
  shown.quantity = rows.maybe_integer(i, 15), shown.pending_quantity = rows.maybe_integer(i, 16);
  shown.hidden = rows.integer(i, 17) != 0;
  if (const auto ms = rows.maybe_integer(i, 18)) shown.opened_at = Time{*ms};
  shown.shipping_template = rows.text(i, 19), shown.fulfilled_by = Open<FulfilledBy>::parse(rows.text(i, 20));
  row.ships = rows.text(i, 21), row.observed_at = from_ms(rows.integer(i, 22));
  row.created_import = rows.maybe_integer(i, 23), row.live_import = rows.maybe_integer(i, 24);
  row.written_import = rows.maybe_integer(i, 25);
  return row;
}

Rows ids_of(const std::vector<std::int64_t>& ids) {
  Rows rows{{"id", Type::integer}};
  for (const auto id : ids) rows.add({id});
  return rows;
}

// Rows are found by what may be theirs; `column` of one that is meant is among the texts asked for.
Result<ItemsBySku> items_by(Transaction& tx, KeyKind kind, const char* column, const std::string& account,
                            const std::vector<std::string>& texts) {
  ItemsBySku found;
  auto ids = ids_by_key(tx, kind, account, texts);
  if (!ids) return fail(std::move(ids.error()));
  if (ids->empty()) return found;
  auto rows = tx.query_in(
      fmt::format("SELECT {}, id, sku, created_import, account FROM catalogue_item WHERE id IN ({{keys}})", column),
      std::vector<Value>(ids->begin(), ids->end()));
  if (!rows) return fail(std::move(rows.error()));
  const std::unordered_set<std::string_view> wanted(texts.begin(), texts.end());
  for (std::size_t i = 0; i < rows->size(); ++i)
    if (rows->text(i, 4) == account && wanted.contains(rows->text(i, 0)))
      found.emplace(rows->text(i, 0), CatalogueItem{rows->integer(i, 1), rows->text(i, 2), rows->maybe_integer(i, 3)});
  return found;
}

Result<std::vector<ListingRow>> listings_where(Transaction& tx, const char* column, const std::vector<std::int64_t>& ids) {
  std::vector<ListingRow> found;
  if (ids.empty()) return found;
  auto rows = tx.query_in(fmt::format("SELECT {} FROM listing WHERE {} IN ({{keys}})", kListingColumns, column),
                          std::vector<Value>(ids.begin(), ids.end()));
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i) found.push_back(listing_at(*rows, i));
  return found;
}

// Those of the store whose `member` is among the texts asked for, by it. Of several any.
Result<ListingsBySku> listings_by(Transaction& tx, KeyKind kind, std::string Listing::*member, std::int64_t store_id,
                                  const std::vector<std::string>& texts, bool live) {
  ListingsBySku found;
  auto ids = ids_by_key(tx, kind, store_id, texts);
  if (!ids) return fail(std::move(ids.error()));
  auto listings = listings_where(tx, "id", *ids);
  if (!listings) return fail(std::move(listings.error()));
  const std::unordered_set<std::string_view> wanted(texts.begin(), texts.end());
  for (auto& one : *listings) {
    const std::string text = one.shown.*member;
    if (one.store_id == store_id && (!live || is_live(one.state)) && wanted.contains(text))
      found.emplace(text, std::move(one));
  }
  return found;
}

// What it is called now. Where it was entered under another product id, that key stays and finds nothing.
Status key_products(Transaction& tx, const std::vector<ListingRow>& listings) {
  std::vector<CatalogueKey> keys;
  for (const auto& one : listings)
    if (!one.shown.product_id.empty())
      keys.push_back({KeyKind::listing_product, key_hash(one.store_id, one.shown.product_id), one.id});
  return add_keys(tx, std::move(keys));
}

Status count_update(Transaction& tx, const std::vector<ListingRow>& listings) {
  std::set<std::int64_t> stores;
  for (const auto& one : listings) stores.insert(one.store_id);
  for (const auto store : stores)
    if (auto ok = done(tx.execute("UPDATE store SET listing_updates = listing_updates + 1 WHERE id = ?", {store})); !ok)
      return ok;
  return {};
}

}  // namespace

std::string_view text(ListingState state) {
  for (const auto& [known, name] : kListingStates)
    if (known == state) return name;
  return "closed";
}

ListingState listing_state(std::string_view name) {
  for (const auto& [known, text] : kListingStates)
    if (text == name) return known;
  return ListingState::closed;
}

Result<ItemsBySku> items_by_sku(Transaction& tx, const std::string& account, const std::vector<std::string>& skus) {
  return items_by(tx, KeyKind::item_sku, "sku", account, skus);
}

Result<ItemsBySku> items_by_gtin(Transaction& tx, const std::string& account, const std::vector<std::string>& gtins) {
  return items_by(tx, KeyKind::item_gtin, "gtin", account, gtins);
}

Result<std::vector<std::int64_t>> add_items(Transaction& tx, const std::string& account, std::int64_t import,
                                            const std::vector<NewItem>& items) {
  Rows rows{{"account"},
            {"sku"},
            {"title"},
            {"description"},
            {"images"},
            {"product_id"},
            {"barcode"},
            {"gtin"},
            {"mpn"},
            {"family"},
            {"condition"},
            {"category"},
            {"price"},
            {"currency"},
            {"parent", Type::integer},
            {"created_import", Type::integer}};
  std::vector<std::int64_t> ids;
  ids.reserve(items.size());
  for (const auto& item : items) {
    const auto& l = *item.from;
    std::vector<Value> values;  // a list in braces would copy each text once more
    values.reserve(rows.columns().size());
    for (const auto* text : {&account, &item.sku, &l.title, &l.description}) values.emplace_back(*text);
    values.emplace_back(images_text(l.images));
    for (const auto* text : {&l.product_id, &l.barcode}) values.emplace_back(*text);
    values.push_back(item.gtin.empty() ? Value() : Value(item.gtin));
    for (const auto* text : {&l.mpn, &l.parent_sku}) values.emplace_back(*text);
    values.emplace_back(std::string(l.condition.text()));
    for (const auto* text : {&l.category, &l.price.amount, &l.price.currency}) values.emplace_back(*text);
    values.emplace_back(std::int64_t{l.parent});
    values.emplace_back(import);
    rows.add(std::move(values));
    if (rows.size() < kWrittenAtOnce && ids.size() + rows.size() < items.size()) continue;
    auto some = tx.insert("catalogue_item", rows);
    if (!some) return some;
    ids.insert(ids.end(), some->begin(), some->end());
    rows = Rows(rows.columns());
  }
  return ids;
}

Result<ListingsBySku> listings_by_sku(Transaction& tx, std::int64_t store_id, const std::vector<std::string>& skus) {
  return listings_by(tx, KeyKind::listing_sku, &Listing::sku, store_id, skus, false);
}

Result<ListingsBySku> listings_by_product(Transaction& tx, std::int64_t store_id,
                                          const std::vector<std::string>& product_ids) {
  return listings_by(tx, KeyKind::listing_product, &Listing::product_id, store_id, product_ids, true);
}

Result<std::vector<ListingRow>> listings_by_id(Transaction& tx, const std::vector<std::int64_t>& ids) {
  return listings_where(tx, "id", ids);
}

Result<std::vector<ListingRow>> listings_of_items(Transaction& tx, const std::vector<std::int64_t>& item_ids) {
  return listings_where(tx, "item_id", item_ids);
}

Status add_listings(Transaction& tx, std::optional<std::int64_t> import, std::vector<ListingRow>& listings) {
  auto columns = content_columns();
  for (const auto* name : {"store_id", "item_id", "created_import", "live_import", "written_import"})
    columns.push_back({name, Type::integer});
  columns.push_back({"sku"});
  Rows rows(columns);
  for (auto& listing : listings) {
    std::vector<Value> values;
    values.reserve(columns.size());
    append_content(values, listing);
    for (const auto number : {listing.store_id, listing.item_id}) values.emplace_back(number);
    for (int i = 0; i < 3; ++i) values.push_back(integer_or_null(import));
    values.emplace_back(listing.shown.sku);
    rows.add(std::move(values));
    if (rows.size() < kWrittenAtOnce && &listing != &listings.back()) continue;
    auto ids = tx.insert("listing", rows);
    if (!ids) return fail(std::move(ids.error()));
    auto* first = &listing + 1 - ids->size();
    for (std::size_t i = 0; i < ids->size(); ++i) first[i].id = (*ids)[i];
    rows = Rows(columns);
  }
  return {};
}

Status update_listings(Transaction& tx, const std::vector<ListingRow>& listings) {
  if (listings.empty()) return {};
  auto columns = content_columns();
  std::string assignments;
  for (const auto& column : columns) assignments += column.name + " = ?, ";
  for (const auto* name : {"live_import", "written_import", "id"}) columns.push_back({name, Type::integer});
  Rows rows(columns);
  for (auto listing : listings) {
    std::vector<Value> values;
    values.reserve(columns.size());
    append_content(values, listing);
    values.push_back(integer_or_null(listing.live_import));
    values.push_back(integer_or_null(listing.written_import));
    values.emplace_back(listing.id);
    rows.add(std::move(values));
  }
  if (auto ok = key_products(tx, listings); !ok) return ok;
  if (auto ok = count_update(tx, listings); !ok) return ok;
  return done(tx.bulk("UPDATE listing SET " + assignments + "live_import = ?, written_import = ? WHERE id = ?", rows));
}

Result<std::int64_t> listing_updates(Transaction& tx, std::int64_t store_id) {
  auto rows = tx.query("SELECT listing_updates FROM store WHERE id = ?", {store_id});
  if (!rows) return fail(std::move(rows.error()));
  return rows->empty() ? 0 : rows->integer(0, 0);
}

Result<std::int64_t> unpause_all(Transaction& tx, std::int64_t store_id) {
  return tx.execute(
      "UPDATE listing SET state = CASE state WHEN 'paused' THEN 'active' ELSE state END, back_to = CASE back_to WHEN "
      "'paused' THEN 'active' ELSE back_to END, written_import = NULL WHERE store_id = ? AND (state = 'paused' OR back_to = "
      "'paused')",
      {store_id});
}

Result<SkusByStore> paused_of(Transaction& tx, const SkusByStore& skus) {
  SkusByStore paused;
  for (const auto& [store, wanted] : skus) {
    if (wanted.empty()) continue;
    const auto ids = ids_by_key(tx, KeyKind::listing_sku, store, {wanted.begin(), wanted.end()});
    if (!ids) return fail(ids.error());
    if (ids->empty()) continue;
    auto rows = tx.query_in("SELECT sku FROM listing WHERE (state = 'paused' OR back_to = 'paused') AND id IN ({keys})",
                            std::vector<Value>(ids->begin(), ids->end()));
    if (!rows) return fail(std::move(rows.error()));
    for (std::size_t i = 0; i < rows->size(); ++i)
      if (wanted.contains(rows->text(i, 0))) paused[store].insert(rows->text(i, 0));
  }
  return paused;
}

Status delete_listings(Transaction& tx, const std::vector<std::int64_t>& ids) {
  if (ids.empty()) return {};
  auto rows = tx.query_in("SELECT id, store_id, sku, product_id FROM listing WHERE id IN ({keys})",
                          std::vector<Value>(ids.begin(), ids.end()));
  if (!rows) return fail(std::move(rows.error()));
  std::vector<CatalogueKey> keys;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto store = rows->integer(i, 1);
    keys.push_back({KeyKind::listing_sku, key_hash(store, rows->text(i, 2)), rows->integer(i, 0)});
    keys.push_back({KeyKind::listing_product, key_hash(store, rows->text(i, 3)), rows->integer(i, 0)});
  }
  if (auto ok = drop_keys(tx, std::move(keys)); !ok) return ok;
  return done(tx.bulk("DELETE FROM listing WHERE id = ?", ids_of(ids)));
}

Status free_barcodes(Transaction& tx, const std::vector<std::int64_t>& item_ids) {
  return done(tx.bulk(
      "UPDATE catalogue_item SET gtin = NULL WHERE id = ? AND gtin IS NOT NULL AND NOT EXISTS (SELECT 1 FROM listing "
      "WHERE item_id = catalogue_item.id AND state IN ('active', 'paused', 'linked'))",
      ids_of(item_ids)));
}

Status hold_barcodes(Transaction& tx, const std::vector<std::int64_t>& item_ids) {
  if (item_ids.empty()) return {};
  auto found =
      tx.query_in("SELECT id, barcode, account FROM catalogue_item WHERE gtin IS NULL AND barcode <> '' AND id IN ({keys})",
                  std::vector<Value>(item_ids.begin(), item_ids.end()));
  if (!found) return fail(std::move(found.error()));
  std::map<std::string, std::map<std::string, std::int64_t>> wanted;  // by account and code: who wants it first
  for (std::size_t i = 0; i < found->size(); ++i)
    if (auto gtin = gtin14(found->text(i, 1)); !gtin.empty())
      wanted[found->text(i, 2)].try_emplace(std::move(gtin), found->integer(i, 0));
  Rows rows{{"gtin"}, {"id", Type::integer}};
  for (const auto& [account, by_gtin] : wanted) {
    std::vector<std::string> gtins;
    for (const auto& [gtin, id] : by_gtin) gtins.push_back(gtin);
    auto held = items_by_gtin(tx, account, gtins);
    if (!held) return fail(std::move(held.error()));
    for (const auto& [gtin, id] : by_gtin)
      if (!held->contains(gtin)) rows.add({gtin, id});
  }
  return done(tx.bulk("UPDATE catalogue_item SET gtin = ? WHERE id = ?", rows));
}

Result<std::int64_t> delete_unlisted_items(Transaction& tx, const std::vector<std::int64_t>& item_ids, std::int64_t import) {
  if (item_ids.empty()) return 0;
  auto rows = tx.query_in(
      "SELECT id, account, sku, barcode FROM catalogue_item WHERE created_import = ? AND NOT EXISTS (SELECT 1 FROM listing "
      "WHERE item_id = catalogue_item.id) AND id IN ({keys})",
      std::vector<Value>(item_ids.begin(), item_ids.end()), {import});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<CatalogueKey> keys;
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto id = ids.emplace_back(rows->integer(i, 0));
    const auto& account = rows->text(i, 1);
    keys.push_back({KeyKind::item_sku, key_hash(account, rows->text(i, 2)), id});
    if (const auto gtin = gtin14(rows->text(i, 3)); !gtin.empty())
      keys.push_back({KeyKind::item_gtin, key_hash(account, gtin), id});
  }
  if (auto ok = drop_keys(tx, std::move(keys)); !ok) return fail(std::move(ok.error()));
  return tx.bulk("DELETE FROM catalogue_item WHERE id = ?", ids_of(ids));
}

}  // namespace fairway::ledger
