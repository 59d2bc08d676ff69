#include "carriers.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <vector>

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

// Services by the names that the carriers give them. With the carrier's name before it each is a name of its own, which
// is how many a warehouse writes it.
struct Services {
  std::string_view carrier, names;
};
constexpr Services kServices[] = {
    {"UPS",
     "Ground|3 Day Select|2nd Day Air|2nd Day Air A.M.|Next Day Air Saver|Next Day Air|Next Day Air Early|Standard|"
     "Ground Saver|Worldwide Express|Worldwide Expedited|Worldwide Express Plus|Worldwide Saver"},
    {"USPS", "Ground Advantage|Parcel Select|Media Mail|Library Mail|First Class Mail|Priority Mail|Priority Mail Express"},
    {"FedEx",
     "Ground|Home Delivery|Ground Economy|Express Saver|2Day|2Day A.M.|Standard Overnight|Priority Overnight|"
     "First Overnight|SameDay|International Economy|International Priority"},
    {"DHL Express", "Express Worldwide|Economy Select|Domestic Express"},
    {"DHL-Paket", "Paket|Kleinpaket|Paket International|Europaket|Warenpost International"},
    {"DPD", "Classic|Next Day"},
    {"GLS", "Parcel|Express|Guaranteed24"},
    {"Royal Mail", "Tracked 24|Tracked 48|1st Class|2nd Class|Special Delivery Guaranteed"},
    {"Canada Post", "Regular Parcel|Expedited Parcel|Xpresspost|Priority"},
    {"PUROLATOR", "Ground|Express|Express 9AM"}};

struct Method {
  std::string name;
  std::string_view carrier;
};

std::vector<Method> make_methods() {
  std::vector<Method> methods;
  for (const auto& [carrier, names] : kServices) {
    for (std::string_view rest = names; !rest.empty();) {
      const auto end = rest.find('|');
      methods.push_back({std::string(carrier) + ' ' + std::string(rest.substr(0, end)), carrier});
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
  }
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

}  // namespace

Carrier resolve_carrier(const std::string& carrier, const std::string& service) {
  if (carrier.empty()) throw fairway::Error::rejected("Amazon wants to know the carrier", "/carrier");
  if (carrier == "Other") {
    if (service.empty()) throw fairway::Error::rejected("the carrier Other needs its name in the service", "/service");
    return {carrier, service, {}};
  }
  if (std::find(std::begin(kCarriers), std::end(kCarriers), carrier) != std::end(kCarriers)) {
    if (const std::string meant = slip_of(carrier, service); !meant.empty())
      throw fairway::Error::rejected('"' + service + "\" is no service of " + carrier + ", did you mean \"" + meant + "\"?",
                                     "/service");
    return {carrier, {}, service};
  }
  for (const auto& method : methods())  // "UPS Ground" as the carrier says both
    if (method.name == carrier) return {std::string(method.carrier), {}, service.empty() ? carrier : service};
  throw fairway::Error::rejected("Amazon knows no carrier \"" + carrier + "\", did you mean \"" + nearest(carrier) + "\"?",
                                 "/carrier");
}

}  // namespace amazon
