// Text of Amazon's, compared without regard to case.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>

namespace amazon {

inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }  // in no locale

inline std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
  return out;
}

}  // namespace amazon
