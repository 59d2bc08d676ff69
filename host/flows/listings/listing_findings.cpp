#include "host/flows/listings/listing_findings.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/ledger/listing_change.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {
namespace {

constexpr std::array<std::chrono::minutes, kLooks> kLookWaits{
    std::chrono::minutes(5), std::chrono::minutes(15), std::chrono::hours(1), std::chrono::hours(6), std::chrono::hours(24)};

constexpr Millis kReportAge = std::chrono::hours(1);  // a change may be missing from a report for so long

std::string_view kind_of(ListingTrouble of) {
  switch (of) {
    case ListingTrouble::refused: return "listing-refused";
    case ListingTrouble::unseen: return "listing-unseen";
    case ListingTrouble::back: return "listing-back";
    default: return "listing-in-stock";
  }
}

std::string words_of_finding(ListingTrouble of, const std::string& why) {
  switch (of) {
    case ListingTrouble::refused:
      return fmt::format("the channel refuses it: {}; see `fairway listings show`, mend it and ask again", why);
    case ListingTrouble::unseen:
      return fmt::format("{}: the channel took it, and after a day does not show it; ask again, or see there", why);
    case ListingTrouble::back: return "it was delisted here, and the channel offers it: delist it again, or publish it";
    default: return "it is hidden here, and the channel shows it in stock: hide it again, or unhide it";
  }
}

}  // namespace

ledger::Finding listing_finding(ListingTrouble of, const StorePlace& place, const ledger::ListingRow& listing,
                                const std::string& why) {
  const auto& store = place.store->nickname;
  const std::string kind(kind_of(of));
  return {fmt::format("{}/{}", kind, listing.id), place.account->name, store, kind,
          fmt::format("listing {} of {}: {}", printable(listing.shown.sku, 80), store, words_of_finding(of, why))};
}

Status raise_drifts(storage::Transaction& tx, const StorePlace& place, const std::vector<ListingDrift>& drifts,
                    Instant asked, Instant now) {
  if (drifts.empty()) return {};
  std::vector<std::int64_t> ids;
  for (const auto& drift : drifts) ids.push_back(drift.listing->id);
  const auto fresh = ledger::told_since(tx, ids, asked - kReportAge);
  if (!fresh) return fail(fresh.error());
  std::vector<ledger::Finding> findings;
  for (const auto& drift : drifts)
    if (!fresh->contains(drift.listing->id)) findings.push_back(listing_finding(drift.trouble, place, *drift.listing, {}));
  return ledger::raise(tx, findings, now);
}

std::string template_line(const config::Store& store, const ListingChange& change, const std::vector<ListingIssue>& issues) {
  const auto about = [](const ListingIssue& issue) {
    return std::find(issue.fields.begin(), issue.fields.end(), "shipping_template") != issue.fields.end();
  };
  if (change.shipping_template.empty() || std::none_of(issues.begin(), issues.end(), about)) return {};
  for (const auto& [name, id] : store.shipping_templates)
    if (id == change.shipping_template) {
      const auto& at = config::place_at(store.places, "/shipping-templates/" + name, store.place);
      return fmt::format(" (the shipping template \"{}\" of {}; the channel gives an edited template a new id)", name,
                         at.text());
    }
  return {};
}

Millis look_after(std::int64_t looks) {
  return kLookWaits[std::min<std::size_t>(static_cast<std::size_t>(looks), kLookWaits.size() - 1)];
}

Result<std::int64_t> store_row_id(storage::Transaction& tx, const ledger::Group& group) {
  auto rows = ledger::stores_of(tx, group.account);
  if (!rows) return fail(std::move(rows.error()));
  for (const auto& row : *rows)
    if (row.nickname == group.target) return row.id;
  return parked("store " + group.target + " is not known yet");
}

}  // namespace fairway::flows
