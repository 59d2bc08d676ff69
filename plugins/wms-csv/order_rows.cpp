#include "order_rows.hpp"

#include <algorithm>
#include <iterator>

#include "csv.hpp"
#include "encoding.hpp"
#include "values.hpp"

namespace wms_csv {
namespace {

using fairway::Error;

struct Place {
  const fairway::FulfilmentOrder& order;
  const fairway::FulfilmentLine& line;
  std::size_t number;  // of the line, from 1
  const Settings& settings;
};

struct Field {
  std::string_view name, pointer;  // in the document; of a line below it
  std::string (*text)(const Place&);
};

std::string when(const std::optional<fairway::Time>& time, const Settings& settings) {
  return time ? written(*time, settings) : std::string();
}

constexpr Field kFields[] = {
    {"reference", "/reference", [](const Place& p) { return p.order.reference; }},
    {"po-number", "/po_number", [](const Place& p) { return p.order.po_number; }},
    {"channel-order-id", "/channel_order_id", [](const Place& p) { return p.order.channel_order_id; }},
    {"store", "/store", [](const Place& p) { return p.order.store; }},
    {"service", "/service", [](const Place& p) { return p.order.service; }},
    {"company", "/company", [](const Place& p) { return p.order.company; }},
    {"packing-note", "/packing_note", [](const Place& p) { return p.order.packing_note; }},
    {"gift-message", "/gift_message", [](const Place& p) { return p.order.gift_message.text; }},
    {"ship-by", "/ship_by", [](const Place& p) { return when(p.order.ship_by, p.settings); }},
    {"deliver-by", "/deliver_by", [](const Place& p) { return when(p.order.deliver_by, p.settings); }},
    {"ship-to.name", "/ship_to/name", [](const Place& p) { return p.order.ship_to.name.text; }},
    {"ship-to.company", "/ship_to/company", [](const Place& p) { return p.order.ship_to.company.text; }},
    {"ship-to.line1", "/ship_to/line1", [](const Place& p) { return p.order.ship_to.line1.text; }},
    {"ship-to.line2", "/ship_to/line2", [](const Place& p) { return p.order.ship_to.line2.text; }},
    {"ship-to.line3", "/ship_to/line3", [](const Place& p) { return p.order.ship_to.line3.text; }},
    {"ship-to.city", "/ship_to/city", [](const Place& p) { return p.order.ship_to.city.text; }},
    {"ship-to.state", "/ship_to/state", [](const Place& p) { return p.order.ship_to.state; }},
    {"ship-to.postal-code", "/ship_to/postal_code", [](const Place& p) { return p.order.ship_to.postal_code.text; }},
    {"ship-to.country", "/ship_to/country", [](const Place& p) { return p.order.ship_to.country; }},
    {"ship-to.phone", "/ship_to/phone", [](const Place& p) { return p.order.ship_to.phone.text; }},
    {"ship-to.email", "/ship_to/email", [](const Place& p) { return p.order.ship_to.email.text; }},
    {"return-to.name", "/return_to/name", [](const Place& p) { return p.order.return_to.name.text; }},
    {"return-to.company", "/return_to/company", [](const Place& p) { return p.order.return_to.company.text; }},
    {"return-to.line1", "/return_to/line1", [](const Place& p) { return p.order.return_to.line1.text; }},
    {"return-to.line2", "/return_to/line2", [](const Place& p) { return p.order.return_to.line2.text; }},
    {"return-to.line3", "/return_to/line3", [](const Place& p) { return p.order.return_to.line3.text; }},
    {"return-to.city", "/return_to/city", [](const Place& p) { return p.order.return_to.city.text; }},
    {"return-to.state", "/return_to/state", [](const Place& p) { return p.order.return_to.state; }},
    {"return-to.postal-code", "/return_to/postal_code", [](const Place& p) { return p.order.return_to.postal_code.text; }},
    {"return-to.country", "/return_to/country", [](const Place& p) { return p.order.return_to.country; }},
    {"return-to.phone", "/return_to/phone", [](const Place& p) { return p.order.return_to.phone.text; }},
    {"line.number", "/lines", [](const Place& p) { return std::to_string(p.number); }},
    {"line.id", "/lines", [](const Place& p) { return p.line.line_id; }},
    {"line.sku", "/lines", [](const Place& p) { return p.line.sku; }},
    {"line.title", "/lines", [](const Place& p) { return p.line.title; }},
    {"line.quantity", "/lines", [](const Place& p) { return std::to_string(p.line.quantity); }},
};

const Field* field_of(std::string_view name) {
  const auto found =
      std::find_if(std::begin(kFields), std::end(kFields), [&](const Field& field) { return field.name == name; });
  return found == std::end(kFields) ? nullptr : found;
}

std::string encoded(const std::string& cell, const Settings& settings, std::string_view pointer) {
  std::string missing;
  auto bytes = from_utf8(cell, *encoding_of(settings.encoding), missing);
  if (!bytes)
    throw Error::rejected("a character that the warehouse's encoding lacks, " + settings.encoding, std::string(pointer));
  return *bytes;
}

}  // namespace

std::vector<OutColumn> order_columns(const Settings& settings) {
  if (!settings.orders.columns.empty()) return settings.orders.columns;
  return {{"order_id", "reference", {}},
          {"item_id", "line.id", {}},
          {"sku", "line.sku", {}},
          {"qty", "line.quantity", {}},
          {"ship_name", "ship-to.name", {}},
          {"ship_company", "ship-to.company", {}},
          {"ship_line1", "ship-to.line1", {}},
          {"ship_line2", "ship-to.line2", {}},
          {"ship_line3", "ship-to.line3", {}},
          {"ship_city", "ship-to.city", {}},
          {"ship_state", "ship-to.state", {}},
          {"ship_postal", "ship-to.postal-code", {}},
          {"ship_country", "ship-to.country", {}},
          {"ship_phone", "ship-to.phone", {}},
          {"method", "service", {}}};
}

std::vector<OutColumn> cancellation_columns(const Settings& settings) {
  if (!settings.cancellations.columns.empty()) return settings.cancellations.columns;
  return {{"order_id", "reference", {}}, {"reason", "reason", {}}};
}

bool is_order_field(const std::string& field) { return field_of(field) != nullptr; }
bool is_cancellation_field(const std::string& field) {
  return field == "reference" || field == "channel-order-id" || field == "reason";
}

std::string header_row(const std::vector<OutColumn>& columns, const Settings& settings) {
  if (!settings.header) return {};
  std::vector<std::string> cells;
  for (const auto& column : columns) cells.push_back(encoded(column.column, settings, "/orders/columns"));
  std::string row;
  append_row(row, cells, separator_of(settings));
  return row;
}

std::string rows_of(const fairway::FulfilmentOrder& order, const std::vector<OutColumn>& columns, const Settings& settings) {
  if (order.lines.empty()) throw Error::rejected("an order without lines", "/lines");
  std::string rows;
  for (std::size_t i = 0; i < order.lines.size(); ++i) {
    const Place place{order, order.lines[i], i + 1, settings};
    std::vector<std::string> cells;
    for (const auto& column : columns) {
      const Field* field = field_of(column.field);
      const std::string pointer =
          field == nullptr ? "" : std::string(field->pointer) + (field->pointer == "/lines" ? '/' + std::to_string(i) : "");
      cells.push_back(encoded(field == nullptr ? column.text : field->text(place), settings, pointer));
    }
    append_row(rows, cells, separator_of(settings));
  }
  return rows;
}

std::string row_of(const fairway::Cancellation& cancellation, const std::vector<OutColumn>& columns,
                   const Settings& settings) {
  std::vector<std::string> cells;
  for (const auto& column : columns) {
    const auto& text = column.field == "reference"          ? cancellation.reference
                       : column.field == "channel-order-id" ? cancellation.channel_order_id
                       : column.field == "reason"           ? cancellation.reason
                                                            : column.text;
    cells.push_back(encoded(text, settings, '/' + column.field));
  }
  std::string row;
  append_row(row, cells, separator_of(settings));
  return row;
}

}  // namespace wms_csv
