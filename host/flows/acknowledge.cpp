// The channel is told that orders are being worked on, many in one go. It never holds up a shipment: an order that has
// shipped meanwhile is acknowledged all the same and keeps its state.
#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/flows/intake.hpp"
#include "host/flows/routing.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

using ledger::AckState;
using ledger::Event;

constexpr Millis kResultAfter = std::chrono::minutes(1);  // how long a channel gets before it is asked what it made of it

plugins::PushItem ack_of(const ledger::OrderRow& row) {
  OrderAck ack;
  ack.channel_order_id = row.channel_order_id;
  ack.seller_order_id = fmt::format("{}", row.id);
  if (auto order = order_less_personal(row))
    for (const auto& line : order->lines) ack.lines.push_back({line.id, line.sku, line.quantity});
  return {{std::string(OrderAck::kSchema), row.channel_order_id + "/ack", to_json(ack)}, false};
}

ledger::NewJob notices_job(const std::string& account, const std::string& store, Instant due) {
  return {{account, "pull-notices", store}, fmt::format("pull-notices/{}/{}", account, store), 0, {}, due, std::nullopt};
}

}  // namespace

ledger::NewJob acknowledge_job(const std::string& account, const std::string& store, Instant due) {
  return {{account, "acknowledge", store}, fmt::format("acknowledge/{}/{}", account, store), 0, {}, due, std::nullopt};
}

Status acknowledge(Context& context, Work& work) {
  const auto place = store_of(context, work.group());
  if (!place) return fail(place.error());
  const auto* push = context.catalogue.push(place->store->settings.plugin, OrderAck::kSchema);
  if (!push) return {};  // the plugin has no such thing any more
  std::vector<ledger::OrderRow> rows;
  {
    auto tx = context.db.read();
    if (!tx) return fail(std::move(tx.error()));
    auto found = ledger::orders_to_acknowledge(**tx, place->account->name, place->store->nickname,
                                               static_cast<std::size_t>(push->batch));
    if (!found) return fail(std::move(found.error()));
    rows = std::move(*found);
  }
  std::vector<plugins::PushItem> items;
  std::vector<std::int64_t> ids;
  for (const auto& row : rows) {
    items.push_back(ack_of(row));
    ids.push_back(row.id);
  }
  plugins::PushEnd pushed;
  if (!items.empty())
    pushed = context.plugins
                 .channel(channel_spec(context.catalogue, *place->account, *place->store, place->store->nickname,
                                       OrderAck::kSchema))
                 ->push(items, call_options(context, work));

  return with_orders(context, work, ids, [&](Unit& unit, OrderBook& book) -> Result<std::vector<ledger::Outcome>> {
    ledger::Outcome outcome;
    bool sent = false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      auto* order = book.order(ids[i]);
      const auto& status = pushed.results[i].status;
      if (!status && status.error().code != FW_E_REJECTED) {
        outcome = again_later(status.error());
        continue;
      }
      order->ack = AckState::sent;
      sent = sent || status.has_value();
      if (status)
        book.ledger().record(*order, Event::acknowledged, cause_of(work),
                             json::serialize(json::object{{"id", pushed.results[i].remote_id}}));
      else
        book.ledger().record(*order, Event::acknowledgement_result, cause_of(work),
                             json::serialize(json::object{{"refused", status.error().message}}));
    }
    if (auto ok = book.ledger().flush(unit.tx()); !ok) return fail(std::move(ok.error()));
    auto more = ledger::orders_to_acknowledge(unit.tx(), place->account->name, place->store->nickname, 1);
    if (!more) return fail(std::move(more.error()));
    if (!more->empty() && !outcome.failure) outcome.again = context.clock.now() + Millis(push->linger_ms);
    if (sent)
      if (auto ok =
              unit.enqueue({notices_job(place->account->name, place->store->nickname, context.clock.now() + kResultAfter)});
          !ok)
        return fail(std::move(ok.error()));
    return std::vector<ledger::Outcome>{outcome};
  });
}

namespace {

// Notices become events of the orders that they speak about.
class NoticeSink final : public plugins::PullSink {
 public:
  NoticeSink(Context& context, const config::Account& account, const config::Store& store, std::string cause,
             std::string scope)
      : context_(context), account_(account), store_(store), cause_(std::move(cause)), scope_(std::move(scope)) {}

  Status commit(plugins::Batch batch) override {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    if (auto ok = note(*unit, batch); !ok) return ok;
    if (auto ok = set_aside(context_, *unit, account_.name, store_.nickname, "notices", batch.rejects); !ok) return ok;
    std::vector<ledger::StateItem> state;
    for (auto& write : batch.state) state.push_back({std::move(write.key), std::move(write.value)});
    if (auto ok = ledger::set_state(unit->tx(), scope_, state); !ok) return ok;
    if (batch.cursor) {
      cursor = *batch.cursor;
      if (auto ok = ledger::set_cursor(unit->tx(), cursor_scope(), cursor, context_.clock.now()); !ok) return ok;
    }
    return unit->commit();
  }

  std::string cursor_scope() const { return "notices/" + scope_; }
  std::string cursor;

 private:
  Status note(Unit& unit, plugins::Batch& batch) {
    std::vector<Notice> notices;
    std::vector<std::string> ids;
    for (const auto& document : batch.documents) {
      Notice notice;
      if (JsonError error; !read_json(document.body, notice, error)) {
        batch.rejects.push_back({document.body, document.schema, error.pointer, error.message});
        continue;
      }
      ids.push_back(notice.channel_order_id);
      notices.push_back(std::move(notice));
    }
    auto orders = ledger::orders_by_channel_id(unit.tx(), store_.settings.plugin, store_.seller_identity, ids);
    if (!orders) return fail(std::move(orders.error()));
    ledger::Ledger ledger(context_.clock.now());
    for (const auto& notice : notices)
      for (auto& order : *orders)
        if (order.channel_order_id == notice.channel_order_id && order.account == account_.name)
          ledger.record(order, notice.kind == "acknowledgement-result" ? Event::acknowledgement_result : Event::notice,
                        cause_, json::serialize(json::object{{"severity", notice.severity}, {"message", notice.message}}));
    return ledger.flush(unit.tx());
  }

  Context& context_;
  const config::Account& account_;
  const config::Store& store_;
  std::string cause_, scope_;
};

}  // namespace

// What the channel made of what it was told. A cursor that is not empty means that there is more to wait for.
Status pull_notices(Context& context, Work& work) {
  const auto place = store_of(context, work.group());
  if (!place) return fail(place.error());
  const auto& store = *place->store;
  const auto spec = channel_spec(context.catalogue, *place->account, store, store.nickname, "notices");
  NoticeSink sink(context, *place->account, *place->store, cause_of(work), spec.scope);
  {
    auto tx = context.db.read();
    if (!tx) return fail(std::move(tx.error()));
    auto cursor = ledger::cursor(**tx, sink.cursor_scope());
    if (!cursor) return fail(std::move(cursor.error()));
    sink.cursor = std::move(*cursor);
  }
  const auto end = context.plugins.channel(spec)->pull({"notices", sink.cursor, "{}", 0}, sink, call_options(context, work));
  if (!end.status) return fail(end.status.error());
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  ledger::Outcome outcome;
  if (!sink.cursor.empty()) outcome.again = context.clock.now() + kResultAfter;
  if (auto ok = work.settle_all(context, unit->tx(), outcome); !ok) return ok;
  return unit->commit();
}

}  // namespace fairway::flows
