#include "host/flows/listings/import_write.hpp"

#include <algorithm>

#include "host/config/skus.hpp"
#include "host/ledger/gtin.hpp"

namespace fairway::flows {

using ledger::ListingState;

namespace {
constexpr std::size_t kUsualBatch = 2048;

// As files have it: a tab or a line's end is a blank, and none is at either end.
std::string on_one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

std::string_view catalogue_sku(const ImportPlace& place, const std::string& sku) {
  const auto* table = place.account->skus.get();
  const auto* item = table ? table->sold_as(place.store->nickname, sku) : nullptr;
  return item ? item->sku : std::string_view(sku);
}

std::string wanted_gtin(const Listing& listing, const ImportRules& rules) {
  return rules.skip_barcodes ? ledger::gtin14(listing.barcode) : std::string();
}

Listing overwritten(const Listing& known, const Listing& told) {
  Listing now = known;
  const auto lost = [&](std::string_view name, bool had) {
    return had && std::find(told.lost.begin(), told.lost.end(), name) != told.lost.end();
  };
  const auto text = [&](std::string_view name, std::string Listing::*member) {
    if (!(told.*member).empty() && !lost(name, !(known.*member).empty())) now.*member = told.*member;
  };
  text("listing_id", &Listing::listing_id), text("product_id", &Listing::product_id);
  text("title", &Listing::title), text("description", &Listing::description);
  text("condition_note", &Listing::condition_note), text("shipping_template", &Listing::shipping_template);
  // A list of listings shows the main image alone, which says nothing of the others.
  const bool main_alone = told.images.size() == 1 && !known.images.empty() && told.images[0] == known.images[0];
  if (!told.images.empty() && !main_alone && !lost("images", !known.images.empty())) now.images = told.images;
  if (!told.condition.empty()) now.condition = told.condition;
  if (!told.fulfilled_by.empty()) now.fulfilled_by = told.fulfilled_by;
  if (!told.price.empty()) now.price = told.price;
  if (told.quantity) now.quantity = told.quantity;
  if (told.pending_quantity) now.pending_quantity = told.pending_quantity;
  if (told.opened_at) now.opened_at = told.opened_at;
  now.hidden = told.hidden;
  return now;
}

Listing as_if_shown(Listing told, const Listing* known) {
  if (told.fulfilled_by.empty())
    told.fulfilled_by = known && !known->fulfilled_by.empty() ? known->fulfilled_by : FulfilledBy::merchant;
  if (!known) return told;
  told.hidden = known->hidden;
  for (auto member : {&Listing::title, &Listing::description, &Listing::condition_note, &Listing::shipping_template})
    if (on_one_line(known->*member) == on_one_line(told.*member)) told.*member = known->*member;
  if (told.opened_at && known->opened_at && told.opened_at->ms / 1000 == known->opened_at->ms / 1000)
    told.opened_at = known->opened_at;
  if (told.images.size() == 1 && !known->images.empty())
    told.images.insert(told.images.end(), known->images.begin() + 1, known->images.end());
  return told;
}

bool shows_the_same(const Listing& a, const Listing& b) {
  const auto seen = [](const Listing& l) {
    return std::tie(l.listing_id, l.product_id, l.title, l.description, l.images, l.condition_note, l.shipping_template,
                    l.condition, l.fulfilled_by, l.price, l.quantity, l.pending_quantity, l.opened_at, l.hidden);
  };
  return seen(a) == seen(b);
}

ledger::ListingRow ListingWriter::row_for(Listing listing) const {
  ledger::ListingRow row;
  row.store_id = place_.store_id;
  row.shown = std::move(listing);
  row.observed_at = now_;
  return row;
}

void ListingWriter::take(Listing listing, const std::string& item_sku, const ledger::ItemsBySku& items, std::string gtin) {
  if (added_.empty()) added_.reserve(kUsualBatch);  // growing would move each row several times
  auto row = row_for(std::move(listing));
  if (const auto known = items.find(item_sku); known != items.end()) {
    row.state = ListingState::linked;
    row.item_id = known->second.id;
  } else {
    const auto [made, fresh] = made_by_sku_.emplace(item_sku, made_.size());
    if (fresh) made_.push_back({item_sku, std::move(gtin), added_.size()});
    row.state = !fresh ? ListingState::linked : rules_.paused ? ListingState::paused : ListingState::active;
    of_made_.emplace_back(added_.size(), made->second);
  }
  added_.push_back(std::move(row));
}

void ListingWriter::revive(const ledger::ListingRow& known, const Listing& told) {
  before_.push_back(known);
  auto now = known;
  now.state = known.back_to.value_or(ListingState::linked);
  now.back_to.reset();
  if (rules_.overwrite) now.shown = overwritten(known.shown, told);
  now.observed_at = now_;
  now.live_import = now.written_import = import_;
  held_.push_back(known.item_id);
  changed_.push_back(std::move(now));
}

void ListingWriter::overwrite(const ledger::ListingRow& known, const Listing& told) {
  before_.push_back(known);
  auto now = known;
  now.shown = overwritten(known.shown, told);
  now.observed_at = now_;
  now.written_import = import_;
  changed_.push_back(std::move(now));
}

Status ListingWriter::make_items(storage::Transaction& tx) {
  std::vector<ledger::NewItem> items;
  items.reserve(made_.size());
  for (auto& made : made_) items.push_back({std::move(made.sku), &added_[made.listing].shown, std::move(made.gtin)});
  auto ids = ledger::add_items(tx, place_.account->name, import_, items);
  if (!ids) return fail(std::move(ids.error()));
  for (const auto& [listing, made] : of_made_) added_[listing].item_id = (*ids)[made];
  return {};
}

Status ListingWriter::flush(storage::Transaction& tx) {
  if (auto ok = make_items(tx); !ok) return ok;
  if (auto ok = ledger::add_listings(tx, import_, added_); !ok) return ok;
  if (auto ok = ledger::note_before(tx, import_, before_); !ok) return ok;
  if (auto ok = ledger::update_listings(tx, changed_); !ok) return ok;
  return ledger::hold_barcodes(tx, held_);
}

}  // namespace fairway::flows
