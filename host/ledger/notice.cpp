#include "host/ledger/notice.hpp"

#include "host/base/text.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;

constexpr std::array kWayStates{
    std::pair(WayState::waiting, std::string_view("waiting")), std::pair(WayState::sending, std::string_view("sending")),
    std::pair(WayState::told, std::string_view("told")), std::pair(WayState::failed, std::string_view("failed")),
    std::pair(WayState::dropped, std::string_view("dropped"))};
constexpr std::int64_t kRefusedBefore = 2;  // one refusal may be a token that has just expired

WayState way_state(std::string_view name) {
  for (const auto& [state, text] : kWayStates)
    if (text == name) return state;
  return WayState::failed;
}

}  // namespace

std::string_view text(WayState state) {
  for (const auto& [known, name] : kWayStates)
    if (known == state) return name;
  return "failed";
}

Result<std::optional<std::int64_t>> add_notice(Transaction& tx, const Notice& n) {
  auto known = tx.query("SELECT 1 FROM notice WHERE key = ?", {n.key});
  if (!known) return fail(std::move(known.error()));
  if (!known->empty()) return std::optional<std::int64_t>();
  Rows rows{{"key"}, {"account"}, {"target"}, {"kind"}, {"title"}, {"text"}, {"at", Type::integer}};
  rows.add({n.key, n.account, n.target, n.kind, n.title, n.text, to_ms(n.at)});
  auto ids = tx.insert("notice", rows);
  if (!ids) return fail(std::move(ids.error()));
  return std::optional(ids->front());
}

Result<std::optional<Notice>> notice_by_id(Transaction& tx, std::int64_t id) {
  auto rows = tx.query("SELECT id, key, account, target, kind, title, text, at FROM notice WHERE id = ?", {id});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return std::optional<Notice>();
  return std::optional(Notice{rows->integer(0, 0), rows->text(0, 1), rows->text(0, 2), rows->text(0, 3), rows->text(0, 4),
                              rows->text(0, 5), rows->text(0, 6), from_ms(rows->integer(0, 7))});
}

Result<std::optional<Instant>> last_notice(Transaction& tx, const std::string& account, const std::string& kind,
                                           const std::string& target) {
  auto rows = tx.query("SELECT MAX(at) FROM notice WHERE account = ? AND kind = ? AND target = ?", {account, kind, target});
  if (!rows) return fail(std::move(rows.error()));
  return rows->empty() ? std::optional<Instant>() : instant_at(*rows, 0, 0);
}

Status forget_notices(Transaction& tx, Instant until) {
  for (const auto* sql :
       {"DELETE FROM notice_way WHERE notice_id IN (SELECT id FROM notice WHERE at < ?)", "DELETE FROM notice WHERE at < ?"})
    if (auto ok = done(tx.execute(sql, {to_ms(until)})); !ok) return ok;
  return {};
}

Result<std::vector<std::int64_t>> add_ways(Transaction& tx, const std::vector<NoticeWay>& ways, Instant now) {
  Rows rows{{"notice_id", Type::integer}, {"way"}, {"account"}, {"state"}, {"at", Type::integer}};
  for (const auto& way : ways) rows.add({way.notice_id, way.way, way.told_by, std::string(text(way.state)), to_ms(now)});
  if (rows.empty()) return std::vector<std::int64_t>{};
  return tx.insert("notice_way", rows);
}

Result<std::optional<NoticeWay>> way_by_id(Transaction& tx, std::int64_t id) {
  auto rows = tx.query("SELECT id, notice_id, way, account, state, error FROM notice_way WHERE id = ?", {id});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return std::optional<NoticeWay>();
  return std::optional(NoticeWay{rows->integer(0, 0), rows->integer(0, 1), rows->text(0, 2), rows->text(0, 3),
                                 way_state(rows->text(0, 4)), rows->text(0, 5)});
}

Status update(Transaction& tx, const NoticeWay& way, Instant now) {
  return done(tx.execute("UPDATE notice_way SET state = ?, error = ?, at = ? WHERE id = ?",
                         {std::string(text(way.state)), printable(way.error), to_ms(now), way.id}));
}

Result<std::vector<Import>> imports_ended(Transaction& tx, Instant since) {
  auto rows = tx.query("SELECT id FROM import WHERE ended_at >= ? AND state IN ('done', 'failed') ORDER BY ended_at",
                       {to_ms(since)});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Import> ended;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto import = import_by_id(tx, rows->integer(i, 0));
    if (!import) return fail(std::move(import.error()));
    if (*import) ended.push_back(std::move(**import));
  }
  return ended;
}

Result<std::vector<DeadGroup>> untold_dead(Transaction& tx) {
  // That a notice could not be told is a finding, and no notice.
  auto rows = tx.query(
      "SELECT account, kind, target, COUNT(*), MAX(id) FROM job WHERE state = 'dead' AND told = 0 AND kind <> 'notify' "
      "GROUP BY account, kind, target");
  if (!rows) return fail(std::move(rows.error()));
  std::vector<DeadGroup> groups;
  for (std::size_t i = 0; i < rows->size(); ++i)
    groups.push_back({{rows->text(i, 0), rows->text(i, 1), rows->text(i, 2)}, rows->integer(i, 3), rows->integer(i, 4)});
  return groups;
}

Status note_told(Transaction& tx, const DeadGroup& dead) {
  return done(
      tx.execute("UPDATE job SET told = 1 WHERE state = 'dead' AND told = 0 AND account = ? AND kind = ? AND target = ?",
                 {dead.group.account, dead.group.kind, dead.group.target}));
}

Result<std::vector<Unauthorised>> unauthorised(Transaction& tx) {
  auto rows = tx.query("SELECT account, target, state, attempts FROM job WHERE last_code = 'AUTH' ORDER BY account, target");
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Unauthorised> all;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const bool works = rows->text(i, 2) == "ready" || rows->text(i, 2) == "running";
    if (!works || rows->integer(i, 3) < kRefusedBefore || rows->text(i, 0).empty()) continue;
    if (all.empty() || all.back().account != rows->text(i, 0) || all.back().target != rows->text(i, 1))
      all.push_back({rows->text(i, 0), rows->text(i, 1)});
  }
  return all;
}

Result<std::vector<EndedReload>> reloads_after(Transaction& tx, std::int64_t attempt) {
  auto rows = tx.query(
      "SELECT attempt, status, message, accounts FROM reload WHERE attempt > ? AND status <> 'running' ORDER BY attempt",
      {attempt});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<EndedReload> all;
  for (std::size_t i = 0; i < rows->size(); ++i)
    all.push_back({rows->integer(i, 0), rows->text(i, 1), rows->text(i, 2), rows->text(i, 3)});
  return all;
}

}  // namespace fairway::ledger
