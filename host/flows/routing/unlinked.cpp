#include "host/flows/routing/unlinked.hpp"

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/flows/privacy/shred.hpp"
#include "host/flows/routing/routing.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::OrderRow;
using ledger::State;
using Unlinked = config::Orders::Unlinked;

constexpr Millis kWaitsForALink = std::chrono::hours(24 * 3);
constexpr std::size_t kWaitingPage = 500;
constexpr std::size_t kNamed = 5;  // SKUs in a reason

std::string named(const std::vector<std::string>& skus) {
  std::string out = "unlinked: ";
  for (std::size_t i = 0; i < skus.size() && i < kNamed; ++i) out += (i == 0 ? "" : ", ") + printable(skus[i], 60);
  return skus.size() > kNamed ? fmt::format("{} and {} more", out, skus.size() - kNamed) : out;
}

// None of what is left of the order is linked, and its store waits for that.
bool waits_in_vain(const config::Account& account, const OrderRow& row) {
  const auto* store = account.store(row.store);
  const auto order = order_less_personal(row);
  if (!store || !order || (store->orders.unlinked != Unlinked::import && store->orders.unlinked != Unlinked::split))
    return false;
  const auto lines = open_lines(*order);
  const auto linked = sort_unlinked(*store, account.skus.get(), lines);
  return linked.verdict == Linked::Verdict::wait && linked.unknown.size() == lines.size();
}

// Of those that wait, old enough by the time they were seen; the ids.
Result<std::vector<std::int64_t>> waiting_in_vain(storage::Transaction& tx, const config::Account& account, Instant until,
                                                  std::size_t most) {
  std::vector<std::int64_t> ids;
  for (std::int64_t after = 0; ids.size() < most;) {
    auto page = ledger::orders_in_state(tx, account.name, State::needs_mapping, after, kWaitingPage);
    if (!page) return fail(std::move(page.error()));
    for (const auto& row : *page)
      if (row.taken_at <= until && waits_in_vain(account, row)) ids.push_back(row.id);
    if (page->size() < kWaitingPage) break;
    after = page->back().id;
  }
  return ids;
}

// An order that was paid later waits since then.
Status less_paid_later(storage::Transaction& tx, Instant until, std::vector<std::int64_t>& ids) {
  auto paid = ledger::events_of(tx, ids, {Event::paid});
  if (!paid) return fail(std::move(paid.error()));
  for (const auto& event : *paid)
    if (event.at > until) std::erase(ids, event.order_id);
  return {};
}

}  // namespace

Linked sort_unlinked(const config::Store& store, const config::SkuTable* skus, const std::vector<LineQuantity>& lines) {
  Linked out;
  if (store.orders.unlinked == Unlinked::pass) return out.lines = lines, out;
  for (const auto& line : lines)
    if (skus && skus->sold_as(store.nickname, line.sku)) out.lines.push_back(line);
    else out.unknown.push_back(line.sku);
  if (out.unknown.empty()) return out;
  const bool some = store.orders.unlinked == Unlinked::split && !out.lines.empty();
  if (!some) {
    out.verdict = store.orders.unlinked == Unlinked::exclude ? Linked::Verdict::pass_over : Linked::Verdict::wait;
    out.lines.clear();
  }
  out.reason = named(out.unknown);
  return out;
}

Result<std::vector<ledger::Redaction>> drop_unlinked(Unit& unit, const config::Account& account, Instant now,
                                                     const std::string& cause, std::size_t most) {
  const auto until = now - kWaitsForALink;
  auto ids = waiting_in_vain(unit.tx(), account, until, most);
  if (!ids) return fail(std::move(ids.error()));
  if (auto ok = less_paid_later(unit.tx(), until, *ids); !ok) return fail(std::move(ok.error()));
  OrderBook book(now);
  if (auto ok = book.load(unit.tx(), *ids); !ok) return fail(std::move(ok.error()));
  std::vector<ledger::Redaction> gone;
  for (const auto id : *ids) {
    auto& order = *book.order(id);
    order.reason += fmt::format("; nothing was linked for {}", format_duration(kWaitsForALink));
    book.ledger().record(order, Event::dropped, cause, json::object{{"reason", order.reason}});
    cut_personal(book, order, ledger::Why::unlinked, cause, gone);
  }
  if (auto ok = book.ledger().flush(unit.tx()); !ok) return fail(std::move(ok.error()));
  return gone;
}

}  // namespace fairway::flows
