#include "host/engine/mappings.hpp"

#include <functional>
#include <set>
#include <tuple>

#include "host/engine/rule_lines.hpp"
#include "host/flows/working.hpp"

namespace fairway::engine {
namespace {

constexpr std::size_t kCountPage = 500;  // orders asked about at once, so that memory does not grow with their number

struct Asked {
  ledger::OrderRow row;
  ShippingQuestion question;
};

// One ship service while orders are counted.
struct Tally {
  ShipService service;
  std::set<std::string> mapped_countries;
  std::map<std::string, std::size_t> open_countries;
};
using Tallies = std::map<std::tuple<std::string, std::string, std::string>, Tally>;

// The newest orders, and those that wait: one that came before all the newest still needs its rule.
Result<std::vector<std::int64_t>> choose(storage::Database& db, const std::string& account, std::size_t limit) {
  auto tx = db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto newest = ledger::newest_orders(**tx, account, limit);
  if (!newest) return newest;
  auto waiting = ledger::newest_orders(**tx, account, limit, ledger::State::needs_mapping);
  if (!waiting) return waiting;
  const auto oldest = newest->empty() ? 0 : newest->back();
  for (const auto id : *waiting)
    if (id < oldest) newest->push_back(id);
  return newest;
}

// What was never taken on needs no service.
bool was_taken(const ledger::OrderRow& row) {
  return row.document.size() > 2 && !(row.state == ledger::State::dropped && row.service.empty());
}

using Counts = std::function<bool(const std::string& store)>;

Result<std::vector<Asked>> load_page(storage::Database& db, const std::vector<std::int64_t>& ids, const Counts& counts) {
  auto tx = db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = ledger::orders_by_id(**tx, ids);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Asked> out;
  for (auto& row : *rows) {
    if (!was_taken(row) || !counts(row.store)) continue;
    const auto order = flows::order_less_personal(row);
    if (!order) continue;
    auto question = flows::shipping_question(row, *order);
    out.push_back({std::move(row), std::move(question)});
  }
  return out;
}

std::vector<flows::Mapped> ask(plugins::Supervisor& plugins, const config::Account& account,
                               const std::vector<Asked>& orders) {
  std::vector<ShippingQuestion> questions;
  for (const auto& one : orders) questions.push_back(one.question);
  return flows::ask_shipping_map(plugins, account, questions);
}

void add_mapped(ShipService& service, const std::string& name, const config::Place& rule) {
  auto found = std::find_if(service.mapped.begin(), service.mapped.end(),
                            [&](const auto& one) { return one.service == name && one.rule == rule; });
  if (found == service.mapped.end()) found = service.mapped.insert(found, ShipService::Mapped{name, rule, 0});
  ++found->orders;
}

Status count(const config::Account& account, const std::vector<Asked>& orders, const std::vector<flows::Mapped>& answers,
             Tallies& tallies) {
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const auto& row = orders[i].row;
    if (answers[i].failed) return fail(FW_E_UNAVAILABLE, answers[i].trouble);
    auto& tally = tallies[{row.store, row.ship_service, row.ship_category}];
    auto& service = tally.service;
    service.store = row.store, service.method = row.ship_service, service.category = row.ship_category;
    ++service.orders;
    if (row.state == ledger::State::needs_mapping) ++service.waiting;
    const auto& answer = answers[i].answer;
    if (answer.service.empty()) {
      ++tally.open_countries[row.country];
    } else {
      tally.mapped_countries.insert(row.country);
      add_mapped(service, answer.service, flows::rule_place(*account.shipping, answer.rule));
    }
  }
  return {};
}

bool by_country(const Tally& tally) {
  return !tally.mapped_countries.empty() &&
         std::none_of(tally.open_countries.begin(), tally.open_countries.end(),
                      [&](const auto& open) { return open.first.empty() || tally.mapped_countries.contains(open.first); });
}

void settle(Tally& tally) {
  auto& service = tally.service;
  std::stable_sort(service.mapped.begin(), service.mapped.end(),
                   [](const auto& a, const auto& b) { return a.orders > b.orders; });
  if (by_country(tally)) {
    for (const auto& [country, orders] : tally.open_countries) service.open.push_back({country, orders, {}});
  } else if (!tally.open_countries.empty()) {
    std::size_t orders = 0;
    for (const auto& open : tally.open_countries) orders += open.second;
    service.open.push_back({"", orders, {}});
  }
}

std::size_t open_orders(const ShipService& service) {
  std::size_t orders = 0;
  for (const auto& open : service.open) orders += open.orders;
  return orders;
}

// Some of the rule came from ${…}: it is shown nowhere.
bool from_outside(const config::Settings& settings, std::size_t rule) {
  const auto below = fmt::format("/rules/{}/", rule);
  const auto first = settings.redacted.lower_bound(below);
  return first != settings.redacted.end() && first->starts_with(below);
}

// What maps already: the services that orders got, those of most orders first, then all that the rules name.
std::vector<KnownService> known_services(const std::vector<ShipService>& services, const config::Account& account) {
  std::vector<std::pair<std::size_t, KnownService>> seen;
  for (const auto& one : services)
    for (const auto& mapped : one.mapped)
      seen.push_back({mapped.orders, {one.store, one.method, one.category, mapped.service, mapped.rule}});
  std::stable_sort(seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<KnownService> out;
  for (auto& one : seen) out.push_back(std::move(one.second));
  const auto* rules = rules_of(account);
  for (std::size_t i = 0; rules && i < rules->size(); ++i) {
    if (from_outside(*account.shipping, i)) continue;
    const auto text = [&](const char* key) { return std::string(text_at((*rules)[i], key)); };
    out.push_back({text("store"), text("method"), text("category"), text("service"),
                   flows::rule_place(*account.shipping, fmt::format("/rules/{}", i))});
  }
  std::erase_if(out, [](const KnownService& one) { return one.service.empty(); });
  return out;
}

Mappings put_together(const config::Account& account, Tallies& tallies, const MappingOptions& options) {
  Mappings out;
  out.account = account.name;
  out.limit = options.orders;
  for (auto& [key, tally] : tallies) {
    settle(tally);
    out.orders += tally.service.orders;
    out.mapped += tally.service.orders - open_orders(tally.service);
    out.services.push_back(std::move(tally.service));
  }
  const auto known = known_services(out.services, account);
  for (auto& service : out.services)
    for (auto& open : service.open) open.near = near_service(service.method, service.category, known);
  std::stable_sort(out.services.begin(), out.services.end(), [](const auto& a, const auto& b) {
    return std::pair(open_orders(a), a.orders) > std::pair(open_orders(b), b.orders);
  });
  if (out.services.size() > options.listed) {
    out.not_listed = out.services.size() - options.listed;
    out.services.resize(options.listed);
  }
  out.yaml = rule_lines(account, out.services);
  return out;
}

}  // namespace

Result<Mappings> mappings(storage::Database& db, plugins::Supervisor& plugins, const config::Account& account,
                          const MappingOptions& options) {
  auto ids = choose(db, account.name, options.orders);
  if (!ids) return fail(std::move(ids.error()));
  const auto counts = [&](const std::string& store) {
    return account.store(store) && (options.store.empty() || store == options.store);
  };
  Tallies tallies;
  for (std::size_t from = 0; from < ids->size(); from += kCountPage) {
    if (options.stopping && *options.stopping) return fail(FW_E_CANCELLED, "the host is ending");
    const auto begin = ids->begin() + static_cast<std::ptrdiff_t>(from);
    const auto orders =
        load_page(db, {begin, begin + static_cast<std::ptrdiff_t>(std::min(kCountPage, ids->size() - from))}, counts);
    if (!orders) return fail(orders.error());
    if (orders->empty()) continue;
    if (auto ok = count(account, *orders, ask(plugins, account, *orders), tallies); !ok) return fail(std::move(ok.error()));
  }
  return put_together(account, tallies, options);
}

}  // namespace fairway::engine
