// What a seller can do about an issue that Amazon raises (LST-18).
#pragma once
#include <string_view>

namespace amazon {

struct Remedy {
  std::string_view code, cause, remedy;
};

// Null for a code that the table does not have.
const Remedy* find_remedy(std::string_view code);

}  // namespace amazon
