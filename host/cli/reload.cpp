// `fairway reload` and `fairway config history|diff|rollback|export`: how a configuration came to run, and back.
#include <fstream>

#include "host/cli/client.hpp"
#include "host/config/finding.hpp"

namespace fairway::cli {
namespace {

struct ReloadArguments {
  bool wait = false, allow_removals = false;
  std::vector<std::string> accounts;
};

void print_finding(const json::value& finding) {
  fmt::print("  {}:{}:{}: {}: {}{}{}\n", cell(finding, "file"), cell(finding, "line"), cell(finding, "column"),
             cell(finding, "severity"), cell(finding, "path"), cell(finding, "path").empty() ? "" : ": ",
             cell(finding, "message"));
}

void print_reload(const json::value& reload) {
  const auto message = cell(reload, "message");
  fmt::print("attempt {}: {}{}{}\n", cell(reload, "attempt"), cell(reload, "status"), message.empty() ? "" : ": ", message);
  const auto* accounts = find(reload, "accounts");
  for (const auto& one : accounts && accounts->is_array() ? accounts->get_array() : json::array()) {
    fmt::print("{}: {}, generation {}\n", cell(one, "account"), cell(one, "status"), cell(one, "generation"));
    if (const auto* findings = find(one, "findings"); findings && findings->is_array())
      for (const auto& finding : findings->get_array()) print_finding(finding);
  }
}

// 0 when all of it runs.
void show_reload(Shared& shared, const Result<json::value>& answer) {
  show(shared, answer, print_reload);
  if (!answer) return;
  const auto refused = [](const json::value& one) {
    const auto status = cell(one, "status");
    if (status == "rejected" || status == "rolled-back" || status == "degraded") return true;
    const auto* findings = find(one, "findings");  // one that was taken back before, and stays so
    return findings && findings->is_array() &&
           std::any_of(findings->get_array().begin(), findings->get_array().end(),
                       [](const json::value& finding) { return cell(finding, "severity") == "error"; });
  };
  const auto* accounts = find(*answer, "accounts");
  if (refused(*answer) ||
      (accounts && accounts->is_array() && std::any_of(accounts->get_array().begin(), accounts->get_array().end(), refused)))
    shared.exit = 1;
}

void reload(Shared& shared, const ReloadArguments& a) {
  json::object body{{"author", login()}};
  if (a.allow_removals) body["allow_removals"] = true;
  if (!a.accounts.empty()) body["accounts"] = json::value_from(a.accounts);
  if (a.wait) return show_reload(shared, Client(shared).post("/v1/reload", body, {{"wait", "true"}}));
  show(shared, Client(shared).post("/v1/reload", body), [](const json::value& answer) {
    fmt::print("attempt {} is under way; fairway reload --wait says how it ends\n", cell(answer, "attempt"));
  });
}

struct VersionArguments {
  std::string account, to = ".";
  std::int64_t generation = 0;
};

std::string change_line(const json::value& change) {
  const auto value = [&](const char* key) {
    const auto* side = find(change, key);
    return side && !side->is_null() ? json::serialize(*side) : std::string("-");
  };
  return fmt::format("  {} {}: {} → {}  ({}:{})", cell(change, "kind"), cell(change, "path"), value("before"),
                     value("after"), cell(change, "file"), cell(change, "line"));
}

void print_history(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& version : items(page)) {
    const auto* changes = find(version, "changes");
    rows.push_back({cell(version, "generation"), cell(version, "at"), cell(version, "author"), cell(version, "cause"),
                    changes && changes->is_array() ? fmt::format("{}", changes->get_array().size()) : "",
                    cell(version, "running") != "true"  ? ""
                    : cell(version, "pinned") == "true" ? "running, pinned"
                                                        : "running"});
  }
  print_table({"VERSION", "AT", "AUTHOR", "CAUSE", "CHANGES", ""}, rows);
}

// False: there is no such version.
bool print_changes(const json::value& page, std::int64_t generation) {
  for (const auto& version : items(page)) {
    if (generation != 0 && cell(version, "generation") != std::to_string(generation)) continue;
    fmt::print("version {}, {}, {}\n", cell(version, "generation"), cell(version, "at"), cell(version, "author"));
    if (const auto* changes = find(version, "changes"); changes && changes->is_array())
      for (const auto& change : changes->get_array()) fmt::print("{}\n", change_line(change));
    return true;
  }
  return false;
}

// Files as they were, under `folder`, which must not hold them yet: the folder that runs is never written.
Status write_files(const json::value& version, const std::filesystem::path& folder) {
  const auto* files = find(version, "files");
  if (!files || !files->is_object()) return fail(FW_E_INVALID, "the host answered no files");
  for (const auto& file : files->get_object()) {
    const std::filesystem::path name{std::string(file.key())};
    const auto inside = name.lexically_normal().relative_path();
    if (inside.empty() || *inside.begin() == "..")
      return fail(FW_E_INVALID, "a file outside of the folder: " + name.string());
    const auto target = folder / inside;
    std::error_code error;
    if (std::filesystem::exists(target, error)) return fail(FW_E_REJECTED, target.string() + " is there already");
    std::filesystem::create_directories(target.parent_path(), error);
    std::ofstream out(target, std::ios::binary);
    out << std::string_view(file.value().as_string());
    if (!out.flush()) return fail(FW_E_UNAVAILABLE, "cannot write " + target.string());
    fmt::print("{}\n", target.string());
  }
  return {};
}

}  // namespace

void add_reload(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand("reload", "Make the files what runs");
  auto a = std::make_shared<ReloadArguments>();
  take_host(*command, shared);
  command->add_flag("--wait", a->wait,
                    "Say how it ended: 0 when all of it runs, 1 when something was refused or taken back");
  command->add_flag("--allow-removals", a->allow_removals, "More than a fifth of the accounts may be gone");
  command->add_option("--accounts", a->accounts, "Only these; the others stay as they run")->delimiter(',');
  command->callback([&shared, a] { reload(shared, *a); });
}

void add_config(CLI::App& app, Shared& shared) {
  auto* config = app.add_subcommand("config", "Versions of an account's configuration")->require_subcommand(1);
  auto a = std::make_shared<VersionArguments>();
  const auto versions = [a] { return "/v1/accounts/" + Client::quoted(a->account) + "/versions"; };
  const auto add = [&](const char* name, const char* help) {
    auto* one = config->add_subcommand(name, help);
    take_host(*one, shared);
    one->add_option("--account", a->account, "Account")->required();
    return one;
  };
  add("history", "What was applied, when and by whom")->callback([&shared, versions] {
    show(shared, Client(shared).get(versions()), print_history);
  });
  auto* diff = add("diff", "What a version changed against the one before; without a number the newest");
  diff->add_option("version", a->generation, "Version");
  diff->callback([&shared, a, versions] {
    show(shared, Client(shared).get(versions()), [&](const json::value& page) {
      if (print_changes(page, a->generation)) return;
      fmt::print(stderr, "of {} no version {} is kept\n", a->account, a->generation);
      shared.exit = 1;
    });
  });
  auto* rollback = add("rollback", "Run an earlier version; it stays until the account's files change");
  rollback->add_option("version", a->generation, "Version")->required();
  rollback->callback([&shared, a] {
    const json::object body{{"generation", a->generation}, {"author", login()}};
    show_reload(shared, Client(shared).post("/v1/accounts/" + Client::quoted(a->account) + "/rollback", body));
  });
  auto* write = add("export", "Write a version's files below a folder, for git");
  write->add_option("version", a->generation, "Version")->required();
  write->add_option("--to", a->to, "Folder")->required();
  write->callback([&shared, a, versions] {
    const auto version = Client(shared).get(fmt::format("{}/{}", versions(), a->generation));
    show(shared, version, [&](const json::value& found) {
      if (const auto written = write_files(found, a->to); !written) {
        fmt::print(stderr, "{}\n", written.error().message);
        shared.exit = 1;
      }
    });
  });
}

}  // namespace fairway::cli
