#include "host/storage/sqlite/bulk.hpp"

#include <numeric>

namespace fairway::storage {

namespace {

// SQLite's default limit of variables is 32,766 (sqlite.org/limits.html).
constexpr std::size_t kMostVariables = 32000;
constexpr std::string_view kKeys = "{keys}";

// Runs `work` all or nothing: what some of its rows did is undone when a later one fails.
template <class F>
auto as_one(Session& session, F&& work) -> decltype(work()) {
  if (auto begun = session.execute("SAVEPOINT bulk"); !begun) return fail(std::move(begun.error()));
  auto result = work();
  if (!result && session.in_transaction()) (void)session.execute("ROLLBACK TO bulk");
  if (session.in_transaction()) {
    if (auto ended = session.execute("RELEASE bulk"); !ended && result) return fail(std::move(ended.error()));
  }
  return result;
}

std::string quoted(const std::string& name) { return '"' + name + '"'; }

std::string insert_text(const std::string& table, const std::string& key, const Rows& rows) {
  std::string names = key, marks = "?";
  for (const Column& column : rows.columns()) {
    names += ", " + quoted(column.name);
    marks += ", ?";
  }
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", quoted(table), names, marks);
}

// Ids go on from the highest ever given, so one is not given again after its row was deleted.
Result<std::int64_t> take_ids(Session& session, const std::string& table, std::size_t count) {
  auto last = session.query(fmt::format("SELECT max(ifnull((SELECT max(id) FROM {}), 0), "
                                        "ifnull((SELECT last FROM sequence WHERE name = ?), 0))",
                                        quoted(table)),
                            {table});
  if (!last) return fail(std::move(last.error()));
  const std::int64_t first = last->integer(0, 0) + 1;
  auto kept = session.execute(
      "INSERT INTO sequence (name, last) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last",
      {table, first + static_cast<std::int64_t>(count) - 1});
  if (!kept) return fail(std::move(kept.error()));
  return first;
}

std::string with_marks(std::string sql, std::size_t at, std::size_t count) {
  std::string marks = count ? "?" : "";  // SQLite takes an empty list
  for (std::size_t i = 1; i < count; ++i) marks += ",?";
  return sql.replace(at, kKeys.size(), marks);
}

// Each key once: within one list SQLite sees to that itself, over several lists it cannot.
Result<std::vector<Value>> distinct(const std::vector<Value>& keys) {
  if (keys.size() < kMostVariables / 2) return keys;
  std::set<std::variant<std::int64_t, std::string>> seen;
  std::vector<Value> out;
  for (const Value& key : keys) {
    if (const auto* number = std::get_if<std::int64_t>(&key)) {
      if (seen.insert(*number).second) out.push_back(key);
    } else if (const auto* text = std::get_if<std::string>(&key)) {
      if (seen.insert(*text).second) out.push_back(key);
    } else {
      return fail(FW_E_INVALID, "a key is a text or an integer");
    }
  }
  return out;
}

}  // namespace

Result<std::int64_t> run_bulk(Session& session, const std::string& sql, const Rows& rows) {
  if (rows.empty()) return 0;
  return as_one(session, [&] { return session.run(sql, rows.all()); });
}

Result<std::vector<std::int64_t>> insert_rows(Session& session, const std::string& table, const Rows& rows) {
  std::vector<std::int64_t> ids(rows.size());
  if (rows.empty()) return ids;
  return as_one(session, [&]() -> Result<std::vector<std::int64_t>> {
    auto first = take_ids(session, table, rows.size());
    if (!first) return fail(std::move(first.error()));
    if (auto done = session.run(insert_text(table, "id", rows), rows.all(), nullptr, *first); !done)
      return fail(std::move(done.error()));
    std::iota(ids.begin(), ids.end(), *first);
    return ids;
  });
}

Result<Rows> query_keys(Session& session, const std::string& sql, const std::vector<Value>& keys,
                        const std::vector<Value>& before) {
  const std::size_t at = sql.find(kKeys);
  if (at == std::string::npos) return fail(FW_E_INVALID, "no {keys} in the query");
  auto wanted = distinct(keys);
  if (!wanted) return fail(std::move(wanted.error()));
  const std::size_t most = kMostVariables - std::min(before.size(), kMostVariables - 1);
  Rows out;
  std::size_t taken = 0;
  do {
    const std::size_t count = std::min(wanted->size() - taken, most);
    std::vector<Value> values = before;
    for (std::size_t i = 0; i < count; ++i) values.push_back(std::move((*wanted)[taken + i]));
    taken += count;
    if (auto done = session.run(with_marks(sql, at, count), RowSpan(&values, 1), &out); !done)
      return fail(std::move(done.error()));
  } while (taken < wanted->size());
  return out;
}

}  // namespace fairway::storage
