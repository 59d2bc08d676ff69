// Feeds on their way to Amazon and back (Feeds 2021-06-30).
#pragma once
#include <optional>
#include <string>

#include "client.hpp"

namespace amazon {

struct FeedKind {
  const char *type, *content_type;
};

// createFeedDocument, upload, createFeed; the feed's id. Until it returns nothing is taken.
std::string send_feed(const fairway::Host&, const Client&, const Settings&, const fairway::Call&, const FeedKind&,
                      std::string body);

struct FeedState {
  using json_case = fairway::CamelCase;
  std::string processing_status, result_feed_document_id;
  std::optional<fairway::Time> processing_end_time;
  bool over() const {
    return processing_status == "DONE" || processing_status == "FATAL" || processing_status == "CANCELLED";
  }
};
BOOST_DESCRIBE_STRUCT(FeedState, (), (processing_status, result_feed_document_id, processing_end_time))

inline constexpr const char* kFeedForgotten = "Amazon knows the feed no more; its result is unknown";
// None: Amazon knows it no more.
std::optional<FeedState> feed_state(const Client&, const fairway::Call&, const std::string& feed);

// Only one that is IN_QUEUE can be cancelled; of any other Amazon refuses it, and nothing is lost.
void cancel_feed(const Client&, const fairway::Call&, const std::string& feed);

// What Amazon writes about a feed that is over. The URL is signed and lives for five minutes, so it is fetched at once.
std::string feed_result(const fairway::Host&, const Client&, const fairway::Call&, const std::string& document);

}  // namespace amazon
