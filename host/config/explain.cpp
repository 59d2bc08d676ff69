#include "host/config/explain.hpp"

#include "host/base/text.hpp"
#include "host/config/build.hpp"
#include "host/config/host_file.hpp"
#include "host/config/merged.hpp"

namespace fairway::config {
namespace {

constexpr const char* kHidden = "***";

// ${…} and nothing else: that may be shown, since it names a secret and does not hold one.
bool only_reference(const std::string& text) { return text.starts_with("${") && text.find('}') == text.size() - 1; }

std::string hidden(const Node& node) {
  return only_reference(node.text) ? fmt::format("{} ({})", kHidden, node.text) : kHidden;
}

// A node on one line, as JSON; a text without its quotes where it is a plain scalar of YAML.
json::value plain(const Node& node) {
  if (node.kind == Node::Kind::list) {
    json::array out;
    for (const auto& item : node.items) out.push_back(plain(item));
    return out;
  }
  if (node.kind == Node::Kind::map) {
    json::object out;
    for (const auto& member : node.members) out[member.key] = plain(member.value);
    return out;
  }
  if (node.is_null()) return nullptr;
  return json::string(node.text);
}

std::string line_of(const json::value& value) {
  if (value.is_null()) return "null";
  if (const auto* text = value.if_string()) return text->empty() ? "\"\"" : std::string(*text);
  return json::serialize(value);
}

bool is_secret(const json::value& value) { return value.is_object() && value.get_object().contains("$secret"); }

// Walks the values beside the tree that was merged and the trees it was merged from.
class Walk {
 public:
  Walk(const std::set<std::string>& redacted, std::vector<Explained>& out) : redacted_(redacted), out_(out) {}

  using Layers = std::vector<const Node*>;  // what wins first; only those that have the node

  void visit(const json::value& value, const Where& where, const Node* merged, const Layers& layers) {
    const auto* members = value.if_object();
    const auto* items = value.if_array();
    if (members && !members->empty() && !is_secret(value)) return visit_members(*members, where, merged, layers);
    if (items && !items->empty() && (!is_one_line(*items, merged) || hides_below(where)))
      return visit_items(*items, where, merged, layers);
    add(value, where, merged, layers);
  }

  // Where the settings of a plugin follow they are walked with their own pointers.
  void visit_settings(const Settings& settings, const Where& where, const Node* merged, const Layers& layers) {
    const auto before = std::exchange(redacted_, settings.redacted);
    visit(settings.values, {where.path, ""}, merged, layers);
    redacted_ = before;
  }

 private:
  // What is below it is gone with it.
  static bool says_null(const Node* node) { return node && node->is_null() && node->written; }

  static Layers below(const Layers& layers, std::string_view key) {
    Layers out;
    for (const auto* layer : layers)
      if (const auto* node = says_null(layer) ? layer : layer->find(key)) out.push_back(node);
    return out;
  }

  // A list of words on one line, unless several files made it.
  static bool is_one_line(const json::array& items, const Node* merged) {
    if (std::any_of(items.begin(), items.end(), [](const json::value& item) { return item.is_structured(); })) return false;
    if (!merged) return true;
    return std::all_of(merged->items.begin(), merged->items.end(),
                       [&](const Node& item) { return item.mark.place().file == merged->mark.place().file; });
  }

  bool hides_below(const Where& where) const {
    const auto below = where.pointer + "/";
    const auto first = redacted_.lower_bound(below);
    return first != redacted_.end() && first->starts_with(below);
  }

  void visit_members(const json::object& members, const Where& where, const Node* merged, const Layers& layers) {
    for (const auto& member : members)
      visit(member.value(), where.key(member.key()), merged ? merged->find(member.key()) : nullptr,
            below(layers, member.key()));
  }

  // A list is replaced whole, so what it overrode stands at its first item.
  void visit_items(const json::array& items, const Where& where, const Node* merged, const Layers& layers) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto* item = merged && i < merged->items.size() ? &merged->items[i] : nullptr;
      const auto first = out_.size();
      visit(items[i], where.item(i), item, {});
      if (i > 0 || out_.size() == first || layers.size() < 2 || !item) continue;
      if (item->mark.place().file != layers.front()->mark.place().file) continue;  // united, not replaced
      for (auto layer = layers.begin() + 1; layer != layers.end(); ++layer)
        out_[first].overrode.push_back({fmt::format("a list of {}", (*layer)->items.size()), (*layer)->mark.place()});
    }
  }

  void add(const json::value& value, const Where& where, const Node* merged, const Layers& layers) {
    const bool hide = is_secret(value) || redacted_.contains(where.pointer);
    Explained out{where.path, hide && merged ? hidden(*merged) : hide ? kHidden : line_of(value), std::nullopt, false, {}};
    const bool by_null = !layers.empty() && says_null(layers.front());  // a null that removes is not in `merged`
    if (by_null) out.place = layers.front()->mark.place(), out.by_null = !value.is_null();
    else if (merged && !merged->is_null()) out.place = merged->mark.place();
    for (std::size_t i = out.place ? 1 : 0; i < layers.size(); ++i)
      out.overrode.push_back(
          {hide || !password_in(layers[i]->text).empty() ? hidden(*layers[i]) : line_of(plain(*layers[i])),
           layers[i]->mark.place()});
    out_.push_back(std::move(out));
  }

  std::set<std::string> redacted_;
  std::vector<Explained>& out_;
};

Walk::Layers at(const Walk::Layers& layers, std::initializer_list<std::string_view> keys) {
  Walk::Layers out;
  for (const auto* layer : layers)
    if (const auto* node = node_at(*layer, keys)) out.push_back(node);
  return out;
}

bool covers(const std::string& wanted, const std::string& path) {
  if (wanted.empty() || wanted == path) return true;
  return path.starts_with(wanted) && (path[wanted.size()] == '.' || path[wanted.size()] == '[');
}

// The part of the path that is known, and the nearest of what goes on from there.
std::string unknown(const std::string& path, const std::vector<Explained>& all) {
  std::string known;
  auto wanted = split(path, '.');
  std::size_t depth = 0;
  for (; depth < wanted.size(); ++depth) {
    const auto next = known + (known.empty() ? "" : ".") + wanted[depth];
    if (std::none_of(all.begin(), all.end(), [&](const Explained& one) { return covers(next, one.path); })) break;
    known = next;
  }
  std::set<std::string> children;
  for (const auto& one : all) {
    if (!covers(known, one.path) || one.path.size() == known.size()) continue;
    const auto begin = known.empty() ? 0 : known.size() + 1;
    children.insert(one.path.substr(begin, one.path.find_first_of(".[", begin) - begin));
  }
  const std::vector<std::string> names(children.begin(), children.end());
  const auto word = depth < wanted.size() ? wanted[depth] : std::string();
  auto hint = did_you_mean(word, names);
  if (hint.empty() && !names.empty()) hint = fmt::format("; known are {}", fmt::join(names, ", "));
  return fmt::format("{} is not a key{}", printable(path, 200), hint);
}

std::vector<Explained> host_values(const std::filesystem::path& folder, const LoadOptions& options, Findings& findings) {
  std::vector<Explained> out;
  auto parsed = parse_file(folder / "fairway.yaml", "fairway.yaml");
  findings = std::move(parsed.findings);
  if (!parsed.root) return out;
  Outcome outcome;
  const References references(folder, options.environment, options.sealed);
  const auto values = Checker(references, {Severity::warning, {}, false}, outcome).check(&*parsed.root, host_spec(), {});
  findings.insert(findings.end(), outcome.findings.begin(), outcome.findings.end());
  Walk(outcome.redacted, out).visit(values, {}, &*parsed.root, {&*parsed.root});
  return out;
}

// A plugin's settings stand beside it, with places and redaction of their own. Of a plugin that is not known nobody can say
// which of them are secrets: nothing of them is shown.
void add_settings(Walk& walk, const Settings& settings, const Where& where, const Node& merged, const Walk::Layers& layers,
                  std::initializer_list<std::string_view> keys) {
  if (settings.values.is_object() && !settings.values.get_object().empty())
    walk.visit_settings(settings, where, node_at(merged, keys), at(layers, keys));
}

std::vector<Explained> account_values(const WrittenFolder& folder, const WrittenAccount& written, const Draft& draft) {
  std::vector<Explained> out;
  const auto layers = folder.layers(written);
  const auto& account = draft.account;
  Walk walk(account.redacted, out);
  walk.visit(draft.values, {}, &written.merged, layers);
  for (const auto& store : account.stores)
    add_settings(walk, store.settings, {"stores." + store.nickname + ".settings", ""}, written.merged, layers,
                 {"stores", store.nickname, "settings"});
  for (const auto& warehouse : account.warehouses)
    add_settings(walk, warehouse.settings, {"warehouses." + warehouse.name + ".settings", ""}, written.merged, layers,
                 {"warehouses", warehouse.name, "settings"});
  if (account.shipping)
    add_settings(walk, *account.shipping, {"shipping.settings", ""}, written.merged, layers, {"shipping", "settings"});
  return out;
}

Result<std::vector<Explained>> all_of(const std::filesystem::path& folder, const Catalogue& catalogue,
                                      const std::string& account, const LoadOptions& options, Findings& findings) {
  if (account.empty()) return host_values(folder, options, findings);
  WrittenFolder files(folder);
  auto written = files.find(account);
  if (!written)
    return fail(FW_E_CONFIG, fmt::format("no account {} that can be read{}", printable(account, 80),
                                         did_you_mean(account, files.names())));
  const References references(folder, options.environment, options.sealed);
  const auto host = read_host(folder, references, {.secrets_required = false});
  const auto schemas = read_schemas(catalogue);
  const auto draft = build_account(written->file, written->merged, account_spec(),
                                   {catalogue, schemas, references, {}, false}, host.host.mode);
  findings = written->findings;
  findings.insert(findings.end(), draft.findings.begin(), draft.findings.end());
  return account_values(files, *written, draft);
}

}  // namespace

Result<std::vector<Explained>> explain(const std::filesystem::path& folder, const Catalogue& catalogue,
                                       const ExplainQuestion& question, const LoadOptions& options, Findings* findings) {
  Findings mine;
  auto all = all_of(folder, catalogue, question.account, options, mine);
  if (!all) return all;
  tidy(mine);
  if (findings) *findings = std::move(mine);
  std::vector<Explained> out;
  for (const auto& one : *all)
    if (covers(question.path, one.path)) out.push_back(one);
  if (out.empty()) return fail(FW_E_CONFIG, unknown(question.path, *all));
  return out;
}

json::value explained_json(const std::vector<Explained>& values) {
  const auto place = [](const Place& at) {
    return json::object{{"file", at.file}, {"line", at.line}, {"column", at.column}};
  };
  json::array out;
  for (const auto& one : values) {
    json::array overrode;
    for (const auto& other : one.overrode) {
      auto stated = place(other.place);
      stated["value"] = other.value;
      overrode.push_back(std::move(stated));
    }
    out.push_back(json::object{{"path", one.path},
                               {"value", one.value},
                               {"place", one.place ? json::value(place(*one.place)) : json::value()},
                               {"by_null", one.by_null},
                               {"overrode", std::move(overrode)}});
  }
  return json::object{{"values", std::move(out)}};
}

}  // namespace fairway::config
