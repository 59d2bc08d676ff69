#include "carriers.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <vector>

#include "fairway/carriers.hpp"
#include "fairway/plugin.hpp"
#include "text.hpp"

namespace amazon {
namespace {

// carrierCode values of Amazon's feed schema. Amazon compares them exactly.
// clang-format off
constexpr std::string_view kCarriers[] = {
    "USPS", "UPS", "UPSMI", "UPS Mail Innovations", "UPS Freight", "FedEx", "FedEx SmartPost", "Fedex Freight",
    "FEDEX_JP", "DHL", "DHL Global Mail", "DHL eCommerce", "DHL Express", "DHL Freight", "DHL-Paket", "DHLPL", "OnTrac",
    "OSM", "Lasership", "Newgistics", "First Mile", "Streamlite", "Asendia", "Landmark", "Canada Post", "PUROLATOR",
    "Estafeta", "Correios", "Royal Mail", "ROYAL_MAIL", "Parcelforce", "DPD", "DPD Local", "Hermes", "Hermes UK",
    "Hermes (Corporate)", "Hermes Logistik Gruppe", "Yodel", "UKMail", "Whistl", "DX", "APC Overnight", "Arrow XL",
    "Tuffnells", "XDP", "Deutsche Post", "GLS", "GO!", "TNT", "TNTIT", "Chronopost", "Colissimo", "Coliposte",
    "Colis Prive", "Mondial Relay", "La Poste", "geodis", "Heppner", "DACHSER", "DB Schenker", "DSV", "Rhenus",
    "Poste Italiane", "BRT", "SDA", "Nexive", "Fercam", "Correos", "Correos Express", "Seur", "MRW", "Nacex", "TIPSA",
    "Envialia", "CTTExpress", "Post NL", "BPOST", "PostNord", "InPost", "Polish Post", "Swiss post", "Aras Kargo",
    "MNG Kargo", "PTT Kargo", "Aramex", "Emirates Post", "BlueDart", "Delhivery", "DTDC", "Ecom Express", "India Post",
    "Xpressbees", "SagawaExpress", "SAGAWA", "YamatoTransport", "YAMATO", "Japan Post", "JP_EXPRESS", "NipponExpress",
    "NITTSU", "SEINO TRANSPORTATION", "Australia Post", "Sendle", "CouriersPlease", "StarTrack-ArticleID", "Fastway",
    "Toll Global Express", "Singapore Post", "Ninjavan", "China Post", "Hongkong Post", "SF Express", "YTO Express",
    "ZTO Express", "STO Express", "Yunda Express", "4PX", "Yun Express", "Yanwen", "CNE", "WINIT", "XPO Freight",
    "Estes", "Old Dominion", "R+L", "Saia", "Amazon Shipping", "AMZL", "AMZL_UK", "Self Delivery", "Other"};
// clang-format on

// What Amazon calls carriers whose name is another in the trade. Source: the values above beside the carriers' own names.
struct Renamed {
  std::string_view name, amazon;
};
constexpr Renamed kRenamed[] = {
    {"DHL Paket", "DHL-Paket"},         {"PostNL", "Post NL"},           {"Evri", "Hermes UK"},
    {"Purolator", "PUROLATOR"},         {"LaserShip", "Lasership"},      {"YunExpress", "Yun Express"},
    {"FedEx Freight", "Fedex Freight"}, {"Landmark Global", "Landmark"}, {"XPO", "XPO Freight"}};

std::string_view amazon_name(const fairway::KnownCarrier& carrier) {
  for (const auto& [name, amazon] : kRenamed)
    if (name == carrier.name) return amazon;
  return carrier.name;
}

// A carrier's services. With the carrier's name before it each is a name of its own, which is how many a warehouse writes it.
struct Method {
  std::string name;
  std::string_view carrier;
};

std::vector<Method> make_methods() {
  std::vector<Method> methods;
  for (const auto& carrier : fairway::kKnownCarriers)
    fairway::any_of_list(carrier.services, [&](std::string_view one) {
      const std::string_view code = amazon_name(carrier);
      methods.push_back({std::string(code) + ' ' + std::string(one.substr(one.find('=') + 1)), code});
      return false;
    });
  return methods;
}
const std::vector<Method>& methods() {
  static const std::vector<Method> all = make_methods();
  return all;
}

// Levenshtein, without regard to case.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row.back();
}

std::string nearest(std::string_view text) {
  text = text.substr(0, 80);  // a longer one is no name, and the search is quadratic
  std::string_view best;
  std::size_t least = std::string_view::npos;
  const auto consider = [&](std::string_view candidate) {
    if (candidate == "Other") return;
    if (const std::size_t d = distance(text, candidate); d < least) least = d, best = candidate;
  };
  for (const auto carrier : kCarriers) consider(carrier);
  for (const auto& method : methods()) consider(method.name);
  return std::string(best);
}

std::string digits_of(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
  return digits;
}

// One letter off a method of this carrier, with or without the carrier's name before it. "2Day" is no slip of "1Day".
std::string slip_of(std::string_view carrier, const std::string& service) {
  if (service.size() < 5 || service.size() > 80) return {};
  std::string found;
  for (const auto& method : methods()) {
    if (method.carrier != carrier) continue;
    const std::string_view bare = std::string_view(method.name).substr(carrier.size() + 1);
    for (const std::string_view known : {std::string_view(method.name), bare}) {
      if (lower(known) == lower(service)) return {};
      if (distance(known, service) == 1 && digits_of(known) == digits_of(service)) found = known;
    }
  }
  return found;
}

// Amazon's spelling of a carrier that is named in any way the trade knows; empty: Amazon knows no such carrier.
std::string_view code_of(const std::string& carrier) {
  const auto end = std::end(kCarriers);
  if (const auto exact = std::find(std::begin(kCarriers), end, carrier); exact != end) return *exact;
  if (carrier.size() > 80) return {};  // no name
  const std::string folded = fairway::folded_name(carrier);
  const auto same = [&](std::string_view one) { return fairway::folded_name(one) == folded; };
  if (const auto alike = std::find_if(std::begin(kCarriers), end, same); alike != end) return *alike;
  const auto* known = fairway::find_carrier(carrier);
  return known ? amazon_name(*known) : std::string_view();
}

// A service that is written as the code of the carrier's own interface, by its name.
std::string named_service(std::string_view code, const std::string& service) {
  for (const auto& carrier : fairway::kKnownCarriers)
    if (amazon_name(carrier) == code)
      if (const auto name = fairway::service_of_code(carrier, service); !name.empty()) return std::string(name);
  return service;
}

}  // namespace

Carrier resolve_carrier(const std::string& carrier, const std::string& service) {
  if (carrier.empty()) throw fairway::Error::rejected("Amazon wants to know the carrier", "/carrier");
  const std::string_view code = code_of(carrier);
  if (code == "Other") {
    if (service.empty()) throw fairway::Error::rejected("the carrier Other needs its name in the service", "/service");
    return {std::string(code), service, {}};
  }
  if (!code.empty()) {
    const std::string method = named_service(code, service);
    if (const std::string meant = slip_of(code, method); !meant.empty())
      throw fairway::Error::rejected(
          '"' + service + "\" is no service of " + std::string(code) + ", did you mean \"" + meant + "\"?", "/service");
    return {std::string(code), {}, method};
  }
  for (const auto& method : methods())  // "UPS Ground" as the carrier says both
    if (carrier.size() <= 80 && fairway::folded_name(method.name) == fairway::folded_name(carrier))
      return {std::string(method.carrier), {}, service.empty() ? method.name : service};
  throw fairway::Error::rejected("Amazon knows no carrier \"" + carrier + "\", did you mean \"" + nearest(carrier) + "\"?",
                                 "/carrier");
}

}  // namespace amazon
