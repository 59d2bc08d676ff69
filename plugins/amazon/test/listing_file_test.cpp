// Listings as Amazon's own file of them, and back (LST-15).
#include <algorithm>

#include "fairway/json.hpp"
#include "listing_reader.hpp"
#include "support.hpp"

namespace {

using namespace amazon_test;
using fairway::Condition;
using fairway::Listing;
using fairway::ListingFileAnswer;
using fairway::ListingFileQuestion;

ListingFileAnswer write_file(const std::vector<Listing>& listings) {
  Store store;
  const auto answered = store.channel.decide<ListingFileAnswer>(ListingFileQuestion{listings});
  EXPECT_TRUE(answered.answer) << answered.refusal.message;
  return answered.answer.value_or(ListingFileAnswer());
}

std::vector<Listing> read_file(const ListingFileAnswer& file) {
  std::vector<Listing> all;
  amazon::ListingReader reader(
      amazon::Charset::utf8, *amazon::find_marketplace_name("US")->marketplace,
      [&](const Listing& one, std::string_view) { all.push_back(one); },
      [](std::string_view row, const amazon::RowFault& fault) { ADD_FAILURE() << fault.why << ": " << row; });
  reader.feed(file.header + "\r\n");
  for (const auto& line : file.lines) reader.feed(line + "\r\n");
  reader.end();
  return all;
}

Listing full() {
  Listing l;
  l.sku = " L-1 ", l.listing_id = "0815AB", l.product_id = "B000000001";
  l.title = "Zelt \"Größe 2\"", l.description = "Steht, auch im Wind", l.barcode = "4006381333931";
  l.condition = Condition::used_good, l.condition_note = "Ein Kratzer", l.category = "Sport";
  l.images = {"https://images.example/l.jpg"};
  l.price = {"19.90", "USD"}, l.quantity = 0, l.pending_quantity = 2;
  l.opened_at = fairway::Time{1'629'084'917'000};
  return l;
}

TEST(ListingFile, HasAmazonsTwentySixColumnsInOrder) {
  const auto file = write_file({full()});
  EXPECT_EQ(file.header,
            "item-name\titem-description\tlisting-id\tseller-sku\tprice\tquantity\topen-date\timage-url\t"
            "item-is-marketplace\tproduct-id-type\tzshop-shipping-fee\titem-note\titem-condition\tzshop-category1\t"
            "zshop-browse-path\tzshop-storefront-feature\tasin1\tasin2\tasin3\twill-ship-internationally\t"
            "expedited-shipping\tzshop-boldface\tproduct-id\tbid-for-featured-placement\tadd-delete\tpending-quantity");
  ASSERT_EQ(file.lines.size(), 1u);
  EXPECT_EQ(std::count(file.lines[0].begin(), file.lines[0].end(), '\t'), 25);
}

TEST(ListingFile, WhatIsWrittenIsReadAsItWas) {
  auto bare = Listing();
  bare.sku = "L-2", bare.product_id = "B000000002";
  for (const auto& one : {full(), bare}) {
    auto read = read_file(write_file({one}));
    ASSERT_EQ(read.size(), 1u);
    read[0].source.clear(), read[0].extra.members.clear();
    EXPECT_EQ(fairway::to_json(read[0]), fairway::to_json(one));
  }
}

TEST(ListingFile, NoTextTearsALine) {
  auto odd = full();
  odd.title = "a\tb", odd.description = "one\r\ntwo\vthree";
  const auto read = read_file(write_file({odd, full()}));
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].title, "a b");
  EXPECT_EQ(read[0].description, "one  two three");
  EXPECT_EQ(read[1].sku, " L-1 ");
}

}  // namespace
