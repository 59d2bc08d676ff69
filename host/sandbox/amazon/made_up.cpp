#include "host/sandbox/amazon/made_up.hpp"

#include <fmt/format.h>

namespace fairway::sandbox {
namespace {

constexpr std::string_view kFirst[] = {"Ada",   "Bram",  "Chiara",  "Dieter", "Eilidh", "Femke", "Gus",
                                       "Hana",  "Ines",  "Jürgen",  "Kofi",   "Lucía",  "Marek", "Noor",
                                       "Oisín", "Priya", "Quentin", "Rosa",   "Søren",  "Tove"};
constexpr std::string_view kLast[] = {"Almond",    "Brookside",    "Castellan",  "Dovetail",    "Eastwick",
                                      "Fenmore",   "Greystone",    "Holloway",   "Ironwood",    "Juniper",
                                      "Kestrel",   "Larkspur",     "Meadows",    "Nightingale", "O’Thistle",
                                      "Pemberley", "Quillfeather", "Rowanberry", "Saltmarsh",   "Tanglewood"};
constexpr std::string_view kStreets[] = {"Mill Lane",       "Harbour Road",    "Orchard Street", "Station Way",
                                         "Chestnut Avenue", "Bridge Street",   "Windmill Hill",  "Quarry Road",
                                         "Ferry Terrace",   "Lighthouse Drive"};
constexpr std::string_view kGoods[] = {"Kettle", "Lantern",     "Backpack",   "Water Bottle", "Desk Lamp",
                                       "Teapot", "Rain Jacket", "Camp Stove", "Notebook",     "Trowel"};
constexpr std::string_view kKinds[] = {"Steel", "Folding", "Compact", "Blue", "Large", "Insulated", "Oak", "Recycled"};

struct Place {
  std::string_view country, city, state, postal_code;
};
constexpr Place kPlaces[] = {
    {"US", "Springhollow", "OR", "97999"},       {"US", "Lakemere", "MN", "55999"},
    {"US", "Port Amber", "TX", "77999-0142"},    {"CA", "Maple Landing", "ON", "K9Z 9Z9"},
    {"MX", "Villa Nopal", "JAL", "45999"},       {"BR", "Nova Serra", "SP", "13999-999"},
    {"GB", "Little Wexcombe", "", "ZZ99 9ZZ"},   {"DE", "Neu Erlenau", "", "99999"},
    {"FR", "Saint-Aubrac", "", "99123"},         {"IT", "Borgo Olmo", "MI", "20999"},
    {"ES", "Villaseca Alta", "Madrid", "28999"}, {"NL", "Nieuw Wilgendam", "", "9999 ZZ"},
    {"JP", "Aoyagi", "Tokyo", "199-9999"},       {"AU", "Wattle Creek", "NSW", "2999"},
};

const Place& place_in(Random& random, std::string_view country) {
  std::vector<const Place*> fitting;
  for (const auto& place : kPlaces)
    if (place.country == country) fitting.push_back(&place);
  static constexpr Place kElsewhere{"", "Newtown", "", "99999"};
  return fitting.empty() ? kElsewhere : *fitting[random.below(fitting.size())];
}

}  // namespace

std::string made_up_name(Random& random) {
  const auto first = random.pick(kFirst);
  return fmt::format("{} {}", first, random.pick(kLast));
}

Address made_up_address(Random& random, const Marketplace& marketplace) {
  const auto& place = place_in(random, marketplace.country);
  Address address;
  address.name = made_up_name(random);
  address.line1 = fmt::format("{} {}", 1 + random.below(980), random.pick(kStreets));
  if (random.chance(0.25)) address.line2 = fmt::format("Unit {}", 1 + random.below(60));
  address.commercial = random.chance(0.1);
  if (address.commercial) address.company = fmt::format("{} Trading", random.pick(kLast));
  address.city = place.city;
  address.state = place.state;
  address.postal_code = place.postal_code;
  address.country = marketplace.country;
  address.phone = fmt::format("+1 555-01{:02}", random.below(100));
  return address;
}

std::string made_up_asin(std::string_view sku) { return "B0" + Random(hash_of(sku)).letters(8); }

// The thirteenth digit makes the weighted sum a multiple of ten (GS1 General Specifications, 7.9).
std::string made_up_ean(std::uint64_t number) {
  auto digits = fmt::format("2{:011}", number % 100'000'000'000);
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return digits += static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string made_up_title(std::string_view sku) {
  Random random(hash_of(sku));
  const auto kind = random.pick(kKinds);
  return fmt::format("{} {}", kind, random.pick(kGoods));
}

std::int64_t made_up_price(std::string_view sku, int decimals) {
  Random random(hash_of(sku) + 1);
  const auto whole = static_cast<std::int64_t>(5 + random.below(90));
  return decimals == 0 ? whole * 100 : whole * 100 + 99;
}

}  // namespace fairway::sandbox
