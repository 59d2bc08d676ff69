#include "host/engine/plan_sides.hpp"

#include "host/engine/apply.hpp"
#include "host/engine/check.hpp"
#include "host/engine/reload/history.hpp"
#include "host/engine/reload/report.hpp"

namespace fairway::engine {
namespace {

constexpr Millis kPlanGrace = std::chrono::milliseconds(500);

using Accounts = std::map<std::string, std::shared_ptr<const config::Account>>;

// What the database knows of accounts.
struct Stored {
  AccountRows accounts;
  SellerHolders holders;
  std::map<std::string, config::Pin> pins;
  FilesOf files;  // of what runs, or ran last
};

Result<Stored> read_stored(storage::Transaction& tx, History& history) {
  Stored out;
  auto holders = seller_holders(tx);
  if (!holders) return fail(std::move(holders.error()));
  out.holders = std::move(*holders);
  auto rows = account_rows(tx);
  if (!rows) return fail(std::move(rows.error()));
  out.accounts = std::move(*rows);
  auto files = history.files(tx);
  if (!files) return fail(std::move(files.error()));
  out.files = std::move(*files);
  auto pins = history.pins(tx);
  if (!pins) return fail(std::move(pins.error()));
  for (const auto& pin : *pins)
    if (auto sources = history.sources(tx, pin.account, pin.generation))
      out.pins[pin.account] = {pin.folder_hash, {}, std::make_shared<const config::Sources>(std::move(*sources))};
  return out;
}

// Builds what was applied last from the versions kept. What is still as it was applied needs no building.
class LastApplied {
 public:
  LastApplied(const PlanParts& parts, storage::Transaction& tx, History& history, config::Loader& loader, Sides& out)
      : parts_(parts), tx_(tx), history_(history), loader_(loader), load_(parts.load), out_(out) {
    load_.secrets_required = false;  // whether they can be had is said of the proposed side
  }

  config::SnapshotPtr read(const Stored& stored, bool secrets_required) {
    auto running = std::make_shared<config::Snapshot>();
    for (const auto& [name, row] : stored.accounts) {
      if (row.absent) continue;
      const auto after = out_.proposed.accounts.find(name);
      const bool there = after != out_.proposed.accounts.end();
      const auto account = there && after->second->hash == row.hash ? after->second : built(name, row);
      if (!account) continue;
      if (secrets_required && there && account->hash == after->second->hash && account->hash != row.hash)
        out_.elsewhere.insert(name);
      running->accounts.emplace(name, account);
    }
    return running;
  }

 private:
  std::shared_ptr<const config::Account> built(const std::string& name, const AccountRow& row) {
    const auto sources = history_.sources(tx_, name, 0);
    if (!sources) return lost(name, row, {"fairway.yaml", 1, 1}, sources.error().message);
    auto rebuilt = loader_.rebuild(*sources, parts_.catalogue, load_, parts_.mode);
    if (rebuilt.account) return rebuilt.account;
    for (const auto& finding : rebuilt.findings)
      if (finding.severity == config::Severity::error) return lost(name, row, finding.place, finding.message);
    return nullptr;
  }

  std::nullptr_t lost(const std::string& name, const AccountRow& row, const config::Place& place, const std::string& why) {
    out_.lost.push_back(
        {config::Severity::warning, place, "",
         fmt::format("version {} of {}, applied last, cannot be read, so all of the account is shown as new: {}",
                     row.generation, name, why)});
    return nullptr;
  }

  const PlanParts& parts_;
  storage::Transaction& tx_;
  History& history_;
  config::Loader& loader_;
  config::LoadOptions load_;
  Sides& out_;
};

}  // namespace

Result<Sides> read_sides(const PlanParts& parts, const std::filesystem::path& folder, bool secrets_required) {
  Sides out;
  Stored stored;
  auto load = parts.load;
  load.secrets_required = load.secrets_required && secrets_required;
  config::Loader loader(folder);
  if (!parts.db) {
    out.running = std::make_shared<config::Snapshot>();
    out.proposed = loader.load(parts.catalogue, load).snapshot;
  } else {
    History history(*parts.vault);
    auto tx = parts.db->read();
    if (!tx) return fail(std::move(tx.error()));
    auto read = read_stored(**tx, history);
    if (!read) return fail(std::move(read.error()));
    stored = std::move(*read);
    if (parts.running) stored.files = files_of(*parts.running);
    load.file_of = [&stored](const std::string& account) {
      const auto file = stored.files.find(account);
      return file == stored.files.end() ? std::string() : file->second;
    };
    load.holders = stored.holders;
    load.pins = stored.pins;
    out.proposed = loader.load(parts.catalogue, load).snapshot;
    out.running =
        parts.running ? parts.running : LastApplied(parts, **tx, history, loader, out).read(stored, load.secrets_required);
  }
  judge_all(out.proposed, out.running.get(), parts.catalogue, parts.plugins);
  name_unread(
      out.proposed, [&] { return stored.files; }, [&](const auto& name) { return stored.accounts.contains(name); });
  if (!parts.db) return out;
  auto tx = parts.db->read();
  if (!tx) return fail(std::move(tx.error()));
  if (auto settled = settle_renames(**tx, stored.accounts, out.proposed); !settled) return fail(std::move(settled.error()));
  return out;
}

PlanWorkers::PlanWorkers(const Catalogue& catalogue, const std::filesystem::path& executable, bool in_process,
                         const Clock& clock, const Maker& made) {
  if (made) {
    supervisor_ = made(services_, clock);
    return;
  }
  plugins::SupervisorOptions with;
  with.catalogue = catalogue;
  with.executable = executable;
  with.data = scratch_.path();
  with.in_process = in_process;
  supervisor_ = plugins::make_supervisor(std::move(with), services_, clock);
}

PlanWorkers::~PlanWorkers() { supervisor_->stop(kPlanGrace); }

}  // namespace fairway::engine
