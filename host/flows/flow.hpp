// What a flow is given and what it must do: take a batch of jobs of one group, act, and settle the jobs in the same
// transaction as what they did.
#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/base/catalogue.hpp"
#include "host/base/clock.hpp"
#include "host/config/snapshot.hpp"
#include "host/ledger/job.hpp"
#include "host/messenger/messenger.hpp"
#include "host/plugins/channel.hpp"
#include "host/storage/database.hpp"
#include "host/storage/vault.hpp"

namespace fairway::flows {

// Counters, kept by the engine for /metrics. Names in snake_case without the prefix "fairway_". [any thread]
class Meters {
 public:
  virtual ~Meters() = default;
  virtual void count(std::string_view name, std::int64_t by, std::map<std::string, std::string> labels = {}) = 0;
};

// All that a flow may touch. `config` is the snapshot that was current when the work started.
struct Context {
  storage::Database& db;
  storage::Vault& vault;
  plugins::Supervisor& plugins;
  const Catalogue& catalogue;
  const Clock& clock;
  config::SnapshotPtr config;
  std::int64_t epoch = 0;
  const std::atomic<bool>* stopping = nullptr;              // cancels calls
  std::function<void(const ledger::Group&, Instant)> wake;  // after COMMIT: this group has work at that time
  std::function<double()> random;                           // [0,1)
  Meters& meters;
  std::shared_ptr<const Catalogue> catalogue_held = {};  // what `catalogue` lies in, where it may be exchanged
  // What an operator shall find in the log of a store; empty: there is none.
  std::function<void(const std::string& message, const std::string& account, const std::string& store)> say = {};
  Messenger* messenger = nullptr;    // null: nobody is told anything
  std::filesystem::path files = {};  // the folder of files that persons hand in; empty: none are taken

  const config::Account* account(const std::string& name) const;  // nullptr: absent or rejected
};

// A batch of claimed jobs. settle() once, in the transaction of the effects; what is left unsettled the runner settles with
// the flow's own status.
class Work {
 public:
  Work(ledger::Group group, std::vector<ledger::Job> jobs) : group_(std::move(group)), jobs_(std::move(jobs)) {}
  const ledger::Group& group() const noexcept { return group_; }
  const std::vector<ledger::Job>& jobs() const noexcept { return jobs_; }
  bool settled() const noexcept { return settled_; }
  Status settle(Context&, storage::Transaction&, const std::vector<ledger::Outcome>&);
  Status settle_all(Context&, storage::Transaction&, const ledger::Outcome&);

 private:
  ledger::Group group_;
  std::vector<ledger::Job> jobs_;
  bool settled_ = false;
};

// One transaction of a flow: queues jobs with it and wakes their groups after COMMIT.
class Unit {
 public:
  static Result<Unit> begin(Context& context);
  storage::Transaction& tx() noexcept { return *tx_; }
  Status enqueue(const std::vector<ledger::NewJob>& jobs);
  void wake_after(const std::vector<ledger::Group>& groups, Instant due);  // their jobs were made due in this transaction
  Status commit();

 private:
  Unit(Context& context, std::unique_ptr<storage::Transaction> tx) : context_(&context), tx_(std::move(tx)) {}
  Context* context_;
  std::unique_ptr<storage::Transaction> tx_;
  std::vector<ledger::Due> touched_;
};

// One step. Its status is the reason why unsettled jobs come again.
struct Flow {
  Status (*run)(Context&, Work&);
  std::size_t batch;  // most jobs at a time
};
// By job kind: pull-orders, check-orders, rescan-orders, map, submit, acknowledge, pull-notices, pull-shipments, pull-stock,
// pull-retention, confirm, confirmations, cancel, tell-cancelled, hook, import,
// complete-import, refresh-images, start-import, tell-listings, tell-content, submit-listings, pull-verdicts, look-at-listings, plan-contents, deadlines, redact, prune,
// keep-stock, gather-notices, notify.
const std::map<std::string, Flow>& flows();

}  // namespace fairway::flows
