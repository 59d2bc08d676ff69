// A change of a listing as Listings Items 2021-08-01 wants it.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "marketplaces.hpp"
#include "fairway/plugin.hpp"

namespace amazon {

// Under which Amazon knows an attribute of ours; "listing-change/1" has more than one for some.
std::string field_of_attribute(std::string_view attribute);  // empty: none of ours

// Offers may name this in place of the product's own type.
inline constexpr std::string_view kAnyProductType = "PRODUCT";

// The fulfilment network of the marketplace's region, as offers name it: AMAZON_NA …
std::string fulfilment_network(const Marketplace& marketplace);

// "en_US": of texts that are sent.
std::string language_tag(const MarketplaceName& name);

// One attribute that is patched as a whole.
struct PatchPiece {
  std::string op, path;
  fairway::RawJson value;
};
BOOST_DESCRIBE_STRUCT(PatchPiece, (), (op, path, value))

// Of patchListingsItem; without a type of its own it is the general one.
std::string patch_body(std::string_view product_type, std::vector<PatchPiece> pieces);
// The main image and the others; those beyond that the listing `has` are deleted. Throws REJECTED for too few and too many.
std::vector<PatchPiece> image_pieces(const std::vector<std::string>& images, const Marketplace& marketplace,
                                     const std::set<std::string>& has);

// Of putListingsItem: the offer as a whole, and nothing of the product. Throws REJECTED for what Amazon would refuse.
std::string offer_body(const fairway::ListingChange& change, const Marketplace& marketplace);
// Of patchListingsItem: the quantity that is offered, and nothing else of the offer.
std::string quantity_body(std::int64_t quantity, const std::string& product_type);
// Of patchListingsItem: the fields named. `has`: attributes that the listing has now; images beyond those given are deleted.
std::string content_body(const fairway::ListingChange& change, const MarketplaceName& name, const std::string& product_type,
                         const std::set<std::string>& has);

}  // namespace amazon
