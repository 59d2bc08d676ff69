// Orders as Amazon sends them: API Orders 2026-01-01, searchOrders and getOrder. Only what is translated; Amazon sends
// fields that its own model requires only most of the time, so nothing is required here but where a comment says so.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "fairway/json.hpp"

namespace amazon::remote {

struct Money {
  using json_case = fairway::CamelCase;
  std::string amount, currency_code;
};
BOOST_DESCRIBE_STRUCT(Money, (), (amount, currency_code))

struct TimeRange {
  using json_case = fairway::CamelCase;
  std::optional<fairway::Time> earliest_date_time, latest_date_time;
};
BOOST_DESCRIBE_STRUCT(TimeRange, (), (earliest_date_time, latest_date_time))

struct Alias {
  using json_case = fairway::CamelCase;
  std::string alias_id, alias_type;
};
BOOST_DESCRIBE_STRUCT(Alias, (), (alias_id, alias_type))

struct SalesChannel {
  using json_case = fairway::CamelCase;
  std::string channel_name, marketplace_id;
};
BOOST_DESCRIBE_STRUCT(SalesChannel, (), (channel_name, marketplace_id))

struct Buyer {
  using json_case = fairway::CamelCase;
  std::string buyer_name, buyer_email, buyer_company_name, buyer_purchase_order_number;
};
BOOST_DESCRIBE_STRUCT(Buyer, (), (buyer_name, buyer_email, buyer_company_name, buyer_purchase_order_number))

struct Address {
  using json_case = fairway::CamelCase;
  std::string name, company_name, address_line1, address_line2, address_line3, city, district_or_county, state_or_region,
      municipality, postal_code, country_code, phone, address_type;
  fairway::RawJson extended_fields;  // Brazil: street, number, complement, neighbourhood
};
BOOST_DESCRIBE_STRUCT(Address, (),
                      (name, company_name, address_line1, address_line2, address_line3, city, district_or_county,
                       state_or_region, municipality, postal_code, country_code, phone, address_type, extended_fields))

struct DeliveryPreference {
  using json_case = fairway::CamelCase;
  std::string drop_off_location, address_instruction;
};
BOOST_DESCRIBE_STRUCT(DeliveryPreference, (), (drop_off_location, address_instruction))

struct Recipient {
  using json_case = fairway::CamelCase;
  Address delivery_address;
  DeliveryPreference delivery_preference;
};
BOOST_DESCRIBE_STRUCT(Recipient, (), (delivery_address, delivery_preference))

struct Proceeds {
  using json_case = fairway::CamelCase;
  Money grand_total;
};
BOOST_DESCRIBE_STRUCT(Proceeds, (), (grand_total))

struct Fulfillment {
  using json_case = fairway::CamelCase;
  std::string fulfillment_status, fulfilled_by, fulfillment_service_level;
  TimeRange ship_by_window, deliver_by_window;
};
BOOST_DESCRIBE_STRUCT(Fulfillment, (),
                      (fulfillment_status, fulfilled_by, fulfillment_service_level, ship_by_window, deliver_by_window))

struct Condition {
  using json_case = fairway::CamelCase;
  std::string condition_type, condition_subtype;
};
BOOST_DESCRIBE_STRUCT(Condition, (), (condition_type, condition_subtype))

struct Price {
  using json_case = fairway::CamelCase;
  Money unit_price;
};
BOOST_DESCRIBE_STRUCT(Price, (), (unit_price))

struct Customization {
  using json_case = fairway::CamelCase;
  std::string customized_url;
};
BOOST_DESCRIBE_STRUCT(Customization, (), (customized_url))

struct Product {
  using json_case = fairway::CamelCase;
  std::string asin, title, seller_sku;
  Condition condition;
  Price price;
  Customization customization;
};
BOOST_DESCRIBE_STRUCT(Product, (), (asin, title, seller_sku, condition, price, customization))

struct CancellationRequest {
  using json_case = fairway::CamelCase;
  std::string requester, cancel_reason;
};
BOOST_DESCRIBE_STRUCT(CancellationRequest, (), (requester, cancel_reason))

struct CancellationExecution {
  using json_case = fairway::CamelCase;
  std::string cancelled_by, cancel_reason;
};
BOOST_DESCRIBE_STRUCT(CancellationExecution, (), (cancelled_by, cancel_reason))

struct Cancellation {
  using json_case = fairway::CamelCase;
  std::optional<CancellationRequest> cancellation_request;
  std::optional<CancellationExecution> cancellation_execution;
};
BOOST_DESCRIBE_STRUCT(Cancellation, (), (cancellation_request, cancellation_execution))

struct GiftOption {
  using json_case = fairway::CamelCase;
  std::string gift_message, gift_wrap_level;
};
BOOST_DESCRIBE_STRUCT(GiftOption, (), (gift_message, gift_wrap_level))

struct Packing {
  using json_case = fairway::CamelCase;
  GiftOption gift_option;
};
BOOST_DESCRIBE_STRUCT(Packing, (), (gift_option))

struct InternationalShipping {
  using json_case = fairway::CamelCase;
  std::string ioss_number;  // EU import scheme: belongs on the customs declaration
};
BOOST_DESCRIBE_STRUCT(InternationalShipping, (), (ioss_number))

struct ItemShipping {
  using json_case = fairway::CamelCase;
  InternationalShipping international_shipping;
};
BOOST_DESCRIBE_STRUCT(ItemShipping, (), (international_shipping))

struct ItemFulfillment {
  using json_case = fairway::CamelCase;
  std::optional<std::int64_t> quantity_fulfilled, quantity_unfulfilled;
  Packing packing;
  ItemShipping shipping;
};
BOOST_DESCRIBE_STRUCT(ItemFulfillment, (), (quantity_fulfilled, quantity_unfulfilled, packing, shipping))

struct Item {
  using json_case = fairway::CamelCase;
  std::string order_item_id;  // required
  std::int64_t quantity_ordered = 0;
  Product product;
  Cancellation cancellation;
  ItemFulfillment fulfillment;
};
BOOST_DESCRIBE_STRUCT(Item, (), (order_item_id, quantity_ordered, product, cancellation, fulfillment))

struct PackageStatus {
  using json_case = fairway::CamelCase;
  std::string status;
};
BOOST_DESCRIBE_STRUCT(PackageStatus, (), (status))

struct PackageItem {
  using json_case = fairway::CamelCase;
  std::string order_item_id;
  std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(PackageItem, (), (order_item_id, quantity))

struct Package {
  using json_case = fairway::CamelCase;
  std::string package_reference_id, carrier, shipping_service, tracking_number;
  std::optional<fairway::Time> ship_time;
  PackageStatus package_status;
  std::vector<PackageItem> package_items;
};
BOOST_DESCRIBE_STRUCT(Package, (),
                      (package_reference_id, carrier, shipping_service, tracking_number, ship_time, package_status,
                       package_items))

struct Order {
  using json_case = fairway::CamelCase;
  std::string order_id;  // required
  std::vector<Alias> order_aliases;
  std::optional<fairway::Time> created_time, last_updated_time;
  std::vector<std::string> programs;
  SalesChannel sales_channel;
  Buyer buyer;
  Recipient recipient;
  Proceeds proceeds;
  Fulfillment fulfillment;
  std::vector<Item> order_items;
  std::vector<Package> packages;
};
BOOST_DESCRIBE_STRUCT(Order, (),
                      (order_id, order_aliases, created_time, last_updated_time, programs, sales_channel, buyer, recipient,
                       proceeds, fulfillment, order_items, packages))

struct Pagination {
  using json_case = fairway::CamelCase;
  std::string next_token;
};
BOOST_DESCRIBE_STRUCT(Pagination, (), (next_token))

// The orders stay raw, so that one bad row spoils only itself. An answer without them is a broken one.
struct SearchPage {
  using json_case = fairway::CamelCase;
  std::optional<std::vector<fairway::RawJson>> orders;
  Pagination pagination;
  std::string last_updated_before;
};
BOOST_DESCRIBE_STRUCT(SearchPage, (), (orders, pagination, last_updated_before))

struct SingleOrder {
  fairway::RawJson order;
};
BOOST_DESCRIBE_STRUCT(SingleOrder, (), (order))

}  // namespace amazon::remote
