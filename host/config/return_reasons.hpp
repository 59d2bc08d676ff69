// Why buyers send goods back, as `returns.keep-item-reasons` names it: words of ours for the codes that Amazon shows with
// listReturnReasonCodes (Fulfillment Outbound 2020-07-01, the example of its model). Amazon publishes no whole list and adds to
// it by category, so any other text is taken as a code that is not known here.
#pragma once
#include <array>
#include <string_view>
#include <utility>

namespace fairway::config {

inline constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kReturnReasons{
    {{"damaged-by-carrier", "CR-DAMAGED_BY_CARRIER"},
     {"damaged-in-warehouse", "CR-DAMAGED_BY_FC"},
     {"defective", "CR-DEFECTIVE"},
     {"extra-item", "CR-EXTRA_ITEM"},
     {"found-better-price", "CR-FOUND_BETTER_PRICE"},
     {"late", "CR-MISSED_ESTIMATED_DELIVERY"},
     {"missing-parts", "CR-MISSING_PARTS"},
     {"not-as-described", "AMZ-PG-BAD-DESC"},
     {"unauthorized-purchase", "CR-UNAUTHORIZED_PURCHASE"},
     {"unwanted", "CR-UNWANTED_ITEM"},
     {"wrong-item-ordered", "CR-ORDERED_WRONG_ITEM"},
     {"wrong-item-sent", "CR-SWITCHEROO"}}};

// Amazon's code for a reason, which may be written as one; empty: not known here.
constexpr std::string_view amazon_reason(std::string_view reason) {
  for (const auto& [ours, amazon] : kReturnReasons)
    if (reason == ours || reason == amazon) return amazon;
  return {};
}

}  // namespace fairway::config
