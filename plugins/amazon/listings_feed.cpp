#include "listings_feed.hpp"

#include <algorithm>

#include "listing_body.hpp"

namespace amazon {
namespace {

using fairway::Error;
using fairway::ListingWish;

// Amazon's limits of the feed (developer-docs.amazon.com/sp-api, "Feed Type Values"), the second with room for its header.
constexpr std::size_t kMessagesPerFeed = 25'000, kBytesPerFeed = (10u << 20) - 4096;

struct FeedHeader {
  using json_case = fairway::CamelCase;
  std::string seller_id, version, issue_locale;
};
BOOST_DESCRIBE_STRUCT(FeedHeader, (), (seller_id, version, issue_locale))

struct MessageHead {
  using json_case = fairway::CamelCase;
  std::int64_t message_id = 0;
  std::string sku, operation_type;
};
BOOST_DESCRIBE_STRUCT(MessageHead, (), (message_id, sku, operation_type))

struct ReportIssue {
  using json_case = fairway::CamelCase;
  std::string sku, code, severity, message, attribute_name;
};
BOOST_DESCRIBE_STRUCT(ReportIssue, (), (sku, code, severity, message, attribute_name))

struct ReportSummary {
  using json_case = fairway::CamelCase;
  std::int64_t messages_processed = 0, messages_accepted = 0, messages_invalid = 0;
};
BOOST_DESCRIBE_STRUCT(ReportSummary, (), (messages_processed, messages_accepted, messages_invalid))

struct ReportText {
  std::vector<ReportIssue> issues;
  ReportSummary summary;
};
BOOST_DESCRIBE_STRUCT(ReportText, (), (issues, summary))

// Members of the first object, then those of the second.
std::string joined(std::string head, const std::string& body) {
  if (body.empty()) return head;
  head.back() = ',';
  return head.append(body, 1);
}

std::string quantity_of(const fairway::ListingChange& change) {
  if (change.wish == ListingWish::hide) return quantity_body(0, change.product_type);
  if (!change.quantity) throw Error::rejected("how many are in stock?", "/quantity");
  return quantity_body(*change.quantity, change.product_type);
}

struct FeedOperation {
  const char* type;
  std::string body;
};
FeedOperation operation_of(const fairway::ListingChange& change, const Marketplace& marketplace) {
  switch (change.wish.value) {
    case ListingWish::publish: return {"UPDATE", offer_body(change, marketplace)};
    case ListingWish::hide:
    case ListingWish::unhide: return {"PATCH", quantity_of(change)};
    case ListingWish::delist: return {"DELETE", ""};
    default: throw Error::rejected("not by feed: " + std::string(change.wish.text()), "/wish");
  }
}

}  // namespace

ListingsFeed::ListingsFeed(const std::string& seller_id, const Marketplace& marketplace)
    : marketplace_(marketplace),
      text_("{\"header\":" + fairway::to_json(FeedHeader{seller_id, "2.0", "en_US"}) + ",\"messages\":[") {}

bool ListingsFeed::add(const fairway::ListingChange& change) {
  const auto operation = operation_of(change, marketplace_);
  const MessageHead head{static_cast<std::int64_t>(messages_) + 1, change.sku, operation.type};
  const auto message = joined(fairway::to_json(head), operation.body);
  if (messages_ == kMessagesPerFeed || text_.size() + message.size() > kBytesPerFeed) return false;
  if (messages_++ > 0) text_ += ',';
  text_ += message;
  return true;
}

ListingsReport read_listings_report(std::string_view json) {
  ReportText report;
  fairway::JsonError error;
  if (!fairway::read_json(json, report, error)) throw Error::unavailable("the report about a feed: " + error.message);
  ListingsReport read;
  for (const auto& issue : report.issues) {
    const bool bad = issue.severity == "ERROR";
    if (issue.sku.empty()) {  // of the whole file, or of a message by its number alone
      if (bad) read.unclear = issue.code + ' ' + issue.message;
      continue;
    }
    auto& of = read.by_sku[issue.sku];
    if (of.status.empty()) of.status = "ACCEPTED";
    if (bad) of.status = "INVALID";
    std::vector<std::string> attributes;
    if (!issue.attribute_name.empty()) attributes.push_back(issue.attribute_name);
    of.issues.push_back({issue.code, issue.message, issue.severity, std::move(attributes), {}});
  }
  const auto refused =
      std::count_if(read.by_sku.begin(), read.by_sku.end(), [](const auto& one) { return one.second.status == "INVALID"; });
  const auto& summary = report.summary;
  if (read.unclear.empty() && summary.messages_invalid > refused)
    read.unclear = std::to_string(summary.messages_invalid) + " messages are invalid, and not all of them are named";
  if (read.unclear.empty() && summary.messages_processed > refused && summary.messages_accepted == 0)
    read.unclear = "no message was accepted";
  return read;
}

}  // namespace amazon
