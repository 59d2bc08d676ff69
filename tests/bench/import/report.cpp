#include "tests/bench/import/report.hpp"

#include <zlib.h>

#include <array>
#include <stdexcept>

#include <fmt/format.h>

namespace fairway::bench {
namespace {

constexpr std::size_t kPiece = 64u << 10;
constexpr int kGzip = 15 + 16;  // zlib's largest window, in gzip's format
constexpr std::int64_t kPrime = 10'000'019;

constexpr const char* kReportHeader =
    "item-name\titem-description\tlisting-id\tseller-sku\tprice\tquantity\topen-date\timage-url\titem-is-marketplace\t"
    "product-id-type\tzshop-shipping-fee\titem-note\titem-condition\tzshop-category1\tzshop-browse-path\t"
    "zshop-storefront-feature\tasin1\tasin2\tasin3\twill-ship-internationally\texpedited-shipping\tzshop-boldface\t"
    "product-id\tbid-for-featured-placement\tadd-delete\tpending-quantity\tfulfillment-channel\t"
    "merchant-shipping-group\tstatus\n";

std::string ean13(std::int64_t number) {
  auto code = fmt::format("{:012}", number);
  int sum = 0;
  for (std::size_t i = 0; i < code.size(); ++i) sum += (i % 2 == 0 ? 1 : 3) * (code[i] - '0');
  return code += static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string report_row(std::int64_t i) {
  const auto sku = (i * 7919) % kPrime, product = (i * 104'729) % kPrime, code = (i * 1'299'709) % kPrime;
  const auto asin = fmt::format("B{:09}", product);
  const bool has_code = i % 2 == 0;
  const bool by_amazon = i % 3 == 0;
  return fmt::format(
      "A product of {} parts that hikers carry with them, colour {}, size {}\t{}\t{:011}\tSKU-{:08}-{:x}\t{}.99\t{}\t"
      "2021-08-{:02} 20:35:17 PDT\t\ty\t{}\t\t\t11\t\t\t\t{}\t\t\t\t\t\t{}\t\t\t{}\t{}\tMigrated Template\t{}\n",
      i % 17, i % 29, i % 7, std::string(static_cast<std::size_t>(100 + i % 60), static_cast<char>('a' + i % 26)),
      70'000'000 + i, sku, sku * 31, 5 + i % 200, by_amazon ? "" : fmt::format("{}", i % 90), 1 + i % 28, has_code ? 4 : 1,
      asin, has_code ? ean13(400'000'000'000 + code) : asin, by_amazon ? "" : "0", by_amazon ? "AMAZON_NA" : "DEFAULT",
      i % 50 == 0 ? "Incomplete" : "Active");
}

class Packer {
 public:
  Packer() {
    if (deflateInit2(&stream_, Z_BEST_SPEED, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::runtime_error("zlib");
  }
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  ~Packer() { deflateEnd(&stream_); }

  void add(std::string_view text, bool last) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    int code = Z_OK;
    do {
      stream_.next_out = room_.data(), stream_.avail_out = room_.size();
      code = deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH);
      packed_.append(reinterpret_cast<const char*>(room_.data()), room_.size() - stream_.avail_out);
    } while (last ? code != Z_STREAM_END : stream_.avail_in > 0);
  }
  std::string take() { return std::move(packed_); }

 private:
  z_stream stream_{};
  std::array<Bytef, kPiece> room_;
  std::string packed_;
};

}  // namespace

std::string made_up_report(std::int64_t rows) {
  Packer packer;
  packer.add(kReportHeader, false);
  for (std::int64_t i = 0; i < rows; ++i) packer.add(report_row(i), false);
  packer.add({}, true);
  return packer.take();
}

void unpack(const std::string& packed, const std::function<void(std::string_view piece)>& take) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzip) != Z_OK) throw std::runtime_error("zlib");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string room(kPiece, '\0');
  int code = Z_OK;
  while (code == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(room.data()), stream.avail_out = static_cast<uInt>(room.size());
    code = inflate(&stream, Z_NO_FLUSH);
    take(std::string_view(room).substr(0, room.size() - stream.avail_out));
  }
  inflateEnd(&stream);
  if (code != Z_STREAM_END) throw std::runtime_error("the report cannot be unpacked");
}

}  // namespace fairway::bench
