// What libFuzzer calls: any bytes at all are a report of listings, and the plugin's reader keeps its promises. The first byte
// chooses charset, marketplace and whether a header is put before, the second the length of the pieces.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "fairway/json.hpp"
#include "plugins/amazon/listing_reader.hpp"

namespace {

constexpr const char* kHeader =
    "item-name\titem-description\tseller-sku\tprice\tquantity\topen-date\tproduct-id-type\titem-note\titem-"
    "condition\tasin1\t"
    "product-id\tpending-quantity\tfulfillment-channel\tstatus\tBusiness Price\n";

void promise(bool kept, const char* what) {
  if (kept) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

struct Fate {
  std::string text;  // of all rows, in order
  std::int64_t rows = 0;
};

Fate read_report(const std::string& bytes, amazon::Charset charset, const amazon::Marketplace& marketplace,
                 std::size_t piece) {
  Fate fate;
  amazon::ListingReader reader(
      charset, marketplace,
      [&](const fairway::Listing& one, std::string_view) {
        promise(!one.sku.empty(), "a listing has a SKU");
        promise(!one.quantity || *one.quantity >= 0, "a quantity is not negative");
        const auto json = fairway::to_json(one);  // throws where a text is not UTF-8 or a price no decimal
        promise(fairway::to_json(fairway::from_json<fairway::Listing>(json)) == json, "a listing survives the round trip");
        fate.text += json + "\n";
        ++fate.rows;
      },
      [&](std::string_view row, const amazon::RowFault& fault) {
        fate.text.append(row).append(fault.why).append("\n");
        ++fate.rows;
      });
  for (std::size_t at = 0; at < bytes.size(); at += piece) reader.feed(std::string_view(bytes).substr(at, piece));
  reader.end();
  promise(fate.rows == reader.row() && reader.good() + reader.bad() == reader.row(), "each row is told once");
  return fate;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  constexpr amazon::Charset kCharsets[] = {amazon::Charset::utf8, amazon::Charset::cp1252, amazon::Charset::shift_jis};
  const char* const countries[] = {"US", "DE", "JP", "IN"};
  const auto charset = kCharsets[data[0] % 3];
  const auto& marketplace = *amazon::find_marketplace_name(countries[data[0] / 3 % 4])->marketplace;
  std::string bytes = data[0] >= 128 ? kHeader : "";
  bytes.append(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto whole = read_report(bytes, charset, marketplace, bytes.size() + 1);
  const auto pieces = read_report(bytes, charset, marketplace, 1 + data[1]);
  promise(whole.text == pieces.text, "pieces of any length give the same rows");
  return 0;
}
