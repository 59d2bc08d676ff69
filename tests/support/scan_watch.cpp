// Linked into a second build of `fairway`: counts, for each SQL statement, the most rows that one run of it stepped through
// without an index to narrow them, and writes what it saw to the file that FAIRWAY_SCANS names when the program ends.
#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <string>

namespace {

struct Watch {
  std::mutex mutex;
  std::map<std::string, int> rows;  // by statement
};
Watch* watch;  // lives as long as the program: connections may close after every destructor ran

int finished(unsigned, void*, void* statement, void*) {
  auto* handle = static_cast<sqlite3_stmt*>(statement);
  const int stepped = sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
  const char* sql = sqlite3_sql(handle);
  const std::lock_guard lock(watch->mutex);
  auto& most = watch->rows[sql ? sql : ""];
  most = std::max(most, stepped);
  return 0;
}

int opened(sqlite3* database, char**, const void*) {
  return sqlite3_trace_v2(database, SQLITE_TRACE_PROFILE, finished, nullptr);
}

void write_down() {
  const std::lock_guard lock(watch->mutex);
  std::ofstream out(std::getenv("FAIRWAY_SCANS"));
  for (const auto& [statement, rows] : watch->rows) {
    std::string sql = statement;
    std::replace(sql.begin(), sql.end(), '\n', ' ');
    out << rows << ' ' << sql << '\n';
  }
}

[[maybe_unused]] const bool armed = [] {
  if (!std::getenv("FAIRWAY_SCANS")) return false;
  watch = new Watch;
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(opened));
  std::atexit(write_down);
  return true;
}();

}  // namespace
