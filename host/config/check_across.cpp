#include "host/config/crosschecks.hpp"

#include <set>
#include <unordered_map>

namespace fairway::config {
namespace {

struct Claim {
  const Claimant* by;
  const Store* store;
};

// The setting that the identity begins with: "seller-id" of "seller-id=A1…".
std::string seller_setting(const Store& store) { return store.seller_identity.substr(0, store.seller_identity.find('=')); }

Place seller_place(const Store& store) {
  const auto found = store.settings.places.find("/" + seller_setting(store));
  return found == store.settings.places.end() ? store.place : found->second;
}

// As it may be shown: without what came from ${…}.
std::string shown_identity(const Store& store) {
  std::set<std::string> hidden;
  for (const auto& [name, fact] : store.settings.facts)
    if (store.settings.redacted.contains("/" + name)) hidden.insert(fact);
  return masked(store.seller_identity, hidden);
}

// The running account keeps its seller, also under another name; between newcomers the first does.
const Claim& holder(const std::vector<Claim>& claims, const std::string& running) {
  for (const auto name : {&Account::name, &Account::formerly}) {
    const auto found =
        std::find_if(claims.begin(), claims.end(), [&](const Claim& c) { return c.by->account->*name == running; });
    if (found != claims.end() && !running.empty()) return *found;
  }
  return claims.front();
}

void refuse_all_but_one(const std::vector<Claim>& held, const std::string& running) {
  const auto& keeper = holder(held, running);
  for (const auto& claim : held)
    if (claim.by != keeper.by)
      claim.by->findings->push_back(
          {Severity::error, seller_place(*claim.store),
           fmt::format("stores.{}.settings.{}", claim.store->nickname, seller_setting(*claim.store)),
           fmt::format("{} belongs to the account \"{}\" ({}); a seller belongs to one account at a time",
                       shown_identity(*claim.store), keeper.by->account->name, seller_place(*keeper.store).text())});
}

void check_sellers(const std::vector<Claimant>& accounts, const std::map<std::string, std::string>& holders) {
  const auto claims = [&](auto use) {
    for (const auto& each : accounts)
      for (const auto& store : each.account->stores)
        if (store.enabled && !store.seller_identity.empty()) use(Claim{&each, &store});
  };
  // Of ten thousand sellers hardly one is claimed twice: those few first.
  std::unordered_map<std::string_view, const Claimant*> first;
  std::set<std::string_view> contested;  // identities, whatever the plugin
  claims([&](const Claim& claim) {
    const auto [at, fresh] = first.emplace(claim.store->seller_identity, claim.by);
    if (!fresh && at->second != claim.by) contested.insert(at->first);
  });
  if (contested.empty()) return;
  std::map<std::string, std::vector<Claim>> held;
  claims([&](const Claim& claim) {
    if (contested.contains(claim.store->seller_identity))
      held[claim.store->settings.plugin + " " + claim.store->seller_identity].push_back(claim);
  });
  for (const auto& [seller, by] : held) {
    const auto running = holders.find(seller);
    refuse_all_but_one(by, running == holders.end() ? std::string() : running->second);
  }
}

// A copy of a file, put beside it, must not take the running account over.
void check_names_once(const std::vector<Claimant>& accounts,
                      const std::map<std::string, std::shared_ptr<const Account>>* running) {
  std::unordered_map<std::string_view, const Account*> keeps;
  const auto ran_from = [&](const Account& account) {
    if (!running) return false;
    const auto found = running->find(account.name);
    return found != running->end() && found->second->place.file == account.place.file;
  };
  for (const auto& each : accounts) {
    if (each.account->name.empty()) continue;
    const auto [first, fresh] = keeps.emplace(each.account->name, each.account);
    if (!fresh && ran_from(*each.account)) first->second = each.account;
  }
  for (const auto& each : accounts)
    if (const auto keeper = keeps.find(each.account->name); keeper != keeps.end() && keeper->second != each.account)
      each.findings->push_back(
          {Severity::error, each.account->place, "account",
           fmt::format("the account \"{}\" has a file already: {}", each.account->name, keeper->second->place.text())});
}

void check_former_names(const std::vector<Claimant>& accounts, const std::map<std::string, Place>& unread) {
  std::map<std::string_view, Place> names(unread.begin(), unread.end());
  for (const auto& each : accounts) names.emplace(each.account->name, each.account->place);
  std::map<std::string_view, const Account*> taken;
  for (const auto& each : accounts) {
    const auto& formerly = each.account->formerly;
    if (formerly.empty()) continue;
    const auto written = each.account->places.find("/formerly");
    const auto say = [&](std::string message) {
      each.findings->push_back({Severity::error,
                                written == each.account->places.end() ? each.account->place : written->second, "formerly",
                                std::move(message)});
    };
    if (const auto still = names.find(formerly); still != names.end())
      say(fmt::format("an account is still called \"{}\" ({})", formerly, still->second.text()));
    else if (const auto [first, fresh] = taken.emplace(formerly, each.account); !fresh)
      say(fmt::format("the account \"{}\" says the same", first->second->name));
  }
}

}  // namespace

void check_across(const std::vector<Claimant>& accounts, const LoadOptions& options,
                  const std::map<std::string, Place>& unread) {
  check_names_once(accounts, options.running);
  check_former_names(accounts, unread);
  check_sellers(accounts, options.holders);
}

}  // namespace fairway::config
