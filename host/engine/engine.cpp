#include "host/engine/engine.hpp"

#include <random>

#include "host/engine/admin_token.hpp"
#include "host/engine/sample.hpp"
#include "host/storage/rotate.hpp"
#include "host/storage/secrets.hpp"

namespace fairway::engine {
namespace {

using storage::Transaction;

constexpr Millis kSampleKept = std::chrono::seconds(5);
constexpr Millis kRatesEvery = std::chrono::minutes(1);

Log first_log(const Options& options, const std::shared_ptr<Redactor>& redactor, const Clock& clock) {
  return options.log_sink ? make_log(options.log_sink, options.log_level, redactor, clock)
                          : make_log(options.log_level, redactor, clock);
}

}  // namespace

Engine::Engine(Options options)
    : options_(std::move(options)),
      clock_(options_.clock ? options_.clock : &system_clock_),
      redactor_(std::make_shared<Redactor>()),
      log_(first_log(options_, redactor_, *clock_)),
      random_state_(std::random_device{}()) {}

Engine::~Engine() { stop(); }

Result<std::unique_ptr<Engine>> Engine::start(Options options) {
  std::unique_ptr<Engine> engine(new Engine(std::move(options)));
  for (const auto step : {&Engine::open, &Engine::find_plugins, &Engine::make_services, &Engine::configure, &Engine::run})
    if (auto done = (engine.get()->*step)(); !done) {
      auto why = std::move(done.error());
      why.message = engine->redactor_->mask(why.message);
      return fail(std::move(why));
    }
  return engine;
}

Status Engine::open() {
  if (!options_.load.sealed) options_.load.sealed = storage::secret_reader(options_.data);
  if (auto read = read_host_file(); !read) return read;
  storage::OpenOptions where{options_.data, host_file_.host.database};
  where.warn = [this](const std::string& text) { log_.warn(text); };
  auto db = storage::open(where);
  if (!db) return fail(std::move(db.error()));
  db_ = std::move(*db);
  if (options_.reserve)
    if (auto reserved = options_.reserve(host_file_.host); !reserved) return reserved;
  if (auto done = storage::finish_rotation(options_.data, host_file_.host.database); !done) return done;
  auto vault = storage::open_vault(options_.data);
  if (!vault) return fail(std::move(vault.error()));
  vault_ = std::move(*vault);
  auto owned = take_over(*db_, clock_->now());
  if (!owned) return fail(std::move(owned.error()));
  ownership_ = *owned;
  if (!owned->clean) log_.warn("the last run did not end cleanly", {{"jobs_reclaimed", owned->reclaimed}});
  if (!host_file_.host.auth) return {};
  auto made = ensure_admin_token(*db_, options_.data, clock_->now());
  if (!made) return fail(std::move(made.error()));
  if (*made) log_.info("the first admin token was written", {{"file", (options_.data / kAdminTokenFile).string()}});
  return {};
}

Status Engine::make_services() {
  rates_ = std::make_unique<Rates>(catalogue_, *clock_, ownership_.clean);
  tokens_ = std::make_unique<Tokens>(*db_, *vault_, catalogue_, *clock_);
  services_ = std::make_unique<HostServices>(*db_, *rates_, *tokens_);
  auto view = db_->read();
  if (!view) return fail(std::move(view.error()));
  if (auto loaded = rates_->load(**view); !loaded) return loaded;
  if (options_.supervisor) {
    supervisor_ = options_.supervisor(*services_, *clock_);
    return {};
  }
  plugins::SupervisorOptions workers;
  workers.catalogue = *catalogue();
  workers.executable = options_.executable;
  workers.data = options_.data;
  workers.in_process = options_.in_process;
  if (auto known = check_tapes(); !known) return known;
  workers.tapes = options_.tapes;
  workers.returned = [this](const PluginFile& failed, const PluginFile& back, const std::string& why) {
    swapper_->returned(catalogue_, failed, back, why);
  };
  workers.logger = as_spdlog(log_.named("plugins"));
  supervisor_ = plugins::make_supervisor(std::move(workers), *services_, *clock_);
  const auto found = catalogue();
  for (const auto& [name, plugin] : found->plugins)
    if (const auto why = found->refused.find(plugin.path); why != found->refused.end())
      supervisor_->note_refused(name, why->second);
  return {};
}

Status Engine::run() {
  runner_ = std::make_unique<Runner>(
      *db_, *clock_, options_.flows ? *options_.flows : flows::flows(), [this] { return context(); }, log_.named("runner"),
      Runner::Options{options_.threads});
  if (auto started = runner_->start(); !started) return started;
  housekeeper_ = std::make_unique<Housekeeper>(chores(), *clock_, log_.named("housekeeper"));
  housekeeper_->start();
  if (options_.watch) watch();
  log_.info("running", {{"accounts", snapshot()->accounts.size()},
                        {"rejected", snapshot()->rejected.size()},
                        {"epoch", ownership_.epoch},
                        {"plugins", catalogue()->plugins.size()}});
  return {};
}

Status Engine::check_tapes() {
  for (const auto& [plugin, files] : options_.tapes) {
    if (!catalogue()->plugins.contains(plugin))
      return fail(FW_E_CONFIG, fmt::format("--record, --replay: there is no plugin named {}", plugin));
    if (!files.record.empty())
      log_.warn("what a plugin's remote answers is written down, with all it says of people",
                {{"plugin", plugin}, {"file", files.record.string()}});
  }
  return {};
}

std::vector<Chore> Engine::chores() {
  return {{"rates", kRatesEvery, [this] { return store_rates(false); }}};
}

// Each minute one row is written at least, so that a full disk shows also where nothing else happens.
// At the end the levels and the goodbye are one transaction: a goodbye without them would let buckets start too full.
Status Engine::store_rates(bool last) {
  return db_->transact([&](Transaction& tx) -> Status {
    if (auto mine = expect_owner(tx, ownership_.epoch); !mine) return mine;
    if (auto stored = rates_->store(tx); !stored) return stored;
    return last ? hand_back(tx, ownership_.epoch) : still_here(tx, ownership_.epoch);
  });
}

void Engine::stop() {
  if (std::exchange(stopped_, true)) return;
  watch_.reset();
  if (runner_) runner_->stop(Millis(0));  // an attempt in hand waits for nothing more
  if (queue_) queue_->stop();
  if (housekeeper_) housekeeper_->stop();
  const bool ended = !runner_ || runner_->stop(options_.grace);
  if (supervisor_) supervisor_->stop(options_.grace);
  if (runner_) runner_->join();
  if (!runner_) return leave_as_found();
  if (const auto stored = store_rates(true); !stored) log_.warn(stored.error().message);
  log_.info("stopped", {{"all_work_ended", ended}});
  log_.flush();
}

// A start that was refused ran nothing: the run before it ended as cleanly as it did.
void Engine::leave_as_found() {
  if (!db_ || !ownership_.clean || ownership_.epoch == 0) return;
  const auto left = db_->transact([&](Transaction& tx) { return hand_back(tx, ownership_.epoch); });
  if (!left) log_.warn(left.error().message);
}

config::SnapshotPtr Engine::snapshot() const {
  std::scoped_lock lock(state_mutex_);
  return snapshot_;
}

std::set<StoreName> Engine::refused() const {
  std::scoped_lock lock(state_mutex_);
  return refused_;
}

bool Engine::ready() const { return runner_ && !runner_->stopping() && !runner_->fenced(); }

Status Engine::flowing() const {
  if (!ready()) return fail(FW_E_UNAVAILABLE, "the host does not own its database");
  if (const auto trouble = db_->trouble(); !trouble.empty())
    return fail(FW_E_UNAVAILABLE, "the last write to the database failed: " + trouble);
  const auto now = snapshot();
  if (!now->accounts.empty()) return {};
  if (now->rejected.empty())
    return fail(FW_E_UNAVAILABLE, "there is no account: write the first file with `fairway account new`");
  const auto& [name, place] = *now->rejected.begin();
  return fail(FW_E_UNAVAILABLE, fmt::format("none of the accounts runs; the first of {} that were rejected is {} ({})",
                                            now->rejected.size(), name, place.text()));
}

flows::Context Engine::context() {
  const auto catalogue = catalogue_.get();
  return {*db_,
          *vault_,
          *supervisor_,
          *catalogue,
          *clock_,
          snapshot(),
          ownership_.epoch,
          &runner_->stopping(),
          [this](const ledger::Group& group, Instant at) { runner_->wake(group, at); },
          [this] { return random(); },
          metrics_,
          catalogue,
          [log = log_.named("orders")](const std::string& message, const std::string& account, const std::string& store) {
            log.info(message, {{"account", account}, {"store", store}});
          },
          messenger_.get(),
          options_.data / "files"};
}

// xorshift64: it only spreads retries.
double Engine::random() {
  std::scoped_lock lock(state_mutex_);
  random_state_ |= 1;
  random_state_ ^= random_state_ << 13;
  random_state_ ^= random_state_ >> 7;
  random_state_ ^= random_state_ << 17;
  return static_cast<double>(random_state_ >> 11) / static_cast<double>(std::uint64_t{1} << 53);
}

std::string Engine::metrics_text() {
  std::scoped_lock lock(metrics_mutex_);
  const auto now = clock_->steady();
  if (!sampled_at_ || now - *sampled_at_ >= kSampleKept) {
    sample(metrics_, {*db_, *runner_, *rates_, *supervisor_, *clock_});
    metrics_.set("build_info", 1, {{"version", FAIRWAY_VERSION}});
    sampled_at_ = now;
  }
  return metrics_.text();
}

}  // namespace fairway::engine
