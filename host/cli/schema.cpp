// `fairway schema`: the specification of all keys, for editors (JSON Schema) and for people (Markdown).
#include <fstream>

#include "host/cli/command.hpp"
#include "host/config/reference.hpp"
#include "host/config/schema.hpp"
#include "host/engine/check.hpp"

namespace fairway::cli {
namespace {

int write_pages(const std::filesystem::path& folder, const Catalogue& catalogue) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const auto& [name, text] : config::reference_pages(catalogue)) {
    std::ofstream out(folder / name, std::ios::binary);
    out << text;
    if (out.flush()) continue;
    fmt::print(stderr, "{} cannot be written\n", (folder / name).string());
    return 1;
  }
  return 0;
}

int schema(const Shared& shared, const std::string& part, const std::string& markdown) {
  const auto catalogue = engine::find_plugins(config::load_host(shared.config).host, shared.executable);
  if (!markdown.empty()) return write_pages(markdown, catalogue);
  fmt::print("{}\n", json::serialize(config::configuration_schema(catalogue).at(part)));
  return 0;
}

}  // namespace

void add_schema(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand("schema", "JSON Schema of the configuration, with the settings of the plugins found");
  auto part = std::make_shared<std::string>("accounts"), markdown = std::make_shared<std::string>();
  take_config(*command, shared);
  command->add_option("--part", *part, "Which files it is for")
      ->check(CLI::IsMember({"accounts", "templates", "fairway.yaml"}))
      ->capture_default_str();
  command->add_option("--markdown", *markdown, "Write the reference pages into this folder instead");
  command->callback([&shared, part, markdown] { shared.exit = schema(shared, *part, *markdown); });
}

}  // namespace fairway::cli
