#include "host/storage/vault/host_ring.hpp"

#include <mutex>

#include "host/storage/vault/host_key.hpp"

namespace fairway::storage {

namespace {

constexpr std::uint64_t kMark = 9;  // of Key::derive; the purposes have 1 to 3

bool same(const Key& a, const Key& b) { return sodium_memcmp(a.data(), b.data(), Key::kSize) == 0; }

}  // namespace

Result<std::shared_ptr<HostRing>> HostRing::open(const std::filesystem::path& data) {
  if (!sodium_ready()) return fail(FW_E_INTERNAL, "libsodium does not start");
  std::shared_ptr<HostRing> ring(new HostRing(data));
  if (auto read = ring->refresh(); !read) return fail(read.error());
  return ring;
}

HostRing::Stamp HostRing::stamp() const {
  Stamp out{};
  std::size_t at = 0;
  for (const auto* name : {kNextHostKeyFile, kHostKeyFile}) {
    struct stat about {};
    if (::stat((data_ / name).c_str(), &about) == 0) {
      out[at] = static_cast<std::int64_t>(about.st_ino);
      out[at + 1] = about.st_mtim.tv_sec, out[at + 2] = about.st_mtim.tv_nsec;
      out[at + 3] = about.st_ctim.tv_sec, out[at + 4] = about.st_ctim.tv_nsec;
    }
    at += 5;
  }
  return out;
}

Status HostRing::read(const std::filesystem::path& file) {
  auto key = read_host_key(file);
  if (!key) return fail(key.error());
  put_first(*key);
  return {};
}

void HostRing::put_first(const Key& host_key) {
  Known fresh{host_key.derive(kMark), {host_key.derive(1), host_key.derive(2), host_key.derive(3)}};
  std::erase_if(known_, [&](const Known& one) { return same(one.mark, fresh.mark); });
  known_.insert(known_.begin(), std::move(fresh));
}

// The stamp is taken before the files are read, and the next key is read before the other: a step of the exchange between the
// two shows host.key as it is after that step, and changes the stamp for the next call.
Status HostRing::refresh() {
  const auto now = stamp();
  {
    std::shared_lock lock(mutex_);
    if (stamp_ == now) return {};
  }
  std::unique_lock lock(mutex_);
  std::error_code error;
  auto next = std::filesystem::exists(data_ / kNextHostKeyFile, error) ? read_host_key(data_ / kNextHostKeyFile)
                                                                       : Result<Key>(fail(FW_E_UNAVAILABLE, ""));
  auto done = read(data_ / kHostKeyFile);
  if (next) put_first(*next);
  if (done) stamp_ = now;
  return done;
}

std::string HostRing::seal(Purpose purpose, std::string_view plain) {
  (void)refresh();  // where host.key was taken away the keys known go on to hold
  std::shared_lock lock(mutex_);
  return seal_bytes(known_.front().keys[static_cast<std::size_t>(purpose)], plain);
}

std::optional<std::string> HostRing::try_all(Purpose purpose, std::string_view sealed) {
  std::shared_lock lock(mutex_);
  for (const auto& one : known_)
    if (auto plain = unseal_bytes(one.keys[static_cast<std::size_t>(purpose)], sealed)) return plain;
  return std::nullopt;
}

std::optional<std::string> HostRing::unseal(Purpose purpose, std::string_view sealed) {
  if (auto plain = try_all(purpose, sealed)) return plain;
  if (!refresh()) return std::nullopt;
  return try_all(purpose, sealed);
}

}  // namespace fairway::storage
