#include "host/cli/listing_pick.hpp"

#include <algorithm>

#include "host/cli/csv_file.hpp"

namespace fairway::cli {
namespace {

constexpr std::size_t kSkusPerRequest = 1000;

// The column `sku`, whatever else the file has.
Result<std::vector<std::string>> skus_of_file(const std::string& name) {
  const auto file = read_csv(name);
  if (!file) return fail(file.error());
  const auto column = std::find(file->header.begin(), file->header.end(), "sku");
  if (column == file->header.end()) return fail(FW_E_CONFIG, fmt::format("{}:1: no column \"sku\"", name));
  const auto at = static_cast<std::size_t>(column - file->header.begin());
  std::vector<std::string> skus;
  for (const auto& row : file->rows) {
    if (row.cells[at].empty()) return fail(FW_E_CONFIG, fmt::format("{}:{}: no SKU", name, row.line));
    skus.push_back(row.cells[at]);
  }
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
