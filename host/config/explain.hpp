// What a key is in force, which file and line said so, and what that one overrode. Reads the one account again: the loader
// keeps no trees.
#pragma once
#include "host/config/load.hpp"

namespace fairway::config {

// One value as it stands somewhere.
struct Stated {
  std::string value;  // as JSON; "***" for a secret and for what came from outside, with its ${…} where that is all of it
  Place place;
};

struct Explained {
  std::string path;  // "stores.us-main.orders.every"
  std::string value;
  std::optional<Place> place;    // nothing: the default
  bool by_null = false;          // the default all the same, since `null` stands at the place
  std::vector<Stated> overrode;  // what the files below say, the nearest first
};

struct ExplainQuestion {
  std::string account;  // empty: fairway.yaml
  std::string path;     // a key or a block; empty: everything
};

// Every value at or below the path; the settings of plugins come last. CONFIG with the nearest name where there is no such
// account or key. A configuration with errors is explained as far as it goes: `findings`, where given, has them.
Result<std::vector<Explained>> explain(const std::filesystem::path& folder, const Catalogue& catalogue,
                                       const ExplainQuestion& question, const LoadOptions& options = {},
                                       Findings* findings = nullptr);

json::value explained_json(const std::vector<Explained>& values);

}  // namespace fairway::config
