#include "host/flows/working.hpp"

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "fairway/pii.hpp"
#include "host/flows/privacy/personal.hpp"
#include "host/flows/stream_sink.hpp"

namespace fairway::flows {
namespace {

// Work whose place is switched off looks again this often; enabling wakes it at once.
constexpr Millis kParked = std::chrono::minutes(1);

// Who shares what the facts of `identity` make; of a plugin that names none, nobody.
std::string scope_of(const config::Settings& settings, const std::vector<std::string>* identity, std::string alone) {
  if (!identity || identity->empty()) return alone;
  std::string scope = settings.plugin;
  for (const auto& fact : *identity) {
    const auto found = settings.facts.find(fact);
    scope += ';' + fact + '=' + (found == settings.facts.end() ? "" : found->second);
  }
  return scope;
}

// Who the buyers of these orders are, to be hidden.
Result<std::vector<std::string>> telling_of(Context& context, const std::vector<std::int64_t>& order_ids) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = ledger::orders_by_id(**tx, order_ids);
  if (!rows) return fail(std::move(rows.error()));
  return personal_texts(context.vault, *rows);
}

}  // namespace

tl::unexpected<Failure> parked(std::string why) { return fail(FW_E_THROTTLED, std::move(why), {}, kParked); }

Result<const config::Account*> account_of(const Context& context, const ledger::Group& group) {
  if (const auto* account = context.account(group.account)) return account;
  return parked("account " + group.account + " is not configured");
}

Result<StorePlace> store_of(const Context& context, const ledger::Group& group) {
  const auto account = account_of(context, group);
  if (!account) return fail(account.error());
  const auto* store = (*account)->store(group.target);
  if (!store) return parked("store " + group.target + " is not configured");
  if (!store->enabled) return parked("store " + group.target + " is disabled");
  if (store->mode == config::Mode::observe) return parked("store " + group.target + " is in observe mode: nothing is sent");
  return StorePlace{*account, store};
}

Result<WarehousePlace> warehouse_of(const Context& context, const ledger::Group& group) {
  const auto account = account_of(context, group);
  if (!account) return fail(account.error());
  if (const auto* warehouse = (*account)->fulfiller(group.target)) return WarehousePlace{*account, warehouse};
  if ((*account)->store(group.target))
    return parked("store " + group.target + " ships nothing for others: it is disabled, or its fulfilment is switched off");
  return parked("warehouse " + group.target + " is not configured");
}

Result<WarehousePlace> warehouse_to_send_to(const Context& context, const ledger::Group& group) {
  auto place = warehouse_of(context, group);
  if (!place || !place->warehouse->of_store) return place;
  if (auto store = store_of(context, group); !store) return fail(std::move(store.error()));
  return place;
}

Status still_called(storage::Transaction& tx, const std::string& account) {
  auto row = tx.query("SELECT 1 FROM account WHERE name = ?", {account});
  if (!row) return fail(std::move(row.error()));
  if (row->empty()) return fail(FW_E_UNAVAILABLE, "the configuration is changing; ask again");
  return {};
}

plugins::CallOptions call_options(const Context& context, const Work& work) {
  plugins::CallOptions options;
  options.trace = fmt::format("{}-{}", work.group().kind, work.jobs().front().id);
  options.cancel = context.stopping;
  return options;
}

std::string cause_of(const Work& work, std::size_t job) {
  const auto& group = work.group();
  return fmt::format("{}{}{} (job {})", group.kind, group.target.empty() ? "" : " ", group.target, work.jobs()[job].id);
}

std::string reference_scope(const Context& context, const config::Account& account, const config::Warehouse& warehouse) {
  const auto* file = context.catalogue.find(warehouse.settings.plugin);
  const auto* manifest = file ? &file->description.manifest : nullptr;
  return scope_of(warehouse.settings,
                  !manifest            ? nullptr
                  : warehouse.of_store ? &manifest->seller_identity
                                       : &manifest->store_identity,
                  account.name + "/" + warehouse.name);
}

std::string reference_scope(const Context& context, const config::Account& account, const config::Store& store) {
  const auto* file = context.catalogue.find(store.settings.plugin);
  return scope_of(store.settings, file ? &file->description.manifest.seller_identity : nullptr,
                  account.name + "/" + store.nickname);
}

std::vector<std::int64_t> order_ids(const std::vector<ledger::Fulfilment>& fulfilments) {
  std::vector<std::int64_t> ids;
  for (const auto& f : fulfilments) ids.push_back(f.order_id);
  return ids;
}

Result<std::vector<ledger::Fulfilment>> load_fulfilments(storage::Transaction& tx, const Work& work) {
  std::vector<std::int64_t> ids;
  for (const auto& job : work.jobs()) ids.push_back(job.subject);
  auto found = ledger::fulfilments_by_id(tx, ids);
  if (!found) return fail(std::move(found.error()));
  std::map<std::int64_t, ledger::Fulfilment> by_id;
  for (auto& f : *found) by_id.emplace(f.id, std::move(f));
  std::vector<ledger::Fulfilment> in_hand;
  for (const auto id : ids) {
    const auto one = by_id.find(id);
    if (one == by_id.end()) return fail(FW_E_INVALID, fmt::format("no fulfilment order {}", id));
    in_hand.push_back(one->second);
  }
  return in_hand;
}

Result<Order> order_as_shown(const ledger::OrderRow& row) {
  Order order;
  if (JsonError error; !read_json(row.document, order, error))
    return fail(FW_E_INVALID, "stored order: " + error.message, error.pointer);
  order.store = row.store;
  if (row.correction.country) order.ship_to.country = *row.correction.country;
  if (row.correction.state) order.ship_to.state = *row.correction.state;
  return order;
}

Result<Order> order_less_personal(const ledger::OrderRow& row) {
  auto order = order_as_shown(row);
  if (!order) return order;
  for (const auto& gone : row.given_up)  // by us, whatever the channel shows yet
    for (auto& line : order->lines)
      if (line.id == gone.line_id) line.quantity_cancelled = std::max(line.quantity_cancelled, gone.quantity);
  return order;
}

Result<PiiBag> open_bag(storage::Vault& vault, const storage::Vault::Sealed& sealed) {
  auto text = vault.unseal(sealed);
  if (!text) return fail(std::move(text.error()));
  PiiBag bag;
  if (JsonError error; !read_json(*text, bag, error)) return fail(FW_E_INTERNAL, "sealed personal data: " + error.message);
  return bag;
}

Result<Order> whole_order(storage::Vault& vault, const ledger::OrderRow& row) {
  auto order = order_less_personal(row);
  if (!order || row.pii.key_id.empty()) return order;
  auto bag = open_bag(vault, row.pii);
  if (!bag) return fail(std::move(bag.error()));
  restore_pii(*order, *bag);
  if (row.correction.sealed.empty()) return order;
  bag = open_bag(vault, {row.pii.key_id, row.correction.sealed});
  if (!bag) return fail(std::move(bag.error()));
  restore_pii(*order, *bag);
  return order;
}

Status OrderBook::load(storage::Transaction& tx, const std::vector<std::int64_t>& ids) {
  auto rows = ledger::orders_by_id(tx, ids);
  if (!rows) return fail(std::move(rows.error()));
  for (auto& row : *rows) {
    const auto id = row.id;
    orders_.emplace(id, std::move(row));
  }
  return {};
}

ledger::OrderRow* OrderBook::order(std::int64_t id) {
  const auto found = orders_.find(id);
  return found == orders_.end() ? nullptr : &found->second;
}

Pushed push(Context& context, const Work& work, const plugins::ChannelSpec& spec,
            const std::vector<plugins::PushItem>& items, const std::vector<std::int64_t>& order_ids) {
  Pushed pushed{spec.scope, {}};
  if (items.empty()) return pushed;
  auto options = call_options(context, work);
  auto personal = telling_of(context, order_ids);
  if (!personal) {  // without knowing what to hide nobody is asked
    pushed.end.results.assign(items.size(), {fail(personal.error()), {}});
    return pushed;
  }
  options.personal = std::move(*personal);
  pushed.end = context.plugins.channel(spec)->push(items, options);
  for (auto& result : pushed.end.results) {
    if (!result.status)
      result.status.error().message = less_personal(std::move(result.status.error().message), options.personal);
  }
  return pushed;
}

Status with_orders(Context& context, Work& work, const std::vector<std::int64_t>& order_ids, Pushed& pushed,
                   const Record& record) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  OrderBook book(context.clock.now());
  if (auto ok = book.load(unit->tx(), order_ids); !ok) return ok;
  auto outcomes = record(*unit, book);
  if (!outcomes) return fail(std::move(outcomes.error()));
  if (auto ok = keep_state(*unit, pushed.scope, std::move(pushed.end.end.state)); !ok) return ok;
  if (auto ok = book.ledger().flush(unit->tx()); !ok) return ok;
  if (auto ok = work.settle(context, unit->tx(), *outcomes); !ok) return ok;
  return unit->commit();
}

}  // namespace fairway::flows
