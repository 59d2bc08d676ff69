#include "host/ledger/content.hpp"

#include "fairway/json.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

std::vector<Value> values_of(const std::vector<std::int64_t>& ids) { return {ids.begin(), ids.end()}; }

template <class T>
Status read_kept(const std::string& text, T& into, const char* what) {
  if (JsonError error; !read_json(text, into, error)) return fail(FW_E_INTERNAL, what + (": " + error.message));
  return {};
}

}  // namespace

Result<std::vector<ItemContent>> contents_of(Transaction& tx, const std::vector<std::int64_t>& items) {
  auto rows = tx.query_in(
      "SELECT item_id, store_id, language, document, said_by, said_at FROM item_content WHERE item_id IN ({keys}) ORDER BY "
      "item_id, store_id, language",
      values_of(items));
  if (!rows) return fail(std::move(rows.error()));
  std::vector<ItemContent> all;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto& one = all.emplace_back();
    one.item_id = rows->integer(i, 0), one.store_id = rows->integer(i, 1), one.language = rows->text(i, 2);
    if (auto ok = read_kept(rows->text(i, 3), one.fields, "the content of an item"); !ok) return fail(std::move(ok.error()));
    one.said_by = rows->text(i, 4), one.said_at = from_ms(rows->integer(i, 5));
  }
  return all;
}

Status set_contents(Transaction& tx, const std::vector<ItemContent>& contents) {
  Rows kept{{"item_id", Type::integer}, {"store_id", Type::integer}, {"language"}, {"document"}, {"said_by"},
            {"said_at", Type::integer}};
  Rows gone{{"item_id", Type::integer}, {"store_id", Type::integer}, {"language"}};
  for (const auto& one : contents)
    if (one.fields.empty()) gone.add({one.item_id, one.store_id, one.language});
    else kept.add({one.item_id, one.store_id, one.language, to_json(one.fields), one.said_by, to_ms(one.said_at)});
  if (!gone.empty())
    if (auto ok = done(tx.bulk("DELETE FROM item_content WHERE item_id = ? AND store_id = ? AND language = ?", gone)); !ok)
      return ok;
  if (kept.empty()) return {};
  return done(tx.bulk(
      "INSERT INTO item_content (item_id, store_id, language, document, said_by, said_at) VALUES (?, ?, ?, ?, ?, ?) ON "
      "CONFLICT (item_id, store_id, language) DO UPDATE SET document = excluded.document, said_by = excluded.said_by, "
      "said_at = excluded.said_at",
      kept));
}

Result<std::map<std::int64_t, ItemFacts>> item_facts(Transaction& tx, const std::vector<std::int64_t>& items) {
  auto rows = tx.query_in(
      "SELECT id, sku, title, description, product_id, barcode, mpn, condition, category, images, family, parent, "
      "created_import FROM catalogue_item WHERE id IN ({keys})",
      values_of(items));
  if (!rows) return fail(std::move(rows.error()));
  std::map<std::int64_t, ItemFacts> all;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto& item = all[rows->integer(i, 0)];
    item.id = rows->integer(i, 0), item.sku = rows->text(i, 1);
    item.title = rows->text(i, 2), item.description = rows->text(i, 3), item.product_id = rows->text(i, 4);
    item.barcode = rows->text(i, 5), item.mpn = rows->text(i, 6), item.condition = rows->text(i, 7);
    item.category = rows->text(i, 8);
    if (auto ok = read_kept(rows->text(i, 9), item.images, "the images of an item"); !ok) return fail(std::move(ok.error()));
    item.family = rows->text(i, 10), item.parent = rows->integer(i, 11) != 0;
    item.created_import = rows->maybe_integer(i, 12);
  }
  return all;
}

Status set_families(Transaction& tx, const std::vector<ItemFacts>& items) {
  if (items.empty()) return {};
  Rows rows{{"family"}, {"parent", Type::integer}, {"id", Type::integer}};
  for (const auto& item : items) rows.add({item.family, std::int64_t{item.parent}, item.id});
  return done(tx.bulk("UPDATE catalogue_item SET family = ?, parent = ? WHERE id = ?", rows));
}

Result<std::vector<std::int64_t>> children_of(Transaction& tx, const std::string& account,
                                              const std::vector<std::string>& families) {
  auto rows = tx.query_in("SELECT id FROM catalogue_item WHERE account = ? AND family <> '' AND family IN ({keys})",
                          {families.begin(), families.end()}, {account});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < rows->size(); ++i) ids.push_back(rows->integer(i, 0));
  return ids;
}

Result<ToldContents> told_contents(Transaction& tx, const std::vector<std::int64_t>& listings) {
  auto rows =
      tx.query_in("SELECT listing_id, asked, told FROM listing_content WHERE listing_id IN ({keys})", values_of(listings));
  if (!rows) return fail(std::move(rows.error()));
  ToldContents all;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto& one = all[rows->integer(i, 0)];
    one.listing_id = rows->integer(i, 0), one.asked = rows->text(i, 1);
    if (auto ok = read_kept(rows->text(i, 2), one.told, "what a channel was told"); !ok) return fail(std::move(ok.error()));
  }
  return all;
}

Status set_told_contents(Transaction& tx, const std::vector<ToldContent>& all) {
  if (all.empty()) return {};
  Rows rows{{"listing_id", Type::integer}, {"asked"}, {"told"}};
  for (const auto& one : all) rows.add({one.listing_id, one.asked, to_json(one.told)});
  return done(tx.bulk(
      "INSERT INTO listing_content (listing_id, asked, told) VALUES (?, ?, ?) ON CONFLICT (listing_id) DO UPDATE SET "
      "asked = excluded.asked, told = excluded.told",
      rows));
}

Status drop_told_contents(Transaction& tx, const std::vector<std::int64_t>& listings) {
  if (listings.empty()) return {};
  Rows rows{{"listing_id", Type::integer}};
  for (const auto id : listings) rows.add({id});
  return done(tx.bulk("DELETE FROM listing_content WHERE listing_id = ?", rows));
}

Result<std::map<std::int64_t, bool>> activations_of(Transaction& tx, const std::vector<std::int64_t>& listings) {
  auto rows =
      tx.query_in("SELECT listing_id, activated FROM listing_want WHERE activated IS NOT NULL AND listing_id IN ({keys})",
                  values_of(listings));
  if (!rows) return fail(std::move(rows.error()));
  std::map<std::int64_t, bool> all;
  for (std::size_t i = 0; i < rows->size(); ++i) all[rows->integer(i, 0)] = rows->integer(i, 1) != 0;
  return all;
}

Status set_activated(Transaction& tx, const std::vector<std::int64_t>& listings, bool activated) {
  if (listings.empty()) return {};
  Rows rows{{"listing_id", Type::integer}, {"activated", Type::integer}};
  for (const auto id : listings) rows.add({id, std::int64_t{activated}});
  return done(tx.bulk(
      "INSERT INTO listing_want (listing_id, hidden, activated) VALUES (?, 0, ?) ON CONFLICT (listing_id) DO UPDATE SET "
      "activated = excluded.activated",
      rows));
}

Result<std::vector<std::int64_t>> listing_ids_after(Transaction& tx, std::int64_t store, std::int64_t after,
                                                    std::int64_t limit) {
  auto rows = tx.query("SELECT id FROM listing WHERE store_id = ? AND id > ? ORDER BY id LIMIT ?", {store, after, limit});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < rows->size(); ++i) ids.push_back(rows->integer(i, 0));
  return ids;
}

}  // namespace fairway::ledger
