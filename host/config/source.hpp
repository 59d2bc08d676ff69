// The text of a YAML file: turns the library's positions into ours and its messages into advice.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/mark.h>

#include "host/config/tree.hpp"

namespace fairway::config {

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // before the text of some files; no part of it

// One thread at a time.
class Source {
 public:
  Source(std::string_view bytes, const std::string& name);  // `bytes` must outlive the source; a byte order mark is left out

  std::string_view text() const { return text_; }
  std::optional<std::size_t> invalid_utf8() const;  // offset of the first byte that is not UTF-8

  Mark at(const YAML::Mark& mark) const;  // from 0 and bytes to from 1 and characters
  Mark at_line(int line) const { return {file_, line, 1}; }
  Mark at_offset(std::size_t offset) const;
  std::string_view from(const YAML::Mark& mark) const;  // the rest of the line from there

  // Whether a quoted scalar that begins there has its closing quote: yaml-cpp takes one that runs to the end of the file.
  bool closes_quote(const YAML::Mark& mark) const;

  struct Advice {
    Mark mark;
    std::string message;
  };
  // yaml-cpp's message as something an administrator can act on, at the place where to act.
  Advice advice(const YAML::Mark& mark, const std::string& message) const;

 private:
  std::string_view line_text(std::size_t index) const;
  std::size_t offset(const YAML::Mark& mark) const;
  std::optional<Advice> bare_reference_near(const YAML::Mark& mark) const;
  std::shared_ptr<const std::string> file_;
  std::string_view text_;
  int characters_to(std::size_t line, std::size_t offset) const;
  std::vector<std::size_t> starts_;  // of the lines
  // Where characters were last counted: places are asked for from left to right, and a line may have a million bytes.
  mutable struct {
    std::size_t line = 0, offset = 0;
    int characters = 0;
  } counted_;
};

}  // namespace fairway::config
