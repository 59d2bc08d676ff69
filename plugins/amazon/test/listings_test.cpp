// The stream listings: the report is asked for, waited for and read, with a cursor that a cut pull goes on from. (LST-1, LST-6)
#include "listing_report.hpp"
#include "support.hpp"

namespace {

using namespace amazon_test;
using fairway::Listing;

// A store whose report R1 was asked for.
struct Listed : Store {
  std::string cursor;
  explicit Listed(const std::string& marketplace = "US") : Store(settings(marketplace)) {
    expect("POST", "/reports/2021-06-30/reports").respond(202, R"({"reportId":"R1"})");
    const auto pulled = channel.pull("listings");
    EXPECT_TRUE(pulled.ok()) << pulled.cause().message;
    cursor = pulled.cursor();
  }
  void is(const std::string& status, const std::string& more = {}) {
    expect("GET", "/reports/2021-06-30/reports/R1").respond(200, R"({"processingStatus":")" + status + "\"" + more + "}");
  }
  void has(const std::string& text, const std::string& type) {
    expect("GET", "/reports/2021-06-30/documents/D1").respond(200, R"({"url":"https://download.test/D1?sig=a%2Bb"})");
    host.http.expect("GET", "https://download.test/D1?sig=a%2Bb").respond(200, text, {{"content-type", type}});
  }
  Pulled look(std::uint32_t most = 0) { return channel.pull("listings", cursor, {}, most); }
  Pulled read(const std::string& text, const std::string& type = "text/plain;charset=Cp1252") {
    is("DONE", R"(,"reportDocumentId":"D1")");
    has(text, type);
    return look();
  }
};

std::string many(int count, int first = 1) {
  std::string rows;
  for (int i = first; i < first + count; ++i) rows += row({{"seller-sku", "L-" + std::to_string(i)}});
  return rows;
}

TEST(Listings, AreAskedForInEnglishOfTheStoresMarketplaceAndWaitedForWithoutACall) {
  Listed store("DE");
  EXPECT_EQ(store.sent().at(0).body, R"({"reportType":"GET_MERCHANT_LISTINGS_ALL_DATA","marketplaceIds":["A1PA6795UKMFR9"],)"
                                     R"("reportOptions":{"preferredReportDocumentLocale":"en_US"}})");
  for (const char* status : {"IN_QUEUE", "IN_PROGRESS"}) {
    store.is(status);
    const auto waiting = store.look();
    EXPECT_TRUE(waiting.ok()) << waiting.cause().message;
    EXPECT_EQ(waiting.cursor(), store.cursor);
  }
}

TEST(Listings, EveryCallOfAmazonsWaitsForItsRate) {
  Listed store;
  store.read(header_line() + many(1));
  std::vector<std::string> operations;
  for (const auto& request : store.sent()) operations.push_back(request.operation);
  EXPECT_EQ(operations, (std::vector<std::string>{"createReport", "getReport", "getReportDocument", ""}))
      << "storage is not Amazon's API";
  EXPECT_EQ(header(store.sent().back(), "x-amz-access-token"), "");
  Listed other;
  other.expect("GET", "/reports/2021-06-30/reports/R1")
      .respond(429, refusal("QuotaExceeded", "slow"), {{"retry-after", "7"}});
  const auto throttled = other.look();
  EXPECT_EQ(throttled.code, FW_E_THROTTLED);
  EXPECT_EQ(throttled.cause().retry_after_ms, 7000);
}

TEST(Listings, AThousandComeWithTheirPricesAndAnEmptyCursorAtTheEnd) {
  Listed store;
  const auto pulled = store.read(header_line() + many(1000));
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_EQ(pulled.cursor(), "");
  const auto listings = pulled.documents<Listing>();
  ASSERT_EQ(listings.size(), 1000u);
  EXPECT_EQ(listings[999].sku, "L-1000");
  EXPECT_EQ(listings[999].source, "1000");
}

TEST(Listings, ACheckpointEveryTwoThousandRowsNamesTheLastOne) {
  Listed store;
  const auto pulled = store.read(header_line() + many(4500));
  ASSERT_EQ(pulled.checkpoints.size(), 3u);
  EXPECT_NE(pulled.checkpoints[0].find(R"("document":"D1","row":2000)"), std::string::npos) << pulled.checkpoints[0];
  EXPECT_EQ(pulled.progress.back().first, 4000);
  store.cursor = pulled.checkpoints[1];
  store.has(header_line() + many(4500), "text/plain;charset=Cp1252");
  const auto rest = store.look();
  const auto listings = rest.documents<Listing>();
  ASSERT_EQ(listings.size(), 500u) << "what was kept is not emitted again";
  EXPECT_EQ(listings[0].sku, "L-4001");
  EXPECT_EQ(rest.cursor(), "");
}

TEST(Listings, AHostThatWantsFewerGetsThemUpToACheckpoint) {
  Listed store;
  store.is("DONE", R"(,"reportDocumentId":"D1")");
  store.has(header_line() + many(4500), "text/plain;charset=Cp1252");
  const auto pulled = store.look(100);
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_EQ(pulled.documents<Listing>().size(), 2000u);
  EXPECT_NE(pulled.cursor(), "");
}

TEST(Listings, LargeRowsAreKeptBeforeTooMuchIsInHand) {
  Listed store;
  std::string rows;
  const std::string control(100'000, '\x01');  // six bytes each in JSON
  for (int i = 0; i < 30; ++i) rows += row({{"seller-sku", "L-" + std::to_string(i)}, {"item-description", control}});
  const auto pulled = store.read(header_line() + rows);
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_GT(pulled.checkpoints.size(), 2u);
}

TEST(Listings, TheContentTypeTellsTheCharset) {
  Listed plain;
  auto pulled = plain.read(header_line() + row({{"item-name", "caf\xe9"}}));
  EXPECT_EQ(pulled.documents<Listing>().at(0).title, "café");
  Listed wrong;
  pulled = wrong.read(header_line() + row({{"item-name", "caf\xe9"}}), "text/plain;charset=UTF-8");
  EXPECT_EQ(pulled.documents<Listing>().at(0).title, "caf\xEF\xBF\xBD");
  EXPECT_EQ(pulled.documents<Listing>().at(0).lost, std::vector<std::string>{"title"});
  Listed japan("JP");
  pulled = japan.read(header_line() + row({{"item-name", "\x8f\xa4\x95\x69"}}), "text/plain");
  EXPECT_EQ(pulled.documents<Listing>().at(0).title, "商品") << "not told: the marketplace's";
  EXPECT_TRUE(japan.host.logged("does not tell its charset"));
}

TEST(Listings, ABadRowIsSetAsideWithItsBytesAndItsNeighboursCount) {
  Listed store;
  const auto bad = row({{"price", "free"}}, "");
  const auto pulled = store.read(header_line() + many(1) + bad + "\r\n" + many(1, 2));
  EXPECT_EQ(pulled.documents<Listing>().size(), 2u);
  ASSERT_EQ(pulled.rejects.size(), 1u);
  EXPECT_EQ(pulled.rejects[0].raw, bad);
  EXPECT_EQ(pulled.rejects[0].schema, "listing/1");
  EXPECT_EQ(pulled.rejects[0].why.pointer, "/price");
}

TEST(Listings, TheSameRowHasTheSameKeyWhereverItStands) {
  Listed store;
  const auto pulled =
      store.read(header_line() + many(1) + many(1, 2) + many(1) + row({{"seller-sku", "L-1"}, {"price", "5"}}));
  ASSERT_EQ(pulled.committed.size(), 4u);
  EXPECT_EQ(pulled.committed[0].key, pulled.committed[2].key);
  EXPECT_NE(pulled.committed[0].key, pulled.committed[3].key);
  EXPECT_TRUE(pulled.committed[0].key.starts_with("L-1@"));
}

TEST(Listings, AFileThatIsNoneIsRefusedWithItsTypeAndHeader) {
  for (const std::string text : {"<html></html>", "<html>\n</html>\n", ""}) {
    Listed store;
    const auto pulled = store.read(text, "text/html");
    EXPECT_EQ(pulled.code, FW_E_REJECTED) << text;
    EXPECT_NE(pulled.cause().message.find("text/html"), std::string::npos) << pulled.cause().message;
  }
  Listed bad;
  EXPECT_EQ(bad.read(header_line() + "x\r\ny\r\n").code, FW_E_REJECTED) << "no row can be read";
  Listed empty;
  const auto pulled = empty.read(header_line());
  EXPECT_TRUE(pulled.ok());
  EXPECT_EQ(pulled.cursor(), "");
}

TEST(Listings, AReportThatCameToNothingIsRefusedSoThatItIsAskedForAgain) {
  for (const char* status : {"FATAL", "CANCELLED"}) {
    Listed store;
    store.is(status);
    const auto pulled = store.look();
    EXPECT_EQ(pulled.code, FW_E_REJECTED);
    EXPECT_TRUE(pulled.checkpoints.empty()) << "an empty cursor would say that all listings were read";
  }
  Listed hanging;
  hanging.host.clock.advance(std::chrono::hours(3));
  hanging.is("IN_PROGRESS");
  EXPECT_TRUE(hanging.look().ok());
  hanging.host.clock.advance(std::chrono::hours(2));
  hanging.is("IN_PROGRESS");
  EXPECT_EQ(hanging.look().code, FW_E_REJECTED);
}

TEST(Listings, ADocumentThatIsGoneIsAskedForAnew) {
  Listed store;
  store.cursor = R"({"report":"R1","document":"D1","row":2000,"asked_at":"2026-01-01T00:00:00Z"})";
  store.expect("GET", "/reports/2021-06-30/documents/D1").respond(404, refusal("NotFound", "no"));
  EXPECT_EQ(store.look().code, FW_E_REJECTED);
  store.cursor = "not a cursor";
  EXPECT_EQ(store.look().code, FW_E_INVALID);
}

TEST(Listings, ADownloadThatFailsIsTriedAgainFromTheSamePlace) {
  Listed store;
  store.cursor = R"({"report":"R1","document":"D1","row":2000,"asked_at":"2026-01-01T00:00:00Z"})";
  store.expect("GET", "/reports/2021-06-30/documents/D1").respond(200, R"({"url":"https://download.test/D1"})");
  store.host.http.expect("GET", "https://download.test/D1").respond(403, "<Error><Code>AccessDenied</Code></Error>");
  EXPECT_EQ(store.look().code, FW_E_UNAVAILABLE) << "the URL was too old: a new one is asked for";
  store.host.clock.advance(std::chrono::hours(25));
  EXPECT_EQ(store.look().code, FW_E_REJECTED) << "what cannot be had for a day is stale";
}

}  // namespace
