// `fairway token create|list|revoke`: who may speak to a running host.
#include "host/cli/client.hpp"

namespace fairway::cli {
namespace {

struct TokenArguments {
  std::string name, role;
  std::vector<std::string> accounts;
};

std::string accounts_of(const json::value& token) {
  std::string all;
  for (const auto& name : list_at(token, "accounts"))
    all += (all.empty() ? "" : ", ") + (name.is_string() ? std::string(name.get_string()) : std::string());
  return all.empty() ? "all accounts" : all;
}

// The token alone on stdout, for TOKEN=$(fairway token create …).
void print_created(const json::value& token) {
  fmt::print("{}\n", cell(token, "token"));
  std::fflush(stdout);
  fmt::print(stderr, "{}: {}, {}; it is not shown again\n", cell(token, "name"), cell(token, "role"), accounts_of(token));
}

void print_tokens(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : items(page))
    rows.push_back({cell(one, "name"), cell(one, "role"), accounts_of(one), cell(one, "created_at")});
  print_table({"NAME", "ROLE", "ACCOUNTS", "CREATED"}, rows);
}

void create(Shared& shared, const TokenArguments& a) {
  json::object body{{"name", a.name}, {"role", a.role}};
  if (!a.accounts.empty()) {
    json::array accounts;
    for (const auto& name : a.accounts) accounts.push_back(json::value(name));
    body["accounts"] = std::move(accounts);
  }
  show(shared, Client(shared).post("/v1/tokens", body), print_created);
}

}  // namespace

void add_token(CLI::App& app, Shared& shared) {
  auto* tokens = app.add_subcommand("token", "Who may speak to a host")->alias("tokens")->require_subcommand(1);
  auto a = std::make_shared<TokenArguments>();
  auto* made = tokens->add_subcommand("create", "Make one; it is printed this once, and only its hash is kept");
  take_host(*made, shared);
  made->add_option("name", a->name, "Stands in the history of what it does")->required();
  made->add_option("--role", a->role, "read, operator or admin")
      ->required()
      ->check(CLI::IsMember({"read", "operator", "admin"}));
  made->add_option("--account", a->accounts, "An account that it sees; may be said again; left out: all");
  made->callback([&shared, a] { create(shared, *a); });
  auto* list = tokens->add_subcommand("list", "Their names, roles and accounts");
  take_host(*list, shared);
  list->callback([&shared] { show(shared, Client(shared).get("/v1/tokens"), print_tokens); });
  auto* revoked = tokens->add_subcommand("revoke", "From now on nobody is let in with it");
  take_host(*revoked, shared);
  revoked->add_option("name", a->name, "As `token list` shows it")->required();
  revoked->callback([&shared, a] {
    show(shared, Client(shared).post("/v1/tokens/" + Client::quoted(a->name) + "/revoke"),
         [](const json::value& token) { fmt::print("{} is revoked\n", cell(token, "name")); });
  });
}

}  // namespace fairway::cli
