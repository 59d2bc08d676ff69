// Acknowledgements (ORD-3) and how their feeds end.
#include "ack_feed.hpp"
#include "support.hpp"

namespace {

using namespace amazon_test;
using fairway::Notice;
using fairway::OrderAck;

OrderAck ack(const std::string& order, const std::string& ours = "W-1") {
  OrderAck document;
  document.channel_order_id = order, document.seller_order_id = ours;
  return document;
}

// A store whose feed F1 with these orders was taken.
void acknowledge(Store& store, const std::vector<OrderAck>& orders, const std::string& feed = "F1") {
  store.expect("POST", "/feeds/2021-06-30/documents")
      .respond(201, R"({"feedDocumentId":"D1","url":"https://upload.test/put?sig=a%2Bb"})");
  store.host.http.expect("PUT", "https://upload.test/put?sig=a%2Bb").respond(200);
  store.expect("POST", "/feeds/2021-06-30/feeds").respond(202, R"({"feedId":")" + feed + "\"}");
  const auto pushed = store.channel.push(orders);
  for (const auto& result : pushed.results) {
    EXPECT_TRUE(result.accepted()) << result.why.message;
    EXPECT_EQ(result.remote_id, feed);
  }
}

std::string report(const std::string& results) {
  return R"(<?xml version="1.0" encoding="UTF-8"?><AmazonEnvelope><Header/><MessageType>ProcessingReport</MessageType><Message><MessageID>1</MessageID>)"
         "<ProcessingReport><StatusCode>Complete</StatusCode><ProcessingSummary><MessagesProcessed>2</MessagesProcessed>"
         "<MessagesSuccessful>1</MessagesSuccessful><MessagesWithError>1</MessagesWithError><MessagesWithWarning>0</"
         "MessagesWithWarning></ProcessingSummary>" +
         results + "</ProcessingReport></Message></AmazonEnvelope>";
}

TEST(Acknowledge, OneFeedCarriesTheBatch) {
  Store store;
  acknowledge(store, {ack("111-1", "W-1"), ack("111-2", "")});
  const auto sent = store.sent();
  ASSERT_EQ(sent.size(), 3u);
  EXPECT_EQ(sent[0].body, R"({"contentType":"text/xml; charset=UTF-8"})");
  EXPECT_EQ(header(sent[1], "content-type"), "text/xml; charset=UTF-8") << "the URL is signed for it";
  EXPECT_EQ(header(sent[1], "x-amz-access-token"), "") << "storage is not Amazon's API";
  EXPECT_NE(sent[1].body.find("<MerchantIdentifier>A1EXAMPLE</MerchantIdentifier>"), std::string::npos);
  EXPECT_NE(sent[1].body.find(
                "<Message><MessageID>1</MessageID><OrderAcknowledgement><AmazonOrderID>111-1</AmazonOrderID>"
                "<MerchantOrderID>W-1</MerchantOrderID><StatusCode>Success</StatusCode></OrderAcknowledgement></Message>"),
            std::string::npos);
  EXPECT_NE(sent[1].body.find("<AmazonOrderID>111-2</AmazonOrderID><StatusCode>"), std::string::npos);
  EXPECT_EQ(
      sent[2].body,
      R"({"feedType":"POST_ORDER_ACKNOWLEDGEMENT_DATA","marketplaceIds":["ATVPDKIKX0DER"],"inputFeedDocumentId":"D1"})");
}

TEST(Acknowledge, TextIsEscaped) {
  EXPECT_EQ(amazon::xml_text("a<b>&\"c'\x01 é"), "a&lt;b&gt;&amp;&quot;c&apos; é");
  Store store;
  acknowledge(store, {ack("1", "</MerchantOrderID><StatusCode>Failure</StatusCode>")});
  EXPECT_EQ(store.sent()[1].body.find("Failure</StatusCode>"), std::string::npos);
}

TEST(Acknowledge, NothingIsTakenUntilCreateFeedSaysSo) {
  struct Case {
    int document, upload, feed;
    fw_rc code;
  };
  const Case cases[] = {{500, 200, 202, FW_E_UNAVAILABLE},
                        {201, 403, 202, FW_E_UNAVAILABLE},
                        {201, 200, 429, FW_E_THROTTLED},
                        {201, 200, 400, FW_E_REJECTED}};
  for (const Case& one : cases) {
    Store store;
    store.expect("POST", "/feeds/2021-06-30/documents")
        .respond(one.document, R"({"feedDocumentId":"D1","url":"https://upload.test/put"})");
    store.host.http.expect("PUT", "https://upload.test/put").respond(one.upload);
    store.expect("POST", "/feeds/2021-06-30/feeds").respond(one.feed, R"({"feedId":"F1"})");
    const auto pushed = store.channel.push(std::vector{ack("1"), ack("2")});
    EXPECT_EQ(pushed.results[1].code, one.code);
    EXPECT_TRUE(store.host.state.values.empty());
  }
}

TEST(Notices, WithoutPendingFeedsThereIsNothingToAsk) {
  Store store;
  const auto pulled = store.channel.pull("notices");
  EXPECT_TRUE(pulled.ok());
  EXPECT_TRUE(store.sent().empty());
  EXPECT_EQ(pulled.cursor(), "");
}

TEST(Notices, AFeedInHandStaysPending) {
  Store store;
  acknowledge(store, {ack("111-1")});
  store.expect("GET", "/feeds/2021-06-30/feeds/F1").respond(200, R"({"feedId":"F1","processingStatus":"IN_PROGRESS"})");
  const auto pulled = store.channel.pull("notices");
  ASSERT_TRUE(pulled.ok());
  EXPECT_TRUE(pulled.committed.empty());
  EXPECT_NE(pulled.cursor(), "");
}

TEST(Notices, EachOrderThatAmazonDidNotTakeIsNamed) {
  Store store;
  acknowledge(store, {ack("111-1"), ack("111-2")});
  store.expect("GET", "/feeds/2021-06-30/feeds/F1")
      .respond(
          200,
          R"({"feedId":"F1","processingStatus":"DONE","resultFeedDocumentId":"R1","processingEndTime":"2026-01-01T01:00:00Z"})");
  store.expect("GET", "/feeds/2021-06-30/documents/R1")
      .respond(200, R"({"feedDocumentId":"R1","url":"https://s3.test/r","compressionAlgorithm":"GZIP"})");
  store.host.http.expect("GET", "https://s3.test/r")
      .respond(
          200,
          report("<Result><MessageID>2</MessageID><ResultCode>Error</ResultCode><ResultMessageCode>19021</ResultMessageCode>"
                 "<ResultDescription>No such order &amp; &#39;x&#39;</ResultDescription></Result>"));
  const auto pulled = store.channel.pull("notices");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  const auto notices = pulled.documents<Notice>();
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].kind, "acknowledgement-result");
  EXPECT_EQ(notices[0].channel_order_id, "111-2");
  EXPECT_EQ(notices[0].severity, "error");
  EXPECT_EQ(notices[0].message, "acknowledgement feed F1: 19021: No such order & 'x'");
  EXPECT_EQ(to_text(*notices[0].at), "2026-01-01T01:00:00Z");
  const auto download = store.sent().back();
  EXPECT_TRUE(download.gunzip);
  EXPECT_EQ(header(download, "x-amz-access-token"), "");
  EXPECT_EQ(pulled.cursor(), "") << "none is pending any more";
  EXPECT_TRUE(store.host.state.values.empty());
}

TEST(Notices, TheOtherEndsOfAFeed) {
  struct Case {
    int status;
    const char *body, *severity;
  };
  const Case cases[] = {{200, R"({"processingStatus":"FATAL"})", "error"},
                        {200, R"({"processingStatus":"CANCELLED"})", "warning"},
                        {200, R"({"processingStatus":"DONE"})", "info"},
                        {404, "", "warning"}};
  for (const Case& one : cases) {
    Store store;
    acknowledge(store, {ack("111-1")});
    store.expect("GET", "/feeds/2021-06-30/feeds/F1").respond(one.status, one.body);
    const auto notices = store.channel.pull("notices").documents<Notice>();
    ASSERT_EQ(notices.size(), 1u) << one.body;
    EXPECT_EQ(notices[0].severity, one.severity);
    EXPECT_TRUE(store.host.state.values.empty());
  }
}

// getFeedDocument is allowed every 45 seconds: what was finished before the limit stays finished.
TEST(Notices, ALimitInTheMiddleKeepsWhatIsDone) {
  Store store;
  acknowledge(store, {ack("111-1")}, "F1");
  acknowledge(store, {ack("111-2")}, "F2");
  store.expect("GET", "/feeds/2021-06-30/feeds/F1").respond(200, R"({"processingStatus":"DONE"})");
  store.expect("GET", "/feeds/2021-06-30/feeds/F2")
      .respond(200, R"({"processingStatus":"DONE","resultFeedDocumentId":"R2"})")
      .times(2);
  store.expect("GET", "/feeds/2021-06-30/documents/R2").fail(FW_E_THROTTLED, "rate", 45'000);
  const auto first = store.channel.pull("notices");
  EXPECT_EQ(first.code, FW_E_THROTTLED);
  EXPECT_EQ(first.documents<Notice>().size(), 1u);
  store.expect("GET", "/feeds/2021-06-30/documents/R2").respond(200, R"({"url":"https://s3.test/r"})");
  store.host.http.expect("GET", "https://s3.test/r").respond(200, report(""));
  const auto second = store.channel.pull("notices", first.cursor());
  ASSERT_TRUE(second.ok());
  EXPECT_NE(second.documents<Notice>().at(0).message.find("2 orders, 1 taken"), std::string::npos);
}

}  // namespace
