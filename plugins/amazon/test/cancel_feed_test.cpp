// Cancellations by the seller, and how their feeds end. (ORD-10, ORD-16)
#include "ack_feed.hpp"
#include "support.hpp"

namespace {

using namespace amazon_test;
using fairway::CancelReason;
using fairway::Notice;
using fairway::OrderCancellation;

OrderCancellation given_up(const std::string& order, CancelReason reason, const std::vector<std::string>& items) {
  OrderCancellation document;
  document.channel_order_id = order, document.reason = reason, document.whole = true;
  for (const auto& item : items) document.lines.push_back({item, "SKU", 1});
  return document;
}

void feed_is_taken(Store& store, const std::string& feed = "F7") {
  store.expect("POST", "/feeds/2021-06-30/documents")
      .respond(201, R"({"feedDocumentId":"D1","url":"https://upload.test/put"})");
  store.host.http.expect("PUT", "https://upload.test/put").respond(200);
  store.expect("POST", "/feeds/2021-06-30/feeds").respond(202, R"({"feedId":")" + feed + "\"}");
}

TEST(CancelFeed, SaysForEachItemWhyItIsGivenUp) {
  Store store;
  feed_is_taken(store);
  const auto pushed = store.channel.push(std::vector{given_up("111-1", CancelReason::buyer_cancelled, {"11", "12"}),
                                                     given_up("111-2", CancelReason::no_inventory, {"21"})});
  for (const auto& result : pushed.results) EXPECT_EQ(result.remote_id, "F7");
  const auto body = store.sent()[1].body;
  EXPECT_NE(body.find("<MessageType>OrderAcknowledgement</MessageType>\n"
                      "<Message><MessageID>1</MessageID><OrderAcknowledgement><AmazonOrderID>111-1</AmazonOrderID>"
                      "<StatusCode>Failure</StatusCode>"
                      "<Item><AmazonOrderItemCode>11</AmazonOrderItemCode><CancelReason>BuyerCanceled</CancelReason></Item>"
                      "<Item><AmazonOrderItemCode>12</AmazonOrderItemCode><CancelReason>BuyerCanceled</CancelReason></Item>"
                      "</OrderAcknowledgement></Message>\n"
                      "<Message><MessageID>2</MessageID><OrderAcknowledgement><AmazonOrderID>111-2</AmazonOrderID>"
                      "<StatusCode>Failure</StatusCode>"
                      "<Item><AmazonOrderItemCode>21</AmazonOrderItemCode><CancelReason>NoInventory</CancelReason></Item>"
                      "</OrderAcknowledgement></Message>\n</AmazonEnvelope>"),
            std::string::npos)
      << body;
  EXPECT_EQ(
      store.sent()[2].body,
      R"({"feedType":"POST_ORDER_ACKNOWLEDGEMENT_DATA","marketplaceIds":["ATVPDKIKX0DER"],"inputFeedDocumentId":"D1"})");
}

TEST(CancelFeed, EveryReasonHasAWordOfAmazons) {
  std::set<std::string> words;
  for (const auto& [reason, name] : names(CancelReason{})) {
    EXPECT_FALSE(amazon::cancel_reason(reason).empty()) << name;
    words.emplace(amazon::cancel_reason(reason));
  }
  EXPECT_EQ(words.size(), names(CancelReason{}).size()) << "each its own";
}

TEST(CancelFeed, AReasonThatAmazonLacksIsRefusedAndItsNeighboursGo) {
  Store store;
  feed_is_taken(store);
  auto odd = given_up("111-1", CancelReason::general, {"11"});
  odd.reason = fairway::Open<CancelReason>::parse("bad-mood");
  const auto pushed = store.channel.push(std::vector{odd, given_up("111-2", CancelReason::general, {"21"})});
  EXPECT_EQ(pushed.results[0].code, FW_E_REJECTED);
  EXPECT_EQ(pushed.results[0].why.pointer, "/reason");
  EXPECT_TRUE(pushed.results[1].accepted());
  EXPECT_EQ(store.sent()[1].body.find("111-1"), std::string::npos);
}

// Of each order what came of it: done, refused with Amazon's words, or to be told again.
TEST(CancelFeed, EachOrderLearnsHowItEnded) {
  Store store;
  feed_is_taken(store);
  (void)store.channel.push(
      std::vector{given_up("111-1", CancelReason::general, {"11"}), given_up("111-2", CancelReason::general, {"21"})});
  store.expect("GET", "/feeds/2021-06-30/feeds/F7")
      .respond(200, R"({"feedId":"F7","processingStatus":"DONE","resultFeedDocumentId":"R1"})");
  store.expect("GET", "/feeds/2021-06-30/documents/R1").respond(200, R"({"feedDocumentId":"R1","url":"https://s3.test/r"})");
  store.host.http.expect("GET", "https://s3.test/r")
      .respond(200,
               "<AmazonEnvelope><Message><ProcessingReport><Result><MessageID>2</MessageID><ResultCode>Error</ResultCode>"
               "<ResultMessageCode>25</ResultMessageCode><ResultDescription>It has shipped</ResultDescription></Result>"
               "</ProcessingReport></Message></AmazonEnvelope>");
  const auto pulled = store.channel.pull("notices");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  const auto notices = pulled.documents<Notice>();
  ASSERT_EQ(notices.size(), 2u);
  EXPECT_EQ(notices[0].kind, "cancellation-result");
  EXPECT_EQ(notices[0].channel_order_id + " " + notices[0].severity, "111-1 info");
  EXPECT_EQ(notices[1].channel_order_id + " " + notices[1].severity, "111-2 error");
  EXPECT_NE(notices[1].message.find("25: It has shipped"), std::string::npos);
  EXPECT_TRUE(store.host.state.values.empty());
}

TEST(CancelFeed, AFeedThatEndedWithoutAnAnswerIsToBeToldAgain) {
  for (const auto& [status, body] : {std::pair(200, R"({"processingStatus":"FATAL"})"),
                                     std::pair(200, R"({"processingStatus":"CANCELLED"})"), std::pair(404, "")}) {
    Store store;
    feed_is_taken(store);
    (void)store.channel.push(std::vector{given_up("111-1", CancelReason::general, {"11"})});
    store.expect("GET", "/feeds/2021-06-30/feeds/F7").respond(status, body);
    const auto notices = store.channel.pull("notices").documents<Notice>();
    ASSERT_EQ(notices.size(), 1u) << body;
    EXPECT_EQ(notices[0].severity, "warning");
    EXPECT_EQ(notices[0].channel_order_id, "111-1");
  }
}

}  // namespace
