#include "host/flows/intake/retire.hpp"

#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

using ledger::OrderRow;
using ledger::ShipmentState;
using ledger::State;

constexpr std::size_t kRetirePage = 500;

bool with_the_warehouse(State state) {
  return state == State::submitted || state == State::acknowledged || state == State::partially_shipped ||
         state == State::shipped;
}

Result<std::set<std::int64_t>> maybe_there(storage::Transaction& tx, const ledger::Orders& orders) {
  std::vector<std::int64_t> ids;
  for (const auto& order : orders) ids.push_back(order.id);
  auto fulfilments = ledger::fulfilments_of(tx, ids);
  if (!fulfilments) return fail(std::move(fulfilments.error()));
  std::set<std::int64_t> there;
  for (const auto& f : *fulfilments)
    if (ledger::maybe_there(f)) there.insert(f.order_id);
  return there;
}

Status sort_page(storage::Transaction& tx, const ledger::Orders& page, const std::string& store, OpenOrders& out) {
  const auto there = maybe_there(tx, page);
  if (!there) return fail(there.error());
  for (const auto& order : page) {
    if (!store.empty() && order.store != store) continue;
    const bool unfinished = with_the_warehouse(order.state) || there->contains(order.id);
    (unfinished ? out.unfinished : out.waiting).push_back({order.id, order.channel_order_id, order.store, order.state});
  }
  return {};
}

// Parcels that were to be confirmed are not any more.
Status give_up_parcels(storage::Transaction& tx, const std::vector<std::int64_t>& orders) {
  auto shipments = ledger::shipments_of(tx, orders);
  if (!shipments) return fail(std::move(shipments.error()));
  std::erase_if(*shipments,
                [](const auto& row) { return row.state != ShipmentState::known && row.state != ShipmentState::failed; });
  for (auto& row : *shipments) row.state = ShipmentState::not_needed;
  return ledger::update(tx, *shipments);
}

Status drop_page(storage::Transaction& tx, const std::vector<std::int64_t>& ids, bool unfinished, const Person& person,
                 Instant now) {
  OrderBook book(now);
  if (auto ok = book.load(tx, ids); !ok) return ok;
  for (const auto id : ids) {
    auto* order = book.order(id);
    if (!order) continue;
    order->reason = "removed";
    if (unfinished) order->confirmation_needed = false;
    book.ledger().record(*order, ledger::Event::dropped, "removed by " + person.name,
                         json::object{{"reason", "the store was removed"}, {"was", ledger::text(order->state)}});
  }
  if (unfinished)
    if (auto ok = give_up_parcels(tx, ids); !ok) return ok;
  return book.ledger().flush(tx);
}

}  // namespace

Result<OpenOrders> open_orders(storage::Transaction& tx, const std::string& account, const std::string& store) {
  OpenOrders out;
  for (int each = 0; each <= static_cast<int>(State::failed); ++each) {
    const auto state = static_cast<State>(each);
    if (ledger::is_closed(state)) continue;
    for (std::int64_t after = 0;;) {
      auto page = ledger::orders_in_state(tx, account, state, after, kRetirePage);
      if (!page) return fail(std::move(page.error()));
      if (auto ok = sort_page(tx, *page, store, out); !ok) return fail(std::move(ok.error()));
      if (page->size() < kRetirePage) break;
      after = page->back().id;
    }
  }
  return out;
}

Status drop_orders(storage::Transaction& tx, const OpenOrders& orders, const Person& person, Instant now) {
  for (const auto* list : {&orders.waiting, &orders.unfinished})
    for (std::size_t from = 0; from < list->size(); from += kRetirePage) {
      std::vector<std::int64_t> ids;
      for (auto i = from; i < std::min(from + kRetirePage, list->size()); ++i) ids.push_back((*list)[i].id);
      if (auto ok = drop_page(tx, ids, list == &orders.unfinished, person, now); !ok) return ok;
    }
  return {};
}

}  // namespace fairway::flows
