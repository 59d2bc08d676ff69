// One connection to a SQLite file. Library exceptions end here.
#pragma once
#include <Poco/Data/Session.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"
#include "host/storage/rows.hpp"
#include "host/storage/sqlite/row_binding.hpp"

namespace fairway::storage {

class Session {
 public:
  // Opens, or makes (mode 0600) the file, and sends `pragmas` (each a whole statement).
  static Result<std::unique_ptr<Session>> open(const std::filesystem::path& file, Millis busy_timeout,
                                               const std::vector<std::string>& pragmas);

  // Runs `sql` for each of `rows`; several statements only where they have no placeholders. Rows changed.
  Result<std::int64_t> run(const std::string& sql, RowSpan rows, Rows* out = nullptr,
                           std::optional<std::int64_t> first_id = std::nullopt);
  Result<std::int64_t> execute(const std::string& sql, const std::vector<Value>& values = {});
  Result<Rows> query(const std::string& sql, const std::vector<Value>& values = {});
  bool in_transaction();

 private:
  explicit Session(Poco::Data::Session session) : session_(std::move(session)), db_(native::handle(session_)) {}

  Poco::Data::Session session_;
  sqlite3* db_;
};

}  // namespace fairway::storage
