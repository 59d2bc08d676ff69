#include "host/sandbox/amazon/amazon.hpp"

#include "host/base/text.hpp"
#include "host/sandbox/amazon/operations.hpp"
#include "host/sandbox/json_out.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::size_t kLongestAgent = 500;
constexpr double kUnlimited = 1000;  // what a client that learns its rate is told when there is none

std::string_view code_of(int status) {
  switch (status) {
    case 400: return "InvalidInput";
    case 401:
    case 403: return "Unauthorized";
    case 404: return "NotFound";
    case 413: return "PayloadTooLarge";
    case 415: return "UnsupportedMediaType";
    case 429: return "QuotaExceeded";
    case 503: return "ServiceUnavailable";
    default: return "InternalFailure";
  }
}

bool is_presigned(const Operation& operation) {
  return operation.path.starts_with("/feed-documents/") || operation.path.starts_with("/definition-schemas/");
}

}  // namespace

Response amazon_error(int status, std::string_view code, std::string_view message, std::string_view details) {
  Response response{status};
  JsonOut(response.body)
      .open()
      .open_list("errors")
      .open()
      .text("code", code)
      .text("message", message)
      .text("details", details)
      .close()
      .close_list()
      .close();
  return response;
}

std::span<const Operation> Amazon::operations() const { return amazon_operations(); }

std::optional<Response> Amazon::sign_in(Call& call) {
  if (call.operation.auth == Auth::none) return std::nullopt;
  constexpr std::string_view kDenied = "Access to requested resource is denied.";
  switch (lwa_.check(call.request.header("x-amz-access-token"), call.now, call.account)) {
    case Lwa::Check::good: return std::nullopt;
    case Lwa::Check::missing:
      violate(call.operation.id, "rules", "x-amz-access-token", "is missing");
      return amazon_error(403, "Unauthorized", kDenied, "Access token is missing in the request header.");
    case Lwa::Check::expired: return token_refusal(call, true);
    case Lwa::Check::revoked:
      return amazon_error(403, "Unauthorized", kDenied, "The access token you provided is revoked, malformed or invalid.");
    default: return token_refusal(call, false);
  }
}

Response Amazon::token_refusal(const Call& call, bool expired) {
  if (call.operation.id == "getToken") {
    Response response{400};
    JsonOut(response.body)
        .open()
        .text("error", "invalid_grant")
        .text("error_description", "The refresh token is not valid any more")
        .close();
    return response;
  }
  return amazon_error(403, "Unauthorized", "Access to requested resource is denied.",
                      expired ? "The access token you provided has expired."
                              : "The access token you provided is revoked, malformed or invalid.");
}

std::optional<Response> Amazon::throttle(Call& call) {
  const auto& settings = call.settings;
  if (!settings.rates || settings.scale <= 0 || call.operation.rate <= 0) return std::nullopt;
  std::scoped_lock lock(mutex_);
  const auto key = fmt::format("{} {}", call.operation.id, call.account);
  const auto wait = buckets_.take(key, call.operation.rate * settings.scale, call.operation.burst, call.now);
  if (wait.count() == 0) return std::nullopt;
  return amazon_error(429, "QuotaExceeded", "You exceeded your quota for the requested resource.");
}

void Amazon::check(const Call& call, std::vector<Problem>& problems) const {
  const auto& request = call.request;
  if (request.method == "GET" && request.announces_body)
    problems.push_back({"content-length", "a GET must not announce a body"});
  if (is_presigned(call.operation)) {
    if (request.has_header("x-amz-access-token"))
      problems.push_back({"x-amz-access-token", "must not be sent to a presigned URL", false});
    return;
  }
  if (call.operation.auth == Auth::none) return;
  const auto agent = request.header("user-agent");
  if (agent.empty()) problems.push_back({"user-agent", "is missing"});
  if (agent.size() > kLongestAgent) problems.push_back({"user-agent", "is longer than 500 characters"});
}

Response Amazon::refusal(const Call* call, int status, std::string_view message, std::span<const Problem> problems) {
  if (!call) return amazon_error(403, "MissingAuthenticationToken", message);  // what the gateway says of a wrong path
  if (call->operation.auth == Auth::none && !is_presigned(call->operation)) {
    Response response{status};
    const auto error = status == 429 ? "slow_down" : status >= 500 ? "server_error" : "invalid_request";
    JsonOut(response.body).open().text("error", error).text("error_description", message).close();
    return response;
  }
  if (is_presigned(call->operation)) {
    Response response{status == 400 ? 403 : status};
    response.content_type = "application/xml";
    response.body = fmt::format("<Error><Code>AccessDenied</Code><Message>{}</Message></Error>", message);
    return response;
  }
  std::string details;
  for (const auto& problem : problems)
    details += fmt::format("{}{} {}", details.empty() ? "" : "; ", problem.field, problem.message);
  return amazon_error(status, code_of(status), message, details);
}

void Amazon::finish(const Call& call, Response& response) {
  const auto number = ++answers_;
  const auto id = mix(world_.seed ^ mix(number));
  response.headers.emplace_back(
      "x-amzn-RequestId", fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", id >> 32, (id >> 16) & 0xffff, id & 0xfff,
                                      number & 0xfff, mix(id) & 0xffffffffffff));
  const bool shown = (response.status >= 200 && response.status < 300) || response.status == 400 || response.status == 404;
  if (shown && call.operation.rate > 0) {
    const bool limited = call.settings.rates && call.settings.scale > 0;
    const double rate = limited ? call.operation.rate * call.settings.scale : kUnlimited;
    response.headers.emplace_back("x-amzn-RateLimit-Limit", fmt::format("{:.6g}", rate));
  }
}

Response Amazon::serve(std::size_t operation, Call& call) {
  switch (operation) {
    case kToken: return token(call);
    case kConsent: return consent(call);
    case kParticipations: return participations(call);
    case kSearchListings: return search_listings(call);
    case kGetItem: return get_item(call);
    case kPutItem: return change_item(call, "listing_put");
    case kPatchItem: return change_item(call, "listing_patch");
    case kDeleteItem: return change_item(call, "listing_delete");
    case kSearchCatalog: return search_catalog(call);
    case kGetCatalogItem: return get_catalog_item(call);
    case kSearchTypes: return search_types(call);
    case kGetType: return get_type(call);
    case kDownloadSchema: return download_schema(call);
    case kSearchOrders: return search_orders(call);
    case kGetOrder: return get_order(call);
    case kConfirmShipment: return confirm_shipment(call);
    case kCreateFeedDocument: return create_feed_document(call);
    case kUploadDocument: return upload_document(call);
    case kCreateFeed: return create_feed(call);
    case kGetFeeds: return get_feeds(call);
    case kGetFeed: return get_feed(call);
    case kCancelFeed: return cancel_feed(call);
    case kGetFeedDocument: return get_feed_document(call);
    case kDownloadDocument: return download_document(call);
    case kCreateReport: return create_report(call);
    case kGetReport: return get_report(call);
    case kGetReportDocument: return get_report_document(call);
    case kFulfillmentPreview: return mcf_.preview(call);
    case kCreateFulfillmentOrder: return mcf_.create(call);
    case kListFulfillmentOrders: return mcf_.list(call);
    case kGetFulfillmentOrder: return mcf_.get(call);
    case kCancelFulfillmentOrder: return mcf_.cancel(call);
    default: return mcf_.inventory(call);
  }
}

Response Amazon::token(Call& call) { return lwa_.token(parse_form(call.request.body), call.now, call.settings); }

// Amazon's consent page agrees at once and sends the browser back.
Response Amazon::consent(Call& call) {
  const auto* back = call.request.parameter("redirect_uri");
  const auto* named = call.request.parameter("seller");
  const std::string seller = named ? *named : "A1SANDBOX";
  if (!back) return amazon_error(400, "InvalidInput", "redirect_uri is missing and none is registered");
  lwa_.seller(seller);
  Response response{302};
  response.headers.emplace_back("Location", fmt::format("{}{}state={}&selling_partner_id={}&spapi_oauth_code={}", *back,
                                                        back->find('?') == std::string::npos ? '?' : '&',
                                                        percent_encode(*call.request.parameter("state")),
                                                        percent_encode(seller), lwa_.code_for(seller)));
  return response;
}

Response Amazon::participations(Call& call) {
  const auto seller = lwa_.seller(call.account);
  Response response;
  JsonOut out(response.body);
  out.open().open_list("payload");
  for (const auto* marketplace : seller.marketplaces) {
    out.open()
        .open("marketplace")
        .text("id", marketplace->id)
        .text("name", marketplace->name)
        .text("countryCode", marketplace->country);
    out.text("defaultCurrencyCode", marketplace->currency).text("defaultLanguageCode", marketplace->language);
    out.text("domainName", fmt::format("www.{}", marketplace->domain)).close();
    out.open("participation").flag("isParticipating", true).flag("hasSuspendedListings", false).close();
    out.text("storeName", seller.store_name).close();
  }
  out.close_list().close();
  return response;
}

// A seller sees its own listings only. What the sandbox's sellers list stands in reports alone.
Response Amazon::search_listings(Call& call) {
  if (call.path.at(0) != call.account)
    return amazon_error(403, "Unauthorized", "Access to requested resource is denied.",
                        "The seller id of the path is not the one of the access token.");
  Response response;
  JsonOut(response.body).open().number("numberOfResults", 0).open_list("items").close_list().close();
  return response;
}

void Amazon::clear() {
  mcf_.clear();
  std::scoped_lock lock(mutex_);
  echoes_.clear();
  orders_.clear();
  buckets_.clear();
  documents_.clear();
  feeds_.clear();
  reports_.clear();
  listings_.clear();
  packages_ = 0;
  lwa_.clear();
}

}  // namespace fairway::sandbox
