#include "host/config/spec/spec.hpp"

#include "host/base/text.hpp"

namespace fairway::config {

Spec&& Spec::with_default(json::value value) && {
  fallback = std::move(value);
  return std::move(*this);
}

Spec&& Spec::or_null() && {
  nullable = true;
  return std::move(*this);
}

Spec&& Spec::in_the_open() && {
  shown = true;
  return std::move(*this);
}

Spec&& Spec::or_words(std::vector<std::string> more) && {
  words = std::move(more);
  return std::move(*this);
}

Spec&& Spec::from(double least) && {
  minimum = least;
  return std::move(*this);
}

Spec&& Spec::to(double most) && {
  maximum = most;
  return std::move(*this);
}

Spec&& Spec::matching(std::string expression, std::string said) && {
  pattern = std::move(expression);
  advice = std::move(said);
  return std::move(*this);
}

Spec of_type(Type type) {
  Spec spec;
  spec.type = type;
  return spec;
}

Spec flag(bool fallback) { return of_type(Type::flag).with_default(fallback); }
Spec integer() { return of_type(Type::integer); }
Spec text() { return of_type(Type::text); }

Spec choice(std::vector<std::string> words) {
  auto spec = of_type(Type::choice);
  spec.words = std::move(words);
  return spec;
}

Spec choice(std::vector<std::string> words, std::string fallback) {
  return choice(std::move(words)).with_default(json::string(fallback));
}

Spec duration(std::string fallback, double least) {
  Spec spec = of_type(Type::duration).from(least);
  if (!fallback.empty()) spec.fallback = json::string(fallback);
  return spec;
}

Spec list_of(Spec each) {
  auto spec = of_type(Type::list);
  spec.each.push_back(std::move(each));
  spec.fallback = json::array();
  return spec;
}

Spec named(Spec each) {
  auto spec = of_type(Type::named);
  spec.each.push_back(std::move(each));
  spec.fallback = json::object();
  return spec;
}

Spec object(std::vector<Key> keys) {
  auto spec = of_type(Type::object);
  spec.keys = std::move(keys);
  return spec;
}

Key unread(Key key) {
  key.unread = true;
  return key;
}

Spec name_text() {
  return text().in_the_open().matching(
      "^[a-z0-9][a-z0-9-]{0,63}$",
      "a name has at most 64 small letters, digits and hyphens, and does not begin with a hyphen");
}

json::value default_of(const Spec& spec) {
  if (spec.nullable || spec.type != Type::object || !spec.fallback.is_null()) return spec.fallback;
  // An object that cannot stand without being told something is left out whole.
  if (std::any_of(spec.keys.begin(), spec.keys.end(), [](const Key& key) { return key.required; })) return nullptr;
  json::object out;
  for (const auto& key : spec.keys)
    if (auto value = default_of(key.spec); !value.is_null() || key.spec.nullable) out[key.name] = std::move(value);
  return out;
}

std::string meaning(const Key& key) { return key.about + (key.unread ? fmt::format("; {}", kNoEffect) : ""); }

namespace {

std::string plain(double value) {
  const auto whole = static_cast<std::int64_t>(value);
  return static_cast<double>(whole) == value ? std::to_string(whole) : fmt::format("{:g}", value);
}

std::string range(const Spec& spec) {
  if (spec.minimum && spec.maximum) return fmt::format(" from {} to {}", plain(*spec.minimum), plain(*spec.maximum));
  if (spec.minimum) return " of at least " + plain(*spec.minimum);
  if (spec.maximum) return " of at most " + plain(*spec.maximum);
  return {};
}

std::string kind(const Spec& spec) {
  switch (spec.type) {
    case Type::flag: return "true and false";
    case Type::integer: return "a whole number" + range(spec);
    case Type::number: return "a number" + range(spec);
    case Type::text: return "text";
    case Type::choice: return fmt::format("{}", fmt::join(spec.words, ", "));
    case Type::duration: {
      const auto least = spec.minimum ? format_duration(Millis(static_cast<std::int64_t>(*spec.minimum))) : std::string();
      return "a duration such as 30m, 12h or 3d" + (least.empty() ? "" : ", at least " + least);
    }
    case Type::date: return "a date such as 2026-11-01";
    case Type::money: return "an amount such as \"0.30\"";
    case Type::percent: return "a percentage such as 15%";
    case Type::url: return "a URL that begins with http:// or https://";
    case Type::address: return "host:port, such as 127.0.0.1:8480";
    case Type::regex: return "a regular expression (ECMAScript, at most 1000 bytes)";
    case Type::list: return "a list";
    case Type::named:
    case Type::object:
    case Type::settings: return "a map";
    case Type::any: return "any value";
  }
  return "any value";
}

}  // namespace

std::string allowed(const Spec& spec) {
  const bool several = spec.type == Type::choice || spec.type == Type::flag;
  auto out = (several ? "allowed are " : "allowed is ") + kind(spec);
  if (spec.type != Type::choice)
    for (const auto& word : spec.words) out += " or " + word;
  return out;
}

Spec mail_address() { return text().matching("^[^@\\s<>,;:\"]+@[^@\\s<>,;:\"]+$", "allowed is an e-mail address"); }

std::vector<Key> told_keys() {
  return {{"email", mail_address(), "Who is told by e-mail, as fairway.yaml's `notify.smtp` says how"},
          {"webhook", of_type(Type::url), "Who is told by webhook: a POST of JSON"},
          {"events", list_of(choice({"import-done", "authorisation", "dead-letters", "config-rejected"})),
           "What is told: an import has ended, credentials are not taken any more, work was given up, a configuration was "
           "refused; left out: all of it"}};
}

}  // namespace fairway::config
