#include "host/engine/questions.hpp"

namespace fairway::engine {
namespace {

std::vector<std::string> marked(const std::string& schema) {
  std::vector<std::string> names;
  const auto parsed = parse_json(schema);
  const auto* properties = parsed ? find(*parsed, "properties") : nullptr;
  if (!properties || !properties->is_object()) return names;
  for (const auto& property : properties->get_object())
    if (flag_at(property.value(), "x-unique-across-accounts")) names.emplace_back(property.key());
  return names;
}

}  // namespace

Holders::Holders(const Catalogue& catalogue) {
  for (const auto& [name, plugin] : catalogue.plugins)
    if (auto settings = marked(plugin.description.config_schema); !settings.empty()) unique_[name] = std::move(settings);
}

void Holders::look_up(const config::Snapshot& snapshot, const std::vector<const config::Account*>& accounts) {
  holders_.clear();
  for (const auto* account : accounts)
    for (const auto& store : account->stores)
      for (const auto& key : keys(store)) holders_[key];
  if (holders_.empty()) return;
  for (const auto* all : {&snapshot.accounts, &snapshot.unsound})
    for (const auto& [name, account] : *all)
      for (const auto& store : account->stores)
        for (const auto& key : store.enabled ? keys(store) : std::vector<Key>())
          if (const auto held = holders_.find(key); held != holders_.end()) held->second.insert(account->name);
}

std::vector<Holders::Key> Holders::keys(const config::Store& store) const {
  std::vector<Key> all;
  const auto settings = unique_.find(store.settings.plugin);
  if (settings == unique_.end()) return all;
  for (const auto& name : settings->second) {
    const auto fact = store.settings.facts.find(name);
    if (fact != store.settings.facts.end() && !fact->second.empty()) all.push_back({settings->first, name, fact->second});
  }
  return all;
}

Account Holders::describe(const config::Account& account) const {
  Account out{account.name, account.company, {}};
  for (const auto& store : account.stores) {
    PolicyStore shown{store.nickname, store.settings.plugin, store.enabled, {}};
    for (const auto& key : keys(store)) shown.identity[std::string(key.setting)] = key.value;
    out.stores.push_back(std::move(shown));
  }
  return out;
}

PolicyQuestion Holders::question(const config::Account& proposed, const config::Account* running) const {
  PolicyQuestion question;
  if (running) question.running = describe(*running);
  question.proposed = describe(proposed);
  std::set<Key> mine;
  for (const auto& store : proposed.stores)
    if (store.enabled)
      for (const auto& key : keys(store)) mine.insert(key);
  for (const auto& key : mine) {
    const auto found = holders_.find(key);
    if (found == holders_.end() || found->second.empty()) continue;
    question.others.push_back({std::string(key.plugin),
                               std::string(key.setting),
                               std::string(key.value),
                               {found->second.begin(), found->second.end()}});
  }
  return question;
}

std::set<std::string> Holders::all() const {
  std::set<std::string> all;
  for (const auto& [key, accounts] : holders_) all.insert(accounts.begin(), accounts.end());
  return all;
}

}  // namespace fairway::engine
