// `fairway check`: everything that can be known without the network.
#include "host/cli/command.hpp"
#include "host/engine/check.hpp"
#include "host/storage/secrets.hpp"

namespace fairway::cli {
namespace {

int check(const Shared& shared, bool no_secrets) {
  engine::CheckOptions options;
  options.executable = shared.executable;
  options.load.secrets_required = !no_secrets;
  options.load.sealed = storage::secret_reader(shared.data);
  const auto checked = engine::check(shared.config, options);
  const auto& findings = checked.snapshot.findings;
  if (shared.json) {
    fmt::print("{}\n", json::serialize(config::findings_json(findings)));
  } else {
    for (const auto& finding : findings) fmt::print("{}\n", finding.text());
    if (findings.empty()) {
      const auto count = checked.snapshot.accounts.size();
      fmt::print("{} account{}, nothing to say\n", count, count == 1 ? "" : "s");
    }
  }
  return config::has_errors(findings) ? 1 : 0;
}

}  // namespace

void add_check(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand("check", "Check a configuration: 0 sound (warnings allowed), 1 errors");
  auto no_secrets = std::make_shared<bool>(false);
  take_config(*command, shared);
  command->add_option("--data", shared.data, "Data folder, for ${sealed:NAME}; it is only read")->capture_default_str();
  command->add_flag("--json", shared.json, "Findings as JSON");
  command->add_flag("--no-secrets", *no_secrets, "An unset ${env:}, a missing ${file:} or ${sealed:} is only a warning");
  command->callback([&shared, no_secrets] { shared.exit = check(shared, *no_secrets); });
}

}  // namespace fairway::cli
