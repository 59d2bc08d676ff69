#include "host/engine/reload/watch.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace fairway::engine {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kDeepest = 5;
constexpr std::uint32_t kSeen =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF;

// What editors put beside a file while they work on it. "..data" is none: by turning that link a mounted ConfigMap changes.
bool is_scratch(std::string_view name) {
  return (name.starts_with('.') && !name.starts_with("..")) || name.ends_with('~') || name.ends_with(".swp") ||
         name.ends_with(".tmp");
}

}  // namespace

FolderWatch::FolderWatch(fs::path folder, Options options, std::function<void()> look)
    : folder_(std::move(folder)),
      options_(std::move(options)),
      look_(std::move(look)),
      events_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)),
      stop_(::eventfd(0, EFD_CLOEXEC)) {
  watch_all();
  thread_ = std::thread([this] { run(); });
}

FolderWatch::~FolderWatch() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto told = ::write(stop_, &one, sizeof one);
  thread_.join();
  for (const int fd : {events_, stop_})
    if (fd >= 0) ::close(fd);
}

// A folder that is a link is turned by replacing it in the folder above.
void FolderWatch::watch_all() {
  std::error_code error;
  const auto above = fs::absolute(folder_, error).lexically_normal().parent_path();
  if (fs::is_symlink(folder_, error)) ::inotify_add_watch(events_, above.c_str(), IN_MOVED_TO | IN_CREATE | IN_ONLYDIR);
  const auto real = fs::canonical(folder_, error);
  if (!error) watch_below(real, 0);
}

void FolderWatch::watch_below(const fs::path& folder, int depth) {
  std::error_code error;
  if (!options_.except.empty() && fs::equivalent(folder, options_.except, error)) return;
  ::inotify_add_watch(events_, folder.c_str(), kSeen | IN_ONLYDIR);  // one that is watched already stays so
  if (depth == kDeepest) return;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error))
    if (entry->is_directory(error) && !is_scratch(entry->path().filename().string())) watch_below(entry->path(), depth + 1);
}

bool FolderWatch::read_events() {
  alignas(inotify_event) std::array<char, 16 * 1024> buffer{};
  bool matters = false;
  for (auto got = ::read(events_, buffer.data(), buffer.size()); got > 0;
       got = ::read(events_, buffer.data(), buffer.size()))
    for (char* at = buffer.data(); at < buffer.data() + got;) {
      const auto* event = reinterpret_cast<const inotify_event*>(at);
      matters |= (event->mask & IN_IGNORED) == 0 && (event->len == 0 || !is_scratch(event->name));
      at += sizeof(inotify_event) + event->len;
    }
  return matters;
}

void FolderWatch::run() {
  std::optional<Clock::time_point> first, last;  // of the events not yet told
  auto next_look = Clock::now() + options_.look_every;
  std::array<pollfd, 2> waits{{{stop_, POLLIN, 0}, {events_, POLLIN, 0}}};
  while (true) {
    const auto until = last ? std::min(*last + options_.quiet, *first + options_.longest) : next_look;
    const auto left = std::chrono::ceil<Millis>(until - Clock::now()).count();
    ::poll(waits.data(), waits.size(), static_cast<int>(std::max<std::int64_t>(left, 0)));
    if (waits[0].revents != 0) return;
    const auto now = Clock::now();
    if (waits[1].revents != 0 && read_events()) {
      last = now;
      if (!first) first = now;
    }
    const bool settled = last && (now >= *last + options_.quiet || now >= *first + options_.longest);
    if (!settled && now < next_look) continue;
    first.reset();
    last.reset();
    next_look = now + options_.look_every;
    watch_all();  // folders may be new
    look_();
  }
}

}  // namespace fairway::engine
