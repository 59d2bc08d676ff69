// What `content.map` of a store says: where the value of each of the channel's attributes comes from.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/json.hpp"
#include "host/config/finding.hpp"

namespace fairway::config {

// One attribute: the first of `from` that says something, or `text`.
struct ContentRule {
  std::string attribute;          // the channel's name, with dots where it lies within another
  std::vector<std::string> from;  // fields of an item as its content names them: "title", "bullet_points", "extra.colour"
  std::vector<std::string> text;  // fixed values
  Place place;
};

// The fields of an item that have a name of their own, as YAML writes them; any other is "extra.NAME".
std::span<const std::string_view> content_fields();

// `map`: the checked block, kept as it stands. `path` is where it is in findings ("stores.us.content.map"); `pointer` the same in
// `places` ("/content/map").
std::vector<ContentRule> read_content_map(const json::value& map, const Places& places, const std::string& path,
                                          const std::string& pointer, Findings& findings);

}  // namespace fairway::config
