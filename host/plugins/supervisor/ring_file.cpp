#include "host/plugins/supervisor/ring_file.hpp"

#include "host/base/text.hpp"

namespace fairway::plugins {
namespace {
constexpr std::streamoff kFull = 256 << 10;
}

void RingFile::append(Instant at, std::string_view line) {
  std::scoped_lock lock(mutex_);
  std::error_code ignored;
  if (!out_.is_open()) {
    std::filesystem::create_directories(file_.parent_path(), ignored);
    out_.open(file_, std::ios::app);
  }
  out_ << format_time(at) << ' ' << line << std::endl;
  if (out_.tellp() < kFull) return;
  out_.close();
  std::filesystem::rename(file_, file_.string() + ".1", ignored);
}

}  // namespace fairway::plugins
