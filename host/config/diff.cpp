#include "host/config/diff.hpp"

#include "host/base/text.hpp"
#include "host/config/check.hpp"
#include "host/config/diff_tree.hpp"

namespace fairway::config {
namespace {

constexpr std::size_t kTable = 4'000'000;  // cells of one comparison of two lists; beyond it they are compared in order
constexpr std::size_t kShown = 120;        // characters of a value in a line of text

using Kind = Change::Kind;

bool of_objects(const json::value& value) {
  const auto* items = value.if_array();
  return items && !items->empty() &&
         std::all_of(items->begin(), items->end(), [](const auto& item) { return item.is_object(); });
}

// Pairs of indices (before, after); kNone where an item has no counterpart.
constexpr auto kNone = static_cast<std::size_t>(-1);
using Pair = std::pair<std::size_t, std::size_t>;

// The items between two that stayed: as many as both sides have are changes, the rest came or went.
void pair_up(std::size_t b, std::size_t b_end, std::size_t a, std::size_t a_end, std::vector<Pair>& out) {
  while (b < b_end && a < a_end) out.emplace_back(b++, a++);
  while (b < b_end) out.emplace_back(b++, kNone);
  while (a < a_end) out.emplace_back(kNone, a++);
}

// What stays, by the longest common subsequence; the items at both ends that are equal cost nothing.
std::vector<Pair> align(const json::array& before, const json::array& after) {
  std::size_t head = 0, b_end = before.size(), a_end = after.size();
  while (head < b_end && head < a_end && before[head] == after[head]) ++head;
  while (b_end > head && a_end > head && before[b_end - 1] == after[a_end - 1]) --b_end, --a_end;
  std::vector<Pair> out;
  const auto rows = b_end - head, columns = a_end - head;
  if (rows * columns > kTable) {
    pair_up(head, b_end, head, a_end, out);
    return out;
  }
  std::vector<std::uint32_t> length((rows + 1) * (columns + 1), 0);
  const auto cell = [&](std::size_t b, std::size_t a) -> std::uint32_t& { return length[b * (columns + 1) + a]; };
  for (auto b = rows; b-- > 0;)
    for (auto a = columns; a-- > 0;)
      cell(b, a) = before[head + b] == after[head + a] ? cell(b + 1, a + 1) + 1 : std::max(cell(b + 1, a), cell(b, a + 1));
  std::size_t b = 0, a = 0, b_from = 0, a_from = 0;
  while (b < rows && a < columns) {
    if (before[head + b] == after[head + a]) {
      pair_up(head + b_from, head + b, head + a_from, head + a, out);
      b_from = ++b, a_from = ++a;
    } else if (cell(b + 1, a) >= cell(b, a + 1)) {
      ++b;
    } else {
      ++a;
    }
  }
  pair_up(head + b_from, b_end, head + a_from, a_end, out);
  return out;
}

// Of what has another name, that is told once.
DiffTree less_names(DiffTree tree) {
  for (auto* side : {&tree.real, &tree.shown})
    for (const auto* key : {"account", "formerly"}) side->get_object().erase(key);
  return tree;
}

// Walks two trees side by side: `real` values tell what differs, `shown` ones are what is told.
class Comparison {
 public:
  Comparison(const Account* before, const Account* after) : before_(before), after_(after) {}

  void compare(const DiffTree& before, const DiffTree& after, const Where& old_at, const Where& at) {
    if (before.real == after.real) return;
    if (before.real.is_object() && after.real.is_object()) return members(before, after, old_at, at);
    if (of_objects(before.real) && of_objects(after.real)) return items(before, after, old_at, at);
    add(before.shown, after.shown, old_at, at);
  }

  Changes out;

 private:
  void members(const DiffTree& before, const DiffTree& after, const Where& old_at, const Where& at) {
    std::set<std::string> names;
    for (const auto* side : {&before.real.get_object(), &after.real.get_object()})
      for (const auto& member : *side) names.emplace(member.key());
    for (const auto& name : names) {
      const auto former = at.pointer == "/stores" ? former_name(name) : name;
      if (former.empty()) continue;  // it is told under its new name
      if (former == name) {
        compare(before.at(name), after.at(name), old_at.key(name), at.key(name));
        continue;
      }
      out.push_back({Kind::renamed, at.key(name).path, json::string(former), json::string(name),
                     place_of(*after_, at.key(name).key("formerly").pointer)});
      compare(less_names(before.at(former)), less_names(after.at(name)), old_at.key(former), at.key(name));
    }
  }

  // Under which name the store stood before; empty: another store is this one now.
  std::string former_name(const std::string& name) const {
    const auto renamed = [&](const Store& store, const std::string& from) {
      return store.formerly == from && !before_->store(store.nickname) && before_->store(from) && !after_->store(from);
    };
    if (const auto* store = after_->store(name)) return renamed(*store, store->formerly) ? store->formerly : name;
    for (const auto& store : after_->stores)
      if (renamed(store, name)) return {};
    return name;
  }

  void items(const DiffTree& before, const DiffTree& after, const Where& old_at, const Where& at) {
    for (const auto& [b, a] : align(before.real.get_array(), after.real.get_array())) {
      const auto old_where = b == kNone ? old_at : old_at.item(b);
      compare(b == kNone ? DiffTree{} : before.item(b), a == kNone ? DiffTree{} : after.item(a), old_where,
              a == kNone ? old_where : at.item(a));
    }
  }

  void add(const json::value& before, const json::value& after, const Where& old_at, const Where& at) {
    const auto kind = before.is_null() ? Kind::added : after.is_null() ? Kind::removed : Kind::changed;
    const auto place = kind == Kind::removed ? place_of(*before_, old_at.pointer) : place_of(*after_, at.pointer);
    out.push_back({kind, at.path, before, after, place});
  }

  const Account* before_;
  const Account* after_;
};

// The order of the warehouses is their preference where routing names none.
void compare_order(const Account& before, const Account& after, Changes& out) {
  const auto names = [](const Account& account, const Account& other) {
    json::array list;
    for (const auto& warehouse : account.warehouses)
      if (other.warehouse(warehouse.name)) list.emplace_back(warehouse.name);
    return list;
  };
  auto old_order = names(before, after), order = names(after, before);
  if (old_order == order) return;
  out.push_back({Kind::changed, "warehouses", std::move(old_order), std::move(order), place_of(after, "/warehouses")});
}

// What a file beside the account holds is in the hash only.
void compare_files(const Account& before, const Account& after, Changes& out) {
  const auto file = [](const Account& account) {
    const auto* skus = find(account.blocks, "skus");
    return skus ? std::string(text_at(*skus, "file")) : std::string();
  };
  if (!out.empty() || before.hash == after.hash || before.hash.empty() || after.hash.empty() || file(after).empty()) return;
  out.push_back({Kind::changed, "skus.file", json::string(file(before)), json::string(file(after) + " (its lines)"),
                 place_of(after, "/skus/file")});
}

std::string value_text(const json::value& value) {
  if (const auto* text = value.if_string()) return printable(std::string_view(*text), kShown);
  return printable(json::serialize(value), kShown);
}

}  // namespace

std::string_view text(Change::Kind kind) {
  constexpr std::array kTexts{"added", "removed", "changed", "renamed"};
  return kTexts.at(static_cast<std::size_t>(kind));
}

Changes diff(const Account* before, const Account* after) {
  if (!before && !after) return {};
  if (!before) return {{Kind::added, "", nullptr, diff_tree(*after).shown, after->place}};
  if (!after) return {{Kind::removed, "", diff_tree(*before).shown, nullptr, before->place}};
  Comparison walk(before, after);
  if (before->name == after->name) {
    walk.compare(diff_tree(*before), diff_tree(*after), {}, {});
  } else {
    walk.out.push_back({Kind::renamed, "account", json::string(before->name), json::string(after->name), after->place});
    walk.compare(less_names(diff_tree(*before)), less_names(diff_tree(*after)), {}, {});
  }
  compare_order(*before, *after, walk.out);
  compare_files(*before, *after, walk.out);
  return std::move(walk.out);
}

Touched touched(const Changes& changes) {
  Touched out;
  const auto whole = [&](const json::value& account) {
    for (const auto& member : account.at("stores").as_object()) out.stores.emplace(member.key());
    for (const auto& member : account.at("warehouses").as_object()) out.warehouses.emplace(member.key());
    out.shipping = find(account, "shipping") != nullptr;
    out.routing = out.policies = out.rest = true;
  };
  for (const auto& change : changes) {
    const auto parts = split(change.path, '.');
    const auto name = parts.size() > 1 ? parts[1] : std::string();
    if (change.path.empty()) {
      (change.kind == Kind::added ? out.added : out.gone) = true;
      whole(change.kind == Kind::added ? change.after : change.before);
    } else if (parts[0] == "stores") out.stores.insert(name);
    else if (parts[0] == "warehouses" && name.empty()) out.routing = true;
    else if (parts[0] == "warehouses") out.warehouses.insert(name);
    else if (parts[0] == "shipping") out.shipping = true;
    else if (parts[0] == "routing") out.routing = true;
    else if (parts[0] == "policies") out.policies = true;
    else out.rest = true;
  }
  return out;
}

json::value change_json(const Change& change) {
  return json::object{{"kind", text(change.kind)}, {"path", change.path},       {"before", change.before},
                      {"after", change.after},     {"file", change.place.file}, {"line", change.place.line}};
}

std::string change_text(const Change& change) {
  std::string what;
  if (change.path.empty()) what = fmt::format("account {}", text(change.kind));
  else if (change.kind == Kind::renamed) what = fmt::format("{}: renamed from {}", change.path, value_text(change.before));
  else if (change.kind == Kind::added) what = fmt::format("{}: added {}", change.path, value_text(change.after));
  else if (change.kind == Kind::removed) what = fmt::format("{}: removed {}", change.path, value_text(change.before));
  else what = fmt::format("{}: {} → {}", change.path, value_text(change.before), value_text(change.after));
  return change.place.line > 0 ? fmt::format("{}  ({}:{})", what, change.place.file, change.place.line) : what;
}

}  // namespace fairway::config
