#include "settings.hpp"

#include <cctype>

#include "encoding.hpp"
#include "order_rows.hpp"
#include "values.hpp"

namespace wms_csv {
namespace {

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
      settings.separator == settings.decimal || static_cast<unsigned char>(separator) >= 0x80 || separator == '\r' ||
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
  const auto &shipped = settings.shipments.files, &stocked = settings.stock.files;
  if (fairway::drop::name_matches(shipped, stocked) || fairway::drop::name_matches(stocked, shipped))
    findings.add("a file must be known by its name: shipments.files and stock.files may not fit the same one",
                 "/stock/files");
}

}  // namespace wms_csv
