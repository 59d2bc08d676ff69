// From what the warehouse says in a set to our documents. Pure: no I/O, no clock.
#pragma once
#include <string>
#include <vector>

#include "fairway/plugin.hpp"
#include "settings.hpp"
#include "x12/envelope.hpp"

namespace wms_x12 {

// A set that is whole, and what its interchange says of itself.
struct Told {
  std::string_view set;  // ST to SE
  Separators separators;
  fairway::Time written;  // by its ISA, in UTC
};

// The time of an interchange by its ISA. Its date and time were checked when it was read.
fairway::Time written_at(const Isa& isa, const Settings& settings);

// What a set comes to. What it cannot mean is a refusal: nothing of the set is acted on.
struct Advice {
  std::vector<fairway::Shipment> shipments;
  std::vector<fairway::StockLevel> levels;
  std::vector<fairway::Notice> notices;
};

// Throw Error REJECTED, whose words name segment and element: nothing of the set can be used.
Advice read_945(const Told& told, const Settings& settings);
Advice read_846(const Told& told, const Settings& settings);
Advice read_944(const Told& told, const Settings& settings);

// The value beside the first of `qualifiers` among the pairs that begin at element `first`; empty: none of them is there.
std::string id_of(const Segment& segment, std::size_t first, const std::vector<std::string>& qualifiers);

// CCYYMMDD with a time where there is one, on the partner's clock, in UTC. None: it is no date.
std::optional<fairway::Time> time_of(std::string_view date, std::string_view time, const Settings& settings);

// A number of units; REJECTED naming the place where it is none.
std::int64_t units_of(const Segment& segment, std::size_t position);

}  // namespace wms_x12
