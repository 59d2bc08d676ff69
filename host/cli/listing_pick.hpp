// Which listings of a store a command is about: SKUs, a CSV file of them, or a filter.
#pragma once
#include "host/cli/client.hpp"

namespace fairway::cli {

struct ListingPick {
  std::vector<std::string> skus;
  std::string file, state, product, fulfilled_by;
  bool all = false;
};
void take_pick(CLI::App& command, ListingPick& pick);

// As bodies of requests that take {"skus": up to 1,000} or {"filter"}. CONFIG: not exactly one way is said, or the file cannot be
// read.
Result<std::vector<json::object>> bodies_of(const ListingPick& pick);

}  // namespace fairway::cli
