// What a change of configuration would do, before it is done: what differs, and how the orders of late would have fared.
// Reads the folder and the database, asks plugins in processes of its own; sends and writes nothing. Where orders would be
// switched on, the channel is asked how many are open, through the workers that run.
#pragma once
#include "host/config/diff.hpp"
#include "host/config/load.hpp"
#include "host/engine/replay.hpp"
#include "host/engine/sellers.hpp"
#include "host/engine/switch_on.hpp"
#include "host/ledger/hold.hpp"

namespace fairway::engine {

class Engine;

struct PlanOptions {
  std::filesystem::path config;                          // the folder proposed; empty: the host's own
  bool secrets_required = true;                          // false: a ${…} that cannot be had in that folder is a warning
  std::size_t orders = 1000;                             // replayed for each changed account, the newest
  std::size_t orders_in_all = 100'000;                   // beyond it fewer of those that have many, evenly chosen
  std::size_t listed = 10'000;                           // orders listed in all
  std::set<std::string> accounts;                        // only these; empty: all
  bool allow_removals = false;                           // more than a fifth of the accounts may be gone
  std::function<bool(const std::string& account)> sees;  // who asks may see it; empty: all
};

struct AccountPlan {
  std::string account;
  enum class Status { added, changed, removed, rejected, renamed } status = Status::changed;
  std::string formerly;  // of a renamed one: what runs under that name
  config::Changes changes;
  config::Findings findings;          // of its files; of a rejected one, why it would go on as it runs
  std::size_t stored = 0;             // orders that were to be replayed before any were left out
  std::optional<Replay> replay;       // only of what runs and would change
  std::vector<SwitchOn> switched_on;  // stores that would take orders on, and do not now
};

struct Plan {
  std::vector<AccountPlan> accounts;  // by name; only those that would change or be refused
  std::size_t unchanged = 0;
  std::vector<StoreName> paused;  // by a person, whatever the files say
  std::vector<ledger::HeldTarget> held;
  bool sampled = false;       // not all of the orders asked for were replayed
  config::Findings findings;  // of no account above: fairway.yaml, templates, rates that an account shares with those above
  std::string note;           // what the plan could not take into account; empty: nothing
  Millis took{0};
};

// A folder against what the host runs. [any thread]; blocks while it replays.
Result<Plan> plan(Engine& engine, const PlanOptions& options);

// The same where no host runs: against what the data folder says was applied last, with the orders that it has. Takes no
// lock and makes nothing. Without a database nothing was applied, and all accounts are new.
struct AtRest {
  std::filesystem::path data, executable;
  config::LoadOptions load;
  bool in_process = false;
  // For tests: in place of what is found and made.
  std::optional<Catalogue> catalogue;
  std::function<std::unique_ptr<plugins::Supervisor>(plugins::Services&, const Clock&)> supervisor;
};
Result<Plan> plan_at_rest(const AtRest& host, const PlanOptions& options);

// As REST answers it: {"accounts": [...], "unchanged", "paused", "held", "sampled", "findings", "note", "seconds"}.
json::value plan_json(const Plan& plan);

}  // namespace fairway::engine
