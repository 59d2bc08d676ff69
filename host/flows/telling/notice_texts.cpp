#include "host/flows/telling/notice_texts.hpp"

#include <fmt/format.h>

#include "host/base/text.hpp"

namespace fairway::flows {
namespace {

constexpr std::size_t kErrorsNamed = 5, kGroupsNamed = 20, kErrorShown = 300;

std::int64_t counted(const ledger::ImportCounts& counts, const std::string& outcome) {
  std::int64_t sum = 0;
  for (const auto* part : {&counts.parents, &counts.variants})
    if (const auto found = part->find(outcome); found != part->end()) sum += found->second;
  return sum;
}

}  // namespace

ledger::Notice import_notice(const ledger::Import& import, const std::string& store) {
  const bool done = import.state == ledger::ImportState::done;
  ledger::Notice notice;
  notice.key = fmt::format("import/{}/{}", import.id, ledger::text(import.state));
  notice.account = import.account, notice.target = store, notice.kind = ledger::kImportDone;
  notice.title = fmt::format("{}: import {} of {} {}", import.account, import.id, store, done ? "is done" : "failed");
  notice.text = fmt::format("{} rows", import.rows);
  for (const auto* outcome : {"created", "updated", "linked", "skipped", "failed"})
    notice.text +=
        fmt::format("{} {} {}", notice.text.ends_with("rows") ? ":" : ",", counted(import.counts, outcome), outcome);
  if (import.dry_run) notice.text += "\nA dry run: nothing was changed.";
  notice.text += fmt::format("\n{}: fairway import show {} --account {}", done ? "See" : "Why", import.id, import.account);
  notice.at = import.ended_at.value_or(import.moved_at);
  return notice;
}

ledger::Notice dead_notice(const std::vector<ledger::DeadGroup>& groups, Instant now) {
  std::int64_t count = 0, last = 0;
  ledger::Notice notice;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto& dead = groups[i];
    count += dead.count;
    last = std::max(last, dead.last);
    if (i < kGroupsNamed)
      notice.text += fmt::format("{} of {}{}{}\n", dead.count, dead.group.kind, dead.group.target.empty() ? "" : " ",
                                 dead.group.target);
  }
  notice.account = groups.front().group.account, notice.kind = ledger::kDeadLetters;
  notice.key = fmt::format("dead/{}/{}", last, now.time_since_epoch().count());
  notice.title = fmt::format("{}: {} job{} given up", notice.account.empty() ? "the host" : notice.account, count,
                             count == 1 ? " was" : "s were");
  notice.text += "What each failed with: fairway jobs list --state dead\nTo try one again: fairway jobs replay ID";
  notice.at = now;
  return notice;
}

ledger::Notice authorisation_notice(const ledger::Unauthorised& refused, Instant now) {
  ledger::Notice notice;
  notice.key = fmt::format("authorisation/{}/{}/{}", refused.account, refused.target, now.time_since_epoch().count());
  notice.account = refused.account, notice.target = refused.target, notice.kind = ledger::kAuthorisation;
  notice.title = fmt::format("{}: {} does not take its credentials", refused.account, refused.target);
  notice.text = fmt::format(
      "What is to be fetched from it or sent to it waits until they are mended.\nSee: fairway store list --account {}",
      refused.account);
  notice.at = now;
  return notice;
}

ledger::Notice consent_notice(const ConsentEnd& end, Instant now) {
  ledger::Notice notice;
  notice.key = fmt::format("{}/{}/{}/{}/{}", ledger::kAuthorisationEnds, end.account, end.store, end.day, end.told_at_days);
  notice.account = end.account, notice.target = end.store, notice.kind = ledger::kAuthorisation;
  notice.title = end.days > 0 ? fmt::format("{}: the authorisation of {} ends on {}", end.account, end.store, end.day)
                              : fmt::format("{}: the authorisation of {} has ended on {}", end.account, end.store, end.day);
  notice.text =
      "After that day nothing is fetched from it or sent to it. Ask the seller to authorise the application anew, and set "
      "the "
      "new day.";
  notice.at = now;
  return notice;
}

ledger::Notice rejected_notice(std::int64_t attempt, const std::string& account, const std::string& why, Instant now) {
  ledger::Notice notice;
  notice.key = fmt::format("rejected/{}/{}", attempt, account);
  notice.account = account, notice.kind = ledger::kConfigRejected;
  notice.title = fmt::format("{}: the configuration is refused", account.empty() ? "the host" : account);
  notice.text = why + "\nWhat ran goes on. See: fairway config history, fairway check";
  notice.at = now;
  return notice;
}

std::string errors_of(const json::value& account) {
  std::string out;
  std::size_t named = 0;
  const auto* findings = find(account, "findings");
  if (!findings || !findings->is_array()) return out;
  for (const auto& finding : findings->get_array()) {
    if (text_at(finding, "severity") != "error" || named++ >= kErrorsNamed) continue;
    out += fmt::format("{}{}:{}: {}: {}", out.empty() ? "" : "\n", text_at(finding, "file"), number_at(finding, "line"),
                       text_at(finding, "path"), printable(text_at(finding, "message"), kErrorShown));
  }
  if (named > kErrorsNamed) out += fmt::format("\nand {} more", named - kErrorsNamed);
  return out;
}

}  // namespace fairway::flows
