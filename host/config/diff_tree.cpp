#include "host/config/diff_tree.hpp"

#include "host/base/text.hpp"
#include "host/config/settings.hpp"

namespace fairway::config {
namespace {

json::value texts(const std::vector<std::string>& list) { return json::value_from(list); }

// In `real` each secret by its value; as a list, which no text equals and into which the comparison does not go.
void open_secrets(json::value& value, const std::map<std::string, std::string>& secrets) {
  if (auto* members = value.if_object()) {
    if (const auto* name = members->if_contains("$secret"); name && name->is_string()) {
      const auto found = secrets.find(std::string(name->get_string()));
      value = json::array{found == secrets.end() ? json::value() : json::value(found->second)};
      return;
    }
    for (auto& member : *members) open_secrets(member.value(), secrets);
  } else if (auto* items = value.if_array()) {
    for (auto& item : *items) open_secrets(item, secrets);
  }
}

// Both trees while they are built: `set` puts the same on both sides.
struct Sides {
  json::object real, shown;
  void set(std::string_view key, const json::value& value) {
    real[key] = value;
    shown[key] = value;
  }
  void set(std::string_view key, Sides below) {
    real[key] = std::move(below.real);
    shown[key] = std::move(below.shown);
  }
  void set_text(std::string_view key, const std::string& text) {
    if (!text.empty()) set(key, json::string(text));
  }
  void set_plugin(const Settings& settings) {
    set_text("plugin", settings.plugin);
    auto values = settings.values;
    open_secrets(values, settings.secrets);
    real["settings"] = std::move(values);
    shown["settings"] = shown_settings(settings);
  }
};

Sides store_sides(const Store& store) {
  Sides out;
  out.set_text("formerly", store.formerly);
  out.set("enabled", store.enabled);
  out.set("mode", store.mode == Mode::live ? "live" : "observe");
  out.set_plugin(store.settings);
  for (const auto& block : store.blocks.get_object()) out.set(block.key(), block.value());
  return out;
}

Sides warehouse_sides(const Warehouse& warehouse) {
  Sides out;
  out.set_plugin(warehouse.settings);
  out.set("amazon-agreement", warehouse.amazon_agreement);
  out.set("carriers", texts(warehouse.carriers));
  out.set("shipments-every", json::string(format_duration(warehouse.shipments_every)));
  out.set("stock-every", json::string(format_duration(warehouse.stock_every)));
  out.set("missing-is-zero", warehouse.missing_is_zero);
  return out;
}

// Of a pointer into the settings of `part`; `otherwise` where it is none, or they say nothing of it.
const Place& place_in(const Settings& settings, const std::string& part, const std::string& pointer,
                      const Place& otherwise) {
  const auto begin = part + "/settings/";
  return pointer.starts_with(begin) ? place_at(settings.places, pointer.substr(begin.size() - 1), otherwise) : otherwise;
}

bool within(const std::string& pointer, const std::string& part) {
  return pointer == part || pointer.starts_with(part + "/");
}

}  // namespace

DiffTree DiffTree::at(std::string_view key) const {
  const auto side = [&](const json::value& value) {
    const auto* found = find(value, key);
    return found ? *found : json::value();
  };
  return {side(real), side(shown)};
}

DiffTree DiffTree::item(std::size_t index) const {
  // A list that is masked as a whole shows as one text.
  return {real.get_array()[index], shown.is_array() ? shown.get_array()[index] : shown};
}

DiffTree diff_tree(const Account& account) {
  Sides all, stores, warehouses;
  all.set_text("account", account.name);
  all.set_text("formerly", account.formerly);
  all.set_text("company", account.company);
  all.set("policies", texts(account.policies));
  if (const auto* blocks = account.blocks.if_object())
    for (const auto& block : *blocks) all.set(block.key(), block.value());
  for (const auto& store : account.stores) stores.set(store.nickname, store_sides(store));
  for (const auto& warehouse : account.warehouses) warehouses.set(warehouse.name, warehouse_sides(warehouse));
  all.set("stores", std::move(stores));
  all.set("warehouses", std::move(warehouses));
  if (account.shipping) {
    Sides shipping;
    shipping.set_plugin(*account.shipping);
    all.set("shipping", std::move(shipping));
  }
  DiffTree out{std::move(all.real), std::move(all.shown)};
  mask(out.shown, account.redacted);
  return out;
}

Place place_of(const Account& account, const std::string& pointer) {
  for (const auto& store : account.stores) {
    const auto part = "/stores/" + store.nickname;
    if (within(pointer, part))
      return place_in(store.settings, part, pointer, place_at(store.places, pointer.substr(part.size()), store.place));
  }
  for (const auto& warehouse : account.warehouses) {
    const auto part = "/warehouses/" + warehouse.name;
    if (within(pointer, part)) return place_in(warehouse.settings, part, pointer, warehouse.place);
  }
  const auto& around = place_at(account.places, pointer, account.place);
  const auto& place = account.shipping ? place_in(*account.shipping, "/shipping", pointer, around) : around;
  return place.line > 0 && !pointer.empty() ? place : account.place;
}

}  // namespace fairway::config
