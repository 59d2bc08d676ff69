// Barcodes of items: GTIN-8, UPC, EAN, GTIN-14 and ISBN are one number space of 14 digits (GS1 General Specifications, 7.9).
#pragma once
#include <string>
#include <string_view>

namespace fairway::ledger {

// The 14 digits; spaces and hyphens are passed over. Empty: it is no such code, or its check digit says that it was mistyped.
std::string gtin14(std::string_view barcode);

}  // namespace fairway::ledger
