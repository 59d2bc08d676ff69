#include "host/config/files.hpp"

#include <fnmatch.h>

#include <fstream>

namespace fairway::config {
namespace fs = std::filesystem;

Result<std::string> read_whole(const fs::path& path, std::size_t limit) {
  std::error_code error;
  if (!fs::exists(path, error)) return fail(FW_E_CONFIG, "the file does not exist");
  if (!fs::is_regular_file(path, error)) return fail(FW_E_CONFIG, "not a regular file");
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
  std::erase_if(found, [&](const fs::path& path) { return !fs::is_regular_file(path, error); });
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace fairway::config
