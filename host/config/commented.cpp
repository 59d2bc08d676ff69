#include "host/config/commented.hpp"

#include "host/config/check.hpp"
#include "host/config/yaml_text.hpp"

namespace fairway::config {
namespace {

constexpr std::size_t kColumn = 40;   // where comments begin, or behind what is longer
constexpr std::size_t kWidth = 130;   // beyond it the comment stands above
constexpr std::size_t kFewWords = 6;  // of a choice that are listed

bool reads_as_written(Type type) { return type == Type::duration || type == Type::percent || type == Type::date; }

std::string value_text(const json::value& value, const Spec& spec) {
  if (const auto* text = value.if_string()) {
    const std::string plain(*text);
    return reads_as_written(spec.type) && !plain.empty() && !plain.starts_with("${") ? plain : yaml_text(plain);
  }
  if (const auto* list = value.if_array()) {
    std::vector<std::string> items;
    for (const auto& item : *list) items.push_back(value_text(item, spec.each.empty() ? spec : spec.each.front()));
    return fmt::format("[{}]", fmt::join(items, ", "));
  }
  return value.is_null() ? "null" : json::serialize(value);  // numbers, flags, {}
}

class Writer {
 public:
  explicit Writer(const Commented& with) : with_(with) {}

  void keys(const Spec& spec, const json::object& said, const Node* given, const Where& where, std::size_t indent) {
    for (const auto& key : spec.keys) {
      const auto at = where.key(key.name);
      const auto* value = said.if_contains(key.name);
      const auto* known = given ? given->find(key.name) : nullptr;
      const bool repeated = given && (known || !where.path.empty());
      if (value) active(key.name, note(key, at), key.spec, *value, known, at, indent);
      else if (!repeated && !with_.left_out.contains(key.name)) silent(key, at, indent, indent);
    }
  }
  std::string take() { return std::move(out_); }

 private:
  std::string note(const Key& key, const Where& at) const {
    if (const auto found = with_.notes.find(at.path); found != with_.notes.end()) return found->second;
    const auto& words = key.spec.words;
    const bool few = key.spec.type == Type::choice && words.size() <= kFewWords;
    return meaning(key) + (few ? fmt::format(" ({})", fmt::join(words, ", ")) : "") + (key.required ? ", required" : "");
  }

  const Spec* inner(const Spec& spec, const Where& at) const {
    return spec.type == Type::settings ? with_.settings(at.path) : &spec;
  }

  void active(const std::string& name, const std::string& about, const Spec& spec, const json::value& value,
              const Node* known, const Where& at, std::size_t indent) {
    const auto* of = inner(spec, at);
    const auto* members = value.if_object();
    const bool block = members && of && (of->type == Type::named || !of->keys.empty());
    if (!block) return line(name + ": " + value_text(value, of ? *of : spec), about, indent, indent, false);
    line(name + ":", about, indent, indent, false);
    if (of->type == Type::object) return keys(*of, *members, known, at, indent + 2);
    for (const auto& [each, inside] : *members) {
      const auto below = at.key(each);
      const auto found = with_.notes.find(below.path);
      active(std::string(each), found == with_.notes.end() ? "" : found->second, of->each.front(), inside,
             known ? known->find(each) : nullptr, below, indent + 2);
    }
  }

  // As a comment; `base`: where its # stands.
  void silent(const Key& key, const Where& at, std::size_t base, std::size_t indent) {
    const auto* of = inner(key.spec, at);
    const bool block =
        of && of->type == Type::object && !of->keys.empty() && (of->fallback.is_null() || of->fallback.is_object());
    line(key.name + ":" + (block ? "" : silent_value(of ? *of : key.spec, at)), note(key, at), base, indent, true);
    if (!block) return;
    for (const auto& each : of->keys)
      if (!with_.left_out.contains(each.name)) silent(each, at.key(each.name), base, indent + 2);
  }

  std::string silent_value(const Spec& spec, const Where& at) const {
    if (spec.secret) return " " + yaml_text(with_.secret(at.path));
    if (spec.type == Type::settings) return " {}";
    const auto fallback = default_of(spec);
    if (fallback.is_null()) return spec.nullable ? " null" : "";
    return " " + value_text(fallback, spec);
  }

  void line(const std::string& text, const std::string& about, std::size_t base, std::size_t indent, bool comment) {
    const std::string before(base, ' ');
    auto all = before + (comment ? "# " + std::string(indent - base, ' ') : "") + text;
    if (!about.empty()) {
      const auto column = std::max(kColumn, all.size() + 2);
      if (column + 2 + about.size() > kWidth) out_ += before + "# " + about + "\n";
      else all += std::string(column - all.size(), ' ') + "# " + about;
    }
    out_ += all + "\n";
  }

  const Commented& with_;
  std::string out_;
};

}  // namespace

std::string commented_yaml(const Spec& spec, const Commented& with) {
  Writer writer(with);
  writer.keys(spec, with.said, with.given, {}, 0);
  return writer.take();
}

}  // namespace fairway::config
