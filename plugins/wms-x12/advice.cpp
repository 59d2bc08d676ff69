#include "advice.hpp"

#include <algorithm>

#include "x12/values.hpp"

namespace wms_x12 {

fairway::Time written_at(const Isa& isa, const Settings& settings) {
  return time_of(isa.date, isa.time, settings).value_or(fairway::Time{});
}

std::string id_of(const Segment& segment, std::size_t first, const std::vector<std::string>& qualifiers) {
  for (const auto& wanted : qualifiers)
    for (std::size_t at = first; at + 1 <= segment.elements(); at += 2)
      if (segment.at(at) == wanted && !segment.at(at + 1).empty()) return std::string(segment.at(at + 1));
  return {};
}

std::optional<fairway::Time> time_of(std::string_view date, std::string_view time, const Settings& settings) {
  const auto day = read_date(date);
  if (!day) return std::nullopt;
  const auto of_day = read_time(time).value_or(0);
  return fairway::Time{std::chrono::milliseconds(day->time_since_epoch()).count() + of_day - offset_ms(settings)};
}

std::int64_t units_of(const Segment& segment, std::size_t position) {
  const auto text = segment.at(position);
  if (text.empty()) return 0;
  if (const auto units = read_whole(text)) return *units;
  throw fairway::Error::rejected(std::string(segment.id()) + " element " + std::to_string(position) + " is no whole number");
}

}  // namespace wms_x12
