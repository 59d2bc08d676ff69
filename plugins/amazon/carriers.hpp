// What Amazon calls carriers. What they are called elsewhere is fairway/carriers.hpp.
#pragma once
#include <string>
#include <string_view>

namespace amazon {

// What confirmShipment is sent. `name` only beside the code Other.
struct Carrier {
  std::string code, name, method;
};

// A carrier by Amazon's spelling in any case, by another name that the trade has for it, or by its SCAC; with its service
// ("UPS Ground") too. Throws REJECTED, naming the nearest known name, for any other, and for a method that is a slip of a known
// one. Methods are free text to Amazon otherwise; one that is a carrier's own code for a service is sent by its name.
Carrier resolve_carrier(const std::string& carrier, const std::string& service);

}  // namespace amazon
