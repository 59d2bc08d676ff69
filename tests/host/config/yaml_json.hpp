// YAML as an editor's schema validator reads it.
#pragma once
#include "host/base/json.hpp"
#include "host/config/tree.hpp"

namespace fairway::config {

inline json::value to_json(const Node& node) {
  if (node.kind == Node::Kind::list) {
    json::array out;
    for (const auto& item : node.items) out.push_back(to_json(item));
    return out;
  }
  if (node.kind == Node::Kind::map) {
    json::object out;
    for (const auto& member : node.members) out[member.key] = to_json(member.value);
    return out;
  }
  if (node.is_null()) return nullptr;
  if (node.plain && (node.text == "true" || node.text == "false")) return node.text == "true";
  json::error_code error;
  auto number = json::parse(node.text, error);
  return node.plain && !error && number.is_number() ? number : json::value(node.text);
}

}  // namespace fairway::config
