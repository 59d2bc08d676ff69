// A folder in which workers of a check or a plan write their stderr: gone with it.
#pragma once
#include <cstdlib>
#include <filesystem>

namespace fairway::engine {

class Scratch {
 public:
  Scratch() {
    auto name = (std::filesystem::temp_directory_path() / "fairway-scratch-XXXXXX").string();
    if (::mkdtemp(name.data())) path_ = name;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code error;
    if (!path_.empty()) std::filesystem::remove_all(path_, error);
  }
  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace fairway::engine
