// Whole databases to and from single files.
#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "host/base/result.hpp"

namespace fairway::storage {

// The file of a database's url (`sqlite:NAME`) in a data folder. CONFIG for other kinds.
Result<std::filesystem::path> database_file(const std::filesystem::path& data, const std::string& url);

class Session;

// A consistent, compact copy of the SQLite file `from`, which may be in use, as the new file `to` (mode 0600, on disk when
// this returns), after `finish` had its way with it. REJECTED when `to` exists or `from` is not a database.
Status copy_database(const std::filesystem::path& from, const std::filesystem::path& to,
                     const std::function<Status(Session& copy)>& finish = {});

Status sync_folder(const std::filesystem::path& folder);
Status sync_file(const std::filesystem::path& file);  // the bytes and the entry in its folder

}  // namespace fairway::storage
