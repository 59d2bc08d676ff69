#include "host/config/files.hpp"

#include <fnmatch.h>

#include <fstream>

namespace fairway::config {
namespace fs = std::filesystem;

namespace {

// Why it cannot be read as a file; empty: it can. Opening a pipe would wait for its other end, so look first.
std::string not_a_file(const fs::path& path) {
  std::error_code error, ignored;
  const auto status = fs::status(path, error);  // of what a link leads to
  if (fs::is_regular_file(status)) return {};
  if (status.type() == fs::file_type::not_found)
    return fs::is_symlink(path, ignored) ? "a link that leads nowhere" : "the file does not exist";
  if (error) return error.message();
  return fs::is_directory(status) ? "a folder, not a file" : "not a regular file";
}

}  // namespace

Result<std::string> read_whole(const fs::path& path, std::size_t limit) {
  if (const auto why = not_a_file(path); !why.empty()) return fail(FW_E_CONFIG, why);
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return fail(FW_E_CONFIG, "the file cannot be opened");
  std::string bytes;
  std::array<char, 64 * 1024> part{};
  while (stream && bytes.size() <= limit) {
    stream.read(part.data(), part.size());
    bytes.append(part.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) return fail(FW_E_CONFIG, "the file cannot be read");
  if (bytes.size() > limit) return fail(FW_E_CONFIG, fmt::format("the file has more than {} bytes", limit));
  return bytes;
}

std::string shown(const fs::path& path, const fs::path& folder) {
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
  std::erase_if(found, [&](const fs::path& path) { return !path.has_extension() && fs::is_directory(path, error); });
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace fairway::config
