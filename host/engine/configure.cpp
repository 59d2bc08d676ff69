// The engine's configuration: read, judged, applied and exchanged, at the start and at each reload.
#include "host/engine/engine.hpp"

namespace fairway::engine {
namespace {

using storage::Transaction;

constexpr std::size_t kReloadsKept = 100;

}  // namespace

Result<config::Snapshot> Engine::propose(const config::Snapshot* running) {
  auto load = options_.load;
  auto view = db_->read();
  if (!view) return fail(std::move(view.error()));
  auto holders = seller_holders(**view);
  if (!holders) return fail(std::move(holders.error()));
  load.holders = std::move(*holders);
  auto rows = (*view)->query("SELECT name FROM account");
  if (!rows) return fail(std::move(rows.error()));
  std::set<std::string> known;
  for (std::size_t i = 0; i < rows->size(); ++i) known.insert(rows->text(i, 0));
  view->reset();
  auto proposed = read_and_judge(options_.config, load, *catalogue(), *supervisor_, running);
  name_unread(proposed, running, known);
  redactor_->know(proposed);
  if (running) keep_running(proposed, *running);
  return proposed;
}

Result<Applied> Engine::commit(config::Snapshot proposed, Reload& report) {
  auto applied = db_->transact([&](Transaction& tx) -> Result<Applied> {
    if (auto mine = expect_owner(tx, ownership_.epoch); !mine) return fail(std::move(mine.error()));
    auto done = apply(tx, std::move(proposed), *catalogue(), clock_->now());
    if (!done) return done;
    auto accounts = account_reports(tx, *done);
    if (!accounts) return fail(std::move(accounts.error()));
    report.accounts = std::move(*accounts);
    return done;
  });
  if (!applied) return applied;
  for (const auto& finding : applied->snapshot->findings)
    log_.write(finding.severity == config::Severity::error ? Log::Level::err : Log::Level::warn, finding.text());
  for (const auto& name : applied->absent) log_.warn("the account's file is gone: its work is parked", {{"account", name}});
  std::scoped_lock lock(state_mutex_);
  snapshot_ = applied->snapshot;
  refused_ = applied->refused;
  return applied;
}

Status Engine::configure() {
  Reload report{0, clock_->now(), "applied", {}, {}};
  auto proposed = propose(nullptr);
  if (!proposed) return fail(std::move(proposed.error()));
  auto applied = commit(std::move(*proposed), report);
  if (!applied) return fail(std::move(applied.error()));
  remember(std::move(report));
  return {};
}

Reload Engine::reload(bool allow_removals) {
  std::scoped_lock one(reload_mutex_);
  Reload report{0, clock_->now(), "applied", {}, {}};
  if (auto done = try_reload(*snapshot(), allow_removals, report); !done) {
    report.status = done.error().code == FW_E_CONFIG ? "rejected" : "rolled-back";
    report.message = done.error().message;
  }
  log_.info("reload", {{"status", report.status}, {"message", report.message}});
  remember(std::move(report));
  return reloads().front();
}

Status Engine::try_reload(const config::Snapshot& running, bool allow_removals, Reload& report) {
  const auto host = config::load_host(options_.config, options_.load);
  for (const auto& finding : host.findings)
    if (finding.severity == config::Severity::error) return fail(FW_E_CONFIG, finding.text());
  swap_plugins();
  auto proposed = propose(&running);
  if (!proposed) return fail(std::move(proposed.error()));
  if (!allow_removals && too_many_gone(*proposed, running))
    return fail(FW_E_CONFIG, "more than 20 % of the accounts would be gone; say --allow-removals if that is meant");
  auto applied = commit(std::move(*proposed), report);
  if (!applied) return fail(std::move(applied.error()));
  const bool any_rejected = !applied->snapshot->rejected.empty();
  if (applied->added.empty() && applied->changed.empty() && applied->absent.empty())
    report.status = any_rejected ? "rejected" : "unchanged";
  return runner_->refresh();
}

void Engine::remember(Reload report) {
  std::scoped_lock lock(state_mutex_);
  report.attempt = reloads_.empty() ? 1 : reloads_.front().attempt + 1;
  reloads_.insert(reloads_.begin(), std::move(report));
  if (reloads_.size() > kReloadsKept) reloads_.pop_back();
}

std::vector<Reload> Engine::reloads() const {
  std::scoped_lock lock(state_mutex_);
  return reloads_;
}

}  // namespace fairway::engine
