// Single listings as Listings Items 2021-08-01 shows and changes them. The owner locks.
#pragma once
#include "host/base/json.hpp"
#include "host/sandbox/amazon/listings.hpp"

namespace fairway::sandbox {

// {"sku", "summaries", …} with the parts that `data` names, commas between.
json::object item_json(const ListingSpec& spec, const std::vector<ItemIssue>& issues, const Marketplace& marketplace,
                       std::string_view data);
json::array issues_json(const std::vector<ItemIssue>& issues, std::string_view marketplace);

// What Amazon finds wrong with attributes that are put, or patched, before anything is done.
std::vector<ItemIssue> wrong_put(const json::value& body);
std::vector<ItemIssue> wrong_patch(const json::value& body, bool known);

// The three changes, as the journal names them; and what Amazon finds wrong with one, what was injected for its SKU too.
inline constexpr const char *kItemPut = "listing_put", *kItemPatch = "listing_patch", *kItemDelete = "listing_delete";
std::vector<ItemIssue> wrong_with(const ListingTable& table, const std::string& sku, std::string_view kind,
                                  const json::value& body);
bool is_bad(const std::vector<ItemIssue>& issues);

// The listing as it is with these attributes; of a put what they leave out is gone.
ListingSpec put_item(ListingSpec before, const json::value& body);
ListingSpec patch_item(ListingSpec before, const json::value& body);

}  // namespace fairway::sandbox
