// The stream `stock`: all SKUs of the warehouse, page by page, each page with the warehouse's own time. And
// `stock-lookup`: some of them, each by itself.
#include <optional>
#include <utility>

#include "pages.hpp"
#include "wms_rest.hpp"

namespace wms_rest {
namespace {

void emit_level(const fairway::RawJson& row, std::optional<fairway::Time> as_of, fairway::PullOut& out) {
  remote::Stock stock;
  fairway::JsonError error;
  const auto refuse = [&](const std::string& why, const std::string& pointer) {
    out.reject(row.text, fairway::StockLevel::kSchema, fairway::Error::rejected(why, pointer));
  };
  if (!fairway::read_json(row.text, stock, error)) return refuse(error.message, error.pointer);
  if (stock.sku.empty()) return refuse("a level without a SKU", "/sku");
  if (!fairway::JsonView::parse(row.text)["available"].exists())
    return refuse("how much is there?", "/available");  // not: zero
  fairway::StockLevel level;
  level.sku = stock.sku, level.location = stock.warehouse_id;
  level.available = stock.available, level.on_hand = stock.on_hand, level.committed = stock.committed;
  level.as_of = as_of, level.changed_at = stock.changed_at;
  out.emit(level);
}

// The levels of one SKU, of which there may be several.
void pull_one(const Client& client, const fairway::Call& call, const std::string& path, fairway::PullOut& out) try {
  for (std::string cursor;;) {
    const auto page = fetch_page(client, call, path, cursor, "listInventory");
    for (const auto& row : *page.items) emit_level(row, page.as_of, out);
    if (page.next.empty()) return;
    cursor = page.next;
  }
} catch (const PageLost&) { throw fairway::Error::unavailable("listInventory: the next page is not known any more"); }

}  // namespace

// The cursor is that of the page to come; empty: from the start. A snapshot that was left in the middle goes on, for each
// page says as of when it is.
void WmsRest::pull_stock(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) {
  const std::string path = "/inventory?warehouse_id=" + fairway::url_encode(settings().warehouse);
  std::string cursor(request.cursor);
  std::uint32_t seen = 0;
  for (bool more = true; more;) {
    call.check();
    try {
      const auto page = fetch_page(client_, call, path, cursor, "listInventory");
      for (const auto& row : *page.items) emit_level(row, page.as_of, out);
      cursor = page.next;
      seen += static_cast<std::uint32_t>(page.items->size());
    } catch (const PageLost&) {
      cursor.clear();
      continue;
    }
    more = !cursor.empty() && (request.max_docs == 0 || seen < request.max_docs);
    out.checkpoint(cursor);
  }
}

// One question that fails is no reason not to ask the next; where two in a row do, the warehouse is down.
void WmsRest::look_up_stock(const fairway::Call& call, const std::vector<std::string>& skus, fairway::PullOut& out) {
  const std::string path = "/inventory?warehouse_id=" + fairway::url_encode(settings().warehouse) + "&sku=";
  std::optional<fairway::Error> failed;
  bool well = true;
  for (const auto& sku : skus) {
    call.check();
    try {
      pull_one(client_, call, path + fairway::url_encode(sku), out);
      out.checkpoint("");
      well = true;
    } catch (const fairway::Error& error) {
      const bool of_one = error.code() == FW_E_UNAVAILABLE || error.code() == FW_E_REJECTED;
      if (!of_one || !std::exchange(well, false)) throw;
      failed = error;
    }
  }
  if (failed) throw *failed;
}

}  // namespace wms_rest
