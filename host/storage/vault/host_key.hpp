// host.key: 32 random bytes, mode 0600. Whoever has it and keys.db reads all that is sealed.
#pragma once
#include <filesystem>

#include "host/base/result.hpp"
#include "host/storage/vault/sealing.hpp"

namespace fairway::storage {

inline constexpr const char* kHostKeyFile = "host.key";
inline constexpr const char* kNextHostKeyFile = "host.key.next";  // only while the key is exchanged: rotate.hpp

// CONFIG when the file is not 32 bytes, or is for others to read.
Result<Key> read_host_key(const std::filesystem::path& file);
// On disk when this returns. An existing file is left as it is: REJECTED.
Status write_host_key(const std::filesystem::path& file, const Key& key);

}  // namespace fairway::storage
