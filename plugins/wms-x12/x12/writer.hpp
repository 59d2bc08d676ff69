// Writing X12. What goes in has been through carry() or carry_exact(); nothing is checked here but what would break the frame.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

#include "x12/segment.hpp"

namespace wms_x12 {

// Who writes to whom, and how. One number names interchange and group: it is never used again.
struct Envelope {
  Separators separators;
  std::string sender_qualifier, sender, receiver_qualifier, receiver;
  std::string group_sender, group_receiver;  // GS02, GS03
  char usage = 'P';
  std::uint64_t number = 0;  // at most nine digits
  std::int64_t at_ms = 0;    // on the partner's clock
};

constexpr std::uint64_t kLastNumber = 999'999'999;

class InterchangeWriter {
 public:
  explicit InterchangeWriter(Envelope envelope);

  void ta1(std::initializer_list<std::string_view> elements) { put("TA1", elements); }
  void begin_group(std::string_view id);
  void begin_set(std::string_view id);
  // Empty elements at the end are left out. Throws Error INTERNAL for a separator in an element.
  void segment(std::string_view id, std::initializer_list<std::string_view> elements);
  void end_set();
  void end_group();
  std::string finish();

  std::string_view set_text() const noexcept { return std::string_view(out_).substr(set_begin_); }  // the last set

 private:
  void put(std::string_view id, std::initializer_list<std::string_view> elements);

  Envelope envelope_;
  std::string out_;
  std::size_t groups_ = 0, sets_ = 0, segments_ = 0, set_begin_ = 0;
};

}  // namespace wms_x12
