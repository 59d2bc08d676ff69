// The newest lines of each plugin, whatever the host's own log shows: what its author reads alone (SDK-7).
#pragma once
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "host/plugins/channel.hpp"

namespace fairway::plugins {

class PluginLog {
 public:
  static constexpr std::size_t kKept = 2000;  // of each plugin

  void add(const std::string& plugin, PluginLine line);  // [any] gives it its number
  // [any] The oldest `limit` of those after `number`.
  std::vector<PluginLine> after(const std::string& plugin, std::int64_t number, std::size_t limit) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::deque<PluginLine>> lines_;
  std::int64_t last_ = 0;
};

}  // namespace fairway::plugins
