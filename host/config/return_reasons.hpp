// Why buyers send goods back, as `returns.keep-item-reasons` names it. The list is that of Amazon's returns reports (Seller
// Central, help page G200453320, "Customer return reason"; reports of orders that the seller ships say the same with `CR-` before
// it); the words on the left are ours.
#pragma once
#include <array>
#include <string_view>
#include <utility>

namespace fairway::config {

inline constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kReturnReasons{
    {{"apparel-style", "APPAREL_STYLE"},
     {"apparel-too-large", "APPAREL_TOO_LARGE"},
     {"apparel-too-small", "APPAREL_TOO_SMALL"},
     {"damaged-by-carrier", "DAMAGED_BY_CARRIER"},
     {"damaged-in-warehouse", "DAMAGED_BY_FC"},
     {"defective", "DEFECTIVE"},
     {"extra-item", "EXTRA_ITEM"},
     {"found-better-price", "FOUND_BETTER_PRICE"},
     {"late", "MISSED_ESTIMATED_DELIVERY"},
     {"misordered", "MISORDERED"},
     {"missing-parts", "MISSING_PARTS"},
     {"never-arrived", "NEVER_ARRIVED"},
     {"no-reason", "NO_REASON_GIVEN"},
     {"not-as-described", "NOT_AS_DESCRIBED"},
     {"not-compatible", "NOT_COMPATIBLE"},
     {"other", "OTHER"},
     {"quality", "QUALITY_UNACCEPTABLE"},
     {"unauthorized-purchase", "UNAUTHORIZED_PURCHASE"},
     {"undeliverable", "UNDELIVERABLE_UNKNOWN"},
     {"unwanted", "UNWANTED_ITEM"},
     {"wrong-item-ordered", "ORDERED_WRONG_ITEM"},
     {"wrong-item-sent", "SWITCHEROO"}}};

}  // namespace fairway::config
