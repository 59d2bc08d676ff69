#include "host/flows/listings/change_rules.hpp"

#include <algorithm>
#include <set>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/base/text.hpp"
#include "host/flows/listings/import_rules.hpp"
#include "host/flows/listings/price_rule.hpp"

namespace fairway::flows {
namespace {

using ledger::ListingState;

const std::vector<std::string> kFields{"title", "description", "category", "mpn", "barcode", "images"};
const std::vector<std::string> kBarcodeTypes{"ean", "gtin", "isbn", "upc"};

tl::unexpected<Failure> refuse(std::string why) { return fail(FW_E_REJECTED, std::move(why)); }

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
  const auto near = nearest(word, known);
  return near ? fmt::format(", did you mean \"{}\"?", *near) : fmt::format("; known are {}", fmt::join(known, ", "));
}

class Judging {
 public:
  Judging(ListingWish wish, const Wanted& wanted, const WantedOf& of, const config::Store& store,
          const std::string& currency)
      : wanted_(wanted), of_(of), store_(store), currency_(currency) {
    judged_.change.wish = wish;
    judged_.change.sku = wanted.sku;
    judged_.change.product_type = wanted.product_type.empty() ? of.product_type : wanted.product_type;
  }

  Result<Judged> run() {
    if (auto ok = fits_state(); !ok) return fail(std::move(ok.error()));
    if (auto ok = numbers(); !ok) return fail(std::move(ok.error()));
    auto ok = check();
    if (!ok) return fail(std::move(ok.error()));
    return std::move(judged_);
  }

 private:
  Status check() {
    switch (judged_.change.wish.value) {
      case ListingWish::publish: return publish();
      case ListingWish::hide: return hide();
      case ListingWish::unhide: return unhide();
      case ListingWish::overwrite: return overwrite();
      default: return {};
    }
  }

  // Of whatever verb: a slip of the hand is no number that is left out.
  Status numbers() const {
    if (wanted_.quantity && (*wanted_.quantity < 0 || *wanted_.quantity >= kNoQuantity))
      return refuse(fmt::format("{} is no quantity", *wanted_.quantity));
    for (const auto& [name, price] : {std::pair("price", &wanted_.price), std::pair("list price", &wanted_.list_price)})
      if (!price->empty() && !is_price(*price))
        return refuse(fmt::format("\"{}\" is no {}: a decimal above zero, as 19.90", printable(*price, 40), name));
    return {};
  }

  // What may be done to a listing that stands as it does.
  Status fits_state() const {
    const auto wish = judged_.change.wish.value;
    const auto* listing = of_.listing;
    if (!listing && wish == ListingWish::publish) return {};
    if (!listing) return refuse("the store has no such listing here: import it, or publish it");
    if (is_paused(*listing)) return refuse("it is paused, and nothing of it is sent: unpause it first");
    if (wish == ListingWish::publish) return {};
    if (listing->state == ListingState::draft)
      return refuse("it is not published yet: what the channel said of it is told by `fairway listings show`");
    if (wish == ListingWish::delist || is_live(listing->state)) return {};
    return refuse(fmt::format("it is {}: publish it first", ledger::text(listing->state)));
  }

  Status publish() {
    auto& change = judged_.change;
    const auto* known = of_.listing;
    if (!of_.item) return refuse("the catalogue has no item of this SKU: import it from another store, or see skus.file");
    if (of_.item->parent) return refuse("it is a family, which is not sold itself: publish its variants");
    change.product_id = !wanted_.product_id.empty()                 ? wanted_.product_id
                        : known && !known->shown.product_id.empty() ? known->shown.product_id
                                                                    : of_.item->product_id;
    if (change.product_id.empty())
      return refuse(
          "a product id is needed (at Amazon: --asin): publishing offers a product that the channel has, and never "
          "makes a new one");
    if (auto ok = barcode(); !ok) return ok;
    if (auto ok = ships(); !ok) return ok;
    if (auto ok = condition(); !ok) return ok;
    if (auto ok = price(); !ok) return ok;
    if (auto ok = shipping(); !ok) return ok;
    if (!of_.twin.empty())
      judged_.warnings.push_back(
          fmt::format("the listing {} sells the same product in this store", printable(of_.twin, 80)));
    return {};
  }

  Status barcode() {
    if (wanted_.barcode.empty() && wanted_.barcode_type.empty()) return {};
    if (wanted_.barcode.empty())
      return refuse(
          fmt::format("the barcode's type is given ({}) and no barcode: give both (--barcode, --barcode-type), or "
                      "neither",
                      printable(wanted_.barcode_type, 20)));
    if (wanted_.barcode_type.empty())
      return refuse(fmt::format("what kind of barcode is {}? Give its type with it (--barcode-type: {})",
                                printable(wanted_.barcode, 40), fmt::join(kBarcodeTypes, ", ")));
    const auto type = to_lower(wanted_.barcode_type);
    if (std::find(kBarcodeTypes.begin(), kBarcodeTypes.end(), type) == kBarcodeTypes.end())
      return refuse(fmt::format("no type of barcode: \"{}\"{}", printable(wanted_.barcode_type, 20),
                                did_you_mean(type, kBarcodeTypes)));
    judged_.change.barcode = wanted_.barcode, judged_.change.barcode_type = type;
    return {};
  }

  // What the channel ships has no quantity of ours.
  Status ships() {
    auto& change = judged_.change;
    if (!wanted_.ships.empty() && wanted_.ships != "merchant" && wanted_.ships != "amazon")
      return refuse(fmt::format("\"{}\" ships nothing: allowed are merchant, amazon", printable(wanted_.ships, 20)));
    change.fulfilled_by = wanted_.ships == "amazon"     ? FulfilledBy::amazon
                          : wanted_.ships == "merchant" ? FulfilledBy::merchant
                          : of_.listing                 ? ships_it(*of_.listing)
                                                        : FulfilledBy::merchant;
    if (change.fulfilled_by == FulfilledBy::amazon) {
      if (wanted_.quantity)
        judged_.warnings.emplace_back("the channel ships it and counts its stock: the quantity is left out");
      return {};
    }
    change.quantity = wanted_.quantity  ? wanted_.quantity
                      : of_.want.hidden ? of_.want.quantity
                      : of_.listing     ? of_.listing->shown.quantity
                                        : std::nullopt;
    if (!change.quantity)
      judged_.warnings.emplace_back("no quantity is known: it is published as out of stock (--quantity)");
    if (!change.quantity) change.quantity = 0;
    if (of_.want.hidden)
      judged_.warnings.emplace_back("it is hidden, so it is published as out of stock until it is unhidden");
    return {};
  }

  // LST-16: the account's own words first, then the channel-independent ones; a new item has none.
  Status condition() {
    auto& change = judged_.change;
    auto word = !wanted_.condition.empty()                             ? wanted_.condition
                : !of_.item->condition.empty()                         ? of_.item->condition
                : of_.listing && !of_.listing->shown.condition.empty() ? std::string(of_.listing->shown.condition.text())
                                                                       : std::string("new");
    if (const auto mapped = store_.conditions.find(word); mapped != store_.conditions.end()) word = mapped->second;
    change.condition = Open<Condition>::parse(word);
    if (change.condition.value == Condition::unknown)
      return refuse(fmt::format("the condition \"{}\" is none that the channel knows: map it under stores.{}.conditions",
                                printable(word, 40), store_.nickname));
    change.condition_note = !wanted_.condition_note.empty() ? wanted_.condition_note
                            : of_.listing                   ? of_.listing->shown.condition_note
                                                            : std::string();
    if (change.condition_note.empty() || change.condition.value != Condition::new_) return {};
    change.condition_note.clear();
    judged_.warnings.emplace_back("a new item takes no condition note: it is left out");
    return {};
  }

  Status price() {
    auto amount = amount_of();
    if (!amount) return fail(std::move(amount.error()));
    judged_.change.price = {std::move(*amount), currency_.empty() ? of_.item->currency : currency_};
    return {};
  }

  Result<std::string> amount_of() const {
    if (!wanted_.price.empty()) return wanted_.price;
    const auto& rule = store_.listings.publish_price;
    const bool list = rule == "list";
    if (list && !wanted_.list_price.empty()) return wanted_.list_price;
    auto amount = list ? of_.item->list_price : of_.item->price;
    auto in = of_.item->currency;
    if (amount.empty() && !list && of_.listing)
      amount = of_.listing->shown.price.amount, in = of_.listing->shown.price.currency;
    if (amount.empty())
      return refuse(list ? "the item has no list price, which publish-price asks for: give --list-price, or --price"
                         : "the item has no price: give --price");
    if (!in.empty() && !currency_.empty() && in != currency_)
      return refuse(fmt::format("the item's price is in {}, and the store sells in {}: give --price", in, currency_));
    if (!is_price(amount)) return refuse(fmt::format("the item's price is {}: give --price", printable(amount, 40)));
    if (list || rule == "item") return amount;
    const auto marked = with_markup(amount, rule, currency_);
    return marked ? Result<std::string>(*marked)
                  : refuse(fmt::format("{} with {} leaves no price: give --price", amount, rule));
  }

  // LST-17: none is the channel's default.
  Status shipping() {
    if (wanted_.shipping.empty()) return {};
    const auto& known = store_.shipping_templates;
    if (const auto found = known.find(wanted_.shipping); found != known.end()) {
      judged_.change.shipping_template = found->second;
      return {};
    }
    std::vector<std::string> names;
    for (const auto& [name, id] : known) names.push_back(name);
    return refuse(names.empty() ? fmt::format("stores.{}.shipping-templates names no template", store_.nickname)
                                : fmt::format("no shipping template \"{}\" in stores.{}.shipping-templates{}",
                                              printable(wanted_.shipping, 40), store_.nickname,
                                              did_you_mean(wanted_.shipping, names)));
  }

  Status hide() {
    judged_.change.fulfilled_by = ships_it(*of_.listing);
    if (judged_.change.fulfilled_by == FulfilledBy::amazon)
      return refuse("the channel ships it and counts its stock, so it cannot be shown as out of stock: delist it");
    if (of_.want.hidden) judged_.warnings.emplace_back("it is hidden already; the channel is told again");
    return {};
  }

  Status unhide() {
    auto& change = judged_.change;
    const auto& failed = of_.unhide_failed;
    if (!of_.want.hidden && !failed) return refuse("it is not hidden");
    change.fulfilled_by = ships_it(*of_.listing);
    if (change.fulfilled_by == FulfilledBy::amazon) return refuse("the channel ships it now, and shows its own stock");
    change.quantity = wanted_.quantity ? wanted_.quantity : failed ? failed->change.quantity : of_.want.quantity;
    if (!change.quantity) return refuse("how many are in stock is not known: give --quantity");
    return {};
  }

  Status overwrite() {
    auto& change = judged_.change;
    if (wanted_.fields.empty()) return refuse(fmt::format("name what is to be overwritten: {}", fmt::join(kFields, ", ")));
    for (const auto& field : wanted_.fields) {
      if (std::find(kFields.begin(), kFields.end(), field) == kFields.end())
        return refuse(fmt::format("no field \"{}\"{}", printable(field, 40), did_you_mean(field, kFields)));
      if (auto ok = take_field(field); !ok) return ok;
      change.fields.push_back(field);
    }
    return {};
  }

  Status take_field(const std::string& field) {
    auto& change = judged_.change;
    if (field == "barcode")
      return wanted_.barcode.empty() && wanted_.barcode_type.empty() ? refuse("a new barcode is needed, with its type")
                                                                     : barcode();
    if (field == "images") {
      change.images = wanted_.images;
      return change.images.empty() ? Status(refuse("at least one image is needed")) : Status();
    }
    const auto member = field == "title"         ? &Wanted::title
                        : field == "description" ? &Wanted::description
                        : field == "category"    ? &Wanted::category
                                                 : &Wanted::mpn;
    if ((wanted_.*member).empty()) return refuse(fmt::format("a new {} is needed", field));
    (field == "title"         ? change.title
     : field == "description" ? change.description
     : field == "category"    ? change.category
                              : change.mpn) = wanted_.*member;
    return {};
  }

  const Wanted& wanted_;
  const WantedOf& of_;
  const config::Store& store_;
  const std::string& currency_;
  Judged judged_;
};

bool has_status(const ListingShown& shown, std::string_view status) {
  return std::find(shown.status.begin(), shown.status.end(), status) != shown.status.end();
}

bool any_among(const std::vector<std::string>& some, const std::vector<std::string>& of) {
  return std::any_of(some.begin(), some.end(),
                     [&](const std::string& one) { return std::find(of.begin(), of.end(), one) != of.end(); });
}

// The first error among those that speak of these fields, or of these attributes; of all where there are none.
const ListingIssue* error_about(const ListingShown& shown, const std::vector<std::string>& fields,
                                const std::vector<std::string>& attributes = {}) {
  const bool any = fields.empty() && attributes.empty();
  for (const auto& issue : shown.issues)
    if (issue.severity == "error" && (any || any_among(issue.fields, fields) || any_among(issue.attributes, attributes)))
      return &issue;
  return nullptr;
}

// Issues name attributes as a whole.
std::vector<std::string> attributes_of(const ListingChange& change) {
  std::vector<std::string> names;
  for (const auto& attribute : change.attributes) names.push_back(attribute.name.substr(0, attribute.name.find('.')));
  return names;
}

bool says_the_same(const std::string& told, const std::string& shown) {
  if (to_lower(told) == to_lower(shown)) return true;
  char *end = nullptr, *other_end = nullptr;
  const double number = std::strtod(told.c_str(), &end), other = std::strtod(shown.c_str(), &other_end);
  return end != told.c_str() && *end == '\0' && other_end != shown.c_str() && *other_end == '\0' && number == other;
}

// Where the channel shows an attribute that it was told; 4.50 may be shown as 4.5, and Blue as blue.
bool shows_content(const ListingChange& told, const ListingShown& shown) {
  for (const auto& attribute : told.attributes)
    for (const auto& there : shown.attributes) {
      if (there.name != attribute.name) continue;
      if (!std::equal(attribute.values.begin(), attribute.values.end(), there.values.begin(), there.values.end(),
                      says_the_same))
        return false;
    }
  return true;
}

Seen when(bool so) { return {so ? Seen::As::wanted : Seen::As::not_yet, {}}; }

Seen wrong(const ListingIssue& issue) {
  return {Seen::As::wrong, issue.code + (issue.code.empty() ? "" : ": ") + issue.message};
}

}  // namespace

Result<Judged> judge_change(ListingWish wish, const Wanted& wanted, const WantedOf& of, const config::Store& store,
                            const std::string& currency) {
  return Judging(wish, wanted, of, store, currency).run();
}

bool replaces(ListingWish later, ListingWish earlier) {
  using W = ListingWish;
  if (earlier == W::overwrite) return later == W::delist;
  if (earlier == W::content || later == W::content) return later == W::delist;
  if (later == W::publish || later == W::delist) return true;
  return later != W::overwrite && (earlier == W::hide || earlier == W::unhide);
}

bool says_again(const ListingChange& later, const ListingChange& earlier) {
  using W = ListingWish;
  const auto of_product = [](const ListingChange& one) { return one.wish == W::content || one.wish == W::overwrite; };
  if (!of_product(later) || !of_product(earlier)) return false;
  if (later.wish != earlier.wish) return true;  // an attribute and a field may be the same; only the channel knows
  const auto named = [](const ListingChange& one) {
    std::set<std::string> all(one.fields.begin(), one.fields.end());
    for (const auto& attribute : one.attributes) all.insert('@' + attribute.name);
    return all;
  };
  const auto now = named(later), before = named(earlier);
  return std::any_of(before.begin(), before.end(), [&](const std::string& name) { return now.contains(name); });
}

bool is_paused(const ledger::ListingRow& listing) {
  return listing.state == ListingState::paused || (!is_live(listing.state) && listing.back_to == ListingState::paused);
}

FulfilledBy ships_it(const ledger::ListingRow& listing) {
  const bool amazon = listing.ships.empty() ? listing.shown.fulfilled_by == FulfilledBy::amazon : listing.ships == "amazon";
  return amazon ? FulfilledBy::amazon : FulfilledBy::merchant;
}

bool is_offered(const ListingShown& shown) { return shown.found && (!shown.offers.empty() || has_status(shown, "buyable")); }

Seen see_change(const ListingChange& told, const ListingShown& shown) {
  switch (told.wish.value) {
    case ListingWish::delist: return when(!is_offered(shown));
    case ListingWish::hide: return when(!shown.found || shown.quantity.value_or(0) == 0);
    case ListingWish::unhide:
      return when(shown.quantity.value_or(0) > 0 || told.quantity.value_or(0) == 0);  // some are sold
    case ListingWish::overwrite: {
      if (const auto* issue = error_about(shown, told.fields)) return wrong(*issue);
      const bool title = std::find(told.fields.begin(), told.fields.end(), "title") != told.fields.end();
      return when(shown.found && (!title || shown.title == told.title));  // the rest is not shown
    }
    case ListingWish::content: {
      if (const auto* issue = error_about(shown, told.fields, attributes_of(told))) return wrong(*issue);
      return when(shown.found && shows_content(told, shown));
    }
    default: break;
  }
  const bool there = is_offered(shown) && shown.product_id == told.product_id;
  if (there) return when(true);
  if (const auto* issue = error_about(shown, {})) return wrong(*issue);
  return when(false);
}

}  // namespace fairway::flows
