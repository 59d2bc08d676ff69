// The first token of the API: written where only the owner of the data folder reads it, stored as a hash.
#pragma once
#include <filesystem>

#include "host/storage/database.hpp"

namespace fairway::engine {

inline constexpr const char* kAdminTokenFile = "admin.token";

// SHA-256 in hex: the key of api_token. The tokens have 256 random bits, so nothing slower is needed.
std::string hash_api_token(std::string_view token);

// 32 bytes from the system's generator, in hex.
std::string random_token();

// Makes the admin token when there is none; true when it did. The file has mode 0600 from its first byte on
// and is written before the hash is committed.
Result<bool> ensure_admin_token(storage::Database& db, const std::filesystem::path& data, Instant now);

// The next start makes a new one: after a restore, whose backup holds no token but its hash.
Status forget_admin_token(storage::Database& db);

}  // namespace fairway::engine
