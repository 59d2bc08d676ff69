// Sees that files change which a running host reads: inotify on their folders, and a look at names and times now and then
// for what inotify cannot see (network file systems, what links lead to, files elsewhere that a ${file:} names).
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <thread>
#include <vector>

#include "host/base/clock.hpp"

struct inotify_event;

namespace fairway::engine {

struct WatchedFolder {
  std::filesystem::path folder;  // need not be there yet
  bool below = false;            // folders in it as well, five deep, but for those that are watched for themselves
  std::function<bool(std::string_view name)> matters;  // which of its files; unset: all
};

class FolderWatch {
 public:
  struct Options {
    Millis quiet = std::chrono::milliseconds(300);  // after the last event: an editor writes more than once
    Millis longest = std::chrono::seconds(3);       // after the first one, even when there is no end of them
    Millis look_every = std::chrono::seconds(60);
  };
  // All that changed since the last look; none where it may be more than what was seen.
  using Changed = std::optional<std::set<std::filesystem::path>>;
  // `folders` is asked anew before every look. `look` is called when something may have changed. Both on the watch's
  // thread, `folders` first on the caller's. Real time.
  FolderWatch(std::function<std::vector<WatchedFolder>()> folders, Options options, std::function<void(Changed)> look);
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

 private:
  struct Rule {
    std::filesystem::path folder;
    std::function<bool(std::string_view)> matters;
  };
  void run();
  bool may_have_folders_anew() const;
  void watch_all();
  void watch(const std::filesystem::path& folder, const WatchedFolder& of, int depth);
  void watch_for(const std::filesystem::path& folder);
  void add(const std::filesystem::path& folder, std::uint32_t events, std::function<bool(std::string_view)> matters);
  bool read_events();  // whether one matters
  void note(const inotify_event& event, const std::filesystem::path& folder);

  const std::function<std::vector<WatchedFolder>()> folders_;
  const Options options_;
  const std::function<void(Changed)> look_;
  std::vector<WatchedFolder> watched_;
  std::vector<std::filesystem::path> real_;  // of those
  std::map<int, std::vector<Rule>> rules_;   // by what inotify calls the folder
  Changed changed_{std::in_place};
  int events_ = -1, stop_ = -1;
  std::thread thread_;
};

}  // namespace fairway::engine
