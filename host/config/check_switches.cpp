#include "host/base/text.hpp"
#include "host/config/crosschecks.hpp"

namespace fairway::config {
namespace {

Place place_in(const Store& store, const std::string& pointer) {
  const auto found = store.places.find(pointer);
  return found == store.places.end() ? store.place : found->second;
}

struct Switch {
  const char* name;
  bool (*on)(const Store&);
};

const Switch kSingle[] = {{"offers", [](const Store& store) { return store.offers_enabled; }},
                          {"orders", [](const Store& store) { return store.orders.enabled; }}};

// Two languages of one marketplace are one stock and one list of orders: two stores would fight over them.
void check_languages(Draft& draft) {
  for (const auto& one : kSingle) {
    std::map<std::pair<std::string, std::string>, const Store*> taken;
    for (const auto& store : draft.account.stores) {
      if (!store.enabled || store.store_identity.empty() || !one.on(store)) continue;
      const auto [first, fresh] = taken.emplace(std::pair(store.settings.plugin, store.store_identity), &store);
      if (fresh) continue;
      const auto pointer = fmt::format("/{}/enabled", one.name);
      draft.findings.push_back(
          {Severity::error, place_in(store, pointer), fmt::format("stores.{}.{}.enabled", store.nickname, one.name),
           fmt::format("{} are already on in the store \"{}\" ({}), which has the same seller and marketplace; only "
                       "one of the two may",
                       one.name, first->second->nickname, place_in(*first->second, pointer).text())});
    }
  }
}

void check_orders(Draft& draft, const Store& store) {
  if (!store.enabled || !store.orders.enabled) return;
  const auto& account = draft.account;
  const auto say = [&](const char* message) {
    draft.findings.push_back(
        {Severity::warning, place_in(store, "/orders/enabled"), "stores." + store.nickname + ".orders.enabled", message});
  };
  if (!account.shipping) say("there is no shipping mapping: every order waits in needs-mapping");
  const bool amazon = store.settings.plugin == "amazon";  // which ships for other channels, not for itself
  if (account.warehouses.empty() && (amazon || account.fulfilling_stores.empty()))
    say("there is no warehouse: orders have nowhere to go");
  const bool agreed = std::any_of(account.warehouses.begin(), account.warehouses.end(),
                                  [](const Warehouse& w) { return w.amazon_agreement; });
  if (amazon && !account.warehouses.empty() && !agreed)
    say("no warehouse has amazon-agreement: true, so every Amazon order is held");
}

}  // namespace

void check_switches(Draft& draft) {
  check_languages(draft);
  for (const auto& store : draft.account.stores) check_orders(draft, store);
}

}  // namespace fairway::config
