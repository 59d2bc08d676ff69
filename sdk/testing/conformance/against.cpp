#include "against.hpp"

#include <algorithm>
#include <random>

namespace fairway::conformance {
namespace {

constexpr int kTried = 100;

// Settings that a schema allows: the required members, others by chance.
class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  std::string value(const JsonView& schema, const std::string& name) {
    if (const auto values = schema["enum"].items(); !values.empty())
      return std::string(values[random_() % values.size()].raw());
    const auto type = schema["type"].is_array() ? schema["type"].items().front().text() : schema["type"].text();
    if (type == "object") return object(schema);
    if (type == "array") return "[" + value(schema["items"], name) + "]";
    if (type == "boolean") return random_() % 2 ? "true" : "false";
    if (type == "integer" || type == "number") return number(schema);
    if (schema["x-secret"].boolean().value_or(false)) return R"({"$secret":")" + name + "\"}";
    if (const auto known = schema["default"]; known.is_string()) return std::string(known.raw());
    if (schema["format"].text() == "uri") return "\"https://made-up-" + std::to_string(random_() % 9) + ".example\"";
    return schema["format"].text() == "folder" ? "\"/tmp/made-up\"" : "\"made-up-" + std::to_string(random_() % 9) + "\"";
  }

 private:
  std::string object(const JsonView& schema) {
    const auto required = schema["required"].items();
    std::string out = "{";
    for (const auto& [name, member] : schema["properties"].members()) {
      const bool must = std::any_of(required.begin(), required.end(), [&](const auto& one) { return one.text() == name; });
      if (!must && random_() % 3 != 0) continue;
      if (out.size() > 1) out += ',';
      json::append_string(out, name);
      out += ':' + value(member, name);
    }
    return out + "}";
  }
  std::string number(const JsonView& schema) {
    const auto least = schema["minimum"].integer().value_or(1);
    const auto most = schema["maximum"].integer().value_or(least + 100);
    return std::to_string(least + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most - least + 1)));
  }
  std::mt19937_64 random_;
};

void same_plugin(Subject& old, Subject& now) {
  demand(view(old.desc().id) == view(now.desc().id), "its id was " + std::string(view(old.desc().id)));
  demand(view(old.desc().name) == view(now.desc().name), "its name was " + std::string(view(old.desc().name)));
}

void streams_stay(const Manifest& old, const Manifest& now) {
  for (const auto& stream : old.streams)
    demand(std::any_of(now.streams.begin(), now.streams.end(), [&](const auto& one) { return one.name == stream.name; }),
           "the stream " + stream.name + " is gone");
  for (const auto& push : old.pushes)
    demand(std::any_of(now.pushes.begin(), now.pushes.end(), [&](const auto& one) { return one.document == push.document; }),
           "it takes no " + push.document + " any more");
  for (const auto& role : old.roles)
    demand(std::find(now.roles.begin(), now.roles.end(), role) != now.roles.end(), "the role " + role + " is gone");
  demand(old.seller_identity == now.seller_identity && old.store_identity == now.store_identity,
         "what makes the seller or the store is another: its cursors and state would be lost");
}

void schema_stays(const JsonView& old, const JsonView& now, const std::string& at) {
  const auto before = old["required"].items();
  for (const auto& one : now["required"].items())
    demand(std::any_of(before.begin(), before.end(), [&](const auto& was) { return was.text() == one.text(); }),
           "the setting " + at + "/" + one.text() + " is required now");
  const bool closed = !now["additionalProperties"].boolean().value_or(true);
  for (const auto& [name, member] : old["properties"].members()) {
    const auto still = now["properties"][name];
    demand(still.exists() || !closed, "the setting " + at + "/" + name + " is gone");
    if (!still) continue;
    demand(still["type"].raw() == member["type"].raw(), "the setting " + at + "/" + name + " is of another type");
    for (const auto& value : member["enum"].items()) {
      const auto values = still["enum"].items();
      demand(values.empty() ||
                 std::any_of(values.begin(), values.end(), [&](const auto& one) { return one.raw() == value.raw(); }),
             "the setting " + at + "/" + name + " takes no " + value.text() + " any more");
    }
    schema_stays(member, still, at + "/" + name);
  }
}

void stays_compatible(Subject& now) {
  auto options = now.options();
  options.plugin = now.options().against;
  Subject old(options);
  same_plugin(old, now);
  streams_stay(old.manifest(), now.manifest());
  const auto old_schema = JsonView::parse(view(old.desc().config_schema));
  schema_stays(old_schema, JsonView::parse(view(now.desc().config_schema)), "");
  Maker maker(now.options().seed);
  for (int i = 0; i < kTried; ++i) {
    const auto settings = maker.value(old_schema, "");
    if (const auto before = old.validate(settings); !before.ok() || !before.failures.empty()) continue;
    const auto after = now.validate(settings);
    demand(after.ok() && after.failures.empty(),
           "settings that were valid are refused (" + after.cause().message + "): " + settings);
  }
}

}  // namespace

const Test& against_test() {
  static const Test test{"stays-compatible", Level::core, "What is configured with the older version works with this one.",
                         "Make new settings optional; a stricter one is a major version of the plugin.", stays_compatible};
  return test;
}

}  // namespace fairway::conformance
