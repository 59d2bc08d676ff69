// Loads a plugin file into this process. Only workers do that; the library stays mapped until the process ends.
#pragma once
#include <filesystem>

#include "host/base/result.hpp"
#include "fairway/abi.h"

namespace fairway::plugins {

// Views of static storage in the plugin; valid for the rest of the process.
struct Plugin {
  const fw_entry_t* entry = nullptr;
  const fw_channel_factory* factory = nullptr;
  const fw_channel_desc* desc = nullptr;  // of its one channel
};

// [loader] Loads, checks magic and major version, opens. UNSUPPORTED with the file and the reason in words otherwise.
Result<Plugin> load_plugin(const std::filesystem::path& file);

inline std::string_view view(fw_str text) noexcept {
  return text.ptr ? std::string_view(text.ptr, static_cast<std::size_t>(text.len)) : std::string_view();
}
inline fw_str raw(std::string_view text) noexcept { return {text.data(), text.size()}; }

}  // namespace fairway::plugins
