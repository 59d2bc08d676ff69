// What Poco::Data does not offer of SQLite, in one place: the statement that a session runs, cells by their own type, blobs
// that stay blobs when empty, extended error codes.
#pragma once
#include <Poco/Data/Session.h>

#include <string>
#include <vector>

#include "host/base/result.hpp"
#include "host/storage/rows.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace fairway::storage::native {

// Before the first connection of the process: each is used by one thread at a time, so none needs a lock of its own, and nobody
// asks how much memory SQLite holds.
void configure();

sqlite3* handle(Poco::Data::Session& session);

// The statement prepared last on this connection: the one that Poco just compiled. Null when there is none.
sqlite3_stmt* newest(sqlite3* db);
int parameters(sqlite3_stmt* statement);
std::vector<Column> columns(sqlite3_stmt* statement);     // types as declared; text where none is
Value cell(sqlite3_stmt* statement, std::size_t column);  // of the row stepped to, by its own storage class
// The bytes must live until the statement was stepped. Throws std::runtime_error when refused.
void bind_blob(sqlite3_stmt* statement, std::size_t position, const std::string& bytes);
void bind_text(sqlite3_stmt* statement, std::size_t position, const std::string& text);  // Poco would have it copied

std::int64_t total_changes(sqlite3* db);
bool in_transaction(sqlite3* db);
// The last error as a policy: REJECTED for a broken unique key, UNAVAILABLE for what may pass (busy, no space, disk
// trouble), INTERNAL for the rest. The message names tables and columns, never values.
Failure last_failure(sqlite3* db);

}  // namespace fairway::storage::native
