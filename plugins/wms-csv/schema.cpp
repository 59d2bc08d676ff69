#include "settings.hpp"

namespace wms_csv {

std::string settings_schema() {
  // clang-format off
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
    "encoding": {"type": "string", "enum": ["utf-8", "utf-8-bom", "windows-1252", "iso-8859-1"], "default": "utf-8", "description": "Of all files; one that comes with a byte order mark is read as UTF-8"},
    "header": {"type": "boolean", "default": true, "description": "Whether the first row names the columns"},
    "decimal": {"type": "string", "enum": [".", ","], "default": ".", "description": "The sign before a fraction: 2.00"},
    "date-format": {"type": "string", "default": "YYYY-MM-DD hh:mm:ss", "description": "Of YYYY MM DD hh mm ss AM; what is read may lack the time. RFC 3339 is read in any case"},
    "utc-offset": {"type": "string", "default": "+00:00", "description": "Of instants that name none"},
    "units": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}, "default": {}, "examples": [{"EA": 1, "CS": 12}], "description": "What a column unit says, and how many pieces that is"},
    "cancel": {"type": "string", "enum": ["refuse", "file"], "default": "refuse", "description": "refuse: somebody has to call the warehouse; file: it takes files of kind can, and counts as having agreed"},
    "orders": {"type": "object", "additionalProperties": false, "description": "The file that we write", "properties": {
      "columns": {"type": "array", "default": [], "description": "In order. Left out: order_id, item_id, sku, qty, ship_name, ship_company, ship_line1, ship_line2, ship_line3, ship_city, ship_state, ship_postal, ship_country, ship_phone, method", "items": {
        "type": "object", "additionalProperties": false, "required": ["column"], "properties": {
          "column": {"type": "string", "minLength": 1, "description": "What the header says"},
          "field": {"type": "string", "description": "reference, po-number, channel-order-id, store, service, company, packing-note, gift-message, ship-by, deliver-by, line.number, line.id, line.sku, line.title, line.quantity, ship-to. with name, company, line1, line2, line3, city, state, postal-code, country, phone, email, or return-to. with the same less email"},
          "text": {"type": "string", "description": "Instead of a field: the same in every row"}}}}}},
    "cancellations": {"type": "object", "additionalProperties": false, "description": "The file that we write where cancel says file", "properties": {
      "columns": {"type": "array", "default": [], "description": "In order. Left out: order_id, reason", "items": {
        "type": "object", "additionalProperties": false, "required": ["column"], "properties": {
          "column": {"type": "string", "minLength": 1, "description": "What the header says"},
          "field": {"type": "string", "description": "reference, channel-order-id or reason"},
          "text": {"type": "string", "description": "Instead of a field: the same in every row"}}}}}},
    "shipments": {"type": "object", "additionalProperties": false, "description": "The files that tell what shipped", "properties": {
      "files": {"type": "string", "minLength": 1, "default": "shp*.csv", "description": "Their names; * and ? as in a shell"},
      "columns": {"type": "object", "additionalProperties": false, "description": "What the header calls them, upper and lower case alike, or #3 for the third; '' where the file has none", "properties": {
        "reference": {"type": "string", "default": "order_id", "description": "Our reference, as it stood in the file of orders"},
        "line": {"type": "string", "default": "item_id", "description": "The order's line, as we wrote it"},
        "sku": {"type": "string", "default": "sku", "description": "The warehouse's SKU; it or the line is needed"},
        "quantity": {"type": "string", "default": "shipped_qty", "description": "What shipped; 0: nothing of this line"},
        "unit": {"type": "string", "default": "", "description": "See units"},
        "shipped-at": {"type": "string", "default": "shipped_at", "description": "Day or instant"},
        "carrier": {"type": "string", "default": "carrier", "description": "UPS"},
        "method": {"type": "string", "default": "method", "description": "The carrier's service"},
        "tracking": {"type": "string", "default": "tracking", "description": "Tracking number; with the shipment's id it makes the parcel"},
        "shipment": {"type": "string", "default": "", "description": "The warehouse's id of a shipment"}}}}},
    "stock": {"type": "object", "additionalProperties": false, "description": "The files that tell what is there", "properties": {
      "files": {"type": "string", "minLength": 1, "default": "inv*.csv", "description": "Their names; * and ? as in a shell"},
      "as-of": {"type": "string", "enum": ["column", "file-name", "file-time"], "default": "file-time", "description": "What says when the numbers are from: a column, the file's name (20261122T093000Z, 2026-11-22_0930), or when it was written"},
      "location": {"type": "string", "default": "", "description": "Only rows with this in the column location count; left out: all, added up"},
      "columns": {"type": "object", "additionalProperties": false, "description": "As of shipments", "properties": {
        "sku": {"type": "string", "default": "sku", "description": "The warehouse's SKU"},
        "available": {"type": "string", "default": "qty", "description": "What can be sold, not what is there"},
        "unit": {"type": "string", "default": "", "description": "See units"},
        "on-hand": {"type": "string", "default": "", "description": "What is there"},
        "committed": {"type": "string", "default": "", "description": "What is promised"},
        "location": {"type": "string", "default": "", "description": "Building, bin or lot"},
        "as-of": {"type": "string", "default": "", "description": "For as-of: column"}}}}}
  }
})json";
  // clang-format on
  return std::string(kHead) + fairway::drop::settings_schema() + std::string(kOwn);
}

}  // namespace wms_csv
