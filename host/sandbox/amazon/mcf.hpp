// Amazon as a fulfiller: FBA stock, and orders of other channels that are shipped from it. By the sandbox's clock an order is
// received, planned, processed and complete; what it has no stock for becomes unfulfillable. Any thread.
#pragma once
#include <functional>

#include "host/sandbox/amazon/mcf_shapes.hpp"
#include "host/sandbox/side.hpp"

namespace fairway::sandbox {

// What the control plane does to an order.
struct McfAction {
  std::string seller;  // empty: whoever has that reference
  std::string reference;
  std::string action;  // ship, fail
  bool partial = false, no_tracking = false;
  std::string carrier, tracking;
};

class Mcf {
 public:
  // `echo` makes an order known, or known again, to searchOrders: Amazon shows what it ships for others among the seller's
  // orders. Called with this object locked.
  Mcf(World& world, std::function<void(const McfOrder&)> echo) : world_(world), echo_(std::move(echo)) {}

  Response preview(const Call& call);
  Response create(const Call& call);
  Response get(const Call& call);
  Response list(const Call& call);
  Response cancel(const Call& call);
  Response inventory(const Call& call);

  void set_stock(const std::string& seller, const Marketplace& marketplace, const std::string& sku,
                 std::int64_t fulfillable);
  Status act(const McfAction& action);
  std::optional<std::string> order_json(const std::string& reference);
  json::object counts() const;
  void clear();

 private:
  using Shelf = std::map<std::string, FbaStock>;  // by SKU

  McfOrder* order_of(const std::string& seller, const std::string& reference);
  Shelf& shelf_of(const std::string& seller, std::string_view marketplace) {
    return shelves_[{seller, std::string(marketplace)}];
  }
  const Marketplace* marketplace_of(const json::value& body) const;
  std::string unknown_sku(const std::string& seller, std::string_view marketplace, const json::array& items);
  bool reserve(const McfOrder& order);
  void give_back(const McfOrder& order);
  void move_to(McfOrder& order, McfStatus status);
  void advance(const std::string& seller, const std::string& reference, McfStatus from, McfStatus to);
  void plan_shipping(const McfOrder& order);
  void ship_due(const std::string& seller, const std::string& reference, bool last);
  void ship(McfOrder& order, const std::vector<std::int64_t>& quantities, const McfAction& how);
  void note(const McfOrder& order, const char* kind, std::string item = {}, json::object detail = {});

  World& world_;
  std::function<void(const McfOrder&)> echo_;
  mutable std::mutex mutex_;                                        // over everything below
  std::map<std::pair<std::string, std::string>, McfOrder> orders_;  // by seller and reference
  std::map<std::pair<std::string, std::string>, Shelf> shelves_;    // by seller and marketplace id
  std::uint64_t shipments_ = 0;
};

}  // namespace fairway::sandbox
