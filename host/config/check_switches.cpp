#include "host/base/text.hpp"
#include "host/config/crosschecks.hpp"

namespace fairway::config {
namespace {

const Place& place_in(const Store& store, const std::string& pointer) {
  return place_at(store.places, pointer, store.place);
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
  const auto warn = [&](const char* key, const char* message) {
    draft.findings.push_back({Severity::warning, place_in(store, fmt::format("/orders/{}", key)),
                              fmt::format("stores.{}.orders.{}", store.nickname, key), message});
  };
  const auto say = [&](const char* message) { warn("enabled", message); };
  if (store.orders.unlinked != Orders::Unlinked::pass && !node_at(draft.tree, {"skus", "file"}))
    warn("unlinked", "without skus.file no item is linked, so no order of this store goes on");
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
