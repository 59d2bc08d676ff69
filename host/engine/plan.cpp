#include "host/engine/plan.hpp"

#include "host/base/text.hpp"
#include "host/engine/engine.hpp"
#include "host/engine/plan_sides.hpp"
#include "host/engine/quota.hpp"
#include "host/engine/reload/report.hpp"

namespace fairway::engine {
namespace {

using Fate = AccountPlan::Status;

bool wanted(const PlanOptions& options, const std::string& account) {
  return (options.accounts.empty() || options.accounts.contains(account)) && (!options.sees || options.sees(account));
}

// A store that may not run stands switched off in what runs; that is no change of the files.
std::shared_ptr<const config::Account> as_written(const config::Account& running, const std::set<StoreName>& refused) {
  auto account = std::make_shared<config::Account>(running);
  for (auto& store : account->stores)
    if (refused.contains({account->name, store.nickname})) store.enabled = true;
  return account;
}

const config::Account* in(const std::map<std::string, std::shared_ptr<const config::Account>>& accounts,
                          const std::string& name) {
  const auto found = accounts.find(name);
  return found == accounts.end() ? nullptr : found->second.get();
}

// What would become of one account; nothing where it stays as it is.
std::optional<AccountPlan> plan_account(const std::string& name, const Sides& sides, const std::set<StoreName>& refused) {
  const auto& proposed = sides.proposed;
  const auto* after = in(proposed.accounts, name);
  const auto* before = after ? config::predecessor(*sides.running, proposed, *after) : in(sides.running->accounts, name);
  AccountPlan out{name, Fate::changed, {}, {}, {}, 0, {}, {}};
  if (const auto rejected = proposed.rejected.find(name); !after && rejected != proposed.rejected.end()) {
    out.status = Fate::rejected;
    out.findings = config::findings_in(proposed.findings, rejected->second.file);
    out.changes =
        before && in(proposed.unsound, name) ? config::diff(before, in(proposed.unsound, name)) : config::Changes();
    return out;
  }
  const bool elsewhere = sides.elsewhere.contains(name);
  if (before && after && before->hash == after->hash && !elsewhere) return std::nullopt;
  out.status = !before ? Fate::added : !after ? Fate::removed : before->name != name ? Fate::renamed : Fate::changed;
  if (out.status == Fate::renamed) out.formerly = before->name;
  const auto written = before ? as_written(*before, refused) : nullptr;
  out.changes = config::diff(written.get(), after);
  if (after) out.findings = config::findings_in(proposed.findings, after->place.file);
  if (elsewhere)
    out.findings.push_back({config::Severity::warning, after->place, "",
                            "its files are as they were applied last, but what they refer to (${env:…}, ${file:…}, "
                            "${sealed:…}) is another value: the next start applies it"});
  return out;
}

// The accounts of both sides, those that are refused too; one that is renamed under its new name.
std::set<std::string> names_of(const Sides& sides) {
  std::set<std::string> names;
  for (const auto* snapshot : {sides.running.get(), &sides.proposed}) {
    for (const auto& [name, account] : snapshot->accounts) names.insert(name);
    for (const auto& [name, place] : snapshot->rejected) names.insert(name);
  }
  for (const auto& [name, account] : sides.proposed.accounts)
    if (const auto* before = config::predecessor(*sides.running, sides.proposed, *account); before && before->name != name)
      names.erase(before->name);
  return names;
}

std::vector<AccountPlan> plan_accounts(const Sides& sides, const std::set<StoreName>& refused, const PlanOptions& options,
                                       std::size_t& unchanged) {
  std::vector<AccountPlan> out;
  for (const auto& name : names_of(sides)) {
    if (!wanted(options, name)) continue;
    const bool known =
        in(sides.running->accounts, name) || in(sides.proposed.accounts, name) || sides.proposed.rejected.contains(name);
    auto one = known ? plan_account(name, sides, refused) : std::nullopt;
    if (one) out.push_back(std::move(*one));
    else unchanged += known ? 1 : 0;
  }
  return out;
}

// A rate is shared: that the proposed accounts ask too much of it may be said at the place of one that stays as it is.
config::Findings shared_rates(const Sides& sides, const std::vector<AccountPlan>& accounts, const Catalogue& catalogue) {
  std::set<std::string> shown;
  for (const auto& one : accounts)
    if (const auto* account = in(sides.proposed.accounts, one.account)) shown.insert(account->place.file);
  const auto known = quota(*sides.running, catalogue);
  config::Findings out;
  for (const auto& finding : quota(sides.proposed, catalogue))
    if (!shown.contains(finding.place.file) && std::find(known.begin(), known.end(), finding) == known.end())
      out.push_back(finding);
  return out;
}

// A plan of an account that nobody has is no proof of anything.
config::Findings unknown_names(const Sides& sides, const PlanOptions& options) {
  if (options.accounts.empty()) return {};
  std::vector<std::string> seen;
  for (const auto& name : names_of(sides))
    if (!options.sees || options.sees(name)) seen.push_back(name);
  config::Findings out;
  for (const auto& name : options.accounts) {
    if (std::binary_search(seen.begin(), seen.end(), name)) continue;
    const auto near = nearest(name, seen);
    out.push_back({config::Severity::error,
                   {"fairway.yaml", 1, 1},
                   "accounts",
                   fmt::format("no account is called \"{}\", in the files or running{}", printable(name, 120),
                               near ? fmt::format("; did you mean \"{}\"?", *near) : std::string())});
  }
  return out;
}

// What a reload of the whole folder would be refused for.
config::Findings gone_at_once(const Sides& sides, const std::vector<AccountPlan>& accounts, const PlanOptions& options) {
  if (options.allow_removals || options.sees || !options.accounts.empty()) return {};
  const auto gone = static_cast<std::size_t>(
      std::count_if(accounts.begin(), accounts.end(), [](const AccountPlan& one) { return one.status == Fate::removed; }));
  const auto ran = sides.running->accounts.size();
  if (!too_many(gone, ran)) return {};
  return {{config::Severity::error,
           {"fairway.yaml", 1, 1},
           "accounts",
           fmt::format("{} of {} accounts would be gone: a reload is refused for that unless it is told "
                       "--allow-removals; with the same word this plan takes it for meant",
                       gone, ran)}};
}

// What belongs to none of the accounts shown. Who sees only some accounts is told of those.
config::Findings other_findings(const Sides& sides, const std::vector<AccountPlan>& accounts, const Catalogue& catalogue,
                                const PlanOptions& options) {
  if (options.sees) return {};
  std::set<std::string> told;
  for (const auto& [name, account] : sides.proposed.accounts) told.insert(account->place.file);
  for (const auto& [name, place] : sides.proposed.rejected) told.insert(place.file);
  auto out = sides.lost;
  for (const auto& finding : sides.proposed.findings)
    if (!told.contains(finding.place.file)) out.push_back(finding);
  for (auto& finding : shared_rates(sides, accounts, catalogue)) out.push_back(std::move(finding));
  return out;
}

// The stores that a person has paused, of accounts that who asks may see.
Result<std::vector<StoreName>> paused_stores(storage::Database& db, const PlanOptions& options) {
  auto tx = db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows =
      (*tx)->query("SELECT account, nickname FROM store WHERE paused = 1 AND removed_at IS NULL ORDER BY account, nickname");
  if (!rows) return fail(std::move(rows.error()));
  std::vector<StoreName> out;
  for (std::size_t i = 0; i < rows->size(); ++i)
    if (wanted(options, rows->text(i, 0))) out.emplace_back(rows->text(i, 0), rows->text(i, 1));
  return out;
}

Result<std::vector<ledger::HeldTarget>> held_places(storage::Database& db, const PlanOptions& options) {
  auto tx = db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto all = ledger::all_holds(**tx);
  if (all) std::erase_if(*all, [&](const auto& one) { return !wanted(options, one.account); });
  return all;
}

bool is_replayed(const AccountPlan& one) { return one.status == Fate::changed || one.status == Fate::renamed; }

// Its orders are the database's by the name that it has there still.
Result<std::vector<std::int64_t>> newest(storage::Database& db, const AccountPlan& one, std::size_t limit) {
  auto tx = db.read();
  if (!tx) return fail(std::move(tx.error()));
  return ledger::newest_orders(**tx, one.formerly.empty() ? one.account : one.formerly, limit);
}

// How many orders are replayed for each account: fewer where all of them would be too many.
Result<std::vector<std::size_t>> choose(storage::Database& db, Plan& plan, const PlanOptions& options) {
  std::vector<std::size_t> sizes;
  std::size_t all = 0;
  for (auto& one : plan.accounts) {
    if (is_replayed(one)) {
      auto ids = newest(db, one, options.orders);
      if (!ids) return fail(std::move(ids.error()));
      all += one.stored = ids->size();
    }
    sizes.push_back(one.stored);
  }
  plan.sampled = all > options.orders_in_all;
  return plan.sampled ? shares(sizes, options.orders_in_all) : sizes;
}

Status replay_all(const PlanParts& parts, const Sides& sides, const PlanOptions& options, Plan& plan) {
  auto chosen = choose(*parts.db, plan, options);
  if (!chosen) return fail(std::move(chosen.error()));
  auto left = options.listed;
  for (std::size_t i = 0; i < plan.accounts.size(); ++i) {
    auto& one = plan.accounts[i];
    if (!is_replayed(one)) continue;
    const auto ids = newest(*parts.db, one, options.orders);
    if (!ids) return fail(ids.error());
    const auto& after = *in(sides.proposed.accounts, one.account);
    const auto before = as_written(*config::predecessor(*sides.running, sides.proposed, after), parts.refused);
    auto done = replay(*parts.db, parts.plugins, *before, after, evenly(*ids, (*chosen)[i]),
                       {left, parts.stopping, parts.clock.now()});
    if (!done) return fail(std::move(done.error()));
    left -= done->orders.size();
    one.replay = std::move(*done);
  }
  return {};
}

constexpr Millis kAskingChannels = std::chrono::seconds(60);  // in all, however many stores

// How many orders wait where a store would begin to take them on.
Status count_switched_on(const PlanParts& parts, const Sides& sides, Plan& plan) {
  auto patience = kAskingChannels;
  for (auto& one : plan.accounts) {
    const auto* after = in(sides.proposed.accounts, one.account);
    if (!after) continue;
    std::vector<ledger::StoreRow> rows;
    if (parts.db) {
      auto tx = parts.db->read();
      if (!tx) return fail(std::move(tx.error()));
      auto known = ledger::stores_of(**tx, one.formerly.empty() ? one.account : one.formerly);
      if (!known) return fail(std::move(known.error()));
      rows = std::move(*known);
    }
    const auto* before = config::predecessor(*sides.running, sides.proposed, *after);
    one.switched_on =
        switched_on(parts.live, parts.catalogue, before, *after, rows, parts.clock.now(), patience, parts.clock);
  }
  return {};
}

}  // namespace

Result<Plan> make_plan(const PlanParts& parts, const std::filesystem::path& folder, const PlanOptions& options) {
  const auto began = parts.clock.steady();
  auto sides = read_sides(parts, folder, options.secrets_required);
  if (!sides) return fail(std::move(sides.error()));
  Plan out;
  out.accounts = plan_accounts(*sides, parts.refused, options, out.unchanged);
  out.findings = other_findings(*sides, out.accounts, parts.catalogue, options);
  for (auto& finding : unknown_names(*sides, options)) out.findings.push_back(std::move(finding));
  for (auto& finding : gone_at_once(*sides, out.accounts, options)) out.findings.push_back(std::move(finding));
  if (parts.db) {
    auto paused = paused_stores(*parts.db, options);
    if (!paused) return fail(std::move(paused.error()));
    out.paused = std::move(*paused);
    auto held = held_places(*parts.db, options);
    if (!held) return fail(std::move(held.error()));
    out.held = std::move(*held);
    if (auto done = replay_all(parts, *sides, options, out); !done) return fail(std::move(done.error()));
  }
  if (auto done = count_switched_on(parts, *sides, out); !done) return fail(std::move(done.error()));
  out.took = parts.clock.steady() - began;
  return out;
}

Result<Plan> plan(Engine& engine, const PlanOptions& options) {
  const auto& host = engine.options();
  const auto catalogue = engine.catalogue();
  PlanWorkers workers(*catalogue, host.executable, host.in_process, engine.clock(), host.supervisor);
  PlanParts parts{*catalogue, *workers, engine.clock(), host.load, &engine.db(), &engine.vault()};
  parts.running = engine.snapshot();
  parts.refused = engine.refused();
  parts.stopping = engine.context().stopping;
  parts.live = &engine.supervisor();
  return make_plan(parts, options.config.empty() ? host.config : options.config, options);
}

}  // namespace fairway::engine
