// product/1: what a channel's catalogue says of a product, whoever sells it there.
#pragma once
#include "fairway/documents/common.hpp"

namespace fairway {

// Emitted by a pull of some products; what the catalogue does not tell is empty.
struct Product {
  static constexpr std::string_view kSchema = "product/1";
  std::string product_id;  // ASIN or the like
  bool found = false;      // the catalogue has it
  std::string title;
  std::string barcode;                  // digits of a GTIN, EAN, UPC or ISBN
  std::vector<std::string> categories;  // the path to it by the channel's names, the widest first
  std::vector<std::string> images;      // URLs, the main one first
};
BOOST_DESCRIBE_STRUCT(Product, (), (product_id, found, title, barcode, categories, images))

}  // namespace fairway
