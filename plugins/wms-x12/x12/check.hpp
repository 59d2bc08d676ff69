// A set against the structure of its kind: what is wrong with it, in the words of a 997.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "x12/segment.hpp"
#include "x12/structure.hpp"

namespace wms_x12 {

// AK403: 1 mandatory missing, 2 conditional missing, 3 too many, 4 too short, 5 too long, 6 character, 8 date, 9 time,
// 10 exclusion.
struct ElementError {
  std::size_t position = 0;
  int code = 0;
  std::string value;  // what stood there
};

// AK304: 1 unknown, 2 unexpected, 3 mandatory missing, 4 loop too often, 5 segment too often, 7 wrong place, 8 see elements.
struct SegmentError {
  std::string id;
  std::size_t position = 0;  // in the set; ST is 1
  int code = 8;
  std::vector<ElementError> elements;
};

struct SetErrors {
  std::vector<SegmentError> segments;
  // Something that must be there is missing. All else can be read for what it is.
  bool grave() const noexcept;
  std::string text() const;  // "W01 (segment 11): element 2 is too long"; without what stood there, it may be personal
};

// `text`: the set from ST to SE, both included. At most 100 errors are kept.
SetErrors check_set(std::string_view text, const Separators& separators, const SetSpec& spec);

// One element by its type and lengths: AK403, 0 where it is right.
int check_element(const ElementSpec& spec, std::string_view value);

}  // namespace wms_x12
