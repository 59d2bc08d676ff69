// The settings of a warehouse as they stand in YAML.
#pragma once
#include <boost/describe.hpp>
#include <map>
#include <string>
#include <vector>

#include "fairway/drop/settings.hpp"
#include "fairway/plugin.hpp"

namespace wms_x12 {

// How one of the warehouse's shipping services is named in W66.
struct Service {
  std::string scac, mode, routing;
};
BOOST_DESCRIBE_STRUCT(Service, (), (scac, mode, routing))

// Which QTY01 of an 846 means what.
struct QuantityCodes {
  using json_case = fairway::KebabCase;
  std::string available = "33", on_hand = "17", committed = "29";
};
BOOST_DESCRIBE_STRUCT(QuantityCodes, (), (available, on_hand, committed))

struct Settings : fairway::drop::Settings {
  using json_case = fairway::KebabCase;
  std::string files = "*";
  bool shared_inbox = false;
  std::string sender, receiver, sender_qualifier = "ZZ", receiver_qualifier = "ZZ", group_sender, group_receiver;
  std::string usage = "P";
  std::string element_separator = "*", component_separator = ">", segment_terminator = "~";
  std::string characters = "extended", unknown_characters = "refuse";
  bool acknowledge = true;
  std::string reply_within = "24h";
  std::int64_t orders_per_file = 20;
  std::string cancel = "refuse", cancel_code = "F";
  std::string utc_offset = "+00:00";
  std::string warehouse_name, warehouse_code, depositor_code, code_qualifier = "92";
  std::string return_to_entity;  // N101; empty: the warehouse is not told where returns go
  std::string unit = "EA", sku_qualifier = "VN", payment = "PP", mode = "U";
  std::string ship_by_code = "10", deliver_by_code = "02", note_code = "WHI";
  std::map<std::string, Service> services;
  std::map<std::string, std::string> carriers;
  std::vector<std::string> sku_qualifiers, tracking, backorder_codes, short_codes;  // never empty: with_defaults()
  QuantityCodes quantities;
};
BOOST_DESCRIBE_STRUCT(Settings, (fairway::drop::Settings),
                      (files, shared_inbox, sender, receiver, sender_qualifier, receiver_qualifier, group_sender,
                       group_receiver, usage, element_separator, component_separator, segment_terminator, characters,
                       unknown_characters, acknowledge, reply_within, orders_per_file, cancel, cancel_code, utc_offset,
                       warehouse_name, warehouse_code, depositor_code, code_qualifier, return_to_entity, unit, sku_qualifier,
                       payment, mode, ship_by_code, deliver_by_code, note_code, services, carriers, sku_qualifiers, tracking,
                       backorder_codes, short_codes, quantities))

std::string schema_text();
// Lists that are empty get what the schema has as their default.
Settings with_defaults(Settings settings);

// A duration such as 24h, in milliseconds; 0 where it is none.
std::int64_t duration_ms(const std::string& text);
// Milliseconds that the partner's clock is ahead of UTC.
std::int64_t offset_ms(const Settings& settings);

// What no schema can say.
void judge(fairway::Findings& findings, const Settings& settings);

}  // namespace wms_x12
