// One attempt to make the files what runs: read, judge, compare, prepare, quiesce, apply, commit, exchange, verify.
// What fails up to `commit` has changed nothing; what fails after it is taken back, account by account.
#pragma once
#include "host/engine/log.hpp"
#include "host/engine/redact.hpp"
#include "host/engine/reload/history.hpp"
#include "host/engine/reload/memory.hpp"
#include "host/engine/reload/report.hpp"
#include "host/engine/runner.hpp"
#include "host/engine/store_rows.hpp"

namespace fairway::engine {

// What attempts work with; all of it outlives them.
struct ReloadParts {
  storage::Database& db;
  storage::Vault& vault;
  Clock& clock;
  plugins::Supervisor& supervisor;
  config::Loader& loader;
  Redactor& redactor;
  ReloadMemory& memory;
  Log log;
  std::int64_t epoch = 0;
  Millis quiesce{0};  // how long calls in hand may take to end; Options::quiesce
  Millis probe{0};    // how long the first pull of a changed store is waited for, in real time; Options::probe
  // The snapshot that runs from now on, with the stores that may not.
  std::function<void(config::SnapshotPtr, std::set<StoreName>)> exchange;
  std::function<void()> forget_tokens;  // those in memory: they are under names of before, or have expired
  // For tests: called at each step by its name, and at "undo"; a failure is the step's.
  std::function<Status(std::string_view step)> fault;
};

// Failures that a change itself brings about; others (network, rate limits) come and go.
bool is_of_the_change(std::string_view code);
// What the jobs of these stores and warehouses name as their target.
DueIndex::Targets targets_of(const config::Account& account, const config::Touched& touched, const Catalogue& catalogue);

class Attempt {
 public:
  // `running` and `runner` are null at the start of the host: then everything is new, and nothing is there to go back to.
  Attempt(const ReloadParts& parts, const Catalogue& catalogue, const config::LoadOptions& load, config::SnapshotPtr running,
          Runner* runner, ReloadRequest request);

  // Takes `report` with its number, and fills it. Never fails itself. Once; on one thread, while no other attempt runs.
  void run(Reload& report);
  // Accounts whose return to the old state failed: their work waits until an attempt succeeds.
  const std::set<std::string>& degraded() const noexcept { return degraded_; }
  // An account was left out because its calls did not end: its files say more than what runs.
  bool busy() const noexcept { return busy_; }

 private:
  using Names = std::set<std::string>;

  // The steps, in their order; `commit` ends the transaction of apply().
  Status read();
  Status judge();
  Status compare();
  Status prepare();
  Status quiesce();
  Status apply();
  Status exchange();
  Status verify();
  Status fault(std::string_view step) const;

  // Their parts.
  Status read_stored();
  Status take_rollback();
  void keep_what_needs_a_start();
  void keep_what_was_refused();
  Status settle_names();
  void show_pins();
  void miss_the_gone();
  Status start_on_kept();
  void note_move(const config::Account& account, const config::Account* runs);
  void only_those_asked_for();
  void leave_out(const std::string& account, const config::Place& place, std::string path, std::string why);
  Status sample_decision(const config::Account& account);
  void open_beside(const config::Account& account);
  Status expire_changed_tokens(storage::Transaction& tx);
  const config::Account* ran_as(const std::string& account) const;  // null: it is new
  DueIndex::Targets resting(const std::string& account) const;
  Result<Applied> apply_in(storage::Transaction& tx, config::Snapshot snapshot, const History::SealedTexts& texts);
  Status keep_versions(storage::Transaction& tx, const History::SealedTexts& texts);
  Status await_proof(storage::Transaction& tx);
  bool ended(const PinRow& pin) const;
  Status unpin(storage::Transaction& tx);
  std::map<std::string, Failure> first_pulls();

  // The way back.
  void take_back(const std::map<std::string, Failure>& failed);
  Status rest_before_undo(const Names& names, std::optional<Runner::Hold>& hold) const;
  config::Snapshot without(const std::map<std::string, Failure>& failed) const;
  Result<Applied> take_back_in(storage::Transaction& tx, const std::map<std::string, Failure>& failed,
                               const config::Snapshot& snapshot);
  Status undo_rows(storage::Transaction& tx, const std::string& account);
  Status restore(storage::Transaction& tx, const std::string& account, const Failure& why, bool still_there);

  // Of the database, when this attempt began.
  const AccountRows& rows_before() const { return parts_.memory.stored->accounts; }
  Names touched() const;  // accounts whose rows may be others now
  void remember();
  void finish(Reload& report, const Status& outcome);

  const ReloadParts& parts_;
  const Catalogue& catalogue_;
  config::LoadOptions load_;
  const config::SnapshotPtr running_;
  Runner* const runner_;
  const ReloadRequest request_;
  History history_;

  FilesOf ran_from_;  // at the start
  std::map<std::string, PinRow> pins_;
  std::optional<PinRow> pin_before_;  // the one in the place of which the rollback that is asked for puts its own
  config::Loaded loaded_;
  config::Snapshot proposed_;
  Renames renames_;
  Names changed_, gone_;
  std::map<std::string, std::string> moved_;  // accounts whose file has another name and says the same: the one before
  std::map<std::string, config::Changes> changes_;
  std::map<std::string, StoreMarks> marks_;  // of those that changed, before
  std::optional<Applied> applied_;
  Instant applied_at_;
  std::int64_t last_order_ = 0;                // the highest id of an order then
  std::map<std::string, std::string> proofs_;  // jobs whose next end shows that the change works, and their account
  std::vector<std::shared_ptr<plugins::Channel>> opened_;  // beside what runs
  std::vector<std::string> unused_keys_;                   // of texts that no version has any more
  Names taken_back_, degraded_;
  bool tokens_expired_ = false;
  bool busy_ = false, borrowed_ = false;  // borrowed: load_ has what the memory knows of sellers
  std::optional<Runner::Hold> hold_;
  std::optional<Runner::Hold> degraded_hold_;  // until the engine has its own
};

}  // namespace fairway::engine
