// All orders, and for each seller the two orders of time in which searchOrders walks them. The owner locks.
#pragma once
#include <deque>
#include <set>
#include <unordered_map>

#include "host/sandbox/amazon/shapes.hpp"

namespace fairway::sandbox {

class OrderStore {
 public:
  struct Key {
    Instant at;
    std::uint64_t number = 0;
    Order* order = nullptr;
    bool operator<(const Key& other) const { return std::tie(at, number) < std::tie(other.at, other.number); }
  };
  using Index = std::set<Key>;

  Order& add(Order order);  // number and id must be set
  Order* find(const std::string& id);
  void touch(Order& order, Instant now);  // something changed: lastUpdatedTime moves
  const Index& by_updated(const std::string& seller) { return sellers_[seller].updated; }
  const Index& by_created(const std::string& seller) { return sellers_[seller].created; }
  std::uint64_t next_number() const { return orders_.size() + 1; }
  const std::deque<Order>& all() const { return orders_; }
  std::deque<Order>& all() { return orders_; }
  void clear();

 private:
  struct Indexes {
    Index updated, created;
  };
  std::deque<Order> orders_;  // addresses stay
  std::unordered_map<std::string, Order*> by_id_;
  std::unordered_map<std::string, Indexes> sellers_;
};

// Status as the lines make it; PENDING and what Amazon alone decides stay as they are.
void settle_status(Order& order);

}  // namespace fairway::sandbox
