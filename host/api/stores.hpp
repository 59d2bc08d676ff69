// /v1/accounts/{account}/stores: stores and warehouses with their schedules, and what a person does to a store.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

Response list_stores(engine::Engine&, const Request&);
// ?flow=orders | check | shipments | stock | acknowledge; stores and warehouses.
Response run_store(engine::Engine&, const Request&);
Response enable_store(engine::Engine&, const Request&);   // lifts a pause, and says how many open orders wait
Response disable_store(engine::Engine&, const Request&);  // a pause in the database; the file stays as it is
// Asks the live account who it is and compares: {"verified", "name", "identity", "differs", "unproved"}, or with
// "verified": false the "code" and "message" of what went wrong; and "waiting": the open orders on the channel.
Response verify_store(engine::Engine&, const Request&);

}  // namespace fairway::api
