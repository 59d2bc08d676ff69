#include "host/storage/vault/sealing.hpp"

#include <cstring>

namespace fairway::storage {

namespace {

constexpr char kForm = 1;  // the first byte of all that is sealed: another cipher would be another form
constexpr std::size_t kNonce = crypto_secretbox_NONCEBYTES;
constexpr std::size_t kHead = 1 + kNonce;
constexpr char kContext[crypto_kdf_CONTEXTBYTES + 1] = "fairway1";

unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

bool sodium_ready() { return sodium_init() >= 0; }

Key::Key(std::string_view bytes) { std::memcpy(bytes_.data(), bytes.data(), std::min(bytes.size(), kSize)); }

Key& Key::operator=(Key&& other) noexcept {
  if (this == &other) return *this;
  bytes_ = other.bytes_;
  other.wipe();
  return *this;
}

Key Key::random() {
  Key key;
  randombytes_buf(key.bytes_.data(), key.bytes_.size());
  return key;
}

Key Key::derive(std::uint64_t purpose) const {
  static_assert(crypto_kdf_KEYBYTES == kSize);
  Key key;
  crypto_kdf_derive_from_key(key.bytes_.data(), key.bytes_.size(), purpose, kContext, bytes_.data());
  return key;
}

void wipe(std::string& secret) noexcept { sodium_memzero(secret.data(), secret.size()); }

std::string seal_bytes(const Key& key, std::string_view plain) {
  std::string sealed(kHead + crypto_secretbox_MACBYTES + plain.size(), kForm);
  randombytes_buf(raw(sealed) + 1, kNonce);
  crypto_secretbox_easy(raw(sealed) + kHead, raw(plain), plain.size(), raw(sealed) + 1, key.data());
  return sealed;
}

std::optional<std::string> unseal_bytes(const Key& key, std::string_view sealed) {
  if (sealed.size() < kHead + crypto_secretbox_MACBYTES || sealed.front() != kForm) return std::nullopt;
  std::string plain(sealed.size() - kHead - crypto_secretbox_MACBYTES, '\0');
  const int bad =
      crypto_secretbox_open_easy(raw(plain), raw(sealed) + kHead, sealed.size() - kHead, raw(sealed) + 1, key.data());
  if (bad) return std::nullopt;
  return plain;
}

}  // namespace fairway::storage
