#include "host/config/reference.hpp"

#include "host/base/text.hpp"
#include "host/config/settings_schema.hpp"

namespace fairway::config {
namespace {

constexpr const char* kMade =
    "<!-- Made by `fairway schema --markdown docs/warehouses` from what the host itself checks by: do not edit. -->\n";
constexpr const char* kConventions =
    "A duration is a whole number and its unit: `250ms`, `30s`, `15m`, `12h`, `3d`. Wherever a value stands, "
    "`${env:NAME}`,\n"
    "`${file:PATH}` or `${sealed:NAME}` may stand for it. `null` removes what a template says.\n";

std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\|");
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string code(const std::string& text) { return '`' + text + '`'; }

std::string words(const std::vector<std::string>& list) {
  std::vector<std::string> out;
  for (const auto& word : list) out.push_back(code(word));
  return fmt::format("{}", fmt::join(out, ", "));
}

std::string number(double value) { return fmt::format("{:.15g}", value); }

std::string shown_range(const Spec& spec) {
  const auto shown = [&](double value) {
    return spec.type == Type::duration ? format_duration(Millis(static_cast<std::int64_t>(value))) : number(value);
  };
  if (spec.minimum && spec.maximum) return fmt::format(", {} to {}", shown(*spec.minimum), shown(*spec.maximum));
  if (spec.minimum) return ", at least " + shown(*spec.minimum);
  if (spec.maximum) return ", at most " + shown(*spec.maximum);
  return {};
}

std::string length(const Spec& spec, const char* of) {
  const auto least = spec.min_length.value_or(0);
  if (least > 1 && spec.max_length) return fmt::format(", {} to {} {}", least, *spec.max_length, of);
  if (spec.max_length) return fmt::format(", at most {} {}", *spec.max_length, of);
  if (least > 1) return fmt::format(", at least {} {}", least, of);
  return {};
}

std::string shown_kind(const Spec& spec) {
  switch (spec.type) {
    case Type::flag: return "`true` or `false`";
    case Type::integer: return "whole number" + shown_range(spec);
    case Type::number: return "number" + shown_range(spec);
    case Type::text:
      return "text" + length(spec, "characters") + (spec.pattern.empty() ? "" : ", matching " + code(spec.pattern));
    case Type::choice: return words(spec.words);
    case Type::duration: return "duration" + shown_range(spec);
    case Type::date: return "date, such as `2026-11-01`";
    case Type::money: return "amount, such as `\"0.30\"`";
    case Type::percent: return "percentage, such as `15%`";
    case Type::url: return "URL";
    case Type::address: return "`host:port`";
    case Type::regex: return "regular expression";
    case Type::any: return "any value";
    case Type::list: return "list of " + shown_kind(spec.each.front()) + length(spec, "items");
    case Type::named: return "map from names of your own to " + shown_kind(spec.each.front());
    case Type::object: return "block";
    case Type::settings: return "what the plugin asks for";
  }
  return {};
}

std::string type_text(const Spec& spec) {
  auto out = shown_kind(spec);
  if (spec.type != Type::choice && !spec.words.empty()) out += " or " + words(spec.words);
  if (spec.nullable) out += " or `null`";
  if (spec.secret) out = "secret: " + out;
  return out;
}

std::string default_text(const Key& key) {
  if (key.required) return "**required**";
  if (key.spec.fallback.is_null()) return key.spec.nullable ? "`null`" : "";
  if (key.spec.type == Type::object) return code(json::serialize(key.spec.fallback));
  if (const auto* text = key.spec.fallback.if_string()) return text->empty() ? "" : code(std::string(*text));
  const auto shown = json::serialize(key.spec.fallback);
  return shown == "[]" || shown == "{}" ? "" : code(shown);
}

// What is below a key and has keys of its own: the block itself, or one of many.
const Spec* block_of(const Spec& spec, std::string& path) {
  if (spec.type == Type::object) return spec.keys.empty() ? nullptr : &spec;
  if (spec.type != Type::list && spec.type != Type::named) return nullptr;
  path += spec.type == Type::list ? "[]" : ".NAME";
  return block_of(spec.each.front(), path);
}

// `unread`: nothing in it is, whichever key of it says so.
void add_block(const Spec& spec, const std::string& path, const Key* of, bool unread, std::string& out) {
  if (!path.empty()) out += fmt::format("\n## `{}`\n", path);
  if (of) out += fmt::format("\n{}{}.\n", meaning(*of), unread && !of->unread ? fmt::format("; {}", kNoEffect) : "");
  out += "\n| key | type | default | meaning |\n|---|---|---|---|\n";
  std::vector<std::pair<std::string, const Key*>> below;
  for (const auto& key : spec.keys) {
    auto inner = (path.empty() ? "" : path + ".") + key.name;
    const bool block = block_of(key.spec, inner) != nullptr;
    auto about = meaning(key);
    if (block)
      about += fmt::format("; [its keys](#{})", [&] {
        std::string anchor;
        for (const char c : to_lower(inner))
          if (std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_') anchor += c;
        return anchor;
      }());
    if (key.spec.unique) about += "; in one account only";
    out += fmt::format("| {} | {} | {} | {} |\n", code(key.name), cell(type_text(key.spec)), cell(default_text(key)),
                       cell(about));
    if (block) below.emplace_back(inner, &key);
  }
  for (const auto& [inner, key] : below) {
    std::string ignored;
    add_block(*block_of(key->spec, ignored), inner, key, unread || key->unread, out);
  }
}

std::string page(const std::string& title, const std::string& intro, const Spec& spec) {
  auto out = fmt::format("{}\n# {}\n\n{}\n{}", kMade, title, intro, kConventions);
  add_block(spec, "", nullptr, false, out);
  return out;
}

std::string role_text(const std::vector<std::string>& roles) {
  static const std::map<std::string, std::string> where{
      {"store", "`stores.NAME`"}, {"warehouse", "`warehouses.NAME`"}, {"shipping", "`shipping`"}, {"policy", "`policies`"}};
  std::vector<std::string> out;
  for (const auto& role : roles)
    if (const auto found = where.find(role); found != where.end()) out.push_back(found->second);
  return fmt::format("{}", fmt::join(out, ", "));
}

}  // namespace

std::map<std::string, std::string> reference_pages(const Catalogue& catalogue) {
  std::map<std::string, std::string> out;
  out["reference-fairway.md"] =
      page("fairway.yaml", "The host: one file, `fairway.yaml`, in the configuration folder.\n", host_spec());
  out["reference-account.md"] = page(
      "Account files",
      "One file for each account, `accounts/NAME.yaml`. A template, `templates/NAME.yaml`, has the same keys but `account`\n"
      "and `formerly`, and nothing in it is required.\n",
      account_spec());
  for (const auto& [name, plugin] : catalogue.plugins) {
    const auto spec = read_schema(plugin.description.config_schema);
    if (!spec || spec->keys.empty()) continue;
    out["reference-" + name + ".md"] = page("Settings of `" + name + "`",
                                            fmt::format("What stands under `settings` where `plugin: {}` is named: in {}.\n",
                                                        name, role_text(plugin.description.manifest.roles)),
                                            *spec);
  }
  return out;
}

}  // namespace fairway::config
