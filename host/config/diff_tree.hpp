// An account as one tree with the keys of its file, for comparing: what stands there, and beside it what may be shown.
#pragma once
#include "host/config/snapshot.hpp"

namespace fairway::config {

// `real` holds secrets: it is compared and never leaves the comparison. Both have the same keys and items.
struct DiffTree {
  json::value real, shown;
  DiffTree at(std::string_view key) const;  // null where there is none
  DiffTree item(std::size_t index) const;
};
DiffTree diff_tree(const Account& account);

// Where the value at a JSON pointer into the account's file is written, or the nearest place above it.
Place place_of(const Account& account, const std::string& pointer);

}  // namespace fairway::config
