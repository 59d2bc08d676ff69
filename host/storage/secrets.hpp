// Secrets that an administrator sealed: `fairway secret set`, `${sealed:NAME}` in configuration. They lie in one file of the
// data folder, secrets.sealed (mode 0600), each sealed under the host key together with its name. All of this works beside a
// running host.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"

namespace fairway::storage {

inline constexpr const char* kSecretsFile = "secrets.sealed";

struct SecretInfo {
  std::string name;
  Instant set_at;
};

// INVALID for a name beyond [A-Za-z0-9][A-Za-z0-9._-]{0,99}, and for a value that is empty, no text in UTF-8, or over 64 KiB.
// Makes the data folder and its host key when missing. True when a value of that name was replaced.
Result<bool> set_secret(const std::filesystem::path& data, const std::string& name, const std::string& value, Instant now);
Result<bool> remove_secret(const std::filesystem::path& data, const std::string& name);  // false: there was none
Result<std::vector<SecretInfo>> list_secrets(const std::filesystem::path& data);         // by name; empty without the file

// For config::LoadOptions::sealed. Reads the file when it is first asked and again when it changed; makes nothing. CONFIG
// with what to do when the folder, the name or the key is missing. For any thread.
std::function<Result<std::string>(const std::string&)> secret_reader(const std::filesystem::path& data);

}  // namespace fairway::storage
