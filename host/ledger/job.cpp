#include "host/ledger/job.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "host/base/text.hpp"

namespace fairway::ledger {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;
using storage::Value;

constexpr Millis kFirstBackoff = std::chrono::seconds(2);
constexpr Millis kLongestBackoff = std::chrono::minutes(15);
constexpr Millis kThrottledWait = std::chrono::seconds(30);   // where the remote names no wait
constexpr Millis kCredentialsWait = std::chrono::minutes(5);  // until somebody mends them
constexpr std::int64_t kUnavailableTries = 120;               // about a day at the longest backoff
constexpr std::int64_t kInternalTries = 2;                    // once in its batch, once alone

std::int64_t ms(Instant at) { return at.time_since_epoch().count(); }
Instant at(std::int64_t ms) { return Instant(Millis(ms)); }

Millis backoff(std::int64_t attempts, double jitter) {
  const auto doubled = kFirstBackoff * (std::int64_t{1} << std::min<std::int64_t>(attempts, 9));
  const auto capped = std::min<Millis>(doubled, kLongestBackoff);
  return capped / 2 + Millis(static_cast<std::int64_t>(static_cast<double>(capped.count() / 2) * jitter));
}

Job read_job(const Rows& rows, std::size_t i) {
  Job job;
  job.id = rows.integer(i, 0);
  job.group = {rows.text(i, 1), rows.text(i, 2), rows.text(i, 3)};
  job.key = rows.text(i, 4);
  job.subject = rows.integer(i, 5);
  job.payload = rows.text(i, 6);
  if (const auto every = rows.maybe_integer(i, 7)) job.every = Millis(*every);
  job.attempts = rows.integer(i, 8);
  job.tries = rows.integer(i, 9) + 1;
  return job;
}

Status expect(Result<std::int64_t> changed, std::size_t wanted) {
  if (!changed) return fail(std::move(changed.error()));
  if (*changed != static_cast<std::int64_t>(wanted))
    return fail(FW_E_CANCELLED, "a job is held by another owner; nothing of this try counts");
  return {};
}

}  // namespace

std::string key_of(const Group& group) {
  return fmt::format("{}/{}{}{}", group.kind, group.account, group.target.empty() ? "" : "/", group.target);
}

Verdict judge(const Failure& failure, std::int64_t attempts_before, bool recurring, double jitter) {
  const auto attempts = attempts_before + 1;
  switch (failure.code) {
    case FW_E_CANCELLED: return {false, false, std::max(failure.retry_after, Millis(200))};
    case FW_E_THROTTLED: return {false, false, failure.retry_after.count() > 0 ? failure.retry_after : kThrottledWait};
    case FW_E_AUTH:
    case FW_E_CONFIG: return {false, true, kCredentialsWait};
    case FW_E_UNAVAILABLE:
      return {!recurring && attempts >= kUnavailableTries, true,
              std::max(failure.retry_after, backoff(attempts_before, jitter))};
    case FW_E_REJECTED:
    case FW_E_INVALID:
    case FW_E_UNSUPPORTED: return {!recurring, true, kLongestBackoff};
    default: return {!recurring && attempts >= kInternalTries, true, backoff(attempts_before, jitter)};
  }
}

Status enqueue(Transaction& tx, const std::vector<NewJob>& jobs, Instant now) {
  Rows rows{{"key"},
            {"account"},
            {"kind"},
            {"target"},
            {"subject", Type::integer},
            {"payload"},
            {"every", Type::integer},
            {"due_at", Type::integer},
            {"created_at", Type::integer}};
  for (const auto& job : jobs)
    rows.add({job.key, job.group.account, job.group.kind, job.group.target, job.subject, job.payload,
              job.every ? Value(job.every->count()) : Value(), ms(job.due), ms(now)});
  auto done = tx.bulk(
      "INSERT INTO job (key, account, kind, target, subject, payload, every, due_at, created_at, state) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'ready') ON CONFLICT (key) DO UPDATE SET every = excluded.every, "
      "payload = CASE WHEN excluded.payload = '' THEN payload ELSE excluded.payload END, "
      "due_at = CASE WHEN state = 'ready' THEN MIN(due_at, excluded.due_at) ELSE excluded.due_at END, "
      "rerun_at = CASE WHEN state = 'running' THEN MIN(COALESCE(rerun_at, excluded.due_at), excluded.due_at) END, "
      "attempts = CASE WHEN state = 'dead' THEN 0 ELSE attempts END, "
      "state = CASE WHEN state = 'running' THEN state ELSE 'ready' END",
      rows);
  if (!done) return fail(std::move(done.error()));
  return {};
}

Result<std::vector<Job>> claim(Transaction& tx, const Group& group, std::int64_t epoch, Instant now, std::size_t most) {
  auto rows = tx.query(
      "SELECT id, account, kind, target, key, subject, payload, every, attempts, tries FROM job "
      "WHERE state = 'ready' AND account = ? AND kind = ? AND target = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?",
      {group.account, group.kind, group.target, ms(now), static_cast<std::int64_t>(most)});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto job = read_job(*rows, i);
    const bool suspect = job.attempts > 0;
    if (suspect && !jobs.empty()) break;
    jobs.push_back(std::move(job));
    if (suspect) break;
  }
  Rows ids{{"epoch", Type::integer}, {"now", Type::integer}, {"id", Type::integer}};
  for (const auto& job : jobs) ids.add({epoch, ms(now), job.id});
  auto marked = tx.bulk(
      "UPDATE job SET state = 'running', epoch = ?, tries = tries + 1, last_started = ? WHERE id = ? AND state = 'ready'",
      ids);
  if (auto all = expect(std::move(marked), jobs.size()); !all) return fail(std::move(all.error()));
  return jobs;
}

Result<std::vector<Group>> hurry(Transaction& tx, const std::string& account, const std::string& kind,
                                 const std::string& target, Instant now) {
  const std::string which =
      target.empty() ? " AND account = ? AND kind = ?" : " AND account = ? AND kind = ? AND target = ?";
  std::vector<Value> values{account, kind};
  if (!target.empty()) values.emplace_back(target);
  std::vector<Group> groups;
  for (const auto* state : {"ready", "running"}) {  // each of them has an index
    auto rows = tx.query(fmt::format("SELECT DISTINCT target FROM job WHERE state = '{}'{}", state, which), values);
    if (!rows) return fail(std::move(rows.error()));
    for (std::size_t i = 0; i < rows->size(); ++i) groups.push_back({account, kind, rows->text(i, 0)});
  }
  values.insert(values.begin(), ms(now));
  // One that runs may have looked before, and is to look again.
  for (const auto* sql :
       {"UPDATE job SET due_at = ? WHERE state = 'ready'{}", "UPDATE job SET rerun_at = ? WHERE state = 'running'{}"})
    if (auto moved = tx.execute(fmt::format(fmt::runtime(sql), which), values); !moved)
      return fail(std::move(moved.error()));
  return groups;
}

Result<std::vector<Due>> due_groups(Transaction& tx, const std::set<std::string>* accounts) {
  constexpr auto kSelect =
      "SELECT account, kind, target, MIN(due_at) FROM job WHERE state = 'ready' {} GROUP BY account, kind, target";
  auto rows = accounts ? tx.query_in(fmt::format(kSelect, "AND account IN ({keys})"), {accounts->begin(), accounts->end()})
                       : tx.query(fmt::format(kSelect, ""));
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Due> all;
  for (std::size_t i = 0; i < rows->size(); ++i)
    all.push_back({{rows->text(i, 0), rows->text(i, 1), rows->text(i, 2)}, at(rows->integer(i, 3))});
  return all;
}

Result<std::optional<Instant>> due_at(Transaction& tx, const Group& group) {
  auto rows = tx.query("SELECT MIN(due_at) FROM job WHERE state = 'ready' AND account = ? AND kind = ? AND target = ?",
                       {group.account, group.kind, group.target});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty() || rows->is_null(0, 0)) return std::optional<Instant>();
  return std::optional<Instant>(at(rows->integer(0, 0)));
}

Status settle(Transaction& tx, const std::vector<Job>& jobs, const std::vector<Outcome>& outcomes, std::int64_t epoch,
              Instant now, double jitter) {
  Rows done{{"id", Type::integer}, {"epoch", Type::integer}};
  Rows kept{{"state"}, {"due_at", Type::integer}, {"attempts", Type::integer}, {"code"},
            {"error"}, {"now", Type::integer},    {"id", Type::integer},       {"epoch", Type::integer}};
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const auto& [failure, again] = outcomes[i];
    const auto& job = jobs[i];
    if (!failure && !again && !job.every) {
      done.add({job.id, epoch});
    } else if (!failure) {
      auto due = job.every ? now + *job.every : *again;
      if (again) due = std::min(due, *again);
      kept.add({"ready", ms(due), std::int64_t{0}, "", "", ms(now), job.id, epoch});
    } else {
      const auto verdict = judge(*failure, job.attempts, job.every.has_value(), jitter);
      auto due = now + verdict.wait;
      if (again) due = std::min(due, *again);
      kept.add({verdict.dead ? "dead" : "ready", ms(due), job.attempts + (verdict.counts ? 1 : 0), code_name(failure->code),
                printable(failure->message), ms(now), job.id, epoch});
    }
  }
  if (!done.empty()) {
    auto again = tx.bulk(
        "UPDATE job SET state = 'ready', due_at = rerun_at, rerun_at = NULL, attempts = 0 "
        "WHERE id = ? AND epoch = ? AND state = 'running' AND rerun_at IS NOT NULL",
        done);
    if (!again) return fail(std::move(again.error()));
    auto gone = tx.bulk("DELETE FROM job WHERE id = ? AND epoch = ? AND state = 'running'", done);
    if (gone) *gone += *again;
    if (auto all = expect(std::move(gone), done.size()); !all) return all;
  }
  if (kept.empty()) return {};
  return expect(tx.bulk("UPDATE job SET state = ?, due_at = MIN(?, COALESCE(rerun_at, 9223372036854775807)), rerun_at = "
                        "NULL, attempts = ?, last_code = ?, "
                        "last_error = ?, last_ended = ?, told = 0 WHERE id = ? AND epoch = ? AND state = 'running'",
                        kept),
                kept.size());
}

Result<bool> is_running(Transaction& tx, const std::string& key) {
  auto rows = tx.query("SELECT 1 FROM job WHERE key = ? AND state = 'running'", {key});
  if (!rows) return fail(std::move(rows.error()));
  return !rows->empty();
}

Result<std::int64_t> count_running(Transaction& tx, const std::string& kind, const std::string& account) {
  auto rows = tx.query("SELECT COUNT(*) FROM job WHERE state = 'running' AND kind = ? AND (? = '' OR account = ?)",
                       {kind, account, account});
  if (!rows) return fail(std::move(rows.error()));
  return rows->integer(0, 0);
}

Result<bool> any_due_elsewhere(Transaction& tx, const std::string& kind, const std::string& account, Instant since,
                               Instant by) {
  auto rows =
      tx.query("SELECT 1 FROM job WHERE state = 'ready' AND due_at BETWEEN ? AND ? AND kind = ? AND account <> ? LIMIT 1",
               {ms(since), ms(by), kind, account});
  if (!rows) return fail(std::move(rows.error()));
  return !rows->empty();
}

bool is_last_try(const Job& job, const Failure& failure) {
  return judge(failure, job.attempts, job.every.has_value(), 0).dead;
}

Result<std::optional<Group>> revive(Transaction& tx, std::int64_t id, const std::string& note, Instant now) {
  auto rows = tx.query("SELECT account, kind, target FROM job WHERE id = ? AND state = 'dead'", {id});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty()) return std::optional<Group>();
  auto done = tx.execute("UPDATE job SET state = 'ready', attempts = 0, due_at = ?, last_error = ? WHERE id = ?",
                         {ms(now), note, id});
  if (!done) return fail(std::move(done.error()));
  return std::optional(Group{rows->text(0, 0), rows->text(0, 1), rows->text(0, 2)});
}

Result<std::int64_t> reclaim(Transaction& tx, std::int64_t epoch, Instant now) {
  return tx.execute("UPDATE job SET state = 'ready', due_at = ? WHERE state = 'running' AND epoch < ?", {ms(now), epoch});
}

}  // namespace fairway::ledger
