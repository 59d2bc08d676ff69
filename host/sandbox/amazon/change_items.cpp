// getListingsItem, putListingsItem, patchListingsItem, deleteListingsItem. What is accepted is shown some minutes later.
#include "host/base/text.hpp"
#include "host/sandbox/amazon/amazon.hpp"
#include "host/sandbox/amazon/listing_items.hpp"

namespace fairway::sandbox {
namespace {

Response no_item() {
  return amazon_error(404, "NotFound", "The requested listing was not found.",
                      "No listing with this SKU at the marketplace.");
}

}  // namespace

// The seller's own listings at the marketplace that the request names. An answer where it may not.
std::optional<Response> Amazon::item_table(const Call& call, const Marketplace*& marketplace) const {
  if (call.path.at(0) != call.account)
    return amazon_error(403, "Unauthorized", "Access to requested resource is denied.",
                        "The seller id of the path is not the one of the access token.");
  marketplace = find_marketplace(*call.request.parameter("marketplaceIds"));
  if (!marketplace) return amazon_error(400, "InvalidInput", "marketplaceIds names no marketplace");
  return std::nullopt;
}

Response Amazon::get_item(Call& call) {
  const Marketplace* marketplace = nullptr;
  if (auto refused = item_table(call, marketplace)) return *refused;
  const auto* data = call.request.parameter("includedData");
  std::scoped_lock lock(mutex_);
  const auto& table = listings_of(call.account, marketplace);
  const auto spec = table.find(call.path.at(1));
  if (!spec) return no_item();
  const auto found = table.issues.find(spec->sku);
  static const std::vector<ItemIssue> none;
  Response response;
  response.body = json::serialize(
      item_json(*spec, found == table.issues.end() ? none : found->second, *marketplace, data ? *data : "summaries"));
  return response;
}

std::vector<ItemIssue> wrong_with(const ListingTable& table, const std::string& sku, std::string_view kind,
                                  const json::value& body) {
  std::vector<ItemIssue> issues;
  if (kind == kItemPut) issues = wrong_put(body);
  if (kind == kItemPatch) issues = wrong_patch(body, table.find(sku).has_value());
  if (const auto refusal = table.refusals.find(sku); refusal != table.refusals.end())
    issues.insert(issues.end(), refusal->second.begin(), refusal->second.end());
  return issues;
}

bool is_bad(const std::vector<ItemIssue>& issues) {
  return std::any_of(issues.begin(), issues.end(), [](const auto& issue) { return issue.severity == "ERROR"; });
}

// What all three have in common: the verdict, and what it leads to. Of a preview nothing follows.
Response Amazon::change_item(Call& call, const char* kind) {
  const Marketplace* marketplace = nullptr;
  if (auto refused = item_table(call, marketplace)) return *refused;
  const auto& sku = call.path.at(1);
  const bool preview = call.request.parameter("mode") != nullptr;
  std::scoped_lock lock(mutex_);
  auto& table = listings_of(call.account, marketplace);
  const auto issues = wrong_with(table, sku, kind, call.body);
  const bool bad = is_bad(issues);
  if (!bad && !preview) {
    world_.journal.add({0, call.now, "amazon", kind, call.account, "", sku,
                        call.body.is_object() ? call.body.get_object() : json::object()});
    if (!call.strikes.has(FaultKind::drop_listing))
      world_.timeline.at(call.now + call.settings.paced(call.settings.listing_lag),
                         [this, where = std::pair(call.account, marketplace), sku, kind = std::string_view(kind),
                          body = call.body] { apply_item(where, sku, kind, body); });
  }
  Response response;
  response.body = json::serialize(
      json::object{{"sku", sku},
                   {"status", bad       ? "INVALID"
                              : preview ? "VALID"
                                        : "ACCEPTED"},
                   {"submissionId", fmt::format("{:016x}{:016x}", mix(world_.seed ^ ++submissions_), mix(submissions_))},
                   {"issues", issues_json(issues, marketplace->id)}});
  return response;
}

void Amazon::apply_item(const std::pair<std::string, const Marketplace*>& where, const std::string& sku,
                        std::string_view kind, const json::value& body) {
  std::scoped_lock lock(mutex_);
  auto& table = listings_of(where.first, where.second);
  if (kind == kItemDelete) return void(table.remove(sku));
  const auto known = table.find(sku);
  ListingSpec spec = known ? *known : ListingSpec();
  if (!known) spec.seller = where.first, spec.marketplace = where.second->id, spec.sku = sku;
  table.put(kind == kItemPut ? put_item(std::move(spec), body) : patch_item(std::move(spec), body));
}

Status Amazon::set_item_issues(const std::string& seller, std::string_view marketplace, const std::string& sku,
                               std::optional<std::vector<ItemIssue>> shown, std::optional<std::vector<ItemIssue>> refused) {
  const auto* where = find_marketplace(marketplace);
  if (!where || seller.empty() || sku.empty()) return fail(FW_E_INVALID, "seller, marketplace or sku is wrong");
  std::scoped_lock lock(mutex_);
  auto& table = listings_of(seller, where);
  if (shown) table.issues[sku] = std::move(*shown);
  if (refused) table.refusals[sku] = std::move(*refused);
  return {};
}

}  // namespace fairway::sandbox
