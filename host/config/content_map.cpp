#include "host/config/content_map.hpp"

#include <algorithm>

#include "host/base/text.hpp"
#include "host/config/check.hpp"

namespace fairway::config {
namespace {

constexpr std::string_view kContentFields[] = {"title",   "description", "bullet-points", "brand",     "mpn",
                                               "barcode", "category",    "search-terms",  "condition", "product-id"};
constexpr std::string_view kExtra = "extra.";
constexpr const char* kShapes = "allowed are a field of the item (title), { from: [extra.colour, title] } or { text: Acme }";

// The values of an attribute as text; nothing where one is neither text, number nor flag.
std::optional<std::vector<std::string>> scalars_of(const json::value& value) {
  std::vector<std::string> out;
  const auto add = [&](const json::value& one) {
    auto text = scalar_text(one);
    if (text) out.push_back(std::move(*text));
    return text.has_value();
  };
  if (!value.is_array()) return add(value) ? std::optional(out) : std::nullopt;
  for (const auto& one : value.get_array())
    if (!add(one)) return std::nullopt;
  return out.empty() ? std::nullopt : std::optional(out);
}

class MapReading {
 public:
  MapReading(const Places& places, const std::string& path, const std::string& pointer, Findings& findings)
      : places_(places), where_{path, pointer}, findings_(findings) {}

  std::vector<ContentRule> run(const json::object& map) {
    std::vector<ContentRule> rules;
    for (const auto& [name, value] : map) {
      const auto where = where_.key(std::string(name));
      ContentRule rule;
      rule.attribute = name;
      rule.place = place_at(places_, where.pointer, {});
      if (read(value, where, rule)) rules.push_back(std::move(rule));
    }
    std::sort(rules.begin(), rules.end(), [](const auto& a, const auto& b) { return a.attribute < b.attribute; });
    refuse_overlaps(rules);
    return rules;
  }

 private:
  bool say(const Where& where, std::string message) {
    findings_.push_back({Severity::error, place_at(places_, where.pointer, {}), where.path, std::move(message)});
    return false;
  }

  bool read(const json::value& value, const Where& where, ContentRule& rule) {
    if (const auto* text = value.if_string()) return add_field(std::string(*text), where, rule);
    if (!value.is_object()) return say(where, kShapes);
    const auto& shape = value.get_object();
    for (const auto& [key, ignored] : shape)
      if (key != "from" && key != "text")
        return say(where.key(std::string(key)),
                   "unknown key" + did_you_mean(std::string(key), {"from", "text"}) + "; known are from, text");
    if (shape.size() != 1) return say(where, kShapes);
    const std::string key(shape.begin()->key());
    const auto values = scalars_of(shape.begin()->value());
    if (!values)
      return say(where.key(key),
                 key == "text" ? "allowed is a text, or a list of texts" : "allowed is a field, or a list of fields");
    if (key == "text") return rule.text = *values, true;
    for (const auto& field : *values)
      if (!add_field(field, where.key(key), rule)) return false;
    return true;
  }

  bool add_field(const std::string& name, const Where& where, ContentRule& rule) {
    if (name.starts_with(kExtra) && name.size() > kExtra.size()) return rule.from.push_back(name), true;
    const std::vector<std::string> known(std::begin(kContentFields), std::end(kContentFields));
    if (std::find(known.begin(), known.end(), name) == known.end())
      return say(where, fmt::format("no field \"{}\"{}; known are {} and extra.NAME; a fixed text is {{ text: … }}",
                                    printable(name, 60), did_you_mean(name, known), fmt::join(known, ", ")));
    auto field = name;
    std::replace(field.begin(), field.end(), '-', '_');
    rule.from.push_back(std::move(field));
    return true;
  }

  // Sorted, what lies within an attribute comes after it.
  void refuse_overlaps(const std::vector<ContentRule>& rules) {
    for (const auto& outer : rules)
      for (const auto& inner : rules)
        if (inner.attribute.starts_with(outer.attribute + "."))
          say(where_.key(inner.attribute),
              fmt::format("lies within {}, which has a value of its own at {}", outer.attribute, outer.place.text()));
  }

  const Places& places_;
  Where where_;
  Findings& findings_;
};

}  // namespace

std::span<const std::string_view> content_fields() { return kContentFields; }

std::vector<ContentRule> read_content_map(const json::value& map, const Places& places, const std::string& path,
                                          const std::string& pointer, Findings& findings) {
  if (!map.is_object()) return {};
  return MapReading(places, path, pointer, findings).run(map.get_object());
}

}  // namespace fairway::config
