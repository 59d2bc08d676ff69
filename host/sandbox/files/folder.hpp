// The folders through which a warehouse and its client exchange files: out holds what the client sends, in what it gets.
// What was read lies in taken.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

namespace fairway::sandbox {

struct DroppedFile {
  std::string name, bytes;
};

// One thread at a time.
class Folder {
 public:
  explicit Folder(std::filesystem::path root) : root_(std::move(root)) {}
  Status make() const;  // CONFIG where the folders cannot be made
  // What the client has left, in order of name; each file once. Names with a dot in front or a temporary ending are not final.
  std::vector<DroppedFile> take();
  // Appears whole or not at all. CONFIG where the disk refuses.
  Status leave(const std::string& name, std::string_view bytes) const;

 private:
  std::filesystem::path root_;
};

}  // namespace fairway::sandbox
