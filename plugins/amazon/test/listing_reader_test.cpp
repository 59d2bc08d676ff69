// The report of all listings from bytes to listings, by table and by property.
#include "listing_reader.hpp"

#include <gtest/gtest.h>

#include "fairway/json.hpp"
#include "listing_report.hpp"

namespace {

using namespace amazon_test;
using amazon::Charset;
using fairway::Listing;

struct Read {
  std::vector<Listing> listings;
  std::vector<std::pair<std::string, std::string>> refused;  // pointer, why
  bool known = false;

  std::string skus() const {
    std::string all;
    for (const auto& one : listings) all += one.sku + ";";
    return all;
  }
  std::string written() const {
    std::string all;
    for (const auto& one : listings) all += fairway::to_json(one) + "\n";
    for (const auto& [pointer, why] : refused) all += pointer + " " + why + "\n";
    return all;
  }
};

Read read(const std::string& text, Charset charset = Charset::utf8, const std::string& country = "US", std::size_t piece = 0,
          std::int64_t skip = 0) {
  Read result;
  amazon::ListingReader reader(
      charset, *amazon::find_marketplace_name(country)->marketplace,
      [&](const Listing& one, std::string_view) { result.listings.push_back(one); },
      [&](std::string_view, const amazon::RowFault& fault) { result.refused.emplace_back(fault.pointer, fault.why); });
  reader.skip(skip);
  const std::size_t step = piece == 0 ? text.size() + 1 : piece;
  for (std::size_t at = 0; at < text.size(); at += step) reader.feed(std::string_view(text).substr(at, step));
  reader.end();
  result.known = reader.known();
  EXPECT_EQ(reader.good(), static_cast<std::int64_t>(result.listings.size()));
  EXPECT_EQ(reader.bad(), static_cast<std::int64_t>(result.refused.size()));
  return result;
}

TEST(ListingReader, EveryColumnFindsItsMember) {
  const auto all = read(header_line() + row({{"item-name", "A lamp"},
                                             {"item-description", "Shines \"bright\""},
                                             {"listing-id", "0815AB"},
                                             {"seller-sku", "L-1"},
                                             {"price", "19.90"},
                                             {"quantity", "7"},
                                             {"open-date", "2021-08-15 20:35:17 PDT"},
                                             {"image-url", "https://example.com/l.jpg"},
                                             {"product-id-type", "4"},
                                             {"product-id", "4006381333931"},
                                             {"item-note", "a scratch"},
                                             {"item-condition", "2"},
                                             {"asin1", "B000000001"},
                                             {"asin2", "B000000002"},
                                             {"pending-quantity", "3"},
                                             {"fulfillment-channel", "DEFAULT"},
                                             {"merchant-shipping-group", "Standard"},
                                             {"status", "Inactive"}}));
  ASSERT_EQ(all.listings.size(), 1u);
  const auto& one = all.listings[0];
  EXPECT_EQ(one.title + "|" + one.description, "A lamp|Shines \"bright\"") << "quotes are text";
  EXPECT_EQ(one.listing_id + one.sku + one.product_id + one.barcode, "0815ABL-1B0000000014006381333931");
  EXPECT_EQ(one.price, (fairway::Money{"19.90", "USD"}));
  EXPECT_EQ(one.quantity, 7);
  EXPECT_EQ(one.pending_quantity, 3);
  EXPECT_EQ(one.condition.value, fairway::Condition::used_very_good);
  EXPECT_EQ(one.condition_note, "a scratch");
  EXPECT_EQ(one.fulfilled_by.value, fairway::FulfilledBy::merchant);
  EXPECT_EQ(one.status.value, fairway::ListingStatus::inactive);
  EXPECT_EQ(fairway::to_text(*one.opened_at), "2021-08-16T03:35:17Z");
  EXPECT_EQ(one.images, std::vector<std::string>{"https://example.com/l.jpg"});
  EXPECT_EQ(one.shipping_template + one.source, "Standard1");
  EXPECT_EQ(one.extra.members, (std::vector<std::pair<std::string, std::string>>{{"asin2", "\"B000000002\""}}));
  EXPECT_TRUE(one.lost.empty());
}

TEST(ListingReader, NothingOfARowIsLeftInTheNext) {
  const auto full = row({{"seller-sku", "L-1"},
                         {"item-name", "caf\xff"},
                         {"price", "5"},
                         {"quantity", "1"},
                         {"image-url", "u"},
                         {"asin2", "B000000002"},
                         {"open-date", "2021-08-15 20:35:17 PDT"},
                         {"product-id-type", "4"},
                         {"product-id", "4006381333931"},
                         {"status", "Odd"}});
  const auto bare = row({{"seller-sku", "L-2"}});
  const auto alone = read(header_line() + bare), after = read(header_line() + full + bare);
  ASSERT_EQ(after.listings.size(), 2u);
  auto last = after.listings[1];
  EXPECT_EQ(last.source, "2");
  last.source = "1";
  EXPECT_EQ(fairway::to_json(last), fairway::to_json(alone.listings.at(0)));
  EXPECT_TRUE(last.price.empty()) << "no price is not zero, and has no currency";
}

TEST(ListingReader, LineEndsBomAndALastLineWithoutEndMakeNoDifference) {
  const auto expected = read(header_line("\n") + row({{"seller-sku", "L-1"}}, "\n") + row({{"seller-sku", "L-2"}}, "\n"));
  EXPECT_EQ(expected.skus(), "L-1;L-2;");
  EXPECT_EQ(read(header_line() + row({{"seller-sku", "L-1"}}) + "\r\n\n" + row({{"seller-sku", "L-2"}}, "")).written(),
            expected.written());
  EXPECT_EQ(read("\xEF\xBB\xBF" + header_line() + row({{"seller-sku", "L-1"}}) + row({{"seller-sku", "L-2"}})).written(),
            expected.written());
}

TEST(ListingReader, OddRowsAreSetAsideEachWithItsReason) {
  struct Odd {
    std::string row;
    const char *pointer, *why;
  };
  const Odd table[] = {{row({{"seller-sku", ""}}), "/sku", "without a SKU"},
                       {row({{"seller-sku", "  "}}), "/sku", "without a SKU"},
                       {row({{"seller-sku", "L-\xff"}}), "/sku", "no characters"},
                       {row({{"price", "1.0E7"}}), "/price", "no number"},
                       {row({{"quantity", "99999999999999999999"}}), "/quantity", "too large"},
                       {row({{"pending-quantity", "x"}}), "/pending_quantity", "no number"},
                       {row({{"item-name", std::string("a\0b", 3)}}), "", "NUL"},
                       {"second half of a description\t0815AB\tL-1\t19.90\t7\r\n", "", "ASIN is not where it belongs"},
                       {row({{"item-name", "a\ttab"}}), "", "ASIN is not where it belongs"},
                       {std::string(amazon::Lines::kLongest + 10, 'x') + "\r\n", "", "without an end"}};
  for (const auto& odd : table) {
    const auto all = read(header_line() + row({{"seller-sku", "first"}}) + odd.row + row({{"seller-sku", "last"}}));
    EXPECT_EQ(all.skus(), "first;last;") << odd.why;
    ASSERT_EQ(all.refused.size(), 1u) << odd.why;
    EXPECT_EQ(all.refused[0].first, odd.pointer);
    EXPECT_NE(all.refused[0].second.find(odd.why), std::string::npos) << all.refused[0].second;
  }
}

TEST(ListingReader, ARaggedRowCountsWhoseAsinIsInItsPlace) {
  auto line = row({{"seller-sku", "L-1"}}, "");
  const auto cut = line.substr(0, line.rfind('\t'));
  EXPECT_EQ(read(header_line() + cut + "\r\n").skus(), "L-1;") << "one column is missing at the end";
  EXPECT_EQ(read(header_line() + line + "\t\t\r\n").skus(), "L-1;") << "empty ones too many";
  EXPECT_EQ(read(header_line() + line + "\tmore\r\n").skus(), "L-1;");
}

TEST(ListingReader, ASkuIsKeptExactly) {
  EXPECT_EQ(read(header_line() + row({{"seller-sku", " 00123 \"x\" "}})).skus(), " 00123 \"x\" ;");
}

TEST(ListingReader, ColumnsAreFoundByNameWhereverTheyAre) {
  const auto all = read("Status\t\"Seller-SKU\"\tBusiness Price\ttitle\tasin1\r\nActive\tL-1\t9.99\todd\tB000000001\r\n");
  ASSERT_EQ(all.skus(), "L-1;");
  const auto& one = all.listings[0];
  EXPECT_EQ(one.status.value, fairway::ListingStatus::active);
  EXPECT_TRUE(one.title.empty() && one.price.empty() && !one.quantity);
  EXPECT_NE(fairway::to_json(one).find(R"x("Business Price":"9.99","title (column)":"odd")x"), std::string::npos)
      << "a column that is called like a member does not become it: " << fairway::to_json(one);
}

// Japan's report has columns of its own, fewer than others have.
TEST(ListingReader, JapaneseColumnsAreKnownByName) {
  const std::string text =
      "\x8f\xa4\x95\x69\x96\xbc\t\x8f\x6f\x95\x69ID\t\x8f\x6f\x95\x69\x8e\xd2SKU\t\x89\xbf\x8a\x69\t\x90\x94\x97\xca\t"
      "\x8f\x6f\x95\x69\x93\xfa\t\x8f\xa4\x95\x69ID\x83\x5e\x83\x43\x83\x76\t\x8f\xa4\x95\x69ID\t\x83\x58\x83\x65\x81\x5b"
      "\x83\x5e\x83\x58\r\n"
      "\x90\xc2\x82\xa2\t0815\tL-1\t1980\t4\t2021/08/15 20:35:17 JST\t1\tB000000001\tActive\r\n";
  const auto all = read(text, Charset::shift_jis, "JP");
  ASSERT_EQ(all.skus(), "L-1;");
  const auto& one = all.listings[0];
  EXPECT_EQ(one.title + one.product_id + one.barcode, "青いB000000001");
  EXPECT_EQ(one.price, (fairway::Money{"1980", "JPY"}));
  EXPECT_EQ(one.status.value, fairway::ListingStatus::active);
  EXPECT_TRUE(one.opened_at);
}

TEST(ListingReader, UnderAHeaderInAnUnknownLanguageTheOrderCounts) {
  std::string header;
  for (int i = 0; i < 29; ++i) header += (i == 0 ? "" : "\t") + std::string("столбец") + std::to_string(i);
  const auto all = read(header + "\r\n" + row({{"seller-sku", "L-1"}, {"price", "5"}}) + row({{"asin1", "x"}}));
  EXPECT_EQ(all.skus(), "L-1;");
  EXPECT_EQ(all.listings.at(0).price.amount, "5");
  EXPECT_EQ(all.refused.size(), 1u) << "its ASIN is not in its place";
  const auto other = read("один\tдва\tтри\r\nL-1\tL-2\tL-3\r\n");
  EXPECT_FALSE(other.known);
  EXPECT_EQ(other.skus(), "");
}

TEST(ListingReader, GermanNamesAndLocalPricesAreRead) {
  const auto all =
      read("H\xe4ndler-SKU\tPreis\tMenge\tArtikelbezeichnung\tASIN 1\r\nL-1\t1.234,56\t5\tGr\xfcn ?\xf3\x9f\tB000000001\r\n",
           Charset::cp1252, "DE");
  ASSERT_EQ(all.skus(), "L-1;");
  EXPECT_EQ(all.listings[0].price, (fairway::Money{"1234.56", "EUR"}));
  EXPECT_EQ(all.listings[0].title, "Grün ?óŸ");
  EXPECT_EQ(all.listings[0].lost, std::vector<std::string>{"title"}) << "a letter that Cp1252 lacks";
}

TEST(ListingReader, WhatWasLostIsNamed) {
  const auto rows = row({{"item-name", "caf\xe9"}, {"item-description", "ok"}, {"item-note", "\xff"}});
  EXPECT_EQ(read(header_line() + rows).listings.at(0).lost, (std::vector<std::string>{"title", "condition_note"}));
  EXPECT_EQ(read(header_line() + rows, Charset::cp1252).listings.at(0).lost, std::vector<std::string>{});
  EXPECT_EQ(read(header_line() + row({{"item-name", "Gr?n"}})).listings.at(0).lost, std::vector<std::string>{})
      << "UTF-8 holds every letter: this question mark is meant";
}

TEST(ListingReader, UnknownDatesAndIdentifiersAreKept) {
  const auto all = read(header_line() + row({{"open-date", "15th of May"}, {"product-id-type", "9"}, {"product-id", "X1"}}));
  const auto& one = all.listings.at(0);
  EXPECT_FALSE(one.opened_at);
  EXPECT_TRUE(one.barcode.empty());
  EXPECT_NE(fairway::to_json(one).find(R"("open-date":"15th of May","product-id-type":"9","product-id":"X1")"),
            std::string::npos);
}

TEST(ListingReader, RowsThatWereReadBeforeArePassedOver) {
  const auto text = header_line() + row({{"seller-sku", "L-1"}}) + row({{"seller-sku", ""}}) + row({{"seller-sku", "L-3"}});
  const auto rest = read(text, Charset::utf8, "US", 0, 2);
  EXPECT_EQ(rest.skus(), "L-3;");
  EXPECT_EQ(rest.listings.at(0).source, "3");
  EXPECT_TRUE(rest.refused.empty());
}

// Whatever the pieces that it comes in, in every charset.
TEST(ListingReader, ReadsTheSameInPiecesOfAnyLength) {
  const std::string text = header_line() + row({{"seller-sku", "L-1"}, {"item-name", "caf\xe9 \x8f\xa4 \xc3\xa9"}}) +
                           "ragged\r\n\r\n" + row({{"seller-sku", ""}}, "\n") + row({{"seller-sku", "L-2"}}, "");
  for (const auto charset : {Charset::utf8, Charset::cp1252, Charset::shift_jis}) {
    const auto whole = read(text, charset).written();
    for (std::size_t piece = 1; piece < text.size(); ++piece)
      ASSERT_EQ(read(text, charset, "US", piece).written(), whole) << piece;
  }
}

TEST(ListingReader, AnOverlongLineIsTheSameInPiecesOfAnyLength) {
  const std::string text =
      header_line() + std::string(amazon::Lines::kLongest + 5, 'x') + "\r\n" + row({{"seller-sku", "L-1"}});
  const auto whole = read(text).written();
  for (const std::size_t piece : {1000u, 4096u, 65536u, 1u << 20, (1u << 20) + 1})
    ASSERT_EQ(read(text, Charset::utf8, "US", piece).written(), whole) << piece;
}

}  // namespace
