#include "host/flows/listings/shown.hpp"

#include "fairway/json.hpp"

namespace fairway::flows {

std::vector<ListingShown> read_shown(const plugins::Batch& batch) {
  std::vector<ListingShown> all;
  for (const auto& document : batch.documents) {
    ListingShown shown;
    if (JsonError error; document.schema == ListingShown::kSchema && read_json(document.body, shown, error))
      all.push_back(std::move(shown));
  }
  return all;
}

Status ShownBySku::commit(plugins::Batch batch) {
  for (auto& shown : read_shown(batch)) {
    auto sku = shown.sku;
    by_sku.insert_or_assign(std::move(sku), std::move(shown));
  }
  return {};
}

}  // namespace fairway::flows
