#include "translate.hpp"

#include <algorithm>

namespace amazon {
namespace {

using fairway::FulfilledBy;
using fairway::OrderStatus;

template <class T>
struct Named {
  std::string_view amazon;
  T ours;
};

constexpr Named<OrderStatus> kStatuses[] = {{"PENDING_AVAILABILITY", OrderStatus::pending_availability},
                                            {"PENDING", OrderStatus::pending},
                                            {"UNSHIPPED", OrderStatus::unshipped},
                                            {"PARTIALLY_SHIPPED", OrderStatus::partially_shipped},
                                            {"SHIPPED", OrderStatus::shipped},
                                            {"CANCELLED", OrderStatus::cancelled},
                                            {"UNFULFILLABLE", OrderStatus::unfulfillable}};
constexpr Named<FulfilledBy> kFulfilledBy[] = {{"MERCHANT", FulfilledBy::merchant}, {"AMAZON", FulfilledBy::amazon}};
constexpr Named<std::string_view> kCategories[] = {
    {"STANDARD", "Standard"}, {"EXPEDITED", "Expedited"}, {"SECOND_DAY", "SecondDay"},     {"NEXT_DAY", "NextDay"},
    {"SAME_DAY", "SameDay"},  {"PRIORITY", "Priority"},   {"FREE_ECONOMY", "FreeEconomy"}, {"SCHEDULED", "Scheduled"}};

template <class E, std::size_t N>
fairway::Open<E> open(const Named<E> (&table)[N], const std::string& text) {
  for (const auto& one : table)
    if (one.amazon == text) return one.ours;
  fairway::Open<E> other;
  other.raw = text;
  return other;
}

std::string lower(std::string_view text, char blank) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    else if (c == '_') c = blank;
  }
  return out;
}

void keep(fairway::Extra& extra, const char* name, const std::string& text) {
  if (!text.empty()) extra.members.emplace_back(name, fairway::to_json(text));
}

fairway::Money money(const remote::Money& from) { return {from.amount, from.currency_code}; }

fairway::Address address(const remote::Recipient& recipient) {
  const remote::Address& from = recipient.delivery_address;
  fairway::Address to;
  to.name = {from.name}, to.company = {from.company_name};
  to.line1 = {from.address_line1}, to.line2 = {from.address_line2}, to.line3 = {from.address_line3};
  to.city = {from.city.empty() ? from.municipality : from.city};
  to.postal_code = {from.postal_code}, to.phone = {from.phone};
  to.state = from.state_or_region, to.country = from.country_code;
  to.type = lower(from.address_type, '-');
  keep(to.extra, "district", from.district_or_county);
  if (!from.city.empty()) keep(to.extra, "municipality", from.municipality);
  keep(to.extra, "drop_off", recipient.delivery_preference.drop_off_location);
  keep(to.extra, "instruction", recipient.delivery_preference.address_instruction);
  if (!from.extended_fields.empty()) to.extra.members.emplace_back("extended_fields", from.extended_fields.text);
  return to;
}

// As the Listings API writes it: new_new, used_like_new.
std::string condition(const remote::Condition& from) {
  const std::string type = lower(from.condition_type, '_');
  return type.empty() || from.condition_subtype.empty() ? type : type + '_' + lower(from.condition_subtype, '_');
}

// Amazon does not tell how many units were cancelled: they are those that are neither sent nor still to be sent.
std::int64_t cancelled_units(const remote::Item& item, bool order_cancelled) {
  if (!order_cancelled && !item.cancellation.cancellation_execution) return 0;
  const std::int64_t open = order_cancelled ? 0 : item.fulfillment.quantity_unfulfilled.value_or(0);
  return std::max<std::int64_t>(0, item.quantity_ordered - item.fulfillment.quantity_fulfilled.value_or(0) - open);
}

fairway::OrderLine line(const remote::Item& from, bool order_cancelled) {
  fairway::OrderLine to;
  to.id = from.order_item_id;
  to.sku = from.product.seller_sku, to.product_id = from.product.asin, to.title = from.product.title;
  to.quantity = from.quantity_ordered;
  to.quantity_shipped = from.fulfillment.quantity_fulfilled.value_or(0);
  to.quantity_cancelled = cancelled_units(from, order_cancelled);
  to.condition = condition(from.product.condition);
  to.unit_price = money(from.product.price.unit_price);
  to.gift_message = {from.fulfillment.packing.gift_option.gift_message};
  const auto& request = from.cancellation.cancellation_request;
  const auto& execution = from.cancellation.cancellation_execution;
  to.cancel_requested = request && !execution && (request->requester.empty() || request->requester == "BUYER");
  to.cancel_reason = request && !request->cancel_reason.empty() ? request->cancel_reason
                     : execution                                ? execution->cancel_reason
                                                                : "";
  keep(to.extra, "gift_wrap_level", from.fulfillment.packing.gift_option.gift_wrap_level);
  keep(to.extra, "ioss_number", from.fulfillment.shipping.international_shipping.ioss_number);
  keep(to.extra, "customized_url", from.product.customization.customized_url);
  return to;
}

fairway::OrderPackage package(const remote::Package& from, const std::vector<fairway::OrderLine>& lines) {
  fairway::OrderPackage to;
  to.reference = from.package_reference_id;
  to.carrier = from.carrier, to.service = from.shipping_service, to.tracking_number = from.tracking_number;
  to.status = lower(from.package_status.status, '-');
  to.shipped_at = from.ship_time;
  for (const auto& item : from.package_items) {
    const auto same = [&](const fairway::OrderLine& one) { return one.id == item.order_item_id; };
    const auto found = std::find_if(lines.begin(), lines.end(), same);
    to.lines.push_back({item.order_item_id, found == lines.end() ? std::string() : found->sku, item.quantity});
  }
  return to;
}

}  // namespace

std::string service_category(std::string_view level) {
  for (const auto& one : kCategories)
    if (one.amazon == level) return std::string(one.ours);
  return std::string(level);
}

fairway::Order translate(const remote::Order& from) {
  fairway::Order to;
  to.channel_order_id = from.order_id;
  to.marketplace = from.sales_channel.marketplace_id;
  to.status = open(kStatuses, from.fulfillment.fulfillment_status);
  to.fulfilled_by = open(kFulfilledBy, from.fulfillment.fulfilled_by);
  to.created_at = from.created_time, to.updated_at = from.last_updated_time;
  to.ship_category = service_category(from.fulfillment.fulfillment_service_level);
  to.ship_service = to.ship_category;
  to.ship_by = from.fulfillment.ship_by_window.latest_date_time;
  to.deliver_by = from.fulfillment.deliver_by_window.latest_date_time;
  to.ship_to = address(from.recipient);
  to.buyer.name = {from.buyer.buyer_name}, to.buyer.email = {from.buyer.buyer_email};
  to.buyer.company = {from.buyer.buyer_company_name}, to.buyer.purchase_order = {from.buyer.buyer_purchase_order_number};
  for (const auto& item : from.order_items) to.lines.push_back(line(item, to.status.value == OrderStatus::cancelled));
  to.total = money(from.proceeds.grand_total);
  to.programs = from.programs;
  for (const auto& one : from.packages) to.packages.push_back(package(one, to.lines));
  for (const auto& alias : from.order_aliases)
    if (alias.alias_type == "SELLER_ORDER_ID") to.seller_order_id = alias.alias_id;
  if (from.sales_channel.channel_name == "NON_AMAZON") to.echo_of = to.seller_order_id;
  // Amazon prints these labels itself and answers 400 to a confirmation.
  to.confirmation_needed = std::find(to.programs.begin(), to.programs.end(), "FBM_SHIP_PLUS") == to.programs.end();
  return to;
}

}  // namespace amazon
