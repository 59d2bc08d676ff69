// `fairway orders rescan`, `fairway orders completeness`: is anything missing?
#include "host/cli/client.hpp"

namespace fairway::cli {
namespace {

struct WindowArguments {
  std::string account, store, from, to, state, limit, cursor;
  bool dry_run = false;
};
using Windows = std::shared_ptr<WindowArguments>;

std::string account_path(const WindowArguments& a) { return "/v1/accounts/" + Client::quoted(a.account); }

std::string joined(const json::array& texts) {
  std::string out;
  for (const auto& text : texts)
    if (const auto* one = text.if_string()) out += (out.empty() ? "" : ", ") + std::string(*one);
  return out;
}

void print_windows(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& window : items(page))
    rows.push_back({cell(window, "id"), joined(list_at(window, "stores")), cell(window, "since"), cell(window, "until"),
                    cell(window, "source"), cell(window, "state"), cell(window, "counted"), cell(window, "missing"),
                    cell(window, "fetched"), cell(window, "at"), cell(window, "note")});
  print_table({"ID", "STORES", "SINCE", "UNTIL", "SOURCE", "STATE", "COUNTED", "MISSING", "FETCHED", "AT", "NOTE"}, rows);
  if (const auto next = cell(page, "next"); !next.empty()) fmt::print("more: --cursor {}\n", next);
}

void print_ids(const char* what, const json::array& ids) {
  fmt::print("  {}: {}\n", what, ids.size());
  for (const auto& id : ids)
    if (const auto* text = id.if_string()) fmt::print("    {}\n", std::string(*text));
}

void print_rescan(const std::string& store, const json::value& answer) {
  if (!flag_at(answer, "dry_run"))
    return void(fmt::print("{}: window {} is looked at once more; `fairway orders completeness` shows what came of it\n",
                           store, cell(answer, "window")));
  fmt::print("{}: {} orders, {} of them known; nothing was kept\n", store, cell(answer, "counted"), cell(answer, "known"));
  print_ids("missing, though the pull should have shown them", list_at(answer, "missing"));
  print_ids("would be taken on", list_at(answer, "would_take"));
  for (const auto& passed : list_at(answer, "passed_over"))
    fmt::print("  would be passed over, {}: {}\n", cell(passed, "reason"), cell(passed, "orders"));
  if (!flag_at(answer, "whole")) fmt::print("  not all of the window was seen: {}\n", cell(answer, "problem"));
}

// The stores meant: the one that is named, else all of the account that take orders on.
Result<std::vector<std::string>> stores_meant(const Client& client, const WindowArguments& a) {
  if (!a.store.empty()) return std::vector{a.store};
  const auto page = client.get(account_path(a) + "/stores");
  if (!page) return fail(page.error());
  std::vector<std::string> names;
  for (const auto& store : items(*page))
    if (find(store, "store") && flag_at(store, "orders") && text_at(store, "status") != "disabled")
      names.emplace_back(text_at(store, "store"));
  if (names.empty()) return fail(FW_E_INVALID, "no store of " + a.account + " takes orders on");
  return names;
}

void rescan(Shared& shared, const WindowArguments& a) {
  const Client client(shared);
  const auto stores = stores_meant(client, a);
  if (!stores) return show(shared, Result<json::value>(fail(stores.error())), [](const json::value&) {});
  json::object body{{"from", a.from}, {"dry_run", a.dry_run}, {"author", login()}};
  if (!a.to.empty()) body["to"] = a.to;
  for (const auto& store : *stores)
    show(shared,
         client.post(account_path(a) + "/stores/" + Client::quoted(store) + "/rescan", body, {}, std::chrono::seconds(60)),
         [&](const json::value& answer) { print_rescan(store, answer); });
}

}  // namespace

void add_completeness(CLI::App& orders, Shared& shared) {
  auto a = std::make_shared<WindowArguments>();
  auto* again =
      orders.add_subcommand("rescan", "Look at what changed between two times once more; what was missed is taken on");
  take_host(*again, shared);
  again->add_option("--account", a->account, "Account")->required();
  again->add_option("--store", a->store, "Store nickname; left out: all that take orders on");
  again->add_option("--from", a->from, "Since when, such as 2026-11-01 or 2026-11-01T12:00:00Z")->required();
  again->add_option("--to", a->to, "Until when; left out: now");
  again->add_flag("--dry-run", a->dry_run, "Only count and list; nothing is kept");
  again->callback([&shared, a] { rescan(shared, *a); });
  auto* windows = orders.add_subcommand("completeness", "Windows that were compared with the ledger, and what was missing")
                      ->alias("windows");
  take_host(*windows, shared);
  windows->add_option("--account", a->account, "Account")->required();
  windows->add_option("--state", a->state, "asking, fetching, proved, incomplete");
  windows->add_option("--limit", a->limit, "Items a page");
  windows->add_option("--cursor", a->cursor, "Where the last page ended");
  windows->callback([&shared, a] {
    show(
        shared,
        Client(shared).get(account_path(*a) + "/windows", {{"state", a->state}, {"limit", a->limit}, {"cursor", a->cursor}}),
        print_windows);
  });
}

}  // namespace fairway::cli
