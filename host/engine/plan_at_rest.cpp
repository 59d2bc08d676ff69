// A plan where no host runs: the data folder tells what was applied last, and has the orders.
#include "host/engine/engine.hpp"
#include "host/engine/plan_sides.hpp"

namespace fairway::engine {
namespace {

namespace fs = std::filesystem;

// fairway.yaml as it was when the accounts were applied, which tells where their database is; else as it is proposed.
config::Host host_that_ran(const AtRest& host, const fs::path& folder) {
  auto load = host.load;
  load.host_file = host.data / kKeptHostFile;
  std::error_code error;
  if (fs::exists(load.host_file, error))
    if (auto kept = config::load_host(folder, load); !config::has_errors(kept.findings)) return kept.host;
  return config::load_host(folder, host.load).host;
}

}  // namespace

Result<Plan> plan_at_rest(const AtRest& host, const PlanOptions& options) {
  const SystemClock clock;
  const auto ran = host_that_ran(host, options.config);
  std::string missing;
  std::unique_ptr<storage::Database> db;
  std::unique_ptr<storage::Vault> vault;
  storage::OpenOptions where{host.data, ran.database};
  if (auto opened = storage::open_to_read(where)) {
    db = std::move(*opened);
    auto keys = storage::open_vault(host.data, false);
    if (!keys) return fail(std::move(keys.error()));
    vault = std::move(*keys);
  } else {
    if (opened.error().code != FW_E_REJECTED) return fail(std::move(opened.error()));
    missing = std::move(opened.error().message);
  }
  const auto catalogue =
      host.catalogue ? *host.catalogue : find_plugins(config::load_host(options.config, host.load).host, host.executable);
  PlanWorkers workers(catalogue, host.executable, host.in_process, clock, host.supervisor);
  PlanParts parts{catalogue, *workers, clock, host.load, db.get(), vault.get()};
  parts.mode = ran.mode;
  auto made = make_plan(parts, options.config, options);
  if (!made) return made;
  made->note =
      db ? fmt::format("no host runs: compared with what was applied last, as {} has it", host.data.string())
         : fmt::format(
               "no host runs, and {}: nothing was applied yet, so every account is new and no orders are replayed. "
               "`fairway serve --config {} --data {}` makes it; --data names the folder of another host, --host one "
               "that runs elsewhere",
               missing, options.config.string(), host.data.string());
  return made;
}

}  // namespace fairway::engine
