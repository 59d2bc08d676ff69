#include "host/storage/vault.hpp"

#include "host/base/text.hpp"
#include "host/storage/backup_files.hpp"
#include "host/storage/vault/host_key.hpp"
#include "host/storage/vault/key_stock.hpp"

namespace fairway::storage {

namespace {

constexpr std::uint64_t kPurposeSecrets = 2;  // of Key::derive; 1 seals the keys themselves

std::optional<std::string> id_from_hex(const std::string& hex) {
  std::string id(kKeyIdBytes, '\0');
  std::size_t size = 0;
  const int bad = sodium_hex2bin(reinterpret_cast<unsigned char*>(id.data()), id.size(), hex.data(), hex.size(), nullptr,
                                 &size, nullptr);
  if (bad || size != kKeyIdBytes || hex.size() != 2 * kKeyIdBytes) return std::nullopt;
  return id;
}

class SodiumVault final : public Vault {
 public:
  SodiumVault(std::filesystem::path data, Key secrets, std::unique_ptr<KeyStore> keys)
      : data_(std::move(data)), secrets_(std::move(secrets)), keys_(std::move(keys)) {}

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
      auto id = id_from_hex(hex);
      if (!id) return fail(FW_E_INVALID, "not the id of a key");
      ids.push_back(std::move(*id));
    }
    return keys_.store().destroy(ids);
  }

  std::string seal_with_host_key(const std::string& text) override { return seal_bytes(secrets_, text); }

  Result<std::string> unseal_with_host_key(const std::string& sealed) override {
    auto plain = unseal_bytes(secrets_, sealed);
    if (!plain) return fail(FW_E_INTERNAL, "a sealed secret is damaged, or was sealed under another host key");
    return std::move(*plain);
  }

  Status backup(const std::filesystem::path& file) override { return save_keys(data_, file); }

 private:
  Result<Key> key_of(const std::string& key_id) {
    auto id = id_from_hex(key_id);
    if (!id) return fail(FW_E_INVALID, "not the id of a key");
    auto key = keys_.store().find(*id);
    if (!key) return fail(key.error());
    if (!*key) return fail(FW_E_REJECTED, "redacted");
    return std::move(**key);
  }

  std::filesystem::path data_;
  Key secrets_;
  KeyStock keys_;
};

// Reads the host key, or makes it where there are no keys yet that a new one would lock out.
Result<Key> host_key_of(const std::filesystem::path& data) {
  const auto file = data / kHostKeyFile;
  std::error_code error;
  if (std::filesystem::exists(file, error)) return read_host_key(file);
  if (std::filesystem::exists(data / kKeysFile, error)) {
    return fail(FW_E_CONFIG, fmt::format("{} is missing, and {} cannot be read without it: restore it from a backup",
                                         file.string(), kKeysFile));
  }
  auto written = write_host_key(file, Key::random());
  if (!written && written.error().code != FW_E_REJECTED)
    return fail(written.error());  // REJECTED: another process was first
  return read_host_key(file);
}

}  // namespace

Result<std::unique_ptr<Vault>> open_vault(const std::filesystem::path& data) {
  if (!sodium_ready()) return fail(FW_E_INTERNAL, "libsodium does not start");
  std::error_code error;
  if (std::filesystem::create_directories(data, error))
    std::filesystem::permissions(data, std::filesystem::perms::owner_all, error);
  if (auto done = finish_restore(data); !done) return fail(done.error());
  auto host_key = host_key_of(data);
  if (!host_key) return fail(host_key.error());
  auto keys = KeyStore::open(data / kKeysFile, *host_key);
  if (!keys) return fail(keys.error());
  return std::unique_ptr<Vault>(new SodiumVault(data, host_key->derive(kPurposeSecrets), std::move(*keys)));
}

}  // namespace fairway::storage
