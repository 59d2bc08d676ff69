#include "host/engine/check.hpp"

#include "host/engine/judge.hpp"
#include "host/engine/quota.hpp"
#include "host/engine/scratch.hpp"
#include "host/engine/services.hpp"

namespace fairway::engine {
namespace {

namespace fs = std::filesystem;

constexpr Millis kGrace = std::chrono::milliseconds(500);

}  // namespace

void name_refused(const Catalogue& catalogue, config::Findings& findings) {
  for (const auto& [file, why] : catalogue.refused) {
    auto text = fmt::format("{} is not used: {}", file, why);
    if (const auto* runs = catalogue.in_place_of(file))
      text += fmt::format("; {} {} runs in its place", runs->description.name, runs->description.version);
    findings.push_back({config::Severity::error, {"fairway.yaml", 1, 1}, "plugins", std::move(text)});
  }
}

std::vector<fs::path> plugin_folders(const config::Host& host, const fs::path& executable) {
  std::vector<fs::path> folders(host.plugin_folders.begin(), host.plugin_folders.end());
  if (!folders.empty()) return folders;
  const auto above = executable.parent_path().parent_path();
  return {above / "plugins", above / "lib/fairway/plugins"};
}

Catalogue find_plugins(const config::Host& host, const fs::path& executable) {
  return plugins::discover(plugin_folders(host, executable), executable);
}

void judge_all(config::Snapshot& snapshot, const config::Snapshot* running, const Catalogue& catalogue,
               plugins::Supervisor& supervisor) {
  name_refused(catalogue, snapshot.findings);
  judge(snapshot, running, catalogue, supervisor);
  const auto too_often = quota(snapshot, catalogue);
  snapshot.findings.insert(snapshot.findings.end(), too_often.begin(), too_often.end());
  config::tidy(snapshot.findings);
}

config::Snapshot read_and_judge(const fs::path& folder, const config::LoadOptions& load, const Catalogue& catalogue,
                                plugins::Supervisor& supervisor, const config::Snapshot* running) {
  auto snapshot = config::load(folder, catalogue, load);
  judge_all(snapshot, running, catalogue, supervisor);
  return snapshot;
}

CheckedConfig check(const fs::path& folder, const CheckOptions& options) {
  CheckedConfig out;
  const Scratch scratch;
  out.catalogue = options.catalogue ? *options.catalogue
                                    : find_plugins(config::load_host(folder, options.load).host, options.executable);
  NoServices services;
  SystemClock clock;
  plugins::SupervisorOptions workers;
  workers.catalogue = out.catalogue;
  workers.executable = options.executable;
  workers.data = scratch.path();
  workers.in_process = options.in_process;
  const auto supervisor = plugins::make_supervisor(std::move(workers), services, clock);
  out.snapshot = read_and_judge(folder, options.load, out.catalogue, *supervisor, nullptr);
  auto cases = config::read_cases(folder, out.snapshot, options.load);
  out.cases = std::move(cases.cases);
  out.snapshot.findings.insert(out.snapshot.findings.end(), cases.findings.begin(), cases.findings.end());
  config::tidy(out.snapshot.findings);
  if (options.while_running) options.while_running(out, *supervisor);
  supervisor->stop(kGrace);
  return out;
}

}  // namespace fairway::engine
