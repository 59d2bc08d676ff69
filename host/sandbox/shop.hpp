// A small shop of no make, for whoever writes a first plugin: orders with a cursor, parcels told to it once. README.md, "The shop".
#pragma once
#include <mutex>

#include "host/sandbox/side.hpp"

namespace fairway::sandbox {

class Shop {
 public:
  explicit Shop(World& world) : world_(world) {}

  Response answer(const Request& request);               // below /shop/; any thread
  std::vector<std::string> make_up(std::int64_t count);  // their ids
  json::array list() const;
  void reset();

 private:
  struct ShopOrder {
    std::string id, tracking, carrier;
    std::int64_t changed = 0;  // the change that made it what it is, counted over all orders
    Instant at{};
  };
  Response orders_after(const Request& request) const;
  Response ship(const Request& request);
  json::object shown(const ShopOrder& order) const;

  World& world_;
  mutable std::mutex mutex_;
  std::vector<ShopOrder> orders_;
  std::map<std::string, std::string> shipments_;  // by idempotency key: the parcel
  std::int64_t changes_ = 0;
};

}  // namespace fairway::sandbox
