#include "sample.hpp"

#include <yaml-cpp/yaml.h>

#include <stdexcept>

#include "fairway/json.hpp"

namespace fairway::conformance {
namespace {

// The first mapping below `node` that says `plugin: name`; a policy may be named alone.
YAML::Node find_piece(const YAML::Node& node, const std::string& name) {
  if (node.IsMap()) {
    if (node["plugin"] && node["plugin"].IsScalar() && node["plugin"].Scalar() == name) return node;
    for (const auto& below : node)
      if (auto found = find_piece(below.second, name)) return found;
  } else if (node.IsSequence()) {
    for (const auto& below : node) {
      if (below.IsScalar() && below.Scalar() == name) return YAML::Load("{plugin: " + name + "}");
      if (auto found = find_piece(below, name)) return found;
    }
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

bool is_number(const std::string& text) {
  JsonError error;
  double value = 0;
  return !text.empty() && text.find_first_not_of("0123456789.-+eE") == std::string::npos && read_json(text, value, error);
}

class Settings {
 public:
  explicit Settings(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void write(const YAML::Node& node, const JsonView& schema, const std::string& path) {
    if (node.IsMap()) return write_map(node, schema, path);
    if (node.IsSequence()) {
      out += '[';
      for (std::size_t i = 0; i < node.size(); ++i) {
        if (i > 0) out += ',';
        write(node[i], schema["items"], path + "-" + std::to_string(i));
      }
      out += ']';
      return;
    }
    if (node.IsNull()) return void(out += "null");
    scalar(node, schema, path);
  }
  std::string out;

 private:
  void write_map(const YAML::Node& node, const JsonView& schema, const std::string& path) {
    out += '{';
    bool first = true;
    for (const auto& member : node) {
      const auto name = member.first.Scalar();
      if (!std::exchange(first, false)) out += ',';
      json::append_string(out, name);
      out += ':';
      auto below = schema["properties"][name];
      write(member.second, below ? below : schema["additionalProperties"], path.empty() ? name : path + "." + name);
    }
    out += '}';
  }

  void scalar(const YAML::Node& node, const JsonView& schema, const std::string& path) {
    auto text = node.Scalar();
    const bool reference = text.starts_with("${");
    if (schema["x-secret"].boolean().value_or(false)) {
      out += R"({"$secret":)";
      json::append_string(out, path);
      out += '}';
      return;
    }
    if (reference) text = schema["format"].text() == "uri" ? "https://made-up.example" : "made-up";
    if (schema["format"].text() == "folder" && !text.starts_with("/")) text = (folder_ / text).string();
    const bool quoted = node.Tag() == "!";
    const bool plain = !quoted && !reference && schema["type"].text() != "string";
    if (plain && (text == "true" || text == "false" || is_number(text))) out += text;
    else json::append_string(out, text);
  }

  const std::filesystem::path folder_;
};

}  // namespace

std::string sample_settings(const std::filesystem::path& file, const std::string& plugin, const std::string& schema,
                            const std::filesystem::path& folder) {
  try {
    const auto piece = find_piece(YAML::LoadFile(file.string()), plugin);
    if (!piece) throw std::runtime_error(file.string() + " names no plugin " + plugin);
    if (!piece["settings"]) return "{}";
    Settings settings(folder);
    settings.write(piece["settings"], JsonView::parse(schema), "");
    return settings.out;
  } catch (const YAML::Exception& error) {
    throw std::runtime_error(file.string() + ": " + error.what());
  } catch (const JsonError& error) { throw std::runtime_error("the settings' schema is no JSON: " + error.message); }
}

}  // namespace fairway::conformance
