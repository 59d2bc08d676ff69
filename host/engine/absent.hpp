// What the database knows and the files no longer name: findings of the kind "absent", until it is back or was removed.
#pragma once
#include "host/config/snapshot.hpp"
#include "host/storage/database.hpp"

namespace fairway::engine {

// Stores of an account that is in the files.
Status note_stores(storage::Transaction& tx, const config::Account& account, Instant now);
// `accounts` are absent since now; null: all that are.
Status note_absent(storage::Transaction& tx, const std::set<std::string>* accounts, Instant now);

}  // namespace fairway::engine
