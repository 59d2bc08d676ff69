#include <algorithm>

#include "host/sandbox/amazon/shapes.hpp"

namespace fairway::sandbox {
namespace {

// Source: developer-docs.amazon.com/sp-api/docs/marketplace-ids; currencies by ISO 4217.
constexpr Marketplace kMarketplaces[] = {
    {"A2EUQ1WTGCTBG2", "CA", "Canada", "amazon.ca", "CAD", "en_CA", 2},
    {"ATVPDKIKX0DER", "US", "United States", "amazon.com", "USD", "en_US", 2},
    {"A1AM78C64UM0Y8", "MX", "Mexico", "amazon.com.mx", "MXN", "es_MX", 2},
    {"A2Q3Y263D00KWC", "BR", "Brazil", "amazon.com.br", "BRL", "pt_BR", 2},
    {"A28R8C7NBKEWEA", "IE", "Ireland", "amazon.ie", "EUR", "en_IE", 2},
    {"A1RKKUPIHCS9HS", "ES", "Spain", "amazon.es", "EUR", "es_ES", 2},
    {"A1F83G8C2ARO7P", "GB", "United Kingdom", "amazon.co.uk", "GBP", "en_GB", 2},
    {"A13V1IB3VIYZZH", "FR", "France", "amazon.fr", "EUR", "fr_FR", 2},
    {"AMEN7PMS3EDWL", "BE", "Belgium", "amazon.com.be", "EUR", "fr_BE", 2},
    {"A1805IZSGTT6HS", "NL", "Netherlands", "amazon.nl", "EUR", "nl_NL", 2},
    {"A1PA6795UKMFR9", "DE", "Germany", "amazon.de", "EUR", "de_DE", 2},
    {"APJ6JRA9NG5V4", "IT", "Italy", "amazon.it", "EUR", "it_IT", 2},
    {"A2NODRKZP88ZB9", "SE", "Sweden", "amazon.se", "SEK", "sv_SE", 2},
    {"AE08WJ6YKNBMC", "ZA", "South Africa", "amazon.co.za", "ZAR", "en_ZA", 2},
    {"A1C3SOZRARQ6R3", "PL", "Poland", "amazon.pl", "PLN", "pl_PL", 2},
    {"ARBP9OOSHTCHU", "EG", "Egypt", "amazon.eg", "EGP", "ar_EG", 2},
    {"A33AVAJ2PDY3EV", "TR", "Turkey", "amazon.com.tr", "TRY", "tr_TR", 2},
    {"A17E79C6D8DWNP", "SA", "Saudi Arabia", "amazon.sa", "SAR", "ar_AE", 2},
    {"A2VIGQ35RCS4UG", "AE", "United Arab Emirates", "amazon.ae", "AED", "en_AE", 2},
    {"A21TJRUUN4KGV", "IN", "India", "amazon.in", "INR", "en_IN", 2},
    {"A19VAU5U5O7RUS", "SG", "Singapore", "amazon.sg", "SGD", "en_SG", 2},
    {"A39IBJ37TRP1C6", "AU", "Australia", "amazon.com.au", "AUD", "en_AU", 2},
    {"A1VC38T7YXB528", "JP", "Japan", "amazon.co.jp", "JPY", "ja_JP", 0},
};

constexpr std::pair<OrderStatus, std::string_view> kStatusNames[] = {
    {OrderStatus::pending_availability, "PENDING_AVAILABILITY"},
    {OrderStatus::pending, "PENDING"},
    {OrderStatus::unshipped, "UNSHIPPED"},
    {OrderStatus::partially_shipped, "PARTIALLY_SHIPPED"},
    {OrderStatus::shipped, "SHIPPED"},
    {OrderStatus::cancelled, "CANCELLED"},
    {OrderStatus::unfulfillable, "UNFULFILLABLE"},
};

}  // namespace

const Marketplace* find_marketplace(std::string_view wanted) {
  if (wanted == "UK") wanted = "GB";
  for (const auto& marketplace : kMarketplaces)
    if (marketplace.id == wanted || marketplace.country == wanted) return &marketplace;
  return nullptr;
}

std::string_view name_of(OrderStatus status) { return kStatusNames[static_cast<std::size_t>(status)].second; }

std::optional<OrderStatus> order_status(std::string_view name) {
  for (const auto& [status, text] : kStatusNames)
    if (text == name) return status;
  return std::nullopt;
}

}  // namespace fairway::sandbox
