// secrets.sealed: JSON, {"secrets": {NAME: {"set": time, "sealed": base64}}}.
#pragma once
#include <map>

#include "host/base/result.hpp"
#include "host/storage/vault/host_ring.hpp"

namespace fairway::storage {

struct SealedSecret {
  std::string set_at, sealed;  // as it stands in the file; the sealed bytes
};
using SealedSecrets = std::map<std::string, SealedSecret>;

// Empty without the file. CONFIG when it is damaged.
Result<SealedSecrets> read_secret_file(const std::filesystem::path& data);
Status write_secret_file(const std::filesystem::path& data, const SealedSecrets& secrets);

// The name is sealed with the value, so that nobody gives one secret the place of another.
std::string seal_secret(HostRing& ring, const std::string& name, const std::string& value);
std::optional<std::string> unseal_secret(HostRing& ring, const std::string& name, const std::string& sealed);

}  // namespace fairway::storage
