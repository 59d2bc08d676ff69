#include "host/flows/shipments/take_parcels.hpp"

#include <fmt/format.h>

#include "fairway/carriers.hpp"
#include "fairway/json.hpp"
#include "host/base/text.hpp"
#include "host/flows/cancellation/give_up.hpp"
#include "host/flows/cancellation/tell_cancelled.hpp"
#include "host/flows/dispatch/resubmit.hpp"
#include "host/flows/intake/take_orders.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/notices/acknowledge.hpp"
#include "host/flows/privacy/personal.hpp"
#include "host/flows/routing/parts.hpp"
#include "host/flows/routing/refused.hpp"
#include "host/flows/shipments/tracking.hpp"
#include "host/flows/units.hpp"
#include "host/ledger/records.hpp"
#include "host/ledger/reservation.hpp"
#include "host/ledger/stock.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;
using ledger::FulfilmentState;
using ledger::ShipmentRow;
using ledger::ShipmentState;

constexpr std::string_view kAnswered = "acknowledgement-result";  // the warehouse says what it made of an order

constexpr std::size_t kMayBeMeant = 500;  // orders that a notice which names none may be about

// The lines of a parcel in the channel's own line ids: by id, else by SKU. Where several lines are one SKU to the warehouse they
// are filled one after the other, `before` (its parcels until now) counted; what is too much is the last one's. A parcel that
// names no lines carries the whole fulfilment order; a line without units is not in it. What was not asked for, as a leaflet or
// a substitute, goes to `besides`; with nothing else in it the parcel is no parcel of this order.
Result<std::vector<LineQuantity>> channel_lines(const Shipment& shipment, const Fulfilment& fulfilment,
                                                const std::vector<ShipmentRow>& before, std::vector<LineQuantity>& besides) {
  if (shipment.lines.empty()) return fulfilment.lines;
  UnitsByLine open;
  for (const auto& asked : fulfilment.lines) open[asked.line_id] = asked.quantity;
  for (const auto& parcel : before)
    if (parcel.fulfilment_id == fulfilment.id)
      for (const auto* told : {&parcel.lines, &parcel.surplus})
        for (const auto& line : *told) open[line.line_id] -= line.quantity;
  std::vector<LineQuantity> lines;
  for (std::size_t i = 0; i < shipment.lines.size(); ++i) {
    const auto& shipped = shipment.lines[i];
    std::vector<const LineQuantity*> matches;
    for (const auto& asked : fulfilment.lines)
      if (shipped.line_id.empty() ? asked.sku == shipped.sku : asked.line_id == shipped.line_id) matches.push_back(&asked);
    if (shipped.quantity < 0 || shipped.quantity > kMostUnits)
      return fail(FW_E_INVALID, shipped.quantity < 0 ? "a negative quantity" : fmt::format("more than {} units", kMostUnits),
                  fmt::format("/lines/{}/quantity", i));
    if (matches.empty() && shipped.quantity > 0)
      besides.push_back({{}, shipped.sku.empty() ? "line " + shipped.line_id : shipped.sku, shipped.quantity});
    auto left = shipped.quantity;
    for (const auto* match : matches) {
      const auto here = match == matches.back() ? left : std::clamp<std::int64_t>(open[match->line_id], 0, left);
      if (here <= 0) continue;
      lines.push_back({match->line_id, match->sku, here});
      open[match->line_id] -= here;
      left -= here;
    }
  }
  if (lines.empty())
    return fail(FW_E_INVALID, besides.empty() ? "a parcel with nothing in it" : "no line of it is in the fulfilment order",
                "/lines");
  return lines;
}

// Units that the channel may be told of, by line: what was ordered, less what it shows as cancelled. What we gave up and it does
// not show may be confirmed yet. What is not known of a line is as much as was asked for.
UnitsByLine tellable(const ledger::OrderRow& order, const Fulfilment& fulfilment) {
  UnitsByLine out;
  for (const auto& line : fulfilment.lines) out[line.line_id] += line.quantity;
  if (const auto document = order_as_shown(order))
    for (const auto& [line, units] : sold_units(*document)) out[line] = units;
  return out;
}

// Of these lines the units beyond `left`, of which earlier parcels hold some.
std::vector<LineQuantity> beyond(UnitsByLine left, const std::vector<LineQuantity>& lines,
                                 const std::vector<ShipmentRow>& before) {
  for (const auto& other : before)
    for (const auto& line : other.lines) left[line.line_id] -= line.quantity;
  std::vector<LineQuantity> out;
  for (const auto& line : lines) {
    const auto within = std::clamp<std::int64_t>(left[line.line_id], 0, line.quantity);
    if (within < line.quantity) out.push_back({line.line_id, line.sku, line.quantity - within});
    left[line.line_id] -= within;
  }
  return out;
}

// What a parcel holds of what was given up.
std::vector<LineQuantity> given_up_in(const ledger::OrderRow& order, const std::vector<LineQuantity>& parcel,
                                      const std::vector<ShipmentRow>& before) {
  if (order.state == ledger::State::cancelled) return parcel;
  const auto document = order_less_personal(order);
  if (order.given_up.empty() || !document) return {};
  auto out = beyond(sold_units(*document), parcel, before);
  std::erase_if(out, [&](const LineQuantity& line) {
    return std::none_of(order.given_up.begin(), order.given_up.end(),
                        [&](const LineQuantity& each) { return each.line_id == line.line_id; });
  });
  return out;
}

// No unit is told to the channel twice, and none that was not ordered: what is beyond that is the parcel's surplus.
void set_surplus_apart(ShipmentRow& parcel, const UnitsByLine& left, const std::vector<ShipmentRow>& before) {
  auto over = beyond(left, parcel.lines, before);
  auto untold = units_of(over);
  for (auto& line : parcel.lines) {
    const auto units = std::min(untold[line.line_id], line.quantity);
    untold[line.line_id] -= units;
    line.quantity -= units;
  }
  parcel.surplus.insert(parcel.surplus.end(), over.begin(), over.end());
  std::erase_if(parcel.lines, [](const LineQuantity& line) { return line.quantity == 0; });
  if (parcel.lines.empty()) parcel.state = ShipmentState::not_needed;
}

// Units that the last of these parcels holds beyond what its fulfilment order asks for, by the warehouse's SKU.
std::vector<ledger::Surplus> never_asked_for(const Fulfilment& fulfilment, const std::vector<ShipmentRow>& parcels) {
  UnitsByLine before, last;
  for (const auto& parcel : parcels)
    if (parcel.fulfilment_id == fulfilment.id)
      for (const auto* told : {&parcel.lines, &parcel.surplus})
        for (const auto& line : *told) (&parcel == &parcels.back() ? last : before)[line.line_id] += line.quantity;
  std::vector<ledger::Surplus> out;
  for (const auto& line : fulfilment.lines) {
    const auto open = std::max<std::int64_t>(0, line.quantity - before[line.line_id]);
    if (const auto more = last[line.line_id] - open; more > 0) out.push_back({line.sku, more, fulfilment.order_id});
    last.erase(line.line_id);
  }
  for (const auto& line : parcels.back().surplus)  // what nobody ordered at all
    if (last.contains(line.line_id)) out.push_back({line.sku, line.quantity, fulfilment.order_id});
  return out;
}

// The documents of one kind; one that cannot be read is a reject.
template <class T>
std::vector<std::pair<T, const plugins::Document*>> read_all(const plugins::Batch& batch,
                                                             std::vector<plugins::Rejected>& rejects) {
  std::vector<std::pair<T, const plugins::Document*>> all;
  for (const auto& document : batch.documents) {
    if (document.schema != T::kSchema) continue;
    T item;
    if (JsonError error; !read_json(document.body, item, error))
      rejects.push_back({document.body, document.schema, error.pointer, error.message});
    else all.emplace_back(std::move(item), &document);
  }
  return all;
}

class ParcelIntake {
 public:
  ParcelIntake(Context& context, Unit& unit, const ParcelSource& source)
      : context_(context), unit_(unit), source_(source), now_(context.clock.now()), book_(now_) {}

  Status run(const plugins::Batch& batch) {
    auto rejects = batch.rejects;
    const auto parcels = read_all<Shipment>(batch, rejects);
    const auto notices = read_all<Notice>(batch, rejects);
    std::vector<std::string> references;
    for (const auto& [shipment, document] : parcels) references.push_back(shipment.reference);
    for (const auto& [notice, document] : notices)
      if (!notice.reference.empty()) references.push_back(notice.reference);
    if (auto ok = load(references); !ok) return ok;
    const auto take_each = [&](const auto& all, auto take_one) {
      for (const auto& [item, document] : all)
        if (elsewhere_.contains(item.reference) || of_another_tool(item.reference)) continue;
        else if (auto ok = take_one(item); !ok)
          rejects.push_back({document->body, document->schema, ok.error().pointer, ok.error().message});
    };
    take_each(parcels, [&](const Shipment& shipment) { return take(shipment); });
    take_each(notices, [&](const Notice& notice) { return hear(notice); });
    if (auto ok = set_aside(context_, unit_, source_.account->name, source_.warehouse->name, source_.stream, rejects); !ok)
      return ok;
    return write();
  }

 private:
  Status load(const std::vector<std::string>& references) {
    auto fulfilments = ledger::fulfilments_by_reference(
        unit_.tx(), reference_scope(context_, *source_.account, *source_.warehouse), references);
    if (!fulfilments) return fail(std::move(fulfilments.error()));
    std::vector<std::int64_t> ids;
    for (auto& f : *fulfilments) {
      if (f.account != source_.account->name) {
        elsewhere_.insert(f.reference);  // the other account's pull sees it too
        continue;
      }
      ids.push_back(f.order_id);
      auto reference = f.reference;
      fulfilments_.emplace(std::move(reference), std::move(f));
    }
    if (auto ok = book_.load(unit_.tx(), ids); !ok) return ok;
    auto all = ledger::fulfilments_of(unit_.tx(), ids);
    if (!all) return fail(std::move(all.error()));
    std::map<std::int64_t, std::vector<Fulfilment>> parts;
    for (auto& f : *all) parts[f.order_id].push_back(std::move(f));
    for (const auto& [order, of_order] : parts) wanted_[order] = wanted_units(of_order, *book_.order(order));
    auto shipments = ledger::shipments_of(unit_.tx(), ids);
    if (!shipments) return fail(std::move(shipments.error()));
    for (auto& s : *shipments) known_[s.order_id].push_back(std::move(s));
    return {};
  }

  // A channel lists all that it ships for a seller, whoever asked for it. Ours was stored before it was sent.
  bool of_another_tool(const std::string& reference) const {
    return source_.warehouse->of_store && !fulfilments_.contains(reference);
  }

  Result<Fulfilment*> fulfilment_of(const std::string& reference) {
    const auto found = fulfilments_.find(reference);
    if (found == fulfilments_.end())
      return fail(FW_E_INVALID, "no fulfilment order " + printable(reference, 60), "/reference");
    return &found->second;
  }

  // What the warehouse says of itself, or of a file, is shown where it is bad news. It may be about an order all the same, and
  // repeat its buyer: likely one of those that it was given last.
  Status hear_of_warehouse(const Notice& notice) {
    if (notice.severity == "info") return {};
    const auto& account = source_.account->name;
    const auto& warehouse = source_.warehouse->name;
    auto last = ledger::orders_sent_last(unit_.tx(), account, warehouse, kMayBeMeant);
    if (!last) return fail(std::move(last.error()));
    const auto message = less_personal(notice.message, personal_texts(context_.vault, *last));
    findings_.push_back({fmt::format("notice/{}/{}/{}", account, warehouse, ledger::reject_hash(notice.kind, message)),
                         account, warehouse, std::string(ledger::kWarehouseNotice), printable(message, 500)});
    return {};
  }

  // What was sent to the warehouse was taken, and then refused as a whole, before any of it shipped.
  bool refuses(const Notice& notice, const Fulfilment& fulfilment, const ledger::OrderRow& order) const {
    if (notice.kind != kAnswered || notice.severity != "error") return false;
    if (!ledger::maybe_there(fulfilment) || ledger::is_closed(order.state) || order.state == ledger::State::shipped)
      return false;
    const auto parcels = known_.find(order.id);
    return parcels == known_.end() || std::none_of(parcels->second.begin(), parcels->second.end(), [&](const auto& parcel) {
             return parcel.fulfilment_id == fulfilment.id;
           });
  }

  // Refused while its cancellation is asked for, that ends it.
  void refuse(Fulfilment& fulfilment, const std::string& why) {
    const bool unwanted = fulfilment.state == FulfilmentState::cancelling;
    fulfilment.state = unwanted ? FulfilmentState::cancelled : FulfilmentState::refused;
    if (!unwanted) return refused_.push_back({fulfilment, source_.cause, why, {}});
    unwanted_.push_back({fulfilment, source_.cause, {{"warehouse", fulfilment.warehouse}, {"message", why}}});
  }

  // What the warehouse says of an order becomes an event; what stops it is shown until the order ships or ends. Refused, it
  // is as if who ships had said so when it was sent.
  Status hear(const Notice& said) {
    if (said.reference.empty()) return hear_of_warehouse(said);
    const auto fulfilment = fulfilment_of(said.reference);
    if (!fulfilment) return fail(fulfilment.error());
    auto* order = book_.order((*fulfilment)->order_id);
    auto notice = said;
    notice.message = less_personal(std::move(notice.message), personal_texts(context_.vault, *order));
    book_.ledger().record(*order, Event::notice, source_.cause,
                          json::object{{"warehouse", source_.warehouse->name},
                                       {"kind", notice.kind},
                                       {"severity", notice.severity},
                                       {"message", notice.message}});
    if (refuses(notice, **fulfilment, *order)) {
      refuse(**fulfilment, notice.message);
    } else if (notice.kind == kAnswered) answered_.emplace_back(order->id, (*fulfilment)->id);
    if (notice.severity != "info" && !ledger::is_closed(order->state))
      findings_.push_back(ledger::order_finding("fulfilment", *order, source_.warehouse->name, notice.message));
    return {};
  }

  // One parcel. Known already: nothing. Its package reference is the next number of its order.
  Status take(const Shipment& shipment) {
    const auto found = fulfilment_of(shipment.reference);
    if (!found) return fail(found.error());
    auto& fulfilment = **found;
    if (shipment.id.empty()) return fail(FW_E_INVALID, "a shipment without its id", "/id");
    auto& known = known_[fulfilment.order_id];
    for (const auto& s : known)
      if (s.fulfilment_id == fulfilment.id && s.remote_id == shipment.id) return {};
    std::vector<LineQuantity> besides;
    auto lines = channel_lines(shipment, fulfilment, known, besides);
    if (!lines) return fail(std::move(lines.error()));
    auto* order = book_.order(fulfilment.order_id);
    if (const auto sold = order_less_personal(*order)) as_sold(*sold, *lines);
    auto row = row_of(shipment, fulfilment, *order, std::move(*lines), known.size() + 1);
    row.surplus = std::move(besides);
    if (const auto unwanted = given_up_in(*order, row.lines, known); !unwanted.empty())
      if (auto ok = ship_after_all(*order, row, unwanted); !ok) return ok;
    set_surplus_apart(row, tellable(*order, fulfilment), known);
    known.push_back(std::move(row));
    for (auto& surplus : never_asked_for(fulfilment, known)) surplus_.push_back(std::move(surplus));
    note(*order, fulfilment, known);
    flag_surplus(*order, known.back());
    flag_carrier(*order, shipment);
    return {};
  }

  // The channel is not told that it is given up, if it does not know it yet.
  Status ship_after_all(ledger::OrderRow& order, const ShipmentRow& row, const std::vector<LineQuantity>& unwanted) {
    if (order.state != ledger::State::cancelled)  // of one that is, note() says so
      findings_.push_back(
          ledger::order_finding(std::string(ledger::kShippedAllTheSame), order, source_.warehouse->name,
                                fmt::format("the warehouse shipped in parcel {} what was given up: {} of {}",
                                            row.package_reference, unwanted.front().quantity, unwanted.front().sku)));
    return ships_after_all(unit_, order, unwanted);
  }

  ShipmentRow row_of(const Shipment& shipment, const Fulfilment& fulfilment, const ledger::OrderRow& order,
                     std::vector<LineQuantity> lines, std::size_t number) {
    ShipmentRow row;
    row.order_id = order.id;
    row.fulfilment_id = fulfilment.id;
    row.account = order.account;
    row.store = order.store;
    row.remote_id = shipment.id;
    row.package_reference = fmt::format("{}", number);
    row.carrier = shipment.carrier;
    row.service = shipment.service;
    row.tracking_number = shipment.tracking_number;
    row.shipped_at = shipment.shipped_at ? std::optional(ledger::to_instant(*shipment.shipped_at)) : std::nullopt;
    row.lines = std::move(lines);
    row.known_at = now_;
    row.warning = tracking_doubt(row.carrier, row.tracking_number);
    if (!order.confirmation_needed) row.state = ShipmentState::not_needed;
    return row;
  }

  void note(ledger::OrderRow& order, Fulfilment& fulfilment, std::vector<ShipmentRow>& parcels) {
    const bool all = all_shipped(wanted_[order.id], parcels);
    auto& parcel = parcels.back();
    arrived(order, fulfilment, parcels);
    if (order.state == ledger::State::cancelled || order.state == ledger::State::dropped)
      findings_.push_back(ledger::order_finding(std::string(ledger::kShippedAllTheSame), order, source_.warehouse->name,
                                                fmt::format("is {}, and the warehouse shipped parcel {} of it",
                                                            ledger::text(order.state), parcel.package_reference)));
    json::object detail{{"package", parcel.package_reference},
                        {"carrier", parcel.carrier},
                        {"tracking", parcel.tracking_number},
                        {"units", units(parcel.lines)}};
    if (!parcel.warning.empty()) detail["warning"] = parcel.warning;
    if (!parcel.surplus.empty()) detail["surplus"] = units(parcel.surplus);
    // An order that is over stays so where the channel is to be told of nothing.
    const bool over = ledger::is_closed(order.state) && parcel.lines.empty();
    book_.ledger().record(order, all && !over ? Event::shipped : Event::shipped_part, source_.cause, detail);
    parcel.backorder = order.state == ledger::State::partially_shipped;
    fresh_.push_back(parcel);
    if (all && !over && !any_owed(parcels) && order.state == ledger::State::shipped)
      book_.ledger().record(order, Event::confirmed, source_.cause,
                            json::object{{"note", order.confirmation_needed ? "the channel was told of all that was ordered"
                                                                            : "the channel needs no confirmation"}});
  }

  // More than was ordered left the warehouse: goods that nobody paid for, and a count that is wrong somewhere.
  void flag_surplus(const ledger::OrderRow& order, const ShipmentRow& parcel) {
    if (parcel.surplus.empty()) return;
    std::string what;
    for (const auto& line : parcel.surplus)
      what += fmt::format("{}{} of {}", what.empty() ? "" : ", ", line.quantity, line.sku);
    findings_.push_back({fmt::format("over-shipped/{}/{}", order.id, parcel.package_reference), order.account,
                         source_.warehouse->name, std::string(ledger::kOverShipped),
                         fmt::format("order {}: parcel {} holds more than was ordered: {}; the channel is not told of it",
                                     order.channel_order_id, parcel.package_reference, what)});
  }

  // It ships, so it arrived: where the answer to sending it was lost, this is the answer.
  void arrived(ledger::OrderRow& order, Fulfilment& fulfilment, const std::vector<ShipmentRow>& parcels) {
    if (fulfilment.state == FulfilmentState::submitted) return;
    if (fulfilment.state == FulfilmentState::cancelling && !not_left(fulfilment, parcels).empty())
      return;  // whether the rest of it ships is still to be answered
    if (fulfilment.state == FulfilmentState::refused)
      findings_.push_back(ledger::order_finding(std::string(ledger::kShippedAllTheSame), order, source_.warehouse->name,
                                                fmt::format("{} refused part {}, and shipped it: another may ship it too",
                                                            source_.warehouse->name, fulfilment.reference)));
    const bool unanswered = fulfilment.state == FulfilmentState::routed || fulfilment.state == FulfilmentState::sending;
    fulfilment.state = FulfilmentState::submitted;
    if (!unanswered) return;
    book_.ledger().record(order, Event::submitted, source_.cause,
                          json::object{{"warehouse", fulfilment.warehouse}, {"reference", fulfilment.reference}});
    if (mark_to_acknowledge(context_, *source_.account, order)) to_acknowledge_.insert(order.store);
  }

  void flag_carrier(const ledger::OrderRow& order, const Shipment& shipment) {
    const auto& allowed = source_.warehouse->carriers;
    const auto is_it = [&](const std::string& one) { return same_carrier(one, shipment.carrier); };
    if (allowed.empty() || std::any_of(allowed.begin(), allowed.end(), is_it)) return;
    findings_.push_back({fmt::format("carrier/{}/{}/{}", order.account, source_.warehouse->name, shipment.carrier),
                         order.account, source_.warehouse->name, "carrier",
                         fmt::format("ships with {}, which is not among its carriers; first seen with order {}",
                                     printable(shipment.carrier, 60), order.channel_order_id)});
  }

  Status write() {
    if (auto ok = ledger::insert(unit_.tx(), fresh_); !ok) return ok;
    std::vector<Fulfilment> fulfilments;
    for (const auto& [reference, f] : fulfilments_) fulfilments.push_back(f);
    if (auto ok = ledger::update(unit_.tx(), fulfilments); !ok) return ok;
    if (auto ok = record_refused(context_, unit_, *source_.account, book_, refused_); !ok) return ok;
    if (auto ok = record_given_back(context_, unit_, *source_.account, book_, unwanted_); !ok) return ok;
    std::set<std::int64_t> shipped;
    for (const auto& row : fresh_) shipped.insert(row.order_id);
    if (auto ok = settle_asked(context_, unit_, book_, {shipped.begin(), shipped.end()}, source_.cause); !ok) return ok;
    if (auto ok = book_.ledger().flush(unit_.tx()); !ok) return ok;
    if (auto ok = ledger::note_known(unit_.tx(), answered_, now_); !ok) return ok;
    if (auto ok =
            ledger::take_surplus(unit_.tx(), source_.account->name, source_.warehouse->name, surplus_, source_.cause, now_);
        !ok)
      return ok;
    if (auto ok = ledger::raise(unit_.tx(), findings_, now_); !ok) return ok;
    std::vector<ledger::NewJob> jobs;
    for (const auto& row : fresh_)
      if (row.state == ShipmentState::known) jobs.push_back(confirm_job(row, now_));
    for (auto& job : acknowledge_jobs(context_, *source_.account, to_acknowledge_)) jobs.push_back(std::move(job));
    const std::map<std::string, std::string> labels{{"account", source_.account->name}};
    context_.meters.count("shipments_total", static_cast<std::int64_t>(fresh_.size()), labels);
    const auto doubtful = std::count_if(fresh_.begin(), fresh_.end(), [](const auto& row) { return !row.warning.empty(); });
    if (doubtful > 0) context_.meters.count("shipments_doubtful_total", doubtful, labels);
    return unit_.enqueue(jobs);
  }

  Context& context_;
  Unit& unit_;
  const ParcelSource& source_;
  Instant now_;
  OrderBook book_;
  std::map<std::string, Fulfilment> fulfilments_;           // by reference
  std::map<std::int64_t, std::vector<ShipmentRow>> known_;  // by order
  std::map<std::int64_t, UnitsByLine> wanted_;              // by order
  std::vector<ShipmentRow> fresh_;
  std::vector<ledger::Surplus> surplus_;
  std::vector<RefusedPart> refused_;
  std::vector<CancelledPart> unwanted_;
  std::vector<std::pair<std::int64_t, std::int64_t>> answered_;  // order and fulfilment order: the warehouse has it
  std::vector<ledger::Finding> findings_;
  std::set<std::string> to_acknowledge_;  // stores
  std::set<std::string> elsewhere_;       // references of other accounts at the same warehouse
};

}  // namespace

Status take_parcels(Context& context, Unit& unit, const ParcelSource& source, const plugins::Batch& batch) {
  return ParcelIntake(context, unit, source).run(batch);
}

}  // namespace fairway::flows
