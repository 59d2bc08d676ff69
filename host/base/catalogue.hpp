// The plugins found, as values: what configuration is checked against and what the supervisor starts.
#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "fairway/description.hpp"

namespace fairway {

struct PluginFile {
  std::filesystem::path path;  // of the .so
  std::string hash;            // SHA-256 of its bytes, hex
  Description description;
};

struct Catalogue {
  std::map<std::string, PluginFile> plugins;   // by the name that YAML says
  std::map<std::string, std::string> refused;  // file -> why it is not among them

  const PluginFile* find(const std::string& name) const {
    const auto found = plugins.find(name);
    return found == plugins.end() ? nullptr : &found->second;
  }
};

}  // namespace fairway
