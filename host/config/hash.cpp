#include "host/config/hash.hpp"

#include "host/base/text.hpp"

namespace fairway::config {
namespace {

json::value sorted(const json::value& value) {
  if (const auto* members = value.if_object()) {
    std::map<std::string, const json::value*> by_name;
    for (const auto& member : *members) by_name.emplace(member.key(), &member.value());
    json::object out;
    for (const auto& [name, member] : by_name) out[name] = sorted(*member);
    return out;
  }
  if (const auto* items = value.if_array()) {
    json::array out;
    for (const auto& item : *items) out.push_back(sorted(item));
    return out;
  }
  return value;
}

json::value settings_of(const Settings& settings) {
  json::object secrets;
  for (const auto& [name, value] : settings.secrets) secrets[name] = value;
  return json::object{{"plugin", settings.plugin}, {"values", settings.values}, {"secrets", std::move(secrets)}};
}

}  // namespace

std::string hash_of(const Draft& draft, const Text& skus) {
  const auto& account = draft.account;
  json::object all{{"values", draft.values}, {"prefer", json::value_from(account.prefer)}};
  all["values"].get_object().erase("extends");
  json::object settings;
  for (const auto& store : account.stores) {
    settings[store.nickname] = settings_of(store.settings);
    settings[store.nickname].get_object()["mode"] = store.mode == Mode::live ? "live" : "observe";
  }
  for (const auto& warehouse : account.warehouses) settings[warehouse.name] = settings_of(warehouse.settings);
  all["settings"] = std::move(settings);
  if (account.shipping) all["shipping"] = settings_of(*account.shipping);
  if (skus) all["skus"] = sha256_hex(*skus);
  return sha256_hex(json::serialize(sorted(all)));
}

}  // namespace fairway::config
