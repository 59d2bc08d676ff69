// What a change of configuration is said to change: every key by its own path, nothing else, and never a secret.
#include <gmock/gmock.h>

#include "host/config/diff.hpp"
#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// An account that says something of everything.
constexpr const char* kAccount = R"(account: acme
company: Acme Outdoor BV
notify: { email: ops@example.com, webhook: "${env:HOOK}" }
policies: [shopify-exclusivity]
privacy: { retain: 30d }
returns: { keep-item-reasons: [defective] }
stores:
  us:
    plugin: amazon
    settings:
      marketplace: US
      seller-id: A1ACME
      client-id: "${env:ID}"
      client-secret: "${env:SECRET}"
      page-size: 50
    orders:
      enabled: true
      every: 5m
      statuses: [unshipped]
    offers:
      threshold: 7
      repricer: { enabled: false }
    content: { map: { colour.name: extra.color } }
  de:
    plugin: amazon
    settings: { marketplace: DE, seller-id: A2ACME, client-id: c, client-secret: "${env:OTHER}" }
warehouses:
  west:
    plugin: wms-rest
    settings: { url: "http://west.example", client-id: w, client-secret: "${env:SECRET}", depositor: D, warehouse: W1 }
    amazon-agreement: true
    carriers: [UPS]
  east:
    plugin: wms-x12
    settings: { outbox: o, inbox: i, sender: S, receiver: R }
    shipments-every: 20m
routing: { split: false }
shipping:
  plugin: shipping-map
  settings:
    rules:
      - { method: One, service: Ground }
      - { method: Two, service: Air }
      - { method: Three, service: Sea }
)";

std::string edited(const std::string& from, const std::string& to) {
  std::string text = kAccount;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::shared_ptr<const Account> account(const std::string& text, const std::string& secret = "hush-one") {
  Folder folder;
  folder.set("SECRET", secret).set("OTHER", "hush-other").set("HOOK", "https://hook.example/hush").set("ID", "hush-id");
  auto snapshot = folder.write("accounts/acme.yaml", text).load();
  EXPECT_FALSE(has_errors(snapshot.findings));
  return snapshot.accounts.begin()->second;
}

std::vector<std::string> told(const Changes& changes) {
  std::vector<std::string> out;
  for (const auto& change : changes) out.push_back(change_text(change));
  return out;
}

struct KeyEdit {
  const char *from, *to;
  const char* told;
};
void PrintTo(const KeyEdit& edit, std::ostream* out) { *out << edit.to; }

class OneKey : public testing::TestWithParam<KeyEdit> {};

TEST_P(OneKey, IsOneChangeAtItsPathAndPlace) {  // HST-2
  const auto before = account(kAccount), after = account(edited(GetParam().from, GetParam().to));
  EXPECT_THAT(told(diff(before.get(), after.get())), ElementsAre(GetParam().told));
  const auto back = diff(after.get(), before.get());
  ASSERT_EQ(back.size(), 1u);  // and the way back is the same change, turned round
  const auto there = diff(before.get(), after.get()).front();
  EXPECT_EQ(back.front().before, there.after);
  EXPECT_EQ(back.front().after, there.before);
}

INSTANTIATE_TEST_SUITE_P(
    Edits, OneKey,
    testing::Values(
        KeyEdit{"Acme Outdoor", "Acme Indoor", "company: Acme Outdoor BV → Acme Indoor BV  (accounts/acme.yaml:2)"},
        KeyEdit{"ops@", "it@", "notify.email: ops@example.com → it@example.com  (accounts/acme.yaml:3)"},
        KeyEdit{"\"${env:HOOK}\"", "\"https://x.example\"",
                "notify.webhook: *** → https://x.example  (accounts/acme.yaml:3)"},
        KeyEdit{"[shopify-exclusivity]", "[one-amazon-per-account]",
                "policies: [\"shopify-exclusivity\"] → [\"one-amazon-per-account\"]  (accounts/acme.yaml:4)"},
        KeyEdit{"retain: 30d", "retain: 20d", "privacy.retain: 30d → 20d  (accounts/acme.yaml:5)"},
        KeyEdit{"[defective]", "[defective, late]",
                "returns.keep-item-reasons: [\"defective\"] → [\"defective\",\"late\"]  (accounts/acme.yaml:6)"},
        KeyEdit{"marketplace: US", "marketplace: CA(fr)",
                "stores.us.settings.marketplace: US → CA(fr)  (accounts/acme.yaml:11)"},
        KeyEdit{"client-id: \"${env:ID}\"", "client-id: mine",
                "stores.us.settings.client-id: *** → mine  (accounts/acme.yaml:13)"},
        KeyEdit{"      page-size: 50\n", "", "stores.us.settings.page-size: 50 → 100  (accounts/acme.yaml:11)"},
        KeyEdit{"every: 5m", "every: 6m", "stores.us.orders.every: 5m → 6m  (accounts/acme.yaml:18)"},
        KeyEdit{"[unshipped]", "[unshipped, pending]",
                "stores.us.orders.statuses: [\"unshipped\"] → [\"unshipped\",\"pending\"]  (accounts/acme.yaml:19)"},
        KeyEdit{"threshold: 7", "threshold: 8", "stores.us.offers.threshold: 7 → 8  (accounts/acme.yaml:21)"},
        KeyEdit{"repricer: { enabled: false }", "repricer: { enabled: true }",
                "stores.us.offers.repricer.enabled: false → true  (accounts/acme.yaml:22)"},
        KeyEdit{
            "    content:", "    mode: observe\n    content:", "stores.us.mode: live → observe  (accounts/acme.yaml:23)"},
        KeyEdit{"colour.name: extra.color", "colour.name: extra.colour",
                "stores.us.content.map.colour.name: extra.color → extra.colour  (accounts/acme.yaml:23)"},
        KeyEdit{"${env:OTHER}", "${env:SECRET}", "stores.de.settings.client-secret: *** → ***  (accounts/acme.yaml:26)"},
        KeyEdit{"agreement: true", "agreement: false",
                "warehouses.west.amazon-agreement: true → false  (accounts/acme.yaml:28)"},
        KeyEdit{"[UPS]", "[]", "warehouses.west.carriers: [\"UPS\"] → []  (accounts/acme.yaml:28)"},
        KeyEdit{"west.example", "west2.example",
                "warehouses.west.settings.url: http://west.example → http://west2.example  (accounts/acme.yaml:30)"},
        KeyEdit{"every: 20m", "every: 21m", "warehouses.east.shipments-every: 20m → 21m  (accounts/acme.yaml:33)"},
        KeyEdit{"split: false", "split: true", "routing.split: false → true  (accounts/acme.yaml:37)"},
        KeyEdit{"service: Air", "service: Rail", "shipping.settings.rules[1].service: Air → Rail  (accounts/acme.yaml:43)"},
        KeyEdit{"{ method: One, ", "{ method: One, country: US, ",
                "shipping.settings.rules[0].country: added US  (accounts/acme.yaml:42)"},
        KeyEdit{"      - { method: One", "      - { method: Zero, service: Ground }\n      - { method: One",
                "shipping.settings.rules[0]: added {\"method\":\"Zero\",\"service\":\"Ground\"}  (accounts/acme.yaml:42)"},
        KeyEdit{"      - { method: Two, service: Air }\n", "",
                "shipping.settings.rules[1]: removed {\"method\":\"Two\",\"service\":\"Air\"}  (accounts/acme.yaml:43)"}));

TEST(Diff, OfAnAccountAndItselfIsEmpty) {
  const auto one = account(kAccount), same = account(kAccount);
  EXPECT_THAT(diff(one.get(), one.get()), IsEmpty());
  EXPECT_THAT(diff(one.get(), same.get()), IsEmpty());
  EXPECT_THAT(diff(nullptr, nullptr), IsEmpty());
}

TEST(Diff, TellsThatASecretChangedAndNothingOfIt) {  // ACC-5: a rotated secret is a change
  const auto before = account(kAccount, "hush-one"), after = account(kAccount, "hush-two");
  const auto changes = diff(before.get(), after.get());
  ASSERT_EQ(changes.size(), 2u);
  for (const auto& change : changes) {
    EXPECT_EQ(change.kind, Change::Kind::changed);
    EXPECT_EQ(json::serialize(change_json(change)).find("hush"), std::string::npos);
  }
  EXPECT_EQ(changes[0].path, "stores.us.settings.client-secret");
  EXPECT_EQ(changes[1].path, "warehouses.west.settings.client-secret");
}

TEST(Diff, OfAnAccountThatComesOrGoesIsOneChangeWithoutSecrets) {
  const auto one = account(kAccount);
  const auto come = diff(nullptr, one.get()), gone = diff(one.get(), nullptr);
  ASSERT_EQ(come.size(), 1u);
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(change_text(come.front()), "account added  (accounts/acme.yaml:1)");
  EXPECT_EQ(come.front().after, gone.front().before);
  EXPECT_EQ(json::serialize(come.front().after).find("hush"), std::string::npos);
  const auto parts = touched(come);
  EXPECT_TRUE(parts.added && parts.shipping && parts.routing && parts.policies);
  EXPECT_THAT(parts.stores, ElementsAre("de", "us"));
  EXPECT_THAT(parts.warehouses, ElementsAre("east", "west"));
}

TEST(Diff, KnowsARenamedStoreByItsFormerName) {  // ACC-8
  const auto before = account(kAccount), after = account(edited("  us:\n", "  usa:\n    formerly: us\n"));
  const auto changes = diff(before.get(), after.get());
  EXPECT_THAT(told(changes), ElementsAre("stores.usa: renamed from us  (accounts/acme.yaml:9)"));
  EXPECT_THAT(touched(changes).stores, ElementsAre("usa"));
}

TEST(Diff, TellsAnotherNameOfTheAccountAsOneChange) {  // HST-2
  const auto before = account(kAccount), after = account(edited("account: acme\n", "account: zebra\nformerly: acme\n"));
  const auto changes = diff(before.get(), after.get());
  EXPECT_THAT(told(changes), ElementsAre("account: renamed from acme  (accounts/acme.yaml:1)"));
  EXPECT_TRUE(touched(changes).rest);
  EXPECT_EQ(text_at(change_json(changes.front()), "kind"), "renamed");
}

TEST(Diff, TellsTheOrderOfWarehousesWhichIsTheirPreference) {
  std::string text = kAccount;
  const auto west = text.find("  west:"), east = text.find("  east:"), end = text.find("routing:");
  text = text.substr(0, west) + text.substr(east, end - east) + text.substr(west, east - west) + text.substr(end);
  const auto before = account(kAccount), after = account(text);
  const auto changes = diff(before.get(), after.get());
  EXPECT_THAT(told(changes), ElementsAre("warehouses: [\"west\",\"east\"] → [\"east\",\"west\"]  (accounts/acme.yaml:28)"));
  EXPECT_TRUE(touched(changes).routing);
}

TEST(Diff, SaysWhichPartsAreTouchedAndInWhichOrder) {
  auto text = edited("every: 5m", "every: 6m");
  text.replace(text.find("[UPS]"), 5, "[DHL]");
  text.replace(text.find("service: Sea"), 12, "service: Air");
  const auto before = account(kAccount), after = account(text);
  const auto changes = diff(before.get(), after.get());
  std::vector<std::string> paths;
  for (const auto& change : changes) paths.push_back(change.path);
  EXPECT_THAT(paths,
              ElementsAre("shipping.settings.rules[2].service", "stores.us.orders.every", "warehouses.west.carriers"));
  const auto parts = touched(changes);
  EXPECT_THAT(parts.stores, ElementsAre("us"));
  EXPECT_THAT(parts.warehouses, ElementsAre("west"));
  EXPECT_TRUE(parts.shipping);
  EXPECT_FALSE(parts.routing || parts.policies || parts.rest || parts.added || parts.gone);
}

TEST(Diff, TellsAChangedSkuFileWhoseNameStayed) {
  Folder folder;
  folder.write("accounts/a.yaml", "account: a\nskus: { file: skus.csv }\n").write("skus.csv", "sku\n");
  const auto before = folder.load().accounts.at("a");
  const auto after = folder.write("skus.csv", "sku\nx\n").load().accounts.at("a");
  EXPECT_THAT(told(diff(before.get(), after.get())),
              ElementsAre("skus.file: skus.csv → skus.csv (its lines)  (accounts/a.yaml:2)"));
}

}  // namespace
}  // namespace fairway::config
