#include "host/flows/flow.hpp"

#include "host/flows/notices/tell.hpp"
#include "host/flows/steps.hpp"

namespace fairway::flows {

const config::Account* Context::account(const std::string& name) const {
  const auto found = config->accounts.find(name);
  return found == config->accounts.end() ? nullptr : found->second.get();
}

Status Work::settle(Context& context, storage::Transaction& tx, const std::vector<ledger::Outcome>& outcomes) {
  auto done = ledger::settle(tx, jobs_, outcomes, context.epoch, context.clock.now(), context.random());
  if (done) settled_ = true;
  return done;
}

Status Work::settle_all(Context& context, storage::Transaction& tx, const ledger::Outcome& outcome) {
  return settle(context, tx, std::vector<ledger::Outcome>(jobs_.size(), outcome));
}

Result<Unit> Unit::begin(Context& context) {
  auto tx = context.db.write();
  if (!tx) return fail(std::move(tx.error()));
  return Unit(context, std::move(*tx));
}

Status Unit::enqueue(const std::vector<ledger::NewJob>& jobs) {
  if (jobs.empty()) return {};
  for (const auto& job : jobs)
    if (touched_.empty() || touched_.back().group != job.group) touched_.push_back({job.group, job.due});
  return ledger::enqueue(*tx_, jobs, context_->clock.now());
}

void Unit::wake_after(const std::vector<ledger::Group>& groups, Instant due) {
  for (const auto& group : groups) touched_.push_back({group, due});
}

Status Unit::commit() {
  if (auto done = tx_->commit(); !done) return done;
  for (const auto& [group, due] : touched_) context_->wake(group, due);
  return {};
}

const std::map<std::string, Flow>& flows() {
  static const std::map<std::string, Flow> all{{"pull-orders", {pull_orders, 1}},
                                               {"check-orders", {check_orders, 1}},
                                               {"rescan-orders", {check_orders, 1}},
                                               {"map", {map_orders, 1}},
                                               {"submit", {submit, 20}},
                                               {"acknowledge", {acknowledge, 1}},
                                               {"pull-notices", {pull_notices, 1}},
                                               {"tell", {tell, 1}},
                                               {"pull-shipments", {pull_shipments, 1}},
                                               {"pull-stock", {pull_stock, 1}},
                                               {"pull-retention", {keep_files, 1}},
                                               {"confirm", {confirm, 20}},
                                               {"confirmations", {look_for_confirmations, 1}},
                                               {"cancel", {cancel_fulfilments, 20}},
                                               {"tell-cancelled", {tell_cancelled, 200}},
                                               {"hook", {hook, 1}},
                                               {"import", {import_listings, 1}},
                                               {"complete-import", {complete_import, 1}},
                                               {"refresh-images", {refresh_images, 1}},
                                               {"start-import", {start_import, 1}},
                                               {"tell-listings", {tell_listings, 20}},
                                               {"tell-content", {tell_listings, 20}},
                                               {"submit-listings", {submit_listings, 1}},
                                               {"pull-verdicts", {pull_verdicts, 1}},
                                               {"look-at-listings", {look_at_listings, 1}},
                                               {"plan-contents", {plan_contents, 1}},
                                               {"deadlines", {deadlines, 1}},
                                               {"redact", {redact, 1}},
                                               {"prune", {prune, 1}},
                                               {"keep-stock", {keep_stock, 1}},
                                               {"gather-notices", {gather_notices, 1}},
                                               {"notify", {notify, 1}}};
  return all;
}

}  // namespace fairway::flows
