// What became of changes that were told together. A submission that is over takes its changes with it: what was not spoken of was
// taken. Of one that the channel gives up, or of which it says nothing for hours, each change is told again by itself, which does no
// harm.
#include <fmt/format.h>

#include "fairway/json.hpp"
#include "fairway/pull.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/listings/bulk_plan.hpp"
#include "host/flows/listings/change_record.hpp"
#include "host/flows/listings/submissions.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"

namespace fairway::flows {
namespace {

using ledger::ChangeRow;
using ledger::ChangeState;
using ledger::Submission;

using VerdictsBySubmission = std::map<std::string, std::vector<ListingVerdict>>;

VerdictsBySubmission read_verdicts(const plugins::Batch& batch) {
  VerdictsBySubmission all;
  for (const auto& document : batch.documents) {
    ListingVerdict verdict;
    if (JsonError error; document.schema == ListingVerdict::kSchema && read_json(document.body, verdict, error))
      all[verdict.submission].push_back(std::move(verdict));
  }
  return all;
}

void apply_verdict(ChangeRecord& record, ChangeRow& row, const ListingVerdict& verdict) {
  if (row.state != ChangeState::submitted) return;  // spoken of twice
  const ListingAnswer answer{verdict.submission, verdict.issues};
  if (verdict.fate == ListingFate::taken) record.take(row, answer);
  else if (verdict.fate == ListingFate::refused) record.refuse(row, verdict.reason, answer);
  else record.tell_again(row);
}

class Ending {
 public:
  Ending(Context& context, Unit& unit, const StorePlace& place, std::int64_t store)
      : context_(context), unit_(unit), place_(place), store_(store) {}

  Status run(std::vector<Submission> open, const VerdictsBySubmission& verdicts) {
    for (auto& one : open) {
      const auto found = verdicts.find(one.name);
      if (found == verdicts.end()) continue;
      if (auto ok = judge(one, found->second); !ok) return ok;
    }
    return {};
  }

 private:
  Status judge(Submission& of, const std::vector<ListingVerdict>& verdicts) {
    auto rows = ledger::changes_submitted(unit_.tx(), store_, of.name);
    if (!rows) return fail(std::move(rows.error()));
    ChangeRecord record(context_, unit_, place_, store_);
    if (auto ok = record.load(*rows); !ok) return ok;
    const ListingVerdict* rest = nullptr;
    for (const auto& verdict : verdicts) {
      if (verdict.sku.empty()) rest = &verdict;
      else if (auto* row = record.row_of(verdict.sku)) apply_verdict(record, *row, verdict);
    }
    if (rest) {
      for (const auto& row : *rows)
        if (auto* mine = record.row(row.id)) apply_verdict(record, *mine, *rest);
      if (auto ok = end(of, rest->fate == ListingFate::taken ? kDone : kLost); !ok) return ok;
    }
    return record.write();
  }

  // What waits meanwhile may be many again.
  Status end(Submission& of, const char* fate) {
    of.ended_at = context_.clock.now();
    of.fate = fate;
    if (auto ok = ledger::update(unit_.tx(), of); !ok) return ok;
    return unit_.enqueue(
        {submit_listings_job(place_.account->name, place_.store->nickname, context_.clock.now() + kGathered)});
  }

  Context& context_;
  Unit& unit_;
  const StorePlace& place_;
  std::int64_t store_;
};

struct OpenSubmissions {
  std::int64_t store = 0;
  std::vector<Submission> all;
};

Result<OpenSubmissions> submissions_open(storage::Transaction& tx, const Work& work) {
  const auto store = store_row_id(tx, work.group());
  if (!store) return fail(store.error());
  auto open = ledger::open_submissions(tx, *store);
  if (!open) return fail(std::move(open.error()));
  return OpenSubmissions{*store, std::move(*open)};
}

Status take_verdicts(Context& context, const Work& work, const StorePlace& place, Unit& unit,
                     const VerdictsBySubmission& verdicts) {
  auto open = submissions_open(unit.tx(), work);
  if (!open) return fail(std::move(open.error()));
  return Ending(context, unit, place, open->store).run(std::move(open->all), verdicts);
}

bool is_given_up(const Submission& one, Instant now) { return now - one.at >= kVerdictAtMost; }

// Of those that nobody believes in any more.
VerdictsBySubmission given_up(const std::vector<Submission>& open, Instant now) {
  VerdictsBySubmission all;
  for (const auto& one : open)
    if (is_given_up(one, now))
      all[one.name].push_back({one.name, "", ListingFate::lost, "the channel did not say what became of it", {}});
  return all;
}

Status settle_verdicts(Context& context, Work& work, const StorePlace& place) {
  auto unit = Unit::begin(context);
  if (!unit) return fail(std::move(unit.error()));
  auto open = submissions_open(unit->tx(), work);
  if (!open) return fail(std::move(open.error()));
  const auto now = context.clock.now();
  const auto lost = given_up(open->all, now);
  const bool more = open->all.size() > lost.size();
  if (auto ok = Ending(context, *unit, place, open->store).run(std::move(open->all), lost); !ok) return ok;
  if (auto ok =
          work.settle_all(context, unit->tx(), {std::nullopt, more ? std::optional(now + kNextVerdict) : std::nullopt});
      !ok)
    return ok;
  return unit->commit();
}

Result<ListingVerdictParams> params_of(Context& context, const Work& work) {
  auto tx = context.db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto open = submissions_open(**tx, work);
  if (!open) return fail(std::move(open.error()));
  ListingVerdictParams params;
  const auto now = context.clock.now();
  for (const auto& one : open->all) (is_given_up(one, now) ? params.given_up : params.submissions).push_back(one.name);
  return params;
}

}  // namespace

Status pull_verdicts(Context& context, Work& work) {
  const auto place = store_of(context, work.group());
  if (!place) return fail(place.error());
  const auto params = params_of(context, work);
  if (!params) return fail(params.error());
  Status pulled;
  if (!params->submissions.empty() || !params->given_up.empty()) {
    const auto& store = *place->store;
    const auto spec = channel_spec(context.catalogue, *place->account, store, store.nickname, ListingVerdicts::kStream);
    StreamSink sink(context, spec.scope, {}, [&](Unit& unit, const plugins::Batch& batch) {
      return take_verdicts(context, work, *place, unit, read_verdicts(batch));
    });
    pulled = context.plugins.channel(spec)
                 ->pull({std::string(ListingVerdicts::kStream), {}, to_json(*params), 0}, sink, call_options(context, work))
                 .status;
  }
  if (auto ok = settle_verdicts(context, work, *place); !ok)
    return ok;  // where the channel is silent time goes on all the same
  return pulled;
}

}  // namespace fairway::flows
