#include "host/flows/listings/bulk_plan.hpp"

#include <algorithm>

#include "fairway/pull.hpp"

namespace fairway::flows {
namespace {

constexpr Millis kUsual = std::chrono::minutes(5), kLeastTook = std::chrono::minutes(1);

}  // namespace

bool takes_submissions(const Catalogue& catalogue, const std::string& plugin) {
  return catalogue.push(plugin, ListingBulkChange::kSchema) && catalogue.stream(plugin, ListingVerdicts::kStream);
}

bool is_bulk_sooner(const BulkCase& of) {
  if (of.per_second <= 0) return false;
  const auto took = of.last_took.count() > 0 ? std::max(of.last_took, kLeastTook) : kUsual;
  return static_cast<double>(of.changes) / of.per_second > static_cast<double>(took.count()) / 1000;
}

double rate_of_changes(const Catalogue& catalogue, const std::string& plugin) {
  const auto* push = catalogue.push(plugin, ListingChange::kSchema);
  if (!push) return 0;
  for (const auto& rate : catalogue.find(plugin)->description.manifest.rates)
    if (rate.operation == push->operation) return rate.per_second;
  return 0;
}

}  // namespace fairway::flows
