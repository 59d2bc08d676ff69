#include "host/plugins/supervisor/caller.hpp"

#include "host/base/text.hpp"

namespace fairway::plugins {
namespace {

using Steady = std::chrono::steady_clock;
constexpr Millis kLookForCancel{25};  // how often a flag that nobody signals is looked at
constexpr int kAskedAgain = 5;        // times, each for another call's crash

Millis left_until(Steady::time_point deadline) { return std::chrono::duration_cast<Millis>(deadline - Steady::now()); }

std::string suspect_key(const InstanceRecord* record, Verb verb, const std::string& trace) {
  return fmt::format("{}\n{}\n{}\n{}", record ? record->spec.scope : "", record ? record->spec.lane : "", verb_name(verb),
                     trace);
}

Outcome ended(Status status) {
  Outcome outcome;
  outcome.status = std::move(status);
  return outcome;
}

Outcome read_end(const std::string& body) {
  Reader in(body);
  Outcome outcome;
  outcome.status = read_status(in);
  const auto count = in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) outcome.findings.push_back(read_failure(in));
  outcome.state = read_state(in);
  outcome.tail = in.string();
  if (!in.ok()) return ended(fail(FW_E_INTERNAL, "the worker's answer is cut off"));
  outcome.by_itself = true;
  return outcome;
}

bool answers_from_input_alone(Verb verb) { return verb == Verb::decide || verb == Verb::validate; }

Failure too_late(const CallOptions& options) {
  return {FW_E_UNAVAILABLE, fmt::format("it did not end within its deadline of {}", format_duration(options.deadline))};
}

// May this run again in another version of the plugin? What the remote never saw, and what only answers from its input.
bool harmless(const Outcome& outcome, Verb verb) {
  return answers_from_input_alone(verb) || !(outcome.by_itself || outcome.in_plugin);
}

bool asked_to_end(const CallOptions& options) { return options.cancel && options.cancel->load(); }

}  // namespace

Outcome Caller::run(const std::shared_ptr<const InstanceRecord>& record, Verb verb, const std::string& fields,
                    const CallOptions& options, const OnLetter& on_letter) {
  const auto deadline = Steady::now() + options.deadline;
  while (true) {
    const auto seat = home_.enter(record.get(), deadline, options.cancel);
    if (!seat) return ended(fail(seat.error()));
    auto& edition = seat->edition();
    auto outcome = run_in(edition, record, verb, fields, options, deadline, on_letter);
    if (outcome.status || !edition.left) return outcome;
    if (edition.failed && !outcome.by_itself)  // its version is to blame, not the call
      outcome.status = fail(FW_E_CANCELLED, "a new version of the plugin died during this call and was taken back");
    const bool again = outcome.status.error().code == FW_E_CANCELLED && harmless(outcome, verb) && !asked_to_end(options);
    if (!again || left_until(deadline) <= Millis(0)) return outcome;
  }
}

Outcome Caller::run_in(Edition& edition, const std::shared_ptr<const InstanceRecord>& record, Verb verb,
                       const std::string& fields, const CallOptions& options, Time deadline, const OnLetter& on_letter) {
  const auto key = suspect_key(record.get(), verb, options.trace);
  if (!home_.is_suspect(key)) return run_in(edition, edition.main, record, verb, fields, options, deadline, on_letter);

  if (!edition.alone.take(deadline))
    return ended(fail(FW_E_CANCELLED, "other calls of this plugin are tried alone before this one"));
  auto outcome = run_in(edition, edition.quarantine, record, verb, fields, options, deadline, on_letter);
  edition.alone.give();
  if (outcome.by_itself) home_.clear(key);
  return outcome;
}

Outcome Caller::run_in(Edition& edition, Keeper& keeper, const std::shared_ptr<const InstanceRecord>& record, Verb verb,
                       const std::string& fields, const CallOptions& options, Time deadline, const OnLetter& on_letter) {
  // When another call took the worker along: what had not begun, and what only answers from its input, runs again.
  for (int attempt = 0;; ++attempt) {
    const auto started = start(keeper, record, verb, fields, options, deadline);
    if (!started) return ended(fail(started.error()));
    auto outcome = attend(*started, options, deadline, on_letter);
    const auto death = started->call->death();
    if (!death || edition.left) return outcome;
    const bool innocent = death->failure.code == FW_E_CANCELLED;
    if (innocent && harmless(outcome, verb) && attempt < kAskedAgain && left_until(deadline) > Millis(0)) continue;
    if (death->suspect) home_.suspect(suspect_key(record.get(), verb, options.trace));
    return outcome;
  }
}

Result<Caller::Started> Caller::start(Keeper& keeper, const std::shared_ptr<const InstanceRecord>& record, Verb verb,
                                      const std::string& fields, const CallOptions& options, Time deadline) {
  while (true) {
    auto worker = keeper.worker(std::max(left_until(deadline), Millis(0)));
    if (!worker) return fail(worker.error());
    CallHead head;
    head.instance = record ? record->id : 0;
    head.verb = verb;
    head.interactive = options.interactive;
    head.deadline = left_until(deadline);
    head.now_ms = shop_.clock.now().time_since_epoch().count();
    head.trace = options.trace;
    if (head.deadline <= Millis(0)) return fail(too_late(options));
    Writer payload;
    write(payload, head);
    auto call = std::make_shared<Pending>(shop_.next_id.fetch_add(1), record, verb, options);
    if ((*worker)->begin(call, payload.take() + fields)) return Started{std::move(*worker), std::move(call)};
  }
}

Outcome Caller::attend(const Started& started, const CallOptions& options, Time deadline, const OnLetter& on_letter) {
  const auto& [worker, call] = started;
  auto until = deadline;
  std::uint8_t level = 0;  // of cancellation reached
  bool asked = false;      // cancelled by the caller, not by the deadline
  while (true) {
    const auto look = options.cancel && level == 0 ? std::min(until, Steady::now() + kLookForCancel) : until;
    if (const auto letter = call->next(look)) {
      if (letter->kind != Kind::end) {
        on_letter(*letter, *worker, *call);
        continue;
      }
      auto outcome = read_end(letter->body);
      if (!outcome.status && outcome.status.error().code == FW_E_CANCELLED && level > 0 && !asked)
        outcome.status = fail(too_late(options));
      return outcome;
    }
    if (const auto death = call->death()) {
      auto outcome = ended(fail(death->failure));
      outcome.in_plugin = death->in_plugin;
      return outcome;
    }
    asked = asked || (options.cancel && options.cancel->load() && level == 0);
    if (!asked && Steady::now() < until) continue;
    if (Steady::now() < until && level > 0) continue;
    if (level == 0 && !asked && answers_from_input_alone(call->verb))
      return abandon(started), ended(fail(too_late(options)));
    until = Steady::now() + escalate(*worker, *call, level);
  }
}

// One step further than `level`; how long to wait for its effect.
Millis Caller::escalate(Generation& worker, const Pending& call, std::uint8_t& level) const {
  if (level < kCancelHard) {
    worker.cancel(call, ++level);
    return level == kCancel ? shop_.options.cancel_grace : shop_.options.kill_grace;
  }
  worker.convict(call);
  return Millis(1000);
}

// The caller needs no answer any more; the worker must still be freed of the call.
void Caller::abandon(const Started& started) {
  auto& attendant = shop_.attendant;
  const auto [worker, call] = started;
  worker->cancel(*call, kCancel);
  attendant.later(shop_.options.cancel_grace, [worker = worker, call = call] {
    if (!call->over()) worker->cancel(*call, kCancelHard);
  });
  attendant.later(shop_.options.cancel_grace + shop_.options.kill_grace, [worker = worker, call = call] {
    if (!call->over()) worker->convict(*call);
  });
}

}  // namespace fairway::plugins
