#include "host/sandbox/amazon/order_store.hpp"

namespace fairway::sandbox {

Order& OrderStore::add(Order order) {
  orders_.push_back(std::move(order));
  auto& kept = orders_.back();
  by_id_[kept.id] = &kept;
  auto& seller = sellers_[kept.seller];
  seller.updated.insert({kept.updated, kept.number, &kept});
  seller.created.insert({kept.created, kept.number, &kept});
  return kept;
}

Order* OrderStore::find(const std::string& id) {
  const auto place = by_id_.find(id);
  return place == by_id_.end() ? nullptr : place->second;
}

void OrderStore::touch(Order& order, Instant now) {
  auto& index = sellers_[order.seller].updated;
  index.erase({order.updated, order.number, nullptr});
  order.updated = now;
  index.insert({now, order.number, &order});
}

void OrderStore::clear() {
  sellers_.clear();
  by_id_.clear();
  orders_.clear();
}

void settle_status(Order& order) {
  std::int64_t quantity = 0, shipped = 0, open = 0;
  for (const auto& line : order.lines) {
    quantity += line.quantity - line.cancelled;
    shipped += line.shipped;
    open += line.open();
  }
  if (quantity == 0) order.status = OrderStatus::cancelled;
  else if (order.status == OrderStatus::pending || order.status == OrderStatus::pending_availability) return;
  else if (shipped == 0) order.status = OrderStatus::unshipped;
  else order.status = open == 0 ? OrderStatus::shipped : OrderStatus::partially_shipped;
}

}  // namespace fairway::sandbox
