#include "host/config/host_file.hpp"

#include "host/base/loopback.hpp"
#include "host/config/check.hpp"

namespace fairway::config {
namespace {

constexpr const char* kFile = "fairway.yaml";

std::string absolute(const std::filesystem::path& folder, std::string_view path) {
  if (path.empty()) return {};
  return std::filesystem::absolute(folder / path).lexically_normal().string();
}

Place place_of(const Outcome& outcome, const std::string& pointer) {
  const auto found = outcome.places.find(pointer);
  return found == outcome.places.end() ? Place{kFile, 1, 1} : found->second;
}

void check_auth(const HostSettings& out, const Outcome& outcome, Findings& findings) {
  if (!out.host.auth && !is_loopback(host_of_address(out.host.listen)))
    findings.push_back({Severity::error, place_of(outcome, "/auth"), "auth",
                        "none is refused unless listening on loopback; listen is " + out.host.listen});
}

std::optional<Public> read_public(const json::value& values, const std::filesystem::path& folder, const Outcome& outcome,
                                  Findings& findings) {
  const auto* block = find(values, "public");
  if (!block || !block->is_object()) return std::nullopt;
  const auto text = [&](std::string_view key) { return text_at(*block, key); };
  if (text("certificate").empty() != text("key").empty())
    findings.push_back({Severity::error, place_of(outcome, "/public"), "public",
                        "certificate and key go together; one of them is missing"});
  return Public{std::string(text("listen")), std::string(text("url")), absolute(folder, text("certificate")),
                absolute(folder, text("key"))};
}

}  // namespace

HostSettings read_host(const std::filesystem::path& folder, const References& references, const LoadOptions& options) {
  HostSettings out;
  Outcome outcome;
  std::error_code error;
  Parsed parsed;
  const auto file = options.host_file.empty() ? folder / kFile : options.host_file;
  if (std::filesystem::exists(file, error)) parsed = parse_file(file, kFile);
  if (parsed.root && parsed.root->members.empty() && parsed.findings.empty())  // as after a copy that was cut off
    parsed.findings.push_back(
        {Severity::error, {kFile, 1, 1}, "", "the file is empty; whoever means the defaults writes `mode: live`"});
  else if (!std::filesystem::exists(file, error))
    parsed.findings.push_back(
        {Severity::error, {kFile, 1, 1}, "", fmt::format("there is no fairway.yaml in the folder {}", folder.string())});
  const auto spec = host_spec();
  Node empty;
  empty.kind = Node::Kind::map;
  const auto missing = options.secrets_required ? Severity::error : Severity::warning;
  const auto values =
      Checker(references, {missing, {}, false}, outcome).check(parsed.root ? &*parsed.root : &empty, spec, {});
  out.host.listen = std::string(text_at(values, "listen"));
  out.host.auth = text_at(values, "auth") != "none";
  out.host.mode = text_at(values, "mode") == "observe" ? Mode::observe : Mode::live;
  out.host.mode_written = parsed.root && parsed.root->member("mode") != nullptr;
  out.host.database = std::string(text_at(values, "database"));
  if (const auto* plugins = find(values, "plugins"); plugins && plugins->is_array())
    for (const auto& each : plugins->get_array())
      if (const auto* text = each.if_string()) out.host.plugin_folders.push_back(absolute(folder, *text));
  out.host.public_listener = read_public(values, folder, outcome, outcome.findings);
  out.accounts = std::string(text_at(values, "accounts"));
  out.templates = std::string(text_at(values, "templates"));
  out.tests = std::string(text_at(values, "tests"));
  check_auth(out, outcome, outcome.findings);
  out.host.hidden = std::move(outcome.hidden);
  out.host.hidden.merge(outcome.passwords);
  out.findings = std::move(parsed.findings);
  out.findings.insert(out.findings.end(), outcome.findings.begin(), outcome.findings.end());
  tidy(out.findings);
  return out;
}

HostFile load_host(const std::filesystem::path& folder, const LoadOptions& options) {
  auto read = read_host(folder, References(folder, options.environment, options.sealed), options);
  return {std::move(read.host), std::move(read.findings)};
}

}  // namespace fairway::config
