#include "host/ledger/listing_images.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fairway/json.hpp"
#include "host/ledger/catalogue_keys.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

constexpr const char* kAskColumns = "listing_id, store_id, asked_by, asked_at, ended_at, images, error";

Result<std::vector<ImageAsk>> asks_at(Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  std::vector<ImageAsk> all;
  for (std::size_t i = 0; i < rows->size(); ++i)
    all.push_back({rows->integer(i, 0), rows->integer(i, 1), rows->text(i, 2), from_ms(rows->integer(i, 3)),
                   instant_at(*rows, i, 4), rows->integer(i, 5), rows->text(i, 6)});
  return all;
}

}  // namespace

Result<std::vector<std::int64_t>> listings_that_fit(Transaction& tx, std::int64_t store_id, const ListingFilter& filter,
                                                    std::int64_t after, std::int64_t limit) {
  std::string sql = "SELECT id FROM listing WHERE store_id = ? AND id > ?";
  std::vector<Value> values{store_id, after};
  if (filter.state.empty()) sql += " AND state IN ('active', 'paused', 'linked')";
  else sql += " AND state = ?", values.emplace_back(filter.state);
  if (!filter.fulfilled_by.empty())
    sql += " AND CASE ships WHEN '' THEN fulfilled_by ELSE ships END = ?", values.emplace_back(filter.fulfilled_by);
  if (!filter.product_id.empty()) {
    const auto ids = ids_by_key(tx, KeyKind::listing_product, store_id, {filter.product_id});
    if (!ids) return fail(ids.error());
    sql +=
        fmt::format(" AND id IN (0, {}) AND product_id = ?", ids->empty() ? "0" : fmt::format("{}", fmt::join(*ids, ", ")));
    values.emplace_back(filter.product_id);
  }
  values.emplace_back(limit);
  auto rows = tx.query(sql + " ORDER BY id LIMIT ?", values);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<std::int64_t> found;
  for (std::size_t i = 0; i < rows->size(); ++i) found.push_back(rows->integer(i, 0));
  return found;
}

Status ask_for_images(Transaction& tx, std::int64_t store_id, const std::vector<std::int64_t>& listings,
                      const std::string& asked_by, Instant now) {
  if (listings.empty()) return {};
  Rows rows{{"listing_id", Type::integer}, {"store_id", Type::integer}, {"asked_by"}, {"asked_at", Type::integer}};
  for (const auto id : listings) rows.add({id, store_id, asked_by, to_ms(now)});
  return done(
      tx.bulk("INSERT INTO listing_images (listing_id, store_id, asked_by, asked_at) VALUES (?, ?, ?, ?) ON CONFLICT "
              "(listing_id) DO UPDATE SET asked_by = excluded.asked_by, asked_at = excluded.asked_at, ended_at = "
              "NULL, images = 0, error = ''",
              rows));
}

Result<std::vector<ImageAsk>> images_due(Transaction& tx, std::int64_t store_id, std::int64_t limit) {
  return asks_at(tx.query(fmt::format("SELECT {} FROM listing_images WHERE store_id = ? AND ended_at IS NULL ORDER BY "
                                      "listing_id LIMIT ?",
                                      kAskColumns),
                          {store_id, limit}));
}

Result<std::optional<ImageAsk>> images_asked(Transaction& tx, std::int64_t listing) {
  auto found = asks_at(tx.query(fmt::format("SELECT {} FROM listing_images WHERE listing_id = ?", kAskColumns), {listing}));
  if (!found) return fail(std::move(found.error()));
  return found->empty() ? std::optional<ImageAsk>() : std::optional(std::move(found->front()));
}

Status end_asks(Transaction& tx, const std::vector<ImageAsk>& ended) {
  if (ended.empty()) return {};
  Rows rows{{"ended_at", Type::integer}, {"images", Type::integer}, {"error"}, {"listing_id", Type::integer}};
  for (const auto& one : ended) rows.add({to_value(one.ended_at), one.images, one.error, one.listing_id});
  return done(tx.bulk("UPDATE listing_images SET ended_at = ?, images = ?, error = ? WHERE listing_id = ?", rows));
}

Status set_images(Transaction& tx, const std::vector<NewImages>& all) {
  if (all.empty()) return {};
  Rows listings{{"images"}, {"id", Type::integer}}, items{{"images"}, {"id", Type::integer}, {"listing_id", Type::integer}};
  for (const auto& one : all) {
    listings.add({to_json(one.images), one.listing_id});
    items.add({to_json(one.images), one.item_id, one.listing_id});
  }
  // An undo of the import that wrote the listing leaves it as it is now.
  if (auto ok = done(tx.bulk("UPDATE listing SET images = ?, written_import = NULL WHERE id = ?", listings)); !ok) return ok;
  // What another store brought, or a person, this one's channel has no say in.
  return done(
      tx.bulk("UPDATE catalogue_item SET images = ? WHERE id = ? AND created_import IS (SELECT created_import FROM listing "
              "WHERE listing.id = ?)",
              items));
}

}  // namespace fairway::ledger
