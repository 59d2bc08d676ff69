#include "host/ledger/window.hpp"

#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/base/text.hpp"
#include "host/ledger/records.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

constexpr const char* kWindowColumns =
    "id, account, source, stores, since, until, view, asked_by, state, begun_at, ended_at, tries, looks, counted, missing, "
    "fetched, unread, note";

WindowState window_state(std::string_view name) {
  for (const auto state : {WindowState::asking, WindowState::fetching, WindowState::proved})
    if (text(state) == name) return state;
  return WindowState::incomplete;
}

std::vector<std::int64_t> ids_in(const std::string& list) {
  std::vector<std::int64_t> ids;
  for (const auto& part : split(list, ','))
    if (std::int64_t id = 0; std::from_chars(part.data(), part.data() + part.size(), id).ec == std::errc())
      ids.push_back(id);
  return ids;
}

OrderWindow window_at(const Rows& rows, std::size_t i) {
  OrderWindow w;
  w.id = rows.integer(i, 0);
  w.account = rows.text(i, 1), w.source = rows.text(i, 2), w.stores = ids_in(rows.text(i, 3));
  w.since = from_ms(rows.integer(i, 4)), w.until = from_ms(rows.integer(i, 5));
  w.view = rows.text(i, 6), w.asked_by = rows.text(i, 7), w.state = window_state(rows.text(i, 8));
  w.begun_at = from_ms(rows.integer(i, 9)), w.ended_at = instant_at(rows, i, 10);
  w.tries = rows.integer(i, 11), w.looks = rows.integer(i, 12);
  w.counted = rows.integer(i, 13), w.missing = rows.integer(i, 14), w.fetched = rows.integer(i, 15);
  w.unread = rows.integer(i, 16), w.note = rows.text(i, 17);
  return w;
}

Result<std::optional<OrderWindow>> first_window(Result<Rows> rows) {
  if (!rows) return fail(std::move(rows.error()));
  return rows->empty() ? std::optional<OrderWindow>() : std::optional(window_at(*rows, 0));
}

}  // namespace

std::string_view text(WindowState state) {
  switch (state) {
    case WindowState::asking: return "asking";
    case WindowState::fetching: return "fetching";
    case WindowState::proved: return "proved";
    case WindowState::incomplete: break;
  }
  return "incomplete";
}

Result<std::optional<OrderWindow>> open_window(Transaction& tx, const std::string& account, const std::string& source) {
  return first_window(
      tx.query(fmt::format("SELECT {} FROM order_window WHERE ended_at IS NULL AND account = ? AND source = ? "
                           "AND asked_by = '' LIMIT 1",
                           kWindowColumns),
               {account, source}));
}

Result<std::vector<OrderWindow>> incomplete_windows(Transaction& tx, const std::string& account, const std::string& source) {
  auto rows = tx.query(
      fmt::format("SELECT {} FROM order_window WHERE account = ? AND source = ? AND state = 'incomplete'", kWindowColumns),
      {account, source});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<OrderWindow> windows;
  for (std::size_t i = 0; i < rows->size(); ++i) windows.push_back(window_at(*rows, i));
  return windows;
}

Result<std::optional<OrderWindow>> window_by_id(Transaction& tx, std::int64_t id) {
  return first_window(tx.query(fmt::format("SELECT {} FROM order_window WHERE id = ?", kWindowColumns), {id}));
}

Result<std::int64_t> add(Transaction& tx, const OrderWindow& w) {
  Rows rows{{"account"}, {"source"},   {"stores"}, {"since", Type::integer},   {"until", Type::integer},
            {"view"},    {"asked_by"}, {"state"},  {"begun_at", Type::integer}};
  rows.add({w.account, w.source, fmt::format("{}", fmt::join(w.stores, ",")), to_ms(w.since), to_ms(w.until), w.view,
            w.asked_by, std::string(text(w.state)), to_ms(w.begun_at)});
  auto ids = tx.insert("order_window", rows);
  if (!ids) return fail(std::move(ids.error()));
  return ids->front();
}

Status update(Transaction& tx, const OrderWindow& w) {
  return done(tx.execute(
      "UPDATE order_window SET view = ?, state = ?, ended_at = ?, tries = ?, looks = ?, counted = ?, missing = ?, "
      "fetched = ?, unread = ?, note = ? WHERE id = ?",
      {w.view, std::string(text(w.state)), to_value(w.ended_at), w.tries, w.looks, w.counted, w.missing, w.fetched, w.unread,
       w.note, w.id}));
}

Status add_gaps(Transaction& tx, std::int64_t window, const std::vector<std::string>& ids) {
  if (ids.empty()) return {};
  Rows rows{{"window_id", Type::integer}, {"channel_order_id"}};
  for (const auto& id : ids) rows.add({window, id});
  return done(tx.bulk("INSERT INTO order_gap (window_id, channel_order_id) VALUES (?, ?) ON CONFLICT DO NOTHING", rows));
}

Result<std::vector<Gap>> open_gaps(Transaction& tx, std::int64_t window, std::size_t limit) {
  auto rows = tx.query(
      "SELECT id, channel_order_id, tries FROM order_gap WHERE window_id = ? AND fetched_at IS NULL ORDER BY tries, id "
      "LIMIT ?",
      {window, static_cast<std::int64_t>(limit)});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Gap> gaps;
  for (std::size_t i = 0; i < rows->size(); ++i)
    gaps.push_back({rows->integer(i, 0), rows->text(i, 1), rows->integer(i, 2)});
  return gaps;
}

Result<std::vector<std::string>> first_gaps(Transaction& tx, std::int64_t window, std::size_t limit) {
  auto rows = tx.query("SELECT channel_order_id FROM order_gap WHERE window_id = ? ORDER BY id LIMIT ?",
                       {window, static_cast<std::int64_t>(limit)});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < rows->size(); ++i) ids.push_back(rows->text(i, 0));
  return ids;
}

Status note_tries(Transaction& tx, const std::vector<Gap>& gaps) {
  if (gaps.empty()) return {};
  Rows rows{{"tries", Type::integer}, {"id", Type::integer}};
  for (const auto& gap : gaps) rows.add({gap.tries, gap.id});
  return done(tx.bulk("UPDATE order_gap SET tries = ? WHERE id = ?", rows));
}

Status note_fetched(Transaction& tx, std::int64_t window, const std::set<std::string>& ids, Instant now) {
  if (ids.empty()) return {};
  Rows rows{{"at", Type::integer}, {"window_id", Type::integer}, {"channel_order_id"}};
  for (const auto& id : ids) rows.add({to_ms(now), window, id});
  return done(tx.bulk(
      "UPDATE order_gap SET fetched_at = ? WHERE window_id = ? AND channel_order_id = ? AND fetched_at IS NULL", rows));
}

Result<GapCount> count_gaps(Transaction& tx, std::int64_t window) {
  auto rows = tx.query("SELECT COUNT(*), COUNT(fetched_at) FROM order_gap WHERE window_id = ?", {window});
  if (!rows) return fail(std::move(rows.error()));
  return GapCount{rows->integer(0, 0), rows->integer(0, 1)};
}

Result<std::set<std::string>> known_orders(Transaction& tx, const std::string& plugin, const std::string& seller,
                                           const std::vector<std::string>& ids) {
  std::set<std::string> known;
  if (ids.empty()) return known;
  auto rows =
      tx.query_in("SELECT channel_order_id FROM orders WHERE plugin = ? AND seller = ? AND channel_order_id IN ({keys})",
                  std::vector<Value>(ids.begin(), ids.end()), {plugin, seller});
  if (!rows) return fail(std::move(rows.error()));
  for (std::size_t i = 0; i < rows->size(); ++i) known.insert(rows->text(i, 0));
  return known;
}

std::string gap_key(std::int64_t window) { return fmt::format("missing-order/{}", window); }

Result<std::size_t> prune_windows(Transaction& tx, Instant before, std::size_t limit, Instant now) {
  auto rows = tx.query("SELECT id FROM order_window WHERE ended_at IS NOT NULL AND ended_at < ? ORDER BY ended_at LIMIT ?",
                       {to_ms(before), static_cast<std::int64_t>(limit)});
  if (!rows) return fail(std::move(rows.error()));
  Rows ids{{"id", Type::integer}};
  for (std::size_t i = 0; i < rows->size(); ++i) {
    ids.add({rows->integer(i, 0)});
    if (auto ok = resolve(tx, gap_key(rows->integer(i, 0)), now); !ok) return fail(std::move(ok.error()));
  }
  if (!ids.empty())
    for (const auto* sql : {"DELETE FROM order_gap WHERE window_id = ?", "DELETE FROM order_window WHERE id = ?"})
      if (auto ok = done(tx.bulk(sql, ids)); !ok) return fail(std::move(ok.error()));
  return rows->size();
}

}  // namespace fairway::ledger
