// `fairway backup` and `fairway restore`: data to one file, keys to another.
#include "host/cli/command.hpp"
#include "host/config/load.hpp"
#include "host/engine/admin_token.hpp"
#include "host/storage/vault.hpp"

namespace fairway::cli {
namespace {

// The backup holds no token, only hashes: the first start writes a new admin.token.
Status restore(const std::filesystem::path& data, const std::filesystem::path& file, const std::filesystem::path& keys,
               const std::string& url, const std::vector<std::string>& redacted) {
  if (auto done = storage::restore(data, file, keys, url, {redacted.begin(), redacted.end()}); !done) return done;
  auto db = storage::open({data, url});
  return db ? engine::forget_admin_token(**db) : fail(std::move(db.error()));
}

// The host whose database `serve` would open. What else is wrong with fairway.yaml does not stop a backup.
Result<config::Host> host_of(const Shared& shared, bool config_given) {
  const auto file = std::filesystem::path(shared.config) / "fairway.yaml";
  if (!config_given && !std::filesystem::exists(file)) return config::Host();
  auto read = config::load_host(shared.config);
  for (const auto& finding : read.findings)
    if (finding.severity == config::Severity::error && (finding.path.empty() || finding.path == "database"))
      return fail(FW_E_CONFIG, finding.text());
  return std::move(read.host);
}

}  // namespace

void add_backup(CLI::App& app, Shared& shared) {
  using Path = std::filesystem::path;
  struct Files {
    std::string file, keys;
    std::vector<std::string> redacted;
  };
  using Run = std::function<Status(const Path&, const Files&, const std::string&)>;
  const auto add = [&](const char* name, const char* help, const Run& run) {
    auto* command = app.add_subcommand(name, help);
    auto files = std::make_shared<Files>();
    take_config(*command, shared);
    take_data(*command, shared);
    command->add_option("--file", files->file, "The data: useless for personal data without the keys")->required();
    command->add_option("--keys", files->keys, "The keys: guard them, and keep them elsewhere")->required();
    command->callback([&shared, command, files, run, name = std::string(name)] {
      const auto host = host_of(shared, command->count("--config") > 0);
      const auto done = host ? run(shared.data, *files, host->database) : Status(fail(host.error()));
      if (done) return fmt::print("{}: {} and {}\n", name, files->file, files->keys);
      fmt::print(stderr, "{}\n", host ? config::masked(done.error().message, host->hidden) : done.error().message);
      shared.exit = 1;
    });
    return std::pair(command, files);
  };
  add("backup", "Copy data and keys apart, also while the host runs",
      [](auto& data, auto& files, auto& url) { return storage::backup(data, files.file, files.keys, url); });
  const auto [restoring, its] =
      add("restore", "Put a backup into an empty data folder",
          [](auto& data, auto& files, auto& url) { return restore(data, files.file, files.keys, url, files.redacted); });
  restoring->add_option("--redacted", its->redacted,
                        "A later data file, or the lost database: what it records as redacted does not come back");
}

}  // namespace fairway::cli
