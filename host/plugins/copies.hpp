// Copies of plugin files, named by what is in them. Workers load these, never a file that somebody may be writing: the
// code that was checked is the code that runs, and a build over the running file harms nobody.
#pragma once
#include <filesystem>
#include <set>
#include <string>

#include "host/base/result.hpp"

namespace fairway::plugins {

// SHA-256 of the file's bytes, hex; of no bytes where it cannot be read.
std::string hash_of(const std::filesystem::path& file);

class Copies {
 public:
  // The folder is made where it is missing, for its owner alone. Half copies of a host that was killed are removed.
  explicit Copies(std::filesystem::path folder);

  struct Copy {
    std::filesystem::path path;
    std::string hash;
  };
  // A copy of `file` under its hash, read back and compared. UNAVAILABLE: it cannot be read, changed while it was
  // copied, or does not fit on the disk. [one thread at a time]
  Result<Copy> take(const std::filesystem::path& file) const;

  void keep_only(const std::set<std::string>& hashes) const;  // removes the other copies; what runs may lose its name
  std::filesystem::path path_of(const std::string& hash) const { return folder_ / (hash + ".so"); }
  const std::filesystem::path& folder() const noexcept { return folder_; }

 private:
  const std::filesystem::path folder_;
};

}  // namespace fairway::plugins
