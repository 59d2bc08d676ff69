#include "host/flows/listings/import_settle.hpp"

#include <unordered_set>

#include "fairway/json.hpp"
#include "host/flows/listings/import_undo.hpp"

namespace fairway::flows {
namespace {

using ledger::Import;
using ledger::ListingRow;
using ledger::ListingState;
using ledger::Rival;

constexpr std::size_t kGoneAtOnce = 5000;

class Contest {
 public:
  Contest(Context& context, Unit& unit, const ImportPlace& place, const Import& import, const ImportRules& rules)
      : tx_(unit.tx()), place_(place), import_(import), writer_(place, import.id, rules, context.clock.now()) {}

  Status run() {
    auto rivals = ledger::rivals_of(tx_, import_.id, false);
    if (!rivals) return fail(std::move(rivals.error()));
    rivals_ = std::move(*rivals);
    if (rivals_.empty()) return {};
    if (auto ok = read_rivals(); !ok) return ok;
    if (auto ok = import_.dry_run ? find_dry_holders() : find_holders(); !ok) return ok;
    verdicts_ = decide_contest(contenders_);
    if (auto ok = displace(); !ok) return ok;
    if (auto ok = take_winners(); !ok) return ok;
    return ledger::revise_rows(tx_, import_.id, revised_);
  }

 private:
  struct Holder {
    std::size_t contender = 0;
    ListingRow listing;
  };

  // Of rows with one SKU the first counts, and none counts where a row after it was taken.
  Status read_rivals() {
    std::vector<std::string> skus;
    for (const auto& rival : rivals_) skus.push_back(rival.sku);
    auto known = ledger::listings_by_sku(tx_, place_.store_id, skus);
    if (!known) return fail(std::move(known.error()));
    known_ = std::move(*known);
    std::unordered_set<std::string> seen;
    std::vector<Rival> first;
    for (auto& rival : rivals_) {
      Listing listing;
      if (JsonError error; !read_json(rival.document, listing, error))
        return fail(FW_E_INTERNAL, "a row that was set aside: " + error.message);
      const auto mine = known_.find(rival.sku);
      const bool listed =
          mine != known_.end() && (ledger::is_live(mine->second.state) || mine->second.state == ListingState::delisted);
      if (listed || !seen.insert(rival.sku).second) {
        revise(rival.n, {outcome::kSkipped, "repeated", {}, false});
        continue;
      }
      contenders_.push_back(contender_of(listing, rival.gtin, mine != known_.end()));
      listings_.push_back(std::move(listing));
      first.push_back(std::move(rival));
    }
    rivals_ = std::move(first);
    return {};
  }

  std::pair<std::vector<std::string>, std::vector<std::string>> wanted() const {
    std::pair<std::vector<std::string>, std::vector<std::string>> keys;
    for (const auto& one : contenders_) {
      if (!one.product_id.empty()) keys.first.push_back(one.product_id);
      if (!one.gtin.empty()) keys.second.push_back(one.gtin);
    }
    return keys;
  }

  Status find_holders() {
    const auto [products, gtins] = wanted();
    auto by_product = ledger::listings_by_product(tx_, place_.store_id, products);
    if (!by_product) return fail(std::move(by_product.error()));
    auto items = ledger::items_by_gtin(tx_, place_.account->name, gtins);
    if (!items) return fail(std::move(items.error()));
    std::unordered_map<std::int64_t, std::string> gtin_of;
    std::vector<std::int64_t> ids;
    for (const auto& [gtin, item] : *items)
      if (item.created_import == import_.id) gtin_of.emplace(item.id, gtin), ids.push_back(item.id);
    auto listed = ledger::listings_of_items(tx_, ids);
    if (!listed) return fail(std::move(listed.error()));
    for (auto& [product, listing] : *by_product) listed->push_back(std::move(listing));
    std::unordered_set<std::int64_t> added;
    for (auto& listing : *listed) {
      if (listing.store_id != place_.store_id || listing.live_import != import_.id || !added.insert(listing.id).second)
        continue;
      const auto gtin = gtin_of.find(listing.item_id);
      add_holder(std::move(listing), gtin == gtin_of.end() ? std::string() : gtin->second);
    }
    return find_rows();
  }

  void add_holder(ListingRow listing, const std::string& gtin) {
    const bool known = listing.created_import != import_.id;
    holders_.push_back({contenders_.size(), {}});
    contenders_.push_back(contender_of(listing.shown, gtin, known));
    contenders_.back().persons = !known && !import_.dry_run && listing.written_import != import_.id;
    holders_.back().listing = std::move(listing);
  }

  // The rows by which they came.
  Status find_rows() {
    std::vector<std::string> skus;
    for (const auto& holder : holders_) skus.push_back(holder.listing.shown.sku);
    auto rows = ledger::rows_of(tx_, import_.id, skus);
    if (!rows) return fail(std::move(rows.error()));
    row_of_ = std::move(*rows);
    return {};
  }

  Status find_dry_holders() {
    const auto [products, gtins] = wanted();
    std::unordered_set<std::int64_t> added;
    for (const auto& [column, keys] : {std::pair("product_id", products), std::pair("gtin", gtins)}) {
      auto taken = ledger::taken_by(tx_, import_.id, column, keys);
      if (!taken) return fail(std::move(taken.error()));
      for (const auto& rival : *taken) {
        if (!added.insert(rival.n).second) continue;
        Listing listing;
        if (JsonError error; !read_json(rival.document, listing, error))
          return fail(FW_E_INTERNAL, "a row that was set aside: " + error.message);
        row_of_.emplace(rival.sku, rival.n);
        ListingRow row;
        row.created_import = import_.id;
        row.shown = std::move(listing);
        add_holder(std::move(row), rival.gtin);
      }
    }
    return {};
  }

  Status displace() {
    std::vector<ListingRow> losers;
    for (auto& holder : holders_) {
      const auto& verdict = verdicts_[holder.contender];
      if (verdict.outcome.empty() || contenders_[holder.contender].persons) continue;
      if (const auto row = row_of_.find(holder.listing.shown.sku); row != row_of_.end()) revise(row->second, verdict);
      losers.push_back(std::move(holder.listing));
    }
    return import_.dry_run ? Status() : take_back(tx_, import_.id, losers);
  }

  Status take_winners() {
    std::vector<std::string> skus;
    for (const auto& rival : rivals_) skus.emplace_back(catalogue_sku(place_, rival.sku));
    auto items = ledger::items_by_sku(tx_, place_.account->name, skus);
    if (!items) return fail(std::move(items.error()));
    for (std::size_t i = 0; i < rivals_.size(); ++i) {
      if (!verdicts_[i].outcome.empty()) {
        revise(rivals_[i].n, verdicts_[i]);
        continue;
      }
      const auto known = known_.find(rivals_[i].sku);
      const bool gone = known != known_.end(), has_item = items->contains(skus[i]);
      RowFacts facts;
      facts.gone = gone, facts.has_item = gone || has_item;
      revise(rivals_[i].n, judge_listing(listings_[i], facts, {}));
      if (gone) writer_.revive(known->second, listings_[i]);
      else writer_.take(std::move(listings_[i]), skus[i], *items, rivals_[i].gtin);
    }
    return import_.dry_run ? Status() : writer_.flush(tx_);
  }

  void revise(std::int64_t n, const RowVerdict& verdict) {
    ledger::ImportRow row;
    row.n = n, row.outcome = verdict.outcome, row.reason = verdict.reason, row.detail = verdict.detail;
    revised_.push_back(std::move(row));
  }

  storage::Transaction& tx_;
  const ImportPlace& place_;
  const Import& import_;
  ListingWriter writer_;
  std::vector<Rival> rivals_;
  std::vector<Listing> listings_;      // of the rivals
  std::vector<Contender> contenders_;  // the rivals, then the holders
  std::vector<Holder> holders_;
  std::vector<RowVerdict> verdicts_;
  ledger::ListingsBySku known_;
  std::unordered_map<std::string, std::int64_t> row_of_;
  std::vector<ledger::ImportRow> revised_;
};

}  // namespace

Status settle_contest(Context& context, Unit& unit, const ImportPlace& place, const Import& import) {
  ImportRules rules;
  if (JsonError error; !read_json(import.rules, rules, error))
    return fail(FW_E_INTERNAL, "rules of an import: " + error.message);
  if (auto ok = Contest(context, unit, place, import, rules).run(); !ok) return ok;
  return ledger::forget_rivals(unit.tx(), import.id);
}

Result<bool> settle_gone(Context& context, Unit& unit, const Import& import) {
  if (import.dry_run || import.rerun_of || import.file) return true;  // a file may hold some of the listings
  auto nameless = ledger::any_nameless(unit.tx(), import.id);
  if (!nameless) return fail(std::move(nameless.error()));
  auto gone = ledger::listings_gone(unit.tx(), import, import.rows > 0 && !*nameless, kGoneAtOnce);
  if (!gone) return fail(std::move(gone.error()));
  std::vector<ListingRow> before, now;
  std::vector<std::int64_t> items;
  for (auto& one : *gone) {
    before.push_back(one.before);
    items.push_back(one.before.item_id);
    auto& row = now.emplace_back(std::move(one.before));
    row.back_to = row.state;
    row.state = one.now;
    row.live_import.reset();
    row.written_import = import.id;
    row.observed_at = context.clock.now();
  }
  if (auto ok = ledger::note_before(unit.tx(), import.id, before); !ok) return fail(std::move(ok.error()));
  if (auto ok = ledger::update_listings(unit.tx(), now); !ok) return fail(std::move(ok.error()));
  if (auto ok = ledger::free_barcodes(unit.tx(), items); !ok) return fail(std::move(ok.error()));
  return gone->size() < kGoneAtOnce;
}

}  // namespace fairway::flows
