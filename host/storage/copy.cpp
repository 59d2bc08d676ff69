#include "host/storage/copy.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>

#include "host/storage/sqlite/session.hpp"

namespace fairway::storage {

namespace {

constexpr Millis kPatience = std::chrono::seconds(30);

Status sync_path(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = fd >= 0 && ::fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) ::close(fd);
  if (!done) return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", path.string(), std::strerror(error)));
  return {};
}

// Made empty beforehand, so that it is nobody else's to read; VACUUM INTO takes an empty file.
Status make_empty(const std::filesystem::path& file) {
  std::error_code error;
  std::filesystem::remove(file, error);
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", file.string(), std::strerror(errno)));
  ::close(fd);
  return {};
}

Status vacuum_into(const std::filesystem::path& from, const std::filesystem::path& to) {
  auto session = Session::open(from, kPatience, {});
  if (!session) return fail(session.error());
  auto done = (*session)->execute("VACUUM INTO ?", {to.string()});
  if (done) return {};
  const fw_rc code = done.error().code == FW_E_UNAVAILABLE ? FW_E_UNAVAILABLE : FW_E_REJECTED;
  return fail(code, fmt::format("{} cannot be copied: {}", from.string(), done.error().message));
}

Status finish_copy(const std::filesystem::path& part, const std::function<Status(Session& copy)>& finish) {
  auto session = Session::open(part, kPatience, {"PRAGMA journal_mode = MEMORY"});  // a torn part is thrown away anyway
  if (!session) return fail(session.error());
  return finish(**session);
}

}  // namespace

Status sync_folder(const std::filesystem::path& folder) { return sync_path(folder); }

Status sync_file(const std::filesystem::path& file) {
  if (auto done = sync_path(file); !done) return done;
  return sync_path(std::filesystem::absolute(file).parent_path());
}

Status copy_database(const std::filesystem::path& from, const std::filesystem::path& to,
                     const std::function<Status(Session& copy)>& finish) {
  std::error_code error;
  if (!std::filesystem::exists(from, error)) return fail(FW_E_REJECTED, fmt::format("there is no {}", from.string()));
  if (std::filesystem::exists(to, error)) return fail(FW_E_REJECTED, fmt::format("{} exists already", to.string()));
  const std::filesystem::path part = to.string() + ".part";
  if (auto made = make_empty(part); !made) return made;
  auto done = vacuum_into(from, part);
  if (done && finish) done = finish_copy(part, finish);
  if (done) done = sync_path(part);
  if (done) {
    std::filesystem::rename(part, to, error);
    done = error ? Status(fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", to.string(), error.message()))) : sync_file(to);
  }
  if (!done) std::filesystem::remove(part, error);
  return done;
}

}  // namespace fairway::storage
