// Orders, sellers and marketplaces as the sandbox keeps them. Names of members follow Orders 2026-01-01.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/clock.hpp"

namespace fairway::sandbox {

struct Marketplace {
  std::string_view id, country, name, domain, currency, language;
  int decimals;  // of the currency
};
// By id or by country code ("US", and "UK" for GB); null where unknown.
const Marketplace* find_marketplace(std::string_view id_or_country);

enum class OrderStatus { pending_availability, pending, unshipped, partially_shipped, shipped, cancelled, unfulfillable };
std::string_view name_of(OrderStatus status);
std::optional<OrderStatus> order_status(std::string_view name);

struct Address {
  std::string name, company, line1, line2, city, state, postal_code, country, phone;
  bool commercial = false;
};

struct Line {
  std::string item_id, sku, asin, title;
  std::int64_t quantity = 1, shipped = 0, cancelled = 0;
  std::int64_t unit_price = 0, shipping = 0, tax = 0;  // minor units; shipping and tax of the whole line
  std::string gift_message;
  std::string cancel_requested;  // the buyer's reason; empty: not asked for
  std::string cancelled_by, cancel_reason;
  std::int64_t open() const { return quantity - shipped - cancelled; }
};

struct PackageItem {
  std::string item_id;
  std::int64_t quantity;
  bool operator==(const PackageItem&) const = default;
};

struct Package {
  std::string reference, carrier_code, carrier_name, method, tracking;
  Instant shipped, created;
  std::vector<PackageItem> items;
};

struct Order {
  std::string id, seller, seller_order_id;
  const Marketplace* marketplace = nullptr;
  std::uint64_t number = 0;  // counts all orders of the sandbox
  Instant created, updated;
  OrderStatus status = OrderStatus::unshipped;
  bool by_amazon = false;
  bool sold_elsewhere = false;  // shipped by Amazon for another channel: salesChannel NON_AMAZON
  bool hidden = false;          // searchOrders never shows it
  std::string service_level = "STANDARD";
  Instant ship_from, ship_by, deliver_from, deliver_by;
  std::vector<std::string> programs;
  std::string buyer_name, buyer_email, purchase_order;
  Address recipient;
  std::vector<Line> lines;
  std::vector<Package> packages;
  bool acknowledged = false;
};

struct Seller {
  std::string id, refresh_token, client_id;  // empty client id: any
  std::vector<const Marketplace*> marketplaces;
  std::string store_name;
  bool revoked = false;
};

}  // namespace fairway::sandbox
