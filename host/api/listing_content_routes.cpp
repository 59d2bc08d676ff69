// The endpoints of the content of listings, and what they take and answer.
#include "host/api/listing_content.hpp"

namespace fairway::api {
namespace {

json::object content_text(const char* description) { return {{"type", "string"}, {"description", description}}; }
json::object content_list(const char* description) {
  return {{"type", "array"}, {"items", json::object{{"type", "string"}}}, {"description", description}};
}
json::object content_flag(const char* description) { return {{"type", "boolean"}, {"description", description}}; }
json::object content_object(json::object properties, json::array required) {
  return {{"type", "object"}, {"required", std::move(required)}, {"properties", std::move(properties)}};
}
json::object refs_to(const char* schema) {
  return {{"type", "array"}, {"items", json::object{{"$ref", std::string("#/components/schemas/") + schema}}}};
}

json::object said_schema() {
  return content_object(
      {{"sku", content_text("the catalogue's")},
       {"store", content_text("nickname: for that store alone")},
       {"language", content_text("ISO 639-1: for the stores in that language")},
       {"title", content_text("null, here and below: no longer said")},
       {"description", content_text("")},
       {"bullet_points", content_list("in their order")},
       {"brand", content_text("")},
       {"mpn", content_text("")},
       {"barcode", content_text("")},
       {"category", content_text("")},
       {"condition", content_text("")},
       {"product_id", content_text("")},
       {"search_terms", content_list("")},
       {"images", content_list("URLs, the main one first")},
       {"variation_theme", content_text("the channel's word")},
       {"extra",
        json::object{{"type", "object"},
                     {"description", "fields of your own, a text or a list of texts each: extra.NAME of content.map"}}},
       {"family", content_text("the SKU of its parent, of the item itself; null: none")},
       {"parent", content_flag("it is the family, of the item itself")}},
      {"sku"});
}

}  // namespace

std::vector<Route> listing_content_routes() {
  return {
      {"POST",
       "/v1/accounts/{account}/item-content",
       Role::operate,
       say_item_content,
       "Say what up to 1,000 items are: for all stores, for those in a language, or for one. Each is answered for itself; "
       "what channels must be told of it is told soon",
       {},
       "ItemContentsKept",
       "ItemContents"},
      {"GET",
       "/v1/accounts/{account}/item-content/{sku}",
       Role::read,
       show_item_content,
       "All that is said of an item, beside what its import brought",
       {},
       ""},
      {"GET",
       "/v1/accounts/{account}/stores/{store}/listings/{sku}/content",
       Role::read,
       show_listing_content,
       "What the channel is told of the listing's content, attribute by attribute, and where each value comes from",
       {},
       "ListingContent"},
      {"POST",
       "/v1/accounts/{account}/stores/{store}/listings/{sku}/content-preview",
       Role::operate,
       preview_listing_content,
       "The same, and what the channel would answer to all of it; nothing is changed",
       {},
       "ListingContent"},
      {"POST",
       "/v1/accounts/{account}/stores/{store}/content",
       Role::operate,
       tell_listing_content,
       "Tell all of the content of these listings again. Body {\"skus\": up to 1,000}; 202",
       {},
       "",
       "ContentWish"},
      {"POST",
       "/v1/accounts/{account}/stores/{store}/listings/activate",
       Role::operate,
       activate_listings,
       "Content and offers of these listings are sent, where the store's switches are on. Body {\"skus\": up to 1,000}, or "
       "{\"filter\": {\"state\", \"product_id\", \"fulfilled_by\"}}, or {\"all\": true}",
       {},
       "",
       "ActivationWish"},
      {"POST",
       "/v1/accounts/{account}/stores/{store}/listings/deactivate",
       Role::operate,
       activate_listings,
       "They are not. The same body",
       {},
       "",
       "ActivationWish"}};
}

json::object listing_content_schemas() {
  auto part = content_object({{"attribute", content_text("the channel's name; empty: the images")},
                              {"values", content_list("")},
                              {"from", content_text("where they come from")},
                              {"told", content_flag("the channel took it so")}},
                             {"attribute", "values", "from", "told"});
  auto kept = content_object(
      {{"sku", content_text("")},
       {"error", json::object{{"type", json::array{"string", "null"}}, {"description", "why nothing of it was kept"}}},
       {"listings", json::object{{"type", "integer"}, {"description", "of the item, in stores whose content is on"}}}},
      {"sku", "error", "listings"});
  return {
      {"ItemContent", said_schema()},
      {"ItemContents", content_object({{"items", refs_to("ItemContent")}}, {"items"})},
      {"ItemContentsKept",
       content_object({{"items", json::object{{"type", "array"}, {"items", std::move(kept)}}}}, {"items"})},
      {"ContentPart", std::move(part)},
      {"ListingContent",
       content_object(
           {{"store", content_text("nickname")},
            {"sku", content_text("as the store calls it")},
            {"untold", json::object{{"type", json::array{"string", "null"}},
                                    {"description", "why nothing of it is told now; null: it is"}}},
            {"attributes", refs_to("ContentPart")},
            {"images", json::object{{"type", json::array{"object", "null"}}, {"description", "as an attribute"}}},
            {"family", json::object{{"type", json::array{"object", "null"}},
                                    {"description", "{parent, parent_sku, variation_theme, told}"}}},
            {"notes", content_list("what is left out, and why")},
            {"preview", content_text("where it was asked for: valid, invalid, unchecked; empty: there is nothing to ask")},
            {"issues", refs_to("ListingIssue")}},
           {"store", "sku", "untold", "attributes", "notes"})}};
}

}  // namespace fairway::api
