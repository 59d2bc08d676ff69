// Feed documents and feeds, and what a POST_ORDER_ACKNOWLEDGEMENT_DATA feed says. The owner locks.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/base/result.hpp"
#include "host/sandbox/amazon/shapes.hpp"
#include "host/sandbox/http.hpp"

namespace fairway::sandbox {

struct FeedDocument {
  std::string id, seller, content_type, content;
  Stream made;      // in place of content, where that is too long to keep: makes the same bytes for each reader
  Instant expires;  // of the presigned URL
  bool uploaded = false;
  bool zipped = false;  // a result: content is gzip
};

enum class FeedStatus { in_queue, in_progress, done, fatal, cancelled };
std::string_view name_of(FeedStatus status);

struct Feed {
  std::string id, seller, type, input, result;  // documents by id
  std::vector<std::string> marketplaces;
  FeedStatus status = FeedStatus::in_queue;
  Instant created;
  std::optional<Instant> started, ended;
  bool hangs = false, dies = false;
};

// A report that was asked for; its ways through the queue are those of a feed.
struct Report {
  std::string id, seller, type, document;  // document: by id, once DONE
  std::vector<std::string> marketplaces;
  FeedStatus status = FeedStatus::in_queue;
  Instant created, from, to;
  std::optional<Instant> started, ended;
  bool hangs = false, dies = false, ends_cancelled = false;
  bool english = false;  // asked for with preferredReportDocumentLocale en_US
};

struct AckItem {
  std::string item_id, merchant_item_id, cancel_reason;
};
struct AckMessage {
  std::string message_id, order_id, merchant_order_id;
  bool success = false;
  std::vector<AckItem> items;
};
struct AckFeed {
  std::string merchant;  // Header/MerchantIdentifier
  std::vector<AckMessage> messages;
};
// INVALID where it is no XML, no AmazonEnvelope of OrderAcknowledgement, or breaks a rule of the format (the message says which).
Result<AckFeed> parse_acknowledgements(const std::string& xml);

struct AckResult {
  std::string message_id, code, description;  // of a message that failed
};
std::string processing_report(const std::string& feed_id, const std::string& seller, std::size_t processed,
                              const std::vector<AckResult>& failed);

}  // namespace fairway::sandbox
