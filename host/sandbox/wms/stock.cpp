// Stock in three numbers, by warehouse and SKU.
#include "host/base/text.hpp"
#include "host/sandbox/json_out.hpp"
#include "host/sandbox/wms/page.hpp"
#include "host/sandbox/wms/wms.hpp"

namespace fairway::sandbox {
namespace {

std::string rendered(const std::pair<std::string, std::string>& key, const WmsStock& stock) {
  std::string out;
  JsonOut(out)
      .open()
      .text("sku", key.second)
      .text("warehouse_id", key.first)
      .number("on_hand", stock.on_hand)
      .number("committed", stock.committed)
      .number("available", stock.on_hand - stock.committed)
      .text("changed_at", format_time(stock.changed))
      .close();
  return out;
}

}  // namespace

WmsStock& Wms::stock_of(const std::string& depositor, const std::string& warehouse, const std::string& sku) {
  auto& owner = depositors_[depositor];
  const auto [place, is_new] = owner.stock.try_emplace({warehouse, sku});
  if (is_new) {
    owner.rows.push_back(&*place);
    place->second.on_hand = world_.settings.get().default_stock;
    place->second.changed = world_.timeline.now();
  }
  return place->second;
}

void Wms::move(WmsOrder& order, std::int64_t sign) {
  for (const auto& line : order.lines) {
    auto& stock = stock_of(order.depositor, order.warehouse, line.sku);
    stock.committed += sign * (line.quantity - line.shipped);
    stock.changed = world_.timeline.now();
    stock_changed(order.depositor, order.warehouse, line.sku);
  }
}

void Wms::stock_changed(const std::string& depositor, const std::string& warehouse, const std::string& sku) {
  if (webhooks_.empty()) return;
  const std::pair key(warehouse, sku);
  tell("inventory.changed", depositor, rendered(key, depositors_[depositor].stock[key]));
}

void Wms::set_stock(const std::string& depositor, const std::string& warehouse, const std::string& sku,
                    std::int64_t on_hand) {
  std::scoped_lock lock(mutex_);
  auto& stock = stock_of(depositor, warehouse, sku);
  stock.on_hand = on_hand;
  stock.changed = world_.timeline.now();
  stock_changed(depositor, warehouse, sku);
}

// The cursor counts rows.
Response Wms::list_inventory(Call& call) {
  const auto* warehouse = call.request.parameter("warehouse_id");
  const auto* sku = call.request.parameter("sku");
  const auto* since = call.request.parameter("changed_since");
  const auto changed = since ? *parse_time(*since) : Instant{};
  auto page = WmsPage::read(call, world_.seed);
  if (!page) return refusal(&call, 400, page.error().message, {});
  std::scoped_lock lock(mutex_);
  const auto& rows = depositor(call).rows;
  for (auto number = page->start({}).number; number < rows.size(); ++number) {
    const auto& [key, stock] = *rows[number];
    if ((warehouse && key.first != *warehouse) || (sku && key.second != *sku) || stock.changed < changed) continue;
    if (page->full()) {
      page->continue_at({Instant{}, number});
      break;
    }
    page->add(rendered(key, stock));
  }
  std::string head;
  JsonOut(head).text("as_of", format_time(call.now));
  return page->answer(head);
}

}  // namespace fairway::sandbox
