// `fairway listings coverage`: which SKUs of the catalogue, or of a warehouse, a store lists.
#include <iostream>

#include "host/cli/client.hpp"

namespace fairway::cli {
namespace {

constexpr auto kCoveragePatience = std::chrono::minutes(10);  // until a chunk of a CSV is there

struct CoverageArguments {
  std::string account, store, warehouse, state, limit, cursor;
  bool csv = false;
};

void print_coverage(const json::value& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : items(page))
    rows.push_back({cell(one, "sku"), cell(one, "item"), cell(one, "state"), cell(one, "listing"), cell(one, "title")});
  print_table({"SKU", "ITEM", "STATE", "LISTED AS", "TITLE"}, rows);
  if (const auto next = cell(page, "next"); !next.empty()) fmt::print("more: --cursor '{}'\n", next);
}

void run_coverage(Shared& shared, const CoverageArguments& a) {
  const Client client(shared);
  const auto path = "/v1/accounts/" + Client::quoted(a.account) + "/stores/" + Client::quoted(a.store) + "/coverage";
  std::map<std::string, std::string> query{{"warehouse", a.warehouse}, {"state", a.state}};
  if (!a.csv) {
    query["limit"] = a.limit, query["cursor"] = a.cursor;
    return show(shared, client.get(path, query), print_coverage);
  }
  if (const auto done = client.download(path + "/csv", query, std::cout, kCoveragePatience); !done) {
    fmt::print(stderr, "{}\n", done.error().message);
    shared.exit = 1;
  }
}

}  // namespace

void add_coverage(CLI::App& listings, Shared& shared) {
  auto a = std::make_shared<CoverageArguments>();
  auto* command = listings.add_subcommand("coverage", "Which SKUs are live on a store, linked, or not listed");
  take_host(*command, shared);
  command->add_option("--account", a->account, "Account")->required();
  command->add_option("--store", a->store, "Store nickname")->required();
  command->add_option("--warehouse", a->warehouse, "Its SKUs; left out: the catalogue's");
  command->add_option("--state", a->state, "live, paused, linked, broken-link, closed, unlinked, not-listed");
  command->add_option("--limit", a->limit, "Items a page");
  command->add_option("--cursor", a->cursor, "Where the last page ended");
  command->add_flag("--csv", a->csv, "All of it as CSV, on standard output");
  command->callback([&shared, a] { run_coverage(shared, *a); });
}

}  // namespace fairway::cli
