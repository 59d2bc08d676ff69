#include "host/config/merge.hpp"

#include <unordered_map>

#include "host/base/text.hpp"
#include "host/config/check.hpp"

namespace fairway::config {
namespace {

constexpr std::size_t kChain = 32;

Node united(const Node& base, const Node& over) {
  Node out = over;
  out.items = base.items;
  std::set<std::string_view> known;
  for (const auto& item : base.items) known.insert(item.text);
  for (const auto& item : over.items)
    if (known.insert(item.text).second) out.items.push_back(item);
  return out;
}

using Index = std::unordered_map<std::string_view, const Member*>;

Index index(const Node& node) {
  Index out;
  for (const auto& member : node.members) out.emplace(member.key, &member);
  return out;
}

Node merge_at(const Node& base, const Node& over, Order order, bool top);

// What both have. A null above removes what is below.
std::optional<Member> joined(const Member& below, const Member& above, Order order, bool top) {
  if (above.value.is_null()) return std::nullopt;
  const bool lists = below.value.kind == Node::Kind::list && above.value.kind == Node::Kind::list;
  const bool unite = top && lists && above.key == "policies";
  return Member{above.key, above.mark,
                unite ? united(below.value, above.value) : merge_at(below.value, above.value, order, false)};
}

Node merge_at(const Node& base, const Node& over, Order order, bool top) {
  if (!base.is_map() || !over.is_map()) return over;
  const auto below = index(base), above = index(over);
  const bool over_first = order == Order::over_first;
  Node out;
  out.kind = Node::Kind::map;
  out.mark = over.mark;
  for (const auto* side : {over_first ? &over : &base, over_first ? &base : &over})
    for (const auto& member : side->members) {
      const auto under = below.find(member.key);
      const auto on_top = above.find(member.key);
      const bool both = under != below.end() && on_top != above.end();
      if (!both) out.members.push_back(member);
      else if ((side == &over) == over_first)  // met twice, taken at the first
        if (auto one = joined(*under->second, *on_top->second, order, top)) out.members.push_back(std::move(*one));
    }
  return out;
}

}  // namespace

Node merge(const Node& base, const Node& over, Order order) { return merge_at(base, over, order, true); }

Templates::Piece* Templates::pick(const Node& item, Findings& findings) {
  const auto refuse = [&](std::string message) {
    findings.push_back({Severity::error, item.mark.place(), "extends", std::move(message)});
    return nullptr;
  };
  if (item.kind != Node::Kind::scalar) return nullptr;  // the check of the keys says so
  if (std::find(chain_.begin(), chain_.end(), item.text) != chain_.end())
    return refuse(fmt::format("the template extends itself: {} > {}", fmt::join(chain_, " > "), item.text));
  if (chain_.size() >= kChain) return refuse(fmt::format("more than {} templates extend each other", kChain));
  const auto found = pieces_.find(item.text);
  if (found == pieces_.end()) {
    std::vector<std::string> known;
    for (const auto& piece : pieces_) known.push_back(piece.first);
    auto hint = did_you_mean(item.text, known);
    if (hint.empty() && !known.empty()) hint = fmt::format("; found are {}", fmt::join(known, ", "));
    return refuse(fmt::format("no template \"{}\" was found{}", printable(item.text, 60), hint));
  }
  if (!found->second.root) return refuse(fmt::format("the template \"{}\" cannot be read", item.text));
  return &found->second;
}

void Templates::complete(const std::string& name, Piece& piece) {
  chain_.push_back(name);
  Node own = *piece.root;
  std::erase_if(own.members, [](const Member& member) { return member.key == "extends"; });
  piece.whole = merge(base_of(*piece.root, piece.findings, piece.uses), own, Order::base_first);
  chain_.pop_back();
}

void Templates::complete() {
  for (auto& [name, piece] : pieces_)
    if (piece.root && !piece.whole) complete(name, piece);
}

Node Templates::base_of(const Node& file, Findings& findings, std::set<std::string>& uses) {
  Node base;
  base.kind = Node::Kind::map;
  const auto* extends = file.find("extends");
  if (!extends) return base;
  std::set<std::string_view> taken;
  for (const auto& item : extends->items) {
    if (item.kind == Node::Kind::scalar) uses.insert(item.text);
    auto* piece = pick(item, findings);
    if (!piece || !taken.insert(item.text).second) continue;
    if (!piece->whole) complete(item.text, *piece);
    uses.insert(piece->uses.begin(), piece->uses.end());
    findings.insert(findings.end(), piece->findings.begin(), piece->findings.end());
    base = merge(base, *piece->whole, Order::base_first);
  }
  return base;
}

Node Templates::extended(Node file, Findings& findings, std::set<std::string>& uses) {
  const auto base = base_of(file, findings, uses);
  return base.members.empty() ? std::move(file) : merge(base, file, Order::over_first);
}

}  // namespace fairway::config
