// The engine's configuration: applied at the start and at each reload, every attempt with a number and a row.
#include "host/config/tree.hpp"
#include "host/engine/engine.hpp"
#include "host/engine/reload/attempt.hpp"
#include "host/ledger/values.hpp"
#include "host/storage/vault/private_file.hpp"

namespace fairway::engine {
namespace {

using ledger::done;
using ledger::to_ms;
using storage::Transaction;

constexpr std::int64_t kReloadsKept = 1000;

}  // namespace

ReloadParts Engine::reload_parts() {
  return {*db_,
          *vault_,
          *clock_,
          *supervisor_,
          *loader_,
          *redactor_,
          reload_memory_,
          log_.named("reload"),
          ownership_.epoch,
          options_.quiesce,
          options_.probe,
          [this](config::SnapshotPtr snapshot, std::set<StoreName> refused) {
            std::scoped_lock lock(state_mutex_);
            snapshot_ = std::move(snapshot);
            refused_ = std::move(refused);
          },
          [this] { tokens_->forget(); },
          options_.reload_fault};
}

Result<std::int64_t> Engine::begin_reload(const ReloadRequest& request) {
  return db_->transact([&](Transaction& tx) -> Result<std::int64_t> {
    auto row = tx.query("INSERT INTO reload (at, author, cause, status) VALUES (?, ?, ?, 'running') RETURNING attempt",
                        {to_ms(clock_->now()), request.author, request.cause});
    if (!row) return fail(std::move(row.error()));
    const auto attempt = row->integer(0, 0);
    if (auto old = tx.execute("DELETE FROM reload WHERE attempt <= ?", {attempt - kReloadsKept}); !old)
      return fail(std::move(old.error()));
    return attempt;
  });
}

Status Engine::end_reload(const Reload& report) {
  json::object all = to_json(report);
  return db_->transact([&](Transaction& tx) -> Status {
    return done(tx.execute(
        "UPDATE reload SET ended_at = ?, status = ?, message = ?, accounts = ? WHERE attempt = ?",
        {to_ms(clock_->now()), report.status, report.message, json::serialize(all.at("accounts")), report.attempt}));
  });
}

Reload Engine::run_reload(std::int64_t number, const ReloadRequest& request) {
  std::scoped_lock names(names_mutex_);
  Reload report{number, clock_->now(), request.cause, request.author, {}, {}, {}, {}};
  const auto running = snapshot();
  auto asked = request;
  if (look_everywhere_) asked.news.reset();  // what was news to the last attempt may be unread
  if (running) report.plugins = swap_plugins(request.plugin);
  const auto another = [](const PluginSwap& swap) { return swap.status == "swapped" || swap.status == "added"; };
  asked.fresh |= std::any_of(report.plugins.begin(), report.plugins.end(), another);
  const auto parts = reload_parts();
  const auto catalogue = catalogue_.get();
  Attempt attempt(parts, *catalogue, running ? options_.load : first_load_, running, runner_.get(), std::move(asked));
  attempt.run(report);
  if (asked.fresh && !request.fresh && report.status == "unchanged") report.status = "applied";  // a plugin is another
  keep_host_file();
  keep_degraded(attempt.degraded());
  // What was read and not taken on counts as seen by now: an edit must not be lost between two attempts.
  const bool read_in_vain = !request.accounts.empty() || request.rollback || report.status == "rolled-back";
  look_again_ = attempt.busy() || !attempt.degraded().empty() || read_in_vain;
  look_everywhere_ = !report.message.empty();
  metrics_.count("reloads", 1, {{"status", report.status}});
  log_.info("reload", {{"attempt", number},
                       {"cause", request.cause},
                       {"author", request.author},
                       {"status", report.status},
                       {"why", report.message}});
  log_findings(running.get());
  if (auto kept = end_reload(report); !kept) log_.error(kept.error().message);
  return report;
}

// Those that the last attempt did not have: of ten thousand accounts nobody reads the same warnings after each edit.
void Engine::log_findings(const config::Snapshot* before) {
  const auto now = snapshot();
  if (!now) return;
  for (const auto& finding : config::news_in(now->findings, before ? before->findings : config::Findings()))
    log_.write(finding.severity == config::Severity::error ? Log::Level::err : Log::Level::warn, finding.text());
}

// Their work waits until an attempt brings them back to a state that is known.
void Engine::keep_degraded(const std::set<std::string>& accounts) {
  std::scoped_lock lock(state_mutex_);
  degraded_ = accounts;
  degraded_hold_.reset();
  if (accounts.empty() || !runner_) return;
  Runner::Hold::Places whole;
  for (const auto& account : accounts) whole[account] = {};
  degraded_hold_.emplace(*runner_, std::move(whole));
}

// An attempt that the last life of the host did not end: what it had committed stands, and the start reads the files anyway.
Status Engine::close_unfinished() {
  return db_->transact([&](Transaction& tx) -> Status {
    return done(tx.execute(
        "UPDATE reload SET status = 'rolled-back', message = 'the host ended during it' WHERE status = 'running'"));
  });
}

// What fairway.yaml said when it was last sound: a start on one that is not goes on with that.
void Engine::keep_host_file() {
  const auto text = config::read_whole(options_.config / "fairway.yaml", config::Limits{}.bytes);
  const auto kept = options_.data / kKeptHostFile;
  const auto now = config::load_host(options_.config, options_.load);
  if (!text || config::has_errors(now.findings)) return;
  if (const auto runs = snapshot(); runs && config::lost_its_mode(runs->host, now.host)) return;
  if (const auto before = config::read_whole(kept, config::Limits{}.bytes); before && *before == *text) return;
  if (const auto written = storage::replace_file(kept, *text); !written)
    log_.warn("fairway.yaml is not kept for a start on a wrong one", {{"why", written.error().message}});
}

Status Engine::read_host_file() {
  first_load_ = options_.load;
  host_file_ = config::load_host(options_.config, first_load_);
  redactor_->know(host_file_.host.hidden);
  const auto kept = options_.data / kKeptHostFile;
  const auto* first = config::first_error(host_file_.findings);
  auto with_kept = first_load_;
  with_kept.host_file = kept;
  if (!first && !config::lost_its_mode(config::load_host(options_.config, with_kept).host, host_file_.host)) return {};
  const std::string wrong = first ? first->text() : config::kModeLost;
  std::error_code error;
  if (options_.strict || !std::filesystem::exists(kept, error)) return fail(FW_E_CONFIG, wrong);
  first_load_.host_file = kept;
  host_file_ = config::load_host(options_.config, first_load_);
  if (config::has_errors(host_file_.findings)) return fail(FW_E_CONFIG, wrong);
  log_.error("fairway.yaml is refused: what it said when it was last sound counts", {{"why", wrong}});
  return {};
}

Status Engine::configure() {
  loader_ = std::make_unique<config::Loader>(options_.config);
  if (auto closed = close_unfinished(); !closed) return closed;
  ReloadRequest start;
  start.cause = "start";
  start.allow_removals = options_.allow_removals;
  auto number = begin_reload(start);
  if (!number) return fail(std::move(number.error()));
  auto report = run_reload(*number, start);
  if (!snapshot()) return fail(FW_E_UNAVAILABLE, report.message);
  if (options_.strict && !snapshot()->rejected.empty())
    return fail(FW_E_CONFIG, fmt::format("with --strict no account may be refused; the first of {} is {} ({})",
                                         snapshot()->rejected.size(), snapshot()->rejected.begin()->first,
                                         snapshot()->rejected.begin()->second.text()));
  queue_ = std::make_unique<ReloadQueue>(
      [this](const ReloadRequest& request) { return begin_reload(request); },
      [this](std::int64_t attempt, const ReloadRequest& request) { return run_reload(attempt, request); });
  return {};
}

Result<std::int64_t> Engine::ask_reload(ReloadRequest request) { return queue_->ask(std::move(request)); }
Result<Reload> Engine::await_reload(std::int64_t attempt) { return queue_->wait(attempt); }

// `news`: all that changed, where that is known.
void Engine::look_at_files(std::optional<config::News> news) {
  if (look_again_ || look_everywhere_) news.reset();
  if (!look_again_ && !loader_->stale(options_.load, news ? &*news : nullptr) && !plugins_changed()) return;
  ReloadRequest request;
  request.cause = "file";
  request.author = "files";
  request.news = std::move(news);
  if (const auto asked = ask_reload(std::move(request)); !asked) log_.error(asked.error().message);
}

Result<Reload> Engine::reload(ReloadRequest request) {
  auto attempt = ask_reload(std::move(request));
  if (!attempt) return fail(std::move(attempt.error()));
  return await_reload(*attempt);
}

std::set<std::string> Engine::degraded() const {
  std::scoped_lock lock(state_mutex_);
  return degraded_;
}

}  // namespace fairway::engine
