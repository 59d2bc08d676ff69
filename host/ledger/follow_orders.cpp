// What orders hold of the stock, derived from who is asked to ship them and what left.
#include <algorithm>
#include <set>

#include "host/ledger/fulfilment.hpp"
#include "host/ledger/reservation.hpp"
#include "host/ledger/values.hpp"

namespace fairway::ledger {
namespace {

bool may_still_ship(FulfilmentState state) {
  return state != FulfilmentState::refused && state != FulfilmentState::cancelled;
}

// What a line shall hold at one who ships.
struct Share {
  std::int64_t fulfilment_id = 0, quantity = 0, sold = 0;
  std::int64_t left_now = 0;  // of what is sold: in parcels that came to be known in this transaction
};
using Shares = std::map<std::pair<std::string, StockItem>, Share>;  // by line

// Of two parts with the same line at one warehouse, the one that may still ship has it.
Shares shares_of(const Followed& order, const std::vector<Fulfilment>& parts, const std::vector<ShipmentRow>& parcels,
                 Instant now, bool& asked) {
  Shares out;
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> left, left_now;  // by part and line, told or not
  for (const auto& parcel : parcels)
    for (const auto* told : {&parcel.lines, &parcel.surplus})
      for (const auto& line : *told) {
        left[{parcel.fulfilment_id, line.line_id}] += line.quantity;
        if (parcel.known_at == now) left_now[{parcel.fulfilment_id, line.line_id}] += line.quantity;
      }
  for (const auto& part : parts) {
    const bool live = may_still_ship(part.state) && !order.closed;
    asked = asked || live;
    for (const auto& line : part.lines) {
      const auto sold = std::min(left[{part.id, line.line_id}], line.quantity);  // more than that it never held
      auto& share = out[{line.line_id, {order.account, part.warehouse, line.sku}}];
      share.sold += sold;
      share.left_now += sold - std::min(left[{part.id, line.line_id}] - left_now[{part.id, line.line_id}], line.quantity);
      share.quantity += live ? line.quantity : sold;
      if (live || share.fulfilment_id == 0) share.fulfilment_id = part.id;
    }
  }
  return out;
}

class Following {
 public:
  Following(storage::Transaction& tx, Instant now) : tx_(tx), now_(now), all_(now, {}) {}

  Status run(const std::vector<Followed>& orders) {
    std::vector<std::int64_t> ids;
    for (const auto& order : orders) ids.push_back(order.order_id);
    auto known = reservations_of(tx_, ids);
    if (!known) return fail(std::move(known.error()));
    if (auto ok = load_parts(ids); !ok) return ok;
    std::vector<Shares> shares;
    std::vector<bool> asked;
    std::set<StockItem> items;
    for (const auto& order : orders) {
      bool any = false;
      shares.push_back(shares_of(order, parts_[order.order_id], parcels_[order.order_id], now_, any));
      asked.push_back(any);
      for (const auto& [line, share] : shares.back()) items.insert(line.second);
    }
    if (auto ok = all_.load(tx_, std::move(*known), items); !ok) return ok;
    std::map<std::int64_t, std::vector<Reservation*>> rows;
    for (auto& row : all_.known()) rows[row.order_id].push_back(&row);
    for (std::size_t i = 0; i < orders.size(); ++i) follow(orders[i], shares[i], asked[i], rows[orders[i].order_id]);
    return all_.write(tx_);
  }

 private:
  Status load_parts(const std::vector<std::int64_t>& ids) {
    auto parts = fulfilments_of(tx_, ids);
    if (!parts) return fail(std::move(parts.error()));
    for (auto& part : *parts) parts_[part.order_id].push_back(std::move(part));
    if (parts_.empty()) return {};  // then nothing can have left
    auto parcels = shipments_of(tx_, ids);
    if (!parcels) return fail(std::move(parcels.error()));
    for (auto& parcel : *parcels) parcels_[parcel.order_id].push_back(std::move(parcel));
    return {};
  }

  void follow(const Followed& order, Shares& shares, bool asked, const std::vector<Reservation*>& rows) {
    all_.cause(order.cause);
    for (auto* row : rows) {
      const auto found = shares.find({row->line_id, row->item});
      if (found != shares.end() && asked_anew(*row, found->second)) {
        all_.release(*row);
      } else if (found != shares.end()) {
        adjust(order, *row, found->second);
        shares.erase(found);
      } else if (order.closed || asked || row->fulfilment_id != 0) {
        end(order, *row);  // nobody is asked for it here
      }
    }
    for (const auto& [line, share] : shares) {
      // What is over holds nothing anew; what leaves it now is sold, and what left before may be in a snapshot by now.
      const auto quantity = order.closed ? share.left_now : share.quantity;
      if (quantity > 0) {
        Reservation fresh{0, order.order_id, line.first, share.fulfilment_id, line.second, quantity};
        fresh.sold = order.closed ? quantity : share.sold;
        fresh.ended = order.closed;
        if (fresh.sold > 0) fresh.sold_at = now_;
        all_.add(std::move(fresh));
      }
    }
  }

  // Under another fulfilment order: what the warehouse knew of the one before says nothing of this one.
  static bool asked_anew(const Reservation& row, const Share& share) {
    return row.fulfilment_id != 0 && row.fulfilment_id != share.fulfilment_id && row.sold == 0;
  }

  void adjust(const Followed& order, Reservation& row, const Share& share) {
    auto to = row;
    to.fulfilment_id = share.fulfilment_id;
    to.quantity = share.quantity;
    to.sold = share.sold;
    to.ended = order.closed;
    if (to.sold > 0 && !to.sold_at) to.sold_at = now_;
    const bool same =
        to.fulfilment_id == row.fulfilment_id && to.quantity == row.quantity && to.sold == row.sold && to.ended == row.ended;
    if (!same) all_.change(row, std::move(to));
  }

  void end(const Followed& order, Reservation& row) {
    auto to = row;
    to.quantity = to.sold;
    to.ended = order.closed;
    all_.change(row, std::move(to));
  }

  storage::Transaction& tx_;
  Instant now_;
  Reservations all_;
  std::map<std::int64_t, std::vector<Fulfilment>> parts_;     // by order
  std::map<std::int64_t, std::vector<ShipmentRow>> parcels_;  // by order
};

}  // namespace

Status follow_orders(storage::Transaction& tx, const std::vector<Followed>& orders, Instant now) {
  return orders.empty() ? Status() : Following(tx, now).run(orders);
}

}  // namespace fairway::ledger
