// The report of a seller's listings: columns, charsets, headers, odd rows, size.
#include <gmock/gmock.h>
#include <zlib.h>

#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string unpacked(const std::string& packed) {
  z_stream stream{};
  ::inflateInit2(&stream, 15 + 16);
  std::string out, buffer(1 << 16, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  int code = Z_OK;
  while (code == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    code = ::inflate(&stream, Z_NO_FLUSH);
    out.append(buffer, 0, buffer.size() - stream.avail_out);
  }
  ::inflateEnd(&stream);
  EXPECT_EQ(code, Z_STREAM_END);
  return out;
}

class ListingsTest : public SandboxTest {
 protected:
  std::string ask(const std::string& marketplace = "ATVPDKIKX0DER", bool english = false) {
    json::object body{{"reportType", "GET_MERCHANT_LISTINGS_ALL_DATA"}, {"marketplaceIds", {marketplace, "A2EUQ1WTGCTBG2"}}};
    if (english) body["reportOptions"] = json::object{{"preferredReportDocumentLocale", "en_US"}};
    return std::string(text_at(amazon("POST", "/reports/2021-06-30/reports", json::serialize(body)).json(), "reportId"));
  }
  // Where the report's document lies; empty where there is none.
  std::string place(const std::string& id) {
    sandbox_.advance(std::chrono::minutes(2));
    const auto report = amazon("GET", "/reports/2021-06-30/reports/" + id).json();
    status_ = text_at(report, "processingStatus");
    const auto document = std::string(text_at(report, "reportDocumentId"));
    if (document.empty()) return {};
    const auto answer = amazon("GET", "/reports/2021-06-30/documents/" + document);
    zipped_ = text_at(answer.json(), "compressionAlgorithm") == "GZIP";
    const auto url = std::string(text_at(answer.json(), "url"));
    return url.substr(url.find("/feed-documents"));
  }
  std::string read(const std::string& id) {
    const auto file = send(sandbox_.ports().amazon, "GET", place(id));
    EXPECT_EQ(file.status, 200);
    type_ = file.headers.count("content-type") ? file.headers.at("content-type") : "";
    return zipped_ ? unpacked(file.body) : file.body;
  }
  std::string read(const std::string& marketplace, bool english) { return read(ask(marketplace, english)); }
  void list(json::object row) {
    row["seller"] = "A1";
    const auto done = sandbox_.control("POST", "listings", row);
    ASSERT_TRUE(done) << done.error().message;
  }

  std::string status_, type_;
  bool zipped_ = false;
};

std::vector<std::string> rows_of(const std::string& text) {
  std::vector<std::string> rows;
  for (std::size_t at = 0, end; (end = text.find("\r\n", at)) != std::string::npos; at = end + 2)
    rows.push_back(text.substr(at, end - at));
  return rows;
}

TEST_F(ListingsTest, StandInTheirColumnsPlainAndPacked) {  // LST-1
  list({{"sku", "L-1"},
        {"asin", "B000000001"},
        {"title", "Café lamp"},
        {"price", "19.90"},
        {"quantity", 3},
        {"barcode", "4006381333931"},
        {"open_date", "2021-08-15 20:35:17 PDT"},
        {"condition", "1"}});
  list({{"sku", "L-2"}, {"channel", "AMAZON_NA"}, {"status", "Inactive"}});
  for (const bool packed : {false, true}) {
    const auto rows = rows_of(read("ATVPDKIKX0DER", true));
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(zipped_, packed);
    EXPECT_EQ(type_, "text/plain;charset=Cp1252");
    EXPECT_THAT(rows[0], StartsWith("item-name\titem-description\tlisting-id\tseller-sku\tprice\tquantity\topen-date"));
    const auto columns = split(rows[1], '\t');
    ASSERT_EQ(columns.size(), 29u);
    EXPECT_EQ(columns[0], "Caf\xe9 lamp");
    EXPECT_EQ(columns[3] + columns[4] + columns[5] + columns[9] + columns[12], "L-119.90341");
    EXPECT_EQ(columns[16] + columns[22] + columns[26] + columns[28], "B0000000014006381333931DEFAULTActive");
    const auto other = split(rows[2], '\t');
    EXPECT_EQ(other[5] + other[26] + other[28], "AMAZON_NAInactive") << "what Amazon ships has no quantity";
  }
  EXPECT_TRUE(sandbox_.violations().empty());
}

TEST_F(ListingsTest, AreThoseOfTheFirstMarketplaceAlone) {
  list({{"sku", "L-1"}, {"marketplace", "DE"}});
  EXPECT_EQ(place(ask()), "");
  EXPECT_EQ(status_, "CANCELLED") << "nothing to tell";
  EXPECT_THAT(read("A1PA6795UKMFR9", true), HasSubstr("L-1"));
}

TEST_F(ListingsTest, AreWrittenAsTheMarketplaceDoesOrAsTheSettingsSay) {
  list({{"sku", "L-1"}, {"marketplace", "JP"}, {"title", "青いランプ"}});
  list({{"sku", "L-1"}, {"marketplace", "DE"}, {"title", "Żółty Grün"}});
  EXPECT_THAT(read("A1VC38T7YXB528", false), StartsWith("\x8f\xa4\x95\x69\x96\xbc\t"));
  EXPECT_EQ(type_, "text/plain;charset=Shift_JIS");
  const auto german = read("A1PA6795UKMFR9", false);
  EXPECT_THAT(german, StartsWith("Artikelbezeichnung\t"));
  EXPECT_THAT(german, HasSubstr("\n?\xf3?ty Gr\xfcn\t"));
  amend({{"report_charset", "UTF-8"},
         {"report_headers", "en"},
         {"report_without", "status"},
         {"report_with", "Business Price"}});
  const auto rows = rows_of(read("A1PA6795UKMFR9", false));
  EXPECT_THAT(rows.at(0), ::testing::EndsWith("\tmerchant-shipping-group\tBusiness Price"));
  EXPECT_THAT(rows.at(1), StartsWith("Żółty Grün\t"));
  EXPECT_FALSE(sandbox_.control("POST", "settings", json::object{{"report_charset", "EBCDIC"}}));
}

TEST_F(ListingsTest, OddRowsAreMadeOnDemand) {
  for (const auto* odd : {"ragged", "split", "no_sku", "broken_bytes", "nul_byte", "comma_price", "huge_quantity", "twice"})
    list({{"sku", odd}, {"odd", odd}});
  const auto rows = rows_of(read("ATVPDKIKX0DER", true));
  ASSERT_EQ(rows.size(), 1 + 8u + 2) << "one more by the split, one by the double";
  EXPECT_EQ(split(rows[1], '\t').size(), 7u);
  EXPECT_EQ(rows[9], rows[10]);
  EXPECT_FALSE(sandbox_.control("POST", "listings", json::object{{"seller", "A1"}, {"sku", "X"}, {"odd", "very"}}));
}

TEST_F(ListingsTest, MadeUpOnesAreTheSameForTheSameSeedAndInEachReading) {
  list({{"made_up", 3000}, {"seed", 5}});
  const auto id = ask();
  const auto first = read(id);
  list({{"made_up", 10}});
  EXPECT_EQ(read(id), first) << "a document does not change";
  EXPECT_EQ(rows_of(first).size(), 3001u);
  list({{"made_up", 3000}, {"seed", 5}});
  EXPECT_EQ(read("ATVPDKIKX0DER", false), first);
  std::set<std::string> skus, asins;
  for (const auto& row : rows_of(first)) {
    const auto columns = split(row, '\t');
    skus.insert(columns[3]), asins.insert(columns[16]);
  }
  EXPECT_EQ(skus.size(), 3001u);
  EXPECT_EQ(asins.size(), 2701u) << "some have an ASIN together";
}

TEST_F(ListingsTest, HalfADownloadIsGivenOnDemand) {
  list({{"made_up", 3000}});
  const auto id = ask();
  const auto url = place(id);
  Fault fault;
  fault.kind = FaultKind::truncated, fault.operation = "downloadDocument", fault.count = 1;
  sandbox_.fault(fault);
  const auto half = send(sandbox_.ports().amazon, "GET", url), whole = send(sandbox_.ports().amazon, "GET", url);
  EXPECT_EQ(half.body.size(), whole.body.size() / 2);
}

TEST_F(ListingsTest, AReplacedAndARemovedListingAreGone) {
  list({{"sku", "L-1"}, {"title", "old"}}), list({{"sku", "L-2"}}), list({{"sku", "L-3"}});
  list({{"sku", "L-1"}, {"title", "new"}}), list({{"sku", "L-2"}, {"remove", true}});
  list({{"sku", "L-3"}, {"title", "third"}});
  std::vector<std::string> titles;
  for (const auto& row : rows_of(read("ATVPDKIKX0DER", true))) titles.push_back(split(row, '\t')[0]);
  EXPECT_THAT(titles, ElementsAre("item-name", "new", "third"));
}

}  // namespace
}  // namespace fairway::sandbox
