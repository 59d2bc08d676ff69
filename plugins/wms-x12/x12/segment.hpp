// X12 as a row of segments: what separates them, and reading them without copying.
#pragma once
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace wms_x12 {

// Told by the ISA of each interchange (bytes 4, 105 and 106 of it), never assumed.
struct Separators {
  char element = '*', component = '>', segment = '~';
  bool is_one(char c) const noexcept { return c == element || c == component || c == segment; }
  friend bool operator==(const Separators&, const Separators&) = default;
};

// Borrows from the text that it was read from.
class Segment {
 public:
  std::string_view id() const noexcept { return parts_.empty() ? std::string_view() : parts_.front(); }
  // The n-th element, from 1, as in W05-02; empty where it is left out.
  std::string_view at(std::size_t n) const noexcept { return n < parts_.size() ? parts_[n] : std::string_view(); }
  std::size_t elements() const noexcept { return parts_.empty() ? 0 : parts_.size() - 1; }
  std::string_view raw() const noexcept { return raw_; }  // without its terminator

 private:
  friend class SegmentReader;
  std::vector<std::string_view> parts_;
  std::string_view raw_;
};

class SegmentReader {
 public:
  SegmentReader(std::string_view text, const Separators& separators) noexcept : text_(text), separators_(separators) {}

  // CR and LF after a terminator belong to nothing. False: at the end, or what is left has no terminator (ended() tells).
  bool next(Segment& into) {
    begin_ = skipped(at_);
    const auto* end =
        static_cast<const char*>(std::memchr(text_.data() + begin_, separators_.segment, text_.size() - begin_));
    if (text_.size() == begin_ || end == nullptr) return false;
    const auto length = static_cast<std::size_t>(end - text_.data()) - begin_;
    split(text_.substr(begin_, length), into);
    at_ = begin_ + length + 1;
    return true;
  }
  bool ended() const noexcept { return skipped(at_) == text_.size(); }
  std::size_t begin() const noexcept { return begin_; }  // of the segment read last, in the text
  std::size_t end() const noexcept { return at_; }       // behind its terminator

 private:
  std::size_t skipped(std::size_t from) const noexcept {
    while (from < text_.size() && (text_[from] == '\r' || text_[from] == '\n') && text_[from] != separators_.segment) ++from;
    return from;
  }
  void split(std::string_view raw, Segment& into) const {
    into.raw_ = raw;
    into.parts_.clear();
    for (;;) {
      const auto* cut = static_cast<const char*>(std::memchr(raw.data(), separators_.element, raw.size()));
      if (raw.empty() || cut == nullptr) break;
      const auto length = static_cast<std::size_t>(cut - raw.data());
      into.parts_.push_back(raw.substr(0, length));
      raw.remove_prefix(length + 1);
    }
    into.parts_.push_back(raw);
  }

  std::string_view text_;
  Separators separators_;
  std::size_t at_ = 0, begin_ = 0;
};

}  // namespace wms_x12
