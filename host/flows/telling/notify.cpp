// Tells one notice on one way. What may have arrived is told again, under the same id: twice is better than never, and who
// gets it can tell. What is known to have arrived is not.
#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/flows/steps.hpp"
#include "host/ledger/notice.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

using ledger::NoticeWay;
using ledger::WayState;

constexpr const char* kUndelivered = "undelivered";
constexpr std::int64_t kQuietTries = 3;  // a mail server may be away for a moment

class OneWay {
 public:
  OneWay(Context& context, Work& work) : context_(context), work_(work) {}

  Status run() {
    auto there = begin();
    if (!there) return fail(std::move(there.error()));
    if (!*there) return {};
    return conclude(send());
  }

 private:
  // Kept before anything goes out: should the host end meanwhile, it may have been told. False: there is nothing to do.
  Result<bool> begin() {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    auto way = ledger::way_by_id(unit->tx(), work_.jobs().front().subject);
    if (!way) return fail(std::move(way.error()));
    if (!*way || (*way)->state == WayState::told || (*way)->state == WayState::dropped) return nothing(*unit);
    way_ = std::move(**way);
    auto notice = ledger::notice_by_id(unit->tx(), way_.notice_id);
    if (!notice) return fail(std::move(notice.error()));
    if (!*notice) return nothing(*unit);
    notice_ = std::move(**notice);
    const auto* who = whom();
    if (who) to_ = way_.way == "email" ? who->email : who->webhook;
    const bool can = !to_.empty() && (way_.way == "webhook" || context_.config->host.smtp);
    way_.state = can ? WayState::sending : WayState::dropped;
    if (auto ok = ledger::update(unit->tx(), way_, context_.clock.now()); !ok) return fail(std::move(ok.error()));
    if (!can) return nothing(*unit);
    if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
    return true;
  }

  Result<bool> nothing(Unit& unit) {
    if (auto ok = work_.settle_all(context_, unit.tx(), {}); !ok) return fail(std::move(ok.error()));
    if (auto ok = unit.commit(); !ok) return fail(std::move(ok.error()));
    return false;
  }

  // As the files say now: a wrong address that is mended is where the mail goes then.
  const config::Notify* whom() const {
    if (way_.told_by.empty()) return &context_.config->host.notify;
    const auto* account = context_.account(way_.told_by);
    return account ? &account->notify : nullptr;
  }

  Sent send() {
    if (!context_.messenger) return {fail(FW_E_UNAVAILABLE, "this host tells nobody"), false};
    const auto stamp = fmt::format("notice.{}.{}.{}", notice_.id, way_.id, notice_.at.time_since_epoch().count());
    if (way_.way == "webhook") return context_.messenger->post({to_, stamp, body_of(stamp)}, context_.stopping);
    const auto& server = *context_.config->host.smtp;
    const Mail mail{to_, stamp + server.from.substr(server.from.find('@')), notice_.title, notice_.text, notice_.at};
    return context_.messenger->mail(server, mail, context_.stopping);
  }

  std::string body_of(const std::string& stamp) const {
    return json::serialize(json::object{{"id", stamp},
                                        {"kind", notice_.kind},
                                        {"account", notice_.account},
                                        {"target", notice_.target},
                                        {"title", notice_.title},
                                        {"text", notice_.text},
                                        {"at", format_time(notice_.at)}});
  }

  Status conclude(const Sent& sent) {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    const auto now = context_.clock.now();
    ledger::Outcome outcome;
    if (!sent.status) outcome.failure = masked(sent.status.error());
    way_.state = sent.status ? WayState::told : sent.unsure ? WayState::sending : WayState::waiting;
    way_.error = outcome.failure ? outcome.failure->message : std::string();
    const auto& job = work_.jobs().front();
    const bool dead = outcome.failure && ledger::is_last_try(job, *outcome.failure);
    if (dead) way_.state = WayState::failed;
    if (auto ok = ledger::update(unit->tx(), way_, now); !ok) return ok;
    if (auto ok = note(*unit, outcome, dead, now); !ok) return ok;
    context_.meters.count("notices_told_total", 1, {{"way", way_.way}, {"outcome", std::string(ledger::text(way_.state))}});
    if (auto ok = work_.settle_all(context_, unit->tx(), outcome); !ok) return ok;
    return unit->commit();
  }

  // An address that came from outside the file is not shown; a server may repeat it.
  Failure masked(Failure failure) const {
    failure.message = config::masked(std::move(failure.message), context_.config->host.hidden);
    if (const auto* account = context_.account(way_.told_by))
      failure.message = config::masked(std::move(failure.message), account->hidden);
    return failure;
  }

  Status note(Unit& unit, const ledger::Outcome& outcome, bool dead, Instant now) {
    const auto key = fmt::format("{}/{}{}{}", kUndelivered, way_.told_by, way_.told_by.empty() ? "" : "/", way_.way);
    if (!outcome.failure) return ledger::resolve(unit.tx(), key, now);
    const auto code = outcome.failure->code;
    const bool needs_somebody = dead || code == FW_E_AUTH || code == FW_E_CONFIG;
    if (code == FW_E_CANCELLED || (!needs_somebody && work_.jobs().front().attempts < kQuietTries)) return {};
    const auto where = way_.told_by.empty() ? std::string("fairway.yaml") : "account " + way_.told_by;
    return ledger::raise(unit.tx(),
                         {{key,
                           way_.told_by,
                           {},
                           kUndelivered,
                           fmt::format("notices do not reach notify.{} of {}: {}", way_.way, where, way_.error)}},
                         now);
  }

  Context& context_;
  Work& work_;
  NoticeWay way_;
  ledger::Notice notice_;
  std::string to_;
};

}  // namespace

Status notify(Context& context, Work& work) { return OneWay(context, work).run(); }

}  // namespace fairway::flows
