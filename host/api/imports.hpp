// /v1/accounts/{account}/imports: asking for one, how far it is, what became of each row.
#pragma once
#include "host/api/route.hpp"
#include "host/ledger/import.hpp"

namespace fairway::api {

Response start_import(engine::Engine&, const Request&);
Response list_imports(engine::Engine&, const Request&);
Response show_import(engine::Engine&, const Request&);
Response list_import_rows(engine::Engine&, const Request&);
Response import_csv(engine::Engine&, const Request&);     // made a few thousand rows at a time, while it is read
Response act_on_import(engine::Engine&, const Request&);  // the path's last part: cancel, undo, rerun

// The import that a request names. INVALID: its account has none of that id.
Result<ledger::Import> find_import(storage::Transaction& tx, const Request& request);
Result<json::object> import_json(storage::Transaction& tx, const ledger::Import& import, Instant now);

}  // namespace fairway::api
