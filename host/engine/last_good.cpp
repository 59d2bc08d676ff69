#include "host/engine/last_good.hpp"

#include <fstream>

#include "host/base/json.hpp"
#include "host/storage/vault/private_file.hpp"

namespace fairway::engine {

// What cannot be read says nothing: then no file has anything to fall back on.
LastGood::LastGood(std::filesystem::path file) : file_(std::move(file)) {
  std::ifstream in(file_, std::ios::binary);
  const auto read = parse_json(std::string(std::istreambuf_iterator<char>(in), {}));
  if (!read || !read->is_object()) return;
  for (const auto& [name, version] : read->get_object())
    versions_[name] = {std::string(text_at(version, "file")), std::string(text_at(version, "hash"))};
}

Status LastGood::keep(const Catalogue& running, const std::set<std::string>& gone) {
  auto now = versions_;
  for (const auto& name : gone) now.erase(name);
  for (const auto& [name, plugin] : running.plugins) now[name] = {plugin.path.filename().string(), plugin.hash};
  if (now == versions_) return {};
  json::object all;
  for (const auto& [name, version] : now) all[name] = json::object{{"file", version.file}, {"hash", version.hash}};
  if (auto written = storage::replace_file(file_, json::serialize(all) + "\n"); !written) return written;
  versions_ = std::move(now);
  return {};
}

}  // namespace fairway::engine
