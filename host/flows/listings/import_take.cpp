#include "host/flows/listings/import_take.hpp"

#include <unordered_set>

#include "fairway/json.hpp"
#include "fairway/pull.hpp"
#include "host/base/text.hpp"
#include "host/flows/intake/take_orders.hpp"
#include "host/flows/listings/listing_findings.hpp"
#include "host/ledger/completion.hpp"
#include "host/ledger/gtin.hpp"
#include "host/ledger/listing_change.hpp"

namespace fairway::flows {
namespace {

using ledger::Import;
using ledger::ListingRow;

constexpr std::size_t kShownOfAReject = 200;

struct Row {
  Listing listing;
  std::string item_sku, gtin;
  const std::string* document = nullptr;
  RowVerdict verdict;
};

// Who has a product id or a barcode.
struct Claim {
  std::string sku;
  bool here = false;  // since this import
};
using Claims = std::unordered_map<std::string, Claim>;

class Taker {
 public:
  Taker(Context& context, Unit& unit, const ImportPlace& place, Import& import, const ImportRules& rules,
        ImportMemory& memory)
      : context_(context),
        tx_(unit.tx()),
        place_(place),
        import_(import),
        rules_(rules),
        memory_(memory),
        writer_(place, import.id, rules_, context.clock.now()) {}

  Status run(Unit& unit, const plugins::Batch& batch) {
    rejects_ = batch.rejects;
    read(batch);
    if (auto ok = pass_over_settled(); !ok) return ok;
    if (auto ok = look(); !ok) return ok;
    outcomes_.reserve(rows_.size() + rejects_.size());
    for (auto& row : rows_) take(row);
    for (const auto& reject : rejects_)
      note({"", reject.pointer}, {outcome::kFailed, "unreadable", printable(reject.message, kShownOfAReject), false});
    if (!import_.dry_run)
      if (auto ok = writer_.flush(tx_); !ok) return ok;
    if (auto ok = memory_.wrote(tx_); !ok) return ok;
    if (!import_.dry_run)
      if (auto ok = raise_drifts(tx_, {place_.account, place_.store}, drifts_, import_.requested_at, context_.clock.now());
          !ok)
        return ok;
    if (auto ok = ledger::add_rivals(tx_, import_.id, rivals_); !ok) return ok;
    if (auto ok = ledger::add_rows(tx_, import_.id, std::move(outcomes_)); !ok) return ok;
    return set_aside(context_, unit, place_.account->name, place_.store->nickname,
                     std::string(of_a_file() ? ListingFileReader::kStream : ListingSource::kStream), rejects_);
  }

 private:
  struct Where {
    std::string sku, place;
    bool parent = false;
  };

  bool of_a_file() const { return import_.file.has_value(); }

  void read(const plugins::Batch& batch) {
    rows_.reserve(batch.documents.size());
    for (const auto& document : batch.documents) {
      if (document.schema != Listing::kSchema) continue;
      Row row;
      if (JsonError error; !read_json(document.body, row.listing, error)) {
        rejects_.push_back({document.body, document.schema, error.pointer, error.message});
        continue;
      }
      row.item_sku = catalogue_sku(place_, row.listing.sku);
      row.document = &document.body;
      rows_.push_back(std::move(row));
    }
  }

  // A re-run looks at what failed, and at what was not there.
  Status pass_over_settled() {
    if (!import_.rerun_of) return {};
    auto settled = ledger::settled_rows_of(tx_, *import_.rerun_of, skus([](const Row&) { return true; }));
    if (!settled) return fail(std::move(settled.error()));
    std::erase_if(rows_, [&](const Row& row) { return settled->contains(row.listing.sku); });
    return {};
  }

  template <class Want>
  std::vector<std::string> skus(Want want) const {
    std::vector<std::string> all;
    all.reserve(rows_.size());
    for (const auto& row : rows_)
      if (want(row)) all.push_back(row.listing.sku);
    return all;
  }

  using Kind = ImportMemory::Kind;
  bool may_be_known(const Row& row) const { return memory_.maybe(Kind::sku, row.listing.sku); }

  // What is known of the batch's rows, each kind in one query. What is listed already is not asked for more, nor what cannot be
  // there.
  Status look() {
    if (auto ok = memory_.refresh(tx_, import_); !ok) return ok;
    auto known = ledger::listings_by_sku(tx_, place_.store_id, skus([this](const Row& row) { return may_be_known(row); }));
    if (!known) return fail(std::move(known.error()));
    known_ = std::move(*known);
    if (auto ok = fit(); !ok) return ok;
    std::vector<std::int64_t> known_ids;
    for (const auto& [sku, listing] : known_) known_ids.push_back(listing.id);
    auto wants = ledger::wants_of(tx_, known_ids);
    if (!wants) return fail(std::move(wants.error()));
    wants_ = std::move(*wants);
    std::vector<std::string> item_skus, products, gtins;
    for (auto& row : rows_) {
      const auto& product = row.listing.product_id;
      if (const auto* listing = known_listing(row); listing && ledger::is_live(listing->state)) {
        if (is_unfilled(*listing) && !product.empty()) products.push_back(product);
        continue;
      }
      if (memory_.maybe(Kind::sku, row.item_sku)) item_skus.push_back(row.item_sku);
      if (!product.empty() && memory_.maybe(Kind::product, product)) products.push_back(product);
      row.gtin = wanted_gtin(row.listing, rules_);
      if (!row.gtin.empty() && memory_.maybe(Kind::gtin, row.gtin)) gtins.push_back(row.gtin);
    }
    auto items = ledger::items_by_sku(tx_, place_.account->name, item_skus);
    if (!items) return fail(std::move(items.error()));
    items_ = std::move(*items);
    if (auto ok = look_for_holders(products, gtins); !ok) return ok;
    return import_.dry_run ? look_for_dry(products, gtins) : Status();
  }

  // What a row does not tell and is known all the same.
  Status fit() {
    if (of_a_file())
      for (auto& row : rows_) {
        const auto* known = known_listing(row);
        row.listing = as_if_shown(std::move(row.listing), known ? &known->shown : nullptr);
      }
    auto left_out =
        ledger::left_out_of(tx_, place_.store_id, skus([this](const Row& row) {
                              return !known_listing(row) && (row.listing.category.empty() || row.listing.condition.empty());
                            }));
    if (!left_out) return fail(std::move(left_out.error()));
    for (auto& row : rows_) {
      const auto found = left_out->find(row.listing.sku);
      if (found == left_out->end()) continue;
      if (row.listing.category.empty()) row.listing.category = found->second.category;
      if (row.listing.condition.empty()) row.listing.condition = Open<Condition>::parse(found->second.condition);
    }
    return {};
  }

  Status look_for_holders(const std::vector<std::string>& products, const std::vector<std::string>& gtins) {
    auto listings = ledger::listings_by_product(tx_, place_.store_id, products);
    if (!listings) return fail(std::move(listings.error()));
    for (const auto& [product, listing] : *listings)
      products_[product] = {listing.shown.sku, listing.live_import == import_.id};
    auto items = ledger::items_by_gtin(tx_, place_.account->name, gtins);
    if (!items) return fail(std::move(items.error()));
    for (const auto& [gtin, item] : *items) barcodes_[gtin] = {item.sku, item.created_import == import_.id};
    return {};
  }

  // What earlier batches of a dry run would have taken.
  Status look_for_dry(const std::vector<std::string>& products, const std::vector<std::string>& gtins) {
    for (const auto& [column, keys] : {std::pair("product_id", products), std::pair("gtin", gtins),
                                       std::pair("sku", skus([this](const Row& row) { return may_be_known(row); }))}) {
      auto taken = ledger::taken_by(tx_, import_.id, column, keys);
      if (!taken) return fail(std::move(taken.error()));
      for (const auto& rival : *taken)
        claim(rival.sku, std::string(catalogue_sku(place_, rival.sku)), rival.product_id, rival.gtin);
    }
    return {};
  }

  void claim(const std::string& sku, const std::string& item_sku, const std::string& product, const std::string& gtin) {
    seen_.insert(sku);
    memory_.note(Kind::sku, sku), memory_.note(Kind::sku, item_sku);
    memory_.note(Kind::product, product), memory_.note(Kind::gtin, gtin);
    if (!product.empty()) products_.try_emplace(product, Claim{sku, true});
    if (!gtin.empty()) barcodes_.try_emplace(gtin, Claim{item_sku, true});
    made_.insert(item_sku);
  }

  const ListingRow* known_listing(const Row& row) const {
    const auto found = known_.find(row.listing.sku);
    return found == known_.end() ? nullptr : &found->second;
  }

  // A person linked it, and nothing has shown yet what it sells.
  static bool is_unfilled(const ListingRow& listing) { return listing.observed_at == Instant{}; }

  RowFacts facts_of(const Row& row) const {
    RowFacts facts;
    const auto* known = known_listing(row);
    facts.repeated = seen_.contains(row.listing.sku) ||
                     (known && (known->live_import == import_.id || known->written_import == import_.id));
    facts.listed = known && ledger::is_live(known->state);
    facts.delisted = known && known->state == ledger::ListingState::delisted;
    facts.unlinked = known && known->state == ledger::ListingState::unlinked;
    facts.gone = known && !facts.listed && !facts.delisted && !facts.unlinked;
    facts.unseen = facts.listed && is_unfilled(*known);
    facts.differs = facts.listed && (rules_.overwrite || facts.unseen) &&
                    !shows_the_same(known->shown, overwritten(known->shown, row.listing));
    facts.has_item = known || items_.contains(row.item_sku) || made_.contains(row.item_sku);
    if (facts.listed && !facts.unseen) return facts;
    if (const auto held = products_.find(row.listing.product_id); held != products_.end())
      facts.product_of = held->second.sku, facts.product_here = held->second.here;
    if (const auto held = barcodes_.find(row.gtin); held != barcodes_.end() && held->second.sku != row.item_sku)
      facts.barcode_of = held->second.sku, facts.barcode_here = held->second.here;
    return facts;
  }

  void take(Row& row) {
    const auto facts = facts_of(row);
    row.verdict = judge_listing(row.listing, facts, rules_);
    const bool taken = row.verdict.outcome != outcome::kSkipped && row.verdict.outcome != outcome::kFailed;
    if (facts.has_item) row.gtin.clear();  // it is in nobody's way
    if (row.verdict.contested || (taken && import_.dry_run))
      rivals_.push_back({import_.rows + 1, taken, row.listing.sku, facts.listed ? "" : row.listing.product_id, row.gtin,
                         of_a_file() ? to_json(row.listing) : *row.document});
    note({row.listing.sku, row.listing.source, row.listing.parent}, row.verdict);
    note_drift_of(row);
    if (!taken) return;
    claim(row.listing.sku, row.item_sku, facts.listed ? "" : row.listing.product_id, row.gtin);
    if (!import_.dry_run) write(row, facts);
  }

  // What a person wants otherwise: a delisted listing that is offered, a hidden one that is in stock. A file does not say how it
  // is there now.
  void note_drift_of(const Row& row) {
    const auto* known = known_listing(row);
    if (!known || of_a_file()) return;
    const auto want = wants_.find(known->id);
    const bool hidden = want != wants_.end() && want->second.hidden;
    const bool in_stock = row.listing.quantity.value_or(0) > 0 && row.listing.fulfilled_by != FulfilledBy::amazon;
    if (row.verdict.reason == "delisted") drifts_.push_back({known, ListingTrouble::back});
    else if (hidden && in_stock) drifts_.push_back({known, ListingTrouble::in_stock});
  }

  void write(Row& row, const RowFacts& facts) {
    if (facts.gone) return writer_.revive(*known_listing(row), row.listing);
    if (facts.listed) {
      if (facts.differs) writer_.overwrite(*known_listing(row), row.listing);
      return;
    }
    writer_.take(std::move(row.listing), row.item_sku, items_, std::move(row.gtin));
  }

  void note(Where where, const RowVerdict& verdict) {
    ++(where.parent ? import_.counts.parents : import_.counts.variants)[std::string(verdict.outcome)];
    outcomes_.push_back({++import_.rows, std::move(where.place), std::move(where.sku), where.parent, verdict.outcome,
                         verdict.reason, verdict.detail});
  }

  Context& context_;
  storage::Transaction& tx_;
  const ImportPlace& place_;
  Import& import_;
  const ImportRules& rules_;
  ImportMemory& memory_;
  ListingWriter writer_;
  std::vector<Row> rows_;
  std::vector<plugins::Rejected> rejects_;
  ledger::ListingsBySku known_;
  ledger::Wants wants_;
  std::vector<ListingDrift> drifts_;
  ledger::ItemsBySku items_;
  Claims products_, barcodes_;
  std::unordered_set<std::string> seen_, made_;  // SKUs taken, items made, by earlier rows of the import
  std::vector<ledger::ImportRow> outcomes_;
  std::vector<ledger::Rival> rivals_;
};

}  // namespace

Status take_listings(Context& context, Unit& unit, const ImportPlace& place, Import& import, ImportMemory& memory,
                     const plugins::Batch& batch) {
  ImportRules rules;
  if (JsonError error; !read_json(import.rules, rules, error))
    return fail(FW_E_INTERNAL, "rules of an import: " + error.message);
  return Taker(context, unit, place, import, rules, memory).run(unit, batch);
}

}  // namespace fairway::flows
