// What the engine watches: everything that a running host reads and others write.
#include "host/engine/engine.hpp"
#include "host/storage/secrets.hpp"

namespace fairway::engine {

namespace fs = std::filesystem;

std::vector<WatchedFolder> Engine::watched_folders() const {
  std::vector<WatchedFolder> out{{options_.config, true, {}}, {options_.data, false, [](std::string_view name) {
                                                                 return name == storage::kSecretsFile;
                                                               }}};
  for (const auto& folder : plugin_folders_now().value_or(std::vector<fs::path>()))
    out.push_back({folder, false, [](std::string_view name) { return name.ends_with(".so"); }});
  return out;
}

void Engine::watch() {
  const auto look = [this](const FolderWatch::Changed& changed) {
    std::error_code error;
    const auto folder = fs::canonical(options_.config, error);
    if (!changed || error) return look_at_files();
    config::News news;
    for (const auto& path : *changed) news.insert(config::shown(path, folder));
    look_at_files(std::move(news));
  };
  watch_ = std::make_unique<FolderWatch>([this] { return watched_folders(); }, FolderWatch::Options(), look);
}

}  // namespace fairway::engine
