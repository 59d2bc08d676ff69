// The composition root: everything that a running host consists of, made in order, ended in reverse. Nothing is global.
#pragma once
#include "host/engine/apply.hpp"
#include "host/engine/check.hpp"
#include "host/engine/housekeeper.hpp"
#include "host/engine/metrics.hpp"
#include "host/engine/owner.hpp"
#include "host/engine/plugin_swap.hpp"
#include "host/engine/reload/attempt.hpp"
#include "host/engine/reload/queue.hpp"
#include "host/engine/reload/watch.hpp"
#include "host/engine/removal.hpp"
#include "host/engine/runner.hpp"
#include "host/engine/services.hpp"

namespace fairway::engine {

// In the data folder: what fairway.yaml said when it was last sound.
inline constexpr const char* kKeptHostFile = "fairway.yaml.kept";

struct Options {
  std::filesystem::path config, data, executable;
  bool in_process = false;                          // plugins on threads of this process, for debugging
  std::map<std::string, plugins::TapeFiles> tapes;  // by plugin; CONFIG at the start where there is no such plugin
  Clock* clock = nullptr;                           // null: the system's
  std::size_t threads = 16;                         // batches at a time
  Log::Level log_level = Log::Level::info;
  spdlog::sink_ptr log_sink;  // null: stderr
  config::LoadOptions load;
  bool watch = false;           // files that change are applied without asking
  bool allow_removals = false;  // at the start: more than a fifth of the accounts that ran may be gone
  bool strict = false;          // no start while an account, fairway.yaml or a plugin file is refused
  // Takes what only one host can have, such as its ports: asked once the data folder is ours, before anything else begins.
  std::function<Status(const config::Host&)> reserve;
  Millis grace = std::chrono::seconds(10);    // for work in hand at the end
  Millis quiesce = std::chrono::seconds(30);  // for calls of what a reload changes
  Millis probe = std::chrono::seconds(5);     // for the first calls after it; real time
  // For tests: in place of what is found and made.
  std::optional<Catalogue> catalogue;
  std::function<std::unique_ptr<plugins::Supervisor>(plugins::Services&, const Clock&)> supervisor;
  const FlowTable* flows = nullptr;
  std::function<Status(std::string_view step)> reload_fault;
};

class Engine {
 public:
  // CONFIG when fairway.yaml has errors and nothing sound is kept of it (an account's errors stop only that account; with
  // `strict` both stop the start), UNAVAILABLE when another host has the data folder. Running when it returns.
  static Result<std::unique_ptr<Engine>> start(Options options);
  ~Engine();  // stop()
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Claims nothing more, lets work in hand end within the grace, ends the workers, stores the buckets. Once. [one thread]
  void stop();

  // Asks for an attempt to make the files what runs. One at a time; asking while one waits is that one. An account
  // whose files are refused goes on as it ran; fairway.yaml with errors, or more than a fifth of the accounts gone without
  // `allow_removals`, changes nothing at all. What only a start can change (listen, public, auth, database) stays as it is.
  // await_reload() ends as ReloadQueue::wait() does. [any thread]
  Result<std::int64_t> ask_reload(ReloadRequest request);
  Result<Reload> await_reload(std::int64_t attempt);
  Result<Reload> reload(ReloadRequest request = {});  // both
  // Swaps the plugins whose files changed, or the one that is named (also where it failed before), and reloads after a swap.
  // What each came to; empty: no file changed. [any thread]
  Result<std::vector<PluginSwap>> reload_plugins(const std::string& only = {});
  // Retires a store or an account that is absent. REJECTED with what to do first where the files name it or its orders are
  // unfinished, INVALID where nothing is known of it, UNAVAILABLE while calls in hand do not end. Waits for an attempt in
  // hand. [any thread]
  Result<Removal> remove(const RemovalRequest& request);

  // [any thread], while the engine lives
  config::SnapshotPtr snapshot() const;
  std::set<StoreName> refused() const;     // stores whose seller belongs to another account
  std::set<std::string> degraded() const;  // accounts whose return from a failed change failed: their work waits
  bool ready() const;                      // running, and the database is still ours
  Status flowing() const;                  // ready, and orders can flow: an account runs, the last write was kept
  flows::Context context();                // with the snapshot that is current now
  std::string metrics_text();              // counted anew at most every 5 s

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

  // What the watch calls: asks for an attempt where a file is not as it was read last, or an attempt read in vain what was
  // written meanwhile. `news`: all that changed, where that is known. [any thread]
  void look_at_files(std::optional<config::News> news = {});

 private:
  explicit Engine(Options options);
  Status open();  // database, vault, ownership
  Status find_plugins();
  Status make_services();
  Status check_tapes();
  Status configure();  // the first attempt
  ReloadParts reload_parts();
  Result<std::int64_t> begin_reload(const ReloadRequest& request);
  Reload run_reload(std::int64_t number, const ReloadRequest& request);
  Status end_reload(const Reload& report);
  Status close_unfinished();
  Status read_host_file();
  void keep_host_file();
  void log_findings(const config::Snapshot* before);
  void keep_degraded(const std::set<std::string>& accounts);
  Status removable(const RemovalRequest& request) const;
  Result<Removal> retire(storage::Transaction& tx, const RemovalRequest& request, std::vector<std::string>& keys);
  std::optional<std::vector<std::filesystem::path>> plugin_folders_now() const;
  bool plugins_changed() const;
  std::vector<PluginSwap> swap_plugins(const std::string& only = {});  // the part of an attempt; on the queue's thread
  std::vector<WatchedFolder> watched_folders() const;
  void watch();
  Status run();
  std::vector<Chore> chores();
  Status store_rates(bool last);
  void leave_as_found();
  double random();

  Options options_;
  SystemClock system_clock_;
  Clock* clock_;
  std::shared_ptr<Redactor> redactor_;
  Log log_;
  Metrics metrics_;
  config::HostFile host_file_;
  config::LoadOptions first_load_;  // of the start: perhaps with the fairway.yaml that was kept
  CurrentCatalogue catalogue_;
  std::unique_ptr<PluginSwapper> swapper_;
  std::unique_ptr<storage::Database> db_;
  std::unique_ptr<storage::Vault> vault_;
  Ownership ownership_;
  std::unique_ptr<Rates> rates_;
  std::unique_ptr<Tokens> tokens_;
  std::unique_ptr<HostServices> services_;
  std::unique_ptr<plugins::Supervisor> supervisor_;
  std::unique_ptr<Messenger> messenger_ = make_messenger();
  std::unique_ptr<config::Loader> loader_;
  std::mutex names_mutex_;          // held by an attempt and by a removal: what the files name stays so meanwhile
  ReloadMemory reload_memory_;      // under it
  mutable std::mutex state_mutex_;  // the four below
  config::SnapshotPtr snapshot_;
  std::set<StoreName> refused_;
  std::set<std::string> degraded_;
  std::uint64_t random_state_;
  std::mutex metrics_mutex_;
  std::optional<Millis> sampled_at_;
  std::unique_ptr<Runner> runner_;
  std::optional<Runner::Hold> degraded_hold_;
  std::atomic<bool> look_again_{false};       // the last attempt left something undone that time may mend
  std::atomic<bool> look_everywhere_{false};  // it may have ended before it read what was news to it
  std::unique_ptr<ReloadQueue> queue_;
  std::unique_ptr<FolderWatch> watch_;
  std::unique_ptr<Housekeeper> housekeeper_;
  bool stopped_ = false;
};

}  // namespace fairway::engine
