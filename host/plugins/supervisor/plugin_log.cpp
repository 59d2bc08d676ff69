#include "host/plugins/supervisor/plugin_log.hpp"

#include <algorithm>

namespace fairway::plugins {

void PluginLog::add(const std::string& plugin, PluginLine line) {
  std::scoped_lock lock(mutex_);
  line.number = ++last_;
  auto& lines = lines_[plugin];
  lines.push_back(std::move(line));
  if (lines.size() > kKept) lines.pop_front();
}

std::vector<PluginLine> PluginLog::after(const std::string& plugin, std::int64_t number, std::size_t limit) const {
  std::scoped_lock lock(mutex_);
  const auto found = lines_.find(plugin);
  if (found == lines_.end()) return {};
  const auto& lines = found->second;
  const auto first = std::upper_bound(lines.begin(), lines.end(), number,
                                      [](std::int64_t n, const PluginLine& line) { return n < line.number; });
  const auto count = std::min<std::size_t>(limit, static_cast<std::size_t>(lines.end() - first));
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace fairway::plugins
