#include "host/flows/listings/price_rule.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace fairway::flows {
namespace {

constexpr std::size_t kFraction = 4;   // decimals that are counted with
constexpr std::int64_t kOne = 10'000;  // 1 with that many
constexpr std::size_t kWhole = 7;      // digits before the dot: the products below stay within 64 bits
constexpr std::array<std::string_view, 4> kNoDecimals{"JPY", "KRW", "CLP", "VND"};

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Ten-thousandths. None where the text is no such decimal.
std::optional<std::int64_t> scaled(std::string_view text) {
  const auto dot = text.find('.');
  const auto whole = text.substr(0, dot);
  auto part = dot == std::string_view::npos ? std::string("0") : std::string(text.substr(dot + 1));
  if (!all_digits(whole) || !all_digits(part) || whole.size() > kWhole || part.size() > kFraction) return std::nullopt;
  part.resize(kFraction, '0');
  return std::stoll(std::string(whole)) * kOne + std::stoll(part);
}

}  // namespace

bool is_price(std::string_view text) { return scaled(text).value_or(0) > 0; }

int decimals_of(std::string_view currency) {
  return std::find(kNoDecimals.begin(), kNoDecimals.end(), currency) != kNoDecimals.end() ? 0 : 2;
}

std::optional<std::string> with_markup(std::string_view price, std::string_view markup, std::string_view currency) {
  const auto amount = scaled(price);
  if (!amount || markup.size() < 3 || markup.back() != '%') return std::nullopt;
  const auto percent = scaled(markup.substr(1, markup.size() - 2));
  if (!percent || *percent > 1000 * kOne) return std::nullopt;
  const auto factor = 100 * kOne + (markup.front() == '-' ? -*percent : *percent);
  const int decimals = decimals_of(currency);
  const std::int64_t step = decimals == 0 ? kOne : kOne / 100;
  // One division, so that it is rounded once.
  const std::int64_t product = *amount * factor, divisor = 100 * kOne * step;
  if (product <= 0) return std::nullopt;
  const auto units = (2 * product + divisor) / (2 * divisor);
  if (units == 0) return std::nullopt;
  return decimals == 0 ? fmt::format("{}", units) : fmt::format("{}.{:02}", units / 100, units % 100);
}

}  // namespace fairway::flows
