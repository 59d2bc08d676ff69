// The accounts that tokens of the API see, by name.
#pragma once
#include <string>

#include "host/storage/database.hpp"

namespace fairway::ledger {

Status rename_in_tokens(storage::Transaction& tx, const std::string& from, const std::string& to);

// An account of this name that is made later is somebody else's. A token that saw this one alone is no token any more: one
// without accounts sees all.
Status drop_from_tokens(storage::Transaction& tx, const std::string& account);

}  // namespace fairway::ledger
