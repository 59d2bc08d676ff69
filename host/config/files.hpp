// The configuration folder as the loader sees it.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/base/result.hpp"

namespace fairway::config {

// The bytes of a regular file of at most `limit` bytes.
Result<std::string> read_whole(const std::filesystem::path& path, std::size_t limit);

// `path` as it stands in findings: relative to the folder when inside it.
std::string shown(const std::filesystem::path& path, const std::filesystem::path& folder);

// What matches `pattern` (shell wildcards in any part, relative to `folder` or absolute), sorted by name. Also what turns out
// not to be a file: a link that leads nowhere or a folder x.yaml is a mistake that somebody must see. Only folders without
// an extension are passed over.
std::vector<std::filesystem::path> matching(const std::filesystem::path& folder, const std::string& pattern);

}  // namespace fairway::config
