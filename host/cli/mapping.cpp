// `fairway mapping suggest`: what the orders of late ask for, how the rules map it, and the rules that are missing.
#include "host/cli/client.hpp"

namespace fairway::cli {
namespace {

constexpr auto kCountingPatience = std::chrono::minutes(5);

struct MappingArguments {
  std::string account, store;
  std::size_t orders = 10'000;
};

// One line for each outcome of a service, so that every rule is seen.
void add_rows(const json::value& service, std::vector<std::vector<std::string>>& rows) {
  const auto row = [&](const json::value& outcome, std::string name, std::string rule) {
    rows.push_back({cell(service, "store"), cell(service, "ship_service"), cell(service, "ship_category"),
                    grouped(number_at(outcome, "orders")), std::move(name), std::move(rule)});
  };
  for (const auto& open : list_at(service, "suggestions")) {
    const auto country = cell(open, "country"), near = cell(open, "service");
    row(open, "-",
        fmt::format("no rule{}{}", country.empty() ? "" : " for " + country, near.empty() ? "" : "; near: " + near));
  }
  for (const auto& rule : list_at(service, "rules"))
    row(rule, cell(rule, "service"), fmt::format("{}:{}", cell(rule, "file"), cell(rule, "line")));
}

void print_mappings(const json::value& body) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& service : items(body)) add_rows(service, rows);
  if (!rows.empty()) print_table({"STORE", "SHIP SERVICE", "CATEGORY", "ORDERS", "SERVICE", "RULE"}, rows);
  if (const auto more = number_at(body, "not_listed"); more > 0) fmt::print("and {} more\n", grouped(more));
  fmt::print("{}: {} of {} orders are mapped; looked at: the newest {}, and what waits for a mapping\n",
             cell(body, "account"), grouped(number_at(body, "mapped")), grouped(number_at(body, "orders")),
             grouped(number_at(body, "limit")));
  if (const auto yaml = cell(body, "yaml"); !yaml.empty()) fmt::print("\n{}", yaml);
}

}  // namespace

void add_mapping(CLI::App& app, Shared& shared) {
  auto* mapping = app.add_subcommand("mapping", "How ship services are mapped")->alias("mappings")->require_subcommand(1);
  auto* suggest = mapping->add_subcommand("suggest", "What orders ask for, the rules that map it, and the rules to add");
  auto a = std::make_shared<MappingArguments>();
  take_host(*suggest, shared);
  suggest->add_option("--account", a->account, "Account")->required();
  suggest->add_option("--store", a->store, "Store nickname; left out: all");
  suggest->add_option("--orders", a->orders, "Orders to look at, the newest")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  suggest->callback([&shared, a] {
    show(shared,
         Client(shared).get("/v1/accounts/" + Client::quoted(a->account) + "/mappings",
                            {{"store", a->store}, {"orders", std::to_string(a->orders)}}, kCountingPatience),
         print_mappings);
  });
}

}  // namespace fairway::cli
