#include "marketplaces.hpp"

namespace amazon {
namespace {

// Ids, regions, domains: "Marketplace IDs" of the Selling Partner API documentation. Languages: those that a listing or an order
// of ours can be kept in, not every language that the site can be read in.
constexpr Marketplace kMarketplaces[] = {
    {"CA", "A2EUQ1WTGCTBG2", "NA", "CAD", "en fr", "amazon.ca"},
    {"US", "ATVPDKIKX0DER", "NA", "USD", "en es", "amazon.com"},
    {"MX", "A1AM78C64UM0Y8", "NA", "MXN", "es", "amazon.com.mx"},
    {"BR", "A2Q3Y263D00KWC", "NA", "BRL", "pt", "amazon.com.br"},
    {"IE", "A28R8C7NBKEWEA", "EU", "EUR", "en", "amazon.ie"},
    {"ES", "A1RKKUPIHCS9HS", "EU", "EUR", "es", "amazon.es"},
    {"GB", "A1F83G8C2ARO7P", "EU", "GBP", "en", "amazon.co.uk"},
    {"FR", "A13V1IB3VIYZZH", "EU", "EUR", "fr", "amazon.fr"},
    {"BE", "AMEN7PMS3EDWL", "EU", "EUR", "fr nl", "amazon.com.be"},
    {"NL", "A1805IZSGTT6HS", "EU", "EUR", "nl", "amazon.nl"},
    {"DE", "A1PA6795UKMFR9", "EU", "EUR", "de", "amazon.de"},
    {"IT", "APJ6JRA9NG5V4", "EU", "EUR", "it", "amazon.it"},
    {"SE", "A2NODRKZP88ZB9", "EU", "SEK", "sv", "amazon.se"},
    {"ZA", "AE08WJ6YKNBMC", "EU", "ZAR", "en", "amazon.co.za"},
    {"PL", "A1C3SOZRARQ6R3", "EU", "PLN", "pl", "amazon.pl"},
    {"EG", "ARBP9OOSHTCHU", "EU", "EGP", "ar", "amazon.eg"},
    {"TR", "A33AVAJ2PDY3EV", "EU", "TRY", "tr", "amazon.com.tr"},
    {"SA", "A17E79C6D8DWNP", "EU", "SAR", "ar", "amazon.sa"},
    {"AE", "A2VIGQ35RCS4UG", "EU", "AED", "en ar", "amazon.ae"},
    {"IN", "A21TJRUUN4KGV", "EU", "INR", "en", "amazon.in"},
    {"SG", "A19VAU5U5O7RUS", "FE", "SGD", "en", "amazon.sg"},
    {"AU", "A39IBJ37TRP1C6", "FE", "AUD", "en", "amazon.com.au"},
    {"JP", "A1VC38T7YXB528", "FE", "JPY", "ja", "amazon.co.jp"},
};

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = text.find(' ');
    parts.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return parts;
}

std::vector<MarketplaceName> make_names() {
  std::vector<MarketplaceName> names;
  for (const Marketplace& one : kMarketplaces) {
    const auto languages = split(one.languages);
    const auto add = [&](std::string_view code) {
      names.push_back({std::string(code), &one, languages.front()});
      for (const auto language : languages)
        names.push_back({std::string(code) + '(' + std::string(language) + ')', &one, language});
    };
    add(one.country);
    if (one.country == "GB") add("UK");
    names.push_back({std::string(one.id), &one, languages.front()});
  }
  return names;
}

template <class F>
fairway::Derived derive(std::string name, F&& fact) {
  fairway::Derived derived{std::move(name), "marketplace", {}};
  for (const MarketplaceName& one : marketplace_names()) derived.map.emplace(one.text, fact(one));
  return derived;
}

}  // namespace

const Marketplace* find_marketplace(std::string_view id) {
  for (const Marketplace& one : kMarketplaces)
    if (one.id == id) return &one;
  return nullptr;
}

const std::vector<MarketplaceName>& marketplace_names() {
  static const std::vector<MarketplaceName> names = make_names();
  return names;
}

const MarketplaceName* find_marketplace_name(std::string_view text) {
  for (const MarketplaceName& one : marketplace_names())
    if (one.text == text) return &one;
  return nullptr;
}

std::vector<fairway::Derived> derived_facts() {
  return {derive("marketplace-id", [](const MarketplaceName& name) { return name.marketplace->id; }),
          derive("region", [](const MarketplaceName& name) { return name.marketplace->region; }),
          derive("country", [](const MarketplaceName& name) { return name.marketplace->country; }),
          derive("language", [](const MarketplaceName& name) { return name.language; }),
          derive("currency", [](const MarketplaceName& name) { return name.marketplace->currency; })};
}

std::string endpoint_of(std::string_view region) {
  const std::string_view part = region == "NA" ? "na" : region == "EU" ? "eu" : "fe";
  return "https://sellingpartnerapi-" + std::string(part) + ".amazon.com";
}

}  // namespace amazon
