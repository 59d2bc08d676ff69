// The composition root: everything that a running host consists of, made in order, ended in reverse. Nothing is global.
#pragma once
#include "host/engine/apply.hpp"
#include "host/engine/check.hpp"
#include "host/engine/housekeeper.hpp"
#include "host/engine/metrics.hpp"
#include "host/engine/owner.hpp"
#include "host/engine/plugin_swap.hpp"
#include "host/engine/reload.hpp"
#include "host/engine/runner.hpp"
#include "host/engine/services.hpp"

namespace fairway::engine {

struct Options {
  std::filesystem::path config, data, executable;
  bool in_process = false;   // plugins on threads of this process, for debugging
  Clock* clock = nullptr;    // null: the system's
  std::size_t threads = 16;  // batches at a time
  Log::Level log_level = Log::Level::info;
  spdlog::sink_ptr log_sink;  // null: stderr
  config::LoadOptions load;
  Millis grace = std::chrono::seconds(10);  // for work in hand at the end
  // For tests: in place of what is found and made.
  std::optional<Catalogue> catalogue;
  std::function<std::unique_ptr<plugins::Supervisor>(plugins::Services&, const Clock&)> supervisor;
  const FlowTable* flows = nullptr;
};

class Engine {
 public:
  // CONFIG when fairway.yaml has errors (an account's errors stop only that account), UNAVAILABLE when another host has
  // the data folder. Running when it returns.
  static Result<std::unique_ptr<Engine>> start(Options options);
  ~Engine();  // stop()
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Claims nothing more, lets work in hand end within the grace, ends the workers, stores the buckets. Once. [one thread]
  void stop();

  // Reads the folder again and exchanges the snapshot: one at a time. An account whose files are refused goes on as it ran;
  // fairway.yaml with errors, or more than a fifth of the accounts gone without `allow_removals`, changes nothing at all.
  // What only a start can change (listen, database, plugins) stays as it is. [any thread]
  Reload reload(bool allow_removals = false);
  // Swaps the plugins whose files changed, or the one that is named (also where it failed before), and reloads after a swap.
  // What each came to; empty: no file changed. [any thread]
  std::vector<PluginSwap> reload_plugins(const std::string& only = {});
  std::vector<Reload> reloads() const;  // the newest first, at most 100

  // [any thread], while the engine lives
  config::SnapshotPtr snapshot() const;
  std::set<StoreName> refused() const;  // stores whose seller belongs to another account
  bool ready() const;                   // running, and the database is still ours
  Status flowing() const;               // ready, and orders can flow: an account runs, the last write was kept
  flows::Context context();             // with the snapshot that is current now
  std::string metrics_text();           // counted anew at most every 5 s

  storage::Database& db() noexcept { return *db_; }
  storage::Vault& vault() noexcept { return *vault_; }
  plugins::Supervisor& supervisor() noexcept { return *supervisor_; }
  CataloguePtr catalogue() const { return catalogue_.get(); }  // hold it as long as anything found in it is used
  Metrics& metrics() noexcept { return metrics_; }
  Rates& rates() noexcept { return *rates_; }
  Tokens& tokens() noexcept { return *tokens_; }
  Runner& runner() noexcept { return *runner_; }
  const Clock& clock() const noexcept { return *clock_; }
  const Log& log() const noexcept { return log_; }
  const Options& options() const noexcept { return options_; }

 private:
  explicit Engine(Options options);
  Status open();  // database, vault, ownership
  Status make_services();
  Status configure();  // the first reload
  Result<config::Snapshot> propose(const config::Snapshot* running);
  Result<Applied> commit(config::Snapshot proposed, Reload& report);
  Status try_reload(const config::Snapshot& running, bool allow_removals, Reload& report);
  void remember(Reload report);
  std::vector<PluginSwap> swap_plugins(const std::string& only = {});  // the part of a reload; under reload_mutex_
  Status run();
  std::vector<Chore> chores();
  Status store_rates(bool last);
  double random();

  Options options_;
  SystemClock system_clock_;
  Clock* clock_;
  std::shared_ptr<Redactor> redactor_;
  Log log_;
  Metrics metrics_;
  config::HostFile host_file_;
  CurrentCatalogue catalogue_;
  std::unique_ptr<PluginSwapper> swapper_;
  std::unique_ptr<storage::Database> db_;
  std::unique_ptr<storage::Vault> vault_;
  Ownership ownership_;
  std::unique_ptr<Rates> rates_;
  std::unique_ptr<Tokens> tokens_;
  std::unique_ptr<HostServices> services_;
  std::unique_ptr<plugins::Supervisor> supervisor_;
  std::mutex reload_mutex_;         // one reload at a time
  mutable std::mutex state_mutex_;  // the four below
  config::SnapshotPtr snapshot_;
  std::set<StoreName> refused_;
  std::vector<Reload> reloads_;
  std::uint64_t random_state_;
  std::mutex metrics_mutex_;
  std::optional<Millis> sampled_at_;
  std::unique_ptr<Runner> runner_;
  std::unique_ptr<Housekeeper> housekeeper_;
  bool stopped_ = false;
};

}  // namespace fairway::engine
