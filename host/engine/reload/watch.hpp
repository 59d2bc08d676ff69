// Sees that configuration files change: inotify on the folder and all below it, and a look at names and times now and then
// for what inotify cannot see (network file systems, files elsewhere that a ${file:} names).
#pragma once
#include <filesystem>
#include <functional>
#include <set>
#include <thread>

#include "host/base/clock.hpp"

namespace fairway::engine {

class FolderWatch {
 public:
  struct Options {
    Millis quiet = std::chrono::milliseconds(300);  // after the last event: an editor writes more than once
    Millis longest = std::chrono::seconds(3);       // after the first one, even when there is no end of them
    Millis look_every = std::chrono::seconds(60);
    std::filesystem::path except;  // a folder that is not configuration though it lies inside: the data
  };
  // `look` is called on the watch's thread when something may have changed. Real time.
  FolderWatch(std::filesystem::path folder, Options options, std::function<void()> look);
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

 private:
  void run();
  void watch_all();
  void watch_below(const std::filesystem::path& folder, int depth);
  bool read_events();  // whether one matters

  const std::filesystem::path folder_;
  const Options options_;
  const std::function<void()> look_;
  int events_ = -1, stop_ = -1;
  std::thread thread_;
};

}  // namespace fairway::engine
