#include <zlib.h>

#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

std::string gunzip(const std::string& bytes) {
  std::string out(1 << 16, '\0');
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  inflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

class FeedsTest : public SandboxTest {
 protected:
  static std::string message(int number, const std::string& order, const std::string& rest) {
    return fmt::format(
        "<Message><MessageID>{}</MessageID><OrderAcknowledgement><AmazonOrderID>{}</AmazonOrderID>{}"
        "</OrderAcknowledgement></Message>",
        number, order, rest);
  }
  static std::string envelope(const std::string& messages, const std::string& seller = "A1") {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AmazonEnvelope>\n "
           "<Header><DocumentVersion>1.01</DocumentVersion><MerchantIdentifier>" +
           seller + "</MerchantIdentifier></Header>\n <MessageType>OrderAcknowledgement</MessageType>\n" + messages +
           "\n</AmazonEnvelope>";
  }
  static std::string target(const std::string& url) { return url.substr(url.find("/feed-documents")); }

  Answer upload(const std::string& url, const std::string& content, const std::string& type = "text/xml; charset=UTF-8") {
    return send(sandbox_.ports().amazon, "PUT", target(url), content, {{"Content-Type", type}});
  }
  json::value document() {
    return amazon("POST", "/feeds/2021-06-30/documents", R"({"contentType":"text/xml; charset=UTF-8"})").json();
  }
  std::string feed(const std::string& content, const std::string& type = "POST_ORDER_ACKNOWLEDGEMENT_DATA") {
    const auto made = document();
    EXPECT_EQ(upload(std::string(text_at(made, "url")), content).status, 200);
    const auto answer = amazon("POST", "/feeds/2021-06-30/feeds",
                               json::serialize(json::object{{"feedType", type},
                                                            {"marketplaceIds", {"ATVPDKIKX0DER"}},
                                                            {"inputFeedDocumentId", text_at(made, "feedDocumentId")}}));
    EXPECT_EQ(answer.status, 202) << answer.body;
    return std::string(text_at(answer.json(), "feedId"));
  }
  std::string status(const std::string& id) {
    return std::string(text_at(amazon("GET", "/feeds/2021-06-30/feeds/" + id).json(), "processingStatus"));
  }
  std::string report(const std::string& feed_id) {
    const auto seen = amazon("GET", "/feeds/2021-06-30/feeds/" + feed_id);
    const auto document =
        amazon("GET", "/feeds/2021-06-30/documents/" + std::string(text_at(seen.json(), "resultFeedDocumentId")));
    const auto content = send(sandbox_.ports().amazon, "GET", target(std::string(text_at(document.json(), "url"))));
    EXPECT_EQ(content.status, 200);
    return text_at(document.json(), "compressionAlgorithm") == "GZIP" ? gunzip(content.body) : content.body;
  }
};

TEST_F(FeedsTest, AnAcknowledgementGoesThroughTheQueueAndNamesTheOrder) {  // HST-14
  const auto id = inject(1).at(0);
  const auto number =
      feed(envelope(message(1, id, "<MerchantOrderID>F-1</MerchantOrderID><StatusCode>Success</StatusCode>") +
                    message(2, "111-9999999-9999999", "<StatusCode>Success</StatusCode>")));
  EXPECT_EQ(status(number), "IN_QUEUE");
  sandbox_.advance(std::chrono::seconds(20));
  EXPECT_EQ(status(number), "IN_PROGRESS");
  EXPECT_TRUE(sandbox_.journal("acknowledgement").empty());
  sandbox_.advance(std::chrono::seconds(40));
  EXPECT_EQ(status(number), "DONE");
  ASSERT_EQ(sandbox_.journal("acknowledgement").size(), 1U);
  EXPECT_EQ(sandbox_.journal("acknowledgement")[0].order, id);
  const auto seen = order(id);
  EXPECT_EQ(text_at(seen.at("orderAliases").at(0), "aliasId"), "F-1");
  const auto text = report(number);
  EXPECT_NE(text.find("<MessagesSuccessful>1</MessagesSuccessful>"), std::string::npos) << text;
  EXPECT_NE(text.find("<MessageID>2</MessageID>"), std::string::npos);
  EXPECT_TRUE(sandbox_.violations().empty());
}

TEST_F(FeedsTest, FailureCancelsTheNamedItems) {  // HST-14
  const auto id = inject(1, [](OrderSpec& spec) { spec.lines = 2; }).at(0);
  const auto before = order(id);
  const auto item = std::string(text_at(before.at("orderItems").at(0), "orderItemId"));
  feed(envelope(message(1, id,
                        "<StatusCode>Failure</StatusCode><Item><AmazonOrderItemCode>" + item +
                            "</AmazonOrderItemCode><CancelReason>NoInventory</CancelReason></Item>")));
  sandbox_.advance(std::chrono::minutes(2));
  auto seen = order(id);
  EXPECT_EQ(text_at(seen.at("fulfillment"), "fulfillmentStatus"), "UNSHIPPED");
  EXPECT_EQ(text_at(seen.at("orderItems").at(0).at("cancellation").at("cancellationExecution"), "cancelledBy"), "MERCHANT");
  feed(envelope(message(1, id, "<StatusCode>Failure</StatusCode>")));
  sandbox_.advance(std::chrono::minutes(2));
  seen = order(id);
  EXPECT_EQ(text_at(seen.at("fulfillment"), "fulfillmentStatus"), "CANCELLED");
}

TEST_F(FeedsTest, ABrokenFeedIsFatalAndAViolation) {
  const auto one = feed(envelope("<Message>"));
  const auto two = feed(envelope(message(1, "x", "<StatusCode>Maybe</StatusCode>")));
  const auto three = feed(envelope(message(1, "x", "<StatusCode>Success</StatusCode>"), "A2"));
  const auto four = feed("<x/>", "POST_PRODUCT_DATA");
  sandbox_.advance(std::chrono::minutes(2));
  for (const auto& id : {one, two, three, four}) EXPECT_EQ(status(id), "FATAL");
  EXPECT_EQ(sandbox_.violations().size(), 3U);
}

TEST_F(FeedsTest, APresignedUrlWantsTheSignedTypeAndLivesFiveMinutes) {
  const auto made = document();
  const auto url = std::string(text_at(made, "url"));
  EXPECT_EQ(upload(url, "x", "application/json").status, 403);
  auto forged = url;
  forged.back() = forged.back() == '0' ? '1' : '0';
  EXPECT_EQ(upload(forged, "x").status, 403);
  sandbox_.advance(std::chrono::minutes(6));
  EXPECT_EQ(upload(url, "x").status, 403);
  EXPECT_EQ(amazon("POST", "/feeds/2021-06-30/feeds",
                   json::serialize(json::object{{"feedType", "X"},
                                                {"marketplaceIds", {"ATVPDKIKX0DER"}},
                                                {"inputFeedDocumentId", text_at(made, "feedDocumentId")}}))
                .status,
            400);
}

TEST_F(FeedsTest, HangsDiesAndIsCancelledOnDemand) {
  const auto id = inject(1).at(0);
  const auto content = envelope(message(1, id, "<StatusCode>Success</StatusCode>"));
  sandbox_.fault({.kind = FaultKind::hang_feed, .count = 1});
  const auto hanging = feed(content);
  sandbox_.fault({.kind = FaultKind::fatal_feed, .count = 1});
  const auto dying = feed(content);
  const auto cancelled = feed(content);
  EXPECT_EQ(amazon("DELETE", "/feeds/2021-06-30/feeds/" + cancelled).status, 200);
  sandbox_.advance(std::chrono::minutes(50));
  EXPECT_EQ(status(hanging), "IN_PROGRESS");
  EXPECT_EQ(status(dying), "FATAL");
  EXPECT_EQ(status(cancelled), "CANCELLED");
  EXPECT_EQ(amazon("DELETE", "/feeds/2021-06-30/feeds/" + dying).status, 400);
  EXPECT_TRUE(sandbox_.journal("acknowledgement").empty());
}

}  // namespace
}  // namespace fairway::sandbox
