// Feeds 2021-06-30: a document, its upload, the feed that reads it, and the report about it.
#include "host/sandbox/amazon/feeds.hpp"

#include "host/base/text.hpp"
#include "host/sandbox/amazon/amazon.hpp"
#include "host/sandbox/amazon/gzip.hpp"
#include "host/sandbox/json_out.hpp"

namespace fairway::sandbox {
namespace {

constexpr auto kPresignedLife = std::chrono::minutes(5);
constexpr std::string_view kAcknowledgements = "POST_ORDER_ACKNOWLEDGEMENT_DATA", kListings = "JSON_LISTINGS_FEED";

Response store_error(int status, std::string_view code, std::string_view message) {
  Response response{status};
  response.content_type = "application/xml";
  response.body = fmt::format("<Error><Code>{}</Code><Message>{}</Message></Error>", code, message);
  return response;
}

void render(JsonOut& out, const Feed& feed) {
  out.open().text("feedId", feed.id).text("feedType", feed.type).open_list("marketplaceIds");
  for (const auto& id : feed.marketplaces) out.text(id);
  out.close_list().text("createdTime", format_time(feed.created)).text("processingStatus", name_of(feed.status));
  if (feed.started) out.text("processingStartTime", format_time(*feed.started));
  if (feed.ended) out.text("processingEndTime", format_time(*feed.ended));
  out.text_if("resultFeedDocumentId", feed.result).close();
}

std::string signature(std::uint64_t seed, std::string_view id, std::int64_t date) {
  return fmt::format("{:016x}", mix(seed ^ hash_of(id) ^ static_cast<std::uint64_t>(date)));
}

}  // namespace

FeedDocument& Amazon::new_document(const std::string& seller, std::string content_type) {
  ++document_number_;
  const auto id = fmt::format("amzn1.tortuga.4.na.{:08x}.T{}", mix(world_.seed + document_number_) >> 32, document_number_);
  auto& document = documents_[id];
  document.id = id;
  document.seller = seller;
  document.content_type = std::move(content_type);
  return document;
}

std::string Amazon::presigned(const Request& request, FeedDocument& document, Instant now) const {
  document.expires = now + kPresignedLife;
  const auto date = now.time_since_epoch().count();
  return fmt::format("http://{}/feed-documents/{}?X-Amz-Date={}&X-Amz-Expires=300&X-Amz-Signature={}",
                     request.header("host"), document.id, date, signature(world_.seed, document.id, date));
}

Response Amazon::create_feed_document(Call& call) {
  std::scoped_lock lock(mutex_);
  auto& document = new_document(call.account, std::string(text_at(call.body, "contentType")));
  Response response{201};
  JsonOut(response.body)
      .open()
      .text("feedDocumentId", document.id)
      .text("url", presigned(call.request, document, call.now))
      .close();
  return response;
}

Response Amazon::upload_document(Call& call) {
  std::scoped_lock lock(mutex_);
  const auto place = documents_.find(call.path[0]);
  if (place == documents_.end()) return store_error(404, "NoSuchKey", "There is no such document");
  auto& document = place->second;
  const auto date = std::atoll(call.request.parameter("X-Amz-Date")->c_str());
  if (*call.request.parameter("X-Amz-Signature") != signature(world_.seed, document.id, date))
    return store_error(403, "SignatureDoesNotMatch", "The signature is wrong");
  if (call.now > document.expires) return store_error(403, "AccessDenied", "Request has expired");
  if (call.request.header("content-type") != document.content_type) {
    violate("uploadDocument", "rules", "content-type", "is not the one of createFeedDocument");
    return store_error(403, "SignatureDoesNotMatch", "Content-Type is not the one that was signed");
  }
  document.content = call.request.body;
  document.uploaded = true;
  return Response{200};
}

Response Amazon::download_document(Call& call) {
  std::scoped_lock lock(mutex_);
  const auto place = documents_.find(call.path[0]);
  if (place == documents_.end() || !place->second.uploaded)
    return store_error(404, "NoSuchKey", "There is no such document");
  const auto& document = place->second;
  const auto date = std::atoll(call.request.parameter("X-Amz-Date")->c_str());
  if (*call.request.parameter("X-Amz-Signature") != signature(world_.seed, document.id, date))
    return store_error(403, "SignatureDoesNotMatch", "The signature is wrong");
  if (call.now > document.expires) return store_error(403, "AccessDenied", "Request has expired");
  Response response;
  response.content_type = document.content_type;
  response.body = document.content;
  response.stream = document.made;
  return response;
}

Response Amazon::create_feed(Call& call) {
  const auto input = std::string(text_at(call.body, "inputFeedDocumentId"));
  std::scoped_lock lock(mutex_);
  const auto document = documents_.find(input);
  if (document == documents_.end() || document->second.seller != call.account || !document->second.uploaded)
    return amazon_error(400, "InvalidInput", "inputFeedDocumentId names no uploaded document");
  Feed feed;
  feed.id = std::to_string(50'000'000'000 + ++feed_number_);
  feed.seller = call.account;
  feed.type = text_at(call.body, "feedType");
  feed.input = input;
  feed.created = call.now;
  feed.hangs = call.strikes.has(FaultKind::hang_feed);
  feed.dies = call.strikes.has(FaultKind::fatal_feed);
  for (const auto& id : find(call.body, "marketplaceIds")->get_array()) feed.marketplaces.emplace_back(id.get_string());
  world_.journal.add({0, call.now, "amazon", "feed", call.account, "", feed.id, {{"type", feed.type}}});
  world_.timeline.at(call.now + call.settings.paced(call.settings.feed_queue), [this, id = feed.id] { start_feed(id); });
  Response response{202};
  JsonOut(response.body).open().text("feedId", feed.id).close();
  feeds_[feed.id] = std::move(feed);
  return response;
}

void Amazon::start_feed(const std::string& id) {
  std::scoped_lock lock(mutex_);
  const auto place = feeds_.find(id);
  if (place == feeds_.end() || place->second.status != FeedStatus::in_queue) return;
  const auto now = world_.timeline.now();
  const auto settings = world_.settings.get();
  place->second.status = FeedStatus::in_progress;
  place->second.started = now;
  if (!place->second.hangs) world_.timeline.at(now + settings.paced(settings.feed_work), [this, id] { end_feed(id); });
}

void Amazon::end_feed(const std::string& id) {
  std::scoped_lock lock(mutex_);
  const auto place = feeds_.find(id);
  if (place == feeds_.end()) return;
  auto& feed = place->second;
  feed.ended = world_.timeline.now();
  feed.status = FeedStatus::fatal;
  if (feed.dies) return;
  if (feed.type == kAcknowledgements) return end_acknowledgements(feed);
  if (feed.type == kListings) end_listings(feed);
}

void Amazon::end_listings(Feed& feed) {
  const auto read = read_listings_feed(feed, documents_[feed.input].content);
  if (!read) return violate("createFeed", "rules", "feed " + feed.id, read.error().message);
  finish_feed(feed, "application/json; charset=UTF-8", work_listings(feed, *read));
}

void Amazon::end_acknowledgements(Feed& feed) {
  const auto read = parse_acknowledgements(documents_[feed.input].content);
  if (!read) return violate("createFeed", "rules", "feed " + feed.id, read.error().message);
  if (read->merchant != feed.seller)
    return violate("createFeed", "rules", "feed " + feed.id, "MerchantIdentifier is not the seller");
  finish_feed(feed, "text/xml; charset=UTF-8",
              processing_report(feed.id, feed.seller, read->messages.size(), acknowledge(feed, *read)));
}

void Amazon::finish_feed(Feed& feed, const char* type, std::string report) {
  auto& document = new_document(feed.seller, type);
  document.zipped = document_number_ % 2 == 0;  // a client must cope with both
  document.content = document.zipped ? gzip(report) : std::move(report);
  document.uploaded = true;
  feed.result = document.id;
  feed.status = FeedStatus::done;
}

std::vector<AckResult> Amazon::acknowledge(const Feed& feed, const AckFeed& messages) {
  std::vector<AckResult> failed;
  for (const auto& message : messages.messages) {
    auto wrong = acknowledge_one(feed, message);
    if (!wrong.empty()) failed.push_back({message.message_id, "25", std::move(wrong)});
  }
  return failed;
}

// Success notes the seller's number; Failure cancels the named items, or all of them.
std::string Amazon::acknowledge_one(const Feed& feed, const AckMessage& message) {
  auto* order = orders_.find(message.order_id);
  if (!order || order->seller != feed.seller) return "The order was not found";
  const auto now = world_.timeline.now();
  for (const auto& item : message.items) {
    const auto is = [&](const Line& line) { return line.item_id == item.item_id; };
    if (std::none_of(order->lines.begin(), order->lines.end(), is)) return "AmazonOrderItemCode is not of this order";
  }
  if (message.success) {
    order->acknowledged = true;
    if (!message.merchant_order_id.empty()) order->seller_order_id = message.merchant_order_id;
    world_.journal.add({0,
                        now,
                        "amazon",
                        "acknowledgement",
                        feed.seller,
                        order->id,
                        feed.id,
                        {{"merchantOrderId", message.merchant_order_id}}});
    orders_.touch(*order, now);
    return {};
  }
  if (order->by_amazon || order->status == OrderStatus::shipped || order->status == OrderStatus::cancelled)
    return "The order cannot be cancelled any more";
  json::array items;
  for (auto& line : order->lines) {
    const auto named = std::find_if(message.items.begin(), message.items.end(),
                                    [&](const AckItem& i) { return i.item_id == line.item_id; });
    if (!message.items.empty() && named == message.items.end()) continue;
    line.cancelled += line.open();
    line.cancelled_by = "MERCHANT";
    if (named != message.items.end()) line.cancel_reason = named->cancel_reason;
    items.push_back({{"orderItemId", line.item_id}, {"reason", line.cancel_reason}});
  }
  settle_status(*order);
  orders_.touch(*order, now);
  world_.journal.add({0, now, "amazon", "cancellation", feed.seller, order->id, feed.id, {{"items", std::move(items)}}});
  return {};
}

Response Amazon::get_feed(Call& call) {
  std::scoped_lock lock(mutex_);
  const auto place = feeds_.find(call.path[0]);
  if (place == feeds_.end() || place->second.seller != call.account)
    return amazon_error(404, "NotFound", "The feed was not found.");
  Response response;
  JsonOut out(response.body);
  render(out, place->second);
  return response;
}

// Newest first. One page: the sandbox keeps no more than a test needs.
Response Amazon::get_feeds(Call& call) {
  const auto* types = call.request.parameter("feedTypes");
  const auto* statuses = call.request.parameter("processingStatuses");
  const auto* size = call.request.parameter("pageSize");
  std::size_t left = size ? static_cast<std::size_t>(std::atoi(size->c_str())) : 10;
  const auto among = [](const std::string* csv, std::string_view wanted) {
    const auto all = csv ? split(*csv, ',') : std::vector<std::string>();
    return !csv || std::find(all.begin(), all.end(), wanted) != all.end();
  };
  std::scoped_lock lock(mutex_);
  Response response;
  JsonOut out(response.body);
  out.open().open_list("feeds");
  for (auto at = feeds_.rbegin(); at != feeds_.rend() && left > 0; ++at) {
    const auto& feed = at->second;
    if (feed.seller != call.account || !among(types, feed.type) || !among(statuses, name_of(feed.status))) continue;
    render(out, feed);
    --left;
  }
  out.close_list().close();
  return response;
}

Response Amazon::cancel_feed(Call& call) {
  std::scoped_lock lock(mutex_);
  const auto place = feeds_.find(call.path[0]);
  if (place == feeds_.end() || place->second.seller != call.account)
    return amazon_error(404, "NotFound", "The feed was not found.");
  if (place->second.status != FeedStatus::in_queue)
    return amazon_error(400, "InvalidInput", "Only a feed IN_QUEUE can be cancelled");
  place->second.status = FeedStatus::cancelled;
  place->second.ended = call.now;
  return Response{200};
}

Response Amazon::get_feed_document(Call& call) {
  std::scoped_lock lock(mutex_);
  const auto place = documents_.find(call.path[0]);
  if (place == documents_.end() || place->second.seller != call.account)
    return amazon_error(404, "NotFound", "There is no such document.");
  Response response;
  JsonOut out(response.body);
  out.open().text("feedDocumentId", place->first).text("url", presigned(call.request, place->second, call.now));
  if (place->second.zipped) out.text("compressionAlgorithm", "GZIP");
  out.close();
  return response;
}

}  // namespace fairway::sandbox
