#include "x12/writer.hpp"

#include "fairway/error.hpp"
#include "x12/values.hpp"

namespace wms_x12 {
namespace {

std::string wide(std::string_view text, std::size_t width) {
  std::string out(text.substr(0, width));
  out.resize(width, ' ');
  return out;
}

}  // namespace

InterchangeWriter::InterchangeWriter(Envelope envelope) : envelope_(std::move(envelope)) {
  const auto& e = envelope_;
  const std::string component(1, e.separators.component);
  const auto date = date_text(e.at_ms);
  // ISA16 is a separator, so this one segment is not put() together.
  const std::string_view elements[] = {"ISA", "00", "          ", "00", "          "};
  for (const auto element : elements) out_.append(element) += e.separators.element;
  for (const auto& element : {wide(e.sender_qualifier, 2), wide(e.sender, 15), wide(e.receiver_qualifier, 2),
                              wide(e.receiver, 15), date.substr(2), time_text(e.at_ms), std::string("U"),
                              std::string("00401"), padded(e.number, 9), std::string("0"), std::string(1, e.usage)})
    out_.append(element) += e.separators.element;
  out_.append(component) += e.separators.segment;
}

void InterchangeWriter::put(std::string_view id, std::initializer_list<std::string_view> elements) {
  std::size_t kept = 0, seen = 0;
  for (const auto element : elements)
    if (++seen; !element.empty()) kept = seen;
  out_ += id;
  seen = 0;
  for (const auto element : elements) {
    if (++seen > kept) break;
    for (const char c : element)
      if (envelope_.separators.is_one(c)) throw fairway::Error(FW_E_INTERNAL, "a separator within an element of X12");
    out_ += envelope_.separators.element;
    out_ += element;
  }
  out_ += envelope_.separators.segment;
}

void InterchangeWriter::segment(std::string_view id, std::initializer_list<std::string_view> elements) {
  put(id, elements);
  ++segments_;
}

void InterchangeWriter::begin_group(std::string_view id) {
  put("GS", {id, envelope_.group_sender, envelope_.group_receiver, date_text(envelope_.at_ms), time_text(envelope_.at_ms),
             std::to_string(envelope_.number), "X", "004010"});
  ++groups_, sets_ = 0;
}

void InterchangeWriter::begin_set(std::string_view id) {
  set_begin_ = out_.size();
  segments_ = 0;
  segment("ST", {id, padded(++sets_, 4)});
}

void InterchangeWriter::end_set() { segment("SE", {std::to_string(segments_ + 1), padded(sets_, 4)}); }

void InterchangeWriter::end_group() { put("GE", {std::to_string(sets_), std::to_string(envelope_.number)}); }

std::string InterchangeWriter::finish() {
  put("IEA", {std::to_string(groups_), padded(envelope_.number, 9)});
  return std::move(out_);
}

}  // namespace wms_x12
