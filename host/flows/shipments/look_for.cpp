// Confirmed is not visible: Amazon may say yes to a confirmation and drop it. What the ordinary pull has not shown in time is
// read singly; what is not there then is sent again by rule, once, or a person is told.
#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/flows/intake/order_source.hpp"
#include "host/flows/intake/take_orders.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/shipments/verify.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"

namespace fairway::flows {
namespace {

using ledger::ShipmentRow;
using ledger::ShipmentState;
using Unseen = ShipmentRow::Unseen;

constexpr std::size_t kLookedFor = 20;                   // single reads of one job
constexpr Millis kStoreIsOff = std::chrono::minutes(1);  // paused, or not yet live: nobody looks

// The store's confirmations that are overdue, with the orders they are of; and when the next one will be.
struct Overdue {
  std::vector<ShipmentRow> rows;
  std::vector<ledger::OrderRow> orders;
  std::optional<Instant> next;
};

Result<Overdue> overdue(storage::Transaction& tx, const StorePlace& place, Instant now) {
  auto rows = ledger::shipments_unseen(tx, place.account->name, place.store->nickname, kLookedFor + 1);
  if (!rows) return fail(std::move(rows.error()));
  Overdue out;
  std::set<std::int64_t> ids;
  const auto after = overdue_after(*place.store);
  for (auto& row : *rows) {
    const auto due = row.confirmed_at.value_or(row.known_at) + after;
    if (due > now || out.rows.size() == kLookedFor) {
      out.next = std::max(due, now);
      break;
    }
    ids.insert(row.order_id);
    out.rows.push_back(std::move(row));
  }
  auto orders = ledger::orders_by_id(tx, {ids.begin(), ids.end()});
  if (!orders) return fail(std::move(orders.error()));
  out.orders = std::move(*orders);
  return out;
}

// Where what is read goes in: as by the ordinary pull, for this store alone. None: the store is paused.
Result<std::optional<Intake>> intake_of(storage::Transaction& tx, const StorePlace& place, const Work& work) {
  auto rows = ledger::stores_of(tx, place.account->name);
  if (!rows) return fail(std::move(rows.error()));
  Intake intake;
  intake.account = place.account;
  intake.source = place.store->nickname;
  intake.cause = cause_of(work);
  for (const auto& row : *rows)
    if (row.nickname == place.store->nickname && row.identity == place.store->store_identity && row.live_since &&
        !row.paused)
      intake.stores[row.nickname] = {place.store, row};
  return intake.stores.empty() ? std::optional<Intake>() : std::optional(std::move(intake));
}

Status read_singly(Context& context, const Work& work, const StorePlace& place, const Intake& intake,
                   const std::vector<ledger::OrderRow>& orders) {
  json::array ids;
  for (const auto& order : orders) ids.push_back(json::value(order.channel_order_id));
  const auto spec = channel_spec(context.catalogue, *place.account, *place.store, place.store->nickname, "orders");
  StreamSink sink(context, spec.scope, {},
                  [&](Unit& unit, const plugins::Batch& batch) { return take_orders(context, unit, intake, batch); });
  const auto params = json::serialize(json::object{{"stores", store_list(intake)}, {"ids", std::move(ids)}});
  return context.plugins.channel(spec)->pull({"orders", {}, params, 0}, sink, call_options(context, work)).status;
}

// What is still not there: sent again where the store's rule says so and it was not before, else a person is told.
class Absence {
 public:
  Absence(Context& context, const StorePlace& place, const Work& work)
      : context_(context), place_(place), work_(work), book_(context.clock.now()) {}

  Status settle(Unit& unit, const std::vector<ShipmentRow>& looked_for) {
    std::vector<std::int64_t> ids, orders;
    for (const auto& row : looked_for) ids.push_back(row.id), orders.push_back(row.order_id);
    auto now = ledger::shipments_by_id(unit.tx(), ids);
    if (!now) return fail(std::move(now.error()));
    if (auto ok = book_.load(unit.tx(), orders); !ok) return ok;
    for (const auto& asked : looked_for)
      for (auto& row : *now)  // one that was verified or edited meanwhile is another matter
        if (row.id == asked.id && row.state == ShipmentState::confirmed && row.confirmed_at == asked.confirmed_at) miss(row);
    if (auto ok = ledger::update(unit.tx(), missing_); !ok) return ok;
    if (auto ok = ledger::raise(unit.tx(), findings_, context_.clock.now()); !ok) return ok;
    if (auto ok = book_.ledger().flush(unit.tx()); !ok) return ok;
    context_.meters.count("confirmations_unseen_total", static_cast<std::int64_t>(missing_.size()),
                          {{"account", place_.account->name}});
    return unit.enqueue(jobs_);
  }

 private:
  void miss(ShipmentRow row) {
    auto& order = *book_.order(row.order_id);
    const bool again = place_.store->orders.unseen == config::Orders::Unseen::send_again && row.unseen == Unseen::no;
    book_.ledger().record(order, ledger::Event::notice, cause_of(work_),
                          json::object{{"message", again ? "the channel does not show the parcel: it is told of it again"
                                                         : "the channel does not show the parcel"},
                                       {"package", row.package_reference},
                                       {"confirmed_at", format_time(*row.confirmed_at)}});
    if (again) {
      row.state = ShipmentState::known;
      row.unseen = Unseen::sent_again;
      jobs_.push_back(confirm_job(row, context_.clock.now()));
    } else {
      row.unseen = Unseen::alarmed;
      findings_.push_back(
          {unseen_key(row), order.account, order.store, "unseen",
           fmt::format(
               "order {}: parcel {} was confirmed at {}, and {} does not show it; `fairway shipment send {}` tells it "
               "again",
               order.channel_order_id, row.package_reference, format_time(*row.confirmed_at), order.store, row.id)});
    }
    missing_.push_back(std::move(row));
  }

  Context& context_;
  const StorePlace& place_;
  const Work& work_;
  OrderBook book_;
  std::vector<ShipmentRow> missing_;
  std::vector<ledger::Finding> findings_;
  std::vector<ledger::NewJob> jobs_;
};

}  // namespace

Millis overdue_after(const config::Store& store) { return std::max(store.orders.unseen_after, 2 * store.orders.every); }

std::optional<ledger::NewJob> look_for_job(const Context& context, const config::Account& account,
                                           const config::Store& store, Instant confirmed_at) {
  const auto* stream = context.catalogue.stream(store.settings.plugin, "orders");
  if (!stream || !stream->by_id || !fetches_orders(store)) return std::nullopt;
  return confirmations_job(account.name, store.nickname, confirmed_at + overdue_after(store));
}

std::string unseen_key(const ShipmentRow& shipment) { return fmt::format("unseen/{}", shipment.id); }

Status look_for_confirmations(Context& context, Work& work) {
  const auto place = store_of(context, work.group());
  if (!place) return fail(place.error());
  Overdue due;
  std::optional<Intake> intake;
  {
    auto tx = context.db.read();
    if (!tx) return fail(std::move(tx.error()));
    auto found = overdue(**tx, *place, context.clock.now());
    if (!found) return fail(std::move(found.error()));
    due = std::move(*found);
    auto into = intake_of(**tx, *place, work);
    if (!into) return fail(std::move(into.error()));
    intake = std::move(*into);
  }
  if (!due.rows.empty() && !intake)
    return fail(FW_E_THROTTLED, "store " + work.group().target + " is paused", {}, kStoreIsOff);
  if (!due.orders.empty())
    if (auto ok = read_singly(context, work, *place, *intake, due.orders); !ok) return ok;
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  if (auto ok = Absence(context, *place, work).settle(*unit, due.rows); !ok) return ok;
  if (auto ok = work.settle_all(context, unit->tx(), {std::nullopt, due.next}); !ok) return ok;
  return unit->commit();
}

}  // namespace fairway::flows
