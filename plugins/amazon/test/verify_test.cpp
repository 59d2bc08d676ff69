// ACC-7: whose credentials are these?
#include "fairway/connect.hpp"
#include "support.hpp"

namespace {

using namespace amazon_test;
using fairway::ConnectIdentity;

constexpr const char* kWho = "/sellers/v1/marketplaceParticipations";
constexpr const char* kProbe = "/listings/2021-08-01/items/A1EXAMPLE?marketplaceIds=ATVPDKIKX0DER&pageSize=1";

std::string participation(const std::string& id, bool in = true) {
  return R"({"payload":[{"marketplace":{"id":"XX","countryCode":"ZZ"}},{"marketplace":{"id":")" + id +
         R"("},"storeName":"Acme","participation":{"isParticipating":)" + (in ? "true" : "false") +
         R"(,"hasSuspendedListings":false}}]})";
}

TEST(Verify, TellsStoreMarketplaceAndSeller) {
  Store store;
  store.expect("GET", kWho).respond(200, participation("ATVPDKIKX0DER"));
  store.expect("GET", kProbe).respond(200, R"({"items":[]})");
  const auto connected = store.channel.connect("verify");
  ASSERT_TRUE(connected.ok()) << connected.cause().message;
  const auto identity = connected.as<ConnectIdentity>();
  EXPECT_EQ(identity.name, "Acme");
  EXPECT_EQ(identity.identity.at("seller-id"), "A1EXAMPLE");
  EXPECT_EQ(identity.identity.at("marketplace-id"), "ATVPDKIKX0DER");
}

TEST(Verify, AMarketplaceThatIsNotTheSellersIsAnError) {
  for (const auto& answer :
       {participation("A2EUQ1WTGCTBG2"), participation("ATVPDKIKX0DER", false), std::string(R"({"payload":[]})")}) {
    Store store;
    store.expect("GET", kWho).respond(200, answer);
    const auto connected = store.channel.connect("verify");
    EXPECT_EQ(connected.code, FW_E_CONFIG);
    EXPECT_EQ(connected.cause().pointer, "/marketplace");
  }
}

TEST(Verify, AnotherSellersIdIsAnErrorAndAnUnknownAnswerVouchesForNothing) {
  Store store;
  store.expect("GET", kWho).respond(200, participation("ATVPDKIKX0DER")).always();
  store.expect("GET", kProbe).respond(403, refusal("Unauthorized", "Access denied"));
  const auto refused = store.channel.connect("verify");
  EXPECT_EQ(refused.code, FW_E_CONFIG);
  EXPECT_EQ(refused.cause().pointer, "/seller-id");
  store.expect("GET", kProbe).respond(404);
  store.expect("GET", kProbe).respond(403, refusal("MissingAuthenticationToken", "x"));
  for (int i = 0; i < 2; ++i)
    EXPECT_FALSE(store.channel.connect("verify").as<ConnectIdentity>().identity.contains("seller-id"));
}

TEST(Verify, BadCredentialsAreAuth) {
  Store store;
  store.expect("GET", kWho).respond(403, refusal("Unauthorized", "Access denied"));
  EXPECT_EQ(store.channel.connect("verify").code, FW_E_AUTH);
  EXPECT_EQ(store.channel.connect("begin").code, FW_E_UNSUPPORTED);
}

}  // namespace
