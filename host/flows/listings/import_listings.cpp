// Brings in what a store lists.
//
//   requested ─► waiting ─► reading ─► settling ─► done
//                  ▲ └───┬────┘
//                  └─ restarting        asked anew, three times at most; then failed
//
// No thread waits for a channel that prepares its answer, and each batch is committed with the cursor after it: whatever ends
// the host, the import goes on where it stood. Only some imports of the host are in hand at a time, each for a short while where
// others wait.
#include <array>

#include <fmt/format.h>

#include "fairway/pull.hpp"
#include "host/base/text.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/listings/complete_import.hpp"
#include "host/flows/listings/handed_files.hpp"
#include "host/flows/listings/import_file.hpp"
#include "host/flows/listings/import_settle.hpp"
#include "host/flows/listings/import_take.hpp"
#include "host/flows/listings/import_undo.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/ledger/catalogue_keys.hpp"
#include "host/ledger/store.hpp"

namespace fairway::flows {
namespace {

using ledger::Import;
using ledger::ImportState;

constexpr const char* kImportKind = "import";
constexpr std::int64_t kImportsAtOnce = 4;          // of the host; their writes follow each other anyway
constexpr Millis kSlice = std::chrono::seconds(5);  // of one, while another account's waits
constexpr Millis kSeatAgain = std::chrono::milliseconds(500);
constexpr Millis kHeldUp = std::chrono::minutes(10);
constexpr Millis kAfterSlice = std::chrono::seconds(1);  // longer than the others look away
constexpr std::int64_t kAnswerTries = 3;
constexpr Millis kAnswerAgain = std::chrono::minutes(2);
constexpr Millis kPatience = std::chrono::hours(24);  // without coming further
constexpr std::size_t kShownFailure = 300;

// An answer that is being prepared is looked for soon, then less and less often.
Millis look_again_after(std::int64_t looks) {
  constexpr std::array<std::chrono::seconds, 4> kWaits{std::chrono::seconds(15), std::chrono::seconds(30),
                                                       std::chrono::seconds(60), std::chrono::seconds(120)};
  return kWaits[std::min<std::size_t>(static_cast<std::size_t>(looks), kWaits.size() - 1)];
}

// Another account's import waits. Who found no seat looks again soon, so is not due just now; who is due for long is held by
// something else.
Result<bool> any_waits(storage::Transaction& tx, const std::string& than, Instant now) {
  return ledger::any_due_elsewhere(tx, kImportKind, than, now - kHeldUp, now + kSeatAgain);
}

bool refused(const Failure& failure) {
  return failure.code == FW_E_REJECTED || failure.code == FW_E_INVALID || failure.code == FW_E_UNSUPPORTED;
}

bool is_open(const Import& import) { return import.state == ImportState::waiting || import.state == ImportState::reading; }

// Enters the keys of the newest items and listings where that many have none.
Status key_catalogue(Context& context, std::int64_t from) {
  for (const auto table : {ledger::KeyedTable::items, ledger::KeyedTable::listings}) {
    for (bool due = true; due;) {
      auto keyed = context.db.transact([&](storage::Transaction& tx) -> Result<bool> {
        auto waiting = ledger::count_unkeyed(tx, table);
        if (!waiting) return fail(std::move(waiting.error()));
        if (*waiting < from) return false;
        if (auto ok = ledger::key_newest(tx, table); !ok) return fail(std::move(ok.error()));
        return true;
      });
      if (!keyed) return fail(std::move(keyed.error()));
      due = *keyed;
    }
  }
  return {};
}

// Each batch is one transaction with the import's own row.
class ListingSink final : public plugins::PullSink {
 public:
  ListingSink(Context& context, const ImportPlace& place, std::string state_scope, Import& import)
      : context_(context),
        place_(place),
        state_scope_(std::move(state_scope)),
        import_(import),
        began_(context.clock.steady()) {}

  Status commit(plugins::Batch batch) override {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    auto now = ledger::import_by_id(unit->tx(), import_.id);
    if (!now) return fail(std::move(now.error()));
    if (!*now || !is_open(**now)) return stop("the import was cancelled");
    auto next = std::move(**now);
    if (auto ok = take(*unit, next, batch); !ok) return ok;
    if (auto ok = unit->commit(); !ok) return ok;
    import_ = std::move(next);
    if (auto ok = key_catalogue(context_, ledger::kKeyedAtOnce); !ok) return ok;
    if (import_.state != ImportState::reading || context_.clock.steady() - began_ < kSlice) return {};
    auto waits = others_wait();
    if (!waits) return fail(std::move(waits.error()));
    return *waits ? stop("others have their turn") : Status();
  }

  void progress(std::int64_t done, std::int64_t total) override {
    told_ = done;
    if (total >= 0) total_ = total;
  }

  bool stopped() const { return stopped_; }  // by us: the call's failure is none
  bool brought() const { return brought_; }  // rows came

 private:
  Status take(Unit& unit, Import& next, plugins::Batch& batch) {
    const auto at = context_.clock.now();
    const bool rows = !batch.documents.empty() || !batch.rejects.empty();
    if (rows) {
      brought_ = true;
      if (!next.read_from) next.read_from = at;
      next.state = ImportState::reading;
      next.moved_at = at;
      next.looks = 0;
      next.note.clear();
      if (auto ok = take_listings(context_, unit, place_, next, memory_, batch); !ok) return ok;
    }
    if (told_) next.told = *told_;
    if (total_) next.total = total_;
    if (batch.cursor) next.cursor = *batch.cursor;
    if (next.file) next.total = rows_of_file(next);
    if (batch.cursor && batch.cursor->empty()) next.state = ImportState::settling;
    if (auto ok = keep_state(unit, state_scope_, std::move(batch.state)); !ok) return ok;
    return ledger::update(unit.tx(), next);
  }

  Result<bool> others_wait() {
    auto tx = context_.db.read();
    if (!tx) return fail(std::move(tx.error()));
    return any_waits(**tx, place_.account->name, context_.clock.now());
  }

  // What was committed stays so; the call ends.
  Status stop(const char* why) {
    stopped_ = true;
    return fail(FW_E_CANCELLED, why);
  }

  Context& context_;
  const ImportPlace& place_;
  std::string state_scope_;
  Import& import_;
  ImportMemory memory_;
  Millis began_;
  std::optional<std::int64_t> told_, total_;
  bool stopped_ = false, brought_ = false;
};

class ImportRun {
 public:
  ImportRun(Context& context, Work& work) : context_(context), work_(work) {}

  Status run() {
    auto place = find_place();
    if (!place) return fail(std::move(place.error()));
    place_ = *place;
    auto begun = begin();
    if (!begun) return fail(std::move(begun.error()));
    if (!*begun) return {};
    switch (import_.state) {
      case ImportState::undoing: return undo(ImportState::undone);
      case ImportState::restarting: return undo(ImportState::waiting);
      case ImportState::settling: return settle_import();
      default: return read();
    }
  }

 private:
  // An import only reads, so it also runs where nothing is sent.
  Result<ImportPlace> find_place() {
    const auto account = account_of(context_, work_.group());
    if (!account) return fail(account.error());
    const auto* store = (*account)->store(work_.group().target);
    if (!store) return parked("store " + work_.group().target + " is not configured");
    if (!imports_listings(context_.catalogue, *store))
      return parked("store " + store->nickname + " is disabled, or its plugin shows no listings");
    return ImportPlace{*account, store, 0};
  }

  // The import whose turn it is. False: there is none, or no seat; the job is settled then.
  Result<bool> begin() {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    auto rows = ledger::stores_of(unit->tx(), place_.account->name);
    if (!rows) return fail(std::move(rows.error()));
    for (const auto& row : *rows) {
      if (row.nickname != place_.store->nickname) continue;
      if (row.paused) return parked("store " + row.nickname + " is paused");
      place_.store_id = row.id;
    }
    auto open = ledger::open_import(unit->tx(), place_.store_id);
    if (!open) return fail(std::move(open.error()));
    if (!*open) return stand_back(*unit, {});
    import_ = std::move(**open);
    auto running = ledger::count_running(unit->tx(), kImportKind);
    if (!running) return fail(std::move(running.error()));
    const auto now = context_.clock.now();
    auto turn = may_begin(unit->tx(), *running, now);
    if (!turn) return turn;
    if (!*turn) return stand_back(*unit, {std::nullopt, now + kSeatAgain});
    if (import_.state == ImportState::requested) {
      import_.state = ImportState::waiting;
      import_.started_at = import_.moved_at = now;
      if (auto ok = ledger::update(unit->tx(), import_); !ok) return fail(std::move(ok.error()));
    }
    if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
    return true;
  }

  // A seat is free, and nobody waits for it who has none: of the accounts that want one each gets one before any gets two.
  Result<bool> may_begin(storage::Transaction& tx, std::int64_t running, Instant now) const {
    if (running > kImportsAtOnce) return false;
    auto mine = ledger::count_running(tx, kImportKind, place_.account->name);
    if (!mine) return fail(std::move(mine.error()));
    if (*mine <= 1) return true;
    auto others = any_waits(tx, place_.account->name, now);
    if (!others) return others;
    return !*others;
  }

  Result<bool> stand_back(Unit& unit, const ledger::Outcome& outcome) {
    if (auto ok = settle(unit, outcome); !ok) return fail(std::move(ok.error()));
    return false;
  }

  Status settle(Unit& unit, const ledger::Outcome& outcome) {
    if (auto ok = work_.settle_all(context_, unit.tx(), outcome); !ok) return ok;
    return unit.commit();
  }

  // One transaction: the import as it is now, a change of it, and the job's end.
  template <class Change>
  Status conclude(const ledger::Outcome& outcome, Change change) {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    auto now = ledger::import_by_id(unit->tx(), import_.id);
    if (!now) return fail(std::move(now.error()));
    if (!*now || !is_open(**now)) return settle(*unit, {std::nullopt, context_.clock.now()});
    import_ = std::move(**now);
    change(import_);
    if (auto ok = ledger::update(unit->tx(), import_); !ok) return ok;
    if (!import_.ended_at) return settle(*unit, outcome);
    if (auto ok = ledger::forget_rivals(unit->tx(), import_.id); !ok) return ok;
    if (auto ok = settle(*unit, outcome); !ok) return ok;
    remove_file(context_, import_);
    return {};
  }

  // ---- reading ----
  Status read() {
    const auto stream = import_.file ? ListingFileReader::kStream : ListingSource::kStream;
    const auto spec = channel_spec(context_.catalogue, *place_.account, *place_.store, place_.store->nickname, stream);
    ListingSink sink(context_, place_, spec.scope, import_);
    auto options = call_options(context_, work_);
    options.deadline = std::chrono::hours(1);
    const auto channel = context_.plugins.channel(spec);
    const auto end = import_.file ? read_handed_file(context_, *channel, import_, sink, options)
                                  : channel->pull({std::string(stream), import_.cursor, "{}", 0}, sink, options).status;
    const auto now = context_.clock.now();
    if (sink.stopped()) return conclude({std::nullopt, now + kAfterSlice}, [](Import&) {});
    if (!end) return failed(end.error());
    if (import_.state == ImportState::settling) return settle_import();
    if (sink.brought()) return conclude({std::nullopt, now}, [](Import&) {});
    return wait_on();
  }

  Status wait_on() {
    const auto now = context_.clock.now();
    if (now - import_.moved_at > kPatience) return give_up("the channel did not answer within a day");
    return conclude({std::nullopt, now + look_again_after(import_.looks)}, [](Import& import) { ++import.looks; });
  }

  Status failed(const Failure& failure) {
    const auto why = printable(failure.message, kShownFailure);
    if (refused(failure) && import_.file) return give_up(why);  // it is the same file next time
    if (refused(failure)) return try_again(why);
    const bool stale = context_.clock.now() - import_.moved_at > kPatience;
    if (failure.code == FW_E_CANCELLED) return fail(failure);
    if (stale || ledger::is_last_try(work_.jobs().front(), failure)) return give_up(why);
    return conclude({failure, std::nullopt}, [&](Import& import) { import.note = why; });
  }

  Status give_up(const std::string& why) {
    return conclude({std::nullopt, context_.clock.now()}, [&](Import& import) {
      import.state = ImportState::failed;
      import.ended_at = context_.clock.now();
      import.note = why;
    });
  }

  // The channel's answer came to nothing. What came of it so far goes before another is asked for.
  Status try_again(const std::string& why) {
    if (import_.tries + 1 >= kAnswerTries)
      return give_up(fmt::format("the channel's answer came to nothing {} times: {}", kAnswerTries, why));
    const auto now = context_.clock.now();
    return conclude({std::nullopt, import_.rows > 0 ? now : now + kAnswerAgain}, [&](Import& import) {
      ++import.tries;
      import.note = why;
      import.cursor.clear();
      import.looks = 0;
      if (import.rows > 0) import.state = ImportState::restarting;
    });
  }

  // ---- taking back ----
  Status undo(ImportState then) {
    while (true) {
      auto unit = Unit::begin(context_);
      if (!unit) return fail(std::move(unit.error()));
      auto done = import_.dry_run ? Result<bool>(true) : undo_some(*unit, import_);
      if (!done) return fail(std::move(done.error()));
      if (*done) return undone(*unit, then);
      import_.moved_at = context_.clock.now();
      if (auto ok = ledger::update(unit->tx(), import_); !ok) return ok;
      if (auto ok = unit->commit(); !ok) return ok;
      if (context_.stopping && *context_.stopping) return fail(FW_E_CANCELLED, "the host ends");
    }
  }

  Status undone(Unit& unit, ImportState then) {
    const auto now = context_.clock.now();
    import_.state = then;
    import_.moved_at = now;
    auto again = now;
    if (then == ImportState::undone) {
      import_.ended_at = now;
    } else {
      again += kAnswerAgain;
      import_.rows = import_.told = import_.undone = import_.kept = 0;
      import_.counts = {};
      import_.total.reset(), import_.read_from.reset();
      if (auto ok = ledger::forget_rows(unit.tx(), import_.id); !ok) return ok;
      if (auto ok = ledger::forget_rivals(unit.tx(), import_.id); !ok) return ok;
    }
    if (auto ok = ledger::update(unit.tx(), import_); !ok) return ok;
    if (auto ok = free_orders(unit); !ok) return ok;
    return settle(unit, {std::nullopt, again});
  }

  // ---- the end ----
  Status settle_import() {
    if (auto ok = key_catalogue(context_, 1); !ok) return ok;
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    if (auto ok = settle_contest(context_, *unit, place_, import_); !ok) return ok;
    if (auto ok = unit->commit(); !ok) return ok;
    while (true) {
      unit = Unit::begin(context_);
      if (!unit) return fail(std::move(unit.error()));
      auto all = settle_gone(context_, *unit, import_);
      if (!all) return fail(std::move(all.error()));
      if (*all) return finish(*unit);
      if (auto ok = unit->commit(); !ok) return ok;
    }
  }

  Status finish(Unit& unit) {
    const auto now = context_.clock.now();
    auto counts = ledger::count_rows(unit.tx(), import_.id);
    if (!counts) return fail(std::move(counts.error()));
    import_.counts = std::move(*counts);
    import_.state = ImportState::done;
    import_.ended_at = import_.moved_at = now;
    if (auto ok = ledger::update(unit.tx(), import_); !ok) return ok;
    if (auto ok = free_orders(unit); !ok) return ok;
    if (auto ok = begin_completion(context_, unit, place_, import_); !ok) return ok;
    context_.meters.count("imported_rows_total", import_.rows, {{"account", place_.account->name}});
    if (auto ok = settle(unit, {std::nullopt, now}); !ok) return ok;  // another may wait
    remove_file(context_, import_);
    return {};
  }

  // A listing that was paused may be there no more.
  Status free_orders(Unit& unit) { return unit.enqueue({remap_job(place_.account->name, context_.clock.now())}); }

  Context& context_;
  Work& work_;
  ImportPlace place_;
  Import import_;
};

}  // namespace

Status import_listings(Context& context, Work& work) { return ImportRun(context, work).run(); }

}  // namespace fairway::flows
