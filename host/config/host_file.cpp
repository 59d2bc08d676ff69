#include "host/config/host_file.hpp"

#include "host/base/loopback.hpp"
#include "host/config/build.hpp"
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

// The name of a secret stands in its place.
std::string secret_at(const json::value& block, std::string_view key, const Outcome& outcome) {
  const auto* value = find(block, key);
  const auto found = value ? outcome.secrets.find(std::string(text_at(*value, "$secret"))) : outcome.secrets.end();
  return found == outcome.secrets.end() ? std::string() : found->second;
}

std::optional<Smtp> read_smtp(const json::value& block, const std::filesystem::path& folder, const Outcome& outcome) {
  const auto text = [&](std::string_view key) { return std::string(text_at(block, key)); };
  Smtp out;
  out.host = text("host"), out.user = text("user"), out.from = text("from");
  out.port = static_cast<int>(number_at(block, "port", out.port));
  using S = Smtp::Security;
  out.security = text("security") == "tls" ? S::tls : text("security") == "none" ? S::none : S::starttls;
  out.password = secret_at(block, "password", outcome);
  out.authorities = absolute(folder, text("authorities"));
  return out;
}

void check_smtp(const Smtp& smtp, const Outcome& outcome, Findings& findings) {
  const auto say = [&](const char* key, const char* message) {
    findings.push_back({Severity::error, place_of(outcome, std::string("/notify/smtp/") + key),
                        std::string("notify.smtp.") + key, message});
  };
  if (smtp.user.empty() != smtp.password.empty())
    say(smtp.user.empty() ? "password" : "user", "user and password go together; one of them is missing");
  if (smtp.security == Smtp::Security::none && !smtp.password.empty() && !is_loopback(smtp.host))
    say("security", "none would send the password in the clear; it is refused unless the server is on this machine");
}

void read_notify(HostSettings& out, const json::value& values, const std::filesystem::path& folder, Outcome& outcome) {
  const auto* block = find(values, "notify");
  if (!block || !block->is_object()) return;
  out.host.notify = build_notify(*block);
  const auto* smtp = find(*block, "smtp");
  if (smtp && smtp->is_object()) {
    out.host.smtp = read_smtp(*smtp, folder, outcome);
    check_smtp(*out.host.smtp, outcome, outcome.findings);
    if (!out.host.smtp->password.empty()) out.host.hidden.insert(out.host.smtp->password);
  } else if (!out.host.notify.email.empty()) {
    outcome.findings.push_back({Severity::warning, place_of(outcome, "/notify/email"), "notify.email",
                                "nobody is told by e-mail without notify.smtp"});
  }
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
  read_notify(out, values, folder, outcome);
  check_auth(out, outcome, outcome.findings);
  out.host.hidden.merge(outcome.hidden);
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
