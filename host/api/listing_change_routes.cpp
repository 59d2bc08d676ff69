// The endpoints of what is wanted of listings, and what they take and answer.
#include "host/api/listing_changes.hpp"
#include "host/api/route_parameters.hpp"

namespace fairway::api {
namespace {

const std::vector<std::string> kVerbs{"publish", "delist", "hide", "unhide", "overwrite", "content"};
const std::vector<std::string> kChangeStates{"due",    "telling",    "told",       "verified", "refused",
                                             "unseen", "superseded", "submitting", "submitted"};

json::object wish_text(const char* description) { return {{"type", "string"}, {"description", description}}; }
json::object wish_maybe(const char* description) {
  return {{"type", json::array{"string", "null"}}, {"description", description}};
}
json::object wish_list(json::object items) { return {{"type", "array"}, {"items", std::move(items)}}; }
json::object wish_object(json::object properties, json::array required) {
  return {{"type", "object"}, {"required", std::move(required)}, {"properties", std::move(properties)}};
}

json::object wish_schema() {
  return wish_object(
      {{"sku", wish_text("as the store calls it")},
       {"product_id", wish_text("of a product that the channel has; at Amazon the ASIN")},
       {"product_type", wish_text("the channel's word; left out: what it showed, or its general one")},
       {"barcode", wish_text("with barcode_type, or neither")},
       {"barcode_type", wish_text("ean, gtin, isbn, upc")},
       {"condition", wish_text("a word of the account's own (`conditions`), or new, refurbished, used_good …")},
       {"condition_note", wish_text("not of new items")},
       {"price", wish_text("a decimal; left out: as `listings.publish-price` says")},
       {"list_price", wish_text("a decimal, kept with the item")},
       {"quantity", json::object{{"type", "integer"}, {"minimum", 0}}},
       {"shipping", wish_text("a name of `shipping-templates`")},
       {"ships", wish_text("merchant, amazon")},
       {"fields", wish_list(wish_text("of overwrite: title, description, category, mpn, barcode, images"))},
       {"title", wish_text("")},
       {"description", wish_text("")},
       {"category", wish_text("")},
       {"mpn", wish_text("")},
       {"images", wish_list(wish_text("a URL, the main one first"))}},
      {"sku"});
}

json::object issue_schema() {
  return wish_object({{"code", wish_text("the channel's")},
                      {"message", wish_text("in its words")},
                      {"severity", wish_text("error, warning, info")},
                      {"attributes", wish_list(wish_text("the channel's names"))},
                      {"fields", wish_list(wish_text("the same by the names of a wish"))},
                      {"categories", wish_list(wish_text("the channel's words"))},
                      {"cause", wish_text("what raises it; empty: not known")},
                      {"remedy", wish_text("what to do about it; empty: not known")}},
                     {"code", "message", "severity"});
}

}  // namespace

std::vector<Route> listing_change_routes() {
  return {
      {"POST",
       "/v1/accounts/{account}/stores/{store}/listing-changes",
       Role::operate,
       change_listings,
       "Publish, delist, hide, unhide or overwrite up to 1,000 listings; each is answered for itself. 202. With dry_run, of "
       "at most 20: the host's own checks and the channel's preview, and nothing is changed",
       {},
       "ListingChanges",
       "ListingWishes"},
      {"GET",
       "/v1/accounts/{account}/listing-changes",
       Role::read,
       list_listing_changes,
       "What was wanted of listings, and how far the channel is with it, new to old",
       {{"store", "string", "nickname"},
        {"sku", "string", "exact"},
        {"verb", "string", "what was wanted", kVerbs},
        {"state", "string", "of the change", kChangeStates},
        kLimit,
        kCursor},
       "[ListingChange]"}};
}

json::object listing_change_schemas() {
  const json::object issues = wish_list({{"$ref", "#/components/schemas/ListingIssue"}});
  auto asked = wish_object({{"sku", wish_text("")},
                            {"change", wish_maybe("its id; null: there is none")},
                            {"error", wish_maybe("why it cannot be, by the host's own rules")},
                            {"warnings", wish_list(wish_text(""))},
                            {"preview", wish_text("of a dry run: valid, invalid, unchecked")},
                            {"issues", issues}},
                           {"sku", "change", "error", "warnings"});
  return {
      {"ListingWish", wish_schema()},
      {"ListingIssue", issue_schema()},
      {"ListingWishes", wish_object({{"verb", wish_text("publish, delist, hide, unhide, overwrite")},
                                     {"items", wish_list({{"$ref", "#/components/schemas/ListingWish"}})},
                                     {"dry_run", json::object{{"type", "boolean"}}}},
                                    {"verb", "items"})},
      {"ListingChanges",
       wish_object({{"dry_run", json::object{{"type", "boolean"}}}, {"items", wish_list(std::move(asked))}},
                   {"dry_run", "items"})},
      {"ListingChange",
       wish_object({{"id", wish_text("")},
                    {"sku", wish_text("")},
                    {"verb", wish_text("")},
                    {"state", wish_text("due, telling, submitting, submitted, told, verified, refused, unseen, superseded")},
                    {"asked_by", wish_text("")},
                    {"asked_at", wish_text("RFC 3339, UTC")},
                    {"told_at", wish_maybe("handed over for the first time")},
                    {"ended_at", wish_maybe("")},
                    {"submission", wish_text("the channel's name for it")},
                    {"error", wish_text("why it was refused, or is not seen")},
                    {"wanted", json::object{{"type", "object"}, {"description", "listing-change/1"}}}},
                   {"id", "sku", "verb", "state"})}};
}

}  // namespace fairway::api
