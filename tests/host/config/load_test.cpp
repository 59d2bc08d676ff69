#include <gmock/gmock.h>

#include "host/base/text.hpp"
#include "host/config/hash.hpp"
#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A host file and an account file that use most of what there is.
constexpr const char* kHost = R"(listen: 127.0.0.1:8480
public: null
auth: token
mode: live
database: sqlite:fairway.db
plugins: [plugins]
accounts: accounts/*.yaml
templates: templates/*.yaml
)";

constexpr const char* kAcme = R"(account: acme
company: Acme Outdoor BV
extends: []
notify: { email: ops@acme.example }
policies: [shopify-exclusivity, one-amazon-per-account]
privacy: { retain: 30d }

stores:
  us-main:
    plugin: amazon
    enabled: true
    mode: live
    settings:
      marketplace: US
      seller-id: A1EXAMPLE
      client-id: "${env:LWA_CLIENT_ID}"
      client-secret: "${env:LWA_CLIENT_SECRET}"
      refresh-token: "${file:secrets/acme-us}"
      endpoint: http://127.0.0.1:9300
      lwa-endpoint: http://127.0.0.1:9300/auth/o2/token
    orders:
      enabled: true
      every: 30m
      start: now
      within: 30d
      statuses: [unshipped, partially-shipped]
      fulfilled-by: [merchant]
      reserve-pending: true
      unlinked: pass
      cancellations: ask
      unseen-after: 2h
      unseen: send-again
    offers:
      enabled: true
      send: all
      every: 12h
      prices: from-channel
      stock: two-way
      threshold: 5
      max-advertised: 0
      quantity: null
      lead-time: 3d
      remote-fulfilment-with-fba: false
      fees: { fixed: "0.30", variable: 15% }
      repricer: { enabled: false, no-featured-offer: keep, no-competition: sale-price }
    listings:
      import:
        every: null
        mode: create-only
        new: active
        known-barcode: skip
        skip: { categories: [CDs & Vinyl, Movies & TV], conditions: [used, collectible] }
      publish-price: item
    content: { enabled: false, sync-images: true, variation-theme: null, map: {} }
    fulfilment: { mcf: true, stock-every: 1h }
    shipping-templates: { economy: 4d3c-shipping-template-id }
    conditions: { refurbished-a: used_like_new }

warehouses:
  main:
    plugin: wms-x12
    settings: { outbox: edi/out, inbox: edi/in, sender: ACME, receiver: MAINWH }
    amazon-agreement: true
    carriers: [UPS, USPS]
    shipments-every: 15m
    stock-every: 15m
  west:
    plugin: wms-rest
    settings: { url: "http://127.0.0.1:4010", client-id: acme, client-secret: "${env:WEST_SECRET}", depositor: ACME, warehouse: W1 }

skus: { file: skus/acme.csv }
routing: { prefer: [main], fallback-from-fba: [main], split: false }
returns: { to: channel, keep-item-reasons: [] }

shipping:
  plugin: shipping-map
  settings:
    unmapped: hold
    rules:
      - { store: us-main, method: "Std US D2D Dom", service: UPS Ground }
      - { method-matches: '^Exp', country: US, service: UPS 2nd Day Air }
      - { category: Expedited, service: UPS 2nd Day Air }
)";

class Load : public testing::Test {
 protected:
  Load() {
    folder.write("fairway.yaml", kHost).write("accounts/acme.yaml", kAcme).write("secrets/acme-us", "Atzr|token-one\n");
    folder.write("skus/acme.csv", "sku,store:us-main,warehouse:main,fulfilled-by\n");
    folder.set("LWA_CLIENT_ID", "client-one").set("LWA_CLIENT_SECRET", "hush-one").set("WEST_SECRET", "hush-west");
  }
  Folder folder;
};

TEST_F(Load, ExampleLoadsWithoutAFinding) {  // ACC-1, ACC-2, HST-1
  const auto snapshot = folder.load();
  ASSERT_THAT(wrong_lines(snapshot.findings), IsEmpty());
  ASSERT_TRUE(snapshot.accounts.contains("acme"));
  const auto& account = *snapshot.accounts.at("acme");
  EXPECT_EQ(account.company, "Acme Outdoor BV");
  EXPECT_THAT(account.policies, ElementsAre("shopify-exclusivity", "one-amazon-per-account"));
  EXPECT_THAT(account.prefer, ElementsAre("main"));
  ASSERT_EQ(account.stores.size(), 1u);
  const auto& store = account.stores[0];
  EXPECT_EQ(store.place.text(), "accounts/acme.yaml:9:3");
  EXPECT_EQ(store.seller_identity, "seller-id=A1EXAMPLE");
  EXPECT_EQ(store.store_identity, "seller-id=A1EXAMPLE;marketplace-id=M-US");
  EXPECT_EQ(store.settings.facts.at("region"), "NA");
  EXPECT_TRUE(store.orders.enabled && store.offers_enabled && !store.content.enabled);
  EXPECT_EQ(store.blocks.at("offers").at("fees").at("fixed"), json::value("0.30"));
  EXPECT_EQ(account.shipping->places.at("/rules/1").text(), "accounts/acme.yaml:81:9");
}

TEST_F(Load, SecretsStandAsNamesAndNowhereElse) {  // HST-1
  const auto snapshot = folder.load();
  const auto& settings = snapshot.accounts.at("acme")->stores[0].settings;
  EXPECT_EQ(settings.values.at("client-secret"), (json::value{{"$secret", "acme.stores.us-main.client-secret"}}));
  EXPECT_EQ(settings.secrets.at("acme.stores.us-main.client-secret"), "hush-one");
  EXPECT_EQ(settings.secrets.at("acme.stores.us-main.refresh-token"), "Atzr|token-one");
  EXPECT_EQ(json::serialize(settings.values).find("hush"), std::string::npos);
  EXPECT_FALSE(settings.facts.contains("client-secret"));
}

TEST_F(Load, DefaultsAreThoseOfTheTables) {
  folder.write("accounts/acme.yaml", R"(account: acme
stores:
  us:
    plugin: amazon
    settings: { marketplace: US, seller-id: A1EXAMPLE, client-id: c, client-secret: "${env:LWA_CLIENT_SECRET}" }
)");
  const auto snapshot = folder.load();
  ASSERT_THAT(lines(snapshot.findings), IsEmpty());
  const auto& store = snapshot.accounts.at("acme")->stores[0];
  EXPECT_FALSE(store.orders.enabled || store.offers_enabled || store.content.enabled);
  EXPECT_EQ(store.orders.every, std::chrono::minutes(30));
  EXPECT_EQ(store.orders.statuses, (std::set{OrderStatus::unshipped, OrderStatus::partially_shipped}));
  EXPECT_TRUE(store.listings.complete);
  EXPECT_EQ(store.blocks.at("listings").at("import").at("skip").at("categories"),
            (json::value{"CDs & Vinyl", "Movies & TV"}));
  EXPECT_EQ(number_at(store.blocks.at("offers"), "threshold"), 5);
  EXPECT_TRUE(store.blocks.at("offers").at("quantity").is_null());
  EXPECT_EQ(store.settings.values.at("page-size"), json::value(100));
  EXPECT_FALSE(store.places.contains("/offers/threshold"));  // a default is not a thing that was set (OFR-6)
}

TEST_F(Load, OneWrongKeyIsNamedWithPlaceAndNearestName) {  // HST-1
  std::string text = kAcme;
  text.replace(text.find("      every: 30m"), 11, "      evry");
  folder.write("accounts/acme.yaml", text);
  const auto snapshot = folder.load();
  EXPECT_THAT(
      wrong_lines(snapshot.findings),
      ElementsAre("accounts/acme.yaml:23:7: error: stores.us-main.orders.evry: unknown key, did you mean \"every\"?"));
  EXPECT_FALSE(snapshot.accounts.contains("acme"));
  EXPECT_EQ(snapshot.rejected.at("acme").text(), "accounts/acme.yaml:23:7");
}

TEST_F(Load, OneBadFileHoldsNothingBack) {
  folder.write("accounts/broken.yaml", "account: broken\nstores: [\n");
  const auto snapshot = folder.load();
  EXPECT_TRUE(snapshot.accounts.contains("acme"));
  EXPECT_TRUE(snapshot.rejected.contains("broken"));  // refused, not absent
  EXPECT_TRUE(has_errors(snapshot.findings));
}

TEST_F(Load, HashMovesWithContentAndSecretsOnly) {
  const auto hash = [&] { return folder.load().accounts.at("acme")->hash; };
  const auto before = hash();
  folder.write("accounts/acme.yaml", std::string("# a comment\n") + kAcme);
  EXPECT_EQ(hash(), before);
  folder.write("secrets/acme-us", "Atzr|token-two\n");
  const auto other_secret = hash();
  EXPECT_NE(other_secret, before);
  folder.write("skus/acme.csv", "sku,store:us-main\nA,\n");
  const auto other_skus = hash();
  EXPECT_NE(other_skus, other_secret);
  folder.write("fairway.yaml", "mode: observe\n");
  EXPECT_NE(hash(), other_skus);
}

// It is stored: another one for the same values would be a new version of every account.
TEST(Hash, IsOfTheValuesAsJsonWithSortedKeys) {
  Draft draft;
  draft.values = {{"t", "a \"quote\", a \\ and a \t, Zoë / \x7F \x01"},
                  {"list", {1, -2.5, true, nullptr, ""}},
                  {"extends", "base"},
                  {"k\"", json::object()}};
  EXPECT_EQ(hash_of(draft, nullptr),
            sha256_hex("{\"prefer\":[],\"settings\":{},\"values\":{\"k\\\"\":{},\"list\":[1,-2.5E0,true,null,\"\"],"
                       "\"t\":\"a \\\"quote\\\", a \\\\ and a \\t, Zoë / \x7F \\u0001\"}}"));
}

TEST_F(Load, TheStricterModeWins) {  // HST-15
  folder.write("fairway.yaml", "mode: observe\n");
  EXPECT_EQ(folder.load().accounts.at("acme")->stores[0].mode, Mode::observe);
}

}  // namespace
}  // namespace fairway::config
