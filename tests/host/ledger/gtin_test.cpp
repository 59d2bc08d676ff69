// LST-3: barcodes are compared as what they mean.
#include "host/ledger/gtin.hpp"

#include <gtest/gtest.h>

namespace fairway::ledger::test {
namespace {

TEST(Gtin, WritingsOfOneCodeAreOneCode) {
  EXPECT_EQ(gtin14("036000291452"), "00036000291452");
  EXPECT_EQ(gtin14("0036000291452"), "00036000291452");
  EXPECT_EQ(gtin14("00036000291452"), "00036000291452");
  EXPECT_EQ(gtin14("0-36000 29145-2"), "00036000291452");
  EXPECT_EQ(gtin14("96385074"), "00000096385074");
  EXPECT_EQ(gtin14("0-306-40615-2"), gtin14("978-0-306-40615-7"));
  EXPECT_EQ(gtin14("080442957X"), gtin14("9780804429573"));
}

TEST(Gtin, WhatIsNoCodeIsInNobodysWay) {
  for (const auto* text : {"", "036000291453", "0306406153", "12345", "n/a", "B00TEST123", "00000000", "000000000000",
                           "03600029145X", "123456789012345"})
    EXPECT_EQ(gtin14(text), "") << text;
}

}  // namespace
}  // namespace fairway::ledger::test
