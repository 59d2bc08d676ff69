// What the warehouse tells: what shipped, what is there, what was received.
#include <algorithm>

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/sandbox/files/x12.hpp"

namespace fairway::sandbox {
namespace {

std::string scac_of(const FileOrder& order, const FileShipment& shipment) {
  if (!order.scac.empty()) return order.scac;
  const auto carrier = to_lower(shipment.carrier);
  return carrier == "ups"     ? "UPSN"
         : carrier == "fedex" ? "FDEG"
         : carrier == "usps"  ? "USPS"
                              : shipment.carrier.substr(0, 4);
}

std::int64_t shipped_in(const FileShipment& shipment, std::size_t line) {
  std::int64_t units = 0;
  for (const auto& parcel : shipment.parcels)
    if (const auto at = parcel.units.find(line); at != parcel.units.end()) units += at->second;
  return units;
}

}  // namespace

Status X12Warehouse::send(const std::string& depositor, const std::string& set, const std::string& group,
                          const std::vector<X12Segment>& segments) {
  const auto place = depositors_.find(depositor);
  if (place == depositors_.end())
    return fail(FW_E_INVALID, fmt::format("nothing came yet from a depositor '{}'", printable(depositor, 15)));
  auto& known = place->second;
  const auto number = next_number(known);
  X12Writer writer(known.we, known.they, known.usage, number, world_.timeline.now(), group);
  writer.set(set, segments);
  auto name = fmt::format("{}_{}_{:09}.edi", set, depositor, number);
  std::replace(name.begin(), name.end(), '/', '-');
  leave(set, depositor, name, writer.finish());
  return {};
}

void X12Warehouse::tell(const FileOrder& order, const FileShipment& shipment) {
  const auto sent = send(order.depositor, "945", "SW", advice(depositors_[order.depositor], order, shipment));
  if (!sent) violate("945", order.reference, sent.error().message);
}

// The head, then an LX for each parcel. A line that is in several says in each how much was ordered. Of a line that does not
// ship, or not all of it, the code says what becomes of the rest.
std::vector<X12Segment> X12Warehouse::advice(const Known& known, const FileOrder& order,
                                             const FileShipment& shipment) const {
  const auto& place = shipment.tracking_in.empty() ? std::string("MAN*CP") : shipment.tracking_in;
  const auto number = shipment.parcels.front().tracking;
  const auto star = std::min(place.find('*'), place.size());
  const auto kind = place.substr(0, star), qualifier = place.substr(std::min(star + 1, place.size()));
  const auto date = x12_date(shipment.at);
  std::vector<X12Segment> out{{"W06", shipment.rest_follows ? "N" : "F", order.reference, date,
                               kind == "W06-04" ? number : shipment.id, kind == "W06-05" ? number : ""}};
  const auto to = known.to.find(order.reference);
  out.push_back(to == known.to.end() ? X12Segment{"N1", "ST", "NOT KNOWN"} : to->second);
  out.push_back({"G62", "11", date, "W", x12_time(shipment.at)});
  out.push_back({"W27", "U", scac_of(order, shipment), order.service.substr(0, 35)});
  std::int64_t units = 0;
  for (std::size_t n = 0; n < shipment.parcels.size(); ++n) {
    const auto& parcel = shipment.parcels[n];
    out.push_back({"LX", std::to_string(n + 1)});
    if (!parcel.tracking.empty() && (kind == "MAN" || kind == "N9")) out.push_back({kind, qualifier, parcel.tracking});
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
      const auto& line = order.lines[i];
      const auto at = parcel.units.find(i);
      const auto here = at == parcel.units.end() ? 0 : at->second;
      const auto open = line.quantity - line.shipped;
      if (here == 0 && (n > 0 || open <= 0 || shipped_in(shipment, i) > 0)) continue;  // what ships not at all is said once
      const char* status = open <= 0 ? "CC" : shipment.rest_follows ? "BP" : "CP";
      out.push_back({"W12", status, std::to_string(line.quantity), std::to_string(here),
                     open > 0 ? std::to_string(open) : "", "EA", "", known.sku_qualifier, line.sku});
      if (!line.id.empty()) out.push_back({"N9", "LI", line.id});
      units += here;
    }
  }
  out.push_back({"W03", std::to_string(units)});
  return out;
}

void X12Warehouse::tell_stock(const std::string& depositor, const Shelf& shelf) {
  const auto place = depositors_.find(depositor);
  if (place == depositors_.end() || shelf.empty()) return;
  const auto now = world_.timeline.now();
  const auto& known = place->second;
  std::vector<X12Segment> out{{"BIA", "00", "MM", "INV" + x12_date(now) + x12_time(now), x12_date(now), x12_time(now)},
                              {"N1", "WH", "Sandbox", "92", known.warehouse}};
  std::size_t lines = 0;
  for (const auto& [sku, stock] : shelf) {
    out.push_back({"LIN", std::to_string(++lines), known.sku_qualifier, sku});
    out.push_back({"QTY", "33", std::to_string(stock.on_hand - stock.committed), "EA"});
    out.push_back({"QTY", "17", std::to_string(stock.on_hand), "EA"});
    out.push_back({"QTY", "29", std::to_string(stock.committed), "EA"});
  }
  out.push_back({"CTT", std::to_string(lines)});
  if (auto sent = send(depositor, "846", "IB", out); !sent) violate("846", {}, sent.error().message);
}

Status X12Warehouse::tell_receipt(const std::string& depositor, const Receipt& receipt) {
  const auto now = world_.timeline.now();
  std::vector<X12Segment> out{{"W17", "F", x12_date(now), "R" + x12_time(now), receipt.delivery},
                              {"N1", "WH", "Sandbox", "92", "SANDBOX"}};
  std::int64_t whole = 0, damaged = 0;
  for (const auto& row : receipt.rows) {
    out.push_back({"W07", std::to_string(row.quantity), "EA", "", "VN", row.sku});
    if (row.damaged > 0) out.push_back({"W13", std::to_string(row.damaged), "EA", "01"});
    whole += row.quantity, damaged += row.damaged;
  }
  out.push_back({"W14", std::to_string(whole), std::to_string(whole + damaged), damaged > 0 ? std::to_string(damaged) : ""});
  return send(depositor, "944", "RE", out);
}

}  // namespace fairway::sandbox
