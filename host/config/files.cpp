#include "host/config/files.hpp"

#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fairway::config {
namespace fs = std::filesystem;

namespace {

constexpr int kTries = 5;  // of a file that somebody writes while it is read

class Opened {
 public:
  // A pipe would wait for its other end without O_NONBLOCK.
  explicit Opened(const fs::path& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Opened() {
    if (fd_ >= 0) ::close(fd_);
  }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  int fd() const noexcept { return fd_; }

 private:
  int fd_;
};

Stamp stamp_from(const struct stat& info) {
  const auto ns = [](const timespec& time) { return time.tv_sec * 1'000'000'000 + time.tv_nsec; };
  return {info.st_dev, info.st_ino, info.st_size, ns(info.st_mtim), ns(info.st_ctim)};  // a tool may set back the first time
}

Failure cannot(const fs::path& path, int error) {
  std::error_code ignored;
  if (error == ENOENT)
    return {FW_E_CONFIG, fs::is_symlink(path, ignored) ? "a link that leads nowhere" : "the file does not exist"};
  return {FW_E_CONFIG, "the file cannot be opened: " + std::generic_category().message(error)};
}

bool has_extension(const fs::path& path) {
  const std::string_view whole = path.native();
  const auto slash = whole.rfind('/');
  return whole.find('.', slash == std::string_view::npos ? 1 : slash + 2) != std::string_view::npos;
}

Result<std::string> read_some(int fd, std::size_t limit) {
  std::string bytes;
  std::array<char, 16 * 1024> part;
  while (bytes.size() <= limit) {
    const auto got = ::read(fd, part.data(), part.size());
    if (got < 0) return fail(FW_E_CONFIG, "the file cannot be read");
    if (got == 0) return bytes;
    bytes.append(part.data(), static_cast<std::size_t>(got));
  }
  return fail(FW_E_CONFIG, fmt::format("the file has more than {} bytes", limit));
}

}  // namespace

Stamp stamp_of(const fs::path& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? stamp_from(info) : Stamp{};
}

Result<std::string> read_whole(const fs::path& path, std::size_t limit, Stamp* stamp) {
  for (int attempt = 1;; ++attempt) {
    if (stamp) *stamp = {};
    const Opened file(path);
    struct stat before {
    }, after{};
    if (file.fd() < 0) return fail(cannot(path, errno));
    if (::fstat(file.fd(), &before) != 0) return fail(cannot(path, errno));
    if (stamp) *stamp = stamp_from(before);
    if (S_ISDIR(before.st_mode)) return fail(FW_E_CONFIG, "a folder, not a file");
    if (!S_ISREG(before.st_mode)) return fail(FW_E_CONFIG, "not a regular file");
    auto bytes = read_some(file.fd(), limit);
    if (!bytes) return bytes;
    if (::fstat(file.fd(), &after) == 0 && stamp_from(after) == stamp_from(before)) return bytes;
    if (attempt == kTries) return fail(FW_E_CONFIG, "the file is being written again and again");
  }
}

// Most paths were made from the folder: of ten thousand, taking them apart again would be most of what a reload costs.
std::string shown(const fs::path& path, const fs::path& folder) {
  const std::string_view whole = path.native(), above = folder.native();
  if (!above.empty() && whole.size() > above.size() + 1 && whole.starts_with(above) && whole[above.size()] == '/' &&
      whole.find("/.", above.size()) == std::string_view::npos && whole.find("//", above.size()) == std::string_view::npos)
    return std::string(whole.substr(above.size() + 1));
  const auto relative = path.lexically_normal().lexically_relative(folder.lexically_normal());
  return relative.empty() || *relative.begin() == ".." ? path.string() : relative.generic_string();
}

std::vector<fs::path> matching(const fs::path& folder, const std::string& pattern) {
  const fs::path wanted = fs::path(pattern).lexically_normal();
  std::vector<fs::path> found{wanted.is_absolute() ? wanted.root_path() : folder};
  for (const auto& part : wanted.relative_path()) {
    std::vector<fs::path> next;
    for (const auto& base : found) {
      std::error_code error;
      if (part == "..") {
        next.push_back(base / part);
        continue;
      }
      for (auto entry = fs::directory_iterator(base, error); !error && entry != fs::directory_iterator();
           entry.increment(error))
        if (fnmatch(part.c_str(), entry->path().filename().c_str(), FNM_PERIOD) == 0) next.push_back(entry->path());
    }
    found = std::move(next);
  }
  std::error_code error;
  std::erase_if(found, [&](const fs::path& path) { return !has_extension(path) && fs::is_directory(path, error); });
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.native() < b.native(); });
  return found;
}

}  // namespace fairway::config
