#include "host/config/first_settings.hpp"

#include "host/base/text.hpp"

namespace fairway::config {

json::object Placeholders::required(const Spec& settings, const std::string& place, const Node* given) {
  json::object out;
  for (const auto& key : settings.keys) {
    const auto* known = given ? given->find(key.name) : nullptr;
    const bool inside = key.spec.type == Type::object && known && known->is_map();
    if (!key.required && !known && key.spec.secret) optional_secrets_[name(place + "." + key.name)] = key.about;
    if (!key.required || (known && !inside)) continue;
    const auto path = place + "." + key.name;
    auto value = inside ? json::value(required(key.spec, path, known)) : of(key.spec, path);
    if (!inside || !value.get_object().empty()) out[key.name] = std::move(value);
  }
  return out;
}

json::value Placeholders::of(const Spec& spec, const std::string& path) {
  if (spec.secret) {
    secrets_.insert(name(path));
    return json::string(secret(path));
  }
  if (!spec.fallback.is_null()) return spec.fallback;
  if (!spec.example.is_null()) return spec.example;
  switch (spec.type) {
    case Type::object: return required(spec, path, nullptr);
    case Type::named: return json::object();
    case Type::list: return spec.min_length.value_or(0) > 0 ? json::array{of(spec.each.front(), path)} : json::array();
    case Type::flag: return false;
    case Type::choice:
      if (!spec.words.empty()) return json::string(spec.words.front());
      break;
    default: break;
  }
  variables_.insert(variable(path));
  return json::string("${env:" + variable(path) + "}");
}

std::string Placeholders::secret(const std::string& path) const { return "${sealed:" + name(path) + "}"; }

// The account, the store or warehouse, and the keys: "stores" and "settings" say nothing of whose it is.
std::string Placeholders::name(const std::string& path) const {
  auto out = account_;
  const auto parts = split(path, '.');
  for (std::size_t i = 1; i < parts.size(); ++i)
    if (parts[i] != "settings") out += "-" + parts[i];
  return out;
}

std::string Placeholders::variable(const std::string& path) const {
  std::string out;
  for (const char c : name(path)) {
    const auto byte = static_cast<unsigned char>(c);
    out += std::isalnum(byte) ? static_cast<char>(std::toupper(byte)) : '_';
  }
  return std::isdigit(static_cast<unsigned char>(out.front())) ? "_" + out : out;
}

}  // namespace fairway::config
