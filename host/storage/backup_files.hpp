// The two files of a backup, and the last step of a restore.
#pragma once
#include <filesystem>

#include "host/base/result.hpp"

namespace fairway::storage {

// keys.db and, in a table of its own, host.key: all that reads what is sealed. Mode 0600.
Status save_keys(const std::filesystem::path& data, const std::filesystem::path& file);

// Moves a restore that was prepared whole, but whose process ended in the middle of the last renames, into place. For
// whoever opens the folder; does nothing where nothing waits.
Status finish_restore(const std::filesystem::path& data);

}  // namespace fairway::storage
