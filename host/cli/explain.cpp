// `fairway explain PATH`: the value in force, where it comes from, and what it overrode.
#include "host/cli/client.hpp"
#include "host/config/explain.hpp"
#include "host/engine/check.hpp"
#include "host/storage/secrets.hpp"

namespace fairway::cli {
namespace {

// Whether one of the two lies within the other.
bool concerns(const std::string& asked, const std::string& store) {
  const auto within = [](const std::string& inner, const std::string& outer) {
    return outer.empty() || inner == outer || inner.starts_with(outer + ".");
  };
  return within(asked, store) || within(store, asked);
}

// What a person stopped in the running host: nicknames of stores that are paused, and "stores.us" or "warehouses.west" that are
// held. Of no host that runs, none.
struct Stopped {
  std::vector<std::string> paused, held;
};
Stopped stopped(const Shared& shared, const config::ExplainQuestion& question) {
  Stopped out;
  if (question.account.empty()) return out;
  const auto page = Client(shared).get("/v1/accounts/" + Client::quoted(question.account) + "/stores");
  if (!page) return out;
  for (const auto& one : items(*page)) {
    const auto store = cell(one, "store");
    const auto path = store.empty() ? "warehouses." + cell(one, "warehouse") : "stores." + store;
    if (!concerns(question.path, path)) continue;
    if (flag_at(one, "paused")) out.paused.push_back(store);
    if (const auto* held = find(one, "held"); held && held->is_object()) out.held.push_back(path);
  }
  return out;
}

std::string origin(const config::Explained& one) {
  if (!one.place) return "default";
  return one.by_null ? fmt::format("default: null at {}", one.place->text()) : one.place->text();
}

int explain(const Shared& shared, const config::ExplainQuestion& question) {
  config::LoadOptions load;
  load.secrets_required = false;
  load.sealed = storage::secret_reader(shared.data);
  const auto catalogue = engine::find_plugins(config::load_host(shared.config, load).host, shared.executable);
  config::Findings findings;
  const auto values = config::explain(shared.config, catalogue, question, load, &findings);
  if (!values) {
    fmt::print(stderr, "{}{}\n", values.error().message,
               question.account.empty() ? " (of fairway.yaml; keys of an account want --account)" : "");
    return 1;
  }
  if (config::has_errors(findings))
    fmt::print(stderr, "there are errors, so not all of this may come into force: see fairway check\n");
  const auto [paused, held] = stopped(shared, question);
  if (shared.json) {
    auto all = config::explained_json(*values);
    all.as_object()["paused"] = json::value_from(paused);
    all.as_object()["held"] = json::value_from(held);
    fmt::print("{}\n", json::serialize(all));
    return 0;
  }
  for (const auto& one : *values) {
    fmt::print("{} = {}  ({})\n", one.path, one.value, origin(one));
    for (const auto& other : one.overrode) fmt::print("  instead of {}  ({})\n", other.value, other.place.text());
  }
  for (const auto& store : paused)
    fmt::print("stores.{} is paused in the running host, whatever the files say; fairway store enable lifts it\n", store);
  for (const auto& path : held)
    fmt::print("{} is held in the running host, whatever the files say; fairway {} release lifts it\n", path,
               path.starts_with("stores.") ? "store" : "warehouse");
  return 0;
}

}  // namespace

void add_explain(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand("explain", "Which value is in force, and which file and line says so");
  auto question = std::make_shared<config::ExplainQuestion>();
  command->add_option("path", question->path, "Key or block, such as stores.us-main.orders.every; left out: all");
  command->add_option("--account", question->account, "Account; left out: a key of fairway.yaml");
  take_config(*command, shared);
  take_data(*command, shared);
  command->add_flag("--json", shared.json, "As JSON");
  command->callback([&shared, question] { shared.exit = explain(shared, *question); });
}

}  // namespace fairway::cli
