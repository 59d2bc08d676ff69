// The folder holds NAME.prepared for each file that waits ("fairway-spool/1 <keys>", a key a line, the bytes), sent.log with
// "name<tab>key<tab>." a line for what went, and sent.old.log from before it.
#include "fairway/drop/spool.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "fairway/drop/drop.hpp"
#include "local_io.hpp"

namespace fairway::drop {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kHead = "fairway-spool/1 ", kEnding = ".prepared";
constexpr std::uint64_t kLogBytes = 16u << 20;  // more than 100,000 lines

// Held by one process at a time.
class Lock {
 public:
  explicit Lock(const fs::path& folder) : fd_(::open((folder / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (!fd_.open()) local::fail(folder.string(), "cannot be locked", errno);
    while (::flock(fd_.get(), LOCK_EX) != 0)
      if (errno != EINTR) local::fail(folder.string(), "cannot be locked", errno);
  }

 private:
  local::Descriptor fd_;
};

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// Whole or not at all.
void write_whole(const fs::path& path, std::string_view bytes) {
  const std::string temporary = (path.parent_path() / ('.' + path.filename().string() + ".tmp")).string();
  local::write_file(temporary, bytes, O_TRUNC, 0600, nullptr);
  if (::rename(temporary.c_str(), path.c_str()) != 0) local::fail(path.string(), "cannot be made", errno);
  local::flush_folder(path.parent_path().string());
}

std::optional<Prepared> read_prepared(const fs::path& path) {
  std::string text;
  if (!local::read_file(path.string(), text)) return std::nullopt;
  std::string_view rest = text;
  const auto line = [&]() -> std::string_view {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) throw Error::unavailable(path.string() + ": not what was written there");
    const auto one = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return one;
  };
  const auto head = line();
  std::size_t keys = 0;
  if (!head.starts_with(kHead) ||
      std::from_chars(head.data() + kHead.size(), head.data() + head.size(), keys).ec != std::errc())
    throw Error::unavailable(path.string() + ": not what was written there");
  Prepared found;
  found.name = path.filename().string();
  found.name.resize(found.name.size() - kEnding.size());
  for (; keys > 0; --keys) found.keys.emplace_back(line());
  found.bytes = rest;
  struct stat about {};
  if (::stat(path.c_str(), &about) == 0)
    found.prepared_ms = about.st_mtim.tv_sec * 1000ll + about.st_mtim.tv_nsec / 1'000'000;
  return found;
}

}  // namespace

Spool::Spool(fs::path folder) : folder_(std::move(folder)) {}

// Reads what was logged since the last look, by us or by others. A line that a crash cut off has no mark at its end.
void Spool::read_news() {
  if (!made_) {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) local::fail(folder_.string(), "cannot be made", error.value());
    fs::permissions(folder_, fs::perms::owner_all, error);
    made_ = true;
  }
  const auto take = [&](std::string_view text) {
    std::size_t used = 0;
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', used)) {
      auto line = text.substr(used, end - used);
      used = end + 1;
      const auto tab = line.find('\t');
      if (tab == std::string_view::npos || !line.ends_with("\t.") || tab + 2 > line.size() - 1) continue;
      sent_.insert_or_assign(std::string(line.substr(tab + 1, line.size() - tab - 3)), std::string(line.substr(0, tab)));
    }
    return used;
  };
  struct stat about {};
  const fs::path log = folder_ / "sent.log";
  if (::stat(log.c_str(), &about) != 0) about = {};
  if (about.st_ino == log_inode_ && static_cast<std::uint64_t>(about.st_size) == log_read_) return;
  std::string text;
  if (about.st_ino != log_inode_) {
    sent_.clear();
    log_read_ = 0, log_inode_ = about.st_ino;
    if (local::read_file((folder_ / "sent.old.log").string(), text)) take(text);
  }
  if (local::read_file(log.string(), text))
    log_read_ += take(std::string_view(text).substr(std::min<std::size_t>(log_read_, text.size())));
}

std::optional<Prepared> Spool::prepared(const std::string& key) {
  read_news();
  if (const auto at = sent_.find(key); at != sent_.end()) return Prepared{at->second, {}, {}, true};
  for (Prepared& one : waiting())
    if (std::find(one.keys.begin(), one.keys.end(), key) != one.keys.end()) return std::move(one);
  return std::nullopt;
}

Spool::SentFiles Spool::sent() {
  read_news();
  SentFiles files;
  for (const auto& [key, name] : sent_) files[name].push_back(key);
  return files;
}

std::vector<Prepared> Spool::waiting() {
  read_news();
  std::vector<Prepared> all;
  std::error_code error;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.front() == '.' || !name.ends_with(kEnding)) continue;
    auto one = read_prepared(at->path());
    if (!one || one->keys.empty()) continue;
    if (!sent_.contains(one->keys.front())) all.push_back(std::move(*one));
    else ::unlink(at->path().c_str());  // logged as sent; a crash left it, with what it says of people
  }
  if (error) local::fail(folder_.string(), "cannot be listed", error.value());
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return all;
}

std::vector<std::string> Spool::names() {
  std::vector<std::string> all;
  for (const Prepared& one : waiting()) all.push_back(one.name);
  for (const auto& [key, name] : sent_) all.push_back(name);
  return all;
}

void Spool::prepare(const std::vector<std::string>& keys, const std::string& name, std::string_view bytes) {
  read_news();
  const Lock lock(folder_);
  const auto refuse = [](const std::string& why) { throw Error(FW_E_INVALID, why); };
  if (!is_final_name(name)) refuse("no name for a file: " + name);
  if (keys.empty()) refuse("a file for nothing: " + name);
  const fs::path path = folder_ / (name + std::string(kEnding));
  if (fs::exists(path)) refuse("a file is prepared already under the name " + name);
  std::string text = std::string(kHead) + std::to_string(keys.size()) + '\n';
  for (const auto& key : keys) {
    if (key.empty() || has_control(key)) refuse("no key: '" + key + "'");
    if (prepared(key)) refuse("prepared already: " + key);
    text += key + '\n';
  }
  write_whole(path, text.append(bytes));
}

void Spool::mark_sent(const std::string& name) {
  read_news();
  const Lock lock(folder_);
  const fs::path path = folder_ / (name + std::string(kEnding)), log = folder_ / "sent.log";
  const auto one = read_prepared(path);
  if (!one) return;
  std::error_code error;
  if (const auto size = fs::file_size(log, error); !error && size > kLogBytes) {
    fs::rename(log, folder_ / "sent.old.log", error);
    if (error) local::fail(log.string(), "cannot be renamed", error.value());
  }
  std::string lines = "\n";  // ends what a crash may have cut off
  for (const auto& key : one->keys) lines += name + '\t' + key + "\t.\n";
  local::write_file(log.string(), lines, O_APPEND, 0600, nullptr);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) local::fail(path.string(), "cannot be removed", errno);
  local::flush_folder(folder_.string());
}

}  // namespace fairway::drop
