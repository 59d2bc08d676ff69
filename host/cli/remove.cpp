// `fairway store remove`, `fairway account list|remove`: what is removed is said first, and asked about.
#include <unistd.h>

#include <iostream>

#include "host/cli/client.hpp"
#include "host/cli/remove.hpp"

namespace fairway::cli {
namespace {

void print_orders(const json::value& orders, std::string_view what) {
  const auto count = number_at(orders, "count");
  if (count == 0) return;
  fmt::print("{} open orders {}:\n", count, what);
  const auto* list = find(orders, "orders");
  std::int64_t shown = 0;
  for (const auto& order : list && list->is_array() ? list->get_array() : json::array()) {
    fmt::print("  {} {} ({}, {})\n", cell(order, "id"), cell(order, "channel_order_id"), cell(order, "store"),
               cell(order, "state"));
    ++shown;
  }
  if (shown < count) fmt::print("  and {} more\n", count - shown);
}

void print_removal(const json::value& removal, bool done) {
  print_orders(removal.at("dropped"), done ? "were dropped" : "would be dropped: nobody will ever ship them");
  print_orders(removal.at("unfinished"), done ? "were given up: a warehouse may have them, and the channel is not told"
                                              : "are unfinished: a warehouse may have them, or the channel was not told of "
                                                "their parcels; only --force gives them up");
}

// The name, typed: a slip of the hand removes nothing.
bool confirmed(const RemoveArguments& a, const std::string& what, const std::string& name) {
  if (a.yes) return true;
  if (::isatty(STDIN_FILENO) == 0) {
    fmt::print(stderr, "nothing is removed without being asked: say --yes\n");
    return false;
  }
  fmt::print("Remove the {} for good? Type its name: ", what);
  std::fflush(stdout);
  std::string typed;
  std::getline(std::cin, typed);
  if (typed == name) return true;
  fmt::print(stderr, "not removed\n");
  return false;
}

void refused(Shared& shared, const std::string& what, const Failure& why) {
  fmt::print(stderr, "refused: the {} was not removed: {}\n", what, why.message);
  shared.exit = 1;
}

void print_accounts(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& account : items(page))
    rows.push_back(
        {cell(account, "account"), cell(account, "company"), cell(account, "generation"), cell(account, "status")});
  print_table({"ACCOUNT", "COMPANY", "GENERATION", "STATUS"}, rows);
}

}  // namespace

void take_removal(CLI::App& command, RemoveArguments& a) {
  command.add_flag("--yes", a.yes, "Do not ask");
  command.add_flag("--force", a.force, "Though orders are unfinished: nobody tells the channel of their parcels");
}

void remove(Shared& shared, const RemoveArguments& a, const std::string& path, const std::string& what,
            const std::string& name) {
  const Client client(shared);
  const auto look = client.post(path, json::object{{"dry_run", true}});
  if (look && !shared.json) print_removal(*look, false);
  if (!look) return refused(shared, what, look.error());
  if (!confirmed(a, what, name)) {
    shared.exit = 1;
    return;
  }
  const auto answer = client.post(path, json::object{{"confirm", name}, {"force", a.force}, {"author", login()}}, {},
                                  std::chrono::minutes(10));
  if (!answer) return refused(shared, what, answer.error());
  show(shared, answer, [&](const json::value& removal) {
    print_removal(removal, true);
    fmt::print("the {} was removed\n", what);
  });
}

void add_running_accounts(CLI::App& accounts, Shared& shared) {
  auto* list = accounts.add_subcommand("list", "Of a running host, with status");
  take_host(*list, shared);
  list->callback([&shared] { show(shared, Client(shared).get("/v1/accounts"), print_accounts); });
  auto* one = accounts.add_subcommand("remove", "Retire an account whose file is gone, with its stores");
  auto a = std::make_shared<RemoveArguments>();
  take_host(*one, shared);
  take_removal(*one, *a);
  one->add_option("account", a->name, "Account")->required();
  one->callback([&shared, a] {
    remove(shared, *a, "/v1/accounts/" + Client::quoted(a->name) + "/remove", "account " + a->name, a->name);
  });
}

}  // namespace fairway::cli
