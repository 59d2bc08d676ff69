// What stands in the columns of the report of all listings.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fairway/documents.hpp"

namespace amazon {

// A number as people of any marketplace write it, as a plain decimal: "19.9", "1.234,56", "1,234.56", "1 234", "1'234.5". Of one
// separator alone the digits behind it decide: three group, as no currency of Amazon's has three decimals, and otherwise it is
// the decimal point. False: none of these, negative, or of more than 15 digits; `out` is then anything.
bool read_decimal(std::string_view text, std::string& out);

// The same without decimals; at most 999,999,999.
std::optional<std::int64_t> read_count(std::string_view text);

// "2021-08-15 20:35:17 PDT", also with slashes, or the day first where the zone is none of America. Nullopt where anything of it
// is unknown; IST is India's in `country` IN, and elsewhere nobody knows whose.
std::optional<fairway::Time> read_open_date(std::string_view text, std::string_view country);

// Codes and words that are not known stay as they are (raw).
void read_status(std::string_view text, fairway::Open<fairway::ListingStatus>& out);
void read_channel(std::string_view text, fairway::Open<fairway::FulfilledBy>& out);
void read_condition(std::string_view text, fairway::Open<fairway::Condition>& out);

std::string_view condition_code(fairway::Condition condition);  // as read_condition() reads it; unknown: empty

bool is_asin(std::string_view text);

}  // namespace amazon
