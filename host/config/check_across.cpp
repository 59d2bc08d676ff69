#include "host/config/crosschecks.hpp"

namespace fairway::config {
namespace {

struct Claim {
  Draft* draft;
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
      std::find_if(claims.begin(), claims.end(), [&](const Claim& c) { return c.draft->account.name == running; });
  return found == claims.end() ? claims.front() : *found;
}

void check_sellers(std::vector<Draft>& drafts, const std::map<std::string, std::string>& holders) {
  std::map<std::string, std::vector<Claim>> claims;
  for (auto& draft : drafts)
    for (const auto& store : draft.account.stores)
      if (store.enabled && !store.seller_identity.empty())
        claims[store.settings.plugin + " " + store.seller_identity].push_back({&draft, &store});
  for (const auto& [seller, held] : claims) {
    const auto running = holders.find(seller);
    const auto& keeper = holder(held, running == holders.end() ? std::string() : running->second);
    for (const auto& claim : held)
      if (claim.draft != keeper.draft)
        claim.draft->findings.push_back(
            {Severity::error, seller_place(*claim.store),
             fmt::format("stores.{}.settings.{}", claim.store->nickname, seller_setting(*claim.store)),
             fmt::format("{} belongs to the account \"{}\" ({}); a seller belongs to one account at a time",
                         claim.store->seller_identity, keeper.draft->account.name, seller_place(*keeper.store).text())});
  }
}

}  // namespace

void check_across(std::vector<Draft>& drafts, const std::map<std::string, std::string>& holders) {
  std::map<std::string, const Draft*> names;
  for (auto& draft : drafts) {
    if (draft.account.name.empty()) continue;
    const auto [first, fresh] = names.emplace(draft.account.name, &draft);
    if (!fresh)
      draft.findings.push_back({Severity::error, draft.account.place, "account",
                                fmt::format("the account \"{}\" has a file already: {}", draft.account.name,
                                            first->second->account.place.text())});
  }
  check_sellers(drafts, holders);
}

}  // namespace fairway::config
