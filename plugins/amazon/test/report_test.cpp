// The stream order-ids: the order report is asked for, waited for and read, and what is odd in it is set aside (ORD-2).
#include "report_rows.hpp"
#include "support.hpp"

namespace {

using namespace amazon_test;
using fairway::OrderId;
using fairway::OrderStatus;

const char* kWindow = R"({"since":"2025-12-30T00:00:00Z","until":"2025-12-31T00:00:00Z"})";
constexpr const char* kColumns =
    "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\tsales-"
    "channel\t"
    "order-channel\tship-service-level\tproduct-name\tsku";

std::string row(const std::string& id, const std::string& status = "Unshipped", const std::string& channel = "Amazon.com",
                const std::string& name = "A lamp") {
  return id + "\t\t2025-12-29T10:00:00+00:00\t2025-12-30T10:00:00+00:00\t" + status + "\tMerchant\t" + channel +
         "\t\tStandard\t" + name + "\tSKU-1\n";
}

// A store whose report R1 was asked for.
struct Asked : Store {
  std::string cursor;
  explicit Asked(const std::string& window = kWindow) {
    expect("POST", "/reports/2021-06-30/reports").respond(202, R"({"reportId":"R1"})");
    const auto pulled = channel.pull("order-ids", "", window);
    EXPECT_TRUE(pulled.ok()) << pulled.cause().message;
    cursor = pulled.cursor();
  }
  void is(const std::string& status, const std::string& more = {}) {
    expect("GET", "/reports/2021-06-30/reports/R1")
        .respond(200, R"({"reportId":"R1","reportType":"T","createdTime":"2025-12-31T00:00:00Z","processingStatus":")" +
                          status + "\"" + more + "}");
  }
  Pulled look(const std::string& window = kWindow) { return channel.pull("order-ids", cursor, window); }
  Pulled read(const std::string& text, const std::string& type = "text/plain;charset=UTF-8") {
    is("DONE", R"(,"reportDocumentId":"D1")");
    expect("GET", "/reports/2021-06-30/documents/D1")
        .respond(200, R"({"reportDocumentId":"D1","url":"https://download.test/D1?sig=a%2Bb"})");
    host.http.expect("GET", "https://download.test/D1?sig=a%2Bb").respond(200, text, {{"content-type", type}});
    return look();
  }
};

TEST(OrderReport, IsAskedForOnceAndWaitedForWithoutACall) {
  Asked store;
  EXPECT_EQ(store.sent().at(0).body,
            R"({"reportType":"GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL","marketplaceIds":["ATVPDKIKX0DER"],)"
            R"("dataStartTime":"2025-12-30T00:00:00Z","dataEndTime":"2025-12-31T00:00:00Z"})");
  EXPECT_EQ(store.sent().at(0).operation, "createReport");
  for (const char* status : {"IN_QUEUE", "IN_PROGRESS"}) {
    store.is(status);
    const auto waiting = store.look();
    EXPECT_TRUE(waiting.ok()) << waiting.cause().message;
    EXPECT_EQ(waiting.cursor(), store.cursor) << "there is more to wait for";
    EXPECT_TRUE(waiting.documents<OrderId>().empty());
  }
}

TEST(OrderReport, EveryOrderComesOnceWithWhatTheHostComparesBy) {
  Asked store;
  const auto pulled = store.read(std::string(kColumns) + "\r\n" + row("111-0000000-0000001") + row("111-0000000-0000001") +
                                 row("111-0000000-0000002", "PartiallyShipped") + row("111-0000000-0000003", "Odd Status"));
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_EQ(pulled.cursor(), "") << "the window is complete";
  const auto orders = pulled.documents<OrderId>();
  ASSERT_EQ(orders.size(), 3u);
  EXPECT_EQ(orders[0].channel_order_id, "111-0000000-0000001");
  EXPECT_EQ(orders[0].status.value, OrderStatus::unshipped);
  EXPECT_EQ(to_text(*orders[0].updated_at), "2025-12-30T10:00:00Z");
  EXPECT_EQ(orders[1].status.value, OrderStatus::partially_shipped);
  EXPECT_EQ(orders[2].status.raw, "Odd Status");
  EXPECT_EQ(header(store.sent().back(), "x-amz-access-token"), "") << "storage is not Amazon's API";
}

// One report for all stores of a seller; the sales channel says which, and what is of none of them is passed over as the pull
// of orders does.
TEST(OrderReport, TellsTheStoresOfASellerApart) {
  const std::string window =
      R"({"since":"2025-12-30T00:00:00Z","until":"2025-12-31T00:00:00Z","stores":[)"
      R"({"nickname":"us","marketplace-id":"ATVPDKIKX0DER"},{"nickname":"ca","marketplace-id":"A2EUQ1WTGCTBG2"}]})";
  Asked store(window);
  store.is("DONE", R"(,"reportDocumentId":"D1")");
  store.expect("GET", "/reports/2021-06-30/documents/D1").respond(200, R"({"url":"https://download.test/D1"})");
  store.host.http.expect("GET", "https://download.test/D1")
      .respond(200, std::string(kColumns) + "\n" + row("111-0000000-0000001", "Shipped", "Amazon.ca") +
                        row("111-0000000-0000002", "Shipped", "Amazon.com") +
                        row("111-0000000-0000003", "Shipped", "Amazon.de") +
                        row("S01-0000000-0000004", "Shipped", "Non-Amazon US") +
                        row("111-0000000-0000005", "Shipped", "Elsewhere"));
  const auto pulled = store.look(window);
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  std::vector<std::string> seen;
  for (const auto& order : pulled.documents<OrderId>()) seen.push_back(order.channel_order_id.substr(12) + order.store);
  EXPECT_EQ(seen, (std::vector<std::string>{"0000001ca", "0000002us", "0000005"}));
}

TEST(OrderReport, OddRowsAreSetAsideAndTheirNeighboursCount) {
  Asked store;
  const auto pulled =
      store.read("\xEF\xBB\xBF" + std::string(kColumns) + "\n" +
                 row("111-0000000-0000001", "Unshipped", "Amazon.com", "tab\there\t\"quote") +
                 "second half of a title\twith a tab\n" + "\n" + "111-0000000-0000002\n" + "\t\t\t\n" +
                 "111-00000000000003\tx\n" + row("111-0000000-0000004", "Unshipped", "Amazon.com", "caf\xe9 \x93lamp\x94") +
                 "111-0000000-0000005\t\t\tnot a time\tShipped");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  std::vector<std::string> seen;
  for (const auto& order : pulled.documents<OrderId>())
    seen.push_back(order.channel_order_id.substr(12) + (order.updated_at ? "" : "?"));
  EXPECT_EQ(seen, (std::vector<std::string>{"0000001", "0000002?", "0000004", "0000005?"})) << "an id is enough to look for";
  ASSERT_EQ(pulled.rejects.size(), 3u);
  EXPECT_EQ(pulled.rejects[1].why.message, "a row without an order id");
  EXPECT_EQ(pulled.rejects[2].raw, "111-00000000000003\tx");
}

// The header is in the seller's language, the order of the columns is not.
TEST(OrderReport, AHeaderInAnotherLanguageIsReadByPosition) {
  Asked store;
  const auto pulled =
      store.read("\x92\x8d\x95\xb6\x94\xd4\x8d\x86\tb\tc\td\te\tf\tg\n" + row("111-0000000-0000001", "Shipped"),
                 "text/plain;charset=windows-31j");
  ASSERT_EQ(pulled.documents<OrderId>().size(), 1u);
  EXPECT_EQ(pulled.documents<OrderId>()[0].status.value, OrderStatus::shipped);
  EXPECT_TRUE(pulled.documents<OrderId>()[0].updated_at);
}

TEST(OrderReport, ColumnsThatMovedOrAreMissingAreFoundByName) {
  Asked store;
  const auto pulled = store.read("order-status\t\"Amazon-Order-Id\"\nShipped\t111-0000000-0000001\n");
  ASSERT_EQ(pulled.documents<OrderId>().size(), 1u);
  EXPECT_EQ(pulled.documents<OrderId>()[0].status.value, OrderStatus::shipped);
  EXPECT_FALSE(pulled.documents<OrderId>()[0].updated_at);
}

// A file in which nothing can be read proves nothing.
TEST(OrderReport, AFileWithoutAReadableRowIsNoProof) {
  for (const char* text : {"<html></html>", "<html>\n</html>\n", ""}) {
    Asked store;
    const auto pulled = store.read(text, "text/html");
    EXPECT_EQ(pulled.code, FW_E_REJECTED) << text;
    EXPECT_NE(pulled.cause().message.find("text/html"), std::string::npos) << pulled.cause().message;
  }
  Asked store;
  const auto empty = store.read(std::string(kColumns) + "\n");
  EXPECT_TRUE(empty.ok()) << "with its header it says that there is nothing";
}

TEST(OrderReport, OneThatEndsWithoutADocumentIsRefusedSoThatItIsAskedForAgain) {
  for (const auto& [status, words] : {std::pair{"FATAL", "FATAL"}, {"CANCELLED", "no data"}}) {
    Asked store;
    store.is(status);
    const auto pulled = store.look();
    EXPECT_EQ(pulled.code, FW_E_REJECTED);
    EXPECT_NE(pulled.cause().message.find(words), std::string::npos) << pulled.cause().message;
    EXPECT_TRUE(pulled.checkpoints.empty()) << "an empty cursor would say that the window is complete";
  }
  Asked store;
  store.expect("GET", "/reports/2021-06-30/reports/R1").respond(404, refusal("NotFound", "no"));
  EXPECT_EQ(store.look().code, FW_E_REJECTED);
}

TEST(OrderReport, OneThatHangsIsGivenUpAfterTwoHours) {
  Asked store;
  store.host.clock.advance(std::chrono::minutes(119));
  store.is("IN_PROGRESS");
  EXPECT_TRUE(store.look().ok());
  store.host.clock.advance(std::chrono::minutes(2));
  store.is("IN_PROGRESS");
  EXPECT_EQ(store.look().code, FW_E_REJECTED);
}

// Orders flow without reports: an application that may not ask for them is no store that is not connected.
TEST(OrderReport, AnApplicationThatMayNotAskForReportsIsRefusedTheViewAndNoMore) {
  Store store;
  store.expect("POST", "/reports/2021-06-30/reports")
      .respond(403, refusal("Unauthorized", "Access to requested resource is denied."));
  EXPECT_EQ(store.channel.pull("order-ids", "", kWindow).code, FW_E_REJECTED);
}

TEST(OrderReport, OneThatIsDoneAndCannotBeDownloadedIsGivenUpAfterADay) {
  Asked store;
  store.host.clock.advance(std::chrono::hours(23));
  store.is("DONE", R"(,"reportDocumentId":"D1")");
  store.expect("GET", "/reports/2021-06-30/documents/D1").respond(503, "");
  EXPECT_EQ(store.look().code, FW_E_UNAVAILABLE);
  store.host.clock.advance(std::chrono::hours(2));
  EXPECT_EQ(store.look().code, FW_E_REJECTED);
}

TEST(OrderReport, AnotherWindowIsAnotherReport) {
  Asked store;
  store.expect("POST", "/reports/2021-06-30/reports").respond(202, R"({"reportId":"R2"})");
  const auto pulled = store.look(R"({"since":"2025-12-29T00:00:00Z","until":"2025-12-31T00:00:00Z"})");
  EXPECT_NE(pulled.cursor().find("R2"), std::string::npos);
}

// Whatever the pieces that it comes in.
TEST(ReportRows, ReadTheSameInPiecesOfAnyLength) {
  const std::string text =
      std::string(kColumns) + "\r\n" + row("111-0000000-0000001") + "ragged\r\n" + row("111-0000000-0000002");
  for (std::size_t length = 1; length <= text.size(); ++length) {
    std::string seen;
    amazon::ReportRows rows([&](const amazon::ReportRow& one) { seen += std::string(one.order_id) + ";"; },
                            [&](std::string_view line, const char*) { seen += std::string(line) + ";"; });
    for (std::size_t at = 0; at < text.size(); at += length) rows.feed(std::string_view(text).substr(at, length));
    rows.end();
    ASSERT_EQ(seen, "111-0000000-0000001;ragged;111-0000000-0000002;") << length;
  }
}

TEST(ReportRows, WhatIsNoUtf8IsReadableAllTheSame) {
  EXPECT_EQ(amazon::readable("caf\xe9 \xc3\xa9 \xff\xfe"), "caf? \xc3\xa9 ??");
}

// ACC-12: what waits is counted without fetching what does not.
TEST(OrderPull, ACountAsksForTheStatusesThatAreTakenOnOnly) {
  Store store;
  store.search("*&fulfillmentStatuses=UNSHIPPED,PARTIALLY_SHIPPED&fulfilledBy=MERCHANT&*").respond(200, page(order("1")));
  const auto pulled =
      store.channel.pull("orders", "", R"({"statuses":["unshipped","partially-shipped"],"fulfilled-by":["merchant"]})");
  EXPECT_TRUE(pulled.ok()) << pulled.cause().message;
}

}  // namespace
