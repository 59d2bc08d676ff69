// libsodium's secretbox (XSalsa20-Poly1305) behind values. Call sodium_ready() once before anything else here.
#pragma once
#include <sodium.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace fairway::storage {

bool sodium_ready();

// A secret key. Its bytes are wiped when it goes; it moves by copy and wipe.
class Key {
 public:
  static constexpr std::size_t kSize = crypto_secretbox_KEYBYTES;

  Key() = default;
  explicit Key(std::string_view bytes);  // kSize of them
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;
  Key(Key&& other) noexcept : bytes_(other.bytes_) { other.wipe(); }
  Key& operator=(Key&& other) noexcept;
  ~Key() { wipe(); }

  static Key random();
  Key derive(std::uint64_t purpose) const;  // a key of its own for each purpose
  const unsigned char* data() const noexcept { return bytes_.data(); }
  std::string_view view() const noexcept { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }

 private:
  void wipe() noexcept { sodium_memzero(bytes_.data(), bytes_.size()); }
  std::array<unsigned char, kSize> bytes_{};
};

// Wipes a text that held a secret.
void wipe(std::string& secret) noexcept;

// A form byte (1), a random nonce, the box. 41 bytes longer than `plain`.
std::string seal_bytes(const Key& key, std::string_view plain);
// Nothing when the bytes were damaged or sealed under another key.
std::optional<std::string> unseal_bytes(const Key& key, std::string_view sealed);

}  // namespace fairway::storage
