// Finds what happened that persons are told of, and makes a notice of each, once. Who happens to make it happen knows nothing
// of notices: an import that ends, a job that is given up, a reload. So it is looked for, in the records that they leave.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "host/flows/jobs.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/telling/consent.hpp"
#include "host/ledger/records.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {
namespace {

using ledger::NoticeWay;

constexpr Millis kLooksBack = std::chrono::hours(24);
constexpr Millis kDeadTogether = std::chrono::hours(1);  // what is given up within it is told at once
constexpr Millis kNoticesKept = std::chrono::hours(24 * 90);
constexpr const char* kToldReloads = "told-reloads";  // the cursors
constexpr const char* kToldImports = "told-imports";  // the time at which the last of them ended

std::string key_for(const char* kind, const std::string& account, const std::string& target = {}) {
  return fmt::format("{}{}{}{}{}", kind, account.empty() ? "" : "/", account, target.empty() ? "" : "/", target);
}

class Gathering {
 public:
  Gathering(Context& context, Unit& unit) : context_(context), unit_(unit), now_(context.clock.now()) {}

  Status run() {
    for (const auto step :
         {&Gathering::imports, &Gathering::dead_letters, &Gathering::credentials, &Gathering::consents, &Gathering::reloads})
      if (auto ok = (this->*step)(); !ok) return ok;
    return ledger::forget_notices(unit_.tx(), now_ - kNoticesKept);
  }

 private:
  storage::Transaction& tx() { return unit_.tx(); }

  Status tell(const ledger::Notice& notice) {
    auto id = ledger::add_notice(tx(), notice);
    if (!id) return fail(std::move(id.error()));
    if (!*id) return {};  // told before
    auto ways = ways_of(notice);
    for (auto& way : ways) way.notice_id = **id;
    auto ids = ledger::add_ways(tx(), ways, now_);
    if (!ids) return fail(std::move(ids.error()));
    std::vector<ledger::NewJob> jobs;
    for (std::size_t i = 0; i < ways.size(); ++i) {
      ways[i].id = (*ids)[i];
      jobs.push_back(notify_job(ways[i], now_));
    }
    context_.meters.count("notices_total", 1, {{"kind", notice.kind}});
    return unit_.enqueue(jobs);
  }

  // Whom the host's file names and whom the account's does; who is both is told once.
  std::vector<NoticeWay> ways_of(const ledger::Notice& notice) const {
    std::vector<NoticeWay> ways;
    std::set<std::string> told;
    const auto add = [&](const config::Notify& who, const std::string& by) {
      if (!who.tells(notice.kind)) return;
      if (!who.email.empty() && context_.config->host.smtp && told.insert(who.email).second)
        ways.push_back({0, 0, "email", by, {}, {}});
      if (!who.webhook.empty() && told.insert(who.webhook).second) ways.push_back({0, 0, "webhook", by, {}, {}});
    };
    add(context_.config->host.notify, {});
    if (const auto* account = context_.account(notice.account)) add(account->notify, account->name);
    return ways;
  }

  Status imports() {
    auto told = told_imports();
    if (!told) return fail(std::move(told.error()));
    // A clock may have been set back, so what is a day old is looked at again; and as far back as the host was away.
    const auto from = *told ? std::min(**told + Millis(1), now_ - kLooksBack) : now_ - kLooksBack;
    auto ended = ledger::imports_ended(tx(), from);
    if (!ended) return fail(std::move(ended.error()));
    for (const auto& import : *ended) {
      auto stores = ledger::stores_of(tx(), import.account);
      if (!stores) return fail(std::move(stores.error()));
      std::string nickname;
      for (const auto& store : *stores)
        if (store.id == import.store_id) nickname = store.nickname;
      if (auto ok = tell(import_notice(import, nickname)); !ok) return ok;
    }
    const auto last = ended->empty() ? told->value_or(now_ - Millis(1)) : ended->back().ended_at.value_or(now_);
    if (*told && last <= **told) return {};
    return ledger::set_cursor(tx(), kToldImports, fmt::format("{}", ledger::to_ms(last)), now_);
  }

  Result<std::optional<Instant>> told_imports() {
    auto cursor = ledger::cursor(tx(), kToldImports);
    if (!cursor) return fail(std::move(cursor.error()));
    return cursor->empty() ? std::nullopt : std::optional(ledger::from_ms(std::stoll(*cursor)));
  }

  // Hundreds may be given up together, or one after the other: an account is told of them once an hour.
  Status dead_letters() {
    auto groups = ledger::untold_dead(tx());
    if (!groups) return fail(std::move(groups.error()));
    std::map<std::string, std::vector<ledger::DeadGroup>> by_account;
    for (auto& dead : *groups) by_account[dead.group.account].push_back(std::move(dead));
    for (const auto& [account, mine] : by_account) {
      auto last = ledger::last_notice(tx(), account, ledger::kDeadLetters, {});
      if (!last) return fail(std::move(last.error()));
      if (*last && **last > now_ - kDeadTogether && **last <= now_) continue;
      if (auto ok = tell(dead_notice(mine, now_)); !ok) return ok;
      for (const auto& dead : mine)
        if (auto ok = ledger::note_told(tx(), dead); !ok) return ok;
    }
    return {};
  }

  // The finding is there as long as the credentials are not taken, so that it is told once.
  Status credentials() {
    auto refused = ledger::unauthorised(tx());
    if (!refused) return fail(std::move(refused.error()));
    auto known = ledger::open_findings(tx(), ledger::kAuthorisation);
    if (!known) return fail(std::move(known.error()));
    std::set<std::string> mended;
    for (const auto& finding : *known) mended.insert(finding.key);
    for (const auto& one : *refused) {
      const auto key = key_for(ledger::kAuthorisation, one.account, one.target);
      if (mended.erase(key) > 0) continue;
      const auto notice = authorisation_notice(one, now_);
      if (auto ok = raise(key, notice); !ok) return ok;
      if (auto ok = tell(notice); !ok) return ok;
    }
    for (const auto& key : mended)
      if (auto ok = ledger::resolve(tx(), key, now_); !ok) return ok;
    return {};
  }

  // Told on the days that consent_notice() has in its key; the finding stands until the seller has consented anew.
  Status consents() {
    auto known = ledger::open_findings(tx(), ledger::kAuthorisationEnds);
    if (!known) return fail(std::move(known.error()));
    std::set<std::string> mended;
    for (const auto& finding : *known) mended.insert(finding.key);
    for (const auto& end : consents_ending(*context_.config, context_.catalogue, now_)) {
      const auto notice = consent_notice(end, now_);
      const auto key = key_for(ledger::kAuthorisationEnds, end.account, end.store);
      mended.erase(key);
      if (auto ok = ledger::raise(tx(), {{key, end.account, end.store, ledger::kAuthorisationEnds, notice.title}}, now_);
          !ok)
        return ok;
      if (auto ok = tell(notice); !ok) return ok;
    }
    for (const auto& key : mended)
      if (auto ok = ledger::resolve(tx(), key, now_); !ok) return ok;
    return {};
  }

  Status raise(const std::string& key, const ledger::Notice& notice, const std::string& message = {}) {
    return ledger::raise(tx(), {{key, notice.account, notice.target, notice.kind, message.empty() ? notice.title : message}},
                         now_);
  }

  Status reloads() {
    auto before = ledger::cursor(tx(), kToldReloads);
    if (!before) return fail(std::move(before.error()));
    auto ended = ledger::reloads_after(tx(), before->empty() ? 0 : std::stoll(*before));
    if (!ended) return fail(std::move(ended.error()));
    if (ended->empty()) return {};
    if (before->empty()) ended->erase(ended->begin(), ended->end() - 1);  // what was before counts no more
    auto known = ledger::open_findings(tx(), ledger::kConfigRejected);
    if (!known) return fail(std::move(known.error()));
    for (const auto& finding : *known) refusals_[finding.account] = finding.message;
    for (const auto& reload : *ended)
      if (auto ok = judge(reload); !ok) return ok;
    return ledger::set_cursor(tx(), kToldReloads, fmt::format("{}", ended->back().attempt), now_);
  }

  Status judge(const ledger::EndedReload& reload) {
    if (auto ok = note(reload.attempt, {}, reload.message); !ok) return ok;
    const auto accounts = parse_json(reload.accounts).value_or(json::array());
    if (!accounts.is_array()) return {};
    for (const auto& one : accounts.get_array()) {
      const auto status = text_at(one, "status");
      const bool refused = status == "rejected" || status == "degraded";
      const std::string name(text_at(one, "account"));
      const auto why = refused ? errors_of(one) : std::string();
      if (auto ok = note(reload.attempt, name, refused && why.empty() ? std::string(status) : why); !ok) return ok;
    }
    return {};
  }

  // The same refusal again, as at each start, is told once. `why` empty: nothing is refused any more.
  Status note(std::int64_t attempt, const std::string& account, const std::string& why) {
    const auto key = key_for(ledger::kConfigRejected, account);
    const auto known = refusals_.find(account);
    if (why.empty()) {
      if (known == refusals_.end()) return {};
      refusals_.erase(known);
      return ledger::resolve(tx(), key, now_);
    }
    if (known != refusals_.end() && known->second == why) return {};
    refusals_[account] = why;
    const auto notice = rejected_notice(attempt, account, why, now_);
    if (auto ok = raise(key, notice, why); !ok) return ok;
    return tell(notice);
  }

  Context& context_;
  Unit& unit_;
  const Instant now_;
  std::map<std::string, std::string> refusals_;  // by account
};

}  // namespace

Status gather_notices(Context& context, Work& work) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto ok = Gathering(context, *unit).run(); !ok) return ok;
  if (auto ok = work.settle_all(context, unit->tx(), {}); !ok) return ok;
  return unit->commit();
}

}  // namespace fairway::flows
