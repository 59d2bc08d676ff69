// Reports 2021-06-30: asked for, waited for, read. The sandbox makes the two flat files of all orders, and that of all listings.
#include "host/base/text.hpp"
#include "host/sandbox/amazon/amazon.hpp"
#include "host/sandbox/amazon/gzip.hpp"
#include "host/sandbox/json_out.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::string_view kByUpdate = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL";
constexpr std::string_view kByOrderDate = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL";
constexpr std::string_view kAllListings = "GET_MERCHANT_LISTINGS_ALL_DATA";
constexpr std::string_view kReportDocument = "text/plain;charset=Cp1252";

// The first columns of the report, in their order (developer-docs.amazon.com/sp-api, report type values of orders).
constexpr std::string_view kColumns =
    "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\t"
    "sales-channel\torder-channel\tship-service-level\tproduct-name\tsku\tasin\titem-status\tquantity\tcurrency\t"
    "item-price\r\n";

std::string_view report_status(OrderStatus status) {
  switch (status) {
    case OrderStatus::pending_availability:
    case OrderStatus::pending: return "Pending";
    case OrderStatus::unshipped: return "Unshipped";
    case OrderStatus::partially_shipped: return "PartiallyShipped";
    case OrderStatus::shipped: return "Shipped";
    default: return "Cancelled";
  }
}

std::string sales_channel(const Order& order) {
  if (order.sold_elsewhere) return "Non-Amazon";
  std::string domain(order.marketplace->domain);
  domain.front() = 'A';
  return domain;
}

// "2026-11-01T10:00:00+00:00"
std::string report_time(Instant at) {
  const auto text = format_time(at);
  return text.substr(0, 19) + "+00:00";
}

// A row for each item, as Amazon has it.
void append_rows(std::string& out, const Order& order) {
  for (const auto& line : order.lines) {
    const auto price = line.unit_price * line.quantity;
    out += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}.{:02}\r\n", order.id,
                       order.seller_order_id, report_time(order.created), report_time(order.updated),
                       report_status(order.status), order.by_amazon ? "Amazon" : "Merchant", sales_channel(order),
                       order.service_level, line.title, line.sku, line.asin, report_status(order.status), line.quantity,
                       order.marketplace->currency, price / 100, price % 100);
  }
}

void render(JsonOut& out, const Report& report) {
  out.open().text("reportId", report.id).text("reportType", report.type).open_list("marketplaceIds");
  for (const auto& id : report.marketplaces) out.text(id);
  out.close_list().text("dataStartTime", format_time(report.from)).text("dataEndTime", format_time(report.to));
  out.text("createdTime", format_time(report.created)).text("processingStatus", name_of(report.status));
  if (report.started) out.text("processingStartTime", format_time(*report.started));
  if (report.ended) out.text("processingEndTime", format_time(*report.ended));
  out.text_if("reportDocumentId", report.document).close();
}

}  // namespace

Response Amazon::create_report(Call& call) {
  Report report;
  report.type = text_at(call.body, "reportType");
  if (report.type != kByUpdate && report.type != kByOrderDate && report.type != kAllListings)
    return amazon_error(400, "InvalidInput", "The sandbox does not make reports of this type");
  const auto from = parse_time(text_at(call.body, "dataStartTime")), to = parse_time(text_at(call.body, "dataEndTime"));
  report.seller = call.account;
  report.created = call.now;
  report.to = to.value_or(call.now);
  report.from = from.value_or(report.to - std::chrono::hours(24));
  if (report.to < report.from) return amazon_error(400, "InvalidInput", "dataEndTime is before dataStartTime");
  report.hangs = call.strikes.has(FaultKind::hang_report);
  report.dies = call.strikes.has(FaultKind::fatal_report);
  report.ends_cancelled = call.strikes.has(FaultKind::cancel_report);
  if (const auto* wanted = find(call.body, "reportOptions"))
    report.english = text_at(*wanted, "preferredReportDocumentLocale") == "en_US";
  for (const auto& id : find(call.body, "marketplaceIds")->get_array()) report.marketplaces.emplace_back(id.get_string());
  std::scoped_lock lock(mutex_);
  report.id = std::to_string(60'000'000'000 + ++report_number_);
  world_.journal.add({0, call.now, "amazon", "report", call.account, "", report.id, {{"type", report.type}}});
  world_.timeline.at(call.now + call.settings.paced(call.settings.report_queue),
                     [this, id = report.id] { start_report(id); });
  Response response{202};
  JsonOut(response.body).open().text("reportId", report.id).close();
  reports_[report.id] = std::move(report);
  return response;
}

void Amazon::start_report(const std::string& id) {
  std::scoped_lock lock(mutex_);
  const auto place = reports_.find(id);
  if (place == reports_.end() || place->second.status != FeedStatus::in_queue) return;
  const auto now = world_.timeline.now();
  const auto settings = world_.settings.get();
  place->second.status = FeedStatus::in_progress;
  place->second.started = now;
  if (!place->second.hangs) world_.timeline.at(now + settings.paced(settings.report_work), [this, id] { end_report(id); });
}

// What no order fits, or no listing, is no document: the report ends CANCELLED.
void Amazon::end_report(const std::string& id) {
  std::scoped_lock lock(mutex_);
  const auto place = reports_.find(id);
  if (place == reports_.end()) return;
  auto& report = place->second;
  const auto now = world_.timeline.now();
  report.ended = now;
  report.status = report.dies ? FeedStatus::fatal : FeedStatus::cancelled;
  if (report.dies || report.ends_cancelled) return;
  report.document = report.type == kAllListings ? listing_document(report) : order_document(report, now);
  if (!report.document.empty()) report.status = FeedStatus::done;
}

std::string Amazon::order_document(const Report& report, Instant now) {
  auto text = report_text(report, now);
  if (text.empty()) return {};
  auto& document = new_document(report.seller, std::string(kReportDocument));
  document.zipped = document_number_ % 2 == 0;  // a client must cope with both
  document.content = document.zipped ? gzip(text) : std::move(text);
  document.uploaded = true;
  return document.id;
}

// What searchOrders hides is in it too; what changed lately is not yet.
std::string Amazon::report_text(const Report& report, Instant now) {
  const auto settings = world_.settings.get();
  const auto latest = std::min(report.to, now - settings.paced(settings.report_lag));
  const bool by_update = report.type == kByUpdate;
  const auto& index = by_update ? orders_.by_updated(report.seller) : orders_.by_created(report.seller);
  std::string text;
  for (auto at = index.lower_bound({report.from, 0, nullptr}); at != index.end() && at->at < latest; ++at) {
    const auto& wanted = report.marketplaces;
    if (std::find(wanted.begin(), wanted.end(), at->order->marketplace->id) == wanted.end()) continue;
    if (text.empty()) text = kColumns;
    append_rows(text, *at->order);
  }
  return text;
}

Response Amazon::get_report(Call& call) {
  std::scoped_lock lock(mutex_);
  const auto place = reports_.find(call.path[0]);
  if (place == reports_.end() || place->second.seller != call.account)
    return amazon_error(404, "NotFound", "The report was not found.");
  Response response;
  JsonOut out(response.body);
  render(out, place->second);
  return response;
}

Response Amazon::get_report_document(Call& call) {
  std::scoped_lock lock(mutex_);
  const auto place = documents_.find(call.path[0]);
  if (place == documents_.end() || place->second.seller != call.account)
    return amazon_error(404, "NotFound", "There is no such document.");
  Response response;
  JsonOut out(response.body);
  out.open().text("reportDocumentId", place->first).text("url", presigned(call.request, place->second, call.now));
  if (place->second.zipped) out.text("compressionAlgorithm", "GZIP");
  out.close();
  return response;
}

}  // namespace fairway::sandbox
