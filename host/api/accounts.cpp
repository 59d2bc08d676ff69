#include "host/api/accounts.hpp"

#include <fmt/format.h>

#include "fairway/connect.hpp"
#include "fairway/json.hpp"
#include "host/api/page.hpp"
#include "host/base/text.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/verbs.hpp"
#include "host/ledger/store.hpp"

namespace fairway::api {
namespace {

using storage::Rows;

json::array findings_of(const config::Snapshot& snapshot, const std::string& file) {
  config::Findings own;
  for (const auto& finding : snapshot.findings)
    if (finding.place.file == file) own.push_back(finding);
  return config::findings_json(own).at("findings").as_array();
}

std::string file_of(const config::Snapshot& snapshot, const std::string& account) {
  if (const auto found = snapshot.accounts.find(account); found != snapshot.accounts.end()) return found->second->place.file;
  const auto rejected = snapshot.rejected.find(account);
  return rejected == snapshot.rejected.end() ? std::string() : rejected->second.file;
}

struct Schedules {  // of one target: its recurring jobs, by kind
  std::map<std::string, json::array> by_target;
};

json::object schedule_json(const Rows& rows, std::size_t i) {
  return {{"flow", rows.text(i, 0)},
          {"every", rows.is_null(i, 2) ? json::value() : json::value(format_duration(Millis(rows.integer(i, 2))))},
          {"next", time_or_null(rows, i, 3)},
          {"last_started", time_or_null(rows, i, 4)},
          {"last_ended", time_or_null(rows, i, 5)},
          {"state", rows.text(i, 6)},
          {"last_error", rows.text(i, 7)}};
}

// Next and last run of every recurring flow of an account, by target (HST-4).
Result<Schedules> schedules_of(storage::Transaction& tx, const std::string& account) {
  auto rows = tx.query(
      "SELECT kind, target, every, due_at, last_started, last_ended, state, last_error FROM job WHERE account = ? AND every "
      "IS NOT NULL",
      {account});
  if (!rows) return fail(std::move(rows.error()));
  Schedules all;
  for (std::size_t i = 0; i < rows->size(); ++i) all.by_target[rows->text(i, 1)].push_back(schedule_json(*rows, i));
  return all;
}

std::string store_status(engine::Engine& engine, const config::Account& account, const config::Store& store,
                         const ledger::StoreRow* row) {
  if (engine.refused().count({account.name, store.nickname})) return "refused";
  if (!store.enabled) return "disabled";
  if (row && row->paused) return "paused";
  return "active";
}

std::string account_status(engine::Engine& engine, const config::Account& account) {
  for (const auto& store : account.stores)
    if (engine.refused().count({account.name, store.nickname})) return "degraded";
  return "running";
}

Response missing_account(const Request& request) {
  return problem(404, "Not found", "no account " + printable(request.at("account"), 80));
}

}  // namespace

Response list_accounts(engine::Engine& engine, const Request& request) {
  const auto snapshot = engine.snapshot();
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  auto rows = (*tx)->query("SELECT name, generation, absent FROM account ORDER BY name");
  if (!rows) return problem(rows.error());
  std::map<std::string, std::pair<std::int64_t, bool>> known;
  for (std::size_t i = 0; i < rows->size(); ++i) known[rows->text(i, 0)] = {rows->integer(i, 1), rows->integer(i, 2) != 0};
  for (const auto& [name, account] : snapshot->accounts) known.try_emplace(name, 0, false);
  for (const auto& [name, place] : snapshot->rejected) known.try_emplace(name, 0, false);

  json::array items;
  for (const auto& [name, row] : known) {
    if (!request.who.sees(name)) continue;
    const auto found = snapshot->accounts.find(name);
    const bool rejected = snapshot->rejected.count(name) != 0;
    std::string status = "absent";
    if (found != snapshot->accounts.end()) status = account_status(engine, *found->second);
    else if (rejected) status = "rejected";
    items.push_back(json::object{{"account", name},
                                 {"company", found == snapshot->accounts.end() ? "" : found->second->company},
                                 {"generation", row.first},
                                 {"status", status},
                                 {"findings", findings_of(*snapshot, file_of(*snapshot, name))}});
  }
  return ok(json::object{{"items", items}, {"next", nullptr}});
}

Response list_stores(engine::Engine& engine, const Request& request) {
  const auto snapshot = engine.snapshot();
  const auto found = snapshot->accounts.find(request.at("account"));
  if (found == snapshot->accounts.end()) return missing_account(request);
  const auto& account = *found->second;
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  auto rows = ledger::stores_of(**tx, account.name);
  auto schedules = schedules_of(**tx, account.name);
  if (!rows || !schedules) return problem(503, "Try again", "the database did not answer");

  json::array items;
  for (const auto& store : account.stores) {
    const ledger::StoreRow* row = nullptr;
    for (const auto& known : *rows)
      if (known.nickname == store.nickname) row = &known;
    json::array flows = schedules->by_target[store.nickname];
    for (const auto& group : flows::order_groups(account, engine.catalogue()))
      for (const auto* member : group.stores)
        if (member == &store)
          for (const auto& flow : schedules->by_target[group.id]) flows.push_back(flow);
    items.push_back(
        json::object{{"store", store.nickname},
                     {"company", account.company},
                     {"channel", store.settings.plugin},
                     {"status", store_status(engine, account, store, row)},
                     {"mode", store.mode == config::Mode::live ? "live" : "observe"},
                     {"seller", store.seller_identity},
                     {"identity", store.store_identity},
                     {"orders", store.orders.enabled},
                     {"offers", store.offers_enabled},
                     {"content", store.content_enabled},
                     {"live_since", row && row->live_since ? json::value(format_time(*row->live_since)) : json::value()},
                     {"schedule", flows}});
  }
  for (const auto& warehouse : account.warehouses)
    items.push_back(json::object{{"warehouse", warehouse.name},
                                 {"channel", warehouse.settings.plugin},
                                 {"status", "active"},
                                 {"schedule", schedules->by_target[warehouse.name]}});
  return ok(json::object{{"items", items}, {"next", nullptr}});
}

Response run_store(engine::Engine& engine, const Request& request) {
  auto context = engine.context();
  const auto flow = request.ask("flow").value_or("orders");
  if (auto done = flows::run_now(context, request.at("account"), request.at("store"), flow, {request.who.name}); !done)
    return problem(done.error());
  return ok(json::object{{"queued", flow}}, 202);
}

namespace {

Response pause(engine::Engine& engine, const Request& request, bool paused) {
  auto context = engine.context();
  if (auto done = flows::pause_store(context, request.at("account"), request.at("store"), paused, {request.who.name}); !done)
    return problem(done.error());
  if (!paused) {
    const auto woken = flows::run_now(context, request.at("account"), request.at("store"), "orders", {request.who.name});
    if (!woken && woken.error().code != FW_E_INVALID) return problem(woken.error());  // INVALID: it takes no orders
  }
  return ok(json::object{{"store", request.at("store")}, {"status", paused ? "paused" : "active"}});
}

}  // namespace

Response enable_store(engine::Engine& engine, const Request& request) { return pause(engine, request, false); }
Response disable_store(engine::Engine& engine, const Request& request) { return pause(engine, request, true); }

namespace {

// The settings beside what the live account says. Verified: nothing differs, and all that makes the store was proved.
json::object compare_identity(const config::Store& store, const PluginFile* plugin, const ConnectIdentity& live) {
  json::array differs, unproved;
  for (const auto& [name, value] : live.identity) {
    const auto set = store.settings.facts.find(name);
    const std::string ours = set == store.settings.facts.end() ? "" : set->second;
    if (ours != value) differs.push_back(json::object{{"name", name}, {"settings", ours}, {"live", value}});
  }
  if (plugin)
    for (const auto& name : plugin->description.manifest.store_identity)
      if (!live.identity.contains(name)) unproved.push_back(json::value(name));
  return {{"store", store.nickname}, {"verified", differs.empty() && unproved.empty()},
          {"name", live.name},       {"identity", json::value_from(live.identity)},
          {"differs", differs},      {"unproved", unproved}};
}

}  // namespace

Response verify_store(engine::Engine& engine, const Request& request) {
  const auto snapshot = engine.snapshot();
  const auto found = snapshot->accounts.find(request.at("account"));
  const auto* store = found == snapshot->accounts.end() ? nullptr : found->second->store(request.at("store"));
  if (!store) return problem(404, "Not found", "no store " + printable(request.at("store"), 80));
  plugins::CallOptions options;
  options.interactive = true;
  options.deadline = std::chrono::seconds(30);
  options.trace = "verify-" + store->nickname;
  auto channel = engine.supervisor().channel(
      flows::channel_spec(engine.catalogue(), *found->second, *store, store->nickname, "control"));
  auto answer = channel->connect("verify", "{}", options);
  if (!answer)
    return ok(json::object{{"store", store->nickname},
                           {"verified", false},
                           {"code", code_name(answer.error().code)},
                           {"message", answer.error().message}});
  ConnectIdentity live;
  if (JsonError error; !read_json(*answer, live, error))
    return problem(502, "Bad answer", fmt::format("the plugin's answer at {}: {}", error.pointer, error.message));
  return ok(compare_identity(*store, engine.catalogue().find(store->settings.plugin), live));
}

Response list_stock(engine::Engine& engine, const Request& request) {
  PageQuery query{
      "SELECT id, warehouse, sku, location, available, on_hand, committed, as_of, seen_at FROM stock_level", "id", {}, {}};
  query.filter("account = ?", request.at("account"));
  if (const auto sku = request.ask("sku")) query.filter("sku = ?", *sku);
  return page(engine.db(), request, std::move(query), [](const Rows& rows, std::size_t i) {
    const auto number = [&](std::size_t c) {
      const auto n = rows.maybe_integer(i, c);
      return n ? json::value(*n) : json::value();
    };
    return json::object{{"warehouse", rows.text(i, 1)},
                        {"sku", rows.text(i, 2)},
                        {"location", rows.text(i, 3)},
                        {"available", rows.integer(i, 4)},
                        {"on_hand", number(5)},
                        {"committed", number(6)},
                        {"as_of", time_or_null(rows, i, 7)},
                        {"seen_at", time_or_null(rows, i, 8)}};
  });
}

Response list_findings(engine::Engine& engine, const Request& request) {
  PageQuery query{"SELECT id, account, target, kind, message, at, resolved_at FROM finding", "id", {}, {}};
  if (const auto account = request.ask("account")) query.filter("account = ?", *account);
  if (const auto kind = request.ask("kind")) query.filter("kind = ?", *kind);
  if (request.ask("all").value_or("false") != "true") query.where.push_back("resolved_at IS NULL");
  return page(engine.db(), request, std::move(query), [](const Rows& rows, std::size_t i) {
    return json::object{{"id", fmt::format("{}", rows.integer(i, 0))},
                        {"account", rows.text(i, 1)},
                        {"target", rows.text(i, 2)},
                        {"kind", rows.text(i, 3)},
                        {"message", rows.text(i, 4)},
                        {"at", time_text(rows.integer(i, 5))},
                        {"resolved_at", time_or_null(rows, i, 6)}};
  });
}

Response list_rejects(engine::Engine& engine, const Request& request) {
  PageQuery query{"SELECT id, source, stream, schema, pointer, error, at FROM reject", "id", {}, {}};
  query.filter("account = ?", request.at("account"));
  return page(engine.db(), request, std::move(query), [](const Rows& rows, std::size_t i) {
    return json::object{{"id", fmt::format("{}", rows.integer(i, 0))},
                        {"source", rows.text(i, 1)},
                        {"stream", rows.text(i, 2)},
                        {"schema", rows.text(i, 3)},
                        {"pointer", rows.text(i, 4)},
                        {"error", rows.text(i, 5)},
                        {"at", time_text(rows.integer(i, 6))}};
  });
}

Response list_jobs(engine::Engine& engine, const Request& request) {
  PageQuery query{
      "SELECT id, account, kind, target, subject, state, due_at, attempts, tries, last_code, last_error, last_started, "
      "last_ended, every FROM job",
      "id",
      {},
      {}};
  for (const auto* name : {"state", "account", "kind", "target"})
    if (const auto value = request.ask(name)) query.filter(std::string(name) + " = ?", *value);
  return page(engine.db(), request, std::move(query), [](const Rows& rows, std::size_t i) {
    return json::object{{"id", fmt::format("{}", rows.integer(i, 0))},
                        {"account", rows.text(i, 1)},
                        {"kind", rows.text(i, 2)},
                        {"target", rows.text(i, 3)},
                        {"subject", rows.integer(i, 4)},
                        {"state", rows.text(i, 5)},
                        {"due", time_text(rows.integer(i, 6))},
                        {"attempts", rows.integer(i, 7)},
                        {"tries", rows.integer(i, 8)},
                        {"last_code", rows.text(i, 9)},
                        {"last_error", rows.text(i, 10)},
                        {"last_started", time_or_null(rows, i, 11)},
                        {"last_ended", time_or_null(rows, i, 12)},
                        {"recurring", !rows.is_null(i, 13)}};
  });
}

Response replay_job(engine::Engine& engine, const Request& request) {
  std::int64_t id = std::atoll(request.at("id").c_str());
  auto context = engine.context();
  if (auto done = flows::replay(context, id, {request.who.name}); !done) return problem(done.error());
  return ok(json::object{{"id", request.at("id")}, {"state", "ready"}});
}

Response list_plugins(engine::Engine& engine, const Request&) {
  json::array items;
  const auto workers = engine.supervisor().workers();
  for (const auto& [name, file] : engine.catalogue().plugins) {
    json::object item{{"name", name},
                      {"id", file.description.id},
                      {"version", file.description.version},
                      {"vendor", file.description.vendor},
                      {"hash", file.hash}};
    for (const auto& worker : workers)
      if (worker.plugin == name)
        item["worker"] = json::object{
            {"pid", worker.pid}, {"state", worker.state}, {"restarts", worker.restarts}, {"last_error", worker.last_error}};
    items.push_back(std::move(item));
  }
  for (const auto& [file, why] : engine.catalogue().refused) items.push_back(json::object{{"file", file}, {"refused", why}});
  return ok(json::object{{"items", items}, {"next", nullptr}});
}

Response live(engine::Engine&, const Request&) { return ok(json::object{{"status", "live"}}); }

Response ready(engine::Engine& engine, const Request&) {
  if (!engine.ready()) return problem(503, "Not ready", "the host does not own its database");
  json::array rejected;
  for (const auto& [name, place] : engine.snapshot()->rejected)
    rejected.push_back(json::value(name + " (" + place.text() + ")"));
  return ok(json::object{{"status", "ready"}, {"accounts", engine.snapshot()->accounts.size()}, {"rejected", rejected}});
}

Response metrics(engine::Engine& engine, const Request&) {
  return {200, engine.metrics_text(), "text/plain; version=0.0.4", {}};
}

Response document(engine::Engine&, const Request&) { return ok(openapi(FAIRWAY_VERSION)); }

}  // namespace fairway::api
