#include "host/flows/parts.hpp"

#include <algorithm>

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;
using ledger::FulfilmentState;
using ledger::ShipmentState;

}  // namespace

Status note_shipped(Unit& unit, ledger::Ledger& ledger, ledger::OrderRow& order, const std::string& cause) {
  if (order.state != ledger::State::partially_shipped) return {};
  auto parts = ledger::fulfilments_of(unit.tx(), {order.id});
  if (!parts) return fail(std::move(parts.error()));
  auto parcels = ledger::shipments_of(unit.tx(), {order.id});
  if (!parcels) return fail(std::move(parcels.error()));
  if (!all_shipped(wanted_units(*parts), *parcels)) return {};
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

UnitsByLine wanted_units(const std::vector<Fulfilment>& of_order) {
  UnitsByLine out;
  for (const auto& f : of_order)
    if (f.state != FulfilmentState::cancelled)
      for (const auto& line : f.lines) out[line.line_id] = line.quantity;
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
  for (const auto& part : parts) {
    auto& order = *book.order(part.fulfilment.order_id);
    if (!others->contains(order.id)) {
      book.ledger().record(order, Event::cancelled, part.cause, part.detail);
      continue;
    }
    auto detail = part.detail;
    detail["message"] = "a part is cancelled";
    detail["reference"] = part.fulfilment.reference;
    book.ledger().record(order, Event::notice, part.cause, detail);
    if (auto ok = note_shipped(unit, book.ledger(), order, part.cause); !ok) return ok;
  }
  return {};
}

}  // namespace fairway::flows
