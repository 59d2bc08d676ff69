// Is anything missing? A window of the channel's time is seen by a second view, and every order that it shows is looked for
// in the ledger. What the pull never showed is a finding, is fetched by its id, goes the way of every other order, and then
// the window is proved.
//
//   asking ──► the view is complete ──► nothing is missing ───────────────► proved
//     │ ▲                          └──► fetching, a few ids at a time ──┬──► proved
//     └─┘ asked again; in the end by the pull itself, once more         └──► incomplete
//
// No thread waits: each step ends with its job due again, and where it stands is in the window's row.
#include <array>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/base/text.hpp"
#include "host/flows/intake/order_source.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/ledger/window.hpp"

namespace fairway::flows {
namespace {

using ledger::Gap;
using ledger::OrderWindow;
using ledger::WindowState;

// What changed in the last minutes may be in neither view yet (Amazon's order reports are up to half an hour behind).
constexpr Millis kSettled = std::chrono::minutes(45);
constexpr Millis kLongestWindow = std::chrono::hours(24 * 7);
constexpr Millis kNothingYet = std::chrono::minutes(15);  // until a first pull is complete
constexpr std::int64_t kViewTries = 2;                    // of the channel's own list; then the pull is made once more
constexpr Millis kViewAgain = std::chrono::minutes(10);
constexpr std::size_t kIdsAtOnce = 20;
constexpr std::int64_t kGapTries = 3;
constexpr Millis kGapAgain = std::chrono::minutes(10);
constexpr std::size_t kOldGaps = 1000;
constexpr std::size_t kNamedGaps = 5;  // orders in a finding

// A list that is being made is looked for soon, then less and less often.
Millis look_after(std::int64_t looks) {
  constexpr std::array<std::chrono::seconds, 4> kWaits{std::chrono::seconds(15), std::chrono::seconds(30),
                                                       std::chrono::seconds(60), std::chrono::seconds(120)};
  return kWaits[std::min<std::size_t>(static_cast<std::size_t>(looks), kWaits.size() - 1)];
}

// An order as one of the views names it.
struct Seen {
  std::string id, store;
  std::optional<Instant> updated;
};

class OrderCheck {
 public:
  OrderCheck(Context& context, Work& work, const config::Account& account, const PullGroup& group)
      : context_(context), work_(work), account_(account), group_(group) {}

  Status run() {
    if (auto ok = begin(); !ok) return ok;
    if (window_.id == 0) return rest();
    if (intake_.stores.empty()) return gone_ ? give_up("its stores are gone") : Status{};
    if (window_.state == WindowState::fetching) return fetch();
    return window_.view == ledger::kOrderIds ? look() : scan();
  }

 private:
  // The window in hand: the one that was asked for, the one that has not ended, or the next.
  Status begin() {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    auto intake = intake_of(unit->tx(), account_, group_, cause_of(work_));
    if (!intake) return fail(std::move(intake.error()));
    intake_ = std::move(*intake);
    const auto asked = work_.jobs().front().subject;
    auto open =
        asked != 0 ? ledger::window_by_id(unit->tx(), asked) : ledger::open_window(unit->tx(), account_.name, group_.id);
    if (!open) return fail(std::move(open.error()));
    if (*open && !(*open)->ended_at) {
      window_ = std::move(**open);
      return keep_its_stores(unit->tx());
    }
    if (asked != 0) return {};
    auto next = next_window(unit->tx());
    if (!next) return fail(std::move(next.error()));
    if (!*next) return {};
    window_ = std::move(**next);
    auto id = ledger::add(unit->tx(), window_);
    if (!id) return fail(std::move(id.error()));
    window_.id = *id;
    return unit->commit();
  }

  // A window speaks of the stores that it was opened for. One that is paused is waited for.
  Status keep_its_stores(storage::Transaction& tx) {
    auto rows = ledger::stores_of(tx, account_.name);
    if (!rows) return fail(std::move(rows.error()));
    const auto mine = [&](std::int64_t id) {
      return std::find(window_.stores.begin(), window_.stores.end(), id) != window_.stores.end();
    };
    gone_ = std::none_of(rows->begin(), rows->end(), [&](const auto& row) { return mine(row.id); });
    std::erase_if(intake_.stores, [&](const auto& store) { return !mine(store.second.row.id); });
    return {};
  }

  // From where all of the stores are proved, to where the pull has covered them all and both views have settled.
  Result<std::optional<OrderWindow>> next_window(storage::Transaction& tx) {
    OrderWindow next;
    std::optional<Instant> since, until;
    for (const auto& [nickname, store] : intake_.stores) {
      auto covered = read_time(tx, covered_scope(account_.name, store.row));
      auto proved = read_time(tx, proved_scope(account_.name, store.row));
      if (!covered || !proved) return fail(covered ? std::move(proved.error()) : std::move(covered.error()));
      if (!*covered) return std::optional<OrderWindow>();
      // What changed last before this was made before it, too, and is too old to be taken on.
      const auto oldest = **covered - store.config->orders.within;
      const auto from = proved->value_or(std::max(*store.row.live_since, oldest));
      since = std::min(since.value_or(from), from);
      until = std::min(until.value_or(**covered), **covered);
      next.stores.push_back(store.row.id);
    }
    if (!since) return std::optional<OrderWindow>();
    next.account = account_.name, next.source = group_.id;
    next.since = *since;
    next.until = std::min(*until - kSettled, *since + kLongestWindow);
    if (next.until <= next.since) return std::optional<OrderWindow>();
    const bool lists = context_.catalogue.stream(first_plugin(), ledger::kOrderIds) != nullptr;
    next.view = lists ? ledger::kOrderIds : ledger::kRescan;
    next.begun_at = context_.clock.now();
    return std::optional(std::move(next));
  }

  const std::string& first_plugin() const { return group_.stores.front()->settings.plugin; }

  // There is no window now: not until the first pull is complete, else at the next tick.
  Status rest() {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    ledger::Outcome outcome;
    for (const auto& [nickname, store] : intake_.stores) {
      auto proved = read_time(unit->tx(), proved_scope(account_.name, store.row));
      if (!proved) return fail(std::move(proved.error()));
      if (!*proved) outcome.again = context_.clock.now() + std::min(kNothingYet, group_.check_every.value_or(kNothingYet));
    }
    return settle(*unit, outcome);
  }

  Status settle(Unit& unit, const ledger::Outcome& outcome) {
    if (auto ok = work_.settle_all(context_, unit.tx(), outcome); !ok) return ok;
    return unit.commit();
  }

  json::object window_params() const {
    return {{"stores", store_list(intake_)}, {"since", format_time(window_.since)}, {"until", format_time(window_.until)}};
  }

  // ---- the channel's own list ----
  std::string list_scope() const { return fmt::format("{}/{}/{}", ledger::kOrderIds, account_.name, group_.id); }

  Status look() {
    const auto spec = order_spec(context_, intake_, ledger::kOrderIds);
    StreamSink sink(context_, spec.scope, list_scope(),
                    [this](Unit& unit, const plugins::Batch& batch) { return take_ids(unit, batch); });
    auto cursor = sink.cursor();
    if (!cursor) return fail(std::move(cursor.error()));
    const plugins::PullRequest request{std::string(ledger::kOrderIds), *cursor, json::serialize(window_params()), 0};
    const auto end = context_.plugins.channel(spec)->pull(request, sink, call_options(context_, work_)).status;
    if (!end && end.error().code == FW_E_REJECTED) return try_again(end.error().message);
    if (!end) return end;
    return complete_ ? go_on() : wait();
  }

  // The list may be read twice, after a crash: what it showed is counted anew, and what was missing is known already.
  Status take_ids(Unit& unit, const plugins::Batch& batch) {
    auto rejects = batch.rejects;
    std::vector<Seen> seen;
    for (const auto& document : batch.documents) {
      OrderId id;
      if (JsonError error; !read_json(document.body, id, error) || id.channel_order_id.empty())
        rejects.push_back({document.body, document.schema, error.pointer, error.message});
      else seen.push_back({id.channel_order_id, id.store, time_of(id.updated_at)});
    }
    counted_ += static_cast<std::int64_t>(seen.size());
    unread_ += static_cast<std::int64_t>(rejects.size());
    if (auto ok = set_aside(context_, unit, account_.name, group_.id, std::string(ledger::kOrderIds), rejects); !ok)
      return ok;
    auto missing = not_known(unit.tx(), seen);
    if (!missing) return fail(std::move(missing.error()));
    if (auto ok = ledger::add_gaps(unit.tx(), window_.id, *missing); !ok) return ok;
    if (!batch.cursor || !batch.cursor->empty()) return {};
    complete_ = true;
    window_.counted = counted_, window_.unread = unread_;
    return complete(unit);
  }

  static std::optional<Instant> time_of(const std::optional<Time>& time) {
    return time ? std::optional(ledger::to_instant(*time)) : std::nullopt;
  }

  // Which the pull should have shown and never did. What last changed before its store took orders on, it never asked for.
  Result<std::vector<std::string>> not_known(storage::Transaction& tx, const std::vector<Seen>& seen) {
    std::set<std::pair<std::string, std::string>> sellers;
    Instant first_live = Instant::max();
    for (const auto& [nickname, store] : intake_.stores) {
      sellers.emplace(store.row.plugin, store.row.seller);
      first_live = std::min(first_live, *store.row.live_since);
    }
    std::vector<std::string> ids, missing;
    for (const auto& one : seen) ids.push_back(one.id);
    std::set<std::string> known;
    for (const auto& [plugin, seller] : sellers) {
      auto some = ledger::known_orders(tx, plugin, seller, ids);
      if (!some) return fail(std::move(some.error()));
      known.merge(*some);
    }
    for (const auto& one : seen) {
      const auto store = intake_.stores.find(one.store);
      const auto live = store == intake_.stores.end() ? first_live : *store->second.row.live_since;
      if (!known.contains(one.id) && (!one.updated || *one.updated >= live)) missing.push_back(one.id);
    }
    return missing;
  }

  Status wait() {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    const auto again = context_.clock.now() + look_after(window_.looks++);
    if (auto ok = ledger::update(unit->tx(), window_); !ok) return ok;
    return settle(*unit, {std::nullopt, again});
  }

  // The channel could not make its list. It is asked once more; then the pull itself has to do.
  Status try_again(const std::string& why) {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    const auto now = context_.clock.now();
    window_.looks = 0;
    window_.note = why;
    const bool last = ++window_.tries >= kViewTries;
    if (last) window_.view = ledger::kRescan;
    if (auto ok = ledger::set_cursor(unit->tx(), list_scope(), "", now); !ok) return ok;
    if (auto ok = ledger::update(unit->tx(), window_); !ok) return ok;
    return settle(*unit, {std::nullopt, last ? now : now + kViewAgain});
  }

  // ---- the pull once more ----
  std::string scan_scope() const { return fmt::format("{}/rescan/{}", orders_scope(account_.name, group_.id), window_.id); }

  Status scan() {
    const auto spec = order_spec(context_, intake_, "orders");
    StreamSink sink(context_, spec.scope, scan_scope(),
                    [this](Unit& unit, const plugins::Batch& batch) { return take_scanned(unit, batch); });
    auto cursor = sink.cursor();
    if (!cursor) return fail(std::move(cursor.error()));
    const plugins::PullRequest request{"orders", *cursor, json::serialize(window_params()), 0};
    const auto end = context_.plugins.channel(spec)->pull(request, sink, call_options(context_, work_)).status;
    if (!end) return end;
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    if (auto ok = ledger::set_cursor(unit->tx(), scan_scope(), "", context_.clock.now()); !ok) return ok;
    if (auto ok = complete(*unit); !ok) return ok;
    if (auto ok = unit->commit(); !ok) return ok;
    return go_on();
  }

  // The orders come along, so what was missing is taken on at once.
  Status take_scanned(Unit& unit, const plugins::Batch& batch) {
    std::vector<Seen> seen;
    for (const auto& document : batch.documents) {
      Order order;
      if (JsonError error; read_json(document.body, order, error) && !order.channel_order_id.empty())
        seen.push_back({order.channel_order_id, order.store, time_of(order.updated_at)});
    }
    window_.counted += static_cast<std::int64_t>(seen.size());
    window_.unread += static_cast<std::int64_t>(batch.rejects.size());
    auto missing = not_known(unit.tx(), seen);
    if (!missing) return fail(std::move(missing.error()));
    if (auto ok = ledger::add_gaps(unit.tx(), window_.id, *missing); !ok) return ok;
    if (auto ok = take_orders(context_, unit, intake_, batch); !ok) return ok;
    if (auto ok = note_known(unit, window_.id, *missing); !ok) return ok;
    return ledger::update(unit.tx(), window_);
  }

  // ---- what was missing ----
  Status note_known(Unit& unit, std::int64_t window, const std::vector<std::string>& ids) {
    std::vector<Seen> seen;
    for (const auto& id : ids) seen.push_back({id, {}, {}});
    auto missing = not_known(unit.tx(), seen);
    if (!missing) return fail(std::move(missing.error()));
    std::set<std::string> known(ids.begin(), ids.end());
    for (const auto& id : *missing) known.erase(id);
    return ledger::note_fetched(unit.tx(), window, known, context_.clock.now());
  }

  // The view has shown all that it has.
  Status complete(Unit& unit) {
    auto gaps = ledger::count_gaps(unit.tx(), window_.id);
    if (!gaps) return fail(std::move(gaps.error()));
    window_.missing = gaps->all;
    if (gaps->all > 0) {
      context_.meters.count("orders_missing_total", gaps->all, {{"account", account_.name}});
      if (auto ok = raise_gap(unit); !ok) return ok;
    }
    window_.state = WindowState::fetching;
    return conclude_or_keep(unit);
  }

  Status raise_gap(Unit& unit) {
    auto some = ledger::first_gaps(unit.tx(), window_.id, kNamedGaps);
    if (!some) return fail(std::move(some.error()));
    std::string named;
    for (const auto& id : *some) named += (named.empty() ? "" : ", ") + printable(id, 40);
    return ledger::raise(
        unit.tx(),
        {{ledger::gap_key(window_.id), account_.name, group_.id, "missing-order",
          fmt::format("{} of {} orders that changed between {} and {} were never shown by the pull: {}{}", window_.missing,
                      window_.counted, format_time(window_.since), format_time(window_.until), named,
                      static_cast<std::int64_t>(some->size()) < window_.missing ? ", …" : "")}},
        context_.clock.now());
  }

  // Ends the window where no gap is left to try.
  Status conclude_or_keep(Unit& unit) {
    auto gaps = ledger::count_gaps(unit.tx(), window_.id);
    if (!gaps) return fail(std::move(gaps.error()));
    window_.fetched = gaps->fetched;
    auto left = ledger::open_gaps(unit.tx(), window_.id, 1);
    if (!left) return fail(std::move(left.error()));
    if (left->empty()) return conclude(unit, WindowState::proved);
    if (left->front().tries >= kGapTries) return conclude(unit, WindowState::incomplete);
    return ledger::update(unit.tx(), window_);
  }

  Status conclude(Unit& unit, WindowState state) {
    const auto now = context_.clock.now();
    window_.state = state;
    window_.ended_at = now;
    if (auto ok = ledger::update(unit.tx(), window_); !ok) return ok;
    if (state == WindowState::proved)
      if (auto ok = ledger::resolve(unit.tx(), ledger::gap_key(window_.id), now); !ok) return ok;
    context_.meters.count("order_windows_total", 1,
                          {{"account", account_.name}, {"state", std::string(ledger::text(state))}});
    if (!window_.asked_by.empty()) return {};  // a person's window may lie anywhere
    for (const auto& [nickname, store] : intake_.stores)
      if (auto ok = ledger::set_cursor(unit.tx(), proved_scope(account_.name, store.row), format_time(window_.until), now);
          !ok)
        return ok;
    return settle_old_gaps(unit);
  }

  // What could not be had by its id may have come since by the pull.
  Status settle_old_gaps(Unit& unit) {
    auto windows = ledger::incomplete_windows(unit.tx(), account_.name, group_.id);
    if (!windows) return fail(std::move(windows.error()));
    for (auto& window : *windows) {
      auto gaps = ledger::open_gaps(unit.tx(), window.id, kOldGaps);
      if (!gaps) return fail(std::move(gaps.error()));
      if (auto ok = note_known(unit, window.id, ids_of(*gaps)); !ok) return ok;
      auto count = ledger::count_gaps(unit.tx(), window.id);
      if (!count) return fail(std::move(count.error()));
      window.fetched = count->fetched;
      if (count->fetched == count->all && count->all > 0) {
        window.state = WindowState::proved;
        if (auto ok = ledger::resolve(unit.tx(), ledger::gap_key(window.id), context_.clock.now()); !ok) return ok;
      }
      if (auto ok = ledger::update(unit.tx(), window); !ok) return ok;
    }
    return {};
  }

  Status give_up(const char* why) {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    window_.note = why;
    if (auto ok = conclude(*unit, WindowState::incomplete); !ok) return ok;
    return settle(*unit, {});
  }

  // Some by their ids. What is in the ledger by now, however it came there, is missing no more.
  Status fetch() {
    auto gaps = still_missing();
    if (!gaps) return fail(std::move(gaps.error()));
    if (gaps->empty()) return go_on();
    json::array ids;
    for (const auto& gap : *gaps) ids.emplace_back(gap.channel_order_id);
    auto intake = intake_;
    intake.cause += ", missing from the pull";
    const auto spec = order_spec(context_, intake, "orders");
    StreamSink sink(context_, spec.scope, {},
                    [&](Unit& unit, const plugins::Batch& batch) { return take_orders(context_, unit, intake, batch); });
    const plugins::PullRequest request{
        "orders", "", json::serialize(json::object{{"stores", store_list(intake)}, {"ids", std::move(ids)}}), 0};
    const auto end = context_.plugins.channel(spec)->pull(request, sink, call_options(context_, work_)).status;
    const bool refused = !end && (end.error().code == FW_E_REJECTED || end.error().code == FW_E_UNSUPPORTED);
    if (!end && !refused) return end;
    if (refused) window_.note = end.error().message;
    return note_fetch(std::move(*gaps));
  }

  Result<std::vector<Gap>> still_missing() {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    auto gaps = ledger::open_gaps(unit->tx(), window_.id, kIdsAtOnce);
    if (!gaps) return gaps;
    if (auto ok = note_known(*unit, window_.id, ids_of(*gaps)); !ok) return fail(std::move(ok.error()));
    gaps = ledger::open_gaps(unit->tx(), window_.id, kIdsAtOnce);
    if (!gaps) return gaps;
    std::erase_if(*gaps, [](const Gap& gap) { return gap.tries >= kGapTries; });
    if (auto ok = conclude_or_keep(*unit); !ok) return fail(std::move(ok.error()));
    if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
    return gaps;
  }

  static std::vector<std::string> ids_of(const std::vector<Gap>& gaps) {
    std::vector<std::string> ids;
    for (const auto& gap : gaps) ids.push_back(gap.channel_order_id);
    return ids;
  }

  Status note_fetch(std::vector<Gap> gaps) {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    for (auto& gap : gaps) ++gap.tries;
    if (auto ok = ledger::note_tries(unit->tx(), gaps); !ok) return ok;
    if (auto ok = note_known(*unit, window_.id, ids_of(gaps)); !ok) return ok;
    if (auto ok = conclude_or_keep(*unit); !ok) return ok;
    if (auto ok = unit->commit(); !ok) return ok;
    return go_on();
  }

  // What comes next: more gaps now, those that were tried later, the next window, or the next tick.
  Status go_on() {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    const auto now = context_.clock.now();
    ledger::Outcome outcome;
    if (!window_.ended_at) {
      auto next = ledger::open_gaps(unit->tx(), window_.id, 1);
      if (!next) return fail(std::move(next.error()));
      outcome.again = !next->empty() && next->front().tries > 0 ? now + kGapAgain : now;
    } else if (window_.asked_by.empty()) {
      auto next = next_window(unit->tx());
      if (!next) return fail(std::move(next.error()));
      if (*next && (*next)->until - (*next)->since >= kLongestWindow) outcome.again = now;  // there is a backlog
    }
    return settle(*unit, outcome);
  }

  Context& context_;
  Work& work_;
  const config::Account& account_;
  const PullGroup& group_;
  Intake intake_;
  OrderWindow window_;
  bool gone_ = false, complete_ = false;
  std::int64_t counted_ = 0, unread_ = 0;  // of the list that is being read
};

// What a person asked for of stores that are grouped otherwise by now.
Status end_orphan(Context& context, Work& work) {
  if (work.jobs().front().subject == 0) return {};
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  auto window = ledger::window_by_id(unit->tx(), work.jobs().front().subject);
  if (!window) return fail(std::move(window.error()));
  if (*window && !(*window)->ended_at) {
    (*window)->state = WindowState::incomplete;
    (*window)->ended_at = context.clock.now();
    (*window)->note = "its stores take no orders on any more, or are pulled otherwise: ask again";
    if (auto ok = ledger::update(unit->tx(), **window); !ok) return ok;
  }
  if (auto ok = work.settle_all(context, unit->tx(), {}); !ok) return ok;
  return unit->commit();
}

}  // namespace

Status check_orders(Context& context, Work& work) {
  const auto place = account_of(context, work.group());
  if (!place) return fail(place.error());
  for (const auto& group : order_groups(**place, context.catalogue))
    if (group.id == work.group().target) return OrderCheck(context, work, **place, group).run();
  return end_orphan(context, work);  // the group is gone from the configuration; its schedule goes with it
}

}  // namespace fairway::flows
