// What a person does with imports. INVALID: no such thing; REJECTED with the reason: not now.
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/listings/import_rules.hpp"
#include "host/flows/verbs.hpp"
#include "host/ledger/import.hpp"

namespace fairway::flows {

struct ImportWish {
  std::string account, store;
  std::string mode;                       // create-only | create-and-overwrite; empty: as the store's settings say
  bool dry_run = false;                   // outcomes, and no change
  std::string file = {}, file_name = {};  // one that was handed in (handed_files.hpp), read instead of asking the channel
};
// Queues an import; its id. One of a store runs at a time, in the order in which they were asked for.
Result<std::int64_t> ask_import(Context&, const ImportWish&, const Person&);
// The rows alone that failed in that import, by its rules; an import of its own. REJECTED for one of a file, which is gone.
Result<std::int64_t> rerun_import(Context&, const std::string& account, std::int64_t id, const Person&);
// Stops after the batch in hand; what came in stays until it is undone.
Status cancel_import(Context&, const std::string& account, std::int64_t id, const Person&);
// What it changed is as it was, where nobody changed it since.
Status undo_import(Context&, const std::string& account, std::int64_t id, const Person&);

}  // namespace fairway::flows
