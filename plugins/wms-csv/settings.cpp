#include "settings.hpp"

#include <cctype>

#include "encoding.hpp"
#include "order_rows.hpp"
#include "values.hpp"

namespace wms_csv {
namespace {

// The members of "columns" of a file that comes in.
std::string column_schema(const char* name, const char* fallback, const char* description) {
  return std::string("\"") + name + R"(": {"type": "string", "default": ")" + fallback + R"(", "description": ")" +
         description + "\"}";
}

std::string out_columns(const char* fields, const char* usual) {
  return std::string(
             R"({"type": "object", "additionalProperties": false, "properties": {"columns": {"type": "array", "default": [], "description": "In order. Left out: )") +
         usual +
         R"(", "items": {"type": "object", "additionalProperties": false, "required": ["column"], "properties": {
      "column": {"type": "string", "minLength": 1, "description": "What the header says"},
      "field": {"type": "string", "description": ")" +
         fields + R"("},
      "text": {"type": "string", "description": "Instead of a field: the same in every row"}}}}}})";
}

void check_columns(fairway::Findings& findings, const std::vector<OutColumn>& columns, const std::string& setting,
                   bool (*known)(const std::string&)) {
  bool reference = columns.empty();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& one = columns[i];
    const std::string pointer = '/' + setting + "/columns/" + std::to_string(i);
    if (!one.field.empty() && !one.text.empty()) findings.add("field and text exclude one another", pointer);
    else if (!one.field.empty() && !known(one.field)) findings.add("there is no field " + one.field, pointer + "/field");
    reference = reference || one.field == "reference";
  }
  if (!reference)
    findings.add("a column with the field reference is needed: it is what the warehouse answers with",
                 '/' + setting + "/columns");
}

void check_in_columns(fairway::Findings& findings, const Settings& settings) {
  const auto& s = settings.shipments.columns;
  if (s.reference.empty()) findings.add("needed: which order shipped", "/shipments/columns/reference");
  if (s.quantity.empty()) findings.add("needed: how much of it shipped", "/shipments/columns/quantity");
  if (s.sku.empty() && s.line.empty()) findings.add("one of line and sku is needed", "/shipments/columns/sku");
  const auto& k = settings.stock.columns;
  if (k.sku.empty()) findings.add("needed", "/stock/columns/sku");
  if (k.available.empty()) findings.add("needed", "/stock/columns/available");
  if (settings.stock.as_of == "column" && k.as_of.empty())
    findings.add("needed, for stock.as-of says column", "/stock/columns/as-of");
  if (!settings.stock.location.empty() && k.location.empty())
    findings.add("needed, for stock.location says which rows count", "/stock/columns/location");
  if (!settings.units.empty() && s.unit.empty() && k.unit.empty()) findings.add("no file has a column unit", "/units");
  if (settings.header) return;
  for (const auto& name : {s.reference, s.line, s.sku, s.quantity, s.unit, s.shipped_at, s.carrier, s.method, s.tracking,
                           s.shipment, k.sku, k.available, k.unit, k.on_hand, k.committed, k.location, k.as_of})
    if (!name.empty() && (name.front() != '#' || name.size() < 2))
      return findings.add("without a header columns are named by number: #1, #2 … instead of " + name, "/header");
}

void check_name(fairway::Findings& findings, const Settings& settings) {
  const std::string example = file_name(settings, "ord", "20260101T000000Z", "000001");
  if (settings.file_name.find("{sequence}") == std::string::npos)
    findings.add("{sequence} is needed: no two files may have one name", "/file-name");
  else if (example.find_first_of("{}") != std::string::npos)
    findings.add("only {partner}, {kind}, {time} and {sequence} are filled in", "/file-name");
  else if (!fairway::drop::is_final_name(example)) findings.add("no name for a file: " + example, "/file-name");
}

}  // namespace

std::string file_name(const Settings& settings, const std::string& kind, const std::string& time,
                      const std::string& sequence) {
  std::string name = settings.file_name;
  for (const auto& [word, text] : {std::pair<std::string, const std::string&>{"{partner}", settings.partner},
                                   {"{kind}", kind},
                                   {"{time}", time},
                                   {"{sequence}", sequence}})
    for (auto at = name.find(word); at != std::string::npos; at = name.find(word, at + text.size()))
      name.replace(at, word.size(), text);
  return name;
}

char separator_of(const Settings& settings) {
  return settings.separator == "tab" || settings.separator.empty() ? '\t' : settings.separator.front();
}

void validate_settings(fairway::Findings& findings, const Settings& settings) {
  fairway::drop::validate(findings, settings);
  const char separator = separator_of(settings);
  if ((settings.separator != "tab" && settings.separator.size() != 1) ||
      std::isalnum(static_cast<unsigned char>(separator)) != 0 || separator == '"' || separator == '\'' ||
      separator == settings.decimal.front() || static_cast<unsigned char>(separator) >= 0x80 || separator == '\r' ||
      separator == '\n')
    findings.add("one sign such as , or ; or |, or tab; not the one of decimals", "/separator");
  if (settings.date_format.find("YYYY") == std::string::npos || settings.date_format.find("MM") == std::string::npos ||
      settings.date_format.find("DD") == std::string::npos)
    findings.add("YYYY, MM and DD are needed", "/date-format");
  try {
    offset_minutes(settings.utc_offset);
  } catch (const fairway::Error& error) { findings.add(error.what(), error.pointer()); }
  for (const auto& [unit, pieces] : settings.units)
    if (pieces < 1) findings.add("a unit is at least one piece", "/units/" + unit);
  check_name(findings, settings);
  check_columns(findings, settings.orders.columns, "orders", is_order_field);
  check_columns(findings, settings.cancellations.columns, "cancellations", is_cancellation_field);
  check_in_columns(findings, settings);
  if (settings.shipments.files == settings.stock.files || settings.shipments.files == "*" || settings.stock.files == "*")
    findings.add("a file must be known by its name: shipments.files and stock.files may not fit the same one",
                 "/stock/files");
}

std::string settings_schema() {
  static constexpr std::string_view kHead = R"json({
  "type": "object",
  "additionalProperties": false,
  "required": ["outbox", "inbox"],
  "properties": {
    )json";
  static constexpr std::string_view kOwn = R"json(,
    "partner": {"type": "string", "default": "", "description": "{partner} in names of files"},
    "file-name": {"type": "string", "default": "{kind}_{time}_{sequence}.csv", "description": "Of files that we write; {kind} is ord or can, {time} UTC"},
    "separator": {"type": "string", "default": ",", "description": "Between cells: one sign, or tab"},
    "encoding": {"type": "string", "enum": ["utf-8", "utf-8-bom", "windows-1252", "iso-8859-1"], "default": "utf-8", "description": "Of all files; a file that comes with a byte order mark is read as UTF-8"},
    "header": {"type": "boolean", "default": true, "description": "Whether the first row names the columns"},
    "decimal": {"type": "string", "enum": [".", ","], "default": ".", "description": "The sign before a fraction: 2.00"},
    "date-format": {"type": "string", "default": "YYYY-MM-DD hh:mm:ss", "description": "YYYY MM DD hh mm ss AM; the time may be missing in what is read. RFC 3339 is read in any case"},
    "utc-offset": {"type": "string", "default": "+00:00", "description": "Of instants that name none"},
    "units": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}, "default": {}, "examples": [{"EA": 1, "CS": 12}], "description": "What a unit column says, and how many pieces that are"},
    "cancel": {"type": "string", "enum": ["refuse", "file"], "default": "refuse", "description": "refuse: somebody has to call the warehouse; file: it takes files of kind can, and counts as having agreed"},
    "orders": )json";
  return std::string(kHead) + fairway::drop::settings_schema() + std::string(kOwn) +
         out_columns(
             "reference, po-number, channel-order-id, store, service, company, packing-note, gift-message, ship-by, "
             "deliver-by, ship-to.name (company, line1, line2, line3, city, state, postal-code, country, phone, email), "
             "line.number, line.id, line.sku, line.title, line.quantity",
             "order_id, item_id, sku, qty, ship_name, ship_company, ship_line1, ship_line2, ship_line3, ship_city, "
             "ship_state, ship_postal, ship_country, ship_phone, method") +
         ",\n    \"cancellations\": " + out_columns("reference, channel-order-id, reason", "order_id, reason") +
         R"(,
    "shipments": {"type": "object", "additionalProperties": false, "properties": {
      "files": {"type": "string", "minLength": 1, "default": "shp*.csv", "description": "Their names; * and ? as in a shell"},
      "columns": {"type": "object", "additionalProperties": false, "description": "What the header calls them, upper and lower case alike, or #3 for the third; '' where the file has none", "properties": {
        )" +
         column_schema("reference", "order_id", "Our reference, as it stood in the file of orders") + ",\n        " +
         column_schema("line", "item_id", "The order's line, as we wrote it; '' where SKUs are enough") + ",\n        " +
         column_schema("sku", "sku", "The warehouse's SKU") + ",\n        " +
         column_schema("quantity", "shipped_qty", "What shipped; 0: nothing of this line") + ",\n        " +
         column_schema("unit", "", "See units") + ",\n        " +
         column_schema("shipped-at", "shipped_at", "Day or instant") + ",\n        " +
         column_schema("carrier", "carrier", "UPS") + ",\n        " +
         column_schema("method", "method", "The carrier's service") + ",\n        " +
         column_schema("tracking", "tracking", "Tracking number; with the shipment's id it makes the parcel") +
         ",\n        " + column_schema("shipment", "", "The warehouse's id of a shipment") + R"(}}}},
    "stock": {"type": "object", "additionalProperties": false, "properties": {
      "files": {"type": "string", "minLength": 1, "default": "inv*.csv", "description": "Their names; * and ? as in a shell"},
      "as-of": {"type": "string", "enum": ["column", "file-name", "file-time"], "default": "file-time", "description": "Where it stands as of when the numbers are: in a column, in the file's name (20261122T093000Z, 2026-11-22_0930), or when the file was written"},
      "location": {"type": "string", "default": "", "description": "Only rows with this in the column location count; left out: all, added up"},
      "columns": {"type": "object", "additionalProperties": false, "description": "As of shipments", "properties": {
        )" +
         column_schema("sku", "sku", "The warehouse's SKU") + ",\n        " +
         column_schema("available", "qty", "What can be sold, not what is there") + ",\n        " +
         column_schema("unit", "", "See units") + ",\n        " + column_schema("on-hand", "", "What is there") +
         ",\n        " + column_schema("committed", "", "What is promised") + ",\n        " +
         column_schema("location", "", "Building, bin or lot") + ",\n        " +
         column_schema("as-of", "", "For as-of: column") + "}}}}\n  }\n}";
}

}  // namespace wms_csv
