#include "host/storage/vault/secret_file.hpp"

#include <fstream>
#include <sstream>

#include "host/base/json.hpp"
#include "host/base/text.hpp"
#include "host/storage/secrets.hpp"
#include "host/storage/vault/private_file.hpp"

namespace fairway::storage {

Result<SealedSecrets> read_secret_file(const std::filesystem::path& data) {
  const auto file = data / kSecretsFile;
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return SealedSecrets();
  std::ifstream in(file, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in) return fail(FW_E_UNAVAILABLE, fmt::format("{} cannot be read", file.string()));
  const auto damaged = [&] {
    return fail(FW_E_CONFIG, fmt::format("{} is damaged: restore it from a backup", file.string()));
  };
  const auto parsed = parse_json(bytes.str());
  const auto* all = parsed ? find(*parsed, "secrets") : nullptr;
  if (!all || !all->is_object()) return damaged();
  SealedSecrets out;
  for (const auto& [name, one] : all->get_object()) {
    auto sealed = from_base64(text_at(one, "sealed"));
    if (!sealed) return damaged();
    out[std::string(name)] = {std::string(text_at(one, "set")), std::move(*sealed)};
  }
  return out;
}

Status write_secret_file(const std::filesystem::path& data, const SealedSecrets& secrets) {
  json::object all;
  for (const auto& [name, one] : secrets) all[name] = json::object{{"set", one.set_at}, {"sealed", to_base64(one.sealed)}};
  return replace_file(data / kSecretsFile, json::serialize(json::object{{"secrets", std::move(all)}}) + "\n");
}

std::string seal_secret(HostRing& ring, const std::string& name, const std::string& value) {
  auto plain = name + '\0' + value;
  auto sealed = ring.seal(Purpose::secrets, plain);
  wipe(plain);
  return sealed;
}

std::optional<std::string> unseal_secret(HostRing& ring, const std::string& name, const std::string& sealed) {
  auto plain = ring.unseal(Purpose::secrets, sealed);
  if (!plain) return std::nullopt;
  const auto head = name + '\0';
  std::optional<std::string> value;
  if (plain->starts_with(head)) value = plain->substr(head.size());
  wipe(*plain);
  return value;
}

}  // namespace fairway::storage
