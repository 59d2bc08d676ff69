#include "host/config/source.hpp"

#include "host/base/text.hpp"

namespace fairway::config {
namespace {

int characters(std::string_view bytes) {
  return static_cast<int>(std::count_if(bytes.begin(), bytes.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// Column (from 0, bytes) of the first `${` that stands outside quotes, or npos.
std::size_t bare_reference(std::string_view line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#' && i > 0 && line[i - 1] == ' ') {
      break;
    } else if (c == '$' && i + 1 < line.size() && line[i + 1] == '{') {
      return i;
    }
  }
  return std::string_view::npos;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

Source::Source(std::string_view bytes, const std::string& name)
    : file_(std::make_shared<const std::string>(name)), text_(bytes) {
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') starts_.push_back(i + 1);
}

std::string_view Source::line_text(std::size_t index) const {
  if (index >= starts_.size()) return {};
  const auto end = index + 1 < starts_.size() ? starts_[index + 1] - 1 : text_.size();
  return text_.substr(starts_[index], end - starts_[index]);
}

std::optional<std::size_t> Source::invalid_utf8() const {
  if (valid_utf8(text_)) return std::nullopt;
  for (std::size_t i = 0; i < starts_.size(); ++i) {
    const auto line = line_text(i);
    if (valid_utf8(line)) continue;
    std::size_t good = 0;  // by halves: valid up to `good`
    for (std::size_t step = line.size(); step > 0; step = step == 1 ? 0 : (step + 1) / 2)
      while (good + step <= line.size() && valid_utf8(line.substr(0, good + step))) good += step;
    return starts_[i] + good;
  }
  return text_.size();
}

int Source::characters_to(std::size_t line, std::size_t offset) const {
  if (counted_.line != line || counted_.offset > offset) counted_ = {line, starts_[line], 0};
  counted_.characters += characters(text_.substr(counted_.offset, offset - counted_.offset));
  counted_.offset = offset;
  return counted_.characters;
}

Mark Source::at_offset(std::size_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto line = static_cast<std::size_t>(after - starts_.begin()) - 1;
  return {file_, static_cast<int>(line) + 1, characters_to(line, std::min(offset, text_.size())) + 1};
}

Mark Source::at(const YAML::Mark& mark) const {
  if (mark.is_null() || mark.line < 0) return at_line(1);
  const auto line = static_cast<std::size_t>(mark.line);
  if (line >= starts_.size()) return {file_, mark.line + 1, 1};
  const auto length = line_text(line).size();
  return {file_, mark.line + 1,
          characters_to(line, starts_[line] + std::min(length, static_cast<std::size_t>(std::max(mark.column, 0)))) + 1};
}

std::string_view Source::from(const YAML::Mark& mark) const {
  const auto line = line_text(static_cast<std::size_t>(std::max(mark.line, 0)));
  return line.substr(std::min(line.size(), static_cast<std::size_t>(std::max(mark.column, 0))));
}

std::size_t Source::offset(const YAML::Mark& mark) const {
  const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
  if (line >= starts_.size()) return text_.size();
  return std::min(text_.size(), starts_[line] + static_cast<std::size_t>(std::max(mark.column, 0)));
}

bool Source::closes_quote(const YAML::Mark& mark) const {
  std::size_t at = offset(mark);
  while (at < text_.size() && (text_[at] == '&' || text_[at] == '!')) {  // an anchor or a tag before it
    at = std::min(text_.find_first_of(" \t\r\n", at), text_.size());
    at = std::min(text_.find_first_not_of(" \t\r\n", at), text_.size());
  }
  if (at >= text_.size() || (text_[at] != '"' && text_[at] != '\'')) return true;
  const char quote = text_[at++];
  for (; at < text_.size(); ++at) {
    if (quote == '"' && text_[at] == '\\') ++at;
    else if (text_[at] == quote && quote == '\'' && text_.substr(at + 1).starts_with('\'')) ++at;
    else if (text_[at] == quote) return true;
  }
  return false;
}

std::optional<Source::Advice> Source::bare_reference_near(const YAML::Mark& mark) const {
  for (int line = mark.line; line >= 0 && line > mark.line - 3; --line)
    if (const auto column = bare_reference(line_text(static_cast<std::size_t>(line))); column != std::string_view::npos)
      return Advice{at_offset(starts_[static_cast<std::size_t>(line)] + column),
                    "inside { } and [ ] put quotes around values with ${…}: \"${env:NAME}\""};
  return std::nullopt;
}

Source::Advice Source::advice(const YAML::Mark& mark, const std::string& message) const {
  struct Known {
    const char *says, *advice;
  };
  static constexpr Known kFlow[] = {
      {"end of map flow",
       "this { } does not end here as it should; inside it put patterns in single quotes, and quotes around values "
       "with ${…}"},
      {"end of sequence flow",
       "this [ ] does not end here as it should; inside it put patterns in single quotes, and quotes around "
       "values with ${…}"},
      {"illegal flow end", "a ] or } whose beginning is not there"}};
  static constexpr const char* kIndent = "the indent of this line fits no line above it, or a quote above is not closed";
  static constexpr Known kOther[] = {{"end of map not found", kIndent},
                                     {"end of sequence not found", kIndent},
                                     {"illegal map value", "a second \": \" in one line; put quotes around the value"},
                                     {"illegal EOF in scalar", "a quote without its end"},
                                     {"anchor is not defined", "this alias refers to nothing above it"},
                                     {"bad file", "nested too deeply"}};
  const auto line = line_text(static_cast<std::size_t>(std::max(mark.line, 0)));
  const auto tab = line.substr(0, line.find_first_not_of(" \t")).find('\t');
  if (tab != std::string_view::npos || contains(message, "tab"))
    return {at_offset(starts_[static_cast<std::size_t>(std::max(mark.line, 0))] + (tab == std::string_view::npos ? 0 : tab)),
            "a tab cannot indent in YAML; use spaces"};
  if (contains(message, "unknown escape character")) {
    const auto slash = line.substr(0, static_cast<std::size_t>(std::max(mark.column, 0))).rfind('\\');
    return {slash == std::string_view::npos ? at(mark) : at_offset(starts_[static_cast<std::size_t>(mark.line)] + slash),
            "inside double quotes a backslash begins an escape; put patterns in single quotes: '^\\d+$'"};
  }
  for (const auto& known : kFlow)
    if (contains(message, known.says)) return bare_reference_near(mark).value_or(Advice{at(mark), known.advice});
  for (const auto& known : kOther)
    if (contains(message, known.says)) return {at(mark), std::string("not YAML: ") + known.advice};
  return {at(mark), "not YAML: " + printable(message, 200)};
}

}  // namespace fairway::config
