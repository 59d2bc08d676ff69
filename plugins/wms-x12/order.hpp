// From our fulfilment order to the 940. Pure.
#pragma once
#include <string>
#include <vector>

#include "fairway/documents.hpp"
#include "settings.hpp"
#include "x12/text.hpp"
#include "x12/writer.hpp"

namespace wms_x12 {

TextRule text_rule(const Settings& settings);
// Of an interchange of ours with this number, written at `now`.
Envelope envelope_of(const Settings& settings, std::uint64_t number, fairway::Time now);

// The elements of each segment of a 940, from W05 to W76, ready to be written. Throws REJECTED, naming the field, for what X12
// or the structure of the set cannot hold. Nothing is cut off but titles, which only help the eye.
using Segments = std::vector<std::vector<std::string>>;
Segments order_segments(const fairway::FulfilmentOrder& order, const Settings& settings);

// The same of a cancellation, which names the order and no more.
Segments cancel_segments(const fairway::Cancellation& cancellation, const Settings& settings);

// REJECTED, naming the segment, where the structure of a 940 does not hold the order.
void check_940(const Segments& segments, const Separators& separators);
// An interchange with one group of a 940 for each order.
std::string write_940(const std::vector<Segments>& orders, const Envelope& envelope);

}  // namespace wms_x12
