#include "host/engine/batch.hpp"

#include "host/engine/owner.hpp"

namespace fairway::engine {
namespace {

using ledger::Group;
using ledger::Job;
using ledger::Outcome;
using storage::Transaction;
using storage::Value;

constexpr Millis kDatabaseWait = std::chrono::seconds(1);  // before a database that was busy or full is asked again

Status run_flow(const flows::Flow& flow, flows::Context& context, flows::Work& work) {
  try {
    return flow.run(context, work);
  } catch (const std::exception& error) {
    return fail(FW_E_INTERNAL, fmt::format("the flow threw: {}", error.what()));
  } catch (...) { return fail(FW_E_INTERNAL, "the flow threw something that is no std::exception"); }
}

// Those of `jobs` that this epoch still holds: neither settled by the flow, nor taken by another owner.
Result<std::set<std::int64_t>> still_held(Transaction& tx, const std::vector<Job>& jobs, std::int64_t epoch) {
  std::vector<Value> ids;
  for (const auto& job : jobs) ids.emplace_back(job.id);
  auto rows = tx.query_in("SELECT id FROM job WHERE state = 'running' AND epoch = ? AND id IN ({keys})", ids, {epoch});
  if (!rows) return fail(std::move(rows.error()));
  std::set<std::int64_t> held;
  for (std::size_t i = 0; i < rows->size(); ++i) held.insert(rows->integer(i, 0));
  return held;
}

}  // namespace

Batches::End Batches::run(const Group& group, const std::function<void()>& words_known) {
  End end;
  auto context = context_();
  const auto soon = context.clock.now() + kDatabaseWait;
  const auto stop = [&](const Failure& failure) {
    log_.write(
        failure.code == FW_E_UNAVAILABLE ? Log::Level::warn : Log::Level::err, failure.message,
        {{"kind", group.kind}, {"account", group.account}, {"target", group.target}, {"code", code_name(failure.code)}});
    end.fenced = failure.code == FW_E_CANCELLED;
    end.next = soon;
    return end;
  };
  const auto flow = flows_.find(group.kind);
  if (flow == flows_.end()) return end;
  if (auto settled = settle_left(context, group); !settled) return stop(settled.error());
  auto jobs = claim(context, group, flow->second.batch);
  if (!jobs) return stop(jobs.error());
  end.jobs = jobs->size();
  if (!jobs->empty()) {
    flows::Work work(group, *jobs);
    const auto began = context.clock.steady();
    const auto status = run_flow(flow->second, context, work);
    report(context, group, jobs->size(), status, context.clock.steady() - began);
    remember(group, *jobs, status);
    if (auto settled = settle_left(context, group); !settled) return stop(settled.error());
  }
  words_known();
  auto tx = context.db.read();
  if (!tx) return stop(tx.error());
  auto next = ledger::due_at(**tx, group);
  if (!next) return stop(next.error());
  end.next = *next;
  if (jobs->empty() && end.next) end.next = std::max(*end.next, soon);  // nothing was due: the clock stepped back
  return end;
}

Result<std::vector<Job>> Batches::claim(flows::Context& context, const Group& group, std::size_t most) {
  return context.db.transact([&](Transaction& tx) -> Result<std::vector<Job>> {
    if (auto mine = expect_owner(tx, context.epoch); !mine) return fail(std::move(mine.error()));
    return ledger::claim(tx, group, context.epoch, context.clock.now(), most);
  });
}

void Batches::remember(const Group& group, const std::vector<Job>& jobs, const Status& status) {
  Outcome outcome;
  if (!status) outcome.failure = status.error();
  std::scoped_lock lock(mutex_);
  unsettled_[group] = {jobs, std::vector<Outcome>(jobs.size(), outcome)};
}

// A flow settles in the transaction of its effects. What the database still shows as held was left by it, or its
// transaction failed: such jobs end with the flow's status. Should this fail too, it is tried again before the next claim.
Status Batches::settle_left(flows::Context& context, const Group& group) {
  Unsettled left;
  {
    std::scoped_lock lock(mutex_);
    const auto found = unsettled_.find(group);
    if (found == unsettled_.end()) return {};
    left = found->second;
  }
  const auto settled = [&]() -> Status {
    std::vector<Job> jobs;
    std::vector<Outcome> outcomes;
    auto view = context.db.read();
    if (!view) return fail(std::move(view.error()));
    auto held = still_held(**view, left.jobs, context.epoch);
    if (!held) return fail(std::move(held.error()));
    view->reset();
    for (std::size_t i = 0; i < left.jobs.size(); ++i) {
      if (held->count(left.jobs[i].id) == 0) continue;
      jobs.push_back(left.jobs[i]);
      outcomes.push_back(left.outcomes[i]);
    }
    if (jobs.empty()) return {};
    return context.db.transact([&](Transaction& tx) -> Status {
      return ledger::settle(tx, jobs, outcomes, context.epoch, context.clock.now(), context.random());
    });
  }();
  if (!settled && settled.error().code != FW_E_CANCELLED) return settled;
  std::scoped_lock lock(mutex_);
  unsettled_.erase(group);
  return settled;
}

void Batches::report(flows::Context& context, const Group& group, std::size_t jobs, const Status& status, Millis took) {
  const std::string outcome = status ? "done" : code_name(status.error().code);
  context.meters.count("jobs_total", static_cast<std::int64_t>(jobs), {{"kind", group.kind}, {"outcome", outcome}});
  context.meters.count("job_milliseconds_total", std::max<std::int64_t>(took.count(), 0), {{"kind", group.kind}});
  if (status)
    return log_.debug("batch done",
                      {{"kind", group.kind}, {"account", group.account}, {"target", group.target}, {"jobs", jobs}});
  const bool quiet = status.error().code == FW_E_THROTTLED || status.error().code == FW_E_CANCELLED;
  log_.write(
      quiet ? Log::Level::debug : Log::Level::warn, status.error().message,
      {{"kind", group.kind}, {"account", group.account}, {"target", group.target}, {"jobs", jobs}, {"code", outcome}});
}

}  // namespace fairway::engine
