#include "host/api/stores.hpp"

#include <fmt/format.h>

#include "fairway/connect.hpp"
#include "fairway/json.hpp"
#include "host/api/holds.hpp"
#include "host/api/page.hpp"
#include "host/base/text.hpp"
#include "host/engine/store_rows.hpp"
#include "host/engine/switch_on.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/verbs.hpp"
#include "host/ledger/store.hpp"

namespace fairway::api {
namespace {

using storage::Rows;

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
          {"last_code", rows.text(i, 8)},
          {"last_error", rows.text(i, 7)}};
}

// Next and last run of every recurring flow of an account, by target (HST-4).
Result<Schedules> schedules_of(storage::Transaction& tx, const std::string& account) {
  auto rows = tx.query(
      "SELECT kind, target, every, due_at, last_started, last_ended, state, last_error, last_code FROM job WHERE account = "
      "? AND every IS NOT NULL ORDER BY kind = 'check-orders', kind",
      {account});
  if (!rows) return fail(std::move(rows.error()));
  Schedules all;
  for (std::size_t i = 0; i < rows->size(); ++i) all.by_target[rows->text(i, 1)].push_back(schedule_json(*rows, i));
  return all;
}

// Do the remote's answers to these flows say that the credentials are not taken?
bool not_connected(const json::array& flows) {
  return std::any_of(flows.begin(), flows.end(),
                     [](const json::value& flow) { return text_at(flow, "last_code") == "AUTH"; });
}

// What the flows that failed the last time say, each thing once.
std::string last_error(const json::array& flows) {
  std::vector<std::string> said;
  for (const auto& flow : flows)
    if (const std::string error(text_at(flow, "last_error"));
        !error.empty() && std::find(said.begin(), said.end(), error) == said.end())
      said.push_back(error);
  return fmt::format("{}", fmt::join(said, "; "));
}

std::string store_status(engine::Engine& engine, const config::Account& account, const config::Store& store,
                         const ledger::StoreRow* row, const json::array& flows) {
  if (engine.refused().count({account.name, store.nickname})) return "refused";
  if (!store.enabled) return "disabled";
  if (row && row->paused) return "paused";
  return not_connected(flows) ? "not-connected" : "active";
}

// What the database knows and the files do not name: all where the account itself is absent.
json::array absent_stores(const std::vector<ledger::StoreRow>& rows, const ledger::HoldsByTarget& holds,
                          const config::Account* account) {
  json::array items;
  for (const auto& row : rows)
    if (!account || !account->store(row.nickname))
      items.push_back(
          json::object{{"store", row.nickname},
                       {"company", account ? config::shown_company(*account) : std::string()},
                       {"channel", row.plugin},
                       {"status", "absent"},
                       {"paused", row.paused},
                       {"held", hold_json(holds, row.nickname)},
                       {"seller", row.seller},
                       {"identity", row.identity},
                       {"orders", false},
                       {"live_since", row.live_since ? json::value(format_time(*row.live_since)) : json::value()},
                       {"last_error", ""},
                       {"schedule", json::array()}});
  return items;
}

constexpr Millis kWaitingPatience = std::chrono::seconds(10);

// How many open orders there are on the channel, counted before any of them is fetched; null where the store has no orders.
json::value waiting_orders(engine::Engine& engine, const config::Account& account, const config::Store& store) {
  const auto catalogue = engine.catalogue();
  if (!catalogue->stream(store.settings.plugin, "orders")) return nullptr;
  const auto now = engine.clock().now();
  std::optional<Instant> since;
  if (auto tx = engine.db().read(); tx)
    if (auto rows = ledger::stores_of(**tx, account.name); rows)
      for (const auto& row : *rows)
        if (row.nickname == store.nickname) since = row.live_since;
  const auto start = engine::live_since(store.orders, since, !flows::fetches_orders(store), now);
  const auto waiting = flows::count_waiting(engine.supervisor(), *catalogue, account, store, start, now, kWaitingPatience);
  auto out = engine::waiting_json(waiting);
  out["text"] = flows::sentence(waiting, flows::start_text(store.orders));
  return out;
}

Response pause(engine::Engine& engine, const Request& request, bool paused) {
  auto context = engine.context();
  json::value waiting;
  if (const auto* account = context.account(request.at("account")); account && !paused)
    if (const auto* store = account->store(request.at("store")); store && flows::fetches_orders(*store))
      waiting = waiting_orders(engine, *account, *store);
  if (auto done = flows::pause_store(context, request.at("account"), request.at("store"), paused); !done)
    return problem(done.error());
  if (!paused) {
    const auto woken = flows::run_now(context, request.at("account"), request.at("store"), "orders");
    if (!woken && woken.error().code != FW_E_INVALID) return problem(woken.error());  // INVALID: it takes no orders
  }
  json::object answer{{"store", request.at("store")}, {"status", paused ? "paused" : "active"}};
  if (!paused) answer["waiting"] = std::move(waiting);
  return ok(answer);
}

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

Response list_stores(engine::Engine& engine, const Request& request) {
  const auto snapshot = engine.snapshot();
  const auto found = snapshot->accounts.find(request.at("account"));
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  auto rows = ledger::stores_of(**tx, request.at("account"));
  auto schedules = schedules_of(**tx, request.at("account"));
  auto holds = ledger::holds_of(**tx, request.at("account"));
  if (!rows || !schedules || !holds) return problem(503, "Try again", "the database did not answer");
  if (found == snapshot->accounts.end()) {
    if (snapshot->rejected.contains(request.at("account")))
      return problem(404, "Not found",
                     fmt::format("the account {} does not run: its file is refused", request.at("account")));
    return ok(json::object{{"items", absent_stores(*rows, *holds, nullptr)}, {"next", nullptr}});
  }
  const auto& account = *found->second;

  const auto catalogue = engine.catalogue();
  json::array items;
  for (const auto& store : account.stores) {
    const ledger::StoreRow* row = nullptr;
    for (const auto& known : *rows)
      if (known.nickname == store.nickname) row = &known;
    json::array flows = schedules->by_target[store.nickname];
    for (const auto& group : flows::order_groups(account, *catalogue))
      for (const auto* member : group.stores)
        if (member == &store)
          for (const auto& flow : schedules->by_target[group.id]) flows.push_back(flow);
    items.push_back(
        json::object{{"store", store.nickname},
                     {"company", config::shown_company(account)},
                     {"channel", store.settings.plugin},
                     {"status", store_status(engine, account, store, row, flows)},
                     {"paused", row && row->paused},
                     {"held", hold_json(*holds, store.nickname)},
                     {"mode", store.mode == config::Mode::live ? "live" : "observe"},
                     {"seller", store.seller_identity},
                     {"identity", store.store_identity},
                     {"orders", store.orders.enabled},
                     {"offers", store.offers_enabled},
                     {"content", store.content.enabled},
                     {"live_since", row && row->live_since ? json::value(format_time(*row->live_since)) : json::value()},
                     {"last_error", last_error(flows)},
                     {"schedule", flows}});
  }
  for (auto& gone : absent_stores(*rows, *holds, &account)) items.push_back(std::move(gone));
  for (const auto& warehouse : account.warehouses) {
    const auto& flows = schedules->by_target[warehouse.name];
    items.push_back(json::object{{"warehouse", warehouse.name},
                                 {"channel", warehouse.settings.plugin},
                                 {"status", not_connected(flows) ? "not-connected" : "active"},
                                 {"held", hold_json(*holds, warehouse.name)},
                                 {"last_error", last_error(flows)},
                                 {"schedule", flows}});
  }
  return ok(json::object{{"items", items}, {"next", nullptr}});
}

Response run_store(engine::Engine& engine, const Request& request) {
  auto context = engine.context();
  const auto flow = request.ask("flow").value_or("orders");
  if (auto done = flows::run_now(context, request.at("account"), request.at("store"), flow); !done)
    return problem(done.error());
  return ok(json::object{{"queued", flow}}, 202);
}

Response enable_store(engine::Engine& engine, const Request& request) { return pause(engine, request, false); }
Response disable_store(engine::Engine& engine, const Request& request) { return pause(engine, request, true); }

Response verify_store(engine::Engine& engine, const Request& request) {
  const auto snapshot = engine.snapshot();
  const auto found = snapshot->accounts.find(request.at("account"));
  const auto* store = found == snapshot->accounts.end() ? nullptr : found->second->store(request.at("store"));
  if (!store && found != snapshot->accounts.end() && found->second->warehouse(request.at("store")))
    return problem(422, "Not supported",
                   printable(request.at("store"), 80) + " is a warehouse; only a store can be verified");
  if (!store) return problem(404, "Not found", "no store " + printable(request.at("store"), 80));
  plugins::CallOptions options;
  options.interactive = true;
  options.deadline = std::chrono::seconds(30);
  options.trace = "verify-" + store->nickname;
  const auto catalogue = engine.catalogue();
  auto channel =
      engine.supervisor().channel(flows::channel_spec(*catalogue, *found->second, *store, store->nickname, "control"));
  auto answer = channel->connect("verify", "{}", options);
  if (!answer)
    return ok(json::object{{"store", store->nickname},
                           {"verified", false},
                           {"code", code_name(answer.error().code)},
                           {"message", answer.error().message}});
  ConnectIdentity live;
  if (JsonError error; !read_json(*answer, live, error))
    return problem(502, "Bad answer", fmt::format("the plugin's answer at {}: {}", error.pointer, error.message));
  auto compared = compare_identity(*store, catalogue->find(store->settings.plugin), live);
  compared["waiting"] = waiting_orders(engine, *found->second, *store);
  return ok(compared);
}

}  // namespace fairway::api
