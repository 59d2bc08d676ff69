// Listings Items 2021-08-01, as far as it is read here. github.com/amzn/selling-partner-api-models has the whole.
#pragma once
#include "fairway/plugin.hpp"

namespace amazon::remote {

struct ItemIssue {
  using json_case = fairway::CamelCase;
  std::string code, message, severity;  // ERROR, WARNING, INFO
  std::vector<std::string> attribute_names, categories;
};
BOOST_DESCRIBE_STRUCT(ItemIssue, (), (code, message, severity, attribute_names, categories))

// The answer to a put, a patch and a delete, be it a preview or not.
struct ItemSubmission {
  using json_case = fairway::CamelCase;
  std::string status, submission_id;  // ACCEPTED, INVALID; of a preview VALID, INVALID
  std::vector<ItemIssue> issues;
};
BOOST_DESCRIBE_STRUCT(ItemSubmission, (), (status, submission_id, issues))

struct ItemSummary {
  using json_case = fairway::CamelCase;
  std::string asin, product_type, condition_type, item_name;
  std::vector<std::string> status;  // BUYABLE, DISCOVERABLE
};
BOOST_DESCRIBE_STRUCT(ItemSummary, (), (asin, product_type, condition_type, item_name, status))

struct ItemMoney {
  using json_case = fairway::CamelCase;
  std::string currency_code, amount;
};
BOOST_DESCRIBE_STRUCT(ItemMoney, (), (currency_code, amount))

struct ItemOffer {
  using json_case = fairway::CamelCase;
  std::string offer_type;  // B2C, B2B
  ItemMoney price;
};
BOOST_DESCRIBE_STRUCT(ItemOffer, (), (offer_type, price))

struct ItemAvailability {
  using json_case = fairway::CamelCase;
  std::string fulfillment_channel_code;
  std::optional<std::int64_t> quantity;
};
BOOST_DESCRIBE_STRUCT(ItemAvailability, (), (fulfillment_channel_code, quantity))

struct ItemProductType {
  using json_case = fairway::CamelCase;
  std::string product_type;
};
BOOST_DESCRIBE_STRUCT(ItemProductType, (), (product_type))

// Of one marketplace, for that is what is asked.
struct ListingsItem {
  using json_case = fairway::CamelCase;
  std::string sku;
  std::vector<ItemSummary> summaries;
  std::vector<ItemOffer> offers;
  std::vector<ItemAvailability> fulfillment_availability;
  std::vector<ItemProductType> product_types;
  std::vector<ItemIssue> issues;
  std::map<std::string, fairway::RawJson> attributes;
};
BOOST_DESCRIBE_STRUCT(ListingsItem, (),
                      (sku, summaries, offers, fulfillment_availability, product_types, issues, attributes))

}  // namespace amazon::remote
