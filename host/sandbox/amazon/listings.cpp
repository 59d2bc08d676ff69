#include "host/sandbox/amazon/listings.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/sandbox/amazon/made_up.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::pair<std::string_view, OddRow> kOddRows[] = {{"none", OddRow::none},
                                                            {"ragged", OddRow::ragged},
                                                            {"split", OddRow::split},
                                                            {"no_sku", OddRow::no_sku},
                                                            {"broken_bytes", OddRow::broken_bytes},
                                                            {"nul_byte", OddRow::nul_byte},
                                                            {"comma_price", OddRow::comma_price},
                                                            {"huge_quantity", OddRow::huge_quantity},
                                                            {"twice", OddRow::twice}};

constexpr std::string_view kMadeUpSku = "MADE-";

// Words with letters that Cp1252 has, and with some that it lacks.
constexpr std::string_view kMaterials[] = {"Steel", "Café", "Grün", "Oak", "Señor", "Cotton", "Żółty", "Ceramic"};
constexpr std::string_view kThings[] = {"Kettle", "Lantern",   "Backpack",   "Water Bottle", "Desk Lamp",
                                        "Teapot", "Rain Coat", "Camp Stove", "Notebook",     "Trowel"};
constexpr std::string_view kPraise[] = {"Made to last, with a handle that stays cool and a lid that fits.",
                                        "Light enough to carry all day; folds flat and stands up by itself.",
                                        "Ships in a plain box. <b>Two years</b> of warranty, spare parts are in stock.",
                                        "Wipe clean with a damp cloth; do not put it into a dishwasher or an oven."};

std::string fba_channel(const Marketplace& marketplace) {
  const std::string_view country = marketplace.country;
  for (const std::string_view american : {"US", "CA", "MX", "BR"})
    if (country == american) return "AMAZON_NA";
  if (country == "JP") return "AMAZON_JP";
  if (country == "AU" || country == "SG" || country == "IN") return fmt::format("AMAZON_{}", country);
  return "AMAZON_EU";
}

std::string_view zone_of(const Marketplace& marketplace) {
  const std::string_view country = marketplace.country;
  return country == "JP"                           ? "JST"
         : country == "GB" || country == "IE"      ? "GMT"
         : fba_channel(marketplace) == "AMAZON_NA" ? "PST"
                                                   : "MET";
}

}  // namespace

std::optional<OddRow> odd_row(std::string_view name) {
  for (const auto& [known, row] : kOddRows)
    if (known == name) return row;
  return std::nullopt;
}

void ListingTable::put(ListingSpec spec) {
  const auto [place, fresh] = places.try_emplace(spec.sku, rows.size());
  if (fresh) rows.push_back(std::move(spec));
  else rows[place->second] = std::move(spec);
}

// "MADE-17" where there are so many, and it was not deleted.
std::optional<std::uint64_t> ListingTable::made_up_number(std::string_view sku) const {
  if (!sku.starts_with(kMadeUpSku)) return std::nullopt;
  const auto digits = sku.substr(kMadeUpSku.size());
  std::uint64_t number = 0;
  const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = bad == std::errc() && end == digits.data() + digits.size() && digits.front() != '0';
  return whole && number <= made_up && !gone.contains(number) ? std::optional(number) : std::nullopt;
}

std::uint64_t ListingTable::size() const {
  std::uint64_t twice = 0;  // injected in the place of one that is made up
  for (const auto& row : rows) twice += made_up_number(row.sku) ? 1 : 0;
  return rows.size() + made_up - gone.size() - twice;
}

void ListingTable::make_up(std::uint64_t count, std::uint64_t from) {
  made_up = count, seed = from;
  gone.clear();
  made_up_asins_.reset();
}

std::optional<ListingSpec> ListingTable::find(std::string_view sku) const {
  if (const auto place = places.find(sku); place != places.end()) return rows[place->second];
  const auto number = made_up_number(sku);
  return number ? std::optional(made_up_listing(seed, *number, *marketplace)) : std::nullopt;
}

std::optional<ListingSpec> ListingTable::find_product(const std::string& asin) {
  for (const auto& row : rows)
    if (asin_of(row) == asin) return row;
  if (!made_up_asins_) {
    std::unordered_map<std::string, std::uint64_t> all;
    for (std::uint64_t i = 1; i <= made_up; ++i) all.emplace(made_up_listing(seed, i, *marketplace).asin, i);
    made_up_asins_ = std::make_shared<const std::unordered_map<std::string, std::uint64_t>>(std::move(all));
  }
  const auto found = made_up_asins_->find(asin);
  return found == made_up_asins_->end() ? std::nullopt : std::optional(made_up_listing(seed, found->second, *marketplace));
}

bool ListingTable::remove(std::string_view sku) {
  const auto number = made_up_number(sku);
  if (number) gone.insert(*number);
  const auto place = places.find(sku);
  if (place == places.end()) return number.has_value();
  const auto at = place->second;
  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(at));
  places.erase(place);
  for (auto& [other, index] : places) index -= index > at ? 1 : 0;
  return true;
}

std::string asin_of(const ListingSpec& spec) { return spec.asin.empty() ? made_up_asin(spec.sku) : spec.asin; }

// Every tenth SKU is a second listing of its neighbour's ASIN; a third of all are shipped by Amazon.
ListingSpec made_up_listing(std::uint64_t seed, std::uint64_t number, const Marketplace& marketplace) {
  Random random(mix(seed) ^ number);
  ListingSpec spec;
  spec.sku = fmt::format("{}{}", kMadeUpSku, number);
  spec.asin = made_up_asin(fmt::format("MADE-{}/{}", number % 10 == 0 ? number - 1 : number, seed));
  const auto material = random.pick(kMaterials);
  spec.title = fmt::format("{} {} {}", material, random.pick(kThings), number);
  const auto praise = random.pick(kPraise);
  spec.description = fmt::format("{} {}", praise, random.pick(kPraise));
  const auto minor = 500 + random.below(9500);
  spec.price = marketplace.decimals == 0 ? std::to_string(minor) : fmt::format("{}.{:02}", minor / 100, minor % 100);
  if (random.chance(0.33)) spec.channel = fba_channel(marketplace);
  else spec.quantity = std::to_string(random.below(200));
  if (random.chance(0.1)) spec.status = "Inactive";
  else if (random.chance(0.05)) spec.status = "Incomplete";
  if (random.chance(0.05)) spec.condition = std::to_string(1 + random.below(4)), spec.note = "A scratch on the side";
  spec.barcode = made_up_ean(mix(seed) % 1'000'000 * 1'000'000 + number);
  spec.open_date = fmt::format("20{:02}-{:02}-{:02} {:02}:{:02}:17 {}", 15 + random.below(10), 1 + random.below(12),
                               1 + random.below(28), random.below(24), random.below(60), zone_of(marketplace));
  spec.shipping_template = "Migrated Template";
  return spec;
}

ListingFile listing_file(const Marketplace& marketplace, const Settings& settings, bool english) {
  ListingFile file;
  file.marketplace = &marketplace;
  const bool japan = std::string_view(marketplace.country) == "JP";
  const std::string_view charset = settings.report_charset;
  if (charset == "Shift_JIS" || (charset.empty() && japan)) file.charset = FileCharset::shift_jis;
  if (charset == "UTF-8") file.charset = FileCharset::utf8;
  file.header = settings.report_headers;
  if (file.header.empty()) file.header = english ? "en" : std::string(marketplace.language.substr(0, 2));
  for (const auto& name : split(settings.report_without, ',')) file.without.push_back(name);
  for (const auto& name : split(settings.report_with, ','))
    if (!name.empty()) file.with.push_back(name);
  return file;
}

}  // namespace fairway::sandbox
