// Settings of one plugin: found, checked against its schema, secrets taken out, facts derived.
#pragma once
#include <string>

#include "host/base/catalogue.hpp"
#include "host/config/check.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::config {

// The schemas of the plugins found, each read once.
using Schemas = std::map<std::string, Result<Spec>>;
Schemas read_schemas(const Catalogue& catalogue);

struct SettingsContext {
  const Catalogue& catalogue;
  const Schemas& schemas;
  const References& references;
  std::string account;  // begins the names of secrets
  bool secrets_required = true;
};

// Reads `plugin` and `settings` of `owner`, the map of a store, a warehouse or the shipping mapper at `where`.
// `role` is what the manifest must declare; `active` is false for a disabled store, whose gaps are warnings.
Settings read_settings(const SettingsContext& context, const Node& owner, const Where& where, const std::string& role,
                       bool active, Findings& findings);

// Secrets, and what `redacted` points to, as they are shown: "***".
void mask(json::value& value, const std::set<std::string>& redacted);

// `names` from the facts as "seller-id=A1…;marketplace-id=…"; empty when one is missing or none is named.
std::string identity(const std::vector<std::string>& names, const std::map<std::string, std::string>& facts);

// The plugins whose manifests declare the role, in the order of their names.
std::vector<std::string> names_with_role(const Catalogue& catalogue, const std::string& role);

// What is wrong with naming this plugin in this role, for a finding; nothing when it may be named.
std::optional<std::string> refusal(const Catalogue& catalogue, const std::string& plugin, const std::string& role);

}  // namespace fairway::config
