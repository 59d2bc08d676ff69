#include "host/flows/routing/parts.hpp"

#include <algorithm>

#include "host/flows/routing/routing.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;
using ledger::FulfilmentState;
using ledger::ShipmentState;

// What the parcels hold of a part, surplus and all.
UnitsByLine in_parcels_of(const Fulfilment& part, const std::vector<ledger::ShipmentRow>& parcels) {
  UnitsByLine out;
  for (const auto& parcel : parcels)
    if (parcel.fulfilment_id == part.id)
      for (const auto* lines : {&parcel.lines, &parcel.surplus})
        for (const auto& line : *lines) out[line.line_id] += line.quantity;
  return out;
}

bool is_partly_shipped(const ledger::OrderRow& order) {
  const auto state = order.state == ledger::State::held ? order.held_from : order.state;
  return state == ledger::State::partially_shipped;
}

// The orders of which a part is refused and wanted still: what is given up of an order ends its refused parts too.
Result<std::set<std::int64_t>> with_refused_parts(Unit& unit, const std::vector<Fulfilment>& of) {
  const auto all = ledger::fulfilments_of(unit.tx(), order_ids(of));
  if (!all) return fail(all.error());
  std::map<std::int64_t, std::vector<Fulfilment>> by_order;
  for (const auto& f : *all) by_order[f.order_id].push_back(f);
  std::set<std::int64_t> out;
  for (const auto& [order, parts] : by_order)
    for (const auto& f : parts)
      if (f.state == FulfilmentState::refused && !taken_over(f, parts)) out.insert(order);
  return out;
}

}  // namespace

UnitsByLine units_of(const std::vector<LineQuantity>& lines) {
  UnitsByLine out;
  for (const auto& line : lines) out[line.line_id] += line.quantity;
  return out;
}

UnitsByLine sold_units(const Order& order) {
  UnitsByLine out;
  for (const auto& line : order.lines) out[line.id] = line.quantity - line.quantity_cancelled;
  return out;
}

std::vector<LineQuantity> not_left(const Fulfilment& part, const std::vector<ledger::ShipmentRow>& parcels) {
  auto left = in_parcels_of(part, parcels);
  auto lines = part.lines;
  for (auto& line : lines) {
    const auto units = std::clamp<std::int64_t>(left[line.line_id], 0, line.quantity);
    left[line.line_id] -= units;
    line.quantity -= units;
  }
  std::erase_if(lines, [](const LineQuantity& line) { return line.quantity == 0; });
  return lines;
}

std::vector<LineQuantity> still_open(const Order& order, const std::vector<ledger::ShipmentRow>& parcels) {
  auto lines = open_lines(order);
  for (auto& line : lines) {
    std::int64_t in_parcels = 0;
    for (const auto& parcel : parcels)
      for (const auto& sent : parcel.lines)
        if (sent.line_id == line.line_id) in_parcels += sent.quantity;
    for (const auto& sold : order.lines)  // the channel may know of the parcels already
      if (sold.id == line.line_id) line.quantity -= std::max<std::int64_t>(0, in_parcels - sold.quantity_shipped);
  }
  std::erase_if(lines, [](const LineQuantity& line) { return line.quantity <= 0; });
  return lines;
}

Fulfilment end_part(Fulfilment& part, const std::vector<ledger::ShipmentRow>& parcels) {
  auto ended = part;
  ended.lines = not_left(part, parcels);
  ended.state = FulfilmentState::cancelled;
  const auto rest = units_of(ended.lines);
  if (rest == units_of(part.lines)) return part = ended;
  for (auto& line : part.lines)
    if (const auto found = rest.find(line.line_id); found != rest.end()) line.quantity -= found->second;
  std::erase_if(part.lines, [](const LineQuantity& line) { return line.quantity <= 0; });
  part.state = FulfilmentState::submitted;
  return ended;
}

Status note_shipped(Unit& unit, ledger::Ledger& ledger, ledger::OrderRow& order, const std::string& cause) {
  if (!is_partly_shipped(order)) return {};
  auto parts = ledger::fulfilments_of(unit.tx(), {order.id});
  if (!parts) return fail(std::move(parts.error()));
  auto parcels = ledger::shipments_of(unit.tx(), {order.id});
  if (!parcels) return fail(std::move(parcels.error()));
  if (!all_shipped(wanted_units(*parts, order), *parcels)) return {};
  const bool owed = any_owed(*parcels);
  ledger.record(order, Event::shipped, cause, json::object{{"message", "the rest is cancelled"}});
  if (!owed) ledger.record(order, Event::confirmed, cause, json::object{{"message", "the rest is cancelled"}});
  return {};
}

bool any_owed(const std::vector<ledger::ShipmentRow>& parcels) {
  return std::any_of(parcels.begin(), parcels.end(), [](const auto& parcel) {
    return parcel.state == ShipmentState::known || parcel.state == ShipmentState::failed;
  });
}

std::int64_t units(const std::vector<LineQuantity>& lines) {
  std::int64_t sum = 0;
  for (const auto& line : lines) sum += line.quantity;
  return sum;
}

void as_sold(const Order& order, std::vector<LineQuantity>& lines) {
  for (auto& line : lines)
    for (const auto& sold : order.lines)
      if (sold.id == line.line_id) line.sku = sold.sku;
}

UnitsByLine wanted_units(const std::vector<Fulfilment>& of_order, const ledger::OrderRow& order) {
  UnitsByLine out;
  for (const auto& f : of_order)
    if (f.state != FulfilmentState::cancelled)
      for (const auto& line : f.lines) out[line.line_id] += line.quantity;
  const auto document = order_less_personal(order);
  if (!document) return out;
  for (const auto& [line, units] : sold_units(*document)) {
    if (const auto found = out.find(line); found != out.end()) found->second = std::min(found->second, units);
    if (order.resubmit) out[line] = units;
  }
  return out;
}

bool all_shipped(const UnitsByLine& wanted, const std::vector<ledger::ShipmentRow>& parcels) {
  auto missing = wanted;
  for (const auto& parcel : parcels)
    for (const auto* lines : {&parcel.lines, &parcel.surplus})
      for (const auto& line : *lines) missing[line.line_id] -= line.quantity;
  return std::none_of(missing.begin(), missing.end(), [](const auto& line) { return line.second > 0; });
}

bool taken_over(const Fulfilment& part, const std::vector<Fulfilment>& of_order) {
  const auto shared = [&](const LineQuantity& line) {
    return std::any_of(part.lines.begin(), part.lines.end(), [&](const auto& mine) { return mine.line_id == line.line_id; });
  };
  return std::any_of(of_order.begin(), of_order.end(), [&](const Fulfilment& each) {
    const bool has_them = each.state == FulfilmentState::routed || ledger::maybe_there(each) ||
                          (each.state == FulfilmentState::refused && each.id > part.id);
    return each.id != part.id && has_them && std::any_of(each.lines.begin(), each.lines.end(), shared);
  });
}

Result<std::set<std::int64_t>> with_other_parts(Unit& unit, const std::vector<Fulfilment>& than) {
  std::set<std::int64_t> out, ids;
  if (than.empty()) return out;
  for (const auto& f : than) ids.insert(f.id);
  auto all = ledger::fulfilments_of(unit.tx(), order_ids(than));
  if (!all) return fail(std::move(all.error()));
  for (const auto& f : *all)
    if (!ids.contains(f.id) && (ledger::maybe_there(f) || f.state == FulfilmentState::routed)) out.insert(f.order_id);
  return out;
}

Status record_cancelled(Unit& unit, OrderBook& book, const std::vector<CancelledPart>& parts) {
  std::vector<Fulfilment> ended;
  for (const auto& part : parts) ended.push_back(part.fulfilment);
  const auto others = with_other_parts(unit, ended);
  if (!others) return fail(others.error());
  const auto refused = with_refused_parts(unit, ended);
  if (!refused) return fail(refused.error());
  auto parcels = ledger::shipments_of(unit.tx(), order_ids(ended));
  if (!parcels) return fail(std::move(parcels.error()));
  std::set<std::int64_t> shipped;
  for (const auto& parcel : *parcels) shipped.insert(parcel.order_id);
  for (const auto& part : parts) {
    auto& order = *book.order(part.fulfilment.order_id);
    const bool nothing_left = !others->contains(order.id) && !shipped.contains(order.id);
    if (nothing_left && !refused->contains(order.id)) {
      book.ledger().record(order, Event::cancelled, part.cause, part.detail);
      continue;
    }
    auto detail = part.detail;
    detail["message"] = "a part is cancelled";
    detail["reference"] = part.fulfilment.reference;
    if (nothing_left) order.reason = "a part is cancelled, and one that was refused is all that is left";
    if (nothing_left) detail["message"] = order.reason;
    book.ledger().record(order, nothing_left ? Event::refused : Event::notice, part.cause, detail);
    if (auto ok = note_shipped(unit, book.ledger(), order, part.cause); !ok) return ok;
  }
  return {};
}

}  // namespace fairway::flows
