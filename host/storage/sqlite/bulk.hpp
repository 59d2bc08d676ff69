// Many rows at once: the bulk seam over one session.
#pragma once
#include "host/storage/database.hpp"
#include "host/storage/sqlite/session.hpp"

namespace fairway::storage {

Result<std::int64_t> run_bulk(Session& session, const std::string& sql, const Rows& rows);
Result<std::vector<std::int64_t>> insert_rows(Session& session, const std::string& table, const Rows& rows);
Result<Rows> query_keys(Session& session, const std::string& sql, const std::vector<Value>& keys,
                        const std::vector<Value>& before);

}  // namespace fairway::storage
