// Whole databases to and from single files.
#pragma once
#include <filesystem>
#include <string>

#include "host/base/result.hpp"

namespace fairway::storage {

// The file of a database's url (`sqlite:NAME`) in a data folder. CONFIG for other kinds.
Result<std::filesystem::path> database_file(const std::filesystem::path& data, const std::string& url);

// A consistent, compact copy of the SQLite file `from`, which may be in use, as the new file `to` (mode 0600, on disk when
// this returns). REJECTED when `to` exists.
Status copy_database(const std::filesystem::path& from, const std::filesystem::path& to);

// To disk, file and folder entry.
Status sync_file(const std::filesystem::path& file);

}  // namespace fairway::storage
