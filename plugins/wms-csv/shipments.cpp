// The stream `shipments`: rows of a file become parcels, wherever in the file the rows of one parcel stand.
#include <algorithm>

#include "values.hpp"
#include "wms_csv.hpp"

namespace wms_csv {
namespace {

using fairway::Error;
constexpr std::int64_t kFutureMs = 36 * 3'600'000ll;

struct ParcelColumns {
  Column reference, line, sku, quantity, unit, shipped_at, carrier, method, tracking, shipment;
};

ParcelColumns columns_of(Sheet& sheet, const ShipmentColumns& names) {
  const auto at = [&](const std::string& name, const char* setting) {
    return sheet.column(name, std::string("shipments.columns.") + setting);
  };
  return {at(names.reference, "reference"), at(names.line, "line"),     at(names.sku, "sku"),
          at(names.quantity, "quantity"),   at(names.unit, "unit"),     at(names.shipped_at, "shipped-at"),
          at(names.carrier, "carrier"),     at(names.method, "method"), at(names.tracking, "tracking"),
          at(names.shipment, "shipment")};
}

class ParcelReader {
 public:
  ParcelReader(File& file, const Settings& settings, fairway::Time now)
      : file_(file),
        settings_(settings),
        now_(now),
        columns_(columns_of(file.sheet, settings.shipments.columns)),
        parcels_(file) {}

  std::size_t run(const fairway::Call& call, fairway::PullOut& out) {
    for (const Row& row : file_.sheet.rows()) {
      call.check();
      std::string key;
      try {
        file_.sheet.check(row);
        key = parcel_of(row);
        auto parcel = read(row, key);
        if (parcel.lines.front().quantity > 0) parcels_.add(row, key, std::move(parcel));  // 0: not shipped
      } catch (const Error& fault) {
        if (fault.code() != FW_E_REJECTED) throw;
        parcels_.spoil(row, key, fault);
      }
    }
    std::size_t documents = 0;
    parcels_.each(std::string(fairway::Shipment::kSchema), out,
                  [&](const auto& rows) { out.emit(joined(rows)), ++documents; });
    return documents;
  }

 private:
  std::string cell(const Row& row, Column column) const { return std::string(Sheet::cell(row, column)); }
  std::string exact(const Row& row, Column column, const char* what) const {
    std::string text = cell(row, column);
    if (damaged_by_spreadsheet(text))
      throw Error::rejected(std::string("a spreadsheet has made a number of the ") + what + ", and its digits are gone");
    return text;
  }

  // The parcel's id, the same whenever the parcel is told again: by the warehouse's id and the tracking number, else by
  // what else is known.
  std::string parcel_of(const Row& row) const {
    const auto reference = exact(row, columns_.reference, "order id");
    if (reference.empty()) throw Error::rejected("the order id is missing");
    const auto shipment = exact(row, columns_.shipment, "shipment id"),
               tracking = exact(row, columns_.tracking, "tracking number");
    std::string id = reference;
    for (const auto& part : {shipment, tracking})
      if (!part.empty()) id += '/' + part;
    if (shipment.empty() && tracking.empty())
      id += '/' + fairway::content_hash(cell(row, columns_.shipped_at) + '\n' + cell(row, columns_.carrier) + '\n' +
                                        cell(row, columns_.method));
    return id;
  }

  // A day without a time ends when the file was written: its beginning may lie before the order was placed, which a channel
  // would refuse.
  fairway::Time shipped_at(std::string_view cell) const {
    constexpr std::int64_t kDayMs = 24 * 3'600'000ll;
    const auto said = instant_of(cell, settings_);
    if (!said.whole_day) return said.at;
    return {std::clamp(file_.claim.modified_ms, said.at.ms, said.at.ms + kDayMs - 1000) / 1000 * 1000};
  }

  fairway::Shipment read(const Row& row, const std::string& id) const {
    fairway::Shipment parcel;
    parcel.id = id;
    parcel.reference = cell(row, columns_.reference);
    parcel.tracking_number = cell(row, columns_.tracking);
    parcel.carrier = cell(row, columns_.carrier), parcel.service = cell(row, columns_.method);
    if (const auto at = Sheet::cell(row, columns_.shipped_at); !at.empty()) {
      parcel.shipped_at = shipped_at(at);
      if (parcel.shipped_at->ms > now_.ms + kFutureMs)
        throw Error::rejected("it shipped in the future: are day and month turned?");
    }
    fairway::LineQuantity line{exact(row, columns_.line, "line"), exact(row, columns_.sku, "SKU"),
                               quantity_of(Sheet::cell(row, columns_.quantity), Sheet::cell(row, columns_.unit), settings_)};
    if (line.line_id.empty() && line.sku.empty()) throw Error::rejected("neither line nor SKU is named");
    if (line.quantity < 0) throw Error::rejected("less than nothing was shipped");
    parcel.lines.push_back(std::move(line));
    return parcel;
  }

  static fairway::Shipment joined(const std::vector<fairway::Shipment>& rows) {
    fairway::Shipment parcel = rows.front();
    parcel.lines.clear();
    for (const auto& row : rows) {
      const auto& line = row.lines.front();
      const auto same = std::find_if(parcel.lines.begin(), parcel.lines.end(),
                                     [&](const auto& one) { return one.line_id == line.line_id && one.sku == line.sku; });
      if (same == parcel.lines.end()) parcel.lines.push_back(line);
      else same->quantity += line.quantity;
    }
    return parcel;
  }

  File& file_;
  const Settings& settings_;
  const fairway::Time now_;
  const ParcelColumns columns_;
  Groups<fairway::Shipment> parcels_;
};

}  // namespace

void WmsCsv::pull_shipments(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) {
  FileKind kind;
  kind.stream = "shipments", kind.schema = fairway::Shipment::kSchema;
  kind.identity = [](const auto&) { return std::string(); };
  kind.read = [&](const fairway::Call& current, File& file, fairway::PullOut& into) {
    return ParcelReader(file, settings(), host().now()).run(current, into);
  };
  take_files(host(), settings(), shipments_, kind, call, request, out);
}

}  // namespace wms_csv
