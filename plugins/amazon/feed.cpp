#include "feed.hpp"

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

struct ResultDocument {
  using json_case = fairway::CamelCase;
  std::string url, compression_algorithm;
};
BOOST_DESCRIBE_STRUCT(ResultDocument, (), (url, compression_algorithm))

template <class Answer, class Body>
Answer post(const Client& client, const fairway::Call& call, const std::string& path, const std::string& operation,
            const Body& body) {
  auto request = fairway::HttpRequest::json("POST", path, body);
  request.operation = operation;
  return expect_success(client.send(call, std::move(request)), operation).template as<Answer>();
}

// The URL is signed for exactly this content type; our token is none of its business.
void upload(const fairway::Host& host, const fairway::Call& call, const std::string& url, const char* type,
            std::string body) {
  fairway::HttpRequest request;
  request.method = "PUT";
  request.url = url;
  request.body = std::move(body);
  request.headers = {{"content-type", type}};
  const auto response = host.http(call, request);
  if (!response.ok()) throw fairway::Error::unavailable("upload of a feed: HTTP " + std::to_string(response.status));
}

}  // namespace

std::string send_feed(const fairway::Host& host, const Client& client, const Settings& settings, const fairway::Call& call,
                      const FeedKind& kind, std::string body) {
  const auto document =
      post<FeedDocument>(client, call, "/feeds/2021-06-30/documents", "createFeedDocument", NewDocument{kind.content_type});
  if (document.feed_document_id.empty() || document.url.empty())
    throw fairway::Error::unavailable("createFeedDocument: no id or no URL");
  upload(host, call, document.url, kind.content_type, std::move(body));
  const NewFeed feed{
      kind.type, {std::string(find_marketplace_name(settings.marketplace)->marketplace->id)}, document.feed_document_id};
  const auto created = post<Feed>(client, call, "/feeds/2021-06-30/feeds", "createFeed", feed);
  if (created.feed_id.empty()) throw fairway::Error::unavailable("createFeed: no feed id");
  return created.feed_id;
}

std::optional<FeedState> feed_state(const Client& client, const fairway::Call& call, const std::string& feed) {
  auto response = client.get(call, "/feeds/2021-06-30/feeds/" + fairway::url_encode(feed), "getFeed");
  if (response.status == 404) return std::nullopt;
  return expect_success(std::move(response), "getFeed").as<FeedState>();
}

void cancel_feed(const Client& client, const fairway::Call& call, const std::string& feed) {
  fairway::HttpRequest request;
  request.method = "DELETE";
  request.url = "/feeds/2021-06-30/feeds/" + fairway::url_encode(feed);
  request.operation = "cancelFeed";
  const auto status = client.send(call, std::move(request)).status;
  if (status >= 500) throw fairway::Error::unavailable("cancelFeed: HTTP " + std::to_string(status));
}

std::string feed_result(const fairway::Host& host, const Client& client, const fairway::Call& call, const std::string& id) {
  auto response = client.get(call, "/feeds/2021-06-30/documents/" + fairway::url_encode(id), "getFeedDocument");
  const auto document = expect_success(std::move(response), "getFeedDocument").as<ResultDocument>();
  fairway::HttpRequest request;
  request.url = document.url;
  request.gunzip = document.compression_algorithm == "GZIP";
  auto report = host.http(call, request);
  if (!report.ok()) throw fairway::Error::unavailable("download of a feed's result: HTTP " + std::to_string(report.status));
  return std::move(report.body);
}

}  // namespace amazon
