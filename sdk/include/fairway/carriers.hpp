// Carriers as the trade knows them: their names, what else they are called, and their services with the codes of their own
// interfaces. A warehouse names a carrier in any of these ways; what a channel calls it is the channel plugin's business.
// Names are compared without regard to case, spaces and punctuation, never by likeness: "UP Ground" is nobody's.
// Sources: the carriers' own developer pages for services and their codes; SCACs as they are customary between trading
// partners (NMFTA assigns them), to be agreed with the partner. Header only, no allocation where nothing is returned.
#pragma once
#include <string>
#include <string_view>

namespace fairway {

struct KnownCarrier {
  std::string_view name;
  std::string_view also;      // other names and SCACs, with '|' between
  std::string_view services;  // "code=name" with '|' between; a service without a code of its own is "=name"
};

// clang-format off
inline constexpr KnownCarrier kKnownCarriers[] = {
    {"UPS", "UPSN|United Parcel Service",
     "03=Ground|12=3 Day Select|02=2nd Day Air|59=2nd Day Air A.M.|13=Next Day Air Saver|01=Next Day Air|"
     "14=Next Day Air Early|11=Standard|=Ground Saver|70=Access Point Economy|07=Worldwide Express|"
     "08=Worldwide Expedited|54=Worldwide Express Plus|65=Worldwide Saver"},
    {"USPS", "United States Postal Service|US Postal Service",
     "USPS_GROUND_ADVANTAGE=Ground Advantage|PARCEL_SELECT=Parcel Select|MEDIA_MAIL=Media Mail|LIBRARY_MAIL=Library Mail|"
     "BOUND_PRINTED_MATTER=Bound Printed Matter|=First Class Mail|PRIORITY_MAIL=Priority Mail|"
     "PRIORITY_MAIL_EXPRESS=Priority Mail Express"},
    {"FedEx", "FDEG|FDE|Federal Express|FedEx Express|FedEx Ground",
     "FEDEX_GROUND=Ground|GROUND_HOME_DELIVERY=Home Delivery|SMART_POST=Ground Economy|FEDEX_EXPRESS_SAVER=Express Saver|"
     "FEDEX_2_DAY=2Day|FEDEX_2_DAY_AM=2Day A.M.|STANDARD_OVERNIGHT=Standard Overnight|"
     "PRIORITY_OVERNIGHT=Priority Overnight|FIRST_OVERNIGHT=First Overnight|SAME_DAY=SameDay|"
     "INTERNATIONAL_ECONOMY=International Economy|FEDEX_INTERNATIONAL_PRIORITY=International Priority"},
    {"DHL Express", "", "P=Express Worldwide|U=Express Worldwide|D=Express Worldwide|W=Economy Select|H=Economy Select|"
     "N=Domestic Express"},
    {"DHL Paket", "Deutsche Post DHL", "V01PAK=Paket|V62KP=Kleinpaket|V53WPAK=Paket International|V54EPAK=Europaket|"
     "V66WPI=Warenpost International"},
    {"DHL eCommerce", "DHL e-Commerce Solutions", ""},
    {"DPD", "DPDgroup", "CL=Classic|=Next Day|E10=Express 10:00|E12=Express 12:00|E18=Express 18:00"},
    {"GLS", "General Logistics Systems", "PARCEL=Parcel|EXPRESS=Express|GUARANTEED24=Guaranteed24"},
    {"Royal Mail", "", "=Tracked 24|=Tracked 48|=1st Class|=2nd Class|=Special Delivery Guaranteed"},
    {"Evri", "Hermes UK|myHermes", ""},
    {"Yodel", "", ""},
    {"Parcelforce", "Parcelforce Worldwide", ""},
    {"PostNL", "Post NL", ""},
    {"Canada Post", "Postes Canada", "DOM.RP=Regular Parcel|DOM.EP=Expedited Parcel|DOM.XP=Xpresspost|DOM.PC=Priority"},
    {"Purolator", "PRLA", "PurolatorGround=Ground|PurolatorExpress=Express|PurolatorExpress9AM=Express 9AM"},
    {"OnTrac", "", ""},
    {"LaserShip", "", ""},
    {"Australia Post", "AusPost", ""},
    {"Correos", "", ""},
    {"Colissimo", "", ""},
    {"Amazon Shipping", "Amazon Logistics", ""},
    {"YunExpress", "", ""},
    {"Landmark Global", "Landmark", ""},
    {"FedEx Freight", "FXFE", ""},
    {"Old Dominion", "ODFL|Old Dominion Freight Line", ""},
    {"Estes", "EXLA|Estes Express Lines", ""},
    {"R+L", "RLCA|R+L Carriers", ""},
    {"Saia", "", ""},
    {"XPO", "CNWY|XPO Freight|XPO Logistics", ""}};
// clang-format on

// Lower case, letters and digits alone: "Fed-Ex" is "fedex".
inline std::string folded_name(std::string_view text) {
  std::string out;
  for (const char c : text)
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) out += c;
    else if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    else if (static_cast<unsigned char>(c) >= 0x80) out += c;
  return out;
}

// Calls `visit` with each part of a list with '|' between, until one answers true; whether one did.
template <class F>
constexpr bool any_of_list(std::string_view list, F&& visit) {
  while (!list.empty()) {
    const auto end = list.find('|');
    if (visit(list.substr(0, end))) return true;
    list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
  }
  return false;
}

// The carrier of a name, another name of it or a SCAC; nullptr: none that is known here.
inline const KnownCarrier* find_carrier(std::string_view text) {
  if (text.size() > 80) return nullptr;  // no name
  const auto wanted = folded_name(text);
  if (wanted.empty()) return nullptr;
  for (const auto& carrier : kKnownCarriers)
    if (folded_name(carrier.name) == wanted ||
        any_of_list(carrier.also, [&](std::string_view one) { return folded_name(one) == wanted; }))
      return &carrier;
  return nullptr;
}

// Are both names of one carrier? What is not known here is compared exactly.
inline bool same_carrier(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto* known = find_carrier(a);
  return known && known == find_carrier(b);
}

// The name of a service that is written as its code; empty where no service of the carrier has that code.
inline std::string_view service_of_code(const KnownCarrier& carrier, std::string_view code) {
  std::string_view found;
  any_of_list(carrier.services, [&](std::string_view one) {
    const auto equals = one.find('=');
    if (equals == 0 || one.substr(0, equals) != code) return false;
    found = one.substr(equals + 1);
    return true;
  });
  return found;
}

}  // namespace fairway
