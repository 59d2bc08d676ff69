// A file of listings that comes in a piece at a time (LST-15, LST-6).
#include "fairway/base64.hpp"
#include "fairway/pull.hpp"
#include "listing_report.hpp"
#include "support.hpp"

namespace {

using namespace amazon_test;
using fairway::Listing;
using fairway::ListingFilePiece;
using fairway::ListingFilePlace;

struct FileRead {
  std::vector<Listing> listings;
  std::vector<std::string> rejects;
  std::size_t checkpoints = 0;
  fw_rc code = FW_OK;
  std::string why;
};

// As the host hands it over; `sizes` are those of the pieces, in turn.
FileRead read_pieces(const std::string& bytes, const std::vector<std::size_t>& sizes, bool utf8 = true,
                     const std::string& marketplace = "US") {
  Store store(settings(marketplace));
  FileRead read;
  std::string cursor;
  std::size_t at = 0;
  for (std::size_t turn = 0;; ++turn) {
    const auto some = bytes.substr(at, sizes[turn % sizes.size()]);
    const bool last = at + some.size() == bytes.size();
    const ListingFilePiece piece{static_cast<std::int64_t>(at), fairway::encode_base64(some), last, utf8};
    const auto pulled = store.channel.pull("listing-file", cursor, fairway::to_json(piece));
    read.code = pulled.code;
    if (!pulled.ok()) {
      read.why = pulled.cause().message;
      return read;
    }
    for (auto& one : pulled.documents<Listing>()) read.listings.push_back(std::move(one));
    for (const auto& one : pulled.rejects) read.rejects.push_back(one.why.message);
    read.checkpoints += pulled.checkpoints.size();
    cursor = pulled.cursor();
    if (last) {
      EXPECT_EQ(cursor, "");
      return read;
    }
    const auto next = fairway::from_json<ListingFilePlace>(cursor).offset;
    EXPECT_GT(next, static_cast<std::int64_t>(at)) << "each piece brings it further";
    if (next <= static_cast<std::int64_t>(at)) return read;
    at = static_cast<std::size_t>(next);
  }
}

std::string rows_of_file(int count) {
  std::string rows;
  for (int i = 1; i <= count; ++i)
    rows += row({{"seller-sku", "L-" + std::to_string(i)}, {"item-name", "Größe " + std::to_string(i)}});
  return rows;
}

TEST(ListingFileIn, IsTheSameHoweverItIsCut) {
  const auto bytes = "\xEF\xBB\xBF" + header_line() + "\r\n" + rows_of_file(60) + row({{"asin1", "x\ty"}}) + rows_of_file(3);
  const auto whole = read_pieces(bytes, {bytes.size()});
  ASSERT_EQ(whole.listings.size(), 63u) << whole.why;
  EXPECT_EQ(whole.listings[59].title, "Größe 60");
  EXPECT_EQ(whole.listings[59].source, "60");
  EXPECT_EQ(whole.listings[60].source, "62");
  EXPECT_EQ(whole.rejects.size(), 1u);
  for (const auto& sizes : {std::vector<std::size_t>{700}, {900, 701, 1300}, {bytes.size() - 1}, {2048, 699}}) {
    const auto cut = read_pieces(bytes, sizes);
    ASSERT_EQ(cut.listings.size(), whole.listings.size()) << sizes.front() << cut.why;
    for (std::size_t i = 0; i < cut.listings.size(); ++i)
      EXPECT_EQ(fairway::to_json(cut.listings[i]), fairway::to_json(whole.listings[i]));
    EXPECT_EQ(cut.rejects, whole.rejects);
  }
}

TEST(ListingFileIn, LacksWhatItHasNoColumnFor) {
  std::string header, line;
  for (std::size_t i = 0; i < 26; ++i) header += (i ? "\t" : "") + std::string(kListingColumns[i]);
  for (std::size_t i = 0; i < 26; ++i) line += (i ? "\t" : "") + std::string(i == 3 ? "S" : i == 16 ? "B000000001" : "");
  const auto read = read_pieces(header + "\r\n" + line, {4096});
  ASSERT_EQ(read.listings.size(), 1u) << read.why;
  EXPECT_TRUE(read.listings[0].status.empty());
  EXPECT_TRUE(read.listings[0].fulfilled_by.empty());
  EXPECT_TRUE(read.listings[0].shipping_template.empty());
}

TEST(ListingFileIn, IsInTheMarketplacesCharsetWhereItIsNotUtf8) {
  const auto read = read_pieces(header_line() + row({{"item-name", "Caf\xE9 \x80"}}), {4096}, false);
  ASSERT_EQ(read.listings.size(), 1u) << read.why;
  EXPECT_EQ(read.listings[0].title, "Café €");
  const auto marked = read_pieces(
      "\xEF\xBB\xBF" + header_line() + row({{"item-name", "Café"}}) + row({{"seller-sku", "\xE9"}}), {4096}, false);
  ASSERT_EQ(marked.listings.size(), 1u);
  EXPECT_EQ(marked.listings[0].title, "Café") << "its mark says what it is";
  EXPECT_EQ(marked.rejects.size(), 1u);
  const auto japan = read_pieces(header_line() + row({{"item-name", "\x83\x65\x83\x58\x83\x67"}}), {4096}, false, "JP");
  ASSERT_EQ(japan.listings.size(), 1u);
  EXPECT_EQ(japan.listings[0].title, "テスト");
}

TEST(ListingFileIn, KeepsItsPlaceEveryTwoThousandRows) {
  const auto read = read_pieces(header_line() + rows_of_file(4100), {4u << 20});
  EXPECT_EQ(read.listings.size(), 4100u);
  EXPECT_EQ(read.checkpoints, 3u);
}

TEST(ListingFileIn, ABadRowIsSetAsideAndALineWithoutAnEndOnce) {
  const std::string endless(5000, 'x');
  const auto read = read_pieces(
      header_line() + row({{"seller-sku", ""}}) + row({{"price", "much"}}) + endless + "\r\n" + rows_of_file(2), {1200});
  EXPECT_EQ(read.rejects.size(), 3u);
  EXPECT_EQ(read.listings.size(), 2u) << read.why;
}

TEST(ListingFileIn, WhatIsNoSuchFileIsRefused) {
  for (const auto& [bytes, why] :
       {std::pair(std::string("name,price\n1,2\n"), "this is no file of listings: its columns are name,price"),
        std::pair(std::string("\r\n\r\n"), "the file has no header"),
        std::pair(std::string(20'000, 'x'), "the first line of the file is no header of listings")}) {
    const auto read = read_pieces(bytes, {15'000});
    EXPECT_EQ(read.code, FW_E_REJECTED) << bytes.substr(0, 20);
    EXPECT_EQ(read.why, why);
  }
}

}  // namespace
