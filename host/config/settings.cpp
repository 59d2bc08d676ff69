#include "host/config/settings.hpp"

#include "host/config/settings_schema.hpp"

namespace fairway::config {
namespace {

std::string fact_text(const json::value& value) {
  if (const auto* text = value.if_string()) return std::string(*text);
  return value.is_bool() || value.is_number() ? json::serialize(value) : std::string();
}

void add_facts(const Spec& spec, Settings& settings) {
  for (const auto& [name, value] : settings.values.get_object()) {
    auto text = fact_text(value);
    if (text.empty()) continue;
    for (const auto& key : spec.keys)
      if (key.spec.unique && key.name == std::string_view(name)) settings.unique[name] = text;
    settings.facts[name] = std::move(text);
  }
}

// A value that the plugin's table does not know has no region, no marketplace id: nothing could be grouped or limited.
void derive(const Manifest& manifest, const Where& where, Settings& settings, Findings& findings) {
  std::set<std::string> told;
  for (const auto& derived : manifest.derived) {
    const auto value = settings.facts.find(derived.from);
    if (value == settings.facts.end()) continue;
    if (const auto fact = derived.map.find(value->second); fact != derived.map.end()) {
      settings.facts[derived.name] = fact->second;
      continue;
    }
    const auto pointer = "/" + derived.from;
    if (!told.insert(derived.from).second || !settings.places.contains(pointer)) continue;
    std::vector<std::string> known;
    for (const auto& entry : derived.map) known.push_back(entry.first);
    const bool hidden = settings.redacted.contains(pointer);
    findings.push_back({Severity::error, settings.places[pointer], where.key(derived.from).path,
                        not_allowed(hidden ? "found a text that is not shown" : fmt::format("found \"{}\"", value->second),
                                    fmt::format("allowed are {}", fmt::join(known, ", ")),
                                    hidden ? "" : did_you_mean(value->second, known), known.size())});
  }
}

void mask_at(json::value& value, const std::string& pointer, const std::set<std::string>& redacted) {
  const bool secret = value.is_object() && value.get_object().contains("$secret");
  if (secret || redacted.contains(pointer)) {
    value = "***";
  } else if (auto* members = value.if_object()) {
    for (auto& member : *members) mask_at(member.value(), Where{{}, pointer}.key(member.key()).pointer, redacted);
  } else if (auto* items = value.if_array()) {
    for (std::size_t i = 0; i < items->size(); ++i) mask_at((*items)[i], Where{{}, pointer}.item(i).pointer, redacted);
  }
}

}  // namespace

void mask(json::value& value, const std::set<std::string>& redacted) { mask_at(value, "", redacted); }

json::value shown_settings(const Settings& settings) {
  auto values = settings.values;
  mask(values, settings.redacted);
  return values;
}

std::string identity(const std::vector<std::string>& names, const std::map<std::string, std::string>& facts) {
  std::string out;
  for (const auto& name : names) {
    const auto fact = facts.find(name);
    if (fact == facts.end()) return {};
    out += (out.empty() ? "" : ";") + name + "=" + fact->second;
  }
  return out;
}

std::vector<std::string> names_with_role(const Catalogue& catalogue, const std::string& role) {
  std::vector<std::string> names;
  for (const auto& [name, plugin] : catalogue.plugins) {
    const auto& roles = plugin.description.manifest.roles;
    if (std::find(roles.begin(), roles.end(), role) != roles.end()) names.push_back(name);
  }
  return names;
}

std::optional<std::string> refusal(const Catalogue& catalogue, const std::string& plugin, const std::string& role) {
  if (const auto* found = catalogue.find(plugin)) {
    const auto& roles = found->description.manifest.roles;
    if (std::find(roles.begin(), roles.end(), role) != roles.end()) return std::nullopt;
    if (roles.empty())
      return fmt::format(
          "the plugin \"{}\" is not for this place: its manifest names no roles; add \"{}\" to manifest.roles", plugin,
          role);
    return fmt::format("the plugin \"{}\" is not for this place ({}); it is for: {}", plugin, role, fmt::join(roles, ", "));
  }
  for (const auto& [file, why] : catalogue.refused)
    if (std::filesystem::path(file).stem().string().find(plugin) != std::string::npos)
      return fmt::format("the plugin \"{}\" was found but cannot be used: {}", plugin, why);
  const auto known = names_with_role(catalogue, role);
  auto hint = did_you_mean(plugin, known);
  if (hint.empty() && !known.empty()) hint = fmt::format("; found are {}", fmt::join(known, ", "));
  return fmt::format("no plugin \"{}\" was found{}", plugin, hint);
}

Schemas read_schemas(const Catalogue& catalogue) {
  Schemas out;
  for (const auto& [name, plugin] : catalogue.plugins) out.emplace(name, read_schema(plugin.description.config_schema));
  return out;
}

Settings read_settings(const SettingsContext& context, const Node& owner, const Where& where, const std::string& role,
                       bool active, Findings& findings) {
  Settings out;
  const auto* plugin = owner.find("plugin");
  if (!plugin || plugin->kind != Node::Kind::scalar) return out;  // the account's own check has said so
  out.plugin = plugin->text;
  const auto say = [&](Severity severity, std::string message) {
    findings.push_back({severity, plugin->mark.place(), where.key("plugin").path, std::move(message)});
  };
  if (const auto why = refusal(context.catalogue, out.plugin, role)) {
    const bool unknown = context.catalogue.find(out.plugin) == nullptr;
    say(unknown && !active ? Severity::warning : Severity::error, *why);
    return out;
  }
  const auto& description = context.catalogue.find(out.plugin)->description;
  const auto& spec = context.schemas.at(out.plugin);
  if (!spec) {
    say(Severity::error, fmt::format("the plugin \"{}\" has no usable schema: {}", out.plugin, spec.error().message));
    return out;
  }
  Outcome outcome;
  const auto here = Where{where.key("settings").path, ""};
  const auto* written = owner.find("settings");
  Node none;
  none.kind = Node::Kind::map;
  none.mark = owner.mark;
  const bool strict = active && context.secrets_required;
  Checker checker(context.references,
                  {strict ? Severity::error : Severity::warning, context.account + "." + where.path + ".", false}, outcome);
  auto values = checker.check(written && written->is_map() ? written : &none, *spec, here);
  if (values.is_object()) out.values = std::move(values);
  out.secrets = std::move(outcome.secrets);
  out.places = std::move(outcome.places);
  out.redacted = std::move(outcome.redacted);
  out.passwords = std::move(outcome.passwords);
  findings.insert(findings.end(), outcome.findings.begin(), outcome.findings.end());
  add_facts(*spec, out);
  derive(description.manifest, here, out, findings);
  return out;
}

}  // namespace fairway::config
