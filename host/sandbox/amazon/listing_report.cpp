// What sellers list, and the document of it.
#include "host/base/text.hpp"
#include "host/sandbox/amazon/amazon.hpp"
#include "host/sandbox/amazon/gzip.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::uint64_t kMostMadeUp = 1'000'000;

Result<const Marketplace*> listed_at(const std::string& seller, std::string_view marketplace) {
  if (seller.empty()) return fail(FW_E_INVALID, "seller is missing");
  const auto* found = find_marketplace(marketplace);
  if (!found) return fail(FW_E_INVALID, fmt::format("no marketplace '{}'", printable(marketplace, 60)));
  return found;
}

}  // namespace

Status Amazon::list(ListingSpec spec) {
  const auto where = listed_at(spec.seller, spec.marketplace);
  if (!where) return fail(where.error());
  if (spec.sku.empty()) return fail(FW_E_INVALID, "sku is missing");
  std::scoped_lock lock(mutex_);
  listings_of(spec.seller, *where).put(std::move(spec));
  return {};
}

Status Amazon::unlist(const std::string& seller, std::string_view marketplace, std::string_view sku) {
  const auto where = listed_at(seller, marketplace);
  if (!where) return fail(where.error());
  std::scoped_lock lock(mutex_);
  if (!listings_of(seller, *where).remove(sku)) return fail(FW_E_INVALID, "there is no such listing");
  return {};
}

Status Amazon::make_up_listings(const std::string& seller, std::string_view marketplace, std::uint64_t count,
                                std::uint64_t seed) {
  const auto where = listed_at(seller, marketplace);
  if (!where) return fail(where.error());
  if (count > kMostMadeUp) return fail(FW_E_INVALID, "made_up is a million at most");
  std::scoped_lock lock(mutex_);
  listings_of(seller, *where).make_up(count, seed);
  return {};
}

ListingTable& Amazon::listings_of(const std::string& seller, const Marketplace* marketplace) {
  auto& table = listings_[{seller, marketplace}];
  table.marketplace = marketplace;
  return table;
}

// Of the first marketplace alone, as Amazon has it. What is listed, and how it is written, is that of this moment, however often
// and whenever the document is read.
std::string Amazon::listing_document(const Report& report) {
  const auto* marketplace = find_marketplace(report.marketplaces.front());
  const auto place = listings_.find({report.seller, marketplace});
  if (place == listings_.end() || place->second.empty()) return {};
  const auto file = listing_file(*marketplace, world_.settings.get(), report.english);
  auto& document = new_document(report.seller, std::string(content_type_of(file.charset)));
  document.zipped = document_number_ % 2 == 0;  // a client must cope with both
  document.made = [table = std::make_shared<const ListingTable>(place->second), file,
                   zipped = document.zipped](const Piece& out) {
    if (!zipped) return write_listings(*table, file, out);
    GzipStream packed(out);
    write_listings(*table, file, [&packed](std::string_view piece) { packed.put(piece); });
    packed.finish();
  };
  document.uploaded = true;
  return document.id;
}

}  // namespace fairway::sandbox
