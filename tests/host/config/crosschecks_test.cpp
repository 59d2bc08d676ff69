// What no single key can tell.
#include <gmock/gmock.h>

#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string one_store(const std::string& nickname, const std::string& marketplace, const std::string& seller,
                      const std::string& more = "") {
  return "  " + nickname + ":\n    plugin: amazon\n    settings: { marketplace: " + marketplace + ", seller-id: " + seller +
         ", client-id: c, client-secret: \"${env:S}\" }\n" + more;
}

class CrossChecks : public testing::Test {
 protected:
  CrossChecks() { folder.set("S", "hush"); }
  Folder folder;
  const std::string sound =
      "shipping: { plugin: shipping-map }\nwarehouses:\n  w: { plugin: wms-x12, amazon-agreement: true, settings: { "
      "outbox: o, inbox: i, sender: S, receiver: R } }\nstores:\n";  // 4 lines
  std::vector<std::string> findings(const std::string& account) {
    folder.write("accounts/a.yaml", "account: a\n" + account);
    return wrong_lines(folder.load().findings);
  }
};

TEST_F(CrossChecks, TwoLanguagesOfAMarketplaceShareContentButNotOffersAndOrders) {  // ACC-3
  const std::string on = "    content: { enabled: true }\n    offers: { enabled: true }\n    orders: { enabled: true }\n";
  EXPECT_THAT(
      findings(sound + one_store("en", "CA(en)", "A1X", on) + one_store("fr", "CA(fr)", "A1X", on)),
      ElementsAre("accounts/a.yaml:16:24: error: stores.fr.offers.enabled: offers are already on in the store \"en\" "
                  "(accounts/a.yaml:10:24), which has the same seller and marketplace; only one of the two may",
                  "accounts/a.yaml:17:24: error: stores.fr.orders.enabled: orders are already on in the store \"en\" "
                  "(accounts/a.yaml:11:24), which has the same seller and marketplace; only one of the two may"));
  // Another marketplace, another seller, a disabled store or switches that are off: no quarrel.
  const std::string off = "    content: { enabled: true }\n";
  for (const auto& second :
       {one_store("fr", "US", "A1X", on), one_store("fr", "CA(fr)", "A2X", on), one_store("fr", "CA(fr)", "A1X", off),
        one_store("fr", "CA(fr)", "A1X", "    enabled: false\n" + on)})
    EXPECT_THAT(findings(sound + one_store("en", "CA(en)", "A1X", on) + second), IsEmpty()) << second;
}

TEST_F(CrossChecks, OrdersWithoutWarehouseOrMappingAreWarnedOf) {  // SHP-1
  EXPECT_THAT(
      findings("stores:\n" + one_store("us", "US", "A1X", "    orders: { enabled: true }\n")),
      ElementsAre(
          "accounts/a.yaml:6:24: warning: stores.us.orders.enabled: there is no shipping mapping: every order waits in "
          "needs-mapping",
          "accounts/a.yaml:6:24: warning: stores.us.orders.enabled: there is no warehouse: orders have nowhere to go"));
  EXPECT_TRUE(folder.load().accounts.contains("a"));
  EXPECT_THAT(findings("stores:\n" + one_store("us", "US", "A1X", "    enabled: false\n    orders: { enabled: true }\n")),
              IsEmpty());
}

TEST_F(CrossChecks, AmazonOrdersNeedAWarehouseWithTheAgreement) {  // ORD-6
  auto text = sound + one_store("us", "US", "A1X", "    orders: { enabled: true }\n");
  text.replace(text.find("amazon-agreement: true"), 22, "amazon-agreement: false");
  EXPECT_THAT(findings(text), ElementsAre("accounts/a.yaml:9:24: warning: stores.us.orders.enabled: no warehouse has "
                                          "amazon-agreement: true, so every Amazon order is held"));
}

TEST_F(CrossChecks, ASellerBelongsToOneAccount) {  // ACC-4, and without any policy
  folder.write("accounts/b.yaml", "account: b\nstores:\n" + one_store("de", "DE", "A1X"));
  EXPECT_THAT(findings("stores:\n" + one_store("us", "US", "A1X")),
              ElementsAre("accounts/b.yaml:5:45: error: stores.de.settings.seller-id: seller-id=A1X belongs to the account "
                          "\"a\" (accounts/a.yaml:5:45); a seller belongs to one account at a time"));
  auto snapshot = folder.load();
  EXPECT_TRUE(snapshot.accounts.contains("a"));
  EXPECT_TRUE(snapshot.rejected.contains("b"));
  // The account that runs keeps its seller, whatever its file is called.
  auto with = folder.options();
  with.holders["amazon seller-id=A1X"] = "b";
  snapshot = folder.load(with);
  EXPECT_TRUE(snapshot.accounts.contains("b"));
  EXPECT_TRUE(snapshot.rejected.contains("a"));
  // At a time: a store that is disabled in the one may be enabled in the other.
  folder.write("accounts/b.yaml", "account: b\nstores:\n" + one_store("de", "DE", "A1X", "    enabled: false\n"));
  EXPECT_THAT(lines(folder.load().findings), IsEmpty());
}

TEST_F(CrossChecks, AnAccountHasOneFile) {
  folder.write("accounts/b.yaml", "account: a\n");
  EXPECT_THAT(
      findings(""),
      ElementsAre("accounts/b.yaml:1:10: error: account: the account \"a\" has a file already: accounts/a.yaml:1:10"));
  const auto snapshot = folder.load();
  EXPECT_TRUE(snapshot.accounts.contains("a"));
  EXPECT_TRUE(snapshot.rejected.contains("accounts/b.yaml"));
}

TEST_F(CrossChecks, PreferIsTheWarehousesInOrderWhenLeftOut) {  // ORD-8
  const std::string settings = "{ plugin: wms-x12, settings: { outbox: o, inbox: i, sender: S, receiver: R } }\n";
  EXPECT_THAT(findings("warehouses:\n  z: " + settings + "  b: " + settings), IsEmpty());
  EXPECT_THAT(folder.load().accounts.at("a")->prefer, ElementsAre("z", "b"));
}

// ORD-7: `mcf` is on by default, and yet nobody's API is asked for it whose file says nothing of it.
TEST_F(CrossChecks, AStoreShipsForOthersWhereItsFileSaysSo) {
  const auto ships = [&](const std::string& store_lines, const std::string& account_lines = "") {
    findings(sound + one_store("us", "US", "A1X", store_lines) + account_lines);
    std::vector<std::string> names;
    const auto account = folder.load().accounts.at("a");
    for (const auto& one : account->fulfilling_stores) {
      EXPECT_TRUE(one.of_store);
      EXPECT_EQ(one.settings.plugin, "amazon");
      names.push_back(one.name);
    }
    return names;
  };
  EXPECT_THAT(ships(""), IsEmpty());
  EXPECT_THAT(ships("    fulfilment: { mcf: true }\n"), ElementsAre("us"));
  EXPECT_THAT(ships("", "routing: { prefer: [us, w] }\n"), ElementsAre("us"));
  EXPECT_THAT(ships("", "routing: { fallback-from-fba: [w] }\n"), ElementsAre("us"));
  EXPECT_THAT(ships("    fulfilment: { mcf: false }\n", "routing: { fallback-from-fba: [w] }\n"), IsEmpty());
  EXPECT_THAT(ships("    enabled: false\n    fulfilment: { mcf: true }\n"), IsEmpty());
  EXPECT_THAT(ships("    fulfilment: { stock-every: 2h }\n"), ElementsAre("us"));
  const auto account = folder.load().accounts.at("a");
  EXPECT_EQ(account->fulfilling_stores[0].stock_every, std::chrono::hours(2));
  EXPECT_EQ(account->fulfiller("us"), &account->fulfilling_stores[0]);
  EXPECT_EQ(account->fulfiller("w"), &account->warehouses[0]);
  EXPECT_EQ(account->warehouse("us"), nullptr);
}

TEST_F(CrossChecks, ChecksGoOnPastAPluginThatIsMissing) {
  EXPECT_THAT(
      findings("stores:\n  us: { plugin: amazn, orders: { evry: 1 } }\npolicies: [nope]\n"),
      ElementsAre("accounts/a.yaml:3:17: error: stores.us.plugin: no plugin \"amazn\" was found, did you mean \"amazon\"?",
                  "accounts/a.yaml:3:34: error: stores.us.orders.evry: unknown key, did you mean \"every\"?",
                  "accounts/a.yaml:4:12: error: policies[0]: no plugin \"nope\" was found; found are "
                  "one-amazon-per-account, shopify-exclusivity"));
}

TEST_F(CrossChecks, FindingsAreJsonForTools) {  // HST-1: `check --json`
  findings(
      "stores:\n  us: { plugin: amazon, enabled: flase, settings: { marketplace: US, seller-id: A1X, client-id: c, "
      "client-secret: \"${env:S}\" } }\n");
  EXPECT_EQ(findings_json(folder.load().findings),
            parse_json(R"({"findings": [{"severity": "error", "file": "accounts/a.yaml", "line": 3,
      "column": 34, "path": "stores.us.enabled", "message": "found \"flase\", allowed are true and false"}]})")
                .value());
}

TEST_F(CrossChecks, AFindingIsOneLineWhateverTheFileHolds) {
  EXPECT_THAT(
      findings("policies: [\"sho\\npify\"]\nrouting: { prefer: [\"a\\x07b\"] }\n\"k\\ney\": 1\n"),
      ElementsAre(testing::StartsWith("accounts/a.yaml:2:12: error: policies[0]: no plugin \"sho pify\" was found"),
                  testing::StartsWith("accounts/a.yaml:3:21: error: routing.prefer[0]: no store or warehouse \"a b\""),
                  testing::StartsWith("accounts/a.yaml:4:1: error: k ey: unknown key")));
}

// HST-2: two accounts cannot both be what one was, and one that is still there was nobody's.
TEST_F(CrossChecks, AFormerNameThatIsInUseIsRefusedAtItsLine) {
  folder.write("accounts/b.yaml", "account: b\nformerly: a\n");
  EXPECT_THAT(findings(""), ElementsAre("accounts/b.yaml:2:11: error: formerly: an account is still called \"a\" "
                                        "(accounts/a.yaml:1:10)"));
  folder.write("accounts/a.yaml", "account: a\nstores: [\n");  // not to be read, and yet it says so
  EXPECT_THAT(
      lines(folder.load().findings),
      testing::Contains("accounts/b.yaml:2:11: error: formerly: an account is still called \"a\" (accounts/a.yaml:1:1)"));
  folder.write("accounts/a.yaml", "account: c\nformerly: a\n");
  EXPECT_THAT(lines(folder.load().findings),
              ElementsAre("accounts/b.yaml:2:11: error: formerly: the account \"c\" says the same"));
  folder.write("accounts/a.yaml", "account: c\nformerly: c\n");
  EXPECT_THAT(lines(folder.load().findings),
              ElementsAre("accounts/a.yaml:2:11: error: formerly: an account is still called \"c\" (accounts/a.yaml:1:10)"));
}

// Of a name that is still in use nobody needs to hear that another wants it too.
TEST_F(CrossChecks, AFormerNameThatIsInUseIsSaidOnceOfEachPlace) {
  folder.write("accounts/b.yaml", "account: b\nformerly: a\n").write("accounts/c.yaml", "account: c\nformerly: a\n");
  EXPECT_THAT(findings(""),
              ElementsAre("accounts/b.yaml:2:11: error: formerly: an account is still called \"a\" (accounts/a.yaml:1:10)",
                          "accounts/c.yaml:2:11: error: formerly: an account is still called \"a\" (accounts/a.yaml:1:10)"));
  folder.remove("accounts/b.yaml").remove("accounts/c.yaml");
  const auto formerly = [](const std::string& name) { return "    formerly: " + name + "\n    enabled: false\n"; };
  EXPECT_THAT(findings("stores:\n" + one_store("us", "US", "A1X", "    enabled: false\n") +
                       one_store("de", "DE", "A1X", formerly("us")) + one_store("fr", "FR", "A1X", formerly("us"))),
              testing::SizeIs(2));
}

// ORD-12: a name in privacy.grant that is nobody's grants nobody, and a warehouse left out ships without addresses.
TEST_F(CrossChecks, WhoIsGrantedPersonalDataIsThere) {
  const std::string west = "warehouses:\n  west: { plugin: wms-rest }\n";
  EXPECT_THAT(
      findings(west + "privacy: { grant: [wets] }\n"),
      testing::Contains("accounts/a.yaml:4:20: error: privacy.grant[0]: no store or warehouse \"wets\", did you mean "
                        "\"west\"?"));
  const auto quiet = [&](const std::string& grant) {
    folder.write("accounts/a.yaml", "account: a\n" + west + "privacy: { grant: " + grant + " }\n");
    return lines(folder.load().findings);
  };
  EXPECT_THAT(quiet("all"), testing::Not(testing::Contains(testing::HasSubstr("grant"))));
  EXPECT_THAT(quiet("[west]"), testing::Not(testing::Contains(testing::HasSubstr("grant"))));
  EXPECT_THAT(quiet("[]"), testing::Contains(testing::HasSubstr("the warehouse \"west\" asks for names and addresses and is "
                                                                "not granted them")));
}

TEST_F(CrossChecks, FindingsOfOneFileAreBounded) {
  std::string text = "privacy:\n";
  for (int i = 0; i < 5000; ++i) text += fmt::format("  key{}: 1\n", i);
  const auto told = findings(text);
  EXPECT_EQ(told.size(), 501u);
  EXPECT_THAT(told, testing::Contains(testing::EndsWith("and 4500 more findings")));
  std::string stores = "stores:\n";
  for (int i = 0; i < 1001; ++i) stores += fmt::format("  s{}: {{ plugin: amazon }}\n", i);
  EXPECT_THAT(findings(stores), ElementsAre("accounts/a.yaml:3:3: error: stores: found 1001 entries, allowed are 1000"));
}

}  // namespace
}  // namespace fairway::config
