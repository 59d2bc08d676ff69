// The engine's plugins, exchanged while it runs.
#include "host/engine/engine.hpp"

namespace fairway::engine {

namespace fs = std::filesystem;

// At the start. A file that cannot be used is said, whether another version runs in its place or none.
Status Engine::find_plugins() {
  swapper_ = std::make_unique<PluginSwapper>(options_.data, log_.named("plugins"));
  catalogue_.set(options_.catalogue
                     ? *options_.catalogue
                     : swapper_->find(plugin_folders(host_file_.host, options_.executable), options_.executable));
  const auto found = catalogue();
  for (const auto& [file, why] : found->refused) {
    if (options_.strict)
      return fail(FW_E_CONFIG, fmt::format("with --strict no plugin file may be refused; {} is not used: {}", file, why));
    const auto* runs = found->in_place_of(file);
    log_.error("a plugin's file is not used",
               {{"file", file}, {"why", why}, {"runs_in_its_place", runs ? runs->description.version : "nothing"}});
  }
  return {};
}

// While fairway.yaml is wrong nobody can say where plugins are, nor what the accounts would be with other ones.
std::optional<std::vector<fs::path>> Engine::plugin_folders_now() const {
  if (options_.catalogue) return std::nullopt;  // given, not found
  const auto file = config::load_host(options_.config, options_.load);
  if (config::has_errors(file.findings)) return std::nullopt;
  return plugin_folders(file.host, options_.executable);
}

bool Engine::plugins_changed() const {
  const auto folders = plugin_folders_now();
  return folders && swapper_->changed(*folders);
}

std::vector<PluginSwap> Engine::swap_plugins(const std::string& only) {
  auto folders = plugin_folders_now();
  if (!folders && catalogue()->find(only))
    return {{only, {}, "refused", {}, {}, {}, {}, "no plugin is exchanged while fairway.yaml has errors"}};
  if (!folders || (only.empty() && !swapper_->something_new(*folders))) return {};
  SwapParts parts{*supervisor_,        catalogue_,    options_.config, options_.executable,
                  std::move(*folders), options_.load, snapshot()};
  if (auto view = db_->read()) {
    if (auto holders = seller_holders(**view)) parts.load.holders = std::move(*holders);
  }
  return swapper_->run(parts, only);
}

Result<std::vector<PluginSwap>> Engine::reload_plugins(const std::string& only) {
  ReloadRequest request;
  request.plugin = only;
  auto report = reload(std::move(request));
  if (!report) return fail(std::move(report.error()));
  return std::move(report->plugins);
}

}  // namespace fairway::engine
