// A webhook delivery is stored before it is answered; a job hands it to the plugin, which says what it means: parcels,
// stock, notices, or nothing for us.
#include <span>

#include "host/base/text.hpp"
#include "host/flows/intake/take_orders.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/flows/take_batch.hpp"
#include "host/flows/verbs.hpp"
#include "host/flows/working.hpp"
#include "host/ledger/hook.hpp"

namespace fairway::flows {
namespace {

struct Question {
  std::string params;  // what the plugin is asked, as JSON
  std::string body;    // of the delivery
};

// None when the delivery was pruned.
Result<std::optional<Question>> question(Context& context, std::int64_t id) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto hook = ledger::hook_by_id(**tx, id);
  if (!hook) return fail(std::move(hook.error()));
  if (!*hook) return std::optional<Question>();
  auto body = context.vault.unseal((*hook)->body);
  if (!body) return fail(std::move(body.error()));
  auto params = json::serialize(json::object{{"id", (*hook)->delivery_id}, {"headers", (*hook)->headers}, {"body", *body}});
  return std::optional(Question{std::move(params), std::move(*body)});
}

// No plugin can be asked about bytes that are no text, today or ever: they are kept aside for a person.
Status keep_bytes(Context& context, const WarehousePlace& place, Question question) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto* what = valid_utf8(question.body) ? "the delivery's id is" : "the delivery's body is";
  const plugins::Rejected reject{std::move(question.body), {}, {}, fmt::format("{} not text in UTF-8", what)};
  if (auto ok = set_aside(context, *unit, place.account->name, place.warehouse->name, "hook", {reject}); !ok) return ok;
  return unit->commit();
}

// It was sent again since its sender heard no answer: perhaps the disk had not got the first one yet.
Result<bool> known_already(Context& context, const std::string& key) {
  if (auto ok = context.vault.destroy(std::span(&key, 1)); !ok) return fail(std::move(ok.error()));
  if (auto ok = context.db.sync(); !ok) return fail(std::move(ok.error()));
  return false;
}

}  // namespace

Result<bool> accept_delivery(Context& context, const Delivery& delivery) {
  auto sealed = context.vault.seal(std::vector<std::string>{delivery.body});
  if (!sealed) return fail(std::move(sealed.error()));
  const auto key = sealed->front().key_id;
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  const auto now = context.clock.now();
  if (auto known = still_called(unit->tx(), delivery.account); !known) return fail(std::move(known.error()));
  auto id = ledger::add_hook(
      unit->tx(), {0, delivery.account, delivery.target, delivery.id, delivery.headers, std::move(sealed->front())}, now);
  if (!id) return fail(std::move(id.error()));
  if (!*id) return known_already(context, key);
  if (auto ok = unit->enqueue({hook_job(delivery.account, delivery.target, **id, now)}); !ok)
    return fail(std::move(ok.error()));
  if (auto ok = unit->commit(); !ok) return fail(std::move(ok.error()));
  if (auto ok = context.db.sync(); !ok) return fail(std::move(ok.error()));
  return true;
}

Status hook(Context& context, Work& work) {
  const auto place = warehouse_of(context, work.group());
  if (!place) return fail(place.error());
  auto params = question(context, work.jobs().front().subject);
  if (!params) return fail(std::move(params.error()));
  if (!*params) return {};
  if (!valid_utf8((*params)->params)) return keep_bytes(context, *place, std::move(**params));
  const ParcelSource source{place->account, place->warehouse, cause_of(work), "hook"};
  const auto spec = channel_spec(context.catalogue, *place->account, *place->warehouse, source.stream);
  StreamSink sink(context, spec.scope, {},
                  [&](Unit& unit, const plugins::Batch& batch) { return take_batch(context, unit, source, batch); });
  return context.plugins.channel(spec)
      ->pull({source.stream, {}, std::move((*params)->params), 0}, sink, call_options(context, work))
      .status;
}

}  // namespace fairway::flows
