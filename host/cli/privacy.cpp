// `fairway orders redact`, `fairway privacy list`.
#include "host/cli/privacy.hpp"

#include <unistd.h>

#include <iostream>

#include "host/cli/client.hpp"

namespace fairway::cli {
namespace {

struct RedactArguments {
  std::string account;
  std::vector<std::string> ids;
  bool yes = false, cancel = false;
};

bool confirmed(const RedactArguments& a) {
  if (a.yes) return true;
  if (::isatty(STDIN_FILENO) == 0) {
    fmt::print(stderr, "nothing is redacted without being asked: say --yes\n");
    return false;
  }
  fmt::print("Destroy for good what is known of the buyer of {} order(s)? Type redact: ", a.ids.size());
  std::fflush(stdout);
  std::string typed;
  std::getline(std::cin, typed);
  if (typed == "redact") return true;
  fmt::print(stderr, "nothing was redacted\n");
  return false;
}

void print_redacted(const json::value& order) {
  if (const auto* candidates = find(order, "candidates")) {
    fmt::print("several orders have this id, take one of ours: {}\n", json::serialize(*candidates));
    return;
  }
  const auto kept = cell(order, "personal_data");
  fmt::print("{} {}: {}\n", cell(order, "store"), cell(order, "channel_order_id"),
             kept == "redacted" ? "redacted, its key is destroyed"
             : kept == "none"   ? "no personal data is kept"
                                : "a warehouse is asked not to ship it; it is redacted once that has answered");
}

// One that is refused does not keep the others.
void redact(Shared& shared, const RedactArguments& a) {
  if (!confirmed(a)) {
    shared.exit = 1;
    return;
  }
  const Client client(shared);
  for (const auto& id : a.ids)
    show(shared,
         client.post("/v1/accounts/" + Client::quoted(a.account) + "/orders/" + Client::quoted(id) + "/redact",
                     json::object{{"cancel", a.cancel}, {"author", login()}}),
         print_redacted);
}

void print_redactions(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : items(page))
    rows.push_back({cell(one, "id"), cell(one, "at"), cell(one, "kind"), cell(one, "subject"), cell(one, "channel_order_id"),
                    cell(one, "why"), cell(one, "cause"), cell(one, "key")});
  print_table({"ID", "AT", "OF", "ITS ID", "ORDER", "WHY", "CAUSE", "KEY"}, rows);
  if (const auto next = cell(page, "next"); !next.empty()) fmt::print("more: --cursor {}\n", next);
}

}  // namespace

void add_redact(CLI::App& orders, Shared& shared) {
  auto* command = orders.add_subcommand("redact", "Destroy the personal data of orders now, before its time");
  auto a = std::make_shared<RedactArguments>();
  take_host(*command, shared);
  command->add_option("--account", a->account, "Account")->required();
  command->add_option("id", a->ids, "The channel's ids, or ours: @17")->required();
  command->add_flag("--cancel", a->cancel, "Cancel what is not shipped yet: without its address it cannot be");
  command->add_flag("--yes", a->yes, "Do not ask");
  command->callback([&shared, a] { redact(shared, *a); });
}

void add_privacy(CLI::App& app, Shared& shared) {
  struct ListArguments {
    std::string account, order, limit, cursor;
  };
  auto* privacy = app.add_subcommand("privacy", "Personal data and its end")->require_subcommand(1);
  auto a = std::make_shared<ListArguments>();
  auto* list = privacy->add_subcommand("list", "The record of each redaction, new to old");
  take_host(*list, shared);
  list->add_option("--account", a->account, "Account")->required();
  list->add_option("--order", a->order, "Our id of an order, @17: only its own");
  list->add_option("--limit", a->limit, "Items a page");
  list->add_option("--cursor", a->cursor, "Where the last page ended");
  list->callback([&shared, a] {
    show(shared,
         Client(shared).get("/v1/accounts/" + Client::quoted(a->account) + "/redactions",
                            {{"order", a->order}, {"limit", a->limit}, {"cursor", a->cursor}}),
         print_redactions);
  });
}

}  // namespace fairway::cli
