// Decimal prices and what a rule of `listings.publish-price` makes of them. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace fairway::flows {

// Digits with at most four behind a dot, above zero: "19.90".
bool is_price(std::string_view text);
// How many decimals a price of the currency has (ISO 4217): 0 for JPY and the like, else 2.
int decimals_of(std::string_view currency);
// The price with "+10%" or "-2.5%", rounded half up to the currency's decimals. None where the result is not above zero.
std::optional<std::string> with_markup(std::string_view price, std::string_view markup, std::string_view currency);

}  // namespace fairway::flows
