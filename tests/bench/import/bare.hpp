// What the import is compared with: the least that somebody would write who needs the listings in a database and nothing else.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

namespace fairway::bench {

// Unpacks, splits, judges by six rules, and inserts with prepared statements into a table with three indexes and one of outcomes;
// a commit each 2,000 rows, with SQLite's own settings but for the WAL, or with the host's larger cache and rarer checkpoints. No JSON, no process between, no catalogue apart from listings, no
// look-ups, no undo; it cannot go on after a crash. How many rows it took.
enum class BareSettings { own, host };
std::int64_t bare_import(const std::string& packed, const std::filesystem::path& file, BareSettings settings);

}  // namespace fairway::bench
