// The two sides of a plan: what runs, or was applied last, and what a folder proposes.
#pragma once
#include "host/engine/plan.hpp"
#include "host/engine/scratch.hpp"
#include "host/engine/sellers.hpp"
#include "host/engine/services.hpp"

namespace fairway::engine {

// What both sides are read with; all of it outlives them.
struct PlanParts {
  const Catalogue& catalogue;
  plugins::Supervisor& plugins;
  const Clock& clock;
  config::LoadOptions load;
  storage::Database* db = nullptr;         // null: nothing was ever applied
  storage::Vault* vault = nullptr;         // with the database
  config::SnapshotPtr running{};           // null: no host runs, what was applied last counts
  std::set<StoreName> refused{};           // stores that may not run, and stand switched off in `running`
  config::Mode mode = config::Mode::live;  // of the host when it applied what was applied last
  const std::atomic<bool>* stopping = nullptr;
  plugins::Supervisor* live = nullptr;  // of the host, with its tokens and rates; null: no host runs
};

struct Sides {
  config::SnapshotPtr running;
  config::Snapshot proposed;
  std::set<std::string> elsewhere;  // accounts whose files are as they were applied, but not what they refer to
  config::Findings lost;            // of accounts whose last version cannot be read: they are new to the plan
};
Result<Sides> read_sides(const PlanParts& parts, const std::filesystem::path& folder, bool secrets_required);

// What `folder` would change; of `options` that is taken from here, not from its own.
Result<Plan> make_plan(const PlanParts& parts, const std::filesystem::path& folder, const PlanOptions& options);

// Workers of the plan's own: a proposed plugin setting must not meet the instances that serve orders now.
class PlanWorkers {
 public:
  using Maker = std::function<std::unique_ptr<plugins::Supervisor>(plugins::Services&, const Clock&)>;
  // `made`: for tests, in place of processes of `executable`.
  PlanWorkers(const Catalogue& catalogue, const std::filesystem::path& executable, bool in_process, const Clock& clock,
              const Maker& made);
  ~PlanWorkers();
  PlanWorkers(const PlanWorkers&) = delete;
  PlanWorkers& operator=(const PlanWorkers&) = delete;
  plugins::Supervisor& operator*() { return *supervisor_; }

 private:
  Scratch scratch_;
  NoServices services_;
  std::unique_ptr<plugins::Supervisor> supervisor_;
};

}  // namespace fairway::engine
