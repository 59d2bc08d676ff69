#include "host/storage/secrets.hpp"

#include <sys/stat.h>

#include <mutex>

#include "host/base/text.hpp"
#include "host/storage/backup_files.hpp"
#include "host/storage/vault/host_key.hpp"
#include "host/storage/vault/private_file.hpp"
#include "host/storage/vault/secret_file.hpp"

namespace fairway::storage {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = 64 * 1024, kMostName = 100;

bool good_name(const std::string& name) {
  const auto plain = [](unsigned char c) { return c < 128 && std::isalnum(c); };
  return !name.empty() && name.size() <= kMostName && plain(static_cast<unsigned char>(name.front())) &&
         std::all_of(name.begin(), name.end(),
                     [&](unsigned char c) { return plain(c) || c == '.' || c == '_' || c == '-'; });
}

Status judge(const std::string& name, const std::string& value) {
  if (!good_name(name))
    return fail(FW_E_INVALID,
                "a name is up to 100 letters, digits, dots, dashes and underscores, the first a letter or digit");
  if (value.empty()) return fail(FW_E_INVALID, "the value is empty");
  if (value.size() > kMostBytes) return fail(FW_E_INVALID, fmt::format("the value has more than {} bytes", kMostBytes));
  if (!valid_utf8(value) || value.find('\0') != std::string::npos)
    return fail(FW_E_INVALID, "the value is not text in UTF-8");
  return {};
}

// Reads once, again when the file changed.
class Reader {
 public:
  explicit Reader(fs::path data) : data_(std::move(data)) {}

  Result<std::string> get(const std::string& name) {
    std::scoped_lock lock(mutex_);
    if (auto ready = prepare(); !ready) return fail(ready.error());
    const auto found = secrets_.find(name);
    if (found == secrets_.end()) return fail(FW_E_CONFIG, unknown(name));
    if (auto value = unseal_secret(*ring_, name, found->second.sealed)) return std::move(*value);
    return fail(FW_E_CONFIG,
                fmt::format("the sealed secret {} is damaged, or was sealed under another host key: set it anew", name));
  }

 private:
  using Stamp = std::array<std::int64_t, 3>;

  Stamp stamp() const {
    struct stat about {};
    if (::stat((data_ / kSecretsFile).c_str(), &about) != 0) return {};
    return {static_cast<std::int64_t>(about.st_ino), about.st_mtim.tv_sec, about.st_mtim.tv_nsec};
  }

  Status prepare() {
    std::error_code error;
    if (!fs::is_directory(data_, error))
      return fail(FW_E_CONFIG,
                  fmt::format("sealed secrets cannot be read here: there is no data folder {} (--data)", data_.string()));
    const auto now = stamp();
    if (now == Stamp{})
      return fail(FW_E_CONFIG, fmt::format("the data folder {} has no sealed secrets: set them with `fairway secret set`, "
                                           "or name the host's with --data",
                                           data_.string()));
    if (!ring_) {
      auto ring = HostRing::open(data_);
      if (!ring) return fail(FW_E_CONFIG, "sealed secrets cannot be read here: " + ring.error().message);
      ring_ = std::move(*ring);
    }
    if (now == stamp_) return {};
    auto read = read_secret_file(data_);
    if (!read) return fail(read.error());
    secrets_ = std::move(*read);
    stamp_ = now;
    return {};
  }

  std::string unknown(const std::string& name) const {
    std::vector<std::string> known;
    for (const auto& [one, sealed] : secrets_) known.push_back(one);
    const auto near = nearest(name, known);
    return fmt::format("no sealed secret {} is set{}", printable(name, 120),
                       near ? fmt::format(", did you mean \"{}\"?", *near) : "; `fairway secret set` sets it");
  }

  const fs::path data_;
  std::mutex mutex_;
  std::shared_ptr<HostRing> ring_;
  Stamp stamp_{};
  SealedSecrets secrets_;
};

}  // namespace

Result<bool> set_secret(const fs::path& data, const std::string& name, const std::string& value, Instant now) {
  if (auto good = judge(name, value); !good) return fail(good.error());
  auto ring = open_host_ring(data);
  if (!ring) return fail(ring.error());
  auto lock = SecretsLock::take(data);
  if (!lock) return fail(lock.error());
  auto secrets = read_secret_file(data);
  if (!secrets) return fail(secrets.error());
  const bool replaced = secrets->contains(name);
  (*secrets)[name] = {format_time(now), seal_secret(**ring, name, value)};
  if (auto written = write_secret_file(data, *secrets); !written) return fail(written.error());
  return replaced;
}

Result<bool> remove_secret(const fs::path& data, const std::string& name) {
  std::error_code error;
  if (!fs::exists(data / kSecretsFile, error)) return false;
  auto lock = SecretsLock::take(data);
  if (!lock) return fail(lock.error());
  auto secrets = read_secret_file(data);
  if (!secrets) return fail(secrets.error());
  if (secrets->erase(name) == 0) return false;
  if (auto written = write_secret_file(data, *secrets); !written) return fail(written.error());
  return true;
}

Result<std::vector<SecretInfo>> list_secrets(const fs::path& data) {
  auto secrets = read_secret_file(data);
  if (!secrets) return fail(secrets.error());
  std::vector<SecretInfo> out;
  for (const auto& [name, one] : *secrets) out.push_back({name, parse_time(one.set_at).value_or(Instant())});
  return out;
}

std::function<Result<std::string>(const std::string&)> secret_reader(const fs::path& data) {
  return [reader = std::make_shared<Reader>(data)](const std::string& name) { return reader->get(name); };
}

}  // namespace fairway::storage
