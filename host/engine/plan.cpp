#include "host/engine/plan.hpp"

#include "host/engine/engine.hpp"
#include "host/engine/sellers.hpp"

namespace fairway::engine {
namespace {

namespace fs = std::filesystem;
using Fate = AccountPlan::Status;

constexpr Millis kGrace = std::chrono::milliseconds(500);

// Workers of the plan's own: a proposed plugin setting must not meet the instances that serve orders now.
class Workers {
 public:
  Workers(Engine& engine, const Catalogue& catalogue) {
    auto name = (fs::temp_directory_path() / "fairway-plan-XXXXXX").string();
    if (::mkdtemp(name.data())) scratch_ = name;
    const auto& options = engine.options();
    if (options.supervisor) {
      supervisor_ = options.supervisor(services_, engine.clock());
      return;
    }
    plugins::SupervisorOptions with;
    with.catalogue = catalogue;
    with.executable = options.executable;
    with.data = scratch_;
    with.in_process = options.in_process;
    supervisor_ = plugins::make_supervisor(std::move(with), services_, engine.clock());
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers() {
    supervisor_->stop(kGrace);
    std::error_code error;
    if (!scratch_.empty()) fs::remove_all(scratch_, error);
  }
  plugins::Supervisor& operator*() { return *supervisor_; }

 private:
  NoServices services_;
  fs::path scratch_;
  std::unique_ptr<plugins::Supervisor> supervisor_;
};

bool wanted(const PlanOptions& options, const std::string& account) {
  return (options.accounts.empty() || options.accounts.contains(account)) && (!options.sees || options.sees(account));
}

Result<config::Snapshot> proposed_by(Engine& engine, plugins::Supervisor& plugins, const Catalogue& catalogue,
                                     const config::Snapshot& running, const PlanOptions& options) {
  auto load = engine.options().load;
  load.secrets_required = load.secrets_required && options.secrets_required;
  const auto view = [&]() { return engine.db().read(); };
  AccountRows known;
  {
    auto tx = view();
    if (!tx) return fail(std::move(tx.error()));
    auto holders = seller_holders(**tx);
    if (!holders) return fail(std::move(holders.error()));
    load.holders = std::move(*holders);
    auto rows = account_rows(**tx);
    if (!rows) return fail(std::move(rows.error()));
    known = std::move(*rows);
  }
  auto proposed =
      read_and_judge(options.config.empty() ? engine.options().config : options.config, load, catalogue, plugins, &running);
  name_unread(proposed, &running, [&](const auto& name) { return known.contains(name); });
  auto tx = view();
  if (!tx) return fail(std::move(tx.error()));
  if (auto settled = settle_renames(**tx, known, proposed); !settled) return fail(std::move(settled.error()));
  return proposed;
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
std::optional<AccountPlan> plan_account(const std::string& name, const config::Snapshot& running,
                                        const config::Snapshot& proposed, const std::set<StoreName>& refused) {
  const auto* after = in(proposed.accounts, name);
  const auto* before = after ? config::predecessor(running, proposed, *after) : in(running.accounts, name);
  AccountPlan out{name, Fate::changed, {}, {}, {}, 0, {}};
  if (const auto rejected = proposed.rejected.find(name); !after && rejected != proposed.rejected.end()) {
    out.status = Fate::rejected;
    out.findings = config::findings_in(proposed.findings, rejected->second.file);
    out.changes =
        before && in(proposed.unsound, name) ? config::diff(before, in(proposed.unsound, name)) : config::Changes();
    return out;
  }
  if (before && after && before->hash == after->hash) return std::nullopt;
  out.status = !before ? Fate::added : !after ? Fate::removed : before->name != name ? Fate::renamed : Fate::changed;
  if (out.status == Fate::renamed) out.formerly = before->name;
  const auto written = before ? as_written(*before, refused) : nullptr;
  out.changes = config::diff(written.get(), after);
  if (after) out.findings = config::findings_in(proposed.findings, after->place.file);
  return out;
}

std::vector<AccountPlan> plan_accounts(const config::Snapshot& running, const config::Snapshot& proposed,
                                       const std::set<StoreName>& refused, const PlanOptions& options,
                                       std::size_t& unchanged) {
  std::set<std::string> names;
  for (const auto* snapshot : {&running, &proposed}) {
    for (const auto& [name, account] : snapshot->accounts) names.insert(name);
    for (const auto& [name, place] : snapshot->rejected) names.insert(name);
  }
  for (const auto& [name, account] : proposed.accounts)
    if (const auto* before = config::predecessor(running, proposed, *account); before && before->name != name)
      names.erase(before->name);  // told under its new name
  std::vector<AccountPlan> out;
  for (const auto& name : names) {
    if (!wanted(options, name)) continue;
    const bool known = in(running.accounts, name) || in(proposed.accounts, name) || proposed.rejected.contains(name);
    auto one = known ? plan_account(name, running, proposed, refused) : std::nullopt;
    if (one) out.push_back(std::move(*one));
    else unchanged += known ? 1 : 0;
  }
  return out;
}

// Findings of files that are no account's.
config::Findings other_findings(const config::Snapshot& proposed, const PlanOptions& options) {
  std::set<std::string> told;
  for (const auto& [name, account] : proposed.accounts) told.insert(account->place.file);
  for (const auto& [name, place] : proposed.rejected) told.insert(place.file);
  config::Findings out;
  if (options.sees) return out;  // who sees only some accounts is told of those
  for (const auto& finding : proposed.findings)
    if (!told.contains(finding.place.file)) out.push_back(finding);
  return out;
}

// Which orders are replayed for each account: the newest, fewer where all of them would be too many.
Result<std::map<std::string, std::vector<std::int64_t>>> choose(storage::Database& db, Plan& plan,
                                                                const PlanOptions& options) {
  auto tx = db.read();
  if (!tx) return fail(std::move(tx.error()));
  std::map<std::string, std::vector<std::int64_t>> chosen;
  std::size_t all = 0;
  for (auto& one : plan.accounts) {
    if (one.status != Fate::changed && one.status != Fate::renamed) continue;
    auto ids = ledger::newest_orders(**tx, one.formerly.empty() ? one.account : one.formerly, options.orders);
    if (!ids) return fail(std::move(ids.error()));
    all += one.stored = ids->size();
    chosen[one.account] = std::move(*ids);
  }
  if (all <= options.orders_in_all) return chosen;
  plan.sampled = true;
  for (auto& [name, ids] : chosen) ids = evenly(ids, std::max<std::size_t>(1, ids.size() * options.orders_in_all / all));
  return chosen;
}

}  // namespace

Result<Plan> plan(Engine& engine, const PlanOptions& options) {
  const auto began = engine.clock().steady();
  const auto running = engine.snapshot();
  const auto catalogue = engine.catalogue();
  Workers workers(engine, *catalogue);
  auto proposed = proposed_by(engine, *workers, *catalogue, *running, options);
  if (!proposed) return fail(std::move(proposed.error()));
  Plan out;
  out.accounts = plan_accounts(*running, *proposed, engine.refused(), options, out.unchanged);
  out.findings = other_findings(*proposed, options);
  auto paused = paused_stores(engine.db(), options);
  if (!paused) return fail(std::move(paused.error()));
  out.paused = std::move(*paused);
  auto chosen = choose(engine.db(), out, options);
  if (!chosen) return fail(std::move(chosen.error()));
  auto left = options.listed;
  for (auto& one : out.accounts) {
    const auto ids = chosen->find(one.account);
    if (ids == chosen->end()) continue;
    const auto& proposed_account = *in(proposed->accounts, one.account);
    auto done = replay(engine.db(), *workers, *config::predecessor(*running, *proposed, proposed_account), proposed_account,
                       ids->second, {left, engine.context().stopping});
    if (!done) return fail(std::move(done.error()));
    left -= done->orders.size();
    one.replay = std::move(*done);
  }
  out.took = engine.clock().steady() - began;
  return out;
}

Plan plan_from_nothing(const config::Snapshot& proposed, const PlanOptions& options) {
  Plan out;
  out.accounts = plan_accounts({}, proposed, {}, options, out.unchanged);
  out.findings = other_findings(proposed, options);
  return out;
}

}  // namespace fairway::engine
