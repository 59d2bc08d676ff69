// Fills in what an import's listings lack. Nothing that is there changes, and what was here before the import stays as it is. A
// listing that the rules would have left out, had the channel's list said what the catalogue says, is taken back as an undo takes
// it, unless a person has changed it since; the rules know of it at the next import. Twenty listings are a transaction with the
// place that was come to, so whatever ends the host, it goes on there.
#include "host/flows/listings/complete_import.hpp"

#include <algorithm>

#include "fairway/json.hpp"
#include "fairway/pull.hpp"
#include "host/base/text.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/listings/ask_products.hpp"
#include "host/flows/listings/import_undo.hpp"
#include "host/flows/listings/shown.hpp"
#include "host/flows/schedule.hpp"
#include "host/flows/steps.hpp"
#include "host/flows/stream_sink.hpp"
#include "host/ledger/completion.hpp"
#include "host/ledger/gtin.hpp"

namespace fairway::flows {
namespace {

using ledger::CompletionState;
using ledger::Filling;
using ledger::Import;
using ledger::ImportCompletion;
using ledger::Incomplete;

constexpr Millis kCompletingAtATime = std::chrono::seconds(5);
constexpr std::size_t kShownTrouble = 300;

// The next listings of the oldest import that is not complete.
struct Lacking {
  Import import;
  ImportRules rules;
  ImportCompletion completion;
  std::vector<Incomplete> listings;  // none: it is over
};

class Completer {
 public:
  Completer(Context& context, Unit& unit, const ImportPlace& place, Lacking& lacking, const ProductsById& products,
            const std::map<std::string, ListingShown>& shown)
      : context_(context),
        unit_(unit),
        tx_(unit.tx()),
        place_(place),
        lacking_(lacking),
        products_(products),
        shown_(shown) {}

  Status run() {
    if (auto ok = load(); !ok) return ok;
    for (const auto& one : lacking_.listings) look_at(one);
    if (auto ok = keep_barcodes_apart(); !ok) return ok;
    if (auto ok = ledger::fill_in(tx_, lacking_.import, fillings_); !ok) return ok;
    if (auto ok = leave_some_out(); !ok) return ok;
    auto& now = lacking_.completion.so_far;
    now.after = lacking_.listings.back().listing.id;
    now.asked += static_cast<std::int64_t>(lacking_.listings.size());
    now.filled += static_cast<std::int64_t>(fillings_.size());
    now.left_out += static_cast<std::int64_t>(left_out_.size());
    now.note.clear();
    return ledger::set_completion(tx_, lacking_.import.id, lacking_.completion);
  }

 private:
  // As they are now: a person may have acted while the channel was asked.
  Status load() {
    std::vector<std::int64_t> ids;
    for (const auto& one : lacking_.listings) ids.push_back(one.listing.id);
    auto now = ledger::listings_by_id(tx_, ids);
    if (!now) return fail(std::move(now.error()));
    for (auto& listing : *now) now_.emplace(listing.id, std::move(listing));
    return {};
  }

  // Nobody but the import has written it.
  bool untouched(const ledger::ListingRow& listing) const {
    return ledger::is_live(listing.state) && listing.written_import == lacking_.import.id;
  }

  void look_at(const Incomplete& one) {
    const auto now = now_.find(one.listing.id);
    if (now == now_.end()) return;
    const auto found = products_.find(one.listing.shown.product_id);
    const bool known = found != products_.end() && found->second.found;
    if (!known) ++lacking_.completion.so_far.unknown;
    const Product product = known ? found->second : Product();
    const auto shown = shown_.find(one.listing.shown.sku);
    Listing probe;
    if (one.condition && shown != shown_.end()) probe.condition = shown->second.condition;
    auto verdict = leave_out(probe, lacking_.rules);
    for (const auto& category : product.categories) {
      if (verdict || !one.category) break;
      probe.category = category;
      verdict = leave_out(probe, lacking_.rules);
    }
    if (verdict && untouched(now->second)) {
      left_out_.push_back(now->second);
      remembered_.push_back({one.listing.shown.sku, probe.category, std::string(probe.condition.text())});
      return;
    }
    Filling filling{one.listing.id, one.listing.item_id, {}, {}, {}, {}, {}};
    if (one.barcode) filling.barcode = product.barcode;
    if (one.category && !product.categories.empty()) filling.category = product.categories.front();
    if (one.condition) filling.condition = probe.condition.text();
    if (one.images) filling.images = product.images;
    if (filling.barcode.empty() && filling.category.empty() && filling.condition.empty() && filling.images.empty()) return;
    fillings_.push_back(std::move(filling));
  }

  // A barcode that another SKU of the catalogue holds is not filled in, where two may not have one.
  Status keep_barcodes_apart() {
    if (!lacking_.rules.skip_barcodes) return {};
    std::vector<std::string> gtins;
    for (auto& one : fillings_)
      if (one.gtin = ledger::gtin14(one.barcode); !one.gtin.empty()) gtins.push_back(one.gtin);
    auto held = ledger::items_by_gtin(tx_, place_.account->name, gtins);
    if (!held) return fail(std::move(held.error()));
    std::map<std::string, std::int64_t> by_gtin;
    for (const auto& [gtin, item] : *held) by_gtin.emplace(gtin, item.id);
    for (auto& one : fillings_) {
      if (one.gtin.empty()) continue;
      if (by_gtin.emplace(one.gtin, one.item_id).first->second != one.item_id) one.barcode.clear(), one.gtin.clear();
    }
    return {};
  }

  // The rows by which they came say so once all is complete: a large import has a million, and they are not found by SKU.
  Status leave_some_out() {
    if (left_out_.empty()) return {};
    const bool paused = std::any_of(left_out_.begin(), left_out_.end(),
                                    [](const auto& listing) { return listing.state == ledger::ListingState::paused; });
    if (auto ok = take_back(tx_, lacking_.import.id, left_out_); !ok) return ok;
    if (auto ok = ledger::remember_left_out(tx_, lacking_.import, remembered_); !ok) return ok;
    return paused ? unit_.enqueue({remap_job(place_.account->name, context_.clock.now())}) : Status();
  }

  Context& context_;
  Unit& unit_;
  storage::Transaction& tx_;
  const ImportPlace& place_;
  Lacking& lacking_;
  const ProductsById& products_;
  const std::map<std::string, ListingShown>& shown_;
  std::unordered_map<std::int64_t, ledger::ListingRow> now_;
  std::vector<Filling> fillings_;
  std::vector<ledger::ListingRow> left_out_;
  std::vector<ledger::LeftOut> remembered_;
};

class CompletionRun {
 public:
  CompletionRun(Context& context, Work& work) : context_(context), work_(work) {}

  Status run() {
    auto place = place_to_ask(context_, work_.group());
    if (!place) return fail(std::move(place.error()));
    place_ = *place;
    const auto began = context_.clock.steady();
    while (true) {
      auto lacking = next();
      if (!lacking) return fail(std::move(lacking.error()));
      if (!*lacking) return settle(std::nullopt);
      if (auto ok = work_on(**lacking); !ok) return ok;
      if (context_.stopping && *context_.stopping) return fail(FW_E_CANCELLED, "the host ends");
      if (context_.clock.steady() - began >= kCompletingAtATime) return settle(context_.clock.now());
    }
  }

 private:
  Status settle(std::optional<Instant> again) {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    if (auto ok = work_.settle_all(context_, unit->tx(), {std::nullopt, again}); !ok) return ok;
    return unit->commit();
  }

  Result<std::optional<Lacking>> next() {
    auto tx = context_.db.read();
    if (!tx) return fail(std::move(tx.error()));
    auto import = ledger::import_to_complete(**tx, place_.store_id);
    if (!import) return fail(std::move(import.error()));
    if (!*import) return std::optional<Lacking>();
    Lacking lacking;
    lacking.import = std::move(**import);
    if (JsonError error; !read_json(lacking.import.rules, lacking.rules, error))
      return fail(FW_E_INTERNAL, "rules of an import: " + error.message);
    auto completion = ledger::completion_of(**tx, lacking.import.id);
    if (!completion) return fail(std::move(completion.error()));
    lacking.completion = std::move(*completion);
    auto& so_far = lacking.completion.so_far;
    if (lacking.import.state != ledger::ImportState::done) return std::optional(std::move(lacking));  // taken back
    if (so_far.asked == 0) {
      auto total = ledger::count_incomplete(**tx, lacking.import);
      if (!total) return fail(std::move(total.error()));
      so_far.total = *total;
    }
    auto listings = ledger::incomplete_after(**tx, lacking.import, so_far.after, kProductsAtOnce);
    if (!listings) return fail(std::move(listings.error()));
    lacking.listings = std::move(*listings);
    return std::optional(std::move(lacking));
  }

  Status work_on(Lacking& lacking) {
    const bool undone = lacking.import.state != ledger::ImportState::done;
    if (lacking.listings.empty()) return end(lacking, undone ? CompletionState::stopped : CompletionState::done);
    ShownBySku shown;
    auto asked = ask_conditions(lacking, shown);
    if (asked)
      asked = ask_products(context_, work_, place_, products_of(lacking), false,
                           [&](Unit& unit, const ProductsById& products) -> Status {
                             auto now = ledger::import_by_id(unit.tx(), lacking.import.id);
                             if (!now) return fail(std::move(now.error()));
                             if (!*now || (*now)->state != ledger::ImportState::done) return {};
                             return Completer(context_, unit, place_, lacking, products, shown.by_sku).run();
                           });
    return asked ? asked : failed(lacking, asked.error());
  }

  std::vector<std::string> products_of(const Lacking& lacking) const {
    std::vector<std::string> ids;
    for (const auto& one : lacking.listings)
      if (const auto& id = one.listing.shown.product_id; std::find(ids.begin(), ids.end(), id) == ids.end())
        ids.push_back(id);
    return ids;
  }

  // The catalogue tells none: a condition is of a listing.
  Status ask_conditions(const Lacking& lacking, ShownBySku& shown) {
    ListingStateParams params;
    for (const auto& one : lacking.listings)
      if (one.condition) params.skus.push_back(one.listing.shown.sku);
    if (params.skus.empty() || !context_.catalogue.stream(place_.store->settings.plugin, ListingStates::kStream)) return {};
    const auto spec =
        channel_spec(context_.catalogue, *place_.account, *place_.store, place_.store->nickname, ListingStates::kStream);
    return context_.plugins.channel(spec)
        ->pull({std::string(ListingStates::kStream), {}, to_json(params), 0}, shown, call_options(context_, work_))
        .status;
  }

  // What will not do is not asked again; what may yet is, and says why it waits.
  Status failed(Lacking& lacking, const Failure& failure) {
    if (failure.code == FW_E_THROTTLED || failure.code == FW_E_CANCELLED) return fail(failure);
    lacking.completion.so_far.note = printable(failure.message, kShownTrouble);
    const bool refused = failure.code == FW_E_REJECTED || failure.code == FW_E_INVALID || failure.code == FW_E_UNSUPPORTED;
    if (refused || ledger::is_last_try(work_.jobs().front(), failure)) return end(lacking, CompletionState::stopped);
    if (auto ok = keep(lacking); !ok) return ok;
    return fail(failure);
  }

  Status end(Lacking& lacking, CompletionState state) {
    lacking.completion.state = state;
    return context_.db.transact([&](storage::Transaction& tx) -> Status {
      if (auto ok = revise_left_out(tx, lacking); !ok) return ok;
      return ledger::set_completion(tx, lacking.import.id, lacking.completion);
    });
  }

  static Status revise_left_out(storage::Transaction& tx, const Lacking& lacking) {
    auto rows = ledger::left_out_by(tx, lacking.import);
    if (!rows) return fail(std::move(rows.error()));
    if (rows->empty()) return {};
    std::vector<ledger::ImportRow> revised;
    for (const auto& [n, what] : *rows) {
      Listing probe;
      probe.category = what.category, probe.condition = Open<Condition>::parse(what.condition);
      const auto verdict = leave_out(probe, lacking.rules);
      if (!verdict) continue;
      auto& row = revised.emplace_back();
      row.n = n, row.outcome = verdict->outcome, row.reason = verdict->reason, row.detail = verdict->detail;
    }
    if (auto ok = ledger::revise_rows(tx, lacking.import.id, revised); !ok) return ok;
    return ledger::recount(tx, lacking.import.id);
  }

  Status keep(const Lacking& lacking) {
    return context_.db.transact(
        [&](storage::Transaction& tx) { return ledger::set_completion(tx, lacking.import.id, lacking.completion); });
  }

  Context& context_;
  Work& work_;
  ImportPlace place_;
};

}  // namespace

Status begin_completion(Context& context, Unit& unit, const ImportPlace& place, const Import& import) {
  ImportRules rules;
  if (JsonError error; !read_json(import.rules, rules, error))
    return fail(FW_E_INTERNAL, "rules of an import: " + error.message);
  std::int64_t made = 0;
  for (const auto* counts : {&import.counts.parents, &import.counts.variants})
    for (const auto& [outcome, count] : *counts)
      if (outcome == outcome::kCreated || outcome == outcome::kLinked) made += count;
  if (!rules.complete || import.dry_run || made == 0 || !has_products(context.catalogue, *place.store)) return {};
  if (auto ok = ledger::set_completion(unit.tx(), import.id, {CompletionState::running, {}}); !ok) return ok;
  return unit.enqueue({complete_import_job(place.account->name, place.store->nickname, context.clock.now())});
}

Status complete_import(Context& context, Work& work) { return CompletionRun(context, work).run(); }

}  // namespace fairway::flows
