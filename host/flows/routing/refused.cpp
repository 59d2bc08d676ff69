#include "host/flows/routing/refused.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "host/flows/routing/held.hpp"
#include "host/flows/routing/parts.hpp"
#include "host/flows/routing/placing.hpp"
#include "host/flows/stock/reserve.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;

// What it should have shipped and was not known to have, by its own SKU.
std::map<std::string, std::int64_t> lacked(const config::Warehouse& who, const std::vector<LineQuantity>& lines,
                                           const StockView& stock) {
  std::map<std::string, std::int64_t> wanted;
  for (const auto& line : lines) wanted[line.sku] += line.quantity;
  std::erase_if(wanted, [&](const auto& each) {
    const auto* level = known_level(stock, who, each.first);
    return level && level->available >= each.second;
  });
  return wanted;
}

// The buyer asked to cancel some of it: whether it is sent elsewhere is a person's to say, who may have said it.
bool wants_out(const ledger::OrderRow& row, const Order& order) {
  return !row.cancel_declined &&
         std::any_of(order.lines.begin(), order.lines.end(), [](const auto& line) { return line.cancel_requested; });
}

// Less what the channel cancelled meanwhile.
void keep_open(const Order& order, std::vector<LineQuantity>& lines) {
  UnitsByLine open;
  for (const auto& line : open_lines(order)) open[line.line_id] = line.quantity;
  for (auto& line : lines) line.quantity = std::min(line.quantity, open[line.line_id]);
  std::erase_if(lines, [](const LineQuantity& line) { return line.quantity <= 0; });
}

class Refusing {
 public:
  Refusing(Context& context, Unit& unit, const config::Account& account, OrderBook& book)
      : context_(context), unit_(unit), account_(account), book_(book), placing_(context, unit, account) {}

  Status run(const std::vector<RefusedPart>& refused) {
    std::vector<Fulfilment> parts;
    for (const auto& one : refused) parts.push_back(one.fulfilment);
    auto under_way = with_other_parts(unit_, parts);
    if (!under_way) return fail(std::move(under_way.error()));
    under_way_ = std::move(*under_way);
    if (auto ok = placing_.load(order_ids(parts)); !ok) return ok;
    std::map<std::int64_t, std::vector<const RefusedPart*>> by_order;
    for (const auto& one : refused) by_order[one.fulfilment.order_id].push_back(&one);
    for (const auto& [id, of_order] : by_order)
      if (auto ok = take(*book_.order(id), of_order); !ok) return ok;
    if (auto ok = ledger::raise(unit_.tx(), findings_, context_.clock.now()); !ok) return ok;
    return placing_.write();
  }

 private:
  struct Stuck {
    const RefusedPart* part;
    std::string why;
    std::optional<config::Place> held;  // of what holds it; none: a warehouse refused it, and a person must look
  };

  // One part that nobody else takes keeps none of the others from going.
  Status take(ledger::OrderRow& order, const std::vector<const RefusedPart*>& refused) {
    std::vector<Part> elsewhere;
    std::vector<Stuck> stuck;
    for (const auto* part : refused) {
      auto way = turn(order, *part, stuck);
      if (!way) return fail(std::move(way.error()));
      for (auto& each : *way) join(elsewhere, std::move(each));
    }
    order.reason.clear();
    placing_.add(book_.ledger(), order, elsewhere);
    if (!stuck.empty()) stop(order, stuck, under_way_.contains(order.id) || !elsewhere.empty());
    return {};
  }

  // Its event, and who ships it instead: nobody where it is stuck.
  Result<std::vector<Part>> turn(ledger::OrderRow& order, const RefusedPart& part, std::vector<Stuck>& stuck) {
    const auto* fulfiller = account_.fulfiller(part.fulfilment.warehouse);
    json::object detail{{"warehouse", part.fulfilment.warehouse}, {"message", part.message}, {"pointer", part.pointer}};
    const auto* store = account_.store(order.store);
    const auto document = order_less_personal(order);
    if (!fulfiller || !fulfiller->of_store || !store || !document || part.maybe_there || wants_out(order, *document)) {
      record(order, part, detail);
      stuck.push_back({&part, part.message, {}});
      return std::vector<Part>();
    }
    auto stock = known_stock(unit_.tx(), account_, {{order.store, &*document}}, context_.clock.now());
    if (!stock) return fail(std::move(stock.error()));
    auto own = ledger::reservations_of(unit_.tx(), {order.id});
    if (!own) return fail(std::move(own.error()));
    std::erase_if(*own, [&](const auto& row) { return row.fulfilment_id != part.fulfilment.id; });
    lend(*stock, *own, 1);  // that it should have shipped it is no reason why it could not
    auto refusals = placing_.standing(order.id).refusals;
    auto& refusal = refusals[fulfiller->name] = {part.message, lacked(*fulfiller, part.fulfilment.lines, *stock)};
    if (!refusal.lacked.empty()) detail["lacked"] = json::value_from(refusal.lacked);
    record(order, part, detail);
    auto lines = part.fulfilment.lines;
    as_sold(*document, lines);
    keep_open(*document, lines);
    auto way = route(account_, *store, lines, *stock, refusals);
    if (!way.held.empty()) stuck.push_back({&part, std::move(way.held), std::move(way.place)});
    return std::move(way.parts);
  }

  void record(ledger::OrderRow& order, const RefusedPart& part, const json::object& detail) {
    const auto event = under_way_.contains(order.id) ? Event::refused_part : Event::refused;
    book_.ledger().record(order, event, part.cause, detail);
  }

  static void join(std::vector<Part>& parts, Part part) {
    const auto known =
        std::find_if(parts.begin(), parts.end(), [&](const Part& each) { return each.fulfiller == part.fulfiller; });
    if (known == parts.end()) return parts.push_back(std::move(part));
    known->lines.insert(known->lines.end(), part.lines.begin(), part.lines.end());
  }

  void stop(ledger::OrderRow& order, const std::vector<Stuck>& stuck, bool others_go) {
    std::string named;
    for (const auto& one : stuck)
      named += fmt::format("{}part {}: {}", named.empty() ? "" : "; ", one.part->fulfilment.reference, one.why);
    order.reason = stuck.size() > 1 ? named : stuck.front().why;
    if (others_go)
      return findings_.push_back(ledger::order_finding("refused", order, stuck.front().part->fulfilment.warehouse,
                                                       named + "; `fairway orders retry` sends it again"));
    if (std::all_of(stuck.begin(), stuck.end(), [](const Stuck& one) { return one.held.has_value(); }))
      hold_for_route(book_.ledger(), order, order.reason, *stuck.front().held, stuck.front().part->cause);
  }

  Context& context_;
  Unit& unit_;
  const config::Account& account_;
  OrderBook& book_;
  Placing placing_;
  std::set<std::int64_t> under_way_;
  std::vector<ledger::Finding> findings_;
};

}  // namespace

Status record_refused(Context& context, Unit& unit, const config::Account& account, OrderBook& book,
                      const std::vector<RefusedPart>& refused) {
  return refused.empty() ? Status() : Refusing(context, unit, account, book).run(refused);
}

}  // namespace fairway::flows
