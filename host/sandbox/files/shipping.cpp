// What leaves the warehouse: by the clock, or by the control plane in any of the shapes that partners send.
#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/sandbox/files/warehouse.hpp"
#include "host/sandbox/specs.hpp"
#include "host/sandbox/wms/carriers.hpp"

namespace fairway::sandbox {
namespace {

std::int64_t sum_of(const std::vector<std::int64_t>& units) {
  std::int64_t sum = 0;
  for (const auto one : units) sum += one;
  return sum;
}

// One unit less than there is, where there are two.
void keep_one(std::vector<std::int64_t>& units) {
  if (sum_of(units) < 2) return;
  for (auto at = units.rbegin(); at != units.rend(); ++at)
    if (*at > 0) {
      --*at;
      return;
    }
}

Result<FileShipSpec> read_file_ship_spec(const json::value& body) {
  constexpr std::string_view kShipBody[] = {"order", "depositor", "all",    "partial", "cut",     "nothing",  "no_tracking",
                                            "over",  "parcels",   "copies", "carrier", "service", "tracking", "tracking_in"};
  if (auto right = only(body, kShipBody); !right) return fail(std::move(right.error()));
  FileShipSpec spec;
  spec.order = text_at(body, "order"), spec.depositor = text_at(body, "depositor");
  if (spec.order.empty() && !flag_at(body, "all")) return fail(FW_E_INVALID, "say which order, or all: true");
  spec.partial = flag_at(body, "partial"), spec.cut = flag_at(body, "cut"), spec.nothing = flag_at(body, "nothing");
  spec.no_tracking = flag_at(body, "no_tracking");
  spec.over = number_at(body, "over"), spec.parcels = number_at(body, "parcels", 1),
  spec.copies = number_at(body, "copies", 1);
  if (spec.over < 0 || spec.parcels < 1 || spec.copies < 1) return fail(FW_E_INVALID, "over, parcels and copies are counts");
  spec.carrier = text_at(body, "carrier"), spec.service = text_at(body, "service");
  spec.tracking = text_at(body, "tracking"), spec.tracking_in = text_at(body, "tracking_in");
  return spec;
}

const json::array* array_in(const json::value& body, std::string_view member) {
  const auto* value = find(body, member);
  return value ? value->if_array() : nullptr;
}

std::string text_of(const json::value& body, std::string_view member) { return std::string(text_at(body, member)); }

}  // namespace

void FileWarehouse::ship_due(const std::string& depositor, const std::string& reference, bool last) {
  auto* order = find(depositor, reference);
  if (!order || order->state != FileOrder::State::open || !world_.settings.get().auto_ship) return;
  std::vector<std::int64_t> units;
  for (const auto& line : order->lines)
    units.push_back(std::min(line.quantity - line.shipped, std::max<std::int64_t>(0, stock_of(*order, line).on_hand)));
  FileShipSpec spec;
  spec.partial = !last;
  if (!last) keep_one(units);
  spec.cut = last;  // what the shelf does not have never ships
  ship(*order, units, spec);
}

// The units go into the parcels in turn, so that a line may be in several.
FileShipment FileWarehouse::packed(const FileOrder& order, const std::vector<std::int64_t>& units,
                                   const FileShipSpec& spec) const {
  Random random(mix(world_.seed ^ hash_of(fmt::format("{}/{}/{}", order.depositor, order.reference, order.shipments))));
  FileShipment out;
  out.id = fmt::format("F{:08}", shipments_);
  out.at = world_.timeline.now();
  out.tracking_in = spec.tracking_in;
  const auto service = spec.carrier.empty() ? order.service : spec.carrier + ' ' + spec.service;
  const auto count = std::min<std::int64_t>(spec.parcels, std::max<std::int64_t>(1, sum_of(units)));
  for (std::int64_t n = 0; n < count; ++n) {
    const auto label = make_label(service, random);
    out.carrier = spec.carrier.empty() ? label.carrier : spec.carrier;
    out.service = spec.service.empty() ? label.service : spec.service;
    const auto given = count == 1 ? spec.tracking : fmt::format("{}{}", spec.tracking, n + 1);
    out.parcels.push_back({spec.no_tracking ? "" : spec.tracking.empty() ? label.tracking : given, {}});
  }
  std::size_t next = 0;
  for (std::size_t line = 0; line < units.size(); ++line)
    for (std::int64_t unit = 0; unit < units[line]; ++unit) ++out.parcels[next++ % out.parcels.size()].units[line];
  return out;
}

void FileWarehouse::ship(FileOrder& order, const std::vector<std::int64_t>& units, const FileShipSpec& spec) {
  ++shipments_, ++order.shipments;
  bool all = true;
  for (std::size_t i = 0; i < units.size(); ++i) {
    auto& line = order.lines[i];
    auto& stock = stock_of(order, line);
    line.shipped += units[i];
    all = all && line.shipped >= line.quantity;
    stock.on_hand = std::max<std::int64_t>(0, stock.on_hand - units[i]);
    stock.committed = std::max<std::int64_t>(0, stock.committed - units[i]);
  }
  auto shipment = packed(order, units, spec);
  shipment.rest_follows = !all && !spec.cut;
  if (all) order.state = FileOrder::State::shipped;
  else if (spec.cut) order.state = FileOrder::State::closed;
  json::array numbers;
  for (const auto& parcel : shipment.parcels) numbers.emplace_back(parcel.tracking);
  note("shipment", order.depositor, order.reference, shipment.id,
       {{"units", sum_of(units)}, {"complete", all}, {"carrier", shipment.carrier}, {"tracking", std::move(numbers)}});
  for (std::int64_t copy = 0; copy < spec.copies; ++copy) tell(order, shipment);
}

Result<json::value> FileWarehouse::ship_all(const json::value& body) {
  auto spec = read_file_ship_spec(body);
  if (!spec) return fail(std::move(spec.error()));
  std::size_t left = 0;
  bool met = false;
  for (auto& order : orders_) {
    if (!spec->order.empty() && order.reference != spec->order) continue;
    if (!spec->depositor.empty() && order.depositor != spec->depositor) continue;
    met = true;
    if (order.state != FileOrder::State::open) continue;
    std::vector<std::int64_t> units;  // by hand, whatever the shelf says
    for (const auto& line : order.lines) units.push_back(spec->nothing ? 0 : line.quantity - line.shipped);
    if (spec->partial || spec->cut) keep_one(units);
    if (!units.empty()) units.back() += spec->over;
    auto one = *spec;
    one.cut = spec->cut || spec->nothing;
    ship(order, units, one);
    ++left;
  }
  if (!met && !spec->order.empty()) return fail(FW_E_INVALID, "no order " + printable(spec->order, 40));
  return json::value(json::object{{"shipments", left}});
}

// The numbers are told at once, all that are known of the depositor: a snapshot is always of everything.
Result<json::value> FileWarehouse::set_stock(const json::value& body) {
  constexpr std::string_view kStockBody[] = {"depositor", "sku", "on_hand", "rows"};
  constexpr std::string_view kStockRow[] = {"sku", "on_hand"};
  if (auto right = only(body, kStockBody); !right) return fail(std::move(right.error()));
  const auto depositor = text_of(body, "depositor");
  const auto* list = array_in(body, "rows");
  const auto rows =
      list ? *list : json::array{json::object{{"sku", text_of(body, "sku")}, {"on_hand", number_at(body, "on_hand")}}};
  for (const auto& row : rows) {
    if (auto right = only(row, kStockRow); !right) return fail(std::move(right.error()));
    if (text_at(row, "sku").empty()) return fail(FW_E_INVALID, "sku is missing");
  }
  for (const auto& row : rows)
    shelves_[depositor][text_of(row, "sku")].on_hand = std::max<std::int64_t>(0, number_at(row, "on_hand"));
  tell_stock(depositor, shelves_[depositor]);
  return json::value(json::object{});
}

Result<json::value> FileWarehouse::receive(const json::value& body) {
  constexpr std::string_view kReceiptBody[] = {"depositor", "delivery", "rows"};
  constexpr std::string_view kReceiptRow[] = {"sku", "quantity", "damaged"};
  if (auto right = only(body, kReceiptBody); !right) return fail(std::move(right.error()));
  const auto depositor = text_of(body, "depositor");
  const auto* list = array_in(body, "rows");
  if (!list || list->empty()) return fail(FW_E_INVALID, "rows are missing");
  Receipt receipt{text_of(body, "delivery"), {}};
  for (const auto& row : *list) {
    if (auto right = only(row, kReceiptRow); !right) return fail(std::move(right.error()));
    receipt.rows.push_back({text_of(row, "sku"), number_at(row, "quantity"), number_at(row, "damaged")});
  }
  if (auto told = tell_receipt(depositor, receipt); !told) return fail(std::move(told.error()));
  for (const auto& row : receipt.rows) shelves_[depositor][row.sku].on_hand += row.quantity;
  return json::value(json::object{});
}

json::value FileWarehouse::list() const {
  json::array out;
  for (const auto& order : orders_) {
    json::array lines;
    for (const auto& line : order.lines)
      lines.push_back(
          json::object{{"line_id", line.id}, {"sku", line.sku}, {"quantity", line.quantity}, {"shipped", line.shipped}});
    out.push_back(json::object{{"depositor", order.depositor},
                               {"reference", order.reference},
                               {"state", name_of(order.state)},
                               {"service", order.service},
                               {"return_to", order.return_to},
                               {"lines", std::move(lines)}});
  }
  return json::object{{"orders", std::move(out)}};
}

Result<json::value> FileWarehouse::control(std::string_view method, std::string_view what, const json::value& body) {
  std::scoped_lock lock(mutex_);
  look();
  const bool post = method == "POST";
  if (post && what == "ship") return ship_all(body);
  if (post && what == "stock") return set_stock(body);
  if (post && what == "receipt") return receive(body);
  if (method == "GET" && what == "orders") return list();
  return fail(FW_E_UNSUPPORTED, fmt::format("no control {} {}/{}", method, side_, printable(what, 60)));
}

}  // namespace fairway::sandbox
