// A made-up report of all listings, as Amazon writes them: tab-separated text, compressed.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace fairway::bench {

// Some 360 bytes a row, 11 MB for 100,000 rows. SKUs, ASINs and barcodes stand in no order; every second row names its barcode.
std::string made_up_report(std::int64_t rows);

// The text again, a piece at a time.
void unpack(const std::string& packed, const std::function<void(std::string_view piece)>& take);

}  // namespace fairway::bench
