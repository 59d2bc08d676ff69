// `fairway explain PATH`: the value in force, where it comes from, and what it overrode.
#include "host/cli/command.hpp"
#include "host/config/explain.hpp"
#include "host/engine/check.hpp"
#include "host/storage/secrets.hpp"

namespace fairway::cli {
namespace {

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
  if (shared.json) {
    fmt::print("{}\n", json::serialize(config::explained_json(*values)));
    return 0;
  }
  for (const auto& one : *values) {
    fmt::print("{} = {}  ({})\n", one.path, one.value, one.place ? one.place->text() : "default");
    for (const auto& other : one.overrode) fmt::print("  instead of {}  ({})\n", other.value, other.place.text());
  }
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
