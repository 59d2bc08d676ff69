// The gauges of /metrics: what there is now, from the database, the runner, the buckets and the workers.
#pragma once
#include "host/engine/metrics.hpp"
#include "host/engine/rates.hpp"
#include "host/engine/runner.hpp"

namespace fairway::engine {

struct Sources {
  storage::Database& db;
  Runner& runner;
  Rates& rates;
  plugins::Supervisor& supervisor;
  const Clock& clock;
};

// Counts orders and jobs by index; the counts of a million orders take tens of milliseconds, so callers may keep the text
// for some seconds. A database that does not answer leaves its gauges empty.
void sample(Metrics& metrics, const Sources& sources);

}  // namespace fairway::engine
