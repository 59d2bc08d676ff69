// Carrier names as Amazon spells them.
#pragma once
#include <string>
#include <string_view>

namespace amazon {

// What confirmShipment is sent. `name` only beside the code Other.
struct Carrier {
  std::string code, name, method;
};

// Throws REJECTED, naming the nearest known name, for a carrier that Amazon does not know and for a method that is a
// slip of a known one. Methods are free text to Amazon otherwise.
Carrier resolve_carrier(const std::string& carrier, const std::string& service);

}  // namespace amazon
