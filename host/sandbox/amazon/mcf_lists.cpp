// Lists that come in pages: fulfilment orders by their last change, and FBA stock by SKU.
#include <charconv>

#include "host/base/text.hpp"
#include "host/sandbox/amazon/amazon.hpp"
#include "host/sandbox/amazon/mcf.hpp"
#include "host/sandbox/amazon/mcf_render.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::size_t kListedOrders = 50, kListedSkus = 50;
constexpr auto kInventoryTokenLife = std::chrono::seconds(30);

// What a page token says: where the next page begins, and when it was given. Bound to the query beside it.
struct ListPlace {
  std::size_t from = 0;
  Instant made;
};
std::uint64_t print_of(const Request& request) {
  auto query = request.query;
  std::erase_if(query, [](const auto& pair) { return pair.first == "nextToken"; });
  std::sort(query.begin(), query.end());
  std::uint64_t sum = hash_of("list");
  for (const auto& [name, value] : query) sum = hash_of(value, hash_of(name, sum) + 1);
  return sum;
}
std::string token_of(const ListPlace& place, const Request& request) {
  return to_base64(
      fmt::format("\xfb\xff\xbf{} {} {}", place.from, place.made.time_since_epoch().count(), print_of(request)));
}
std::optional<ListPlace> list_place(const Request& request) {
  const auto* token = request.parameter("nextToken");
  if (!token) return ListPlace{};
  const auto opened = from_base64(*token);
  if (!opened || !opened->starts_with("\xfb\xff\xbf")) return std::nullopt;
  const auto parts = split(opened->substr(3), ' ');
  if (parts.size() != 3 || parts[2] != std::to_string(print_of(request))) return std::nullopt;
  ListPlace place;
  std::int64_t made = 0;
  std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), place.from);
  std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), made);
  place.made = Instant(Millis(made));
  return place;
}

// The rows of one page, with the faults that concern rows; `next` where more follow.
template <class Row>
std::vector<Row> page_of(const std::vector<Row>& all, const ListPlace& place, std::size_t size, const Call& call,
                         std::string& next) {
  const auto from = std::min(place.from, all.size()), to = std::min(from + size, all.size());
  std::vector<Row> rows(all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(to));
  if (to < all.size()) next = token_of({to, call.now}, call.request);
  if (call.strikes.has(FaultKind::repeat_page)) next = token_of({from, call.now}, call.request);
  if (call.strikes.has(FaultKind::shuffle_rows)) std::reverse(rows.begin(), rows.end());
  if (call.strikes.has(FaultKind::duplicate_rows))
    rows.insert(rows.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>((rows.size() + 1) / 2));
  return rows;
}

void render_stock(JsonOut& out, const std::string& sku, const FbaStock& stock, bool details) {
  const auto id = hash_of(sku) % 1'000'000'000;
  out.open().text("asin", fmt::format("B0{:08}", id % 100'000'000)).text("fnSku", fmt::format("X{:09}", id));
  out.text("sellerSku", sku).text("condition", "NewItem");
  if (details) {
    out.open("inventoryDetails").number("fulfillableQuantity", stock.fulfillable);
    out.number("inboundWorkingQuantity", 0).number("inboundShippedQuantity", 0).number("inboundReceivingQuantity", 0);
    out.open("reservedQuantity").number("totalReservedQuantity", stock.reserved);
    out.number("pendingCustomerOrderQuantity", stock.reserved).number("pendingTransshipmentQuantity", 0);
    out.number("fcProcessingQuantity", 0).close().close();
  }
  out.text("lastUpdatedTime", format_time(stock.updated)).text("productName", "Product " + sku);
  out.number("totalQuantity", stock.fulfillable + stock.reserved).close();
}

}  // namespace

Response Mcf::list(const Call& call) {
  const auto place = list_place(call.request);
  if (!place) return amazon_error(400, "InvalidInput", "nextToken is not one of this query");
  const auto* start = call.request.parameter("queryStartDate");
  const auto since = start ? *parse_time(*start) : Instant{};
  std::scoped_lock lock(mutex_);
  std::vector<const McfOrder*> all;
  for (const auto& [key, order] : orders_)
    if (key.first == call.account && order.updated >= since) all.push_back(&order);
  std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->number < b->number; });
  std::string next;
  Response response;
  JsonOut out(response.body);
  out.open().open("payload").open_list("fulfillmentOrders");
  for (const auto* order : page_of(all, *place, kListedOrders, call, next)) render_mcf_head(out, *order);
  out.close_list().text_if("nextToken", next).close().close();
  return response;
}

Response Mcf::inventory(const Call& call) {
  const auto& marketplace = *call.request.parameter("granularityId");
  if (!find_marketplace(marketplace) || marketplace != *call.request.parameter("marketplaceIds"))
    return amazon_error(400, "InvalidInput", "granularityId is not the marketplace of marketplaceIds");
  const auto place = list_place(call.request);
  if (!place || (place->from > 0 && call.now - place->made > kInventoryTokenLife))
    return amazon_error(400, "InvalidInput", "nextToken has expired or is not one of this query");
  const auto* details = call.request.parameter("details");
  const auto* start = call.request.parameter("startDateTime");
  const auto* sku = call.request.parameter("sellerSku");
  const auto* list = call.request.parameter("sellerSkus");
  const auto skus = list ? split(*list, ',') : std::vector<std::string>();
  const auto since = start ? *parse_time(*start) : Instant{};
  std::scoped_lock lock(mutex_);
  std::vector<const Shelf::value_type*> all;
  for (const auto& row : shelf_of(call.account, marketplace))
    if (row.second.updated >= since && (!sku || row.first == *sku) &&
        (skus.empty() || std::find(skus.begin(), skus.end(), row.first) != skus.end()))
      all.push_back(&row);
  std::string next;
  Response response;
  JsonOut out(response.body);
  out.open().open("payload").open("granularity").text("granularityType", "Marketplace").text("granularityId", marketplace);
  out.close().open_list("inventorySummaries");
  for (const auto* row : page_of(all, *place, kListedSkus, call, next))
    render_stock(out, row->first, row->second, details && *details == "true");
  out.close_list().close();
  if (!next.empty()) out.open("pagination").text("nextToken", next).close();
  out.close();
  return response;
}

}  // namespace fairway::sandbox
