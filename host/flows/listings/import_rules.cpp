#include "host/flows/listings/import_rules.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "host/base/text.hpp"

namespace fairway::flows {
namespace {

using namespace outcome;

// Amazon's word for "no number": from here on a quantity is none (LST-3).

RowVerdict verdict(std::string_view outcome, std::string_view reason, std::string detail = {}, bool contested = false) {
  return {outcome, reason, std::move(detail), contested};
}

bool is_amount(std::string_view text) {
  const auto dot = text.find('.');
  const auto whole = text.substr(0, dot), part = dot == std::string_view::npos ? "0" : text.substr(dot + 1);
  const auto digits = [](std::string_view some) {
    return !some.empty() && some.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return digits(whole) && digits(part);
}

bool is_negative(const std::optional<std::int64_t>& quantity) { return quantity && *quantity < 0; }
bool is_huge(const std::optional<std::int64_t>& quantity) { return quantity && *quantity >= kNoQuantity; }
bool of_amazon(const Listing& listing) { return listing.fulfilled_by == FulfilledBy::amazon; }

// Cannot be told what it means.
std::optional<RowVerdict> broken(const Listing& l) {
  if (l.sku.empty()) return verdict(kFailed, "no-sku");
  if (!l.price.amount.empty() && !is_amount(l.price.amount))
    return verdict(kFailed, "bad-price", printable(l.price.amount, 40));
  if (is_negative(l.quantity)) return verdict(kFailed, "bad-quantity", fmt::format("{}", *l.quantity));
  if (is_negative(l.pending_quantity)) return verdict(kFailed, "bad-quantity", fmt::format("{}", *l.pending_quantity));
  return std::nullopt;
}

// Out of stock is no reason; in stock and yet not active is: somebody ended it.
std::optional<RowVerdict> ended(const Listing& l) {
  if (l.status == ListingStatus::incomplete) return verdict(kSkipped, "incomplete");
  if (l.status == ListingStatus::closed) return verdict(kSkipped, "closed");
  if (l.status == ListingStatus::inactive && l.quantity.value_or(0) > 0) return verdict(kSkipped, "inactive");
  return std::nullopt;
}

// A family is not sold itself, so it has neither price nor stock.
std::optional<RowVerdict> suspect(const Listing& l) {
  if (l.parent) return std::nullopt;
  if (l.price.amount.empty()) return verdict(kSkipped, "no-price");
  if (is_huge(l.quantity)) return verdict(kSkipped, "huge-quantity", fmt::format("{}", *l.quantity));
  if (is_huge(l.pending_quantity)) return verdict(kSkipped, "huge-quantity", fmt::format("{}", *l.pending_quantity));
  if (!of_amazon(l) && (!l.quantity || !l.pending_quantity))
    return verdict(kSkipped, "no-quantity", l.quantity ? "pending quantity" : "quantity");
  return std::nullopt;
}

// What another listing has. First what cannot change any more in this import, so that the reason does not depend on the
// order of the rows.
std::optional<RowVerdict> taken(const RowFacts& facts, const ImportRules& rules) {
  const bool barcodes = rules.skip_barcodes && !facts.has_item;
  for (const bool here : {false, true}) {
    if (!facts.product_of.empty() && facts.product_here == here)
      return verdict(kSkipped, "known-product", facts.product_of, here);
    if (barcodes && !facts.barcode_of.empty() && facts.barcode_here == here)
      return verdict(kSkipped, "known-barcode", facts.barcode_of, here);
  }
  return std::nullopt;
}

}  // namespace

ImportRules rules_of(const config::Listings& listings) {
  return {listings.overwrite,       listings.paused,          listings.skip_known_barcodes,
          listings.skip_categories, listings.skip_conditions, listings.complete};
}

const std::vector<ImportReason>& import_reasons() {
  static const std::vector<ImportReason> all{
      {"new", kCreated, "a new item of the catalogue, and its listing"},
      {"changed", kUpdated, "the listing is now as the channel shows it; the catalogue item is as it was"},
      {"known", kLinked, "known here already; nothing was changed"},
      {"unchanged", kLinked, "known here already, and as the channel shows it"},
      {"linked", kLinked, "the catalogue has this SKU: its item is now sold by this listing too"},
      {"returned", kLinked, "it was gone and is there again"},
      {"no-sku", kFailed, "the row has no SKU"},
      {"unreadable", kFailed, "the row cannot be read: {}"},
      {"bad-price", kFailed, "the price is no amount: {}"},
      {"bad-quantity", kFailed, "a quantity cannot be negative: {}"},
      {"repeated", kSkipped, "this SKU came before in the same import; the first row counts"},
      {"unlinked", kSkipped, "a person unlinked it here; relinking brings it back"},
      {"incomplete", kSkipped, "incomplete: the channel lacks something and never offered it"},
      {"closed", kSkipped, "closed on the channel"},
      {"inactive", kSkipped, "in stock and yet not active: ended or blocked on the channel"},
      {"excluded-condition", kSkipped, "its condition is left out: {} (listings.import.skip.conditions)"},
      {"excluded-category", kSkipped, "its category is left out: {} (listings.import.skip.categories)"},
      {"delisted", kSkipped, "it was delisted here: only publishing brings it back"},
      {"no-price", kSkipped, "it has no price"},
      {"huge-quantity", kSkipped, "{} is no real quantity"},
      {"no-quantity", kSkipped, "the seller ships it, and its {} is empty"},
      {"known-product", kSkipped, "the listing {} has the same product id and was taken"},
      {"known-barcode", kSkipped, "the catalogue SKU {} has this barcode (listings.import.known-barcode)"}};
  return all;
}

std::string reason_text(std::string_view code, std::string_view detail) {
  for (const auto& reason : import_reasons()) {
    if (reason.code != code) continue;
    std::string text(reason.text);
    if (const auto at = text.find("{}"); at != std::string::npos) text.replace(at, 2, detail);
    return text;
  }
  return std::string(code);
}

// "used" covers used_good and the like.
std::optional<RowVerdict> leave_out(const Listing& l, const ImportRules& rules) {
  const auto condition = to_lower(l.condition.text());
  for (const auto& word : rules.conditions)
    if (condition.starts_with(word)) return verdict(kSkipped, "excluded-condition", condition);
  for (const auto& name : rules.categories)
    if (!l.category.empty() && to_lower(name) == to_lower(l.category))
      return verdict(kSkipped, "excluded-category", l.category);
  return std::nullopt;
}

RowVerdict judge_listing(const Listing& listing, const RowFacts& facts, const ImportRules& rules) {
  if (auto stop = broken(listing)) return *stop;
  if (facts.repeated) return verdict(kSkipped, "repeated");
  if (facts.unlinked) return verdict(kSkipped, "unlinked");
  if (auto stop = ended(listing)) return *stop;
  if (auto stop = leave_out(listing, rules)) return *stop;
  if (facts.delisted) return verdict(kSkipped, "delisted");
  if (auto stop = suspect(listing)) return *stop;
  if (facts.unseen && !facts.product_of.empty() && facts.product_of != listing.sku)
    return verdict(kSkipped, "known-product", facts.product_of);
  if (facts.listed && !rules.overwrite && !facts.unseen) return verdict(kLinked, "known");
  if (facts.listed) return facts.differs ? verdict(kUpdated, "changed") : verdict(kLinked, "unchanged");
  if (auto stop = taken(facts, rules)) return *stop;
  if (facts.gone) return verdict(kLinked, "returned");
  return facts.has_item ? verdict(kLinked, "linked") : verdict(kCreated, "new");
}

Contender contender_of(const Listing& listing, const std::string& gtin, bool known) {
  return {listing.sku,
          listing.product_id,
          gtin,
          known,
          listing.quantity.value_or(0) > 0,
          of_amazon(listing),
          listing.opened_at ? listing.opened_at->ms : 0};
}

bool goes_before(const Contender& a, const Contender& b) {
  const auto rank = [](const Contender& one) {
    return std::tuple(!one.persons, !one.known, !one.in_stock, !one.amazon, -one.opened_at);
  };
  return rank(a) != rank(b) ? rank(a) < rank(b) : a.sku < b.sku;
}

std::vector<RowVerdict> decide_contest(const std::vector<Contender>& all) {
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return goes_before(all[a], all[b]); });
  std::unordered_map<std::string, std::string> products, barcodes;  // and the SKU that has them
  std::vector<RowVerdict> verdicts(all.size());
  for (const auto i : order) {
    const auto& one = all[i];
    const auto product = products.find(one.product_id), barcode = barcodes.find(one.gtin);
    if (product != products.end()) verdicts[i] = verdict(kSkipped, "known-product", product->second);
    else if (barcode != barcodes.end()) verdicts[i] = verdict(kSkipped, "known-barcode", barcode->second);
    else {
      if (!one.product_id.empty()) products.emplace(one.product_id, one.sku);
      if (!one.gtin.empty()) barcodes.emplace(one.gtin, one.sku);
    }
  }
  return verdicts;
}

}  // namespace fairway::flows
