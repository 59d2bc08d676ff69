// Names of files, and which of them mean a file that is whole.
#include <algorithm>
#include <array>

#include "fairway/drop/drop.hpp"

namespace fairway::drop {
namespace {

constexpr std::array<std::string_view, 3> kTemporary{".tmp", ".part", ".filepart"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool same_letter(char a, char b) { return lower(a) == lower(b); }

bool ends_as(std::string_view name, std::string_view ending) {
  return name.size() >= ending.size() &&
         std::equal(ending.begin(), ending.end(), name.end() - static_cast<std::ptrdiff_t>(ending.size()), same_letter);
}

}  // namespace

bool name_matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') star = p++, resume = n;
    else if (p < pattern.size() && (pattern[p] == '?' || same_letter(pattern[p], name[n]))) ++p, ++n;
    else if (star != std::string_view::npos) p = star + 1, n = ++resume;
    else return false;
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool is_final_name(std::string_view name) {
  if (name.empty() || name.size() > 200 || name.front() == '.') return false;
  if (std::any_of(kTemporary.begin(), kTemporary.end(), [&](auto ending) { return ends_as(name, ending); })) return false;
  return std::none_of(name.begin(), name.end(),
                      [](char c) { return c == '/' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace fairway::drop
