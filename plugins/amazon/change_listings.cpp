// What shall become of listings, and how they stand.
#include "amazon.hpp"
#include "listing_items.hpp"

namespace amazon {

using fairway::Error;

// Each says what shall be, so that a try which may have been taken is simply made again.
void Amazon::change_listings(const fairway::Call& call, std::span<const fairway::Item<fairway::ListingChange>> items,
                             fairway::Results& results) {
  const ListingItems listings(host(), client_, settings(), call);
  for (const auto& item : items) {
    call.check();
    try {
      const auto submission = *listings.send(item.document, false);
      if (is_taken(submission)) results.accepted_as(item, answer_of(submission));
      else results.refused(item, Error::rejected(refusal_of(submission)), answer_of(submission));
    } catch (const Error& error) {
      // One listing's own fault is its own; what would meet the next one as well ends the batch.
      if (error.code() != FW_E_REJECTED && error.code() != FW_E_UNAVAILABLE) throw;
      results.failed(item, error);
    }
  }
}

void Amazon::look_at_listings(const fairway::Call& call, const fairway::ListingStateParams& params, fairway::PullOut& out) {
  const ListingItems listings(host(), client_, settings(), call);
  for (const auto& sku : params.skus) {
    call.check();
    try {
      const auto asked = params.attributes.find(sku);
      out.emit(listings.look(sku, asked == params.attributes.end() ? std::vector<std::string>() : asked->second));
    } catch (const Error& error) {
      if (error.code() != FW_E_REJECTED) throw;
      out.reject(sku, fairway::ListingShown::kSchema, error);
    }
  }
  for (const auto& change : params.previews) {
    call.check();
    fairway::ListingShown shown;
    shown.sku = change.sku;
    try {
      const auto submission = listings.send(change, true);
      shown.preview = !submission ? "unchecked" : is_taken(*submission) ? "valid" : "invalid";
      if (submission) shown.issues = answer_of(*submission).issues;
    } catch (const Error& error) {
      if (error.code() != FW_E_REJECTED) throw;
      shown.preview = "invalid";
      shown.issues = {{"", error.what(), "error", {}, {}, {}, {}, {}}};
    }
    out.emit(shown);
  }
}

}  // namespace amazon
