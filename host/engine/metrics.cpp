#include "host/engine/metrics.hpp"

#include <prometheus/text_serializer.h>

namespace fairway::engine {
namespace {

std::string full_name(std::string_view name) { return "fairway_" + std::string(name); }

bool allowed(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace

void Metrics::count(std::string_view name, std::int64_t by, Labels labels) {
  if (by < 0 || !allowed(name)) return;
  std::scoped_lock lock(mutex_);
  auto found = counters_.find(name);
  if (found == counters_.end())
    found =
        counters_.emplace(std::string(name), &prometheus::BuildCounter().Name(full_name(name)).Register(registry_)).first;
  found->second->Add(labels).Increment(static_cast<double>(by));
}

void Metrics::set(std::string_view name, double value, Labels labels) {
  if (!allowed(name)) return;
  std::scoped_lock lock(mutex_);
  auto found = gauges_.find(name);
  if (found == gauges_.end())
    found =
        gauges_
            .emplace(std::string(name), GaugeFamily{&prometheus::BuildGauge().Name(full_name(name)).Register(registry_), {}})
            .first;
  auto& gauge = found->second.family->Add(labels);
  gauge.Set(value);
  auto& values = found->second.values;
  if (std::find(values.begin(), values.end(), &gauge) == values.end()) values.push_back(&gauge);
}

void Metrics::clear(std::string_view name) {
  std::scoped_lock lock(mutex_);
  const auto found = gauges_.find(name);
  if (found == gauges_.end()) return;
  for (auto* gauge : found->second.values) found->second.family->Remove(gauge);
  found->second.values.clear();
}

std::string Metrics::text() { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

}  // namespace fairway::engine
