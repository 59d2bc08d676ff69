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

std::vector<PluginSwap> Engine::reload_plugins(const std::string& only) {
  std::vector<PluginSwap> swaps;
  {
    std::scoped_lock one(reload_mutex_);
    swaps = swap_plugins(only);
  }
  const auto changed = [](const PluginSwap& swap) { return swap.status == "swapped" || swap.status == "added"; };
  if (std::any_of(swaps.begin(), swaps.end(), changed)) reload();
  return swaps;
}

}  // namespace fairway::engine
