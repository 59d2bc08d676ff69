#include "host/sandbox/files/csv.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/sandbox/files/x12_text.hpp"

namespace fairway::sandbox {
namespace {

// The cells of a row by the header's names.
class CsvRow {
 public:
  CsvRow(const std::vector<std::string>& header, const std::vector<std::string>& cells) : header_(header), cells_(cells) {}
  std::string at(std::string_view column) const {
    const auto found = std::find(header_.begin(), header_.end(), column);
    const auto index = static_cast<std::size_t>(found - header_.begin());
    return found != header_.end() && index < cells_.size() ? cells_[index] : std::string();
  }

 private:
  const std::vector<std::string>& header_;
  const std::vector<std::string>& cells_;
};

std::string csv_cell(const std::string& text) {
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

std::int64_t pieces_in(const std::string& text) {
  const bool whole = !text.empty() && text.size() < 9 && text.find_first_not_of("0123456789") == std::string::npos;
  return whole ? std::stoll(text) : 0;
}

}  // namespace

std::vector<std::vector<std::string>> read_csv(std::string_view text) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
  std::string cell;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c != '"') cell += c;
      else if (at + 1 < text.size() && text[at + 1] == '"') cell += text[++at];
      else quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      row.push_back(std::exchange(cell, {}));
    } else if (c == '\n') {
      row.push_back(std::exchange(cell, {}));
      rows.push_back(std::exchange(row, {}));
    } else if (c != '\r') {
      cell += c;
    }
  }
  if (!cell.empty() || !row.empty()) {
    row.push_back(std::move(cell));
    rows.push_back(std::move(row));
  }
  return rows;
}

// Rows of one order may be apart.
void CsvWarehouse::read(const DroppedFile& file) {
  if (!contents_.insert(sha256_hex(file.bytes)).second) return note("repeat", {}, {}, file.name);
  const auto rows = read_csv(file.bytes);
  const auto& header = rows.empty() ? std::vector<std::string>() : rows.front();
  if (std::find(header.begin(), header.end(), "order_id") == header.end())
    return violate("file", file.name, "no column order_id");
  std::vector<FileOrder> orders;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const CsvRow row(header, rows[i]);
    const auto reference = row.at("order_id");
    if (file.name.starts_with("can")) {
      cancel({}, reference, file.name);
      continue;
    }
    auto order = std::find_if(orders.begin(), orders.end(), [&](const auto& one) { return one.reference == reference; });
    if (order == orders.end()) {
      FileOrder fresh;
      fresh.reference = reference, fresh.service = row.at("method");
      order = orders.insert(orders.end(), std::move(fresh));
    }
    order->lines.push_back({row.at("item_id"), row.at("sku"), pieces_in(row.at("qty")), 0});
    if (order->lines.back().quantity < 1) violate("orders", "qty", "no quantity in a row of " + printable(reference, 40));
    if (row.at("ship_name").empty() || row.at("ship_line1").empty())
      violate("orders", "ship_name", "no address in a row of " + printable(reference, 40));
  }
  for (auto& order : orders)
    if (!take_on(order, file.name))
      violate("orders", "order_id", "the order came before: " + printable(order.reference, 40));
}

void CsvWarehouse::send(const char* operation, const char* kind, const std::string& rows) {
  const auto now = world_.timeline.now();
  leave(operation, {}, fmt::format("{}_{}T{}Z_{:06}.csv", kind, x12_date(now), x12_time(now), ++sent_), rows);
}

void CsvWarehouse::tell(const FileOrder& order, const FileShipment& shipment) {
  std::string rows = "order_id,item_id,sku,shipped_qty,shipped_at,carrier,method,tracking\r\n";
  auto at = format_time(shipment.at).substr(0, 19);
  std::replace(at.begin(), at.end(), 'T', ' ');
  for (const auto& parcel : shipment.parcels)
    for (const auto& [line, units] : parcel.units)
      rows += fmt::format("{},{},{},{},{},{},{},{}\r\n", csv_cell(order.reference), csv_cell(order.lines[line].id),
                          csv_cell(order.lines[line].sku), units, at, csv_cell(shipment.carrier), csv_cell(shipment.service),
                          csv_cell(parcel.tracking));
  send("shipments", "shp", rows);
}

void CsvWarehouse::tell_stock(const std::string&, const Shelf& shelf) {
  std::string rows = "sku,qty\r\n";
  for (const auto& [sku, stock] : shelf) rows += fmt::format("{},{}\r\n", csv_cell(sku), stock.on_hand - stock.committed);
  send("stock", "inv", rows);
}

Status CsvWarehouse::tell_receipt(const std::string&, const Receipt&) {
  return fail(FW_E_UNSUPPORTED, "a receipt has no file of its own here: it shows in the next file of stock");
}

}  // namespace fairway::sandbox
