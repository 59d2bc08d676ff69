// What a person does to a whole store or warehouse: nothing new goes out of the one or to the other until it is released.
#pragma once
#include "host/api/route.hpp"
#include "host/ledger/hold.hpp"

namespace fairway::api {

Response hold_store(engine::Engine&, const Request&);  // body {"reason"?}
Response release_store(engine::Engine&, const Request&);
Response hold_warehouse(engine::Engine&, const Request&);  // body {"reason"?}
Response release_warehouse(engine::Engine&, const Request&);

// {"at", "by", "reason"}; null: it is not held.
json::value hold_json(const ledger::HoldsByTarget& holds, const std::string& target);

}  // namespace fairway::api
