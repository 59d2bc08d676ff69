#include "host/storage/migrations.hpp"

#include "host/storage/sqlite/session.hpp"

namespace fairway::storage {

namespace {

const char* kRead = "SELECT number, name, checksum FROM migration ORDER BY number";

Status judge(const Rows& applied, const std::vector<Migration>& all) {
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const auto number = applied.integer(i, 0);
    const auto& name = applied.text(i, 1);
    const auto known = std::find_if(all.begin(), all.end(), [&](const Migration& one) { return one.number == number; });
    if (known == all.end()) {
      return fail(FW_E_CONFIG, fmt::format("the database was made by a newer version of Fairway: this one does not know its "
                                           "migration {}",
                                           name));
    }
    if (known->checksum != applied.text(i, 2)) {
      return fail(FW_E_CONFIG, fmt::format("migration {} has changed since it was applied to this database", name));
    }
  }
  return {};
}

Status apply(Session& session, const Migration& migration) {
  const auto name_it = [&](const Failure& failure) {
    if (session.in_transaction()) (void)session.execute("ROLLBACK");
    return fail(failure.code, fmt::format("migration {}: {}", migration.name, failure.message));
  };
  if (auto begun = session.execute("BEGIN IMMEDIATE"); !begun) return name_it(begun.error());
  if (auto done = session.execute(migration.sql); !done) return name_it(done.error());
  auto noted = session.execute("INSERT INTO migration (number, name, checksum) VALUES (?, ?, ?)",
                               {std::int64_t{migration.number}, migration.name, migration.checksum});
  if (!noted) return name_it(noted.error());
  if (auto done = session.execute("COMMIT"); !done) return name_it(done.error());
  return {};
}

}  // namespace

Status check_migrations(Session& session, const std::vector<Migration>& all) {
  auto applied = session.query(kRead);
  if (!applied) return fail(FW_E_CONFIG, fmt::format("not a database of Fairway: {}", applied.error().message));
  return judge(*applied, all);
}

Status check_current(Session& session, const std::vector<Migration>& all) {
  if (auto known = check_migrations(session, all); !known) return known;
  auto applied = session.query(kRead);
  if (!applied) return fail(applied.error());
  if (applied->size() == all.size()) return {};
  return fail(FW_E_CONFIG,
              "the database was made by an older version of Fairway: the next start of the host brings it up to date");
}

Status migrate(Session& session, const std::vector<Migration>& all) {
  auto made = session.execute(
      "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)");
  if (!made) return fail(made.error());
  auto applied = session.query(kRead);
  if (!applied) return fail(applied.error());
  if (auto sound = judge(*applied, all); !sound) return sound;
  for (const Migration& migration : all) {
    const bool done = std::any_of(applied->all().begin(), applied->all().end(),
                                  [&](const auto& row) { return std::get<std::int64_t>(row[0]) == migration.number; });
    if (done) continue;
    if (auto now = apply(session, migration); !now) return now;
  }
  return {};
}

}  // namespace fairway::storage
