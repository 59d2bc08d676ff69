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

void warn(Draft& draft, const Store& store, const std::string& pointer, const std::string& path, std::string message) {
  draft.findings.push_back(
      {Severity::warning, place_in(store, pointer), "stores." + store.nickname + "." + path, std::move(message)});
}

void check_orders(Draft& draft, const Store& store) {
  if (!store.enabled || !store.orders.enabled) return;
  const auto& account = draft.account;
  const auto say = [&](const char* message) { warn(draft, store, "/orders/enabled", "orders.enabled", message); };
  if (!store.offers_enabled) say("orders are on and offers are off: the store may oversell");
  if (store.orders.unlinked != Orders::Unlinked::pass && !node_at(draft.tree, {"skus", "file"}))
    warn(draft, store, "/orders/unlinked", "orders.unlinked",
         "without skus.file no item is linked, so no order of this store goes on");
  if (!account.shipping) say("there is no shipping mapping: every order waits in needs-mapping");
  const bool amazon = store.settings.plugin == "amazon";  // which ships for other channels, not for itself
  if (account.warehouses.empty() && (amazon || account.fulfilling_stores.empty()))
    say("there is no warehouse: orders have nowhere to go");
  const bool agreed = std::any_of(account.warehouses.begin(), account.warehouses.end(),
                                  [](const Warehouse& w) { return w.amazon_agreement; });
  if (amazon && !account.warehouses.empty() && !agreed)
    say("no warehouse has amazon-agreement: true, so every Amazon order is held");
}

void check_lead_time(Draft& draft, const Store& store) {
  const auto lead = parse_duration(text_at(store.blocks.at("offers"), "lead-time"));
  if (lead && *lead < std::chrono::hours(48) && store.offers_enabled)
    warn(draft, store, "/offers/lead-time", "offers.lead-time",
         "a lead time below 2d asks for tracking within 24 hours of the order");
}

// A pool is what one seller sells in one region: its quantity is the smallest that its stores' thresholds allow.
void check_pools(Draft& draft) {
  std::map<std::string, const Store*> pools;
  for (const auto& store : draft.account.stores) {
    if (!store.enabled || !store.offers_enabled || store.seller_identity.empty()) continue;
    const auto region = store.settings.facts.find("region");
    const auto pool = store.settings.plugin + " " + store.seller_identity +
                      (region == store.settings.facts.end() ? "" : " " + region->second);
    const auto [first, fresh] = pools.emplace(pool, &store);
    const auto threshold = [](const Store& s) { return number_at(s.blocks.at("offers"), "threshold"); };
    if (!fresh && threshold(*first->second) != threshold(store))
      warn(draft, store, "/offers/threshold", "offers.threshold",
           fmt::format("the store \"{}\" sells the same stock with the threshold {}; the higher one holds for both",
                       first->second->nickname, threshold(*first->second)));
  }
}

}  // namespace

void check_switches(Draft& draft) {
  check_languages(draft);
  for (const auto& store : draft.account.stores) {
    check_orders(draft, store);
    check_lead_time(draft, store);
  }
  check_pools(draft);
}

}  // namespace fairway::config
