// Where the stderr of a plugin's workers goes: the host's log and a small file, without secrets.
#pragma once
#include "host/base/text.hpp"
#include "host/plugins/supervisor/plugin_log.hpp"
#include "host/plugins/supervisor/ring_file.hpp"
#include "host/plugins/wire/mask.hpp"

namespace fairway::plugins {

class ErrorLog {
 public:
  ErrorLog(std::string plugin, std::filesystem::path file, const Clock& clock, std::shared_ptr<spdlog::logger> log,
           PluginLog& lines)
      : plugin_(std::move(plugin)), ring_(std::move(file)), clock_(clock), log_(std::move(log)), lines_(lines) {}

  Masker& masker() noexcept { return masker_; }
  void take(std::string_view line) {  // [any]
    const auto clean = masker_.mask(printable(line, 4000));
    ring_.append(clock_.now(), clean);
    log_->warn("[{}] stderr: {}", plugin_, clean);
    lines_.add(plugin_, {0, clock_.now(), "stderr", "", "", "", clean});
  }

 private:
  const std::string plugin_;
  Masker masker_;
  RingFile ring_;
  const Clock& clock_;
  const std::shared_ptr<spdlog::logger> log_;
  PluginLog& lines_;
};

}  // namespace fairway::plugins
