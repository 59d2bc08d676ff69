// The plugins found, as values: what configuration is checked against and what the supervisor starts.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "fairway/description.hpp"

namespace fairway {

struct PluginFile {
  std::filesystem::path path;  // of the .so
  std::string hash;            // SHA-256 of its bytes, hex
  Description description;
  std::filesystem::path copy;  // what workers load in place of `path`, which somebody may be writing; empty: `path` itself
  const std::filesystem::path& loaded() const noexcept { return copy.empty() ? path : copy; }
};

struct Catalogue {
  std::map<std::string, PluginFile> plugins;   // by the name that YAML says
  std::map<std::string, std::string> refused;  // file -> why it is not among them

  const PluginFile* find(const std::string& name) const {
    const auto found = plugins.find(name);
    return found == plugins.end() ? nullptr : &found->second;
  }
  // The version that runs although its file is refused as it is now: from a copy that was made before. nullptr: none.
  const PluginFile* in_place_of(const std::string& file) const {
    for (const auto& [name, plugin] : plugins)
      if (plugin.path == file && refused.contains(file)) return &plugin;
    return nullptr;
  }

  // What the plugin's manifest says of a stream that it pulls, or of a document that it takes; nullptr: nothing.
  const Stream* stream(const std::string& plugin, std::string_view name) const {
    const auto* file = find(plugin);
    if (!file) return nullptr;
    for (const auto& stream : file->description.manifest.streams)
      if (stream.name == name) return &stream;
    return nullptr;
  }
  const Push* push(const std::string& plugin, std::string_view document) const {
    const auto* file = find(plugin);
    if (!file) return nullptr;
    for (const auto& push : file->description.manifest.pushes)
      if (push.document == document) return &push;
    return nullptr;
  }

  // The lane of a stream or of a pushed document: calls of one lane of one instance go one after the other.
  std::string lane(const std::string& plugin, std::string_view name) const {
    if (const auto* pulled = stream(plugin, name); pulled && !pulled->lane.empty()) return pulled->lane;
    if (const auto* pushed = push(plugin, name); pushed && !pushed->lane.empty()) return pushed->lane;
    return "control";
  }
};

}  // namespace fairway
