// The lines of a flat file that comes in pieces of any length: ended by LF or CRLF, the last one perhaps by nothing.
#pragma once
#include <string>
#include <string_view>

namespace amazon {

class Lines {
 public:
  static constexpr std::size_t kLongest = 1u << 20;  // longer than any row; a file without line ends is none

  // take(line, whole): empty lines are left out; of one that is too long its beginning comes, and whole is false.
  template <class Take>
  void feed(std::string_view piece, Take&& take) {
    while (!piece.empty()) {
      const auto end = piece.find('\n');
      const auto part = piece.substr(0, end);
      if (!skipping_) gather(part, end != std::string_view::npos, take);
      else if (end != std::string_view::npos) skipping_ = false;
      if (end == std::string_view::npos) return;
      piece.remove_prefix(end + 1);
    }
  }
  template <class Take>
  void end(Take&& take) {
    if (!rest_.empty()) give(rest_, true, take);
    rest_.clear();
  }

 private:
  template <class Take>
  void gather(std::string_view part, bool ended, Take& take) {
    if (rest_.size() + part.size() > kLongest) {
      give(rest_ += part.substr(0, kLongest - rest_.size()), false, take);
      skipping_ = !ended;
    } else if (!ended) {
      rest_ += part;
      return;
    } else if (rest_.empty()) {
      return give(part, true, take);
    } else {
      give(rest_ += part, true, take);
    }
    rest_.clear();
  }
  template <class Take>
  static void give(std::string_view line, bool whole, Take& take) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) take(line, whole);
  }

  std::string rest_;       // of a line that has not ended
  bool skipping_ = false;  // the rest of a line that is too long
};

}  // namespace amazon
