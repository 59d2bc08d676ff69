// Numbers that are given out once for ever: control numbers, which a partner takes for a repetition when they come again.
#pragma once
#include "host/storage/database.hpp"

namespace fairway::ledger {

constexpr std::uint64_t kMostNumbers = 10'000;  // at once

// The first of `count` numbers in a row of the plugin's sequence, from 1 on. Commit, and sync() the database, before they
// are used. INVALID for a sequence without a name and for a count that is none.
Result<std::uint64_t> take_numbers(storage::Transaction&, const std::string& plugin, const std::string& sequence,
                                   std::uint64_t count);

}  // namespace fairway::ledger
