// Runs the tests of a configuration: each case's order through the same decision as a real one. Sends and writes nothing.
#pragma once
#include "host/config/cases.hpp"
#include "host/plugins/channel.hpp"

namespace fairway::engine {

struct CaseResult {
  const config::Case* of;  // lives as long as the cases
  // One for each expectation that was not met.
  struct Difference {
    std::string what;  // service, warehouse, state, lines
    std::string expected, actual;
    config::Place expected_at, decided_at;  // in the test; in the configuration, line 0: nowhere
  };
  std::vector<Difference> differences;
  std::string reason;  // why the order would wait, be held or dropped; empty: it goes
  bool passed() const { return differences.empty(); }
};

// In the order of the cases. `names`: only cases whose name, file or account is among them; empty: all.
std::vector<CaseResult> try_cases(const std::vector<config::Case>& cases, const std::set<std::string>& names,
                                  const config::Snapshot& snapshot, plugins::Supervisor& supervisor);

}  // namespace fairway::engine
