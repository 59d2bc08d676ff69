#include "host/ledger/completion.hpp"

#include <array>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/ledger/catalogue_keys.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

constexpr std::array kCompletionStates{std::pair(CompletionState::none, std::string_view("")),
                                       std::pair(CompletionState::running, std::string_view("running")),
                                       std::pair(CompletionState::done, std::string_view("done")),
                                       std::pair(CompletionState::stopped, std::string_view("stopped"))};

// An item that was here before keeps what it has, and lacks.
constexpr const char* kIncomplete =
    "FROM listing l JOIN catalogue_item i ON i.id = l.item_id WHERE l.store_id = ? AND l.id > ? AND l.created_import = ? "
    "AND l.product_id <> '' AND l.state IN ('active', 'paused', 'linked') AND (l.images = '[]' OR l.condition = '' OR "
    "i.category = '' OR (i.created_import = l.created_import AND i.parent = 0 AND i.barcode = ''))";

Result<Rows> query_import(Transaction& tx, std::int64_t store_id) {
  return tx.query("SELECT id FROM import WHERE store_id = ? AND completing = 'running' ORDER BY id LIMIT 1", {store_id});
}

}  // namespace

std::string_view text(CompletionState state) {
  for (const auto& [known, name] : kCompletionStates)
    if (known == state) return name;
  return "";
}

Result<ImportCompletion> completion_of(Transaction& tx, std::int64_t import) {
  auto rows = tx.query("SELECT completing, completion FROM import WHERE id = ?", {import});
  if (!rows) return fail(std::move(rows.error()));
  ImportCompletion out;
  if (rows->empty()) return out;
  for (const auto& [state, name] : kCompletionStates)
    if (name == rows->text(0, 0)) out.state = state;
  if (JsonError error; !read_json(rows->text(0, 1), out.so_far, error)) out.so_far = {};
  return out;
}

Status set_completion(Transaction& tx, std::int64_t import, const ImportCompletion& completion) {
  return done(tx.execute("UPDATE import SET completing = ?, completion = ? WHERE id = ?",
                         {std::string(text(completion.state)), to_json(completion.so_far), import}));
}

Result<std::optional<Import>> import_to_complete(Transaction& tx, std::int64_t store_id) {
  auto rows = query_import(tx, store_id);
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return std::optional<Import>();
  return import_by_id(tx, rows->integer(0, 0));
}

Result<std::vector<Incomplete>> incomplete_after(Transaction& tx, const Import& import, std::int64_t after,
                                                 std::int64_t limit) {
  auto rows = tx.query(fmt::format("SELECT l.id, i.sku, i.created_import, i.barcode = '' AND i.parent = 0, i.category = '', "
                                   "i.images = '[]' {} ORDER BY l.id LIMIT ?",
                                   kIncomplete),
                       {import.store_id, after, import.id, limit});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < rows->size(); ++i) ids.push_back(rows->integer(i, 0));
  auto listings = listings_by_id(tx, ids);
  if (!listings) return fail(std::move(listings.error()));
  std::unordered_map<std::int64_t, ListingRow> by_id;
  for (auto& listing : *listings) by_id.emplace(listing.id, std::move(listing));
  std::vector<Incomplete> all;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    Incomplete one;
    one.listing = std::move(by_id.at(ids[i]));
    one.item = {one.listing.item_id, rows->text(i, 1), rows->maybe_integer(i, 2)};
    const bool own = one.item.created_import == import.id;
    one.barcode = own && rows->integer(i, 3) != 0, one.category = rows->integer(i, 4) != 0;
    one.images = one.listing.shown.images.empty() || (own && rows->integer(i, 5) != 0);
    one.condition = one.listing.shown.condition.empty();
    all.push_back(std::move(one));
  }
  return all;
}

Result<std::int64_t> count_incomplete(Transaction& tx, const Import& import) {
  auto rows = tx.query(fmt::format("SELECT COUNT(*) {}", kIncomplete), {import.store_id, std::int64_t{0}, import.id});
  if (!rows) return fail(std::move(rows.error()));
  return rows->integer(0, 0);
}

Status fill_in(Transaction& tx, const Import& import, const std::vector<Filling>& fillings) {
  if (fillings.empty()) return {};
  Rows listings{{"images"}, {"condition"}, {"id", Type::integer}};
  Rows items{
      {"barcode"}, {"gtin"}, {"category"}, {"condition"}, {"images"}, {"id", Type::integer}, {"import", Type::integer}};
  std::vector<CatalogueKey> keys;
  for (const auto& one : fillings) {
    const auto images = one.images.empty() ? std::string("[]") : to_json(one.images);
    listings.add({images, one.condition, one.listing_id});
    items.add({one.barcode, one.gtin.empty() ? Value() : Value(one.gtin), one.category, one.condition, images, one.item_id,
               import.id});
    if (!one.gtin.empty()) keys.push_back({KeyKind::item_gtin, key_hash(import.account, one.gtin), one.item_id});
  }
  // A running import remembers which barcodes there are.
  if (!keys.empty())
    if (auto ok =
            done(tx.execute("UPDATE store SET listing_updates = listing_updates + 1 WHERE account = ?", {import.account}));
        !ok)
      return ok;
  if (auto ok = add_keys(tx, std::move(keys)); !ok) return ok;
  if (auto ok = done(tx.bulk("UPDATE listing SET images = CASE images WHEN '[]' THEN ? ELSE images END, condition = CASE "
                             "condition WHEN '' THEN ? ELSE condition END WHERE id = ?",
                             listings));
      !ok)
    return ok;
  return done(
      tx.bulk("UPDATE catalogue_item SET barcode = CASE barcode WHEN '' THEN ? ELSE barcode END, gtin = coalesce(gtin, ?), "
              "category = CASE category WHEN '' THEN ? ELSE category END, condition = CASE condition WHEN '' THEN ? ELSE "
              "condition END, images = CASE images WHEN '[]' THEN ? ELSE images END WHERE id = ? AND created_import = ?",
              items));
}

Status remember_left_out(Transaction& tx, const Import& import, const std::vector<LeftOut>& all) {
  if (all.empty()) return {};
  Rows rows{{"store_id", Type::integer}, {"sku"}, {"category"}, {"condition"}, {"import_id", Type::integer}};
  for (const auto& one : all) rows.add({import.store_id, one.sku, one.category, one.condition, import.id});
  return done(tx.bulk(
      "INSERT INTO import_left_out (store_id, sku, category, condition, import_id) VALUES (?, ?, ?, ?, ?) ON CONFLICT "
      "(store_id, "
      "sku) DO UPDATE SET category = excluded.category, condition = excluded.condition, import_id = excluded.import_id",
      rows));
}

Result<std::vector<LeftOutRow>> left_out_by(Transaction& tx, const Import& import) {
  auto any =
      tx.query("SELECT 1 FROM import_left_out WHERE store_id = ? AND import_id = ? LIMIT 1", {import.store_id, import.id});
  if (!any) return fail(std::move(any.error()));
  std::vector<LeftOutRow> all;
  if (any->empty()) return all;
  auto rows = tx.query(
      "SELECT r.n, o.sku, o.category, o.condition FROM import_row r JOIN import_left_out o ON o.store_id = ? AND o.sku = "
      "r.sku "
      "WHERE r.import_id = ? AND o.import_id = r.import_id AND r.outcome IN ('created', 'linked', 'updated')",
      {import.store_id, import.id});
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i)
    all.push_back({rows->integer(i, 0), {rows->text(i, 1), rows->text(i, 2), rows->text(i, 3)}});
  return all;
}

Result<std::unordered_map<std::string, LeftOut>> left_out_of(Transaction& tx, std::int64_t store_id,
                                                             const std::vector<std::string>& skus) {
  std::unordered_map<std::string, LeftOut> found;
  if (skus.empty()) return found;
  auto any = tx.query("SELECT 1 FROM import_left_out WHERE store_id = ? LIMIT 1", {store_id});
  if (!any) return fail(std::move(any.error()));
  if (any->empty()) return found;
  auto rows = tx.query_in("SELECT sku, category, condition FROM import_left_out WHERE store_id = ? AND sku IN ({keys})",
                          std::vector<Value>(skus.begin(), skus.end()), {store_id});
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i)
    found.emplace(rows->text(i, 0), LeftOut{rows->text(i, 0), rows->text(i, 1), rows->text(i, 2)});
  return found;
}

}  // namespace fairway::ledger
