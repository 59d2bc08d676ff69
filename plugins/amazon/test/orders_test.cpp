// The stream orders: windows, pages, cursors, and rows that are broken.
#include "support.hpp"
#include "window.hpp"

namespace {

using namespace amazon_test;
using fairway::Order;

amazon::Window cursor_of(const Pulled& pulled) { return fairway::from_json<amazon::Window>(pulled.cursor()); }
const char* kSince = R"({"since":"2025-12-01T00:00:00Z"})";

// ORD-1: every status, everything included, no upper bound, Amazon's echo as the next beginning.
TEST(OrderPull, TheFirstWindowAsksForAllAndTheNextBeginsAtTheEchoLessTheOverlap) {
  Store store;
  store.search().respond(200, page(order("111-0000000-0000001")));
  const auto first = store.channel.pull("orders", "", kSince);
  ASSERT_TRUE(first.ok()) << first.cause().message;
  EXPECT_EQ(
      store.sent()[0].url,
      "https://spapi.test/orders/2026-01-01/orders?lastUpdatedAfter=2025-12-01T00%3A00%3A00Z&marketplaceIds=ATVPDKIKX0DER"
      "&maxResultsPerPage=100&includedData=BUYER,RECIPIENT,PROCEEDS,CANCELLATION,FULFILLMENT,PACKAGES");
  EXPECT_EQ(store.sent()[0].operation, "searchOrders");
  EXPECT_EQ(to_text(cursor_of(first).after), "2025-12-31T23:55:00Z");

  store.search("lastUpdatedAfter=2025-12-31T23%3A55%3A00Z*").respond(200, page("", "", "2026-01-01T00:28:00Z"));
  const auto second = store.channel.pull("orders", first.cursor(), kSince);
  EXPECT_EQ(to_text(cursor_of(second).after), "2026-01-01T00:25:00Z");
}

// The window ends where its first page says, for later pages are asked later.
TEST(OrderPull, PagesAreCheckpointedOneByOneAndTheFirstEchoCounts) {
  Store store;
  store.search("*FULFILLMENT,PACKAGES").respond(200, page(order("1"), "t+1/="));
  store.search("*paginationToken=t%2B1%2F%3D").respond(200, page(order("2"), "t2", "2025-12-31T23:59:30Z"));
  store.search("*paginationToken=t2").respond(200, page(order("3"), "", "2025-12-31T23:59:50Z"));
  const auto pulled = store.channel.pull("orders", "", kSince);
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_EQ(pulled.documents<Order>().size(), 3u);
  EXPECT_EQ(pulled.checkpoints.size(), 3u);
  EXPECT_EQ(to_text(cursor_of(pulled).after), "2025-12-31T23:55:00Z");
  for (const auto& request : store.sent())
    EXPECT_NE(request.url.find("lastUpdatedAfter=2025-12-01T00%3A00%3A00Z&marketplaceIds=ATVPDKIKX0DER&"), std::string::npos)
        << "other parameters stay as they are";
}

// ORD-2: what came before the failure stays, and the pull goes on from there.
TEST(OrderPull, AFailureInTheMiddleKeepsThePagesBefore) {
  Store store;
  store.search("*FULFILLMENT,PACKAGES").respond(200, page(order("1"), "t1"));
  store.search("*paginationToken=t1").respond(503, "<html>");
  const auto failed = store.channel.pull("orders", "", kSince);
  EXPECT_EQ(failed.code, FW_E_UNAVAILABLE);
  EXPECT_EQ(failed.documents<Order>().size(), 1u);
  store.search("*paginationToken=t1").respond(200, page(order("2")));
  const auto resumed = store.channel.pull("orders", failed.cursor());
  EXPECT_TRUE(resumed.ok());
  EXPECT_EQ(resumed.documents<Order>().at(0).channel_order_id, "2");
  EXPECT_EQ(to_text(cursor_of(resumed).after), "2025-12-31T23:55:00Z");
}

TEST(OrderPull, AnExpiredTokenRestartsTheWindow) {
  Store store;
  store.search("*FULFILLMENT,PACKAGES").respond(200, page(order("1"), "t1"));
  const auto first = store.channel.pull("orders", "", kSince, 1);
  ASSERT_FALSE(cursor_of(first).token.empty()) << "max_docs stops at a checkpoint";

  store.search("*paginationToken=t1").respond(400, refusal("InvalidInput", "The pagination token is invalid"));
  store.search("*FULFILLMENT,PACKAGES").respond(200, page(order("1") + "," + order("2")));
  const auto again = store.channel.pull("orders", first.cursor());
  ASSERT_TRUE(again.ok()) << again.cause().message;
  EXPECT_EQ(again.documents<Order>().size(), 2u);
  EXPECT_NE(store.sent()[2].url.find("lastUpdatedAfter=2025-12-01"), std::string::npos) << "the whole window once more";
}

TEST(OrderPull, ATokenOlderThanADayIsNotEvenTried) {
  Store store;
  store.search("*FULFILLMENT,PACKAGES").respond(200, page(order("1"), "t1"));
  const auto first = store.channel.pull("orders", "", kSince, 1);
  store.host.clock.advance(std::chrono::hours(24));
  store.search("*FULFILLMENT,PACKAGES").respond(200, page(order("1")));
  EXPECT_TRUE(store.channel.pull("orders", first.cursor()).ok());
  EXPECT_EQ(store.sent().back().url.find("paginationToken"), std::string::npos);
}

// A token belongs to its parameters: a store that joins changes them.
TEST(OrderPull, ATokenOfOtherParametersIsDropped) {
  Store store;
  store.search("*FULFILLMENT,PACKAGES").respond(200, page(order("1"), "t1"));
  const auto first = store.channel.pull("orders", "", kSince, 1);
  store.search("*marketplaceIds=A2EUQ1WTGCTBG2,ATVPDKIKX0DER&*").respond(200, page(""));
  const auto params =
      R"({"stores":[{"nickname":"us","marketplace-id":"ATVPDKIKX0DER"},{"nickname":"ca","marketplace-id":"A2EUQ1WTGCTBG2"}]})";
  EXPECT_TRUE(store.channel.pull("orders", first.cursor(), params).ok());
  EXPECT_EQ(store.sent().back().url.find("paginationToken"), std::string::npos);
}

TEST(OrderPull, PagesInACircleEndAndNothingIsSkipped) {
  Store store;
  store.search().respond(200, page(order("1"), "t1")).always();
  const auto pulled = store.channel.pull("orders", "", kSince);
  ASSERT_TRUE(pulled.ok());
  EXPECT_EQ(store.sent().size(), 2u);
  EXPECT_EQ(to_text(cursor_of(pulled).after), "2025-12-01T00:00:00Z") << "the window begins again next time";
  EXPECT_TRUE(store.host.logged("twice"));
}

TEST(OrderPull, WithoutAnEchoTheNewestOrderIsTheMeasure) {
  Store store;
  store.search("*PACKAGES").respond(200, page(order("1", "2025-12-31T20:00:00Z"), "t1", ""));
  store.search("*paginationToken=t1").respond(200, page(order("2", "2025-12-31T21:00:00Z"), "", ""));
  EXPECT_EQ(to_text(cursor_of(store.channel.pull("orders", "", kSince)).after), "2025-12-31T20:57:00Z");
}

TEST(OrderPull, TheCursorNeverStepsBack) {
  Store store;
  store.search().respond(200, page("", "", "2025-12-01T00:01:00Z"));
  EXPECT_EQ(to_text(cursor_of(store.channel.pull("orders", "", kSince)).after), "2025-12-01T00:00:00Z");
}

// A scan of the past: Amazon refuses an end that is less than two minutes ago.
TEST(OrderPull, ABoundedScanEndsTwoMinutesAgoAtTheLatest) {
  Store store;
  store.search("*&lastUpdatedBefore=2025-12-31T23%3A57%3A50Z&*").respond(200, page(""));
  EXPECT_TRUE(store.channel.pull("orders", "", R"({"since":"2025-12-30T00:00:00Z","until":"2026-01-01T00:00:00Z"})").ok());
  store.search("*&lastUpdatedBefore=2025-12-30T12%3A00%3A00Z&*").respond(200, page(""));
  EXPECT_TRUE(store.channel.pull("orders", "", R"({"since":"2025-12-30T00:00:00Z","until":"2025-12-30T12:00:00Z"})").ok());
}

// The host names a later end with each try; a long scan that the rate limit interrupts must come to its own.
TEST(OrderPull, AnInterruptedScanKeepsItsEnd) {
  Store store;
  store.search("*&lastUpdatedBefore=2025-12-31T00%3A00%3A00Z&*PACKAGES").respond(200, page(order("1"), "t1"));
  store.search("*paginationToken=t1").fail(FW_E_THROTTLED, "rate", 60'000);
  const auto first = store.channel.pull("orders", "", R"({"since":"2025-12-01T00:00:00Z","until":"2025-12-31T00:00:00Z"})");
  EXPECT_EQ(first.code, FW_E_THROTTLED);
  store.search("*&lastUpdatedBefore=2025-12-31T00%3A00%3A00Z&*paginationToken=t1").respond(200, page(order("2")));
  const auto second =
      store.channel.pull("orders", first.cursor(), R"({"since":"2025-12-01T00:00:00Z","until":"2025-12-31T01:00:00Z"})");
  ASSERT_TRUE(second.ok()) << second.cause().message;
  EXPECT_EQ(second.documents<Order>().size(), 1u);
}

// Nine stores of one seller are one call; each order finds its own.
TEST(OrderPull, EachOrderNamesItsStoreAndStrangersArePassedOver) {
  Store store(settings("DE"));
  store.search().respond(200, page(order("1", "2025-12-31T23:00:00Z", "A1PA6795UKMFR9") + "," +
                                   order("2", "2025-12-31T23:00:00Z", "A13V1IB3VIYZZH") + "," +
                                   order("3", "2025-12-31T23:00:00Z", "APJ6JRA9NG5V4") +
                                   R"(,{"orderId":"MCF-1","salesChannel":{"channelName":"NON_AMAZON"},"orderItems":[]})"));
  const auto pulled = store.channel.pull(
      "orders", "",
      R"({"stores":[{"nickname":"de","marketplace-id":"A1PA6795UKMFR9"},{"nickname":"fr","marketplace-id":"A13V1IB3VIYZZH"}]})");
  const auto orders = pulled.documents<Order>();
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[0].store, "de");
  EXPECT_EQ(orders[1].store, "fr");
  EXPECT_TRUE(store.host.logged("passed over"));
  EXPECT_TRUE(pulled.rejects.empty());
}

// What Amazon ships for others comes back as an order, with our reference as the seller's order id; the host must know it (ORD-7).
TEST(OrderPull, AMultiChannelOrderIsMarkedAsTheEchoOfItsReference) {
  Store store;
  const auto echo = [](const std::string& id, const std::string& channel) {
    return R"({"orderId":")" + id +
           R"(","orderAliases":[{"aliasId":"R-1001","aliasType":"SELLER_ORDER_ID"}],"salesChannel":)" + channel +
           R"(,"orderItems":[{"orderItemId":"1","quantityOrdered":1,"product":{"sellerSku":"SKU-1"}}]})";
  };
  store.search().respond(200, page(echo("S01-1", R"({"channelName":"NON_AMAZON","marketplaceId":"31060"})") + "," +
                                   echo("111-1", R"({"channelName":"AMAZON","marketplaceId":"ATVPDKIKX0DER"})")));
  const auto pulled = store.channel.pull("orders", "", R"({"stores":[{"nickname":"us","marketplace-id":"ATVPDKIKX0DER"}]})");
  const auto orders = pulled.documents<Order>();
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[0].echo_of, "R-1001");
  EXPECT_EQ(orders[0].store, "us");
  EXPECT_EQ(orders[1].echo_of, "") << "an order of Amazon's own that we acknowledged under our id is none";
}

// One bad row costs itself, not the page, and not the orders after it.
TEST(OrderPull, ABrokenRowIsSetAsideWithItsBytes) {
  Store store;
  const std::string bad = R"({"orderId":"BAD","createdTime":"yesterday","orderItems":[]})",
                    nameless = R"({"orderItems":[]})";
  const std::string money =
      R"({"orderId":"M","salesChannel":{"marketplaceId":"ATVPDKIKX0DER"},"proceeds":{"grandTotal":{"amount":"ten","currencyCode":"USD"}}})";
  store.search().respond(200, page(order("1") + "," + bad + "," + nameless + "," + money + ",17," + order("2")));
  const auto pulled = store.channel.pull("orders", "", kSince);
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_EQ(pulled.documents<Order>().size(), 2u);
  ASSERT_EQ(pulled.rejects.size(), 4u);
  EXPECT_EQ(pulled.rejects[0].raw, bad);
  EXPECT_EQ(pulled.rejects[0].why.pointer, "/createdTime");
  EXPECT_EQ(pulled.rejects[1].why.pointer, "/orderId");
  EXPECT_EQ(pulled.rejects[2].why.pointer, "/total/amount");
}

TEST(OrderPull, AnswersThatAreNoPageAreTriedAgain) {
  for (const char* body : {"", "<html>", "{}", R"({"orders":[{"orderId":"1")", "[]"}) {
    Store store;
    store.search().respond(200, body);
    EXPECT_EQ(store.channel.pull("orders", "", kSince).code, FW_E_UNAVAILABLE) << body;
  }
}

TEST(OrderPull, EveryRefusalTellsTheHostWhatToDo) {
  struct Case {
    int status;
    std::string body;
    fw_rc code;
  };
  const Case cases[] = {{400, refusal("InvalidInput", "bad"), FW_E_REJECTED},
                        {400, R"({"errors":{"code":"InvalidInput","message":"an object"}})", FW_E_REJECTED},
                        {404, "", FW_E_REJECTED},
                        {413, "", FW_E_REJECTED},
                        {415, "", FW_E_REJECTED},
                        {403, refusal("Unauthorized", "Access to requested resource is denied."), FW_E_AUTH},
                        {429, refusal("QuotaExceeded", "x"), FW_E_THROTTLED},
                        {500, "", FW_E_UNAVAILABLE},
                        {503, "<html>", FW_E_UNAVAILABLE},
                        {301, "", FW_E_UNAVAILABLE}};
  for (const Case& one : cases) {
    Store store;
    store.search().respond(one.status, one.body, {{"retry-after", "7"}}).always();
    const auto pulled = store.channel.pull("orders", "", kSince);
    EXPECT_EQ(pulled.code, one.code) << one.status << ' ' << one.body;
    EXPECT_EQ(pulled.cause().retry_after_ms, one.status == 429 || one.status >= 500 ? 7000 : 0);
    EXPECT_TRUE(pulled.checkpoints.empty());
  }
}

TEST(OrderPull, NoAnswerAndNoPermitAreTheHostsToJudge) {
  Store store;
  store.search().fail(FW_E_THROTTLED, "rate", 3000);
  EXPECT_EQ(store.channel.pull("orders", "", kSince).code, FW_E_THROTTLED);
  store.search().fail(FW_E_UNAVAILABLE);
  EXPECT_EQ(store.channel.pull("orders", "", kSince).code, FW_E_UNAVAILABLE);
}

TEST(OrderPull, StopsWhenTheHostAsksForIt) {
  Store store;
  store.search("*PACKAGES").respond(200, page(order("1"), "t1"));
  store.search("*paginationToken*").respond(200, page(order("2"), "t2")).always();
  store.host.cancel_after(6);
  EXPECT_EQ(store.channel.pull("orders", "", kSince).code, FW_E_CANCELLED);
}

// A refused dataset is done without, and that is remembered, but not for ever.
TEST(OrderPull, FallsBackToFewerDatasetsAndTriesAllAgainLater) {
  Store store;
  store.search("*BUYER*").respond(400, refusal("InvalidInput", "includedData BUYER is not available"));
  store.search("*includedData=RECIPIENT,PROCEEDS,CANCELLATION,FULFILLMENT,PACKAGES").respond(200, page(order("1"))).always();
  const auto first = store.channel.pull("orders", "", kSince);
  ASSERT_TRUE(first.ok()) << first.cause().message;
  EXPECT_TRUE(store.channel.pull("orders", first.cursor()).ok());
  EXPECT_EQ(store.sent().size(), 3u) << "the second pull does not ask for BUYER any more";
  store.host.clock.advance(std::chrono::hours(13));
  store.search("*BUYER*").respond(200, page(""));
  EXPECT_TRUE(store.channel.pull("orders", first.cursor()).ok());
}

TEST(OrderPull, A403IsTriedWithoutAllThatCanBeSpared) {
  Store store;
  store.search("*BUYER*").respond(403, refusal("Unauthorized", "Access to requested resource is denied."));
  store.search("*includedData=RECIPIENT,FULFILLMENT").respond(200, page(order("1")));
  EXPECT_TRUE(store.channel.pull("orders", "", kSince).ok());
}

// Without a status an order is worth nothing, and its key would hide the complete one later: wait instead.
TEST(OrderPull, DoesNotGoOnWithoutWhatAnOrderNeeds) {
  Store store;
  store.search().respond(400, refusal("InvalidInput", "includedData FULFILLMENT cannot be served"));
  const auto pulled = store.channel.pull("orders", "", kSince);
  EXPECT_FALSE(pulled.ok());
  EXPECT_TRUE(pulled.checkpoints.empty());
}

// For verification and the cancel gate: single reads, and the cursor stays.
TEST(OrderPull, SingleOrdersAreReadById) {
  Store store;
  store.expect("GET", "/orders/2026-01-01/orders/111-1?includedData=*").respond(200, R"({"order":)" + order("111-1") + "}");
  store.expect("GET", "/orders/2026-01-01/orders/111-2?*").respond(404, refusal("NotFound", "x"));
  store.expect("GET", "/orders/2026-01-01/orders/111-3?*").respond(200, R"({"order":)" + order("111-3") + "}");
  const auto pulled =
      store.channel.pull("orders", R"({"after":"2025-12-01T00:00:00Z"})", R"({"ids":["111-1","111-2","111-3"]})");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_EQ(pulled.documents<Order>().size(), 2u);
  // What comes after the last checkpoint is dropped, and each read costs a call.
  EXPECT_EQ(pulled.checkpoints, (std::vector<std::string>(2, R"({"after":"2025-12-01T00:00:00Z"})")));
  EXPECT_EQ(store.sent()[0].operation, "getOrder");
}

// A limit in the middle: what was read stays read.
TEST(OrderPull, SingleOrdersAreKeptOneByOne) {
  Store store;
  store.expect("GET", "/orders/2026-01-01/orders/111-1?*").respond(200, R"({"order":)" + order("111-1") + "}");
  store.expect("GET", "/orders/2026-01-01/orders/111-2?*").fail(FW_E_THROTTLED, "rate", 2000);
  const auto pulled = store.channel.pull("orders", "", R"({"ids":["111-1","111-2"]})");
  EXPECT_EQ(pulled.code, FW_E_THROTTLED);
  EXPECT_EQ(pulled.documents<Order>().size(), 1u);
}

// SHP-1: the text of Orders v0, where somebody wants it.
TEST(OrderPull, TheShipServiceTextComesFromV0OnRequest) {
  Store store(settings("US", R"(,"ship-service-from":"v0")"));
  store.search("*maxResultsPerPage=20*").respond(200, page(order("1") + "," + order("2")));
  store.expect("GET", "/orders/v0/orders/1")
      .respond(200, R"({"payload":{"AmazonOrderId":"1","ShipServiceLevel":"Std US D2D Dom"}})");
  store.expect("GET", "/orders/v0/orders/2").respond(404, refusal("NotFound", "x"));
  const auto orders = store.channel.pull("orders", "", kSince).documents<Order>();
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[0].ship_service, "Std US D2D Dom");
  EXPECT_EQ(orders[0].ship_category, "Standard");
  EXPECT_EQ(orders[1].ship_service, "Standard");
}

TEST(OrderPull, ACursorOfAnotherMakeIsRefused) {
  Store store;
  EXPECT_EQ(store.channel.pull("orders", "not json").code, FW_E_INVALID);
}

}  // namespace
