// The engine's plugins, exchanged while it runs.
#include "host/engine/engine.hpp"

namespace fairway::engine {

std::vector<PluginSwap> Engine::swap_plugins(const std::string& only) {
  if (options_.catalogue) return {};  // given, not found: there are no folders to look into
  SwapParts parts{*supervisor_, catalogue_, options_.config, options_.executable, options_.load, snapshot(), log_};
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
