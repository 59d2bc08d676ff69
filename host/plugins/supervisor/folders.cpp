#include "host/plugins/supervisor/folders.hpp"

namespace fairway::plugins {
namespace {

constexpr int kDeepest = 16;

void resolve_folders(json::value& value, const json::value& schema, const std::filesystem::path& data, int depth) {
  if (depth > kDeepest) return;
  if (auto* text = value.if_string()) {
    const bool remote = text->find("://") != json::string::npos;
    if (text_at(schema, "format") == "folder" && !text->empty() && !remote)
      *text = (data / std::string(*text)).lexically_normal().string();
    return;
  }
  const auto* properties = find(schema, "properties");
  if (auto* members = value.if_object(); members && properties) {
    for (auto& member : *members)
      if (const auto* of = find(*properties, member.key())) resolve_folders(member.value(), *of, data, depth + 1);
  }
  const auto* items = find(schema, "items");
  if (auto* list = value.if_array(); list && items)
    for (auto& item : *list) resolve_folders(item, *items, data, depth + 1);
}

}  // namespace

json::value with_folders(json::value settings, const std::string& schema, const std::filesystem::path& data) {
  if (schema.find("\"folder\"") == std::string::npos) return settings;
  if (const auto read = parse_json(schema)) resolve_folders(settings, *read, std::filesystem::absolute(data), 0);
  return settings;
}

}  // namespace fairway::plugins
