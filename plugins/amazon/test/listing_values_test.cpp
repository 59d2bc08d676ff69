// What stands in the columns of the listings report, by table; and charsets.
#include <gtest/gtest.h>

#include "charset.hpp"
#include "fairway/json.hpp"
#include "listing_values.hpp"

namespace {

using amazon::Charset;

TEST(ListingValues, DecimalsAreReadAsAnyMarketplaceWritesThem) {
  constexpr std::pair<const char*, const char*> kTable[] = {{"19.99", "19.99"},
                                                            {"19,99", "19.99"},
                                                            {"1.234,56", "1234.56"},
                                                            {"1,234.56", "1234.56"},
                                                            {"1,234", "1234"},
                                                            {"1.234", "1234"},
                                                            {"12,5", "12.5"},
                                                            {"1980", "1980"},
                                                            {"0", "0"},
                                                            {"0.00", "0.00"},
                                                            {"007.5", "7.5"},
                                                            {".99", "0.99"},
                                                            {"0.125", "0.125"},
                                                            {"1.234.567", "1234567"},
                                                            {"1 234,50", "1234.50"},
                                                            {"1\xC2\xA0"
                                                             "234,50",
                                                             "1234.50"},
                                                            {"1'234.5", "1234.5"},
                                                            {"12.", "12"},
                                                            {"1234.567", "1234.567"}};
  for (const auto& [text, expected] : kTable) {
    std::string out;
    EXPECT_TRUE(amazon::read_decimal(text, out)) << text;
    EXPECT_EQ(out, expected) << text;
  }
  for (const char* text : {"", " ", "-1", "1.0E7", "12,34,5", "1.23,456.7", "abc", "$5", ".", ",", "1,2345,678",
                           "9999999999999999999", "1..2"}) {
    std::string out;
    EXPECT_FALSE(amazon::read_decimal(text, out)) << text << " gave " << out;
  }
}

TEST(ListingValues, CountsAreWholeAndOfASensibleSize) {
  constexpr std::pair<const char*, std::int64_t> kTable[] = {{"0", 0},        {"12", 12}, {"999999999", 999'999'999},
                                                             {"1,000", 1000}, {"5.0", 5}, {"0012", 12}};
  for (const auto& [text, expected] : kTable) EXPECT_EQ(amazon::read_count(text), expected) << text;
  for (const char* text : {"", "-1", "5.5", "1000000000", "99999999999999999999", "many"})
    EXPECT_FALSE(amazon::read_count(text)) << text;
}

TEST(ListingValues, OpenDatesAreReadWithTheirZone) {
  struct Row {
    const char *text, *country, *utc;
  };
  constexpr Row kTable[] = {
      {"2021-08-15 20:35:17 PDT", "US", "2021-08-16T03:35:17Z"},  {"2021-01-15 20:35:17 PST", "US", "2021-01-16T04:35:17Z"},
      {"2021-08-15 20:35:17 BST", "GB", "2021-08-15T19:35:17Z"},  {"15/08/2021 20:35:17 GMT", "GB", "2021-08-15T20:35:17Z"},
      {"2021-08-15 20:35:17 MEST", "DE", "2021-08-15T18:35:17Z"}, {"2021-01-15 00:35:17 MET", "DE", "2021-01-14T23:35:17Z"},
      {"15.01.2021 20:35:17 CET", "DE", "2021-01-15T19:35:17Z"},  {"2021-08-15 20:35:17 CEST", "FR", "2021-08-15T18:35:17Z"},
      {"2021/08/15 20:35:17 JST", "JP", "2021-08-15T11:35:17Z"},  {"2021-08-15 20:35:17 IST", "IN", "2021-08-15T15:05:17Z"}};
  for (const auto& row : kTable) {
    const auto time = amazon::read_open_date(row.text, row.country);
    ASSERT_TRUE(time) << row.text;
    EXPECT_EQ(fairway::to_text(*time), row.utc) << row.text;
  }
  for (const char* text : {"", "2021-08-15 20:35:17", "2021-08-15 20:35:17 XYZ", "2021-08-15 20:35:17 IST",
                           "2021-02-30 20:35:17 PDT", "2021-08-15 24:35:17 PDT", "08/15/2021 20:35:17 PDT", "2021-08-15 PDT",
                           "2021-08-15 20:35:17.5 PDT", "yesterday PDT", " PDT"})
    EXPECT_FALSE(amazon::read_open_date(text, "US")) << text;
}

TEST(ListingValues, UnknownCodesStayAsTheyAre) {
  fairway::Open<fairway::Condition> condition;
  amazon::read_condition("1", condition);
  EXPECT_EQ(condition.value, fairway::Condition::used_like_new);
  amazon::read_condition("9", condition);
  EXPECT_EQ(condition.raw, "9");
  amazon::read_condition("11", condition);
  EXPECT_EQ(condition, fairway::Open(fairway::Condition::new_)) << "nothing is left of the row before";
  fairway::Open<fairway::FulfilledBy> by;
  for (const char* code : {"AMAZON_NA", "AMAZON_EU", "AMAZON_JP"}) {
    amazon::read_channel(code, by);
    EXPECT_EQ(by, fairway::Open(fairway::FulfilledBy::amazon)) << code;
  }
  amazon::read_channel("DEFAULT", by);
  EXPECT_EQ(by.value, fairway::FulfilledBy::merchant);
  amazon::read_channel("WAREHOUSE_7", by);
  EXPECT_EQ(by.raw, "WAREHOUSE_7");
  fairway::Open<fairway::ListingStatus> status;
  amazon::read_status("inactive", status);
  EXPECT_EQ(status.value, fairway::ListingStatus::inactive);
  amazon::read_status("Aktiv", status);
  EXPECT_EQ(status.raw, "Aktiv");
}

TEST(ListingCharset, IsReadFromTheContentType) {
  EXPECT_EQ(amazon::charset_of("text/plain;charset=UTF-8"), Charset::utf8);
  EXPECT_EQ(amazon::charset_of("text/plain; charset=\"Cp1252\"; x=y"), Charset::cp1252);
  EXPECT_EQ(amazon::charset_of("text/plain;charset=ISO-8859-1"), Charset::cp1252);
  for (const char* name : {"Shift_JIS", "windows-31j", "SJIS", "MS932"})
    EXPECT_EQ(amazon::charset_of(std::string("text/plain;charset=") + name), Charset::shift_jis) << name;
  EXPECT_FALSE(amazon::charset_of("text/plain"));
  EXPECT_FALSE(amazon::charset_of("text/plain;charset=EBCDIC"));
}

TEST(ListingCharset, BytesBecomeUtf8AndWhatIsNoCharacterBecomesASign) {
  struct Row {
    Charset charset;
    std::string bytes, utf8;
    bool whole;
  };
  const Row table[] = {{Charset::utf8, "plain", "plain", true},
                       {Charset::utf8, "caf\xC3\xA9", "café", true},
                       {Charset::utf8, "caf\xE9!", "caf\xEF\xBF\xBD!", false},
                       {Charset::utf8, "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", false},
                       {Charset::cp1252, "caf\xE9 \x80 \x93q\x94", "café € “q”", true},
                       {Charset::cp1252,
                        "a\x81"
                        "b",
                        "a\xEF\xBF\xBD"
                        "b",
                        false},
                       {Charset::shift_jis, "\x8f\xa4\x95\x69\x96\xbc \xb1", "商品名 ｱ", true},
                       {Charset::shift_jis, "\x87\x40", "①", true},
                       {Charset::shift_jis,
                        "a\xff"
                        "b",
                        "a\xEF\xBF\xBD"
                        "b",
                        false},
                       {Charset::shift_jis, "abc\x8f", "abc\xEF\xBF\xBD", false}};
  for (const auto& row : table) {
    std::string out = "before";
    EXPECT_EQ(amazon::Decoder(row.charset).decode(row.bytes, out), row.whole) << row.utf8;
    EXPECT_EQ(out, row.utf8);
  }
  std::string all, out;
  for (int i = 0; i < 3000; ++i) all += "\x8f\xa4";
  EXPECT_TRUE(amazon::Decoder(Charset::shift_jis).decode(all, out)) << "longer than the buffer";
  EXPECT_EQ(out.size(), 9000u);
}

TEST(ListingCharset, AQuestionMarkWithinAWordIsALostLetter) {
  for (const char* text : {"?ódź", "W?ocław", "za??", "Gr?n", "???", "カ?キ", "page?id=1"})
    EXPECT_TRUE(amazon::maybe_lost(text)) << text;
  for (const char* text : {"", "Why?", "Why? Because.", "(really?)", "What?!", "? 5", "“?”", "何?」", "no"})
    EXPECT_FALSE(amazon::maybe_lost(text)) << text;
}

}  // namespace
