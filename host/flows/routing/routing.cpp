#include "host/flows/routing/routing.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/base/text.hpp"

namespace fairway::flows {
namespace {

constexpr std::size_t kReferenceLimit = 22;

}  // namespace

std::vector<LineQuantity> open_lines(const Order& order) {
  std::vector<LineQuantity> lines;
  for (const auto& line : order.lines) {
    const auto open = line.quantity - line.quantity_cancelled - line.quantity_shipped;
    if (open > 0) lines.push_back({line.id, line.sku, open});
  }
  return lines;
}

std::vector<LineQuantity> asked_to_cancel(const Order& order) {
  auto lines = open_lines(order);
  std::erase_if(lines, [&](const LineQuantity& open) {
    return std::none_of(order.lines.begin(), order.lines.end(),
                        [&](const OrderLine& line) { return line.id == open.line_id && line.cancel_requested; });
  });
  return lines;
}

bool add_to_request(std::string& request, const std::vector<LineQuantity>& lines) {
  auto known = split(request, '\n');
  std::erase(known, std::string());
  const auto before = known.size();
  for (const auto& line : lines)
    if (std::find(known.begin(), known.end(), line.line_id) == known.end()) known.push_back(line.line_id);
  request = fmt::format("{}", fmt::join(known, "\n"));
  return known.size() > before;
}

std::string reference_for(const ledger::OrderRow& order, std::int64_t part, bool taken) {
  auto reference = order.channel_order_id + (part > 1 ? fmt::format("-{}", part) : "");
  if (reference.size() <= kReferenceLimit && !taken) return reference;
  return sha256_hex(fmt::format("{}\n{}\n{}\n{}", order.plugin, order.seller, order.channel_order_id, part))
      .substr(0, kReferenceLimit);
}

ShippingQuestion shipping_question(const ledger::OrderRow& row, const Order& order) {
  return {row.account, row.store, row.channel_order_id, row.ship_service, row.ship_category,
          row.country, {},        order.total.amount};
}

config::Place rule_place(const config::Settings& settings, const std::string& pointer) {
  for (auto path = pointer;;) {
    const auto found = settings.places.find(path);
    if (found != settings.places.end()) return found->second;
    const auto cut = path.rfind('/');
    if (cut == std::string::npos) return {};
    path.resize(cut);
  }
}

}  // namespace fairway::flows
