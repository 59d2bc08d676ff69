// The stream `order-ids`: what changed in a window, by the order report, which Amazon makes another way than searchOrders.
// A report is asked for, waited for and read once it is done. Its cursor names it; an empty one says that it was read.
#include <unordered_set>

#include "amazon.hpp"
#include "errors.hpp"
#include "marketplaces.hpp"
#include "order_pull.hpp"
#include "report_rows.hpp"
#include "text.hpp"

namespace amazon {
namespace {

using fairway::Error;

constexpr const char* kReports = "/reports/2021-06-30/";
constexpr std::string_view kReportType = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL";  // holds nothing personal
constexpr std::chrono::hours kReportStuck{2};    // most are done in minutes; one that hangs may hang for days
constexpr std::chrono::hours kReportUnread{24};  // one that is done and cannot be had
constexpr std::size_t kIdsPerCheckpoint = 1000;  // well below what may be in hand without one
constexpr std::size_t kMarketplacesPerReport = 25;

struct ReportCursor {
  std::string report;
  fairway::Time since, until;  // of the window that it was asked for
  fairway::Time asked_at;
};
BOOST_DESCRIBE_STRUCT(ReportCursor, (), (report, since, until, asked_at))

struct ReportAsked {
  using json_case = fairway::CamelCase;
  std::string report_type;
  std::vector<std::string> marketplace_ids;
  fairway::Time data_start_time, data_end_time;
};
BOOST_DESCRIBE_STRUCT(ReportAsked, (), (report_type, marketplace_ids, data_start_time, data_end_time))

struct ReportMade {
  using json_case = fairway::CamelCase;
  std::string report_id;
};
BOOST_DESCRIBE_STRUCT(ReportMade, (), (report_id))

struct ReportState {
  using json_case = fairway::CamelCase;
  std::string processing_status, report_document_id;
};
BOOST_DESCRIBE_STRUCT(ReportState, (), (processing_status, report_document_id))

struct ReportDocument {
  using json_case = fairway::CamelCase;
  std::string url, compression_algorithm;
};
BOOST_DESCRIBE_STRUCT(ReportDocument, (), (url, compression_algorithm))

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
      : host_(host), client_(client), call_(call), request_(request), out_(out), params_(request.params_as<OrderParams>()) {
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
    if (older_than(cursor, kReportUnread))
      throw Error::rejected("order report " + cursor.report + " cannot be had for a day");
    auto response = client_.get(call_, kReports + ("reports/" + fairway::url_encode(cursor.report)), "getReport");
    if (response.status == 404) throw Error::rejected("Amazon knows order report " + cursor.report + " no more");
    const auto state = expect_success(std::move(response), "getReport").as<ReportState>();
    if (state.processing_status == "DONE") return read(cursor, state);
    if (state.processing_status == "CANCELLED" || state.processing_status == "FATAL") give_up(cursor, state);
    if (older_than(cursor, kReportStuck))
      throw Error::rejected("order report " + cursor.report + " is " + state.processing_status + " for two hours");
    out_.checkpoint(request_.cursor);
  }

 private:
  bool older_than(const ReportCursor& cursor, std::chrono::hours age) const {
    return host_.now().ms - cursor.asked_at.ms > std::chrono::milliseconds(age).count();
  }

  void ask() {
    ReportAsked asked{std::string(kReportType), {}, *params_.since, *params_.until};
    for (const auto& [id, nickname] : stores_) asked.marketplace_ids.push_back(id);
    auto request = fairway::HttpRequest::json("POST", kReports + std::string("reports"), asked);
    request.operation = "createReport";
    auto response = client_.send(call_, std::move(request));
    // The token is good, for the pull of orders goes on with it: this application may not have reports made.
    if (response.status == 403) throw Error::rejected("createReport is not allowed: " + describe_error(response));
    const auto made = expect_success(std::move(response), "createReport").as<ReportMade>();
    if (made.report_id.empty()) throw Error::unavailable("createReport: an answer without a report's id");
    out_.checkpoint(fairway::to_json(ReportCursor{made.report_id, *params_.since, *params_.until, host_.now()}));
  }

  // CANCELLED is what Amazon says where no order fits, too, but not only there: it proves nothing.
  [[noreturn]] void give_up(const ReportCursor& cursor, const ReportState& state) {
    std::string why = state.processing_status == "FATAL" ? " (FATAL)" : " (CANCELLED: no data, or asked again too soon)";
    if (!state.report_document_id.empty()) why += ": " + first_words(document(state));
    throw Error::rejected("Amazon made no order report " + cursor.report + why);
  }

  std::string first_words(const fairway::HttpRequest& request) const {
    const auto response = host_.http(call_, request);
    return readable(std::string_view(response.body).substr(0, 200));
  }

  // The URL is signed and lives for five minutes, so it is fetched at once, without our token.
  fairway::HttpRequest document(const ReportState& state) const {
    auto response =
        client_.get(call_, kReports + ("documents/" + fairway::url_encode(state.report_document_id)), "getReportDocument");
    const auto document = expect_success(std::move(response), "getReportDocument").as<ReportDocument>();
    fairway::HttpRequest request;
    request.url = document.url;
    request.gunzip = document.compression_algorithm == "GZIP";
    request.timeout = std::max(call_.remaining(), std::chrono::milliseconds(1000));
    return request;
  }

  void read(const ReportCursor& cursor, const ReportState& state) {
    if (state.report_document_id.empty())
      throw Error::rejected("order report " + cursor.report + " is done and has no document");
    ReportRows rows([this](const ReportRow& row) { take(row); },
                    [this](std::string_view line, const char* why) {
                      out_.reject(line, fairway::OrderId::kSchema, Error::rejected(why));
                      keep_up();
                    });
    auto request = document(state);
    request.body_to = [&](std::string_view piece) {
      call_.check();
      rows.feed(piece);
    };
    const auto response = host_.http(call_, request);
    if (!response.ok()) throw Error::unavailable("download of an order report: HTTP " + std::to_string(response.status));
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
  const Client& client_;
  const fairway::Call& call_;
  const fairway::PullRequest& request_;
  fairway::PullOut& out_;
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
