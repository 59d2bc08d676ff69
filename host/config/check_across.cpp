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

const Place& seller_place(const Store& store) {
  return place_at(store.settings.places, "/" + seller_setting(store), store.place);
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

// The file that speaks for this account and cannot be read as it is: what came from it must not be taken over by another.
const Place* unread_file_of(const Account& account, const LoadOptions& options, const Unread& unread) {
  if (const auto named = unread.named.find(account.name); named != unread.named.end()) return &named->second;
  if (!options.file_of) return nullptr;
  const auto silent = unread.silent.find(options.file_of(account.name));
  return silent == unread.silent.end() ? nullptr : &silent->second;
}

// A copy of a file, put beside it, must not take the running account over, least of all when the file itself is broken.
void check_names_once(const std::vector<Claimant>& accounts, const LoadOptions& options, const Unread& unread) {
  std::unordered_map<std::string_view, const Account*> keeps;
  const auto ran_from = [&](const Account& account) {
    return options.file_of && options.file_of(account.name) == account.place.file;
  };
  for (const auto& each : accounts) {
    if (each.account->name.empty()) continue;
    const auto [first, fresh] = keeps.emplace(each.account->name, each.account);
    if (!fresh && ran_from(*each.account)) first->second = each.account;
  }
  for (const auto& each : accounts) {
    const auto keeper = keeps.find(each.account->name);
    if (keeper == keeps.end()) continue;
    const auto* elsewhere = keeper->second != each.account ? &keeper->second->place : nullptr;
    if (!elsewhere && !ran_from(*each.account)) elsewhere = unread_file_of(*each.account, options, unread);
    if (elsewhere)
      each.findings->push_back(
          {Severity::error, each.account->place, "account",
           fmt::format("the account \"{}\" has a file already: {}", each.account->name, elsewhere->text())});
  }
}

void check_former_names(const std::vector<Claimant>& accounts, const Unread& unread) {
  std::map<std::string_view, Place> names(unread.named.begin(), unread.named.end());
  for (const auto& each : accounts) names.emplace(each.account->name, each.account->place);
  std::map<std::string_view, const Account*> taken;
  for (const auto& each : accounts) {
    const auto& formerly = each.account->formerly;
    if (formerly.empty()) continue;
    const auto say = [&](std::string message) {
      each.findings->push_back({Severity::error, place_at(each.account->places, "/formerly", each.account->place),
                                "formerly", std::move(message)});
    };
    if (const auto still = names.find(formerly); still != names.end())
      say(fmt::format("an account is still called \"{}\" ({})", formerly, still->second.text()));
    else if (const auto [first, fresh] = taken.emplace(formerly, each.account); !fresh)
      say(fmt::format("the account \"{}\" says the same", first->second->name));
  }
}

}  // namespace

void check_across(const std::vector<Claimant>& accounts, const LoadOptions& options, const Unread& unread) {
  check_names_once(accounts, options, unread);
  check_former_names(accounts, unread);
  check_sellers(accounts, options.holders);
}

}  // namespace fairway::config
