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

// The listing as it is with these attributes; of a put what they leave out is gone.
ListingSpec put_item(ListingSpec before, const json::value& body);
ListingSpec patch_item(ListingSpec before, const json::value& body);

}  // namespace fairway::sandbox
