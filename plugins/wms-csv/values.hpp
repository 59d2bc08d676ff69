// What stands in a cell: quantities, instants, and what a spreadsheet has made of numbers. Faults are Errors REJECTED whose
// text says what is wrong with the cell; none shows more of it than that.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "fairway/types.hpp"
#include "settings.hpp"

namespace wms_csv {

std::string_view trimmed(std::string_view cell);

// "1.2E+12": a long number that went through a spreadsheet. Its digits are gone.
bool damaged_by_spreadsheet(std::string_view cell);

// Whole pieces: "2", "2.00", "-3", times what the unit means. `decimal` is the sign before a fraction.
std::int64_t quantity_of(std::string_view cell, std::string_view unit, const Settings&);

// By RFC 3339, else by `date-format` (YYYY MM DD hh mm ss AM; the time may be missing) at `utc-offset`.
struct Instant {
  fairway::Time at;
  bool whole_day = false;  // no time was written; `at` is the beginning of that day
};
Instant instant_of(std::string_view cell, const Settings&);

// As `date-format` and `utc-offset` say.
std::string written(fairway::Time, const Settings&);

// "+01:00" in minutes; throws Error CONFIG at /utc-offset.
std::int64_t offset_minutes(std::string_view text);

// The instant in a file's name: 20261122T093000Z, 20261122_0930, 2026-11-22. Throws where there is none.
fairway::Time instant_in_name(std::string_view name, const Settings&);

}  // namespace wms_csv
