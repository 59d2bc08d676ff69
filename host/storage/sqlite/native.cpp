#include "host/storage/sqlite/native.hpp"

#include <Poco/Data/SQLite/Utility.h>
#include <sqlite3.h>

#include <stdexcept>

namespace fairway::storage::native {

namespace {

Type declared(sqlite3_stmt* statement, int column) {
  const char* name = sqlite3_column_decltype(statement, column);
  const std::string_view type = name ? name : "";
  if (type == "INTEGER") return Type::integer;
  if (type == "REAL") return Type::real;
  if (type == "BLOB") return Type::blob;
  return Type::text;
}

fw_rc policy(int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID: return FW_E_REJECTED;
    default: break;
  }
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
    case SQLITE_CANTOPEN: return FW_E_UNAVAILABLE;
    default: return FW_E_INTERNAL;
  }
}

}  // namespace

void configure() {
  sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

sqlite3* handle(Poco::Data::Session& session) { return Poco::Data::SQLite::Utility::dbHandle(session); }

sqlite3_stmt* newest(sqlite3* db) { return sqlite3_next_stmt(db, nullptr); }

int parameters(sqlite3_stmt* statement) { return statement ? sqlite3_bind_parameter_count(statement) : 0; }

std::vector<Column> columns(sqlite3_stmt* statement) {
  std::vector<Column> all;
  const int count = statement ? sqlite3_column_count(statement) : 0;
  for (int i = 0; i < count; ++i) all.push_back({sqlite3_column_name(statement, i), declared(statement, i)});
  return all;
}

Value cell(sqlite3_stmt* statement, std::size_t column) {
  const int at = static_cast<int>(column);
  // The pointer is asked for before the size, as SQLite wants it.
  const auto bytes = [&](const void* data) {
    return std::string(static_cast<const char*>(data),
                       data ? static_cast<std::size_t>(sqlite3_column_bytes(statement, at)) : 0);
  };
  switch (sqlite3_column_type(statement, at)) {
    case SQLITE_INTEGER: return Value{std::int64_t{sqlite3_column_int64(statement, at)}};
    case SQLITE_FLOAT: return Value{sqlite3_column_double(statement, at)};
    case SQLITE_TEXT: return Value{bytes(sqlite3_column_text(statement, at))};
    case SQLITE_BLOB: return Value{Blob{bytes(sqlite3_column_blob(statement, at))}};
    default: return Value{};
  }
}

void bind_blob(sqlite3_stmt* statement, std::size_t position, const std::string& bytes) {
  // data() of an empty string is not null, so an empty blob does not turn into NULL (as Poco's LOB would).
  const int code = sqlite3_bind_blob64(statement, static_cast<int>(position), bytes.data(), bytes.size(), SQLITE_STATIC);
  if (code != SQLITE_OK) throw std::runtime_error(std::string("a blob could not be bound: ") + sqlite3_errstr(code));
}

void bind_text(sqlite3_stmt* statement, std::size_t position, const std::string& text) {
  const int code =
      sqlite3_bind_text64(statement, static_cast<int>(position), text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) throw std::runtime_error(std::string("a text could not be bound: ") + sqlite3_errstr(code));
}

std::int64_t total_changes(sqlite3* db) { return sqlite3_total_changes64(db); }

bool in_transaction(sqlite3* db) { return sqlite3_get_autocommit(db) == 0; }

Failure last_failure(sqlite3* db) { return {policy(sqlite3_extended_errcode(db)), sqlite3_errmsg(db)}; }

}  // namespace fairway::storage::native
