// Many changes of listings at once: by feed, and what the report about it says.
#include "amazon.hpp"
#include "listing_items.hpp"
#include "listings_feed.hpp"

namespace amazon {

using fairway::Error;
using fairway::ListingFate;

// Each says what shall be: where nobody knows whether a feed was taken, another one does no harm.
void Amazon::submit_changes(const fairway::Call& call, std::span<const fairway::Item<fairway::ListingBulkChange>> items,
                            fairway::Results& results) {
  ListingsFeed feed(settings().seller_id, *find_marketplace_name(settings().marketplace)->marketplace);
  std::vector<const fairway::Item<fairway::ListingBulkChange>*> taken;
  for (const auto& item : items) {
    try {
      if (feed.add(item.document.change)) taken.push_back(&item);
      else results.failed(item, Error::throttled("the feed is full"));
    } catch (const Error& error) {
      if (error.code() != FW_E_REJECTED) throw;
      results.failed(item, error);
    }
  }
  if (feed.empty()) return;
  const auto id = send_feed(host(), client_, settings(), call, kListingsFeed, feed.text());
  for (const auto* item : taken) results.accepted_as(*item, fairway::ListingAnswer{id, {}});
}

void Amazon::pull_verdicts(const fairway::Call& call, const fairway::ListingVerdictParams& params, fairway::PullOut& out) {
  const auto say = [&](const std::string& feed, ListingFate fate, std::string why) {
    out.emit(fairway::ListingVerdict{feed, "", fate, std::move(why), {}});
    out.checkpoint("");
  };
  for (const auto& feed : params.given_up) cancel_feed(client_, call, feed);
  for (const auto& feed : params.submissions) {
    call.check();
    const auto state = feed_state(client_, call, feed);
    if (!state) say(feed, ListingFate::lost, kFeedForgotten);
    else if (!state->over()) continue;
    // Some of the messages may have been taken all the same.
    else if (state->processing_status != "DONE")
      say(feed, ListingFate::lost, "Amazon gave the feed up (" + state->processing_status + ')');
    else {
      const auto& document = state->result_feed_document_id;
      ListingsReport report;
      if (!document.empty()) report = read_listings_report(feed_result(host(), client_, call, document));
      for (const auto& [sku, found] : report.by_sku) {
        const bool good = is_taken(found);
        if (good && !report.unclear.empty()) continue;
        out.emit(fairway::ListingVerdict{feed, sku, good ? ListingFate::taken : ListingFate::refused,
                                         good ? "" : refusal_of(found), answer_of(found).issues});
      }
      if (report.unclear.empty()) say(feed, ListingFate::taken, {});
      else say(feed, ListingFate::lost, "Amazon's report: " + report.unclear);
    }
  }
}

}  // namespace amazon
