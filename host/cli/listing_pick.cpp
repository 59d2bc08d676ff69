#include "host/cli/listing_pick.hpp"

#include <fstream>
#include <sstream>

#include "host/config/csv.hpp"

namespace fairway::cli {
namespace {

constexpr std::size_t kSkusPerRequest = 1000;

// The column `sku`, whatever else the file has.
Result<std::vector<std::string>> skus_of_file(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) return fail(FW_E_CONFIG, fmt::format("cannot read {}", name));
  const auto text = bytes.str();
  config::CsvReader reader(text);
  std::vector<config::CsvField> row;
  std::optional<std::size_t> column;
  std::vector<std::string> skus;
  while (reader.next(row)) {
    if (!column) {
      for (std::size_t i = 0; i < row.size() && !column; ++i)
        if (row[i].value() == "sku") column = i;
      if (!column) return fail(FW_E_CONFIG, fmt::format("{}:{}: no column \"sku\"", name, row.front().line));
      continue;
    }
    if (*column >= row.size() || row[*column].value().empty())
      return fail(FW_E_CONFIG, fmt::format("{}:{}: no SKU", name, row.front().line));
    skus.push_back(row[*column].value());
  }
  if (!reader.error().empty()) return fail(FW_E_CONFIG, fmt::format("{}:{}: {}", name, reader.line(), reader.error()));
  if (skus.empty()) return fail(FW_E_CONFIG, fmt::format("{} names no listing", name));
  return skus;
}

}  // namespace

void take_pick(CLI::App& command, ListingPick& pick) {
  command.add_option("sku", pick.skus, "As the store calls it");
  command.add_option("--file", pick.file, "CSV with a header; its column sku is read");
  command.add_option("--state", pick.state, "All listings of the store in this state");
  command.add_option("--product", pick.product, "All with this ASIN or the like");
  command.add_option("--fulfilled-by", pick.fulfilled_by, "All that merchant, or amazon, ships");
  command.add_flag("--all", pick.all, "All of the store that are live");
}

Result<std::vector<json::object>> bodies_of(const ListingPick& pick) {
  const bool filter = pick.all || !pick.state.empty() || !pick.product.empty() || !pick.fulfilled_by.empty();
  if ((pick.skus.empty() ? 0 : 1) + (pick.file.empty() ? 0 : 1) + (filter ? 1 : 0) != 1)
    return fail(FW_E_CONFIG, "say which: SKUs, or --file, or a filter (--state, --product, --fulfilled-by, --all)");
  if (filter)
    return std::vector<json::object>{
        {{"filter",
          json::object{{"state", pick.state}, {"product_id", pick.product}, {"fulfilled_by", pick.fulfilled_by}}}}};
  auto skus = pick.file.empty() ? Result<std::vector<std::string>>(pick.skus) : skus_of_file(pick.file);
  if (!skus) return fail(std::move(skus.error()));
  std::vector<json::object> bodies;
  for (std::size_t from = 0; from < skus->size(); from += kSkusPerRequest) {
    const auto end = std::min(from + kSkusPerRequest, skus->size());
    json::array some;
    for (std::size_t i = from; i < end; ++i) some.emplace_back((*skus)[i]);
    bodies.push_back(json::object{{"skus", std::move(some)}});
  }
  return bodies;
}

}  // namespace fairway::cli
