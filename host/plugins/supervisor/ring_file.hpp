// The last lines of something, on disk: two files, the older one replaced when the newer one is full. Only
// their owner can read them.
#pragma once
#include <filesystem>
#include <fstream>
#include <mutex>

#include "host/base/clock.hpp"

namespace fairway::plugins {

class RingFile {
 public:
  explicit RingFile(std::filesystem::path file) : file_(std::move(file)) {}
  void append(Instant at, std::string_view line);  // [any] a disk that is full is no reason to stop

 private:
  const std::filesystem::path file_;
  std::mutex mutex_;
  std::ofstream out_;
};

}  // namespace fairway::plugins
