#include "listing_items.hpp"

#include <algorithm>

#include "content_body.hpp"
#include "content_values.hpp"
#include "errors.hpp"
#include "listing_body.hpp"
#include "remedies.hpp"
#include "text.hpp"

namespace amazon {
namespace {

using fairway::Error;
using remote::ItemSubmission;

constexpr std::size_t kErrorsTold = 3;
constexpr std::string_view kUnfit = "UNFIT";  // a status of our own: it was not sent

fairway::ListingIssue issue_of(const remote::ItemIssue& told) {
  fairway::ListingIssue issue{told.code, told.message, lower(told.severity), told.attribute_names, {}, told.categories, {},
                              {}};
  for (const auto& attribute : told.attribute_names) {
    const auto field = field_of_attribute(attribute);
    if (!field.empty() && std::find(issue.fields.begin(), issue.fields.end(), field) == issue.fields.end())
      issue.fields.push_back(field);
  }
  if (const auto* known = find_remedy(told.code)) issue.cause = known->cause, issue.remedy = known->remedy;
  return issue;
}

std::vector<fairway::ListingIssue> issues_of(const std::vector<remote::ItemIssue>& told) {
  std::vector<fairway::ListingIssue> issues;
  for (const auto& one : told) issues.push_back(issue_of(one));
  return issues;
}

fairway::Open<fairway::Condition> condition_of(const std::string& type) {
  if (type == "new_new") return fairway::Condition::new_;
  if (type == "refurbished_refurbished") return fairway::Condition::refurbished;
  return fairway::Open<fairway::Condition>::parse(type);
}

void take_availability(const std::vector<remote::ItemAvailability>& all, fairway::ListingShown& shown) {
  for (const auto& one : all) {
    const bool amazon = one.fulfillment_channel_code.starts_with("AMAZON_");
    shown.fulfilled_by = amazon ? fairway::FulfilledBy::amazon : fairway::FulfilledBy::merchant;
    if (amazon) return shown.quantity.reset();
    shown.quantity = one.quantity.value_or(0);
  }
}

void show(const remote::ListingsItem& item, fairway::ListingShown& shown) {
  shown.found = true;
  if (!item.summaries.empty()) {
    const auto& summary = item.summaries.front();
    shown.product_id = summary.asin, shown.product_type = summary.product_type, shown.title = summary.item_name;
    if (!summary.condition_type.empty()) shown.condition = condition_of(summary.condition_type);
    for (const auto& status : summary.status) shown.status.push_back(lower(status));
  }
  if (shown.product_type.empty() && !item.product_types.empty())
    shown.product_type = item.product_types.front().product_type;
  for (const auto& offer : item.offers)
    shown.offers.push_back({offer.offer_type == "B2C"   ? "consumer"
                            : offer.offer_type == "B2B" ? "business"
                                                        : offer.offer_type,
                            {offer.price.amount, offer.price.currency_code}});
  take_availability(item.fulfillment_availability, shown);
  shown.issues = issues_of(item.issues);
}

}  // namespace

ListingItems::ListingItems(fairway::Host host, const Client& client, const Settings& settings, const fairway::Call& call)
    : client_(client),
      call_(call),
      name_(*find_marketplace_name(settings.marketplace)),
      seller_(settings.seller_id),
      definitions_(host, client, name_, call) {}

std::string ListingItems::path(const std::string& sku, const std::string& query) const {
  return "/listings/2021-08-01/items/" + fairway::url_encode(seller_) + '/' + fairway::url_encode(sku) +
         "?marketplaceIds=" + std::string(name_.marketplace->id) + "&issueLocale=en_US" + query;
}

ItemSubmission ListingItems::submit(const char* method, const char* operation, const std::string& sku, std::string body,
                                    bool preview) const {
  fairway::HttpRequest request;
  request.method = method;
  request.url = path(sku, preview ? "&mode=VALIDATION_PREVIEW" : "");
  request.operation = operation;
  request.body = std::move(body);
  request.headers.emplace_back("content-type", "application/json");
  return expect_success(client_.send(call_, std::move(request)), operation).as<ItemSubmission>();
}

// Content needs the product's own type, and what the listing has of images.
ItemSubmission ListingItems::overwrite(const fairway::ListingChange& change, bool preview) const {
  const auto item = get(change.sku, "summaries,productTypes,attributes");
  if (!item) throw Error::rejected("Amazon does not have this SKU", "/sku");
  fairway::ListingShown shown;
  show(*item, shown);
  std::set<std::string> has;
  for (const auto& [name, value] : item->attributes) has.insert(name);
  return submit("PATCH", "patchListingsItem", change.sku, content_body(change, name_, shown.product_type, has), preview);
}

// What does not fit the definition is not sent, nor what the listing has as it shall be.
ItemSubmission ListingItems::tell_content(const fairway::ListingChange& change, bool preview) const {
  const auto item = get(change.sku, "summaries,productTypes,attributes");
  if (!item) throw Error::rejected("Amazon does not have this SKU", "/sku");
  fairway::ListingShown shown;
  show(*item, shown);
  auto body = content_patch(change, name_, definitions_.of(shown.product_type), item->attributes);
  if (!body.faults.empty()) return {std::string(kUnfit), "", std::move(body.faults)};
  if (body.patches.empty()) return {preview ? "VALID" : "ACCEPTED", "", std::move(body.warnings)};
  auto submission =
      submit("PATCH", "patchListingsItem", change.sku, patch_body(shown.product_type, std::move(body.patches)), preview);
  submission.issues.insert(submission.issues.end(), body.warnings.begin(), body.warnings.end());
  return submission;
}

// What is gone already is as it should be.
ItemSubmission ListingItems::remove(const std::string& sku) const {
  fairway::HttpRequest request;
  request.method = "DELETE";
  request.url = path(sku, "");
  request.operation = "deleteListingsItem";
  auto response = client_.send(call_, std::move(request));
  if (response.status == 404) return {"ACCEPTED", "", {}};
  return expect_success(std::move(response), "deleteListingsItem").as<ItemSubmission>();
}

std::optional<ItemSubmission> ListingItems::send(const fairway::ListingChange& change, bool preview) const {
  using W = fairway::ListingWish;
  switch (change.wish.value) {
    case W::publish: return submit("PUT", "putListingsItem", change.sku, offer_body(change, *name_.marketplace), preview);
    case W::hide: return submit("PATCH", "patchListingsItem", change.sku, quantity_body(0, change.product_type), preview);
    case W::unhide:
      if (!change.quantity) throw Error::rejected("how many are in stock?", "/quantity");
      return submit("PATCH", "patchListingsItem", change.sku, quantity_body(*change.quantity, change.product_type), preview);
    case W::overwrite: return overwrite(change, preview);
    case W::content: return tell_content(change, preview);
    case W::delist:
      if (preview) return std::nullopt;
      return remove(change.sku);
    default: throw Error::rejected("nothing that can be done to a listing: " + std::string(change.wish.text()), "/wish");
  }
}

std::optional<remote::ListingsItem> ListingItems::get(const std::string& sku, const std::string& data) const {
  auto response = client_.get(call_, path(sku, "&includedData=" + data), "getListingsItem");
  if (response.status == 404) return std::nullopt;
  return expect_success(std::move(response), "getListingsItem").as<remote::ListingsItem>();
}

fairway::ListingShown ListingItems::look(const std::string& sku, const std::vector<std::string>& attributes) const {
  fairway::ListingShown shown;
  shown.sku = sku;
  const std::string data = "summaries,issues,offers,fulfillmentAvailability,productTypes";
  const auto item = get(sku, attributes.empty() ? data : data + ",attributes");
  if (!item) return shown;
  show(*item, shown);
  for (const auto& name : attributes)
    shown.attributes.push_back({name, values_shown(item->attributes, name, language_tag(name_))});
  return shown;
}

fairway::ListingAnswer answer_of(const ItemSubmission& submission) {
  return {submission.submission_id, issues_of(submission.issues)};
}

bool is_taken(const ItemSubmission& submission) { return submission.status == "ACCEPTED" || submission.status == "VALID"; }

std::string refusal_of(const ItemSubmission& submission) {
  std::string text = submission.status == kUnfit
                         ? "it does not fit Amazon's definition of the product type, and was not sent"
                         : "Amazon refuses it (" + submission.status + ')';
  std::size_t told = 0;
  for (const auto& issue : submission.issues) {
    if (issue.severity != "ERROR" || told == kErrorsTold) continue;
    text += (told++ == 0 ? ": " : "; ") + issue.code + ' ' + issue.message;
  }
  return text;
}

}  // namespace amazon
