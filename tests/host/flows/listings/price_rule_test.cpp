// LST-10: prices with a markup.
#include "host/flows/listings/price_rule.hpp"

#include <gtest/gtest.h>

namespace fairway::flows {
namespace {

TEST(PriceRule, AMarkupIsRoundedOnceToTheCurrency) {
  EXPECT_EQ(with_markup("19.90", "+10%", "USD"), "21.89");
  EXPECT_EQ(with_markup("19.90", "-2.5%", "EUR"), "19.40");
  EXPECT_EQ(with_markup("0.05", "+10%", "USD"), "0.06") << "0.055 is rounded up";
  EXPECT_EQ(with_markup("1990", "+7.5%", "JPY"), "2139");
  EXPECT_EQ(with_markup("9999999.99", "+999.99%", "USD"), "109998999.89");
}

TEST(PriceRule, WhatLeavesNoPriceIsNone) {
  EXPECT_FALSE(with_markup("19.90", "-100%", "USD"));
  EXPECT_FALSE(with_markup("0.01", "-99%", "USD"));
  for (const char* bad : {"", "-1", "1.2.3", "1,99", "x", "12345678901234"})
    EXPECT_FALSE(with_markup(bad, "+10%", "USD")) << bad;
  for (const char* bad : {"", "10", "+%", "+x%"}) EXPECT_FALSE(with_markup("10.00", bad, "USD")) << bad;
  EXPECT_TRUE(is_price("0.01"));
  EXPECT_FALSE(is_price("0.00"));
}

}  // namespace
}  // namespace fairway::flows
