#include "host/engine/questions.hpp"

#include "host/base/walk.hpp"

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

std::vector<Holders::AccountPtr> Holders::know(const config::Snapshot& snapshot) {
  std::vector<AccountPtr> moved;
  std::map<std::string, AccountPtr> refused;  // as they were last sound, which is what goes on running
  for (const auto& [name, unsound] : snapshot.unsound)
    for (const auto& known : known_)
      if (const auto before = known.find(name); before != known.end()) refused.emplace(name, before->second);
  const std::array<const std::map<std::string, AccountPtr>*, 2> now{&snapshot.accounts, &refused};
  for (std::size_t i = 0; i < now.size(); ++i) {
    for (auto& [key, account] : differing(known_[i], *now[i])) {
      auto& known = known_[i][key];
      if (known) release(*known), moved.push_back(known);
      if (account) hold(*account), moved.push_back(account);
      known = std::move(account);
      if (!known) known_[i].erase(key);
    }
  }
  return moved;
}

void Holders::hold(const config::Account& account) {
  for (const auto& store : account.stores)
    if (store.enabled)
      for (auto& key : keys(store)) ++holders_[std::move(key)][account.name];
}

void Holders::release(const config::Account& account) {
  for (const auto& store : account.stores) {
    if (!store.enabled) continue;
    for (const auto& key : keys(store)) {
      const auto held = holders_.find(key);
      if (--held->second[account.name] == 0) held->second.erase(account.name);
      if (held->second.empty()) holders_.erase(held);
    }
  }
}

std::vector<Holders::Key> Holders::keys(const config::Store& store) const {
  std::vector<Key> all;
  const auto settings = unique_.find(store.settings.plugin);
  if (settings == unique_.end()) return all;
  for (const auto& name : settings->second) {
    const auto fact = store.settings.facts.find(name);
    if (fact != store.settings.facts.end() && !fact->second.empty())
      all.push_back({store.settings.plugin, name, fact->second});
  }
  return all;
}

Account Holders::describe(const config::Account& account) const {
  Account out{account.name, account.company, {}};
  for (const auto& store : account.stores) {
    PolicyStore shown{store.nickname, store.settings.plugin, store.enabled, {}};
    for (const auto& key : keys(store)) shown.identity[key.setting] = key.value;
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
      for (auto& key : keys(store)) mine.insert(std::move(key));
  for (const auto& key : mine) {
    const auto found = holders_.find(key);
    if (found == holders_.end()) continue;
    question.others.push_back({key.plugin, key.setting, key.value, {}});
    for (const auto& [account, stores] : found->second) question.others.back().accounts.push_back(account);
  }
  return question;
}

std::set<std::string> Holders::sharing_with(const config::Account& account) const {
  std::set<std::string> all;
  for (const auto& store : account.stores)
    for (const auto& key : keys(store))
      if (const auto found = holders_.find(key); found != holders_.end())
        for (const auto& [name, stores] : found->second) all.insert(name);
  return all;
}

}  // namespace fairway::engine
