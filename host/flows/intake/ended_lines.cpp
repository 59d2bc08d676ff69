#include "host/flows/intake/ended_lines.hpp"

#include <algorithm>

#include "host/flows/cancellation/give_up.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/routing/routing.hpp"
#include "host/ledger/cancellation.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;
using ledger::FulfilmentState;

json::array lines_as_json(const std::vector<LineQuantity>& lines) {
  json::array out;
  for (const auto& line : lines)
    out.push_back(json::object{{"line", line.line_id}, {"sku", line.sku}, {"quantity", line.quantity}});
  return out;
}

bool waits_here(const Fulfilment& part) {
  return part.state == FulfilmentState::routed || part.state == FulfilmentState::refused;
}

// Takes what is open no more out of a part that waits here; a line that the channel does not name it does not end.
std::vector<LineQuantity> keep_open_of(const Order& order, Fulfilment& part) {
  std::vector<LineQuantity> taken;
  UnitsByLine open;
  for (const auto& line : order.lines) open[line.id] = 0;
  for (const auto& line : open_lines(order)) open[line.line_id] = line.quantity;
  for (auto& line : part.lines) {
    const auto known = open.find(line.line_id);
    if (known == open.end() || known->second >= line.quantity) continue;
    taken.push_back({line.line_id, line.sku, line.quantity - known->second});
    line.quantity = known->second;
  }
  std::erase_if(part.lines, [](const LineQuantity& line) { return line.quantity == 0; });
  if (part.lines.empty()) part.state = FulfilmentState::cancelled;
  return taken;
}

class EndingLines {
 public:
  EndingLines(Context& context, Unit& unit, ledger::Ledger& ledger, const std::string& cause)
      : context_(context), unit_(unit), ledger_(ledger), cause_(cause) {}

  Result<std::vector<ledger::OrderRow*>> run(const std::vector<EndedLines>& ended) {
    std::vector<std::int64_t> ids;
    for (const auto& one : ended) ids.push_back(one.order->id);
    auto parts = ledger::fulfilments_of(unit_.tx(), ids);
    if (!parts) return fail(std::move(parts.error()));
    for (auto& part : *parts) parts_[part.order_id].push_back(std::move(part));
    auto parcels = ledger::shipments_of(unit_.tx(), ids);
    if (!parcels) return fail(std::move(parcels.error()));
    for (const auto& parcel : *parcels)
      for (const auto& line : parcel.lines) left_[parcel.fulfilment_id][line.line_id] += line.quantity;
    auto asked = asked_back(unit_.tx(), ids);
    if (!asked) return fail(std::move(asked.error()));
    for (const auto& one : ended)
      if (auto ok = take(one, (*asked)[one.order->id].whole || one.order->resubmit); !ok) return fail(std::move(ok.error()));
    if (auto ok = ledger::insert(unit_.tx(), asked_); !ok) return fail(std::move(ok.error()));
    if (auto ok = unit_.enqueue(jobs_); !ok) return fail(std::move(ok.error()));
    return std::move(over_);
  }

 private:
  // `going`: all of it is asked back already.
  Status take(const EndedLines& ended, bool going) {
    auto& order = *ended.order;
    auto& parts = parts_[order.id];
    const auto document = order_less_personal(order);
    if (!document) return fail(document.error());
    std::vector<LineQuantity> taken, asked;
    bool refusal = false;  // of a part of which nothing is wanted any more
    for (auto& part : parts) {
      const bool refused = part.state == FulfilmentState::refused;
      auto lines = waits_here(part) ? keep_open_of(*document, part) : std::vector<LineQuantity>();
      refusal = refusal || (refused && part.state == FulfilmentState::cancelled);
      taken.insert(taken.end(), lines.begin(), lines.end());
      if (!going) lines = ask_back_from(part, ended.cancelled), asked.insert(asked.end(), lines.begin(), lines.end());
    }
    if (taken.empty() && asked.empty()) return {};
    if (auto ok = ledger::update(unit_.tx(), parts); !ok) return ok;
    if (refusal) {
      const auto finding = ledger::order_finding("refused", order, "", "");
      if (auto ok = ledger::resolve(unit_.tx(), finding.key, context_.clock.now()); !ok) return ok;
    }
    tell_of(order, *document, std::move(taken), std::move(asked));
    const bool ships = std::any_of(parts.begin(), parts.end(),
                                   [](const auto& part) { return waits_here(part) || ledger::maybe_there(part); });
    if (!ships && !is_mapped_anew(order)) return over_.push_back(&order), Status();
    return note_shipped(unit_, ledger_, order, cause_);
  }

  // Units of a part that a warehouse may have, less what has left in its parcels.
  std::vector<LineQuantity> ask_back_from(Fulfilment& part, const UnitsByLine& cancelled) {
    std::vector<LineQuantity> out;
    if (!ledger::maybe_there(part)) return out;
    auto& left = left_[part.id];
    for (const auto& line : part.lines)
      if (const auto found = cancelled.find(line.line_id); found != cancelled.end())
        if (const auto units = std::min(found->second, line.quantity - left[line.line_id]); units > 0)
          out.push_back({line.line_id, line.sku, units});
    if (out.empty() || part.state == FulfilmentState::cancelling) return out;
    part.state = FulfilmentState::cancelling;
    jobs_.push_back(cancel_job(part, context_.clock.now()));
    return out;
  }

  void tell_of(ledger::OrderRow& order, const Order& document, std::vector<LineQuantity> taken,
               std::vector<LineQuantity> asked) {
    as_sold(document, taken);
    as_sold(document, asked);
    if (!taken.empty())
      ledger_.record(order, Event::lines_cancelled, cause_,
                     json::object{{"reason", "the channel shows them as cancelled, or shipped by somebody else"},
                                  {"lines", lines_as_json(taken)}});
    if (asked.empty()) return;
    ledger_.record(order, Event::notice, cause_,
                   json::object{{"message", "the warehouse is asked not to ship; the rest is sent again once it agrees"},
                                {"reason", "cancelled on the channel"},
                                {"lines", lines_as_json(asked)}});
    ledger::CancellationRow row;  // remembered until there is an answer; the channel, whose wish it is, is told nothing
    row.order_id = order.id;
    row.lines = std::move(asked);
    row.state = ledger::CancellationState::asked;
    row.created_at = context_.clock.now();
    asked_.push_back(std::move(row));
  }

  static bool is_mapped_anew(const ledger::OrderRow& order) {
    const auto state = order.state == ledger::State::held ? order.held_from : order.state;
    return state == ledger::State::received || state == ledger::State::needs_mapping;
  }

  Context& context_;
  Unit& unit_;
  ledger::Ledger& ledger_;
  const std::string& cause_;
  std::map<std::int64_t, std::vector<Fulfilment>> parts_;  // by order
  std::map<std::int64_t, UnitsByLine> left_;               // in parcels, by part
  std::vector<ledger::CancellationRow> asked_;
  std::vector<ledger::NewJob> jobs_;
  std::vector<ledger::OrderRow*> over_;
};

}  // namespace

UnitsByLine cancelled_units(const ledger::OrderRow& order) {
  UnitsByLine out;
  if (const auto document = order_less_personal(order))
    for (const auto& line : document->lines) out[line.id] = line.quantity_cancelled;
  return out;
}

Result<std::vector<ledger::OrderRow*>> follow_ended_lines(Context& context, Unit& unit, ledger::Ledger& ledger,
                                                          const std::vector<EndedLines>& ended, const std::string& cause) {
  if (ended.empty()) return std::vector<ledger::OrderRow*>();
  return EndingLines(context, unit, ledger, cause).run(ended);
}

}  // namespace fairway::flows
