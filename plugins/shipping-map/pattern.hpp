// Patterns from a configuration file, which must not be able to stop the host.
#pragma once
#include <regex>
#include <string>
#include <string_view>

namespace shipping_map {

inline constexpr std::size_t kMaxPattern = 200, kMaxSubject = 200;  // bytes

// ECMAScript, in time polynomial in the text: no (a+)+ can run for ever. libstdc++ does that when asked, at the price of
// back references, which it then refuses; libc++ counts steps and gives up by itself. Throws std::regex_error.
inline std::regex compile(const std::string& pattern) {
  auto flags = std::regex::ECMAScript | std::regex::optimize;
#ifdef __GLIBCXX__
  flags |= std::regex_constants::__polynomial;
#endif
  return std::regex(pattern, flags);
}

// Nothing fits an unknown text, nor one beyond the limit, which is no shipping method.
inline bool found_in(const std::regex& pattern, std::string_view text) {
  return !text.empty() && text.size() <= kMaxSubject && std::regex_search(text.begin(), text.end(), pattern);
}

}  // namespace shipping_map
