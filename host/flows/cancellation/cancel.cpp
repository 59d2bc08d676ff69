// A person cancels an order, or lines of one: who ships it is asked first, then the channel is told, with the reason.
#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/base/text.hpp"
#include "host/flows/acting.hpp"
#include "host/flows/cancellation/give_up.hpp"
#include "host/flows/cancellation/tell_cancelled.hpp"
#include "host/flows/dispatch/correct.hpp"
#include "host/flows/dispatch/lost.hpp"
#include "host/flows/routing/parts.hpp"
#include "host/flows/routing/routing.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

std::vector<std::string> reason_names() {
  std::vector<std::string> out;
  for (const auto& [reason, name] : names(CancelReason{})) out.emplace_back(name);
  return out;
}

struct Reason {
  std::string name, words;
};

// A reason of the table. Other words are kept in the order's history, and the reason is what the order itself says; a word that
// is nearly one of the table was meant to be it.
Result<Reason> reason_of(const CancelWish& wish, const ledger::OrderRow& order) {
  const std::string usual = order.cancel_request.empty() ? "general" : "buyer-cancelled";
  const auto words = [&](const std::string& otherwise) { return wish.note.empty() ? otherwise : wish.note; };
  if (wish.reason.empty()) return Reason{usual, words(usual)};
  const auto known = reason_names();
  if (std::find(known.begin(), known.end(), wish.reason) != known.end()) return Reason{wish.reason, words(wish.reason)};
  if (const auto near = nearest(wish.reason, known))
    return fail(FW_E_UNSUPPORTED, fmt::format("no reason \"{}\", did you mean \"{}\"? Known are {}",
                                              printable(wish.reason, 60), *near, fmt::join(known, ", ")));
  return Reason{usual, words(wish.reason)};
}

class Picking {
 public:
  Picking(const Order& order, std::vector<LineQuantity> left, bool whole_only)
      : order_(order), left_(std::move(left)), whole_only_(whole_only) {}

  Result<std::vector<LineQuantity>> run(const std::vector<CancelWish::Line>& wanted) {
    for (const auto& one : wanted)
      if (auto ok = pick(one); !ok) return fail(std::move(ok.error()));
    return std::move(picked_);
  }

 private:
  // By the line's id, else every line of that SKU.
  std::vector<std::string> lines_called(const std::string& name) const {
    std::vector<std::string> ids;
    for (const auto& line : order_.lines)
      if (line.id == name) return {line.id};
    for (const auto& line : order_.lines)
      if (line.sku == name) ids.push_back(line.id);
    return ids;
  }

  tl::unexpected<Failure> unknown(const std::string& name) const {
    std::vector<std::string> known;
    for (const auto& line : order_.lines) known.push_back(line.sku), known.push_back(line.id);
    const auto near = nearest(name, known);
    return fail(FW_E_UNSUPPORTED, fmt::format("the order has no line \"{}\"{}", printable(name, 80),
                                              near ? fmt::format(", did you mean \"{}\"?", *near) : ""));
  }

  Status pick(const CancelWish::Line& wanted) {
    const auto ids = lines_called(wanted.line);
    if (ids.empty()) return unknown(wanted.line);
    if (wanted.quantity && *wanted.quantity <= 0)
      return fail(FW_E_UNSUPPORTED, fmt::format("{} units of {} cannot be cancelled", *wanted.quantity, wanted.line));
    auto more = wanted.quantity.value_or(std::numeric_limits<std::int64_t>::max());
    bool any = false;
    for (const auto& id : ids) {
      const auto open = std::find_if(left_.begin(), left_.end(), [&](const auto& line) { return line.line_id == id; });
      if (open == left_.end() || more == 0) continue;
      const auto units = std::min(more, open->quantity);
      if (units < open->quantity && whole_only_)
        return fail(FW_E_REJECTED,
                    fmt::format("the channel cancels whole lines only: {} units of line {} are open", open->quantity, id));
      picked_.push_back({open->line_id, open->sku, units});
      any = true;
      if (wanted.quantity) more -= units;
      if ((open->quantity -= units) == 0) left_.erase(open);
    }
    if (!any)
      return fail(FW_E_REJECTED,
                  fmt::format("nothing is left of {}: it has shipped, or is cancelled", printable(wanted.line, 80)));
    if (wanted.quantity && more > 0)
      return fail(FW_E_REJECTED,
                  fmt::format("{} has {} units less than {} left", printable(wanted.line, 80), more, *wanted.quantity));
    return {};
  }

  const Order& order_;
  std::vector<LineQuantity> left_, picked_;
  bool whole_only_;
};

// Nothing is left that the buyer asks to cancel.
bool is_answered(const ledger::OrderRow& order) {
  const auto document = order_less_personal(order);
  return ledger::is_closed(order.state) || !document || asked_to_cancel(*document).empty();
}

}  // namespace

Status cancel(Context& context, const std::string& account, std::int64_t id, const CancelWish& wish, const Person& person) {
  const auto act = [&](Unit& unit, OrderBook& book, ledger::OrderRow& order) -> Result<std::vector<ledger::NewJob>> {
    if (ledger::is_closed(order.state) || order.state == ledger::State::shipped) return not_in(order, "cancelled");
    auto reason = reason_of(wish, order);
    if (!reason) return fail(std::move(reason.error()));
    auto asked = asked_back(unit.tx(), {order.id});
    if (!asked) return fail(std::move(asked.error()));
    if ((*asked)[order.id].whole) {  // the warehouse is being asked already
      if (wish.lost)
        if (auto ok = count_as_lost(context, unit, book, order, person); !ok) return fail(std::move(ok.error()));
      return std::vector<ledger::NewJob>();
    }
    GivenUp given(context, unit, book.ledger());
    const GivingUp why{by(person), std::move(reason->words), std::move(reason->name)};
    if (wish.lines.empty()) {
      if (auto ok = given.orders({&order}, why); !ok) return fail(std::move(ok.error()));
    } else {
      const auto document = order_less_personal(order);
      if (!document) return fail(document.error());
      auto parcels = ledger::shipments_of(unit.tx(), {order.id});
      if (!parcels) return fail(std::move(parcels.error()));
      auto left = still_open(*document, *parcels);
      for (auto& line : left) line.quantity -= (*asked)[order.id].units[line.line_id];  // asked back before
      std::erase_if(left, [](const LineQuantity& line) { return line.quantity <= 0; });
      auto lines = Picking(*document, std::move(left), takes_cancellations(context, order.plugin)).run(wish.lines);
      if (!lines) return fail(std::move(lines.error()));
      if (auto ok = given.lines(order, *lines, why); !ok) return fail(std::move(ok.error()));
    }
    if (auto ok = given.write(); !ok) return fail(std::move(ok.error()));
    if (wish.lost)
      if (auto ok = count_as_lost(context, unit, book, order, person); !ok) return fail(std::move(ok.error()));
    if (!is_answered(order)) return std::vector<ledger::NewJob>();
    const auto finding = ledger::order_finding("cancellation", order, "", "");
    if (auto ok = ledger::resolve(unit.tx(), finding.key, context.clock.now()); !ok) return fail(std::move(ok.error()));
    if (order.state != ledger::State::held || order.reason != kWantsOut) return std::vector<ledger::NewJob>();
    order.reason.clear();
    book.ledger().record(order, ledger::Event::released, by(person),
                         json::object{{"reason", "what the buyer asked for is cancelled"}});
    return go_on(context, unit, book, order, by(person));
  };
  return on_order(context, account, id, act);
}

}  // namespace fairway::flows
