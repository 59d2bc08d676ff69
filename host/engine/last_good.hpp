// Which version of each plugin ran last: what a start goes back to where a plugin's file is broken. In a small file beside
// the copies that it speaks of, so that the two cannot part.
#pragma once
#include <filesystem>
#include <map>
#include <set>

#include "host/base/catalogue.hpp"
#include "host/base/result.hpp"

namespace fairway::engine {

class LastGood {
 public:
  struct Version {
    std::string file;  // the name that it has in its folder: "amazon.so"
    std::string hash;  // of its copy
    friend bool operator==(const Version&, const Version&) = default;
  };
  using Versions = std::map<std::string, Version>;  // by the plugin's name

  explicit LastGood(std::filesystem::path file);

  const Versions& versions() const noexcept { return versions_; }
  // What runs takes the place of what ran; a plugin that can be had neither way stays as it was, one that is gone goes. On
  // disk when it returns.
  Status keep(const Catalogue& running, const std::set<std::string>& gone = {});

 private:
  const std::filesystem::path file_;
  Versions versions_;
};

}  // namespace fairway::engine
