#include "remedies.hpp"

#include <algorithm>

namespace amazon {
namespace {

// Codes and what raises them: Amazon's pages "Listings Items API Issues Troubleshooting" and "Manage Listings Issues"
// (developer-docs.amazon.com/sp-api), its error code reference for sellers, and answers of its staff in the issues of
// github.com/amzn/selling-partner-api-docs. The words are ours. In the order of the codes as texts.
constexpr Remedy kRemedies[] = {
    {"13013", "Amazon does not have this SKU",
     "publish the offer first; what was just published takes some minutes to appear"},
    {"20000", "an image could not be fetched", "check that its URL opens without signing in, and is an image"},
    {"5461", "the brand lets only approved sellers add to the catalogue",
     "apply for approval of the brand in Seller Central; once it is granted link the listing rather than publish it anew"},
    {"5665", "Amazon has not approved the brand's name",
     "apply for approval of the brand in Seller Central, with pictures of the product and its packaging; then link the "
     "listing "
     "rather than publish it anew"},
    {"6024", "the seller may not list this brand",
     "apply for approval of the brand in Seller Central; once it is granted link the listing rather than publish it anew"},
    {"8026", "the seller may not list in this category", "apply for the category in Seller Central, then publish again"},
    {"8058", "attributes that an offer needs are missing",
     "give what the message names: an offer needs a product id (ASIN), a condition and a price"},
    {"8059", "the product may not be listed at this marketplace", "see in Seller Central what restricts it"},
    {"8105", "a value is none that Amazon knows", "correct the attribute that the issue names"},
    {"8115", "the condition is none that Amazon knows", "map it under `conditions` of the store"},
    {"8541", "the product id belongs to an ASIN whose facts differ from those that were sent",
     "check the ASIN and the barcode; if it is the right product, give no facts of your own, or ask Amazon to correct its "
     "page"},
    {"8542", "the product id belongs to more than one ASIN", "publish with the ASIN alone, without a barcode"},
    {"8560", "no ASIN has this product id, and a new one is never made here",
     "give the ASIN of the existing product; a product that Amazon lacks has to be made in Seller Central first"},
    {"8566", "the SKU matches no ASIN", "give the ASIN of the existing product"},
    {"8571", "the seller's limit of new products is used up", "wait a week; offers on existing ASINs are not limited"},
    {"8572", "the barcode is not one of the brand's", "give the barcode that GS1 has for the product, or the ASIN alone"},
    {"90220", "an attribute that is required is missing", "give the attribute that the issue names"},
    {"90244", "a value is not among those allowed", "correct the attribute that the issue names"},
    {"99001", "an attribute that is required is missing", "give the attribute that the issue names"},
    {"99010", "an attribute that is required is missing", "give the attribute that the issue names"},
    {"99022", "an attribute that is required is missing", "give the attribute that the issue names"},
    {"99038", "a text has characters that are not allowed",
     "leave out HTML and symbols in the attribute that the issue names"},
    // Ours, of what is held against the definition of a product type.
    {"schema/missing", "the product type requires the attribute", "map it under content.map, or say what it is made from"},
    {"schema/no-content", "content does not carry this attribute", "take it out of content.map"},
    {"schema/not-allowed", "the product type has a list of allowed values",
     "say one of them, in a field of your own where the catalogue has another word (extra.NAME)"},
    {"schema/too-long", "the product type limits the text", "shorten it, or map a shorter field (extra.NAME)"},
    {"schema/too-many", "the product type limits how many values there are", "say fewer"},
    {"schema/unknown", "the product type has no such attribute", "correct its name in content.map"},
    {"schema/wrong-type", "the product type wants another kind of value",
     "say a number, or true or false, as the message tells"},
};

}  // namespace

const Remedy* find_remedy(std::string_view code) {
  const auto* end = std::end(kRemedies);
  const auto* found = std::lower_bound(std::begin(kRemedies), end, code,
                                       [](const Remedy& one, std::string_view wanted) { return one.code < wanted; });
  return found != end && found->code == code ? found : nullptr;
}

}  // namespace amazon
