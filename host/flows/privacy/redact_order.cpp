// A person asks that what is known of a buyer be forgotten, before its time.
#include <fmt/format.h>

#include "host/flows/cancellation/give_up.hpp"
#include "host/flows/privacy/shred.hpp"
#include "host/flows/verbs.hpp"
#include "host/ledger/fulfilment.hpp"

namespace fairway::flows {
namespace {

using ledger::OrderRow;
using ledger::Redaction;
using ledger::State;

constexpr std::size_t kRawPage = 500;

// What came in about the order and was kept as it came: it names the order, or a part of it at a warehouse.
Result<std::vector<std::string>> names_of(storage::Transaction& tx, std::int64_t id) {
  std::vector<std::string> names;
  auto rows = ledger::orders_by_id(tx, {id});
  if (!rows) return fail(std::move(rows.error()));
  for (const auto& row : *rows) names.push_back(row.channel_order_id);
  auto parts = ledger::fulfilments_of(tx, {id});
  if (!parts) return fail(std::move(parts.error()));
  for (const auto& part : *parts) names.push_back(part.reference);
  std::erase_if(names, [](const auto& name) { return name.empty(); });
  return names;
}

bool names_it(const std::string& bytes, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [&](const auto& name) { return bytes.find(name) != std::string::npos; });
}

// Read beside the writer: of a busy account it may be much.
Result<std::vector<Redaction>> traces_of(Context& context, const std::string& account, std::int64_t id) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto names = names_of(**tx, id);
  if (!names) return fail(std::move(names.error()));
  std::vector<Redaction> found;
  for (const auto of : {Redaction::Of::reject, Redaction::Of::delivery})
    for (std::int64_t after = 0;;) {
      auto page = ledger::raw_bytes(**tx, of, account, after, kRawPage);
      if (!page) return fail(std::move(page.error()));
      for (const auto& raw : *page) {
        const auto bytes = context.vault.unseal(raw.bytes);
        if (bytes && names_it(*bytes, *names)) found.push_back({of, account, raw.id, raw.bytes.key_id});
      }
      if (page->size() < kRawPage) break;
      after = page->back().id;
    }
  return found;
}

bool may_have_to_ship(State state) { return !ledger::is_closed(state) && state != State::shipped; }

// False: a warehouse is asked first, and the wish is kept until it has answered.
Result<bool> cancel_first(Context& context, Unit& unit, GivenUp& given_up, OrderRow& order, const Person& person) {
  if (auto ok = given_up.orders({&order}, {"by " + person.name, "cancelled to be redacted", "general"}); !ok)
    return fail(std::move(ok.error()));
  if (!may_have_to_ship(order.state)) return true;
  if (auto ok = ledger::request_redaction(unit.tx(), {order.id, order.account, person.name}, context.clock.now()); !ok)
    return fail(std::move(ok.error()));
  return false;
}

}  // namespace

Status redact_order(Context& context, const std::string& account, std::int64_t id, bool cancel, const Person& person) {
  auto gone = traces_of(context, account, id);
  if (!gone) return fail(std::move(gone.error()));
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  OrderBook book(context.clock.now());
  if (auto ok = book.load(unit->tx(), {id}); !ok) return ok;
  auto* order = book.order(id);
  if (!order || order->account != account) return fail(FW_E_INVALID, fmt::format("no order {} in account {}", id, account));
  GivenUp given_up(context, *unit, book.ledger());
  bool now = true;
  if (may_have_to_ship(order->state)) {
    if (!cancel)
      return fail(FW_E_REJECTED, fmt::format("the order is {}: without its address it could not be shipped any more; cancel "
                                             "it first, or ask for both (--cancel)",
                                             ledger::text(order->state)));
    auto done = cancel_first(context, *unit, given_up, *order, person);
    if (!done) return fail(std::move(done.error()));
    now = *done;
  }
  if (now) {
    cut_personal(book, *order, ledger::Why::request, "by " + person.name, *gone);
    if (auto ok = ledger::forget_requests(unit->tx(), {id}); !ok) return ok;
    if (auto ok = ledger::blank(unit->tx(), *gone); !ok) return ok;
  }
  if (auto ok = book.ledger().flush(unit->tx()); !ok) return ok;
  if (auto ok = given_up.write(); !ok) return ok;
  if (now)
    if (auto ok = shred(context, *unit, *gone, ledger::Why::request, "by " + person.name); !ok) return ok;
  return unit->commit();
}

}  // namespace fairway::flows
