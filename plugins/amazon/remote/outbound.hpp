// Multi-channel fulfilment as Amazon speaks of it: API Fulfillment Outbound 2020-07-01. Only what is translated.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "fairway/json.hpp"

namespace amazon::remote {

struct OutboundAddress {
  using json_case = fairway::CamelCase;
  std::string name, address_line1, address_line2, address_line3, city, district_or_county, state_or_region, postal_code,
      country_code, phone;
};
BOOST_DESCRIBE_STRUCT(OutboundAddress, (),
                      (name, address_line1, address_line2, address_line3, city, district_or_county, state_or_region,
                       postal_code, country_code, phone))

struct OutboundItem {
  using json_case = fairway::CamelCase;
  std::string seller_sku, seller_fulfillment_order_item_id;
  std::int64_t quantity = 0;
  std::string gift_message;
};
BOOST_DESCRIBE_STRUCT(OutboundItem, (), (seller_sku, seller_fulfillment_order_item_id, quantity, gift_message))

struct PreviewRequest {
  using json_case = fairway::CamelCase;
  std::string marketplace_id;
  OutboundAddress address;
  std::vector<OutboundItem> items;
  std::vector<std::string> shipping_speed_categories;
};
BOOST_DESCRIBE_STRUCT(PreviewRequest, (), (marketplace_id, address, items, shipping_speed_categories))

struct UnfulfillableItem {
  using json_case = fairway::CamelCase;
  std::string seller_sku, seller_fulfillment_order_item_id;
  std::vector<std::string> item_unfulfillable_reasons;
};
BOOST_DESCRIBE_STRUCT(UnfulfillableItem, (), (seller_sku, seller_fulfillment_order_item_id, item_unfulfillable_reasons))

struct OutboundPreview {
  using json_case = fairway::CamelCase;
  std::string shipping_speed_category;
  bool is_fulfillable = false;
  std::vector<UnfulfillableItem> unfulfillable_preview_items;
  std::vector<std::string> order_unfulfillable_reasons;
};
BOOST_DESCRIBE_STRUCT(OutboundPreview, (),
                      (shipping_speed_category, is_fulfillable, unfulfillable_preview_items, order_unfulfillable_reasons))

struct Previews {
  using json_case = fairway::CamelCase;
  std::optional<std::vector<OutboundPreview>> fulfillment_previews;
};
BOOST_DESCRIBE_STRUCT(Previews, (), (fulfillment_previews))

struct PreviewAnswer {
  Previews payload;
};
BOOST_DESCRIBE_STRUCT(PreviewAnswer, (), (payload))

struct NewOutboundOrder {
  using json_case = fairway::CamelCase;
  std::string marketplace_id, seller_fulfillment_order_id, displayable_order_id;
  fairway::Time displayable_order_date;
  std::string displayable_order_comment, shipping_speed_category;
  OutboundAddress destination_address;
  std::string fulfillment_action, fulfillment_policy;
  std::vector<OutboundItem> items;
};
BOOST_DESCRIBE_STRUCT(NewOutboundOrder, (),
                      (marketplace_id, seller_fulfillment_order_id, displayable_order_id, displayable_order_date,
                       displayable_order_comment, shipping_speed_category, destination_address, fulfillment_action,
                       fulfillment_policy, items))

struct OutboundHead {
  using json_case = fairway::CamelCase;
  std::string seller_fulfillment_order_id;  // required
  std::string marketplace_id, shipping_speed_category, fulfillment_order_status;
  std::optional<fairway::Time> status_updated_date;
  OutboundAddress destination_address;
};
BOOST_DESCRIBE_STRUCT(OutboundHead, (),
                      (seller_fulfillment_order_id, marketplace_id, shipping_speed_category, fulfillment_order_status,
                       status_updated_date, destination_address))

struct PackedItem {
  using json_case = fairway::CamelCase;
  std::string seller_sku, seller_fulfillment_order_item_id;
  std::int64_t quantity = 0;
  std::int64_t package_number = 0;
};
BOOST_DESCRIBE_STRUCT(PackedItem, (), (seller_sku, seller_fulfillment_order_item_id, quantity, package_number))

struct OutboundPackage {
  using json_case = fairway::CamelCase;
  std::int64_t package_number = 0;
  std::string carrier_code, tracking_number, amazon_fulfillment_tracking_number;
};
BOOST_DESCRIBE_STRUCT(OutboundPackage, (),
                      (package_number, carrier_code, tracking_number, amazon_fulfillment_tracking_number))

struct OutboundShipment {
  using json_case = fairway::CamelCase;
  std::string amazon_shipment_id, fulfillment_shipment_status;
  std::optional<fairway::Time> shipping_date;
  std::vector<PackedItem> fulfillment_shipment_item;
  std::vector<OutboundPackage> fulfillment_shipment_package;
};
BOOST_DESCRIBE_STRUCT(OutboundShipment, (),
                      (amazon_shipment_id, fulfillment_shipment_status, shipping_date, fulfillment_shipment_item,
                       fulfillment_shipment_package))

struct OutboundWhole {
  using json_case = fairway::CamelCase;
  OutboundHead fulfillment_order;
  std::vector<OutboundItem> fulfillment_order_items;
  std::vector<OutboundShipment> fulfillment_shipments;
};
BOOST_DESCRIBE_STRUCT(OutboundWhole, (), (fulfillment_order, fulfillment_order_items, fulfillment_shipments))

struct OutboundAnswer {
  std::optional<OutboundWhole> payload;
};
BOOST_DESCRIBE_STRUCT(OutboundAnswer, (), (payload))

struct OutboundList {
  using json_case = fairway::CamelCase;
  std::optional<std::vector<OutboundHead>> fulfillment_orders;
  std::string next_token;
};
BOOST_DESCRIBE_STRUCT(OutboundList, (), (fulfillment_orders, next_token))

struct OutboundListAnswer {
  OutboundList payload;
};
BOOST_DESCRIBE_STRUCT(OutboundListAnswer, (), (payload))

}  // namespace amazon::remote
