#include "report.hpp"

#include <algorithm>

#include "errors.hpp"
#include "report_rows.hpp"

namespace amazon {
namespace {

using fairway::Error;

constexpr const char* kReports = "/reports/2021-06-30/";
constexpr std::chrono::hours kReportUnread{24};  // one that is done and cannot be had
constexpr std::size_t kFirstWords = 200;

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

}  // namespace

std::string Report::ask(const ReportAsked& asked) const {
  auto request = fairway::HttpRequest::json("POST", kReports + std::string("reports"), asked);
  request.operation = "createReport";
  auto response = client_.send(call_, std::move(request));
  // The token is good, for other calls go on with it: this application may not have such reports made.
  if (response.status == 403) throw Error::rejected("createReport is not allowed: " + describe_error(response));
  const auto made = expect_success(std::move(response), "createReport").as<ReportMade>();
  if (made.report_id.empty()) throw Error::unavailable("createReport: an answer without a report's id");
  return made.report_id;
}

void Report::check_age(const std::string& report, fairway::Time asked_at) const {
  if (older_than(asked_at, kReportUnread)) throw Error::rejected(name_ + ' ' + report + " cannot be had for a day");
}

std::optional<std::string> Report::document(const std::string& report, fairway::Time asked_at) const {
  check_age(report, asked_at);
  auto response = client_.get(call_, kReports + ("reports/" + fairway::url_encode(report)), "getReport");
  if (response.status == 404) throw Error::rejected("Amazon knows " + name_ + ' ' + report + " no more");
  const auto state = expect_success(std::move(response), "getReport").as<ReportState>();
  const std::string& status = state.processing_status;
  if (status == "DONE") {
    if (state.report_document_id.empty()) throw Error::rejected(name_ + ' ' + report + " is done and has no document");
    return state.report_document_id;
  }
  if (status == "CANCELLED" || status == "FATAL") give_up(report, status, state.report_document_id);
  if (older_than(asked_at, stuck_))
    throw Error::rejected(name_ + ' ' + report + " is " + status + " for " + std::to_string(stuck_.count()) + " hours");
  return std::nullopt;
}

// CANCELLED is what Amazon says where there is no data, too, but not only there: it proves nothing.
void Report::give_up(const std::string& report, const std::string& status, const std::string& document) const {
  std::string why = status == "FATAL" ? " (FATAL)" : " (CANCELLED: no data, or asked again too soon)";
  if (!document.empty()) {
    const auto reason = host_.http(call_, request(document));
    why += ": " + readable(std::string_view(reason.body).substr(0, kFirstWords));
  }
  throw Error::rejected("Amazon made no " + name_ + ' ' + report + why);
}

// The URL is signed and lives for five minutes, so it is fetched at once, without our token.
fairway::HttpRequest Report::request(const std::string& document) const {
  auto response = client_.get(call_, kReports + ("documents/" + fairway::url_encode(document)), "getReportDocument");
  if (response.status == 404) throw Error::rejected("Amazon has the document of this " + name_ + " no more");
  const auto found = expect_success(std::move(response), "getReportDocument").as<ReportDocument>();
  fairway::HttpRequest request;
  request.url = found.url;
  request.gunzip = found.compression_algorithm == "GZIP";
  request.timeout = std::max(call_.remaining(), std::chrono::milliseconds(1000));
  return request;
}

fairway::HttpResponse Report::download(const std::string& document, const Head& head, const Piece& piece) const {
  auto asked = request(document);
  asked.head_to = head;
  asked.body_to = [&](std::string_view bytes) {
    call_.check();
    piece(bytes);
  };
  auto response = host_.http(call_, asked);
  if (!response.ok()) throw Error::unavailable("download of the " + name_ + ": HTTP " + std::to_string(response.status));
  return response;
}

}  // namespace amazon
