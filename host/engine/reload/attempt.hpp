// One attempt to make the files what runs: read, judge, compare, prepare, quiesce, apply, verify.
// What fails before `apply` has changed nothing; what fails after it is taken back, account by account.
#pragma once
#include "host/engine/judge.hpp"
#include "host/engine/log.hpp"
#include "host/engine/redact.hpp"
#include "host/engine/reload/history.hpp"
#include "host/engine/reload/report.hpp"
#include "host/engine/runner.hpp"

namespace fairway::engine {

// What attempts work with; all of it outlives them.
struct ReloadParts {
  storage::Database& db;
  storage::Vault& vault;
  Clock& clock;
  plugins::Supervisor& supervisor;
  config::Loader& loader;
  Redactor& redactor;
  JudgeMemory& judged;
  Log log;
  std::int64_t epoch = 0;
  Millis quiesce = std::chrono::seconds(30);  // how long calls in hand may take to end
  Millis probe = std::chrono::seconds(5);     // how long the first pull of a changed store is waited for; real time
  // The snapshot that runs from now on, with the stores that may not.
  std::function<void(config::SnapshotPtr, std::set<StoreName>)> exchange;
  // For tests: called before each step by its name; a failure is the step's.
  std::function<Status(std::string_view step)> fault;
};

class Attempt {
 public:
  // `running` and `runner` are null at the start of the host: then everything is new, and nothing is there to go back to.
  Attempt(const ReloadParts& parts, const Catalogue& catalogue, const config::LoadOptions& load, config::SnapshotPtr running,
          Runner* runner, ReloadRequest request);

  // Takes `report` with its number, and fills it. Never fails itself.
  void run(Reload& report);
  // Accounts whose return to the old state failed: their work waits until an attempt succeeds.
  const std::set<std::string>& degraded() const noexcept { return degraded_; }
  // An account was left out because its calls did not end: its files say more than what runs.
  bool busy() const noexcept { return busy_; }

 private:
  using Names = std::set<std::string>;
  struct Before {  // of an account in the database
    std::string hash;
    std::int64_t generation = 0;
    bool absent = false;
  };

  Status read();
  Status judge();
  Status compare();
  Status prepare();
  Status quiesce();
  Status apply();
  Status verify();
  Status step(std::string_view name, Status (Attempt::*body)());

  Status read_stored();
  Status take_rollback();
  void show_pins();
  Status start_on_kept();
  void only_those_asked_for();
  void leave_out(const std::string& account, const config::Place& place, std::string path, std::string why);
  Status sample_decision(const config::Account& account);
  Status apply_in(storage::Transaction& tx, config::Snapshot snapshot, const History::SealedTexts& texts);
  Status keep_versions(storage::Transaction& tx, const History::SealedTexts& texts);
  Status await_proof(storage::Transaction& tx);
  std::map<std::string, Failure> first_pulls();
  void take_back(const std::map<std::string, Failure>& failed);
  Result<Applied> take_back_in(storage::Transaction& tx, const std::map<std::string, Failure>& failed,
                               const config::Snapshot& snapshot);
  void finish(Reload& report, const Status& outcome);

  const ReloadParts& parts_;
  const Catalogue& catalogue_;
  config::LoadOptions load_;
  const config::SnapshotPtr running_;
  Runner* const runner_;
  const ReloadRequest request_;
  History history_;

  std::map<std::string, PinRow> pins_;
  config::Loaded loaded_;
  config::Snapshot proposed_;
  Names changed_, gone_;
  std::map<std::string, config::Changes> changes_;
  std::map<std::string, Before> before_;
  std::optional<Applied> applied_;
  Instant applied_at_;
  std::map<std::string, std::string> proofs_;  // jobs whose next end shows that the change works, and their account
  std::vector<std::string> unused_keys_;       // of texts that no version has any more
  Names taken_back_, degraded_;
  bool busy_ = false;
  std::optional<Runner::Hold> hold_;
  std::optional<Runner::Hold> degraded_hold_;  // until the engine has its own
};

}  // namespace fairway::engine
