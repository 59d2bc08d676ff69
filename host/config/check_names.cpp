#include "fairway/documents.hpp"
#include "host/config/crosschecks.hpp"
#include "host/config/return_reasons.hpp"

namespace fairway::config {
namespace {

std::vector<std::string> store_names(const Account& account) {
  std::vector<std::string> out;
  for (const auto& store : account.stores) out.push_back(store.nickname);
  return out;
}

std::vector<std::string> warehouse_names(const Account& account) {
  std::vector<std::string> out;
  for (const auto& warehouse : account.warehouses) out.push_back(warehouse.name);
  return out;
}

std::string hint(std::string_view word, const std::vector<std::string>& known) {
  const auto near = did_you_mean(word, known);
  return !near.empty() || known.empty() ? near : fmt::format("; known are {}", fmt::join(known, ", "));
}

void say(Draft& draft, Severity severity, Place place, std::string path, std::string message) {
  draft.findings.push_back({severity, std::move(place), std::move(path), std::move(message)});
}

void check_listed(Draft& draft, std::string_view block, std::string_view key, const std::vector<std::string>& known,
                  const std::string& what) {
  const auto* list = node_at(draft.tree, {block, key});
  if (!list) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const auto& item = list->items[i];
    if (item.kind != Node::Kind::scalar || std::find(known.begin(), known.end(), item.text) != known.end()) continue;
    say(draft, Severity::error, item.mark.place(), fmt::format("{}.{}[{}]", block, key, i),
        fmt::format("no {} \"{}\"{}", what, item.text, hint(item.text, known)));
  }
}

// An address that nobody is named on.
void check_returns(Draft& draft) {
  const auto* to = node_at(draft.tree, {"returns", "to"});
  if (!to || draft.account.returns.to_channel) return;
  const auto& address = draft.account.returns.address;
  if (address.name.empty() && address.company.empty())
    say(draft, Severity::error, to->mark.place(), "returns.to", "a name or a company is needed");
}

// Any reason is taken, but one that is nearly a known one is most likely a slip.
void check_reasons(Draft& draft) {
  const auto* list = node_at(draft.tree, {"returns", "keep-item-reasons"});
  if (!list) return;
  std::vector<std::string> known;
  for (const auto& [ours, amazon] : kReturnReasons) known.emplace_back(ours), known.emplace_back(amazon);
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const auto& item = list->items[i];
    if (item.kind != Node::Kind::scalar || !amazon_reason(item.text).empty()) continue;
    if (const auto near = did_you_mean(item.text, known); !near.empty())
      say(draft, Severity::warning, item.mark.place(), fmt::format("returns.keep-item-reasons[{}]", i),
          fmt::format("\"{}\" is no reason that is known here{}", printable(item.text, 60), near));
  }
}

void check_policies(Draft& draft, const Catalogue& catalogue) {
  const auto* list = draft.tree.find("policies");
  if (!list) return;
  for (std::size_t i = 0; i < list->items.size(); ++i)
    if (list->items[i].kind == Node::Kind::scalar)
      if (const auto why = refusal(catalogue, list->items[i].text, "policy"))
        say(draft, Severity::error, list->items[i].mark.place(), fmt::format("policies[{}]", i), *why);
}

void check_namespace(Draft& draft) {
  for (const auto& warehouse : draft.account.warehouses)
    if (const auto* store = draft.account.store(warehouse.name))
      say(draft, Severity::error, warehouse.place, "warehouses." + warehouse.name,
          fmt::format("a store has the same name ({}); stores and warehouses share one namespace", store->place.text()));
}

void check_formerly(Draft& draft) {
  std::map<std::string, const Store*> taken;
  for (const auto& store : draft.account.stores) {
    if (store.formerly.empty()) continue;
    const auto& place = place_at(store.places, "/formerly", store.place);
    const auto path = "stores." + store.nickname + ".formerly";
    if (const auto* other = draft.account.store(store.formerly))
      say(draft, Severity::error, place, path,
          fmt::format("a store is still called \"{}\" ({})", store.formerly, other->place.text()));
    else if (const auto [first, fresh] = taken.emplace(store.formerly, &store); !fresh)
      say(draft, Severity::error, place, path, fmt::format("the store \"{}\" says the same", first->second->nickname));
  }
}

// A store in `prefer` means its own fulfilment.
void check_fulfilment(Draft& draft, const Catalogue& catalogue) {
  const auto* list = node_at(draft.tree, {"routing", "prefer"});
  if (!list) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const auto* store = draft.account.store(list->items[i].text);
    if (!store) continue;
    const auto& plugin = store->settings.plugin;
    const bool can = !catalogue.find(plugin) || catalogue.push(plugin, FulfilmentOrder::kSchema);
    std::string why;
    if (!flag_at(store->blocks.at("fulfilment"), "mcf")) why = "has fulfilment.mcf: false";
    else if (!can) why = fmt::format("is of the plugin {}, which has no warehouses of its own", plugin);
    else if (!store->enabled) why = "is disabled";
    else continue;
    say(draft, Severity::warning, list->items[i].mark.place(), fmt::format("routing.prefer[{}]", i),
        fmt::format("the store \"{}\" {}, so it ships nothing for others", store->nickname, why));
  }
}

// Who asks for names and addresses and is not granted them gets orders without.
void check_grant(Draft& draft, const Catalogue& catalogue) {
  const auto& account = draft.account;
  const auto* list = node_at(draft.tree, {"privacy", "grant"});
  if (!list || !account.granted) return;
  for (const auto& warehouse : account.warehouses) {
    const auto* push = catalogue.push(warehouse.settings.plugin, FulfilmentOrder::kSchema);
    if (!push || !push->pii || account.grants(warehouse.name)) continue;
    say(draft, Severity::warning, list->mark.place(), "privacy.grant",
        fmt::format("the warehouse \"{}\" asks for names and addresses and is not granted them: its orders come without",
                    warehouse.name));
  }
}

// A rule for a store that is not there never fires.
void check_rule_names(Draft& draft) {
  const auto& shipping = draft.account.shipping;
  const auto* rules = shipping ? find(shipping->values, "rules") : nullptr;
  if (!rules || !rules->is_array()) return;
  const auto known = store_names(draft.account);
  for (std::size_t i = 0; i < rules->get_array().size(); ++i) {
    const std::string store(text_at(rules->get_array()[i], "store"));
    if (store.empty() || draft.account.store(store)) continue;
    const auto pointer = fmt::format("/rules/{}/store", i);
    const bool hidden = shipping->redacted.contains(pointer);
    say(draft, Severity::warning, place_at(shipping->places, pointer, draft.account.place),
        fmt::format("shipping.settings.rules[{}].store", i),
        fmt::format("no store \"{}\"{}", hidden ? "***" : store, hint(hidden ? "" : store, known)));
  }
}

}  // namespace

void check_names(Draft& draft, const Catalogue& catalogue) {
  const auto warehouses = warehouse_names(draft.account);
  auto all = warehouses;
  for (auto& name : store_names(draft.account)) all.push_back(std::move(name));
  check_policies(draft, catalogue);
  check_namespace(draft);
  check_formerly(draft);
  check_listed(draft, "routing", "prefer", all, "store or warehouse");
  check_listed(draft, "routing", "fallback-from-fba", warehouses, "warehouse");
  check_listed(draft, "privacy", "grant", all, "store or warehouse");
  check_grant(draft, catalogue);
  check_returns(draft);
  check_reasons(draft);
  check_fulfilment(draft, catalogue);
  check_rule_names(draft);
}

}  // namespace fairway::config
