#include "host/config/builder.hpp"

#include "host/base/text.hpp"

namespace fairway::config {
namespace {

constexpr std::size_t kDuplicates = 100;

std::size_t size_of(const Node& node) {
  std::size_t nodes = 1;
  for (const auto& item : node.items) nodes += size_of(item);
  for (const auto& member : node.members) nodes += 1 + size_of(member.value);
  return nodes;
}

std::size_t depth_of(const Node& node) {
  std::size_t below = 0;
  for (const auto& item : node.items) below = std::max(below, depth_of(item));
  for (const auto& member : node.members) below = std::max(below, depth_of(member.value));
  return node.items.empty() && node.members.empty() ? 0 : below + 1;
}

bool says_null(std::string_view text) {
  return text.starts_with('~') || text.starts_with("null") || text.starts_with("Null") || text.starts_with("NULL");
}

}  // namespace

Builder::Builder(const Source& source, const Limits& limits, Findings& findings)
    : source_(source), limits_(limits), findings_(findings) {
  root_.mark = source.at_line(1);
}

void Builder::count(const YAML::Mark& mark, std::size_t nodes) {
  last_ = mark;
  nodes_ += nodes;
  if (nodes_ > limits_.nodes)
    throw Refusal{mark, fmt::format("more than {} values, aliases counted as what they stand for", limits_.nodes)};
}

void Builder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  count(mark, 1);
  Node node;
  node.mark = source_.at(mark);
  node.written = says_null(source_.from(mark));
  if (expects_key()) throw Refusal{mark, "a key must be text, found nothing"};
  // yaml-cpp places a value that is left empty at whatever comes next.
  if (!node.written && !stack_.empty() && stack_.back().has_key) node.mark = stack_.back().key_mark;
  add(std::move(node), anchor);
}

void Builder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) throw Refusal{mark, "this alias stands inside what it refers to"};
  count(mark, found->second.nodes);
  if (stack_.size() + depth_of(found->second.node) > limits_.depth)
    throw Refusal{mark, fmt::format("nested deeper than {} levels", limits_.depth)};
  Node node = found->second.node;
  if (expects_key()) return take_key(mark, node);
  add(std::move(node), 0);
}

void Builder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) {
  count(mark, 1);
  const bool text_tag = tag == "tag:yaml.org,2002:str";
  if (tag != "?" && tag != "!" && !text_tag) throw Refusal{mark, "tags (!…) are not known here"};
  if (tag != "?" && !source_.closes_quote(mark)) throw Refusal{mark, "a quote without its end"};
  Node node;
  node.kind = Node::Kind::scalar;
  node.mark = source_.at(mark);
  node.plain = tag == "?";
  node.text = value;
  if (expects_key()) return take_key(mark, node);
  add(std::move(node), anchor);
}

void Builder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                              YAML::EmitterStyle::value) {
  open(Node::Kind::list, mark, tag, anchor);
}

void Builder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) {
  open(Node::Kind::map, mark, tag, anchor);
}

void Builder::open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
  count(mark, 1);
  if (tag != "?" && !tag.empty()) throw Refusal{mark, "tags (!…) are not known here"};
  if (expects_key()) throw Refusal{mark, "a key must be text, found a list or a map; quote values that begin with { or ["};
  if (stack_.size() >= limits_.depth) throw Refusal{mark, fmt::format("nested deeper than {} levels", limits_.depth)};
  Frame frame;
  frame.node.kind = kind;
  frame.node.mark = source_.at(mark);
  frame.anchor = anchor;
  stack_.push_back(std::move(frame));
}

void Builder::close() {
  auto frame = std::move(stack_.back());
  stack_.pop_back();
  add(std::move(frame.node), frame.anchor);
}

void Builder::take_key(const YAML::Mark& mark, const Node& node) {
  if (node.kind != Node::Kind::scalar) throw Refusal{mark, "a key must be text"};
  if (node.text == "<<" && node.plain) throw Refusal{mark, "merge keys (<<) are not known here; use extends and a template"};
  auto& frame = stack_.back();
  frame.key = node.text;
  frame.key_mark = source_.at(mark);
  frame.has_key = true;
}

std::string Builder::path(const std::string& last) const {
  std::string out;
  for (std::size_t i = 0; i + 1 < stack_.size(); ++i) {
    const auto& frame = stack_[i];
    out += frame.node.is_map() ? (out.empty() ? "" : ".") + printable(frame.key, 80)
                               : fmt::format("[{}]", frame.node.items.size());
  }
  return out + (out.empty() ? "" : ".") + printable(last, 80);
}

void Builder::add(Node node, YAML::anchor_t anchor) {
  if (anchor != 0) {
    const auto nodes = size_of(node);
    count(last_, nodes);  // the copy kept for aliases costs as much
    anchors_[anchor] = {node, nodes};
  }
  if (stack_.empty()) {
    root_ = std::move(node);
    return;
  }
  auto& frame = stack_.back();
  if (!frame.node.is_map()) {
    frame.node.items.push_back(std::move(node));
    return;
  }
  frame.has_key = false;
  const auto [first, fresh] = frame.seen.emplace(frame.key, frame.key_mark);
  if (!fresh && ++duplicates_ <= kDuplicates)  // enough said
    findings_.push_back({Severity::error, frame.key_mark.place(), path(frame.key),
                         fmt::format("the key stands twice, first at {}", first->second.place().text())});
  if (fresh) frame.node.members.push_back({std::move(frame.key), frame.key_mark, std::move(node)});
}

}  // namespace fairway::config
