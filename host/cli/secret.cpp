// `fairway secret set|list|remove|rotate`: secrets sealed in the data folder, for ${sealed:NAME}. Beside a running host too.
#include <termios.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "host/base/text.hpp"
#include "host/cli/client.hpp"
#include "host/cli/command.hpp"
#include "host/config/merged.hpp"
#include "host/engine/check.hpp"
#include "host/storage/rotate.hpp"
#include "host/storage/secrets.hpp"

namespace fairway::cli {
namespace {

constexpr std::size_t kMost = 64 * 1024 + 2;  // bytes read: as much as may be set, and a line end

// No echo while somebody types.
class Quiet {
 public:
  Quiet() : on_(::isatty(STDIN_FILENO) != 0 && ::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!on_) return;
    auto quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
    fmt::print(stderr, "value (not shown): ");
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  ~Quiet() {
    if (!on_) return;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
    fmt::print(stderr, "\n");
  }
  bool typed() const { return on_; }

 private:
  termios before_{};
  bool on_;
};

std::string read_some(std::istream& in) {
  std::string text(kMost + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

Result<std::string> read_value(const std::string& file) {
  std::string text;
  if (file.empty()) {
    const Quiet quiet;
    if (quiet.typed()) std::getline(std::cin, text);
    else text = read_some(std::cin);
  } else {
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(FW_E_INVALID, fmt::format("{} cannot be opened", file));
    text = read_some(in);
  }
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();  // as ${file:} reads it
  return text;
}

int failed(const Failure& failure) {
  fmt::print(stderr, "{}\n", failure.message);
  return 1;
}

int set(const Shared& shared, const std::string& name, const std::string& file) {
  auto value = read_value(file);
  if (!value) return failed(value.error());
  SystemClock clock;
  const auto done = storage::set_secret(shared.data, name, *value, clock.now());
  if (!done) return failed(done.error());
  fmt::print(
      "{} {} ({} characters): write it as ${{sealed:{}}}; a running host takes it up at once, with --no-watch at fairway "
      "reload\n",
      *done ? "replaced" : "stored", name, value->size(), name);
  return 0;
}

int remove(const Shared& shared, const std::string& name, bool with_config) {
  const auto done = storage::remove_secret(shared.data, name);
  if (!done) return failed(done.error());
  if (!*done) return failed({FW_E_INVALID, fmt::format("no sealed secret {} is set", printable(name, 120))});
  fmt::print("removed {}\n", name);
  if (!with_config) return 0;
  for (const auto& use : config::sealed_uses(shared.config))
    if (use.secret == name)
      fmt::print(
          "{}: {}{} still names it: what runs keeps the value until it is reloaded or started again, which is refused "
          "then\n",
          use.place.text(), use.account.empty() ? "" : use.account + ": ", use.path);
  return 0;
}

// The secret's name, when it was set (empty: not), who uses it.
json::array listed(const std::vector<storage::SecretInfo>& secrets, const std::vector<config::SealedUse>& uses) {
  std::map<std::string, std::string> names;
  for (const auto& one : secrets) names[one.name] = format_time(one.set_at);
  for (const auto& use : uses) names.try_emplace(use.secret);
  json::array out;
  for (const auto& [name, set_at] : names) {
    json::array mine;
    for (const auto& use : uses)
      if (use.secret == name)
        mine.push_back(json::object{{"account", use.account}, {"path", use.path}, {"place", use.place.text()}});
    out.push_back(json::object{
        {"name", name}, {"set", set_at.empty() ? json::value() : json::value(set_at)}, {"used_by", std::move(mine)}});
  }
  return out;
}

int list(const Shared& shared, bool with_config) {
  const auto secrets = storage::list_secrets(shared.data);
  if (!secrets) return failed(secrets.error());
  const auto rows = listed(*secrets, with_config ? config::sealed_uses(shared.config) : std::vector<config::SealedUse>{});
  if (shared.json) {
    fmt::print("{}\n", json::serialize(json::object{{"secrets", rows}}));
    return 0;
  }
  std::vector<std::vector<std::string>> table;
  for (const auto& row : rows) {
    const auto& uses = row.at("used_by").as_array();
    const auto set_at = row.at("set").is_null() ? std::string("not set") : cell(row, "set");
    if (uses.empty()) table.push_back({cell(row, "name"), set_at, "", ""});
    for (const auto& use : uses)
      table.push_back(
          {cell(row, "name"), set_at, cell(use, "account"), cell(use, "path") + " (" + cell(use, "place") + ")"});
  }
  if (with_config) print_table({"name", "set", "account", "used by"}, table);
  else {
    for (auto& row : table) row.resize(2);
    print_table({"name", "set"}, table);
  }
  return 0;
}

int rotate(const Shared& shared) {
  const auto host = config::load_host(shared.config).host;
  const auto done = storage::rotate_host_key(shared.data, host.database);
  if (!done) return failed({done.error().code, config::masked(done.error().message, host.hidden)});
  fmt::print("{}; sealed anew: {} keys, {} tokens, {} secrets. Make a new backup: older key files hold the old host key\n",
             done->resumed ? "the exchange that was interrupted came to its end" : "the host key is a new one", done->keys,
             done->tokens, done->secrets);
  return 0;
}

}  // namespace

void add_secret(CLI::App& app, Shared& shared) {
  auto* secret = app.add_subcommand("secret", "Secrets sealed in the data folder, for ${sealed:NAME} in configuration");
  secret->require_subcommand(1);
  struct Chosen {
    std::string name, file;
  };
  auto chosen = std::make_shared<Chosen>();
  const auto named = [&](const char* verb, const char* help) {
    auto* command = secret->add_subcommand(verb, help);
    command->add_option("name", chosen->name, "NAME of ${sealed:NAME}")->required();
    take_data(*command, shared);
    return command;
  };
  auto* setting = named("set", "Seal a value, read from standard input or --file: never from the command line");
  setting->add_option("--file", chosen->file, "Read the value from this file");
  setting->callback([&shared, chosen] { shared.exit = set(shared, chosen->name, chosen->file); });
  auto* removing = named("remove", "Forget a sealed value; with --config it says who still names it");
  take_config(*removing, shared);
  removing->callback(
      [&shared, chosen, removing] { shared.exit = remove(shared, chosen->name, removing->count("--config") > 0); });
  auto* listing = secret->add_subcommand("list", "Names and times, never values; with --config who uses each");
  take_config(*listing, shared);
  take_data(*listing, shared);
  listing->add_flag("--json", shared.json, "As JSON");
  listing->callback([&shared, listing] { shared.exit = list(shared, listing->count("--config") > 0); });
  auto* rotating = secret->add_subcommand("rotate", "A new host key: keys, tokens and secrets are sealed anew");
  take_config(*rotating, shared);
  take_data(*rotating, shared);
  rotating->callback([&shared] { shared.exit = rotate(shared); });
}

}  // namespace fairway::cli
