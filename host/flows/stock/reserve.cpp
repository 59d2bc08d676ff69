#include "host/flows/stock/reserve.hpp"

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/flows/routing/decide.hpp"
#include "host/flows/routing/unlinked.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::OrderRow;
using ledger::Wanted;

constexpr std::size_t kSkuInReason = 60;

struct Asked {
  OrderRow* row;
  Order order;
  std::string held;                  // why it would ship from nowhere
  std::size_t first = 0, count = 0;  // of what it wants
};

class Reserving {
 public:
  Reserving(Unit& unit, const config::Account& account, const std::string& cause, Instant now)
      : unit_(unit), account_(account), cause_(cause), now_(now) {}

  Status run(ledger::Ledger& ledger, const std::vector<OrderRow*>& orders) {
    std::vector<std::int64_t> ids;
    for (auto* row : orders) {
      if (row->id == 0 || row->state != ledger::State::reserved || row->taken_at + kUnpaidHolds <= now_) continue;
      auto order = order_less_personal(*row);
      if (!order || !account_.store(row->store)) continue;
      ids.push_back(row->id);
      asked_.push_back({row, std::move(*order), {}});
    }
    if (ids.empty()) return {};
    if (auto ok = find_places(ids); !ok) return ok;
    auto granted = ledger::reserve(unit_.tx(), ids, wanted_, cause_, now_);
    if (!granted) return fail(std::move(granted.error()));
    for (const auto& one : asked_) tell(ledger, one, *granted);
    return {};
  }

 private:
  // Where each would ship from, what it and those before it hold considered.
  Status find_places(const std::vector<std::int64_t>& ids) {
    std::vector<std::pair<std::string, const Order*>> orders;
    for (const auto& one : asked_) orders.emplace_back(one.row->store, &one.order);
    auto stock = known_stock(unit_.tx(), account_, orders, now_);
    if (!stock) return fail(std::move(stock.error()));
    auto own = ledger::reservations_of(unit_.tx(), ids);
    if (!own) return fail(std::move(own.error()));
    for (auto& one : asked_) {
      std::vector<ledger::Reservation> mine;
      for (const auto& row : *own)
        if (row.order_id == one.row->id) mine.push_back(row);
      lend(*stock, mine, 1);
      const auto& store = *account_.store(one.row->store);
      auto linked = sort_unlinked(store, account_.skus.get(), open_lines(one.order));
      auto way = route(account_, store, linked.lines, *stock, {});
      one.held = std::move(way.held);
      one.first = wanted_.size();
      for (const auto& part : way.parts)
        for (const auto& line : part.lines) {
          wanted_.push_back({one.row->id, line.line_id, {account_.name, part.fulfiller->name, line.sku}, line.quantity});
          const auto* level = known_level(*stock, *part.fulfiller, line.sku);  // who gets nothing takes nothing
          if (level && level->available >= line.quantity) stock->take(part.fulfiller->name, line.sku, line.quantity);
        }
      one.count = wanted_.size() - one.first;
    }
    return {};
  }

  void tell(ledger::Ledger& ledger, const Asked& one, const std::vector<ledger::Granted>& granted) const {
    json::array held, lacking;
    std::string why = one.held.empty() ? "" : "no stock is reserved: " + one.held;
    for (std::size_t i = one.first; i < one.first + one.count; ++i) {
      const auto& want = wanted_[i];
      json::object what{{"warehouse", want.item.warehouse}, {"sku", want.item.sku}, {"quantity", want.quantity}};
      if (granted[i].granted) {
        held.push_back(std::move(what));
        continue;
      }
      why += fmt::format("{}{} of {} are not reserved: {} has {}", why.empty() ? "" : "; ", want.quantity,
                         printable(want.item.sku, kSkuInReason), want.item.warehouse, *granted[i].available);
      lacking.push_back(std::move(what));
    }
    if (one.row->reason == why) return;  // nothing new to say
    one.row->reason = why;
    json::object detail{{"message", why.empty() ? "stock is reserved" : why}};
    if (!held.empty()) detail["reserved"] = std::move(held);
    if (!lacking.empty()) detail["short"] = std::move(lacking);
    ledger.record(*one.row, Event::notice, cause_, detail);
  }

  Unit& unit_;
  const config::Account& account_;
  const std::string& cause_;
  Instant now_;
  std::vector<Asked> asked_;
  std::vector<Wanted> wanted_;
};

}  // namespace

Status reserve_stock(Unit& unit, const config::Account& account, ledger::Ledger& ledger,
                     const std::vector<OrderRow*>& orders, const std::string& cause, Instant now) {
  return orders.empty() ? Status() : Reserving(unit, account, cause, now).run(ledger, orders);
}

void lend(StockView& stock, const std::vector<ledger::Reservation>& own, int times) {
  for (const auto& row : own) stock.take(row.item.warehouse, row.item.sku, -times * row.held());
}

}  // namespace fairway::flows
