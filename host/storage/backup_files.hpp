// What files of a data folder belong together: the two files of a backup, the last step of a restore, the host key.
#pragma once
#include <filesystem>

#include "host/base/result.hpp"
#include "host/storage/vault/host_ring.hpp"

namespace fairway::storage {

inline constexpr const char* kSecretsTable = "backup_of_sealed_secrets";  // in the data file of a backup only

// Opens the host key of a data folder, which is made with `make` where there is nothing yet that a new key would lock out.
// CONFIG where host.key alone is missing. Finishes a restore that was interrupted.
Result<std::shared_ptr<HostRing>> open_host_ring(const std::filesystem::path& data, bool make = true);

// keys.db and, in a table of its own, host.key: all that reads what is sealed. Mode 0600. For whoever holds the secrets'
// lock. UNAVAILABLE while an exchange of the host key is unfinished.
Status save_keys(const std::filesystem::path& data, const std::filesystem::path& file);

// Moves a restore that was prepared whole, but whose process ended in the middle of the last renames, into place. For
// whoever opens the folder; does nothing where nothing waits.
Status finish_restore(const std::filesystem::path& data);

}  // namespace fairway::storage
