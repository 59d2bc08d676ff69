// Warehouses are asked not to ship what they may have. Granted, nothing of it will; refused, it goes on there, and that is in the
// order's history. Where only some of its lines are given up, the rest goes out again.
#include <algorithm>

#include <fmt/format.h>

#include "fairway/documents/fulfilment.hpp"
#include "fairway/json.hpp"
#include "host/flows/cancellation/give_up.hpp"
#include "host/flows/dispatch/resubmit.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;
using ledger::FulfilmentState;

constexpr Millis kAfterTheCall = std::chrono::seconds(2);  // a submit that runs is waited for
constexpr Millis kShownByThen = std::chrono::hours(1);     // what it took longer ago it shows, if it has it still
constexpr std::string_view kNoSuchOrder = "/reference";    // where a plugin says that the warehouse does not know the order

plugins::PushItem question(const Fulfilment& fulfilment, bool asked_before) {
  Cancellation ask;
  ask.reference = fulfilment.reference;
  ask.fulfilment_id = fulfilment.remote_id;
  ask.reason = "cancelled";
  return {{std::string(Cancellation::kSchema), fulfilment.reference + "/cancel", to_json(ask)}, asked_before};
}

// The jobs of the batch that may be asked now. While a submit of the same fulfilment order runs, its answer is waited for:
// a cancellation that overtook it would find nothing, and the order would arrive after it.
struct Questions {
  std::vector<plugins::PushItem> items;
  std::vector<std::size_t> job;           // of each item
  std::vector<ledger::Outcome> outcomes;  // of each job, before the push
  std::vector<std::int64_t> order_ids;
};
Result<Questions> ask_for(Context& context, const Work& work) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto fulfilments = load_fulfilments(**tx, work);
  if (!fulfilments) return fail(std::move(fulfilments.error()));
  Questions questions;
  questions.order_ids = order_ids(*fulfilments);
  questions.outcomes.resize(fulfilments->size());
  for (std::size_t i = 0; i < fulfilments->size(); ++i) {
    const auto& fulfilment = (*fulfilments)[i];
    auto sending = ledger::is_running(**tx, submit_job(fulfilment, {}).key);
    if (!sending) return fail(std::move(sending.error()));
    if (*sending) {
      questions.outcomes[i] = again_later({FW_E_THROTTLED, "the order is being sent", {}, kAfterTheCall});
    } else if (fulfilment.state == FulfilmentState::cancelling) {
      questions.items.push_back(question(fulfilment, work.jobs()[i].tries > 1));
      questions.job.push_back(i);
    }
  }
  return questions;
}

// Did it never get there, or was it lost there? Not where a parcel of it left. What it took just now it may not show yet.
bool is_gone(const Fulfilment& fulfilment, const std::vector<ledger::ShipmentRow>& parcels, const Failure& why,
             Instant now) {
  if (why.pointer != kNoSuchOrder) return false;
  if (fulfilment.submitted_at && now - *fulfilment.submitted_at < kShownByThen) return false;
  return std::none_of(parcels.begin(), parcels.end(), [&](const auto& one) { return one.fulfilment_id == fulfilment.id; });
}

// Granted, or it does not have it: nothing of it will ship. Refused: the warehouse has it and goes on.
ledger::Outcome record_answer(const std::string& cause, OrderBook& book, Fulfilment& fulfilment,
                              const std::vector<ledger::ShipmentRow>& parcels, const Status& status, Instant now,
                              std::vector<CancelledPart>& cancelled) {
  if (fulfilment.state != FulfilmentState::cancelling) return {};  // all of it left meanwhile
  auto& order = *book.order(fulfilment.order_id);
  const bool refused = !status && status.error().code == FW_E_REJECTED;
  if (!status && !refused) return again_later(status.error());
  const bool gone = refused && is_gone(fulfilment, parcels, status.error(), now);
  if (status || gone) {
    const bool never_arrived = gone && !fulfilment.submitted_at;
    json::object detail{{"warehouse", fulfilment.warehouse}, {"arrived", !never_arrived}};
    if (gone) detail["answer"] = status.error().message;
    auto ended = end_part(fulfilment, parcels);
    cancelled.push_back({std::move(ended), cause, std::move(detail)});
    return {};
  }
  fulfilment.state = FulfilmentState::submitted;
  if (ledger::before_submit(order.state))
    book.ledger().record(order, Event::submitted, cause, json::object{{"warehouse", fulfilment.warehouse}});
  book.ledger().record(order, Event::cancellation_refused, cause,
                       json::object{{"warehouse", fulfilment.warehouse}, {"message", status.error().message}});
  return {};
}

}  // namespace

Status cancel_fulfilments(Context& context, Work& work) {
  const auto place = warehouse_to_send_to(context, work.group());
  if (!place) return fail(place.error());
  auto questions = ask_for(context, work);
  if (!questions) return fail(std::move(questions.error()));
  const auto spec = channel_spec(context.catalogue, *place->account, *place->warehouse, Cancellation::kSchema);
  auto pushed = push(context, work, spec, questions->items, questions->order_ids);

  return with_orders(
      context, work, questions->order_ids, pushed, [&](Unit& unit, OrderBook& book) -> Result<std::vector<ledger::Outcome>> {
        auto fulfilments = load_fulfilments(unit.tx(), work);
        if (!fulfilments) return fail(std::move(fulfilments.error()));
        auto parcels = ledger::shipments_of(unit.tx(), questions->order_ids);
        if (!parcels) return fail(std::move(parcels.error()));
        auto outcomes = questions->outcomes;
        std::vector<CancelledPart> cancelled;
        for (std::size_t i = 0; i < questions->items.size(); ++i) {
          const auto job = questions->job[i];
          outcomes[job] = record_answer(cause_of(work, job), book, (*fulfilments)[job], *parcels, pushed.of(i).status,
                                        context.clock.now(), cancelled);
        }
        if (auto ok = ledger::update(unit.tx(), *fulfilments); !ok) return fail(std::move(ok.error()));
        if (auto ok = send_rest(context, unit, *place->account, book, cancelled); !ok) return fail(std::move(ok.error()));
        if (auto ok = record_ended(context, unit, *place->account, book, cancelled, questions->order_ids); !ok)
          return fail(std::move(ok.error()));
        for (const auto id : questions->order_ids)  // what was left of it beside the part that ships may be cancelled by now
          if (auto ok = note_shipped(unit, book.ledger(), *book.order(id), cause_of(work, 0)); !ok)
            return fail(std::move(ok.error()));
        if (auto ok = settle_asked(context, unit, book, questions->order_ids, cause_of(work, 0)); !ok)
          return fail(std::move(ok.error()));
        return outcomes;
      });
}

}  // namespace fairway::flows
