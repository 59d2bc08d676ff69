// The configuration folder as the loader sees it.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/base/result.hpp"

namespace fairway::config {

// Which file a name leads to and when it was last written: equal stamps mean equal bytes, short of a clock set back.
struct Stamp {
  std::uint64_t device = 0, inode = 0;
  std::int64_t size = -1, written_ns = 0, changed_ns = 0;  // size -1: there is no such file
  friend bool operator==(const Stamp&, const Stamp&) = default;
};
Stamp stamp_of(const std::filesystem::path& path);

// The bytes of a regular file of at most `limit` bytes. One that is written while it is read is read again.
// `stamp` is set also where it cannot be read.
Result<std::string> read_whole(const std::filesystem::path& path, std::size_t limit, Stamp* stamp = nullptr);

// Texts of files by their names as findings show them.
using Text = std::shared_ptr<const std::string>;
using Texts = std::map<std::string, Text>;

// `path` as it stands in findings: relative to the folder when inside it.
std::string shown(const std::filesystem::path& path, const std::filesystem::path& folder);

// What matches `pattern` (shell wildcards in any part, relative to `folder` or absolute), sorted by name. Also what turns out
// not to be a file: a link that leads nowhere or a folder x.yaml is a mistake that somebody must see. Only folders without
// an extension are passed over.
std::vector<std::filesystem::path> matching(const std::filesystem::path& folder, const std::string& pattern);

}  // namespace fairway::config
