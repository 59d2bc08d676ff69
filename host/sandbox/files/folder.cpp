#include "host/sandbox/files/folder.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace fairway::sandbox {
namespace {

namespace fs = std::filesystem;

bool is_final(const std::string& name) {
  return !name.starts_with('.') && !name.ends_with(".tmp") && !name.ends_with(".part") && !name.ends_with(".filepart");
}

// A name that is free there: a client may use one again.
fs::path free_name(const fs::path& folder, const std::string& name) {
  auto path = folder / name;
  for (int n = 2; fs::exists(path); ++n) path = folder / fmt::format("{}.{}", name, n);
  return path;
}

}  // namespace

Status Folder::make() const {
  for (const auto* name : {"out", "in", "taken"}) {
    std::error_code error;
    fs::create_directories(root_ / name, error);
    if (error) return fail(FW_E_CONFIG, fmt::format("{}: {}", (root_ / name).string(), error.message()));
  }
  return {};
}

std::vector<DroppedFile> Folder::take() {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(root_ / "out", error), end; !error && at != end; at.increment(error))
    if (at->is_regular_file(error) && is_final(at->path().filename().string()))
      names.push_back(at->path().filename().string());
  std::sort(names.begin(), names.end());
  std::vector<DroppedFile> files;
  for (const auto& name : names) {
    const auto taken = free_name(root_ / "taken", name);
    fs::rename(root_ / "out" / name, taken, error);
    if (error) continue;
    std::ifstream in(taken, std::ios::binary);
    files.push_back({name, {std::istreambuf_iterator<char>(in), {}}});
  }
  return files;
}

Status Folder::leave(const std::string& name, std::string_view bytes) const {
  const auto temporary = root_ / "in" / fmt::format(".{}.tmp", name);
  std::ofstream(temporary, std::ios::binary) << bytes;
  std::error_code error;
  fs::rename(temporary, root_ / "in" / name, error);
  if (error) return fail(FW_E_CONFIG, fmt::format("{}: {}", (root_ / "in" / name).string(), error.message()));
  return {};
}

}  // namespace fairway::sandbox
