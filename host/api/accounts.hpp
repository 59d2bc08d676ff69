// Accounts, their stores and warehouses, schedules, findings, and the host itself.
#pragma once
#include "host/api/route.hpp"

namespace fairway::api {

Response list_accounts(engine::Engine&, const Request&);
Response list_stores(engine::Engine&, const Request&);
Response run_store(engine::Engine&,
                   const Request&);  // ?flow=orders | shipments | stock | acknowledge; stores and warehouses
Response enable_store(engine::Engine&, const Request&);   // lifts a pause
Response disable_store(engine::Engine&, const Request&);  // a pause in the database; the file stays as it is
Response verify_store(engine::Engine&, const Request&);   // asks the live account who it is and compares
Response list_stock(engine::Engine&, const Request&);
Response list_findings(engine::Engine&, const Request&);
Response list_rejects(engine::Engine&, const Request&);
Response list_jobs(engine::Engine&, const Request&);  // filters: state, account, kind
Response replay_job(engine::Engine&, const Request&);
Response list_plugins(engine::Engine&, const Request&);

Response live(engine::Engine&, const Request&);      // 200 while the process serves
Response ready(engine::Engine&, const Request&);     // 200 when orders can flow, else 503 with why
Response metrics(engine::Engine&, const Request&);   // Prometheus text
Response document(engine::Engine&, const Request&);  // OpenAPI

}  // namespace fairway::api
