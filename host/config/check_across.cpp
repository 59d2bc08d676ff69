#include "host/config/crosschecks.hpp"

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

// The running account keeps its seller; between newcomers the first does.
const Claim& holder(const std::vector<Claim>& claims, const std::string& running) {
  const auto found =
      std::find_if(claims.begin(), claims.end(), [&](const Claim& c) { return c.by->account->name == running; });
  return found == claims.end() ? claims.front() : *found;
}

void refuse_all_but_one(const std::vector<Claim>& held, const std::string& running) {
  const auto& keeper = holder(held, running);
  for (const auto& claim : held)
    if (claim.by != keeper.by)
      claim.by->findings->push_back(
          {Severity::error, seller_place(*claim.store),
           fmt::format("stores.{}.settings.{}", claim.store->nickname, seller_setting(*claim.store)),
           fmt::format("{} belongs to the account \"{}\" ({}); a seller belongs to one account at a time",
                       claim.store->seller_identity, keeper.by->account->name, seller_place(*keeper.store).text())});
}

void check_sellers(const std::vector<Claimant>& accounts, const std::map<std::string, std::string>& holders) {
  using Seller = std::pair<std::string_view, std::string_view>;  // plugin, identity
  std::vector<std::pair<Seller, Claim>> claims;
  for (const auto& each : accounts)
    for (const auto& store : each.account->stores)
      if (store.enabled && !store.seller_identity.empty())
        claims.push_back({{store.settings.plugin, store.seller_identity}, {&each, &store}});
  std::stable_sort(claims.begin(), claims.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto first = claims.begin(); first != claims.end();) {
    std::vector<Claim> held;
    auto next = first;
    for (; next != claims.end() && next->first == first->first; ++next) held.push_back(next->second);
    if (std::any_of(held.begin(), held.end(), [&](const Claim& claim) { return claim.by != held.front().by; })) {
      const auto running = holders.find(fmt::format("{} {}", first->first.first, first->first.second));
      refuse_all_but_one(held, running == holders.end() ? std::string() : running->second);
    }
    first = next;
  }
}

}  // namespace

void check_across(const std::vector<Claimant>& accounts, const std::map<std::string, std::string>& holders) {
  std::map<std::string_view, const Account*> names;
  for (const auto& each : accounts) {
    if (each.account->name.empty()) continue;
    const auto [first, fresh] = names.emplace(each.account->name, each.account);
    if (!fresh)
      each.findings->push_back(
          {Severity::error, each.account->place, "account",
           fmt::format("the account \"{}\" has a file already: {}", each.account->name, first->second->place.text())});
  }
  check_sellers(accounts, holders);
}

}  // namespace fairway::config
