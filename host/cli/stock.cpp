// `fairway stock`: what may be promised, what moved it, and whether the sums are right.
#include "host/cli/client.hpp"

namespace fairway::cli {
namespace {

constexpr auto kRecomputePatience = std::chrono::minutes(10);

struct StockArguments {
  std::string account, sku, warehouse, cursor;
  std::int64_t limit = 100;
  bool mend = false;
};
using StockAsk = std::shared_ptr<StockArguments>;

std::string stock_base(const StockArguments& a) { return "/v1/accounts/" + Client::quoted(a.account); }

void print_more_stock(const json::value& page) {
  if (const auto next = cell(page, "next"); !next.empty()) fmt::print("more: --cursor {}\n", next);
}

void print_levels(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  const auto known = [](const json::value& item, const char* key) {
    const auto text = cell(item, key);
    return text.empty() ? "unknown" : text;
  };
  for (const auto& item : items(page))
    rows.push_back({cell(item, "warehouse"), cell(item, "sku"), known(item, "available"), cell(item, "reserved"),
                    known(item, "snapshot"), cell(item, "as_of")});
  print_table({"WAREHOUSE", "SKU", "AVAILABLE", "RESERVED", "SNAPSHOT", "AS OF"}, rows);
  print_more_stock(page);
}

// "+3", "-1"; nothing for what did not move.
std::string stock_change(const json::value& item, const char* key) {
  const auto by = number_at(item, key);
  return by == 0 ? "" : fmt::format("{:+}", by);
}

void print_movements(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& item : items(page)) {
    const auto order = cell(item, "order");
    rows.push_back({cell(item, "at"), cell(item, "warehouse"), cell(item, "kind"), cell(item, "quantity"),
                    stock_change(item, "level"), stock_change(item, "reserved"), cell(item, "as_of"), order,
                    cell(item, "cause") + (flag_at(item, "applied", true) ? "" : " (not applied)")});
  }
  print_table({"AT", "WAREHOUSE", "WHAT", "UNITS", "LEVEL", "RESERVED", "AS OF", "ORDER", "CAUSE"}, rows);
  print_more_stock(page);
}

void print_differences(const json::value& answer) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& each : list_at(answer, "differences")) {
    const auto side = [&](const char* name) {
      const auto* of = find(each, name);
      return of ? fmt::format("{} / {} / {}", cell(*of, "level"), cell(*of, "reserved"), cell(*of, "snapshot")) : "";
    };
    rows.push_back(
        {cell(each, "warehouse"), cell(each, "sku"), side("balance"), side("movements"), cell(each, "reserved_by_orders")});
  }
  if (rows.empty()) return fmt::print("{}: every balance is what its movements add up to\n", cell(answer, "account"));
  fmt::print("{}: {} differ{}; level / reserved / snapshot\n", cell(answer, "account"), rows.size(),
             flag_at(answer, "mended") ? " and were mended" : "");
  print_table({"WAREHOUSE", "SKU", "BALANCE", "MOVEMENTS", "RESERVED BY ORDERS"}, rows);
}

// Of one account, or of all that the token sees.
void recompute(Shared& shared, const StockArguments& a) {
  const Client client(shared);
  std::vector<std::string> accounts{a.account};
  if (a.account.empty()) {
    const auto all = client.get("/v1/accounts");
    if (!all) return show(shared, all, [](const json::value&) {});
    accounts.clear();
    for (const auto& each : items(*all)) accounts.push_back(cell(each, "account"));
  }
  for (const auto& account : accounts) {
    const auto answer = client.post("/v1/accounts/" + Client::quoted(account) + "/stock/recompute",
                                    json::object{{"mend", a.mend}}, {}, kRecomputePatience);
    show(shared, answer, print_differences);
    if (answer && !list_at(*answer, "differences").empty()) shared.exit = 1;
  }
}

CLI::App* add_stock_command(CLI::App& parent, Shared& shared, const StockAsk& a, const char* name, const char* help,
                            std::function<void()> run) {
  auto* command = parent.add_subcommand(name, help);
  take_host(*command, shared);
  command->callback(std::move(run));
  auto* account = command->add_option("--account", a->account, "Account");
  if (std::string_view(name) != "recompute") account->required();
  return command;
}

void take_stock_page(CLI::App& command, const StockAsk& a) {
  command.add_option("--warehouse", a->warehouse, "Warehouse, or a store that ships");
  command.add_option("--limit", a->limit, "Items a page");
  command.add_option("--cursor", a->cursor, "Where the last page ended");
}

std::map<std::string, std::string> stock_page(const StockArguments& a) {
  return {{"sku", a.sku}, {"warehouse", a.warehouse}, {"limit", std::to_string(a.limit)}, {"cursor", a.cursor}};
}

}  // namespace

void add_stock(CLI::App& app, Shared& shared) {
  auto* stock = app.add_subcommand("stock", "What may be promised of each SKU, and why")->require_subcommand(1);
  auto a = std::make_shared<StockArguments>();
  auto* list = add_stock_command(
      *stock, shared, a, "list", "Available, reserved and the last snapshot, by warehouse and SKU",
      [&shared, a] { show(shared, Client(shared).get(stock_base(*a) + "/stock", stock_page(*a)), print_levels); });
  list->add_option("--sku", a->sku, "The warehouse's SKU, exact");
  take_stock_page(*list, a);
  auto* one = add_stock_command(
      *stock, shared, a, "show", "What moved the stock of a SKU, new to old, each with its cause", [&shared, a] {
        show(shared, Client(shared).get(stock_base(*a) + "/stock-movements", stock_page(*a)), print_movements);
      });
  one->add_option("sku", a->sku, "The warehouse's SKU, exact")->required();
  take_stock_page(*one, a);
  auto* check =
      add_stock_command(*stock, shared, a, "recompute",
                        "Adds up the movements of every balance; 1 where one differs. Without --account: of all accounts",
                        [&shared, a] { recompute(shared, *a); });
  check->add_flag("--mend", a->mend, "Make the balances what their movements add up to");
}

}  // namespace fairway::cli
