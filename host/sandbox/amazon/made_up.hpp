// Made-up people, addresses and goods: invented names, non-existent phone ranges, example.com mail.
#pragma once
#include "host/sandbox/amazon/shapes.hpp"
#include "host/sandbox/random.hpp"

namespace fairway::sandbox {

std::string made_up_name(Random& random);
Address made_up_address(Random& random, const Marketplace& marketplace);
std::string made_up_asin(std::string_view sku);  // the same SKU is always the same ASIN
std::string made_up_ean(std::uint64_t number);   // 13 digits, the check digit right
std::string made_up_title(std::string_view sku);
std::int64_t made_up_price(std::string_view sku, int decimals);  // minor units

}  // namespace fairway::sandbox
