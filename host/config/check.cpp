#include "host/config/check.hpp"

#include "host/base/text.hpp"

namespace fairway::config {
namespace {

constexpr std::int64_t kNamed = 1000;  // entries of a map of named things, where nothing else is said

std::string escaped(std::string_view name) {
  if (name.find_first_of("~/") == std::string_view::npos) return std::string(name);
  std::string out;
  for (const char c : name) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

// A map that says `enabled: false` in so many words.
bool paused(const Node& node) {
  const auto* enabled = node.find("enabled");
  return enabled && enabled->kind == Node::Kind::scalar && enabled->plain && enabled->text == "false";
}

std::vector<std::string> names_of(const Spec& spec) {
  std::vector<std::string> names;
  for (const auto& key : spec.keys) names.push_back(key.name);
  return names;
}

}  // namespace

std::string password_in(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == std::string_view::npos) return {};
  const auto authority = text.substr(scheme + 3, text.find_first_of("/?#", scheme + 3) - scheme - 3);
  const auto at = authority.rfind('@'), colon = authority.find(':');
  return at == std::string_view::npos || colon > at ? std::string()
                                                    : std::string(authority.substr(colon + 1, at - colon - 1));
}

Where Where::key(std::string_view name) const {
  return {path + (path.empty() ? "" : ".") + printable(name, 80), pointer + "/" + escaped(name)};
}

Where Where::item(std::size_t index) const {
  return {fmt::format("{}[{}]", path, index), fmt::format("{}/{}", pointer, index)};
}

std::string found(const Node& node, bool hidden) {
  switch (node.kind) {
    case Node::Kind::null: return "found nothing";
    case Node::Kind::list: return "found a list";
    case Node::Kind::map: return "found a map";
    case Node::Kind::scalar: break;
  }
  if (hidden) return "found a text that is not shown";
  return fmt::format("found {}\"{}\"", node.plain ? "" : "the text ", printable(node.text, 60));
}

// A word that begins a candidate ("CA" of "CA(fr)") means it; else the nearest, where short words must at least begin alike.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  std::vector<std::string> begun;
  for (const auto& candidate : candidates)
    if (word.size() >= 2 && candidate.size() > word.size() && to_lower(candidate).starts_with(to_lower(word)))
      begun.push_back(candidate);
  if (begun.empty())
    if (auto near = nearest(word, candidates);
        near && (word.size() > 3 || to_lower(word.substr(0, 1)) == to_lower(near->substr(0, 1))))
      begun.push_back(std::move(*near));
  if (begun.empty() || begun.size() > 3) return {};
  return fmt::format(", did you mean \"{}\"?", fmt::join(begun, "\" or \""));
}

std::string not_allowed(const std::string& found, const std::string& allowed, const std::string& hint, std::size_t words) {
  constexpr std::size_t kShort = 12;
  if (hint.empty() || words <= kShort) return fmt::format("{}, {}{}", found, allowed, hint);
  return fmt::format("{}{} ({})", found, hint, allowed);
}

void Checker::say(Severity severity, const Mark& mark, const Where& where, std::string message) {
  out_.findings.push_back({severity, mark.place(), where.path, std::move(message)});
}

void Checker::wrong_kind(const Node& node, const Spec& spec, const Where& where) {
  const auto what = node.kind == Node::Kind::scalar ? "found a text" : found(node, true);
  say(Severity::error, node.mark, where, what + ", " + allowed(spec));
}

void Checker::unknown_key(const Member& member, const Spec& spec, const Where& where) {
  const auto names = names_of(spec);
  auto hint = did_you_mean(member.key, names);
  if (hint.empty())
    hint = names.empty() ? "; no keys are known here" : fmt::format("; known are {}", fmt::join(names, ", "));
  say(Severity::error, member.mark, where.key(member.key), "unknown key" + hint);
}

json::value Checker::check(const Node* node, const Spec& spec, const Where& where) {
  if (!node || (node->is_null() && (spec.nullable || spec.type != Type::object))) {
    const bool empty = node && !node->written && !spec.nullable && spec.type < Type::list;
    if (empty) say(Severity::warning, node->mark, where, "has no value, so it counts as left out");
    return default_of(spec);
  }
  out_.places[where.pointer] = node->mark.place();
  const bool word = node->kind == Node::Kind::scalar;  // objects and lists may allow words beside them
  switch (spec.type) {
    case Type::object: return word && !spec.words.empty() ? scalar(*node, spec, where) : object(*node, spec, where);
    case Type::named: return named(*node, spec, where);
    case Type::list: return word && !spec.words.empty() ? scalar(*node, spec, where) : list(*node, spec, where);
    case Type::any: return any(*node, where);
    case Type::settings:
      if (!node->is_map()) wrong_kind(*node, spec, where);
      return nullptr;
    default: return scalar(*node, spec, where);
  }
}

json::value Checker::object(const Node& node, const Spec& spec, const Where& where) {
  if (!node.is_map() && !node.is_null()) {
    wrong_kind(node, spec, where);
    return default_of(spec);
  }
  const auto before = rules_.missing;
  if (spec.pausable && paused(node)) rules_.missing = Severity::warning;
  json::object out;
  for (const auto& member : node.members) {
    const bool known =
        std::any_of(spec.keys.begin(), spec.keys.end(), [&](const Key& key) { return key.name == member.key; });
    if (!known && spec.open) out[member.key] = any(member.value, where.key(member.key));
    if (!known && !spec.open) unknown_key(member, spec, where);
  }
  for (const auto& key : spec.keys) {
    const auto* value = node.find(key.name);
    if (key.required && !rules_.partial && (!value || value->is_null())) {
      say(Severity::error, node.mark, where.key(key.name),
          "missing, the key is required" + (key.about.empty() ? "" : ": " + key.about));
      continue;
    }
    if (key.unread && value && !value->is_null())
      say(Severity::warning, node.member(key.name)->mark, where.key(key.name), kNoEffect);
    auto read = value ? check(value, key.spec, where.key(key.name)) : default_of(key.spec);
    if (!read.is_null() || key.spec.nullable) out[key.name] = std::move(read);
  }
  rules_.missing = before;
  return out;
}

json::value Checker::named(const Node& node, const Spec& spec, const Where& where) {
  if (!node.is_map()) {
    wrong_kind(node, spec, where);
    return default_of(spec);
  }
  const auto most = static_cast<std::size_t>(spec.max_length.value_or(kNamed));
  if (node.members.size() > most) {
    say(Severity::error, node.mark, where, fmt::format("found {} entries, allowed are {}", node.members.size(), most));
    return default_of(spec);
  }
  json::object out;
  for (const auto& member : node.members) {
    if (member.value.is_null() && member.value.written) continue;  // null removes, also where there is nothing to remove
    const auto at = where.key(member.key);
    if (!spec.pattern.empty() && !found_in(spec.pattern, member.key)) say(Severity::error, member.mark, at, spec.advice);
    auto value = check(&member.value, spec.each.front(), at);
    out_.places[at.pointer] = member.mark.place();
    if (!value.is_null()) out[member.key] = std::move(value);
  }
  return out;
}

json::value Checker::list(const Node& node, const Spec& spec, const Where& where) {
  if (node.kind != Node::Kind::list) {
    wrong_kind(node, spec, where);
    return default_of(spec);
  }
  const auto count = static_cast<std::int64_t>(node.items.size());
  if (count < spec.min_length.value_or(0) || count > spec.max_length.value_or(count))
    say(Severity::error, node.mark, where,
        fmt::format("found {} items, allowed are {} to {}", count, spec.min_length.value_or(0),
                    spec.max_length ? std::to_string(*spec.max_length) : "any number"));
  json::array out;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const auto at = where.item(i);
    const bool hole = node.items[i].is_null() && !spec.each.front().nullable;
    if (hole) say(Severity::error, node.items[i].mark, at, "found nothing, " + allowed(spec.each.front()));
    out.push_back(check(hole ? nullptr : &node.items[i], spec.each.front(), at));
  }
  return out;
}

json::value Checker::any(const Node& node, const Where& where) {
  out_.places[where.pointer] = node.mark.place();
  if (node.is_null()) return nullptr;
  if (node.kind == Node::Kind::list) {
    json::array out;
    for (std::size_t i = 0; i < node.items.size(); ++i) out.push_back(any(node.items[i], where.item(i)));
    return out;
  }
  if (node.is_map()) {
    json::object out;
    for (const auto& member : node.members) out[member.key] = any(member.value, where.key(member.key));
    return out;
  }
  const auto text = resolve(node, where);
  if (!text) return nullptr;
  if (node.plain && !text->referenced)
    for (const auto type : {Type::flag, Type::integer})
      if (auto value = read_scalar({node.text, true}, of_type(type))) return *value;
  hides(node, *text, of_type(Type::any), where);
  return json::string(text->text);
}

// Whether a text is not to be shown though its key is no secret: it came from ${…}, or holds a password.
bool Checker::hides(const Node& node, const Resolved& text, const Spec& spec, const Where& where) {
  const auto password = password_in(text.text);
  if (!password.empty()) {
    out_.passwords.insert(password);
    if (!text.referenced)
      say(Severity::warning, node.mark, where,
          "a password stands in this URL, in the file; write ${env:NAME} or ${file:path} in its place");
  } else if (!text.referenced || spec.shown) {
    return false;
  }
  hide(text, spec, where);
  return true;
}

// A number or one of known words tells nothing; any other text may be a secret.
void Checker::hide(const Resolved& text, const Spec& spec, const Where& where) {
  out_.redacted.insert(where.pointer);
  if (spec.type != Type::text && spec.type != Type::url && spec.type != Type::any) return;
  out_.hidden.insert(text.text);
  out_.hidden.insert(text.parts.begin(), text.parts.end());
}

std::optional<Resolved> Checker::resolve(const Node& node, const Where& where) {
  if (node.text.find("${") == std::string::npos) return Resolved{node.text, false, {}, {}, {}};
  auto text = references_.resolve(node.text);
  if (!text.wrong.empty()) say(Severity::error, node.mark, where, text.wrong);
  else if (!text.missing.empty()) say(rules_.missing, node.mark, where, text.missing);
  else return text;
  return std::nullopt;
}

json::value Checker::secret(const Node& node, const Resolved& text, const Where& where) {
  if (!text.referenced && !text.text.empty())
    say(Severity::warning, node.mark, where, "a secret stands in the file; write ${env:NAME} or ${file:path} instead");
  const auto dot = where.path.rfind("settings.");
  const auto name = rules_.secret_prefix + (dot == std::string::npos ? where.path : where.path.substr(dot + 9));
  out_.secrets[name] = text.text;
  return json::object{{"$secret", name}};
}

json::value Checker::scalar(const Node& node, const Spec& spec, const Where& where) {
  if (node.kind != Node::Kind::scalar) {
    wrong_kind(node, spec, where);
    return default_of(spec);
  }
  const auto text = resolve(node, where);
  if (!text)
    return spec.secret               ? secret(node, Resolved{{}, true, {}, {}, {}}, where)
           : spec.type == Type::text ? json::value("")
                                     : default_of(spec);
  const bool hidden = hides(node, *text, spec, where) || spec.secret || text->referenced;
  auto value = read_scalar({text->text, node.plain || text->referenced}, spec);
  if (!value) {
    const auto hint = hidden ? std::string() : did_you_mean(text->text, spec.words);
    say(Severity::error, node.mark, where, not_allowed(found(node, hidden), value.error().message, hint, spec.words.size()));
    return default_of(spec);
  }
  return spec.secret ? secret(node, *text, where) : *value;
}

}  // namespace fairway::config
