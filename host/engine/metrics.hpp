// Numbers for /metrics: a Prometheus registry, its counters fed by flows and the engine, its gauges set at each scrape.
#pragma once
#include <memory>
#include <string>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include "host/flows/flow.hpp"

namespace fairway::engine {

using Labels = std::map<std::string, std::string>;

// Names in snake_case without the prefix "fairway_". A name that Prometheus does not allow is dropped. [any thread]
class Metrics final : public flows::Meters {
 public:
  void count(std::string_view name, std::int64_t by, Labels labels = {}) override;
  void set(std::string_view name, double value, Labels labels = {});
  // Forgets all values of a gauge: before it is set anew from what is there now.
  void clear(std::string_view name);
  std::string text();  // the Prometheus text format

 private:
  struct GaugeFamily {
    prometheus::Family<prometheus::Gauge>* family = nullptr;
    std::vector<prometheus::Gauge*> values;
  };
  prometheus::Registry registry_;
  std::mutex mutex_;
  std::map<std::string, prometheus::Family<prometheus::Counter>*, std::less<>> counters_;
  std::map<std::string, GaugeFamily, std::less<>> gauges_;
};

}  // namespace fairway::engine
