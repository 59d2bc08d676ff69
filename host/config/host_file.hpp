// fairway.yaml, with what only the loader needs of it.
#pragma once
#include "host/config/load.hpp"
#include "host/config/references.hpp"

namespace fairway::config {

struct HostSettings {
  Host host;
  std::string accounts, templates, tests;  // patterns, relative to the folder
  Findings findings;
};

HostSettings read_host(const std::filesystem::path& folder, const References& references, const LoadOptions& options);

}  // namespace fairway::config
