#include "host/flows/cancellation/give_up.hpp"

#include <algorithm>

#include "host/flows/cancellation/tell_cancelled.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/routing/placing.hpp"
#include "host/flows/routing/routing.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

using ledger::CancellationRow;
using ledger::CancellationState;
using ledger::Event;
using ledger::Fulfilment;
using ledger::FulfilmentState;

json::array as_json(const std::vector<LineQuantity>& lines) {
  json::array out;
  for (const auto& line : lines)
    out.push_back(json::object{{"line", line.line_id}, {"sku", line.sku}, {"quantity", line.quantity}});
  return out;
}

using ParcelsByOrder = std::map<std::int64_t, std::vector<ledger::ShipmentRow>>;  // by order
Result<ParcelsByOrder> parcels_of(Unit& unit, const std::vector<std::int64_t>& orders) {
  ParcelsByOrder out;
  if (orders.empty()) return out;
  auto rows = ledger::shipments_of(unit.tx(), orders);
  if (!rows) return fail(std::move(rows.error()));
  for (auto& row : *rows) out[row.order_id].push_back(std::move(row));
  return out;
}

// What has left is nobody's to give up any more.
std::vector<LineQuantity> left_of(const ledger::OrderRow& order, const std::vector<ledger::ShipmentRow>& parcels) {
  const auto document = order_less_personal(order);
  return document ? still_open(*document, parcels) : std::vector<LineQuantity>();
}

// Each line at most as much as there is in `most`.
void keep_at_most(UnitsByLine most, std::vector<LineQuantity>& lines) {
  for (auto& line : lines) line.quantity = std::min(line.quantity, most[line.line_id]);
  std::erase_if(lines, [](const LineQuantity& line) { return line.quantity <= 0; });
}

// Takes units out of a part that never left us.
void take_out(Fulfilment& part, const UnitsByLine& units) {
  for (auto& line : part.lines)
    if (const auto found = units.find(line.line_id); found != units.end()) line.quantity -= found->second;
  std::erase_if(part.lines, [](const LineQuantity& line) { return line.quantity <= 0; });
  if (part.lines.empty()) part.state = FulfilmentState::cancelled;
}

// The lines are the order's no more, whatever the channel shows yet.
void strike(ledger::OrderRow& order, const std::vector<LineQuantity>& lines) {
  for (const auto& line : lines) {
    const auto known = std::find_if(order.given_up.begin(), order.given_up.end(),
                                    [&](const LineQuantity& each) { return each.line_id == line.line_id; });
    if (known == order.given_up.end()) order.given_up.push_back(line);
    else known->quantity += line.quantity;
  }
}

// All of the order is given up beside: these lines are told with it.
bool is_told_with_the_whole(const ledger::OrderRow& order, const CancellationRow& row,
                            const std::vector<CancellationRow>& all) {
  return order.state == ledger::State::cancelled && !row.whole &&
         std::any_of(all.begin(), all.end(), [&](const auto& each) { return each.order_id == row.order_id && each.whole; });
}

// Units by line id that somebody is still to ship; none while an answer to a cancellation is missing.
std::optional<UnitsByLine> still_ships(const ledger::OrderRow& order, const std::vector<Fulfilment>& parts,
                                       const std::vector<ledger::ShipmentRow>& parcels) {
  UnitsByLine out;
  for (const auto& part : parts) {
    if (part.order_id != order.id) continue;
    if (part.state == FulfilmentState::cancelling) return std::nullopt;
    if (ledger::maybe_there(part) || part.state == FulfilmentState::routed)
      for (const auto& line : not_left(part, parcels)) out[line.line_id] += line.quantity;
  }
  return out;
}

// Less the units that left, or that somebody ships: those were not let go.
void keep_what_is_gone(const ledger::OrderRow& order, const UnitsByLine& ships,
                       const std::vector<ledger::ShipmentRow>& parcels, std::vector<LineQuantity>& lines) {
  if (order.state == ledger::State::cancelled) return;
  auto gone = units_of(left_of(order, parcels));
  for (const auto& [line, units] : ships) gone[line] -= units;
  keep_at_most(gone, lines);
}

}  // namespace

Result<std::set<std::int64_t>> maybe_at_warehouse(Unit& unit, const std::vector<ledger::OrderRow*>& orders) {
  std::set<std::int64_t> there;
  std::vector<std::int64_t> ids;
  for (const auto* order : orders)
    if (order->id != 0) ids.push_back(order->id);
  if (ids.empty()) return there;
  auto fulfilments = ledger::fulfilments_of(unit.tx(), ids);
  if (!fulfilments) return fail(std::move(fulfilments.error()));
  for (const auto& f : *fulfilments)
    if (ledger::maybe_there(f)) there.insert(f.order_id);
  return there;
}

Status GivenUp::orders(const std::vector<ledger::OrderRow*>& orders, const GivingUp& why) {
  std::vector<std::int64_t> ids;
  for (const auto* order : orders)
    if (order->id != 0) ids.push_back(order->id);
  std::vector<Fulfilment> fulfilments;
  if (!ids.empty()) {
    auto found = ledger::fulfilments_of(unit_.tx(), ids);
    if (!found) return fail(std::move(found.error()));
    fulfilments = std::move(*found);
  }
  auto parcels = parcels_of(unit_, ids);
  if (!parcels) return fail(std::move(parcels.error()));
  std::set<std::int64_t> asked;  // orders of which something may be at a warehouse
  std::vector<ledger::NewJob> jobs;
  for (auto& f : fulfilments) {
    if (f.state == FulfilmentState::routed || f.state == FulfilmentState::refused) f.state = FulfilmentState::cancelled;
    if (!ledger::maybe_there(f) || not_left(f, (*parcels)[f.order_id]).empty()) continue;
    asked.insert(f.order_id);
    f.state = FulfilmentState::cancelling;
    jobs.push_back(cancel_job(f, context_.clock.now()));
  }
  if (auto ok = ledger::update(unit_.tx(), fulfilments); !ok) return ok;
  for (auto* order : orders) {
    const bool there = order->id != 0 && asked.contains(order->id);
    const auto& left = order->id == 0 ? std::vector<ledger::ShipmentRow>() : (*parcels)[order->id];
    auto lines = left_of(*order, left);
    if (!why.words.empty()) order->reason = why.words;
    order->resubmit = false;  // what was to go out anew is not wanted either
    if (!there && !left.empty()) {
      if (auto ok = end_rest(*order, std::move(lines), why); !ok) return ok;
      continue;
    }
    if (there)
      ledger_.record(*order, Event::notice, why.cause,
                     json::object{{"message", "the warehouse is asked not to ship"}, {"reason", why.words}});
    else ledger_.record(*order, Event::cancelled, why.cause, json::object{{"reason", why.words}});
    tell(*order, std::move(lines), left.empty(), there, why);
  }
  return unit_.enqueue(jobs);
}

Status GivenUp::end_rest(ledger::OrderRow& order, std::vector<LineQuantity> lines, const GivingUp& why) {
  if (!lines.empty()) {
    strike(order, lines);
    ledger_.record(order, Event::lines_cancelled, why.cause, json::object{{"reason", why.words}, {"lines", as_json(lines)}});
    tell(order, std::move(lines), false, false, why);
  }
  return note_shipped(unit_, ledger_, order, why.cause);
}

Status GivenUp::lines(ledger::OrderRow& order, std::vector<LineQuantity> given, const GivingUp& why) {
  auto parcels = parcels_of(unit_, order.id == 0 ? std::vector<std::int64_t>() : std::vector<std::int64_t>{order.id});
  if (!parcels) return fail(std::move(parcels.error()));
  const auto& of_order = (*parcels)[order.id];
  auto left = units_of(left_of(order, of_order));
  keep_at_most(left, given);
  if (given.empty()) return {};  // all of it has left
  for (const auto& line : given) left[line.line_id] -= line.quantity;
  if (std::none_of(left.begin(), left.end(), [](const auto& each) { return each.second > 0; })) return orders({&order}, why);

  std::vector<Fulfilment> parts;
  if (order.id != 0) {
    auto found = ledger::fulfilments_of(unit_.tx(), {order.id});
    if (!found) return fail(std::move(found.error()));
    parts = std::move(*found);
  }
  const auto units = units_of(given);
  bool refusal = false;         // of a part of which nothing is wanted any more
  std::set<std::string> there;  // of the lines: those that a warehouse may have
  std::vector<ledger::NewJob> jobs;
  for (auto& part : parts) {
    std::set<std::string> of_part;
    if (ledger::maybe_there(part))
      for (const auto& line : not_left(part, of_order))
        if (units.contains(line.line_id)) of_part.insert(line.line_id);
    if (!of_part.empty()) {
      there.merge(of_part);
      part.state = FulfilmentState::cancelling;
      jobs.push_back(cancel_job(part, context_.clock.now()));
    } else if (part.state == FulfilmentState::routed || part.state == FulfilmentState::refused) {
      const bool refused = part.state == FulfilmentState::refused;
      take_out(part, units);
      refusal = refusal || (refused && part.state == FulfilmentState::cancelled);
    }
  }
  if (refusal)
    if (auto ok = ledger::resolve(unit_.tx(), ledger::order_finding("refused", order, "", "").key, context_.clock.now());
        !ok)
      return ok;
  std::vector<LineQuantity> now, later;
  for (const auto& line : given) (there.contains(line.line_id) ? later : now).push_back(line);
  if (!now.empty()) {
    strike(order, now);
    ledger_.record(order, Event::lines_cancelled, why.cause, json::object{{"reason", why.words}, {"lines", as_json(now)}});
    tell(order, std::move(now), false, false, why);
  }
  if (!later.empty()) {
    ledger_.record(order, Event::notice, why.cause,
                   json::object{{"message", "the warehouse is asked not to ship; the rest is sent again once it agrees"},
                                {"reason", why.words},
                                {"lines", as_json(later)}});
    tell(order, std::move(later), false, true, why);
  }
  if (auto ok = ledger::update(unit_.tx(), parts); !ok) return ok;
  if (auto ok = unit_.enqueue(jobs); !ok) return ok;
  return order.id == 0 ? Status() : note_shipped(unit_, ledger_, order, why.cause);
}

// Even where the channel is not told of it, lines that are asked back are remembered until there is an answer.
void GivenUp::tell(ledger::OrderRow& order, std::vector<LineQuantity> lines, bool whole, bool asked, const GivingUp& why) {
  if (why.reason.empty() || lines.empty()) return;
  CancellationRow row;
  row.reason = why.reason;
  row.lines = std::move(lines);
  row.whole = whole;
  row.state = asked ? CancellationState::asked : CancellationState::due;
  row.created_at = context_.clock.now();
  if (!asked) due_or_moot(context_, ledger_, order, row, why.cause);
  wishes_.push_back({&order, std::move(row)});
}

Status GivenUp::write() {
  if (wishes_.empty()) return {};
  std::vector<CancellationRow> rows;
  for (auto& wish : wishes_) {
    wish.row.order_id = wish.order->id;
    rows.push_back(wish.row);
  }
  if (auto ok = ledger::insert(unit_.tx(), rows); !ok) return ok;
  std::vector<ledger::NewJob> jobs;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].state == CancellationState::due) jobs.push_back(tell_job(context_, *wishes_[i].order, rows[i]));
  wishes_.clear();
  return unit_.enqueue(jobs);
}

Status send_rest(Context& context, Unit& unit, const config::Account& account, OrderBook& book,
                 const std::vector<CancelledPart>& parts) {
  std::vector<std::int64_t> ids;
  for (const auto& part : parts) ids.push_back(part.fulfilment.order_id);
  if (ids.empty()) return {};
  auto asked = asked_back(unit.tx(), ids);
  if (!asked) return fail(std::move(asked.error()));
  Placing placing(context, unit, account);
  if (auto ok = placing.load(ids); !ok) return ok;
  for (const auto& cancelled : parts) {
    auto& order = *book.order(cancelled.fulfilment.order_id);
    const auto back = asked->find(order.id);
    const auto* fulfiller = account.fulfiller(cancelled.fulfilment.warehouse);
    const bool over = ledger::is_closed(order.state) || order.channel_status == kCancelledThere || order.resubmit;
    if (back == asked->end() || back->second.whole || over) continue;
    if (!fulfiller) {  // its place is not configured any more: the order is routed anew
      order.resubmit = true;
      continue;
    }
    Part rest{fulfiller, cancelled.fulfilment.lines, "the rest of what was asked back", fulfiller->place, {}};
    for (auto& line : rest.lines)
      if (const auto units = back->second.units.find(line.line_id); units != back->second.units.end())
        line.quantity -= units->second;
    std::erase_if(rest.lines, [](const LineQuantity& line) { return line.quantity <= 0; });
    if (!rest.lines.empty()) placing.add(book.ledger(), order, {rest});
  }
  return placing.write();
}

Result<std::map<std::int64_t, AskedBack>> asked_back(storage::Transaction& tx, const std::vector<std::int64_t>& orders) {
  auto rows = ledger::cancellations_of(tx, orders);
  if (!rows) return fail(std::move(rows.error()));
  std::map<std::int64_t, AskedBack> out;
  for (const auto& row : *rows) {
    if (row.state != CancellationState::asked) continue;
    auto& asked = out[row.order_id];
    asked.whole = asked.whole || row.whole;
    for (const auto& line : row.lines) asked.units[line.line_id] += line.quantity;
  }
  return out;
}

Status settle_asked(Context& context, Unit& unit, OrderBook& book, const std::vector<std::int64_t>& orders,
                    const std::string& cause) {
  auto rows = ledger::cancellations_of(unit.tx(), orders);
  if (!rows) return fail(std::move(rows.error()));
  std::erase_if(*rows, [](const auto& row) { return row.state != CancellationState::asked; });
  if (rows->empty()) return {};
  auto parts = ledger::fulfilments_of(unit.tx(), orders);
  if (!parts) return fail(std::move(parts.error()));
  auto parcels = parcels_of(unit, orders);
  if (!parcels) return fail(std::move(parcels.error()));
  std::vector<ledger::NewJob> jobs;
  for (auto& row : *rows) {
    auto& order = *book.order(row.order_id);
    const auto& of_order = (*parcels)[order.id];
    const auto ships = still_ships(order, *parts, of_order);
    if (!ships) continue;      // somebody has not answered yet
    if (row.reason.empty()) {  // by the channel's own wish, which it shows
      row.state = CancellationState::moot;
      continue;
    }
    const auto before = units(row.lines);
    keep_what_is_gone(order, *ships, of_order, row.lines);
    if (is_told_with_the_whole(order, row, *rows)) row.lines.clear();
    row.whole = row.whole && units(row.lines) == before;
    if (row.lines.empty()) {
      row.state = CancellationState::moot;
      continue;
    }
    if (order.state != ledger::State::cancelled) {
      strike(order, row.lines);
      book.ledger().record(order, Event::lines_cancelled, cause,
                           json::object{{"reason", row.reason}, {"lines", as_json(row.lines)}});
    }
    row.state = CancellationState::due;
    due_or_moot(context, book.ledger(), order, row, cause);
    if (row.state == CancellationState::due) jobs.push_back(tell_job(context, order, row));
    const auto wish = ledger::order_finding("cancellation", order, "", "");
    if (auto ok = ledger::resolve(unit.tx(), wish.key, context.clock.now()); !ok) return ok;
  }
  if (auto ok = ledger::update(unit.tx(), *rows); !ok) return ok;
  return unit.enqueue(jobs);
}

}  // namespace fairway::flows
