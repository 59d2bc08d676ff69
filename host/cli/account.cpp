// `fairway account new`: a first account file that passes the check, to be filled in.
#include "host/cli/remove.hpp"
#include "host/config/new_account.hpp"
#include "host/engine/check.hpp"
#include "host/storage/vault/private_file.hpp"

namespace fairway::cli {
namespace {

void print_next(const Shared& shared, const config::FirstFile& made, const std::string& account) {
  const auto folders = fmt::format("--config {} --data {}", shared.config, shared.data);
  fmt::print("wrote {}; next:\n", made.path.string());
  for (const auto& name : made.secrets) fmt::print("  fairway secret set {} --data {}\n", name, shared.data);
  for (const auto& [name, about] : made.optional_secrets)
    fmt::print("  fairway secret set {} --data {}   # and uncomment its line, where it is needed: {}\n", name, shared.data,
               about);
  if (!made.variables.empty())
    fmt::print("  write the values in place of ${{env:{}}}, or give the host these variables\n",
               fmt::join(made.variables, "}, ${env:"));
  fmt::print("  switch its stores on: enabled: true\n");
  for (const auto* command : {"check", "plan", "reload --wait"}) fmt::print("  fairway {} {}\n", command, folders);
  fmt::print("  fairway mapping suggest --account {} {}   # once there are orders: the rules that are missing\n", account,
             folders);
}

int make(const Shared& shared, const config::NewAccount& account) {
  const auto failed = [](const Failure& failure) {
    fmt::print(stderr, "{}\n", failure.message);
    return 1;
  };
  const auto catalogue = engine::find_plugins(config::load_host(shared.config).host, shared.executable);
  const auto made = config::first_file(shared.config, catalogue, account);
  if (!made) return failed(made.error());
  std::error_code error;
  std::filesystem::create_directories(made->path.parent_path(), error);
  if (const auto done = storage::create_file(made->path, made->text, 0644); !done) return failed(done.error());
  print_next(shared, *made, account.name);
  return 0;
}

}  // namespace

void add_account(CLI::App& app, Shared& shared) {
  auto* accounts = app.add_subcommand("account", "Accounts and their files")->alias("accounts")->require_subcommand(1);
  auto* command = accounts->add_subcommand("new", "Write a first, commented account file; never over one that is there");
  auto account = std::make_shared<config::NewAccount>();
  command->add_option("name", account->name, "Small letters, digits and hyphens")->required();
  take_config(*command, shared);
  take_data(*command, shared);
  command->add_option("--plugin", account->store, "Plugin of its store; left out: the template's, or the only one found");
  command->add_option("--warehouse", account->warehouse, "Plugin of its warehouse; likewise");
  command->add_option("--from-template", account->extends, "Template that it extends");
  command->callback([&shared, account] { shared.exit = make(shared, *account); });
  add_running_accounts(*accounts, shared);
}

}  // namespace fairway::cli
