// Files of this machine.
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "fairway/drop/files.hpp"
#include "local_io.hpp"

namespace fairway::drop {
namespace {

using local::fail;

Entry entry_of(std::string name, const struct stat& about) {
  const auto ms = [](const timespec& at) { return at.tv_sec * 1000ll + at.tv_nsec / 1'000'000; };
  return {std::move(name), static_cast<std::uint64_t>(about.st_size), ms(about.st_mtim), ms(about.st_ctim)};
}

// No link is followed: one that a partner leaves would lead anywhere on this machine.
std::optional<Entry> look(const std::string& path, std::string name) {
  struct stat about {};
  if (::lstat(path.c_str(), &about) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    fail(path, "cannot be looked at", errno);
  }
  return S_ISREG(about.st_mode) ? std::optional(entry_of(std::move(name), about)) : std::nullopt;
}

// errno's value, 0: done. File systems of the network may know none of the ways that cannot overwrite.
int move_without_replacing(const char* from, const char* to) {
  if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (::link(from, to) == 0) return ::unlink(from) == 0 ? 0 : errno;
  if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS) return errno;
  if (::access(to, F_OK) == 0) return EEXIST;
  return ::rename(from, to) == 0 ? 0 : errno;
}

class LocalFiles final : public Files {
 public:
  bool ours() const noexcept override { return true; }

  std::vector<Entry> list(const Call& call, const std::string& folder) override {
    call.check();
    const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), &::closedir);
    if (!open) fail(folder, "cannot be listed", errno);
    std::vector<Entry> entries;
    for (;;) {
      errno = 0;
      const dirent* one = ::readdir(open.get());
      if (one == nullptr) break;
      if (auto entry = look(local::joined(folder, one->d_name), one->d_name)) entries.push_back(std::move(*entry));
    }
    if (errno != 0) fail(folder, "cannot be listed", errno);
    return entries;
  }

  std::optional<Entry> find(const Call& call, const std::string& path) override {
    call.check();
    return look(path, path.substr(path.rfind('/') + 1));
  }

  std::string read(const Call& call, const std::string& path, std::uint64_t most) override {
    const auto entry = find(call, path);
    if (!entry) fail(path, "cannot be read", ENOENT);
    std::string bytes;
    if (entry->size <= most && !local::read_file(path, bytes)) fail(path, "cannot be read", ENOENT);
    if (entry->size > most || bytes.size() > most)
      throw Error::rejected("larger than " + std::to_string(most) + " bytes: " + std::to_string(entry->size));
    return bytes;
  }

  std::optional<std::string> head(const Call& call, const std::string& path, std::uint64_t most) override {
    call.check();
    const local::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.open() && errno == ENOENT) return std::nullopt;
    if (!file.open()) fail(path, "cannot be read", errno);
    std::string bytes(most, '\0');
    std::size_t got = 0;
    while (got < most) {
      const auto more = ::read(file.get(), bytes.data() + got, most - got);
      if (more < 0 && errno == EINTR) continue;
      if (more < 0) fail(path, "cannot be read", errno);
      if (more == 0) break;
      got += static_cast<std::size_t>(more);
    }
    bytes.resize(got);
    return bytes;
  }

  void write(const Call& call, const std::string& path, std::string_view bytes) override {
    call.check();
    local::write_file(path, bytes, O_TRUNC | O_NOFOLLOW, 0666, &call);
  }

  bool move(const Call& call, const std::string& from, const std::string& to) override {
    call.check();
    if (const int error = move_without_replacing(from.c_str(), to.c_str()); error != 0) {
      if (error == EEXIST || (error == ENOENT && !look(from, {}))) return false;
      fail(from, ("cannot become " + to).c_str(), error);
    }
    local::flush_folder(local::folder_of(to));
    if (local::folder_of(from) != local::folder_of(to)) local::flush_folder(local::folder_of(from));
    return true;
  }

  bool remove(const Call& call, const std::string& path) override {
    call.check();
    if (::unlink(path.c_str()) == 0) return true;
    if (errno == ENOENT) return false;
    fail(path, "cannot be removed", errno);
  }

  void make_folder(const Call& call, const std::string& path) override {
    call.check();
    std::error_code error;
    if (std::filesystem::create_directories(path, error)) local::flush_folder(local::folder_of(path));
    if (error) fail(path, "cannot be made", error.value());
  }
};

}  // namespace

std::unique_ptr<Files> local_files() { return std::make_unique<LocalFiles>(); }

}  // namespace fairway::drop
