#include "host/ledger/listing_change.hpp"

#include <array>
#include <set>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/ledger/catalogue_keys.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

constexpr const char* kSelectChange =
    "SELECT id, listing_id, document, state, asked_by, asked_at, told_at, ended_at, submission, error FROM listing_change ";

// Those that are told together with others: of each listing the first that is not taken yet. One that is `submitting` comes again:
// who handed it over died.
constexpr const char* kForSubmission =
    "WHERE state IN ('submitting', 'due') AND verb NOT IN ('overwrite', 'content') "
    "AND EXISTS (SELECT 1 FROM listing WHERE id = listing_change.listing_id AND store_id = ? AND "
    "(listing_change.state = 'submitting' OR (listing.state <> 'paused' AND (listing.back_to <> 'paused' OR listing.state "
    "IN "
    "('active', 'linked'))))) "
    "AND NOT EXISTS (SELECT 1 FROM listing_change AS earlier WHERE earlier.listing_id = listing_change.listing_id AND "
    "earlier.ended_at IS NULL AND earlier.id < listing_change.id AND earlier.state <> 'told' AND (earlier.verb <> 'content' "
    "OR earlier.state <> 'due')) ";

constexpr std::array<std::string_view, 9> kChangeStates{"due",    "telling",    "told",       "verified", "refused",
                                                        "unseen", "superseded", "submitting", "submitted"};

// Our own texts: one that is not in the table stands for what somebody must look at.
ChangeState change_state(std::string_view text) {
  for (std::size_t i = 0; i < kChangeStates.size(); ++i)
    if (kChangeStates[i] == text) return static_cast<ChangeState>(i);
  return ChangeState::refused;
}

Result<std::vector<ChangeRow>> read_changes(Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  std::vector<ChangeRow> all;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto& row = all.emplace_back();
    row.id = rows->integer(i, 0), row.listing_id = rows->integer(i, 1);
    if (JsonError error; !read_json(rows->text(i, 2), row.change, error))
      return fail(FW_E_INTERNAL, "a change of a listing: " + error.message);
    row.state = change_state(rows->text(i, 3));
    row.asked_by = rows->text(i, 4), row.asked_at = from_ms(rows->integer(i, 5));
    row.told_at = instant_at(*rows, i, 6), row.ended_at = instant_at(*rows, i, 7);
    row.submission = rows->text(i, 8), row.error = rows->text(i, 9);
  }
  return all;
}

std::vector<Value> ids_from(const std::vector<std::int64_t>& ids) { return {ids.begin(), ids.end()}; }

}  // namespace

std::string_view text(ChangeState state) noexcept { return kChangeStates[static_cast<std::size_t>(state)]; }

bool is_in_hand(ChangeState state) noexcept {
  return state == ChangeState::telling || state == ChangeState::submitting || state == ChangeState::submitted;
}

Status insert(Transaction& tx, std::vector<ChangeRow>& changes) {
  if (changes.empty()) return {};
  Rows rows{{"listing_id", Type::integer}, {"verb"}, {"document"}, {"state"}, {"asked_by"}, {"asked_at", Type::integer}};
  for (const auto& c : changes)
    rows.add({c.listing_id, std::string(c.change.wish.text()), to_json(c.change), std::string(text(c.state)), c.asked_by,
              to_ms(c.asked_at)});
  auto ids = tx.insert("listing_change", rows);
  if (!ids) return fail(std::move(ids.error()));
  for (std::size_t i = 0; i < changes.size(); ++i) changes[i].id = (*ids)[i];
  return {};
}

Status update(Transaction& tx, const std::vector<ChangeRow>& changes) {
  if (changes.empty()) return {};
  Rows rows{{"state"}, {"told_at", Type::integer}, {"ended_at", Type::integer}, {"submission"},
            {"error"}, {"id", Type::integer}};
  for (const auto& c : changes)
    rows.add({std::string(text(c.state)), to_value(c.told_at), to_value(c.ended_at), c.submission, c.error, c.id});
  return done(tx.bulk(
      "UPDATE listing_change SET state = ?, told_at = ?, ended_at = ?, submission = ?, error = ? WHERE id = ?", rows));
}

Result<std::vector<ChangeRow>> changes_by_id(Transaction& tx, const std::vector<std::int64_t>& ids) {
  return read_changes(tx.query_in(std::string(kSelectChange) + "WHERE id IN ({keys}) ORDER BY id", ids_from(ids)));
}

Result<std::vector<ChangeRow>> open_changes(Transaction& tx, const std::vector<std::int64_t>& listings) {
  return read_changes(tx.query_in(
      std::string(kSelectChange) + "WHERE ended_at IS NULL AND listing_id IN ({keys}) ORDER BY id", ids_from(listings)));
}

Result<std::vector<ChangeRow>> last_changes(Transaction& tx, std::int64_t listing, std::int64_t limit) {
  return read_changes(
      tx.query(std::string(kSelectChange) + "WHERE listing_id = ? ORDER BY id DESC LIMIT ?", {listing, limit}));
}

Result<std::vector<ChangeRow>> changes_for_submission(Transaction& tx, std::int64_t store, std::int64_t most) {
  return read_changes(tx.query(std::string(kSelectChange) + kForSubmission + "ORDER BY id LIMIT ?", {store, most}));
}

Result<std::int64_t> count_for_submission(Transaction& tx, std::int64_t store, std::int64_t most) {
  auto rows = tx.query(std::string("SELECT count(*) FROM (SELECT 1 FROM listing_change ") + kForSubmission + "LIMIT ?)",
                       {store, most});
  if (!rows) return fail(std::move(rows.error()));
  return rows->integer(0, 0);
}

Result<std::vector<ChangeRow>> changes_submitted(Transaction& tx, std::int64_t store, const std::string& submission) {
  return read_changes(
      tx.query(std::string(kSelectChange) +
                   "WHERE state = 'submitted' AND submission = ? AND (SELECT store_id FROM listing WHERE id = "
                   "listing_change.listing_id) = ? ORDER BY id",
               {submission, store}));
}

Result<std::map<std::int64_t, ChangeRow>> failed_unhides(Transaction& tx, const std::vector<std::int64_t>& listings) {
  auto rows = read_changes(
      tx.query_in(std::string(kSelectChange) +
                      "WHERE verb = 'unhide' AND state IN ('refused', 'unseen') AND NOT EXISTS (SELECT 1 FROM "
                      "listing_change AS later WHERE later.listing_id = listing_change.listing_id AND later.id > "
                      "listing_change.id AND later.verb IN ('hide', 'unhide', 'publish', 'delist')) AND "
                      "listing_id IN ({keys})",
                  ids_from(listings)));
  if (!rows) return fail(std::move(rows.error()));
  std::map<std::int64_t, ChangeRow> found;
  for (auto& row : *rows) {
    const auto listing = row.listing_id;
    found.insert_or_assign(listing, std::move(row));
  }
  return found;
}

Result<std::set<std::int64_t>> told_since(Transaction& tx, const std::vector<std::int64_t>& listings, Instant since) {
  auto rows = tx.query_in(
      "SELECT DISTINCT listing_id FROM listing_change WHERE (ended_at IS NULL OR told_at > ?) AND listing_id IN ({keys})",
      ids_from(listings), {to_ms(since)});
  if (!rows) return fail(std::move(rows.error()));
  std::set<std::int64_t> found;
  for (std::size_t i = 0; i < rows->size(); ++i) found.insert(rows->integer(i, 0));
  return found;
}

Result<Wants> wants_of(Transaction& tx, const std::vector<std::int64_t>& listings) {
  Wants found;
  auto rows =
      tx.query_in("SELECT listing_id, hidden, quantity FROM listing_want WHERE listing_id IN ({keys})", ids_from(listings));
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i)
    found[rows->integer(i, 0)] = {rows->integer(i, 1) != 0, rows->maybe_integer(i, 2)};
  return found;
}

Status set_wants(Transaction& tx, const Wants& wants) {
  if (wants.empty()) return {};
  Rows rows{{"listing_id", Type::integer}, {"hidden", Type::integer}, {"quantity", Type::integer}};
  for (const auto& [listing, want] : wants)
    rows.add({listing, std::int64_t{want.hidden}, want.quantity ? Value(*want.quantity) : Value()});
  return done(
      tx.bulk("INSERT INTO listing_want (listing_id, hidden, quantity) VALUES (?, ?, ?) ON CONFLICT (listing_id) DO UPDATE "
              "SET hidden = excluded.hidden, quantity = excluded.quantity",
              rows));
}

Result<std::map<std::string, ItemForSale>> items_for_sale(Transaction& tx, const std::string& account,
                                                          const std::vector<std::string>& skus) {
  std::map<std::string, ItemForSale> found;
  const auto keyed = ids_by_key(tx, KeyKind::item_sku, account, skus);
  if (!keyed) return fail(keyed.error());
  auto rows = tx.query_in(
      "SELECT id, sku, product_id, barcode, condition, price, list_price, currency, parent FROM catalogue_item WHERE "
      "account = ? AND id IN ({keys})",
      {keyed->begin(), keyed->end()}, {account});
  if (!rows) return fail(std::move(rows.error()));
  const std::set<std::string_view> wanted(skus.begin(), skus.end());
  for (std::size_t i = 0; i < rows->size(); ++i)
    if (wanted.contains(rows->text(i, 1)))  // a key is a hint
      found[rows->text(i, 1)] = {rows->integer(i, 0), rows->text(i, 1), rows->text(i, 2),
                                 rows->text(i, 3),    rows->text(i, 4), rows->text(i, 5),
                                 rows->text(i, 6),    rows->text(i, 7), rows->integer(i, 8) != 0};
  return found;
}

Status set_list_prices(Transaction& tx, const std::vector<ItemForSale>& items) {
  if (items.empty()) return {};
  Rows rows{{"list_price"}, {"currency"}, {"id", Type::integer}};
  for (const auto& item : items) rows.add({item.list_price, item.currency, item.id});
  return done(tx.bulk("UPDATE catalogue_item SET list_price = ?, currency = ? WHERE id = ?", rows));
}

}  // namespace fairway::ledger
