// The stream `stock`: what Amazon's fulfilment centres hold of each SKU, for the store's marketplace. A page token lives for 30
// seconds, so each pull reads everything from the start and has no cursor. `stock-lookup` names the SKUs that it wants.
#include "amazon.hpp"
#include "errors.hpp"
#include "marketplaces.hpp"
#include "remote/inventory.hpp"

namespace amazon {
namespace {

void emit_level(const fairway::RawJson& row, const std::string& location, fairway::Time as_of, fairway::PullOut& out) {
  const auto refuse = [&](const std::string& why, const std::string& pointer) {
    out.reject(row.text, fairway::StockLevel::kSchema, fairway::Error::rejected(why, pointer));
  };
  remote::InventorySummary summary;
  fairway::JsonError error;
  if (!fairway::read_json(row.text, summary, error)) return refuse(error.message, error.pointer);
  if (summary.seller_sku.empty()) return refuse("a level without a SKU", "/sellerSku");
  const auto& details = summary.inventory_details;
  if (!details.fulfillable_quantity)
    return refuse("how much is there?", "/inventoryDetails/fulfillableQuantity");  // not: zero
  fairway::StockLevel level;
  level.sku = summary.seller_sku, level.location = location;
  level.available = *details.fulfillable_quantity;
  if (const auto& reserved = details.reserved_quantity.total_reserved_quantity) level.on_hand = level.available + *reserved;
  level.committed = details.reserved_quantity.pending_customer_order_quantity;
  level.as_of = as_of;
  level.changed_at = fairway::time_of(summary.last_updated_time);
  out.emit(level);
}

// "&sellerSkus=A,B" (FBA Inventory v1: at most 50). A SKU with a comma in it cannot be named in such a list.
std::string only_these(const std::vector<std::string>& skus) {
  std::string list;
  for (const auto& sku : skus)
    if (sku.find(',') == std::string::npos) list += (list.empty() ? "" : ",") + fairway::url_encode(sku);
  return list.empty() ? list : "&sellerSkus=" + list;
}

}  // namespace

void Amazon::pull_stock(const fairway::Call& call, const fairway::PullRequest&, fairway::PullOut& out) {
  pull_summaries(call, {}, out);
}

void Amazon::look_up_stock(const fairway::Call& call, const std::vector<std::string>& skus, fairway::PullOut& out) {
  if (const auto only = only_these(skus); !only.empty()) pull_summaries(call, only, out);
}

void Amazon::pull_summaries(const fairway::Call& call, const std::string& only, fairway::PullOut& out) {
  const Marketplace& marketplace = *find_marketplace_name(settings().marketplace)->marketplace;
  const std::string id(marketplace.id), location = "FBA-" + std::string(marketplace.country);
  const std::string path = "/fba/inventory/v1/summaries?details=true&granularityType=Marketplace&granularityId=" + id +
                           "&marketplaceIds=" + id + only;
  std::string token, first;  // of the page before: its first row
  for (;;) {
    call.check();
    const fairway::Time asked_at = host().now();  // Amazon does not say as of when it answers
    auto response =
        client_.get(call, token.empty() ? path : path + "&nextToken=" + fairway::url_encode(token), "getInventorySummaries");
    if (response.status == 400 && !token.empty())
      throw fairway::Error::unavailable("getInventorySummaries: a page token has expired");
    const auto page = expect_success(std::move(response), "getInventorySummaries").as<remote::InventoryAnswer>();
    if (!page.payload.inventory_summaries)
      throw fairway::Error::unavailable("getInventorySummaries: an answer without summaries");
    const auto& rows = *page.payload.inventory_summaries;
    for (const auto& row : rows) emit_level(row, location, asked_at, out);
    out.checkpoint("");
    if (page.pagination.next_token.empty()) return;
    if (page.pagination.next_token == token || (!rows.empty() && rows.front().text == first))
      throw fairway::Error::unavailable("getInventorySummaries: the next page is the same one again");
    token = page.pagination.next_token;
    first = rows.empty() ? std::string() : rows.front().text;
  }
}

}  // namespace amazon
