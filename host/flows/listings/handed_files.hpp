// Files that persons hand in: they come in pieces, are read by an import, and go when it has ended. Nobody but the host reads them.
#pragma once
#include "host/flows/flow.hpp"
#include "host/ledger/import.hpp"

namespace fairway::flows {

inline constexpr std::int64_t kLongestFile = 256LL << 20;
inline constexpr std::int64_t kLongestPiece = 2LL << 20;

// A new empty one, of this store; its id. INVALID: no such store.
Result<std::string> hand_in_file(Context&, const std::string& account, const std::string& store);
// How long it is by now. INVALID: the store has no such file, or an import has it already.
Result<std::int64_t> length_of_file(Context&, const std::string& account, const std::string& store, const std::string& file);
// `bytes` stand at `offset` from now on, and the file ends behind them, so a piece may be sent again. Its length then.
// REJECTED: what comes before is not there yet, or it gets too long.
Result<std::int64_t> append_to_file(Context&, const std::string& account, const std::string& store, const std::string& file,
                                    std::int64_t offset, std::string_view bytes);

// The file as an import is told of it, once it is whole: on disk, and whether it is UTF-8.
Result<ledger::ImportFile> take_file(Context&, std::int64_t store_id, const std::string& file, const std::string& name);
// Up to `most` bytes from there. REJECTED: the file is gone, or shorter.
Result<std::string> read_file_at(const Context&, const ledger::ImportFile& file, std::int64_t offset, std::size_t most);

void remove_file(const Context&, const ledger::Import& import);  // of one that has ended
// Those that nobody imported for a day, and those whose import has ended.
Status sweep_files(Context&);

}  // namespace fairway::flows
