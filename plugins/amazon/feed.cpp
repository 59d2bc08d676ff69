#include "feed.hpp"

#include "ack_feed.hpp"
#include "errors.hpp"
#include "marketplaces.hpp"

namespace amazon {
namespace {

struct NewDocument {
  using json_case = fairway::CamelCase;
  std::string content_type;
};
BOOST_DESCRIBE_STRUCT(NewDocument, (), (content_type))

struct FeedDocument {
  using json_case = fairway::CamelCase;
  std::string feed_document_id, url;
};
BOOST_DESCRIBE_STRUCT(FeedDocument, (), (feed_document_id, url))

struct NewFeed {
  using json_case = fairway::CamelCase;
  std::string feed_type;
  std::vector<std::string> marketplace_ids;
  std::string input_feed_document_id;
};
BOOST_DESCRIBE_STRUCT(NewFeed, (), (feed_type, marketplace_ids, input_feed_document_id))

struct Feed {
  using json_case = fairway::CamelCase;
  std::string feed_id;
};
BOOST_DESCRIBE_STRUCT(Feed, (), (feed_id))

template <class Answer, class Body>
Answer post(const Client& client, const fairway::Call& call, const std::string& path, const std::string& operation,
            const Body& body) {
  auto request = fairway::HttpRequest::json("POST", path, body);
  request.operation = operation;
  return expect_success(client.send(call, std::move(request)), operation).template as<Answer>();
}

// The URL is signed for exactly this content type; our token is none of its business.
void upload(const fairway::Host& host, const fairway::Call& call, const std::string& url, std::string body) {
  fairway::HttpRequest request;
  request.method = "PUT";
  request.url = url;
  request.body = std::move(body);
  request.headers = {{"content-type", kAckContentType}};
  const auto response = host.http(call, request);
  if (!response.ok()) throw fairway::Error::unavailable("upload of a feed: HTTP " + std::to_string(response.status));
}

}  // namespace

std::string send_order_feed(const fairway::Host& host, const Client& client, const Settings& settings,
                            const fairway::Call& call, std::string xml) {
  const auto document =
      post<FeedDocument>(client, call, "/feeds/2021-06-30/documents", "createFeedDocument", NewDocument{kAckContentType});
  if (document.feed_document_id.empty() || document.url.empty())
    throw fairway::Error::unavailable("createFeedDocument: no id or no URL");
  upload(host, call, document.url, std::move(xml));
  const NewFeed feed{
      kAckFeedType, {std::string(find_marketplace_name(settings.marketplace)->marketplace->id)}, document.feed_document_id};
  const auto created = post<Feed>(client, call, "/feeds/2021-06-30/feeds", "createFeed", feed);
  if (created.feed_id.empty()) throw fairway::Error::unavailable("createFeed: no feed id");
  return created.feed_id;
}

}  // namespace amazon
