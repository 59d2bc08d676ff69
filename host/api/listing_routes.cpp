// The endpoints of listings and imports, and what they answer.
#include "host/api/coverage.hpp"
#include "host/api/import_events.hpp"
#include "host/api/imports.hpp"
#include "host/api/listing_files.hpp"
#include "host/api/listings.hpp"
#include "host/api/route_parameters.hpp"

namespace fairway::api {
namespace {

const std::vector<std::string> kOutcomes{"created", "updated", "linked", "skipped", "failed"};

json::object text_schema(const char* description) { return {{"type", "string"}, {"description", description}}; }
json::object count_schema(const char* description) { return {{"type", "integer"}, {"description", description}}; }
json::object maybe_schema(const char* type, const char* description) {
  return {{"type", json::array{type, "null"}}, {"description", description}};
}

const Parameter kOfWarehouse{"warehouse", "string", "its SKUs; left out: the catalogue's"};
const Parameter kCoverageState{
    "state", "string", "of the SKU", {"live", "paused", "linked", "broken-link", "closed", "unlinked", "not-listed"}};

Route import_verb(const char* name, const char* summary) {
  return {"POST",  std::string("/v1/accounts/{account}/imports/{id}/") + name, Role::operate, act_on_import, summary, {},
          "Import"};
}

Route listing_verb(const char* name, const char* summary, const char* body = "") {
  return {"POST",
          std::string("/v1/accounts/{account}/stores/{store}/listings/{sku}/") + name,
          Role::operate,
          act_on_listing,
          summary,
          {},
          "",
          body};
}

}  // namespace

std::vector<Route> listing_routes() {
  return {
      {"POST",
       "/v1/accounts/{account}/stores/{store}/imports",
       Role::operate,
       start_import,
       "Import the store's listings. Body {\"mode\": create-only or create-and-overwrite, \"dry_run\", \"file\": one that "
       "was handed in, read instead of asking the channel, \"name\": what it is called}, all optional; 202",
       {},
       "Import",
       "ImportWish"},
      {"POST",
       "/v1/accounts/{account}/stores/{store}/listing-files",
       Role::operate,
       hand_in_listing_file,
       "Begin to hand in a file of listings, for an import to read; 201. It is removed when the import has ended, or a day "
       "after nobody imported it",
       {},
       "ListingFile",
       {},
       {},
       true},
      {"GET",
       "/v1/accounts/{account}/stores/{store}/listing-files/{file}",
       Role::operate,
       show_listing_file,
       "How long it is by now",
       {},
       "ListingFile"},
      {"POST",
       "/v1/accounts/{account}/stores/{store}/listing-files/{file}",
       Role::operate,
       append_to_listing_file,
       "A piece of it, from its `offset` on. The file ends behind it then, so a piece may be sent again. 409 where what is "
       "before it is missing, or it gets too long",
       {},
       "ListingFile",
       "ListingFilePiece"},
      {"POST",
       "/v1/accounts/{account}/stores/{store}/listing-images",
       Role::operate,
       refresh_listing_images,
       "Take images of listings from the channel anew, in place of those that are kept. Body {\"skus\": up to 1,000} or "
       "{\"filter\": {\"state\", \"product_id\", \"fulfilled_by\"}}; {} is all that are live. 202",
       {},
       "ListingImagesAsked",
       "ListingImagesWish"},
      {"GET",
       "/v1/accounts/{account}/listing-images",
       Role::read,
       list_listing_images,
       "What became of the images that were asked for, of each listing the last",
       {{"store", "string", "nickname"},
        {"sku", "string", "exact"},
        {"state", "string", "of the asking", {"due", "done", "failed"}},
        kLimit,
        kCursor},
       "[ListingImages]"},
      {"GET",
       "/v1/accounts/{account}/imports",
       Role::read,
       list_imports,
       "Imports, new to old",
       {{"store", "string", "nickname"}, {"state", "string", "of the import"}, kLimit, kCursor},
       "[Import]"},
      {"GET", "/v1/accounts/{account}/imports/{id}", Role::read, show_import, "How far an import is", {}, "Import"},
      {"GET",
       "/v1/accounts/{account}/imports/{id}/events",
       Role::read,
       watch_import,
       "The same as text/event-stream while it runs: `progress`, then `end`. A stream lasts a minute at most; come again "
       "with "
       "Last-Event-ID. 204: it ended with that event; 503: enough watch",
       {},
       ""},
      {"GET",
       "/v1/accounts/{account}/imports/{id}/rows",
       Role::read,
       list_import_rows,
       "What became of each row, the last first",
       {{"outcome", "string", "of the row", kOutcomes},
        {"reason", "string", "its code"},
        {"sku", "string", "exact"},
        kLimit,
        kCursor},
       "[ImportRow]"},
      {"GET",
       "/v1/accounts/{account}/imports/{id}/csv",
       Role::read,
       import_csv,
       "The same of all rows as text/csv, the first first",
       {{"outcome", "string", "of the row", kOutcomes}},
       ""},
      import_verb("cancel", "Stop it after the batch in hand; what came in stays"),
      import_verb("undo", "Take back what it changed, where nothing changed since"),
      import_verb("rerun", "The rows alone that failed, as an import of its own; 202"),
      {"GET",
       "/v1/accounts/{account}/stores/{store}/listings-file",
       Role::read,
       download_listings,
       "The store's live listings as the channel's own file has them: for Amazon 26 columns between tabs, UTF-8",
       {},
       ""},
      {"GET",
       "/v1/accounts/{account}/listings",
       Role::read,
       list_listings,
       "What the stores list, by store, each in the order in which it came",
       {{"store", "string", "nickname"},
        {"state",
         "string",
         "of the listing",
         {"active", "paused", "linked", "broken-link", "closed", "unlinked", "delisted", "draft"}},
        {"product_id", "string", "ASIN or the like"},
        {"fulfilled_by", "string", "who ships it", {"merchant", "amazon"}},
        {"issue", "string", "code of an issue that the channel raised"},
        kLimit,
        kCursor},
       "[Listing]"},
      {"GET",
       "/v1/accounts/{account}/stores/{store}/listings/{sku}",
       Role::read,
       show_listing,
       "One listing with its item, what was wanted of it, and what the channel says",
       {},
       "Listing"},
      {"GET",
       "/v1/accounts/{account}/stores/{store}/coverage",
       Role::read,
       show_coverage,
       "Which SKUs of the catalogue, as they came into it, or of a warehouse, by SKU, the store lists",
       {kOfWarehouse, kCoverageState, kLimit, kCursor},
       "[CoveredSku]"},
      {"GET",
       "/v1/accounts/{account}/stores/{store}/coverage/csv",
       Role::read,
       coverage_csv,
       "The same, all of it as text/csv",
       {kOfWarehouse, kCoverageState},
       ""},
      listing_verb("pause", "Nothing of it is sent, and its orders wait"),
      listing_verb("unpause", "It is sent again, and its orders go on"),
      {"POST",
       "/v1/accounts/{account}/stores/{store}/listings/unpause",
       Role::operate,
       unpause_store,
       "The same of all listings of the store",
       {},
       ""},
      listing_verb("link",
                   "The catalogue's item of exactly this SKU is what the channel's listing sells; neither changes. 409 "
                   "where the catalogue has none or the last import showed none"),
      listing_verb("unlink", "The link is gone, and no import brings it back"),
      listing_verb("relink", "What was unlinked, or gone and is there again, is linked again"),
      listing_verb("remove", "Take it out here; the channel is not touched. Frees its product id and its barcode"),
      listing_verb("look", "Ask the channel soon what it shows of it"),
      listing_verb("ships", "Body {\"by\": merchant, amazon, or channel: as the channel says}", "ShipsWish"),
  };
}

json::object listing_schemas() {
  const json::object counts{
      {"type", "object"}, {"description", "by outcome"}, {"additionalProperties", json::object{{"type", "integer"}}}};
  json::object listing{
      {"store", text_schema("nickname")},
      {"sku", text_schema("as the store calls it")},
      {"item", text_schema("the catalogue's SKU")},
      {"state", text_schema("active, paused, linked, broken-link, closed, unlinked, delisted, draft")},
      {"product_id", text_schema("ASIN or the like")},
      {"title", text_schema("")},
      {"price", text_schema("a decimal; empty: not told")},
      {"currency", text_schema("ISO 4217")},
      {"quantity", maybe_schema("integer", "as the channel showed it")},
      {"fulfilled_by", text_schema("merchant, amazon")},
      {"hidden", json::object{{"type", "boolean"}}},
      {"hidden_here", json::object{{"type", "boolean"}, {"description", "a person hid it"}}},
      {"activated",
       json::object{{"type", "boolean"}, {"description", "its content and offers are sent, where the store's are"}}},
      {"observed_at", maybe_schema("string", "RFC 3339, UTC; null: linked by hand, and not shown since")}};
  json::object completing{
      {"type", json::array{"object", "null"}},
      {"description", "what its listings lacked and the channel's catalogue is asked for, once they are in"},
      {"properties", json::object{{"state", text_schema("running, done, stopped")},
                                  {"total", count_schema("listings that lacked something")},
                                  {"asked", count_schema("for so many the catalogue was asked")},
                                  {"filled", count_schema("of which something was filled in")},
                                  {"left_out", count_schema("taken back, since the rules leave them out")},
                                  {"unknown", count_schema("that the catalogue does not have")},
                                  {"note", text_schema("why it stopped, or what it waits for")}}}};
  json::object import{{"id", text_schema("")},
                      {"store", text_schema("nickname")},
                      {"state", text_schema("requested, waiting, reading, restarting, settling, done, failed, cancelled, "
                                            "undoing, undone")},
                      {"dry_run", json::object{{"type", "boolean"}}},
                      {"file", maybe_schema("string", "the name of the file that it reads; null: it asks the channel")},
                      {"rows", count_schema("that have an outcome")},
                      {"total", maybe_schema("integer", "rows of the report, where it is known")},
                      {"rows_per_second", maybe_schema("integer", "while rows come in")},
                      {"seconds_left", maybe_schema("integer", "at that rate")},
                      {"place", maybe_schema("integer", "in the queue, from 1, while it waits for its turn")},
                      {"parents", counts},
                      {"variants", counts},
                      {"completing", std::move(completing)},
                      {"note", text_schema("why it failed, or what it waits for")}};
  json::object row{{"n", count_schema("in order of arrival")},
                   {"row", text_schema("where it stands in what was read")},
                   {"sku", text_schema("")},
                   {"outcome", text_schema("created, updated, linked, skipped, failed")},
                   {"reason", text_schema("a code of the operators' page on imports")},
                   {"text", text_schema("the same for a person")}};
  json::object covered{{"sku", text_schema("the catalogue's, or the warehouse's")},
                       {"item", text_schema("the catalogue's SKU")},
                       {"state", text_schema("live, paused, linked, broken-link, closed, unlinked, not-listed")},
                       {"listing", text_schema("the SKU at the store; empty: not listed")},
                       {"title", text_schema("")}};
  const auto object = [](json::object properties, json::array required) {
    return json::object{{"type", "object"}, {"required", std::move(required)}, {"properties", std::move(properties)}};
  };
  json::object file{{"file", text_schema("its id")},
                    {"length", count_schema("bytes so far: the next piece begins there")},
                    {"piece", count_schema("the most bytes of one piece")},
                    {"most", count_schema("the most bytes of a file")}};
  json::object piece{{"offset", count_schema("where in the file it begins")},
                     {"bytes", json::object{{"type", "string"}, {"contentEncoding", "base64"}}}};
  json::object asked{{"store", text_schema("nickname")},
                     {"asked", count_schema("listings")},
                     {"unknown", json::object{{"type", "array"},
                                              {"description", "SKUs that the store does not list"},
                                              {"items", json::object{{"type", "string"}}}}}};
  json::object images{{"store", text_schema("nickname")},
                      {"sku", text_schema("as the store calls it")},
                      {"state", text_schema("due, done, failed")},
                      {"images", count_schema("that came")},
                      {"error", text_schema("why none did; those that were there stay")},
                      {"asked_by", text_schema("")},
                      {"asked_at", text_schema("RFC 3339, UTC")},
                      {"ended_at", maybe_schema("string", "null: due")}};
  return {{"ListingFile", object(std::move(file), {"file", "length"})},
          {"ListingFilePiece", object(std::move(piece), {"offset", "bytes"})},
          {"ListingImagesAsked", object(std::move(asked), {"store", "asked", "unknown"})},
          {"ListingImages", object(std::move(images), {"sku", "state", "images"})},
          {"Import", object(std::move(import), {"id", "store", "state", "rows", "parents", "variants"})},
          {"ImportRow", object(std::move(row), {"n", "sku", "outcome", "reason", "text"})},
          {"CoveredSku", object(std::move(covered), {"sku", "item", "state", "listing"})},
          {"Listing", object(std::move(listing), {"store", "sku", "item", "state"})}};
}

}  // namespace fairway::api
