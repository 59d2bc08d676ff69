#include "host/plugins/supervisor/ring_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/base/text.hpp"

namespace fairway::plugins {
namespace {

constexpr std::streamoff kFull = 256 << 10;

// What plugins say may tell of customers: the file is its owner's alone, also one that an older version made.
void make_private(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return;
  ::fchmod(fd, 0600);
  ::close(fd);
}

}  // namespace

void RingFile::append(Instant at, std::string_view line) {
  std::scoped_lock lock(mutex_);
  std::error_code ignored;
  if (!out_.is_open()) {
    std::filesystem::create_directories(file_.parent_path(), ignored);
    make_private(file_);
    out_.open(file_, std::ios::app);
  }
  out_ << format_time(at) << ' ' << line << std::endl;
  if (out_.tellp() < kFull) return;
  out_.close();
  std::filesystem::rename(file_, file_.string() + ".1", ignored);
}

}  // namespace fairway::plugins
