#include "host/cli/command.hpp"

namespace fairway::cli {

void take_config(CLI::App& command, Shared& shared) {
  command.add_option("--config", shared.config, "Folder with fairway.yaml and accounts/")->capture_default_str();
}

void take_data(CLI::App& command, Shared& shared) {
  command.add_option("--data", shared.data, "Folder of the database, keys and plugin files")->capture_default_str();
}

void take_host(CLI::App& command, Shared& shared) {
  command.add_option("--host", shared.host, "URL of the running host; else FAIRWAY_URL, else `listen` in --config");
  command.add_option("--token", shared.token, "API token; else FAIRWAY_TOKEN, else admin.token in --data");
  take_config(command, shared);
  take_data(command, shared);
  command.add_flag("--json", shared.json, "Print the REST answer");
}

void refuse_empty(CLI::App& command) {
  for (auto* option : command.get_options())
    if (option->get_items_expected_max() > 0)
      option->check([](const std::string& value) { return std::string(value.empty() ? "it is given and empty" : ""); });
  for (auto* below : command.get_subcommands([](const CLI::App*) { return true; })) refuse_empty(*below);
}

}  // namespace fairway::cli
