// What a start does that no reload has to: nothing runs yet, so what ran is taken from the versions that are kept.
#include "host/engine/judge.hpp"
#include "host/engine/reload/attempt.hpp"

namespace fairway::engine {

using config::Severity;

// At a start nothing runs to compare with, but what ran does: files that are gone in such a number (a folder that is not
// mounted) count as refused, until somebody says that it is meant.
void Attempt::miss_the_gone() {
  Names renamed, gone;
  for (const auto& [to, from] : renames_.accounts) renamed.insert(from);
  std::size_t ran = 0;
  for (const auto& [name, row] : rows_before()) {
    if (row.absent) continue;
    ++ran;
    if (!config::has(proposed_, name) && !renamed.contains(name)) gone.insert(name);
  }
  if (request_.allow_removals || !too_many(gone.size(), ran)) return;
  const config::Place place{"fairway.yaml", 1, 1};
  for (const auto& name : gone) proposed_.rejected.emplace(name, place);
  proposed_.findings.push_back(config::Finding{
      Severity::error, place, "accounts",
      fmt::format("the files of {} of {} accounts that ran are gone, {} among them: bring them back, or, if that is "
                  "meant, say `fairway reload --allow-removals`, or `fairway serve --allow-removals` at a start",
                  gone.size(), ran, *gone.begin())});
}

// At the start, an account whose files are refused runs as it was applied last, and that is said.
Status Attempt::start_on_kept() {
  auto view = parts_.db.read();
  if (!view) return fail(std::move(view.error()));
  for (const auto& [name, place] : proposed_.rejected) {
    const auto known = rows_before().find(name);
    if (known == rows_before().end() || known->second.absent) continue;
    const auto sources = history_.sources(**view, name, 0);
    if (!sources) continue;
    auto again = parts_.loader.rebuild(*sources, catalogue_, load_, proposed_.host.mode);
    config::Snapshot alone;
    if (again.account) {
      alone.accounts[name] = again.account;
      engine::judge(alone, nullptr, catalogue_, parts_.supervisor);
    }
    if (alone.accounts.empty()) {
      const auto* why = config::first_error(again.account ? alone.findings : again.findings);
      proposed_.findings.push_back(
          {Severity::error, place, "",
           fmt::format("{} does not run: of version {}, applied before, {}", name, known->second.generation,
                       why ? why->text() : std::string("nothing can be made"))});
      continue;
    }
    proposed_.accounts[name] = again.account;
    proposed_.findings.push_back(
        {Severity::warning, again.account->place, "",
         fmt::format("{} is refused, or gone, at the start: version {}, applied before, runs in its place", name,
                     known->second.generation)});
  }
  return {};
}

}  // namespace fairway::engine
