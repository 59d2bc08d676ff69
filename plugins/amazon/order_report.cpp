// The stream `order-ids`: what changed in a window, by the order report, which Amazon makes another way than searchOrders.
// A report is asked for, waited for and read once it is done. Its cursor names it; an empty one says that it was read.
#include <unordered_set>

#include "amazon.hpp"
#include "marketplaces.hpp"
#include "order_pull.hpp"
#include "report.hpp"
#include "report_rows.hpp"
#include "text.hpp"

namespace amazon {
namespace {

using fairway::Error;

constexpr std::string_view kReportType = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL";  // holds nothing personal
constexpr std::chrono::hours kReportStuck{2};    // most are done in minutes; one that hangs may hang for days
constexpr std::size_t kIdsPerCheckpoint = 1000;  // well below what may be in hand without one
constexpr std::size_t kMarketplacesPerReport = 25;

struct ReportCursor {
  std::string report;
  fairway::Time since, until;  // of the window that it was asked for
  fairway::Time asked_at;
};
BOOST_DESCRIBE_STRUCT(ReportCursor, (), (report, since, until, asked_at))

struct NamedStatus {
  std::string_view amazon;  // in lower case, without blanks
  fairway::OrderStatus ours;
};
constexpr NamedStatus kReportStatuses[] = {
    {"pending", fairway::OrderStatus::pending},     {"pendingavailability", fairway::OrderStatus::pending_availability},
    {"unshipped", fairway::OrderStatus::unshipped}, {"partiallyshipped", fairway::OrderStatus::partially_shipped},
    {"shipped", fairway::OrderStatus::shipped},     {"cancelled", fairway::OrderStatus::cancelled},
    {"canceled", fairway::OrderStatus::cancelled},  {"unfulfillable", fairway::OrderStatus::unfulfillable}};

fairway::Open<fairway::OrderStatus> status_of(std::string_view text) {
  std::string plain = lower(text);
  std::erase(plain, ' ');
  for (const auto& one : kReportStatuses)
    if (one.amazon == plain) return one.ours;
  fairway::Open<fairway::OrderStatus> other;
  other.raw = readable(text);
  return other;
}

class OrderReport {
 public:
  OrderReport(const fairway::Host& host, const Client& client, const Settings& settings, const fairway::Call& call,
              const fairway::PullRequest& request, fairway::PullOut& out)
      : host_(host),
        request_(request),
        out_(out),
        report_(host, client, call, "order report", kReportStuck),
        params_(request.params_as<OrderParams>()) {
    if (!params_.since || !params_.until) throw Error(FW_E_INVALID, "a window has two ends", "/since");
    for (const auto& store : params_.stores) stores_.emplace(store.marketplace_id, store.nickname);
    if (stores_.empty()) stores_.emplace(find_marketplace_name(settings.marketplace)->marketplace->id, "");
    if (stores_.size() > kMarketplacesPerReport) throw Error(FW_E_INVALID, "at most 25 marketplaces in one report");
  }

  void run() {
    ReportCursor cursor;
    fairway::JsonError error;
    if (!request_.cursor.empty() && !fairway::read_json(request_.cursor, cursor, error))
      throw Error(FW_E_INVALID, "cursor: " + error.message, error.pointer);
    if (cursor.report.empty() || cursor.since != *params_.since || cursor.until != *params_.until) return ask();
    if (const auto document = report_.document(cursor.report, cursor.asked_at)) return read(cursor, *document);
    out_.checkpoint(request_.cursor);
  }

 private:
  void ask() {
    ReportAsked asked{std::string(kReportType), {}, params_.since, params_.until, {}};
    for (const auto& [id, nickname] : stores_) asked.marketplace_ids.push_back(id);
    out_.checkpoint(fairway::to_json(ReportCursor{report_.ask(asked), *params_.since, *params_.until, host_.now()}));
  }

  void read(const ReportCursor& cursor, const std::string& document) {
    ReportRows rows([this](const ReportRow& row) { take(row); },
                    [this](std::string_view line, const char* why) {
                      out_.reject(line, fairway::OrderId::kSchema, Error::rejected(why));
                      keep_up();
                    });
    const auto response = report_.download(document, {}, [&rows](std::string_view piece) { rows.feed(piece); });
    rows.end();
    if (rows.good() == 0 && (rows.bad() > 0 || !rows.known()))
      throw Error::rejected("no row of order report " + cursor.report + " can be read; its type is " +
                            std::string(response.header("content-type")));
    if (elsewhere_ > 0)
      host_.info("rows of other marketplaces, or of orders sold elsewhere, were passed over",
                 {{"count", std::to_string(elsewhere_)}});
    out_.checkpoint("");
  }

  // An order has a row for each of its items.
  void take(const ReportRow& row) {
    const std::string channel = lower(row.sales_channel);
    if (channel.starts_with("non-amazon")) return void(++elsewhere_);  // what Amazon ships for others is no order of ours
    fairway::OrderId order;
    for (const auto& [id, nickname] : stores_)
      if (const auto* marketplace = find_marketplace(id); marketplace && marketplace->domain == channel)
        order.store = nickname;
    if (order.store.empty() && is_shop(channel) && !serves(channel)) return void(++elsewhere_);
    order.channel_order_id = row.order_id;
    if (!seen_.insert(order.channel_order_id).second) return;
    order.status = status_of(row.status);
    order.updated_at = fairway::time_of(std::string(row.last_updated));
    out_.emit(order);
    keep_up();
  }

  static bool is_shop(const std::string& domain) {
    const auto& all = marketplace_names();
    return std::any_of(all.begin(), all.end(), [&](const auto& name) { return name.marketplace->domain == domain; });
  }
  bool serves(const std::string& domain) const {
    return std::any_of(stores_.begin(), stores_.end(), [&](const auto& store) {
      const auto* marketplace = find_marketplace(store.first);
      return marketplace && marketplace->domain == domain;
    });
  }

  // The report is read from its beginning after a crash: the cursor stays, and what is emitted twice does no harm.
  void keep_up() {
    if (++since_checkpoint_ < kIdsPerCheckpoint) return;
    since_checkpoint_ = 0;
    out_.checkpoint(request_.cursor);
    out_.progress(static_cast<std::int64_t>(seen_.size()));
  }

  fairway::Host host_;
  const fairway::PullRequest& request_;
  fairway::PullOut& out_;
  Report report_;
  OrderParams params_;
  std::map<std::string, std::string> stores_;  // marketplace id -> nickname
  std::unordered_set<std::string> seen_;
  std::size_t since_checkpoint_ = 0, elsewhere_ = 0;
};

}  // namespace

void Amazon::pull_order_ids(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) {
  OrderReport(host(), client_, settings(), call, request, out).run();
}

}  // namespace amazon
