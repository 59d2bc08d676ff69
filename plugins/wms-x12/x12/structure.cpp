#include "x12/structure.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace wms_x12 {
namespace {

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; (at = text.find_first_not_of(' ', at)) != std::string_view::npos;) {
    const auto end = std::min(text.find(' ', at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

std::uint16_t take_number(std::string_view& text) {
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) throw std::logic_error("no number in the table of X12");
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

ElementSpec read_element(std::string_view word) {
  ElementSpec spec;
  spec.mandatory = word.ends_with('!');
  if (spec.mandatory) word.remove_suffix(1);
  spec.type = word.front();
  word.remove_prefix(1);
  if (spec.type == 'C') return spec;
  spec.min = spec.max = take_number(word);
  if (word.starts_with('-')) word.remove_prefix(1), spec.max = take_number(word);
  return spec;
}

SegmentSpec read_segment(std::string_view text) {
  const auto bar = std::min(text.find(" |"), text.size());
  const auto words = words_of(text.substr(0, bar));
  SegmentSpec spec;
  spec.id = words.front();
  for (std::size_t i = 1; i < words.size(); ++i) spec.elements.push_back(read_element(words[i]));
  if (bar == text.size()) return spec;
  for (auto word : words_of(text.substr(bar + 2))) {
    SyntaxNote note{word.front(), {}};
    for (std::size_t at = 1; at + 1 < word.size(); at += 2)
      note.positions.push_back(static_cast<std::uint8_t>((word[at] - '0') * 10 + (word[at + 1] - '0')));
    spec.notes.push_back(std::move(note));
  }
  return spec;
}

// Sorted by id, never changed: nodes point into it.
const std::vector<SegmentSpec>& segments() {
  static const std::vector<SegmentSpec> all = [] {
    std::vector<SegmentSpec> read;
    for (const auto text : kSegmentTexts) read.push_back(read_segment(text));
    std::sort(read.begin(), read.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return read;
  }();
  return all;
}

// `!` and `:n` behind a segment or a closing bracket.
void read_use(std::string_view& word, Node& node) {
  if (word.starts_with('!')) node.mandatory = true, word.remove_prefix(1);
  if (!word.starts_with(':')) return;
  word.remove_prefix(1);
  if (word.starts_with('*')) node.most = 0, word.remove_prefix(1);
  else node.most = take_number(word);
}

std::vector<Node> read_nodes(std::string_view& text) {
  std::vector<Node> nodes;
  while (!text.empty() && text.front() != ']') {
    if (text.front() == ' ') {
      text.remove_prefix(1);
      continue;
    }
    Node node;
    if (text.front() == '[') {
      text.remove_prefix(1);
      node.children = read_nodes(text);
      text.remove_prefix(1);  // the bracket
      node.segment = node.children.front().segment;
      node.guarded = !nodes.empty() && nodes.back().segment->id == "LS";
    } else {
      const auto end = std::min(text.find_first_of("!: ]"), text.size());
      node.segment = find_segment(text.substr(0, end));
      if (node.segment == nullptr) throw std::logic_error("a set of the table names a segment that is not in it");
      text.remove_prefix(end);
    }
    read_use(text, node);
    nodes.push_back(std::move(node));
  }
  return nodes;
}

}  // namespace

const SegmentSpec* find_segment(std::string_view id) {
  const auto& all = segments();
  const auto found =
      std::lower_bound(all.begin(), all.end(), id, [](const auto& a, std::string_view b) { return a.id < b; });
  return found != all.end() && found->id == id ? &*found : nullptr;
}

const SetSpec* find_set(std::string_view id) {
  static const std::vector<SetSpec> all = [] {
    std::vector<SetSpec> read;
    for (const auto& text : kSetTexts) {
      auto nodes = text.segments;
      read.push_back({std::string(text.id), std::string(text.group), read_nodes(nodes)});
    }
    return read;
  }();
  for (const auto& set : all)
    if (set.id == id) return &set;
  return nullptr;
}

}  // namespace wms_x12
