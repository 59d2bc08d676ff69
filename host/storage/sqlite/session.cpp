#include "host/storage/sqlite/session.hpp"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/Statement.h>
#include <fcntl.h>
#include <unistd.h>

namespace fairway::storage {

namespace {

void register_connector() {
  static std::once_flag once;
  std::call_once(once, [] {
    native::configure();
    Poco::Data::SQLite::Connector::registerConnector();
  });
}

// SQLite would make the file readable for all that the umask lets in.
void make_private(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) ::close(fd);
}

}  // namespace

Result<std::unique_ptr<Session>> Session::open(const std::filesystem::path& file, Millis busy_timeout,
                                               const std::vector<std::string>& pragmas) {
  std::unique_ptr<Session> session;
  try {
    register_connector();
    make_private(file);
    session.reset(new Session(Poco::Data::Session("SQLite", file.string())));
  } catch (const Poco::Exception& error) {
    return fail(FW_E_UNAVAILABLE, fmt::format("{} cannot be opened: {}", file.string(), error.displayText()));
  }
  // Poco counts it in whole seconds, sixty by default.
  if (auto set = session->query(fmt::format("PRAGMA busy_timeout = {}", busy_timeout.count())); !set)
    return fail(set.error());
  for (const std::string& pragma : pragmas) {
    if (auto set = session->query(pragma); !set)
      return fail(set.error().code, fmt::format("{}: {}", file.string(), set.error().message));
  }
  return session;
}

Result<std::int64_t> Session::run(const std::string& sql, RowSpan rows, Rows* out, std::optional<std::int64_t> first_id) {
  const std::int64_t before = native::total_changes(db_);
  try {
    Poco::Data::Statement statement(session_);
    statement << sql;
    Poco::SharedPtr<RowBinding> binding(new RowBinding(db_, rows, first_id));
    statement.addBind(binding);
    statement.addExtract(Poco::Data::AbstractExtraction::Ptr(new RowExtraction(db_, out)));
    try {
      statement.execute();
    } catch (const Poco::Data::SQLite::SQLiteException&) {
      return fail(native::last_failure(db_));  // while the statement lives, the error is still its own
    }
    if (out && out->columns().empty()) *out = Rows(native::columns(native::newest(db_)));
    const bool takes_values = first_id || rows.size() != 1 || !rows.front().empty();
    if (takes_values && !binding->all_bound()) return fail(FW_E_INVALID, "values for a statement without placeholders");
    return native::total_changes(db_) - before;
  } catch (const ValueCountError& error) { return fail(FW_E_INVALID, error.what()); } catch (const Poco::Exception& error) {
    return fail(FW_E_INTERNAL, error.displayText());
  } catch (const std::exception& error) { return fail(FW_E_INTERNAL, error.what()); }
}

Result<std::int64_t> Session::execute(const std::string& sql, const std::vector<Value>& values) {
  return run(sql, RowSpan(&values, 1));
}

Result<Rows> Session::query(const std::string& sql, const std::vector<Value>& values) {
  Rows out;
  if (auto done = run(sql, RowSpan(&values, 1), &out); !done) return fail(std::move(done.error()));
  return out;
}

bool Session::in_transaction() { return native::in_transaction(db_); }

}  // namespace fairway::storage
