// What is legal and unwise. A warning that is wrong teaches to overlook the others: each of these says only what is sure.
#include <arpa/inet.h>
#include <sys/stat.h>

#include "fairway/carriers.hpp"
#include "host/base/loopback.hpp"
#include "host/base/text.hpp"
#include "host/config/check.hpp"
#include "host/config/crosschecks.hpp"

namespace fairway::config {
namespace {

namespace fs = std::filesystem;

void warn(Draft& draft, const Place& place, const std::string& path, std::string message) {
  draft.findings.push_back({Severity::warning, place, path, std::move(message)});
}

// Names and addresses that only a network of one's own knows: nothing sure can be said of those.
bool is_local(const std::string& host) {
  in_addr ip{};
  if (inet_pton(AF_INET, host.c_str(), &ip) == 1) {
    const auto bits = ntohl(ip.s_addr);
    return bits >> 24 == 127 || bits >> 24 == 10 || bits >> 20 == 0xAC1 || bits >> 16 == 0xC0A8 || bits >> 16 == 0xA9FE;
  }
  if (host.empty() || host.starts_with('[') || host.find('.') == std::string::npos) return true;
  for (const auto* ending : {".local", ".internal", ".lan", ".test", ".example", ".localhost", ".home.arpa"})
    if (host.ends_with(ending)) return true;
  return false;
}

bool has_url_scheme(std::string_view text) { return text.starts_with("http://") || text.starts_with("https://"); }

// All that it talks to is on this machine: the sandbox, whose secrets are worth nothing.
bool is_trial(const Settings& settings) {
  bool any = false;
  for (const auto& [name, value] : settings.values.get_object()) {
    const auto* text = value.if_string();
    if (!text || !has_url_scheme(*text)) continue;
    if (!is_loopback(host_of_url(*text))) return false;
    any = true;
  }
  return any;
}

void check_plain_http(Draft& draft, const Settings& settings, const std::string& path) {
  if (!settings.values.is_object()) return;
  for (const auto& [name, value] : settings.values.get_object()) {
    const auto* text = value.if_string();
    const auto place = settings.places.find("/" + std::string(name));
    if (!text || !text->starts_with("http://") || is_local(host_of_url(*text)) || place == settings.places.end()) continue;
    warn(draft, place->second, path + "." + std::string(name),
         "http:// sends credentials and addresses in the clear over a network that is not this machine's; use https://");
  }
}

// A file that others may read, in folders that they may enter.
bool open_to_all(const fs::path& file) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0 || !(about.st_mode & S_IROTH)) return false;
  std::error_code error;
  for (auto folder = fs::canonical(file, error).parent_path(); !error; folder = folder.parent_path()) {
    if (::stat(folder.c_str(), &about) != 0 || !(about.st_mode & S_IXOTH)) return false;
    if (folder == folder.root_path()) return true;
  }
  return false;
}

void check_secret_files(Draft& draft, const Settings& settings, const Node* written, const std::string& path,
                        const fs::path& folder) {
  if (!written || is_trial(settings)) return;
  for (const auto& member : written->members) {
    const auto& value = settings.values.as_object();
    const auto* secret = value.if_contains(member.key);
    if (!secret || !secret->is_object() || !secret->get_object().contains("$secret")) continue;
    const auto begin = member.value.text.find("${file:");
    const auto end = member.value.text.find('}', begin);
    if (begin == std::string::npos || end == std::string::npos) continue;
    const auto name = member.value.text.substr(begin + 7, end - begin - 7);
    if (!name.empty() && open_to_all(folder / name))  // of a name that is missing the reference itself is wrong
      warn(draft, member.value.mark.place(), path + "." + member.key,
           fmt::format("{} may be read by every user of this machine: chmod 600 it", printable(name, 200)));
  }
}

void check_settings(Draft& draft, const Settings& settings, const Node* written, const std::string& path,
                    const fs::path& folder) {
  if (!settings.values.is_object()) return;
  check_plain_http(draft, settings, path);
  check_secret_files(draft, settings, written, path, folder);
}

// Whether every condition of `earlier` stands in `later` word for word: then what fits the later one fits the earlier.
bool covers(const json::object& earlier, const json::object& later) {
  return std::all_of(earlier.begin(), earlier.end(), [&](const auto& condition) {
    const auto* same = later.if_contains(condition.key());
    return condition.key() == "service" || (same && *same == condition.value());
  });
}

void check_rules(Draft& draft) {
  constexpr std::size_t kRules = 2000;  // of more it would take too long to say
  const auto& shipping = draft.account.shipping;
  const auto* rules = shipping && shipping->plugin == "shipping-map" ? find(shipping->values, "rules") : nullptr;
  if (!rules || !rules->is_array() || rules->get_array().size() > kRules) return;
  const auto& all = rules->get_array();
  const auto place = [&](std::size_t i) {
    return place_at(shipping->places, fmt::format("/rules/{}", i), draft.account.place);
  };
  for (std::size_t late = 1; late < all.size(); ++late)
    for (std::size_t early = 0; early < late; ++early) {
      if (!all[early].is_object() || !all[late].is_object()) continue;
      if (!covers(all[early].get_object(), all[late].get_object())) continue;
      warn(draft, place(late), fmt::format("shipping.settings.rules[{}]", late),
           fmt::format("never decides: the rule at {} takes every order that fits this one", place(early).text()));
      break;
    }
}

void check_observe(Draft& draft, const Store& store) {
  if (!store.enabled || !store.orders.enabled || store.mode != Mode::observe) return;
  if (store.orders.start != Orders::Start::open_orders) return;
  warn(
      draft, place_at(store.places, "/orders/start", store.place), "stores." + store.nickname + ".orders.start",
      "open-orders with mode observe: when the mode becomes live, orders that another system has already sent would be sent "
      "again; begin with now");
}

// A name that is nearly a carrier's would flag each of its parcels. Whoever is no carrier known here may be one all the same.
void check_carriers(Draft& draft, const Warehouse& warehouse) {
  std::vector<std::string> known;
  for (const auto& carrier : kKnownCarriers) {
    known.emplace_back(carrier.name);
    any_of_list(carrier.also, [&](std::string_view one) { return known.emplace_back(one), false; });
  }
  const auto* written = node_at(draft.tree, {"warehouses", warehouse.name, "carriers"});
  for (std::size_t i = 0; i < warehouse.carriers.size(); ++i) {
    const auto& name = warehouse.carriers[i];
    const auto meant = find_carrier(name) ? std::string() : did_you_mean(name, known);
    if (meant.empty()) continue;
    const auto place = written && i < written->items.size() ? written->items[i].mark.place() : warehouse.place;
    warn(draft, place, fmt::format("warehouses.{}.carriers[{}]", warehouse.name, i),
         fmt::format("no carrier \"{}\" is known{}", printable(name, 60), meant));
  }
}

}  // namespace

void check_unwise(Draft& draft, const fs::path& folder) {
  for (const auto& store : draft.account.stores) {
    check_observe(draft, store);
    if (store.enabled)
      check_settings(draft, store.settings, node_at(draft.tree, {"stores", store.nickname, "settings"}),
                     "stores." + store.nickname + ".settings", folder);
  }
  for (const auto& warehouse : draft.account.warehouses) {
    check_carriers(draft, warehouse);
    check_settings(draft, warehouse.settings, node_at(draft.tree, {"warehouses", warehouse.name, "settings"}),
                   "warehouses." + warehouse.name + ".settings", folder);
  }
  if (!has_errors(draft.findings)) check_rules(draft);  // a condition that is wrong would be one that is not there
}

}  // namespace fairway::config
