#include "host/storage/copy.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>

#include "host/storage/sqlite/session.hpp"

namespace fairway::storage {

namespace {

Status sync_path(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = fd >= 0 && ::fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) ::close(fd);
  if (!done) return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", path.string(), std::strerror(error)));
  return {};
}

}  // namespace

Status sync_file(const std::filesystem::path& file) {
  if (auto done = sync_path(file); !done) return done;
  return sync_path(std::filesystem::absolute(file).parent_path());
}

Status copy_database(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code error;
  if (!std::filesystem::exists(from, error)) return fail(FW_E_REJECTED, fmt::format("there is no {}", from.string()));
  if (std::filesystem::exists(to, error)) return fail(FW_E_REJECTED, fmt::format("{} exists already", to.string()));
  const std::filesystem::path part = to.string() + ".part";
  std::filesystem::remove(part, error);
  // Made empty beforehand, so that it is nobody else's to read; VACUUM INTO takes an empty file.
  const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", part.string(), std::strerror(errno)));
  ::close(fd);

  const auto copied = [&]() -> Status {
    auto session = Session::open(from, std::chrono::seconds(30), {});
    if (!session) return fail(session.error());
    if (auto done = (*session)->execute("VACUUM INTO ?", {part.string()}); !done) return fail(done.error());
    if (auto done = sync_file(part); !done) return done;
    std::filesystem::rename(part, to, error);
    if (error) return fail(FW_E_UNAVAILABLE, fmt::format("{}: {}", to.string(), error.message()));
    return sync_file(to);
  }();
  if (!copied) std::filesystem::remove(part, error);
  return copied;
}

}  // namespace fairway::storage
