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
using Steady = std::chrono::steady_clock;

constexpr int kDeepest = 5;
constexpr std::uint32_t kSeen =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF;

// What editors put beside a file while they work on it. "..data" is none: by turning that link a mounted ConfigMap changes.
bool is_scratch(std::string_view name) {
  return (name.starts_with('.') && !name.starts_with("..")) || name.ends_with('~') || name.ends_with(".swp") ||
         name.ends_with(".tmp");
}

// A file that somebody has begun to write counts when it is closed; a folder or a link is there at once.
bool is_begun(const fs::path& made) {
  std::error_code error;
  return fs::symlink_status(made, error).type() == fs::file_type::regular && fs::hard_link_count(made, error) == 1;
}

bool counts(const inotify_event& event, const fs::path& folder, const std::function<bool(std::string_view)>& matters) {
  if (event.len == 0) return true;  // the folder itself
  const std::string_view name = event.name;
  if (is_scratch(name) || (matters && !matters(name))) return false;
  return (event.mask & IN_CREATE) == 0 || !is_begun(folder / name);
}

// Of one that is not there: nothing.
std::vector<fs::path> real_paths(const std::vector<WatchedFolder>& folders) {
  std::vector<fs::path> out;
  std::error_code error;
  for (const auto& each : folders) out.push_back(fs::canonical(each.folder, error));
  return out;
}

}  // namespace

FolderWatch::FolderWatch(std::function<std::vector<WatchedFolder>()> folders, Options options,
                         std::function<void(Changed)> look)
    : folders_(std::move(folders)),
      options_(options),
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

void FolderWatch::watch_all() {
  rules_.clear();
  watched_ = folders_();
  real_ = real_paths(watched_);
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    std::error_code error;
    const auto& folder = watched_[i].folder;
    if (real_[i].empty() || fs::is_symlink(folder, error)) watch_for(folder);
    if (!real_[i].empty()) watch(real_[i], watched_[i], 0);
  }
}

void FolderWatch::watch(const fs::path& folder, const WatchedFolder& of, int depth) {
  add(folder, kSeen, of.matters);
  if (!of.below || depth == kDeepest) return;
  std::error_code error;
  const auto for_itself = [&](const fs::path& inside) {
    std::error_code ignored;
    return std::any_of(watched_.begin(), watched_.end(),
                       [&](const auto& other) { return fs::equivalent(other.folder, inside, ignored); });
  };
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error))
    if (entry->is_directory(error) && !is_scratch(entry->path().filename().string()) && !for_itself(entry->path()))
      watch(entry->path(), of, depth + 1);
}

// One that is not there yet comes to be in the folder above; one that is a link is turned by replacing it there.
void FolderWatch::watch_for(const fs::path& folder) {
  std::error_code error;
  auto whole = fs::absolute(folder, error).lexically_normal();
  if (!whole.has_filename()) whole = whole.parent_path();  // "plugins/"
  add(whole.parent_path(), IN_MOVED_TO | IN_CREATE,
      [name = whole.filename().string()](std::string_view made) { return made == name; });
}

void FolderWatch::add(const fs::path& folder, std::uint32_t events, std::function<bool(std::string_view)> matters) {
  const int known = ::inotify_add_watch(events_, folder.c_str(), events | IN_ONLYDIR | IN_MASK_ADD);
  if (known >= 0) rules_[known].push_back({folder, std::move(matters)});
}

bool FolderWatch::read_events() {
  alignas(inotify_event) std::array<char, 16 * 1024> buffer{};
  bool matters = false;
  for (auto got = ::read(events_, buffer.data(), buffer.size()); got > 0;
       got = ::read(events_, buffer.data(), buffer.size()))
    for (char* at = buffer.data(); at < buffer.data() + got;) {
      const auto* event = reinterpret_cast<const inotify_event*>(at);
      at += sizeof(inotify_event) + event->len;
      if ((event->mask & IN_Q_OVERFLOW) != 0) {
        matters = true;
        changed_.reset();
      }
      const auto rules = rules_.find(event->wd);
      if (rules == rules_.end() || (event->mask & IN_IGNORED) != 0) continue;
      for (const auto& rule : rules->second) {
        if (!counts(*event, rule.folder, rule.matters)) continue;
        matters = true;
        note(*event, rule.folder);
      }
    }
  return matters;
}

// What a folder that comes or goes brings along nobody says.
void FolderWatch::note(const inotify_event& event, const fs::path& folder) {
  if (event.len == 0 || (event.mask & IN_ISDIR) != 0) changed_.reset();
  else if (changed_) changed_->insert(folder / static_cast<const char*>(event.name));
}

// Looking through folders of ten thousand files for another folder costs more than a small reload.
bool FolderWatch::may_have_folders_anew() const {
  std::error_code error;
  return !changed_ || real_paths(folders_()) != real_ ||
         std::any_of(changed_->begin(), changed_->end(), [&](const auto& path) { return fs::is_directory(path, error); });
}

void FolderWatch::run() {
  std::optional<Steady::time_point> first, last;  // of the events not yet told
  auto next_look = Steady::now() + options_.look_every;
  std::array<pollfd, 2> waits{{{stop_, POLLIN, 0}, {events_, POLLIN, 0}}};
  while (true) {
    const auto until = last ? std::min(*last + options_.quiet, *first + options_.longest) : next_look;
    const auto left = std::chrono::ceil<Millis>(until - Steady::now()).count();
    ::poll(waits.data(), waits.size(), static_cast<int>(std::max<std::int64_t>(left, 0)));
    if (waits[0].revents != 0) return;
    const auto now = Steady::now();
    if (waits[1].revents != 0 && read_events()) {
      last = now;
      if (!first) first = now;
    }
    const bool settled = last && (now >= *last + options_.quiet || now >= *first + options_.longest);
    const bool due = now >= next_look;  // a look for what is not told, however much is
    if (!settled && !due) continue;
    if (due) changed_.reset();
    if (!changed_) next_look = now + options_.look_every;
    first.reset();
    last.reset();
    if (may_have_folders_anew()) watch_all();
    look_(std::exchange(changed_, Changed(std::in_place)));
  }
}

}  // namespace fairway::engine
