#include "host/plugins/copies.hpp"

#include <Poco/DigestEngine.h>
#include <Poco/SHA2Engine.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "host/plugins/supervisor/spawn.hpp"

namespace fairway::plugins {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kIncoming = ".incoming";

tl::unexpected<Failure> trouble(const fs::path& file, const std::string& what) {
  return fail(FW_E_UNAVAILABLE, fmt::format("{} {}: {}", file.string(), what, std::strerror(errno)));
}

using Stat = struct stat;

bool same(const Stat& a, const Stat& b) {
  return a.st_ino == b.st_ino && a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

bool write_all(int fd, const char* data, std::size_t size) {
  while (size > 0) {
    const auto wrote = ::write(fd, data, size);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    data += wrote;
    size -= static_cast<std::size_t>(wrote);
  }
  return true;
}

// Copies the bytes to disk and answers their hash.
Result<std::string> pour(const Fd& from, const Fd& to, const fs::path& source, const fs::path& target) {
  Poco::SHA2Engine sha(Poco::SHA2Engine::SHA_256);
  std::array<char, 64 * 1024> buffer;
  while (true) {
    const auto got = ::read(from.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return trouble(source, "cannot be read");
    if (got == 0) break;
    sha.update(buffer.data(), static_cast<std::size_t>(got));
    if (!write_all(to.get(), buffer.data(), static_cast<std::size_t>(got))) return trouble(target, "cannot be written");
  }
  if (::fsync(to.get()) != 0) return trouble(target, "cannot be written");
  return Poco::DigestEngine::digestToHex(sha.digest());
}

void sync_folder(const fs::path& folder) {
  const Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd) ::fsync(fd.get());
}

}  // namespace

std::string hash_of(const fs::path& file) {
  Poco::SHA2Engine sha(Poco::SHA2Engine::SHA_256);
  std::ifstream in(file, std::ios::binary);
  std::array<char, 64 * 1024> buffer;
  while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0)
    sha.update(buffer.data(), static_cast<std::size_t>(in.gcount()));
  return Poco::DigestEngine::digestToHex(sha.digest());
}

Copies::Copies(fs::path folder) : folder_(std::move(folder)) {
  std::error_code ignored;
  fs::create_directories(folder_, ignored);
  fs::permissions(folder_, fs::perms::owner_all, ignored);
  for (const auto& entry : fs::directory_iterator(folder_, ignored))
    if (entry.path().filename().string().starts_with(kIncoming)) fs::remove(entry.path(), ignored);
}

Result<Copies::Copy> Copies::take(const fs::path& file) const {
  std::error_code ignored;
  if (const auto hash = hash_of(file); fs::is_regular_file(path_of(hash), ignored) && hash_of(path_of(hash)) == hash)
    return Copy{path_of(hash), hash};  // there already, and whole
  const Fd from(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  Stat before{}, after{};
  if (!from || ::fstat(from.get(), &before) != 0) return trouble(file, "cannot be read");
  if (!S_ISREG(before.st_mode)) return fail(FW_E_UNAVAILABLE, file.string() + " is not a regular file");
  const auto incoming = folder_ / fmt::format("{}-{}", kIncoming, ::getpid());
  fs::remove(incoming, ignored);
  const Fd to(::open(incoming.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!to) return trouble(incoming, "cannot be written");
  const auto hash = pour(from, to, file, incoming);
  const auto refuse = [&](const std::string& why) {
    fs::remove(incoming, ignored);
    return fail(FW_E_UNAVAILABLE, fmt::format("{} {}", file.string(), why));
  };
  if (!hash) {
    fs::remove(incoming, ignored);
    return fail(hash.error());
  }
  if (::fstat(from.get(), &after) != 0 || !same(before, after)) return refuse("changed while it was copied");
  const auto target = path_of(*hash);
  if (hash_of(incoming) != *hash) return refuse("was not copied truly");
  if (::rename(incoming.c_str(), target.c_str()) != 0) return trouble(target, "cannot be written");
  sync_folder(folder_);
  return Copy{target, *hash};
}

void Copies::keep_only(const std::set<std::string>& hashes) const {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder_, ignored))
    if (entry.path().extension() == ".so" && !hashes.contains(entry.path().stem().string()))
      fs::remove(entry.path(), ignored);
}

}  // namespace fairway::plugins
