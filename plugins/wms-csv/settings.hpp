// The settings of a warehouse as they stand in YAML.
#pragma once
#include <boost/describe.hpp>
#include <map>
#include <string>
#include <vector>

#include "fairway/drop/settings.hpp"
#include "fairway/plugin.hpp"

namespace wms_csv {

// A column of a file that we write: a field of the order, or a text that is always the same.
struct OutColumn {
  std::string column, field, text;
};
BOOST_DESCRIBE_STRUCT(OutColumn, (), (column, field, text))

struct OutFile {
  std::vector<OutColumn> columns;  // empty: the usual ones
};
BOOST_DESCRIBE_STRUCT(OutFile, (), (columns))

// Names of columns in a file that the warehouse writes; "#3" is the third; empty: the file has none.
struct ShipmentColumns {
  using json_case = fairway::KebabCase;
  std::string reference = "order_id", line = "item_id", sku = "sku", quantity = "shipped_qty", unit;
  std::string shipped_at = "shipped_at", carrier = "carrier", method = "method", tracking = "tracking", shipment;
};
BOOST_DESCRIBE_STRUCT(ShipmentColumns, (),
                      (reference, line, sku, quantity, unit, shipped_at, carrier, method, tracking, shipment))

struct ShipmentFile {
  std::string files = "shp*.csv";
  ShipmentColumns columns;
};
BOOST_DESCRIBE_STRUCT(ShipmentFile, (), (files, columns))

struct StockColumns {
  using json_case = fairway::KebabCase;
  std::string sku = "sku", available = "qty", unit, on_hand, committed, location, as_of;
};
BOOST_DESCRIBE_STRUCT(StockColumns, (), (sku, available, unit, on_hand, committed, location, as_of))

struct StockFile {
  using json_case = fairway::KebabCase;
  std::string files = "inv*.csv", as_of = "file-time", location;
  StockColumns columns;
};
BOOST_DESCRIBE_STRUCT(StockFile, (), (files, as_of, location, columns))

struct Settings : fairway::drop::Settings {
  using json_case = fairway::KebabCase;
  std::string partner, file_name = "{kind}_{time}_{sequence}.csv";
  std::string separator = ",", encoding = "utf-8", decimal = ".";
  bool header = true;
  std::string date_format = "YYYY-MM-DD hh:mm:ss", utc_offset = "+00:00";
  std::map<std::string, std::int64_t> units;  // text of a unit column -> pieces
  OutFile orders, cancellations;
  ShipmentFile shipments;
  StockFile stock;
  std::string cancel = "refuse";  // or file
};
BOOST_DESCRIBE_STRUCT(Settings, (fairway::drop::Settings),
                      (partner, file_name, separator, encoding, decimal, header, date_format, utc_offset, units, orders,
                       cancellations, shipments, stock, cancel))

std::string settings_schema();
void validate_settings(fairway::Findings&, const Settings&);

// `file-name` filled in.
std::string file_name(const Settings&, const std::string& kind, const std::string& time, const std::string& sequence);

// "tab" or one character.
char separator_of(const Settings&);

}  // namespace wms_csv
