#include "host/storage/vault.hpp"

#include "host/base/text.hpp"
#include "host/storage/backup_files.hpp"
#include "host/storage/secrets.hpp"
#include "host/storage/vault/host_key.hpp"
#include "host/storage/vault/key_stock.hpp"
#include "host/storage/vault/private_file.hpp"

namespace fairway::storage {

namespace {

class SodiumVault final : public Vault {
 public:
  SodiumVault(std::filesystem::path data, std::shared_ptr<HostRing> ring, std::unique_ptr<KeyStore> keys)
      : data_(std::move(data)), ring_(std::move(ring)), keys_(std::move(keys)) {}

  Result<std::vector<Sealed>> seal(std::span<const std::string> texts) override {
    auto keys = keys_.take(texts.size());
    if (!keys) return fail(keys.error());
    std::vector<Sealed> sealed;
    sealed.reserve(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto& [id, key] = (*keys)[i];
      sealed.push_back({to_hex(id), seal_bytes(key, texts[i])});
    }
    return sealed;
  }

  Result<std::string> reseal(const std::string& key_id, const std::string& text) override {
    auto key = key_of(key_id);
    if (!key) return fail(key.error());
    return seal_bytes(*key, text);
  }

  Result<std::string> unseal(const Sealed& sealed) override {
    auto key = key_of(sealed.key_id);
    if (!key) return fail(key.error());
    auto plain = unseal_bytes(*key, sealed.bytes);
    if (!plain) return fail(FW_E_INTERNAL, "sealed data is damaged, or is not of the key " + sealed.key_id);
    return std::move(*plain);
  }

  Status destroy(std::span<const std::string> key_ids) override {
    std::vector<std::string> ids;
    for (const std::string& hex : key_ids) {
      auto id = key_id_of(hex);
      if (!id) return fail(FW_E_INVALID, "not the id of a key");
      ids.push_back(std::move(*id));
    }
    return keys_.store().destroy(ids);
  }

  std::string seal_with_host_key(const std::string& text) override { return ring_->seal(Purpose::tokens, text); }

  Result<std::string> unseal_with_host_key(const std::string& sealed) override {
    auto plain = ring_->unseal(Purpose::tokens, sealed);
    if (!plain) return fail(FW_E_INTERNAL, "a sealed secret is damaged, or was sealed under another host key");
    return std::move(*plain);
  }

  Status backup(const std::filesystem::path& file) override {
    auto lock = SecretsLock::take(data_);
    return lock ? save_keys(data_, file) : Status(fail(lock.error()));
  }

 private:
  Result<Key> key_of(const std::string& key_id) {
    auto id = key_id_of(key_id);
    if (!id) return fail(FW_E_INVALID, "not the id of a key");
    auto key = keys_.store().find(*id);
    if (!key) return fail(key.error());
    if (!*key) return fail(FW_E_REJECTED, "redacted");
    return std::move(**key);
  }

  std::filesystem::path data_;
  std::shared_ptr<HostRing> ring_;
  KeyStock keys_;
};

}  // namespace

Result<std::shared_ptr<HostRing>> open_host_ring(const std::filesystem::path& data, bool make) {
  if (!sodium_ready()) return fail(FW_E_INTERNAL, "libsodium does not start");
  std::error_code error;
  if (make && std::filesystem::create_directories(data, error))
    std::filesystem::permissions(data, std::filesystem::perms::owner_all, error);
  if (auto done = finish_restore(data); !done) return fail(done.error());
  const auto file = data / kHostKeyFile;
  if (!make || std::filesystem::exists(file, error)) return HostRing::open(data);
  for (const char* locked : {kKeysFile, kSecretsFile})
    if (std::filesystem::exists(data / locked, error))
      return fail(FW_E_CONFIG, fmt::format("{} is missing, and {} cannot be read without it: restore it from a backup",
                                           file.string(), locked));
  auto written = write_host_key(file, Key::random());
  if (!written && written.error().code != FW_E_REJECTED)
    return fail(written.error());  // REJECTED: another process was first
  return HostRing::open(data);
}

Result<std::unique_ptr<Vault>> open_vault(const std::filesystem::path& data, bool make) {
  std::error_code error;
  for (const char* file : {kHostKeyFile, kKeysFile})
    if (!make && !std::filesystem::exists(data / file, error))
      return fail(FW_E_CONFIG, fmt::format("{} is missing: what is sealed cannot be read", (data / file).string()));
  auto ring = open_host_ring(data, make);
  if (!ring) return fail(ring.error());
  auto keys = KeyStore::open(data / kKeysFile, *ring);
  if (!keys) return fail(keys.error());
  return std::unique_ptr<Vault>(new SodiumVault(data, std::move(*ring), std::move(*keys)));
}

}  // namespace fairway::storage
