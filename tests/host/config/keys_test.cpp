// Wrong keys and values: place, path, what was found and what is allowed, in the very words.
#include <gmock/gmock.h>

#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

struct WrongKeyCase {
  const char* name;
  std::string text;                   // of accounts/a.yaml below `account: a` and a sound store `us`
  std::vector<std::string> expected;  // less "accounts/a.yaml:"
};

void PrintTo(const WrongKeyCase& one, std::ostream* out) { *out << one.name; }

// Lines 1 to 8; what a case adds to the store begins at line 9.
constexpr const char* kStart = R"(account: a
shipping: { plugin: shipping-map }
warehouses:
  w: { plugin: wms-x12, settings: { outbox: o, inbox: i, sender: S, receiver: R } }
stores:
  us:
    plugin: amazon
    settings: { marketplace: US, seller-id: A1X, client-id: c, client-secret: "${env:S}" }
)";

class WrongKey : public testing::TestWithParam<WrongKeyCase> {
 protected:
  Folder folder;
};

TEST_P(WrongKey, IsToldWithPlaceAndAdvice) {  // HST-1
  folder.set("S", "hush").write("accounts/a.yaml", kStart + GetParam().text);
  auto expected = GetParam().expected;
  for (auto& line : expected) line = "accounts/a.yaml:" + line;
  EXPECT_THAT(wrong_lines(folder.load().findings), ElementsAreArray(expected));
}

INSTANTIATE_TEST_SUITE_P(
    Store, WrongKey,
    testing::Values(
        WrongKeyCase{"sound", "", {}},
        WrongKeyCase{
            "unknown_far",
            "    zzzzzz: 1\n",
            {"9:5: error: stores.us.zzzzzz: unknown key; known are plugin, formerly, enabled, mode, settings, orders, "
             "offers, listings, content, fulfilment, shipping-templates, conditions"}},
        WrongKeyCase{"unknown_store_key",
                     "    enable: true\n",
                     {"9:5: error: stores.us.enable: unknown key, did you mean \"enabled\"?"}},
        WrongKeyCase{
            "bool_yes", "    enabled: yes\n", {"9:14: error: stores.us.enabled: found \"yes\", allowed are true and false"}},
        WrongKeyCase{"bool_quoted",
                     "    enabled: \"true\"\n",
                     {"9:14: error: stores.us.enabled: found the text \"true\", allowed are true and false"}},
        WrongKeyCase{"bool_map",
                     "    enabled: { a: 1 }\n",
                     {"9:14: error: stores.us.enabled: found a map, allowed are true and false"}},
        WrongKeyCase{"choice",
                     "    mode: liv\n",
                     {"9:11: error: stores.us.mode: found \"liv\", allowed are live, observe, did you mean \"live\"?"}},
        WrongKeyCase{
            "unit",
            "    orders: { every: 30 }\n",
            {"9:22: error: stores.us.orders.every: found \"30\", allowed is a duration such as 30m, 12h or 3d, at least "
             "1s"}},
        WrongKeyCase{
            "too_short",
            "    orders: { every: 500ms }\n",
            {"9:22: error: stores.us.orders.every: found \"500ms\", allowed is a duration such as 30m, 12h or 3d, at least "
             "1s"}},
        WrongKeyCase{"start",
                     "    orders: { start: nov }\n",
                     {"9:22: error: stores.us.orders.start: found \"nov\", allowed is a date such as 2026-11-01 or now or "
                      "open-orders, did you mean \"now\"?"}},
        WrongKeyCase{"start_date", "    orders: { start: 2026-11-01 }\n", {}},
        WrongKeyCase{"start_time", "    orders: { start: \"2026-11-01T12:00:00+01:00\" }\n", {}},
        WrongKeyCase{"start_words", "    orders: { start: open-orders }\n", {}},
        WrongKeyCase{"start_no_day",  // ACC-12
                     "    orders: { start: 2026-02-30 }\n",
                     {"9:22: error: stores.us.orders.start: found \"2026-02-30\", allowed is a date such as 2026-11-01 or "
                      "now or open-orders"}},
        WrongKeyCase{"start_other_order",
                     "    orders: { start: 01.11.2026 }\n",
                     {"9:22: error: stores.us.orders.start: found \"01.11.2026\", allowed is a date such as 2026-11-01 or "
                      "now or open-orders"}},
        WrongKeyCase{"check_off", "    orders: { check-every: off }\n", {}},
        WrongKeyCase{
            "check_never",
            "    orders: { check-every: never }\n",
            {"9:28: error: stores.us.orders.check-every: found \"never\", allowed is a duration such as 30m, 12h or "
             "3d, at least 1s or off"}},
        WrongKeyCase{
            "statuses",
            "    orders: { statuses: [unshiped] }\n",
            {"9:26: error: stores.us.orders.statuses[0]: found \"unshiped\", allowed are pending-availability, pending, "
             "unshipped, partially-shipped, shipped, cancelled, unfulfillable, did you mean \"unshipped\"?"}},
        WrongKeyCase{"statuses_scalar",
                     "    orders: { statuses: unshipped }\n",
                     {"9:25: error: stores.us.orders.statuses: found a text, allowed is a list"}},
        WrongKeyCase{
            "integer",
            "    offers: { threshold: 5.5 }\n",
            {"9:26: error: stores.us.offers.threshold: found \"5.5\", allowed is a whole number from 0 to 1000000"}},
        WrongKeyCase{
            "octal",
            "    offers: { threshold: 010 }\n",
            {"9:26: error: stores.us.offers.threshold: found \"010\", allowed is a whole number from 0 to 1000000"}},
        WrongKeyCase{"negative",
                     "    offers: { threshold: -1 }\n",
                     {"9:26: error: stores.us.offers.threshold: found \"-1\", allowed is a whole number from 0 to 1000000"}},
        WrongKeyCase{"lead_time_none", "    offers: { lead-time: none }\n", {}},
        WrongKeyCase{"lead_time_short", "    offers: { lead-time: 1d, enabled: true }\n", {}},
        WrongKeyCase{"fees",
                     "    offers: { fees: { fixed: 0,30, variable: 15 } }\n",
                     {"9:32: error: stores.us.offers.fees.30: unknown key; known are fixed, variable",
                      "9:46: error: stores.us.offers.fees.variable: found \"15\", allowed is a percentage such as 15%"}},
        WrongKeyCase{
            "markup",
            "    listings: { publish-price: 10% }\n",
            {"9:32: error: stores.us.listings.publish-price: found \"10%\", allowed are item, list or a markup such as "
             "\"+10%\""}},
        WrongKeyCase{"markup_good", "    listings: { publish-price: \"+10%\" }\n", {}},
        WrongKeyCase{
            "empty_scalar", "    mode:\n", {"9:5: warning: stores.us.mode: has no value, so it counts as left out"}},
        WrongKeyCase{"list_hole",
                     "    orders:\n      statuses:\n        -\n        - unshipped\n",
                     {"12:9: error: stores.us.orders.statuses[0]: found nothing, allowed are pending-availability, pending, "
                      "unshipped, partially-shipped, shipped, cancelled, unfulfillable"}},
        WrongKeyCase{
            "two_at_once",
            "    orders: { evry: 1, within: soon }\n    contents: {}\n",
            {"9:15: error: stores.us.orders.evry: unknown key, did you mean \"every\"?",
             "9:32: error: stores.us.orders.within: found \"soon\", allowed is a duration such as 30m, 12h or 3d, at least "
             "1s",
             "10:5: error: stores.us.contents: unknown key, did you mean \"content\"?"}}),
    [](const auto& one) { return one.param.name; });

// ACC-11: once where it is written, whatever is in it; nothing is advised for what does nothing.
TEST(NoEffect, OfAKeyIsSaidWhereItIsWrittenAndOnlyThere) {
  Folder folder;
  folder.set("S", "hush").write("accounts/a.yaml", std::string(kStart) + R"(    orders: { within: 9d, cancellations: ask }
    offers: { enabled: true, threshold: 3, fees: { fixed: "0.30" } }
    content: null
returns: { keep-item-reasons: [] }
)");
  const std::string none = ": has no effect in this version";
  EXPECT_THAT(lines(folder.load().findings),
              ElementsAre("accounts/a.yaml:10:5: warning: stores.us.offers" + none,
                          "accounts/a.yaml:12:12: warning: returns.keep-item-reasons" + none));
}

INSTANTIATE_TEST_SUITE_P(
    Account, WrongKey,
    testing::Values(
        WrongKeyCase{
            "retain",
            "privacy: { retain: 30 days }\n",
            {"9:20: error: privacy.retain: found \"30 days\", allowed is a duration such as 30m, 12h or 3d, at least 1s"}},
        WrongKeyCase{
            "email", "notify: { email: ops }\n", {"9:18: error: notify.email: found \"ops\", allowed is an e-mail address"}},
        // HST-10
        WrongKeyCase{"notify_event",
                     "notify: { email: ops@example.com, events: [import-don] }\n",
                     {"9:44: error: notify.events[0]: found \"import-don\", allowed are import-done, authorisation, "
                      "dead-letters, config-rejected, did you mean \"import-done\"?"}},
        WrongKeyCase{"returns_word",
                     "returns: { to: chanel }\n",
                     {"9:16: error: returns.to: found \"chanel\", allowed is a map or channel, did you mean \"channel\"?"}},
        // ORD-11
        WrongKeyCase{"returns_address", "returns: { to: { name: Acme, line1: Quay 1, city: Breda, country: NL } }\n", {}},
        WrongKeyCase{"returns_address_key",
                     "returns: { to: { name: Acme, line1: Quay 1, citty: Breda, city: Breda, country: NL } }\n",
                     {"9:45: error: returns.to.citty: unknown key, did you mean \"city\"?"}},
        WrongKeyCase{
            "returns_country",
            "returns: { to: { name: Acme, line1: Quay 1, city: Breda, country: Netherlands } }\n",
            {"9:67: error: returns.to.country: found \"Netherlands\", allowed are two capital letters (ISO 3166-1)"}},
        WrongKeyCase{"returns_to_nobody",
                     "returns: { to: { line1: Quay 1, city: Breda, country: NL } }\n",
                     {"9:16: error: returns.to: a name or a company is needed"}},
        WrongKeyCase{
            "returns_reason_slip",
            "returns: { keep-item-reasons: [defectiv] }\n",
            {"9:32: warning: returns.keep-item-reasons[0]: \"defectiv\" is no reason that is known here, did you mean "
             "\"defective\"?"}},
        WrongKeyCase{"returns_reason_of_the_channel",
                     "returns: { keep-item-reasons: [defective, CR-DEFECTIVE, CR-APPAREL_TOO_SMALL] }\n",
                     {}},
        WrongKeyCase{"prefer_unknown",
                     "routing: { prefer: [ww] }\n",
                     {"9:21: error: routing.prefer[0]: no store or warehouse \"ww\", did you mean \"w\"?"}},
        WrongKeyCase{"skus",
                     "skus: { file: skus/a.csv }\n",
                     {"9:15: error: skus.file: the file does not exist in the configuration folder"}},
        WrongKeyCase{"prefer_store", "routing: { prefer: [us, w] }\n", {}},
        WrongKeyCase{"fallback_store",
                     "routing: { fallback-from-fba: [us] }\n",
                     {"9:32: error: routing.fallback-from-fba[0]: no warehouse \"us\"; known are w"}},
        WrongKeyCase{
            "policy_unknown",
            "policies: [shopify-exclusivty]\n",
            {"9:12: error: policies[0]: no plugin \"shopify-exclusivty\" was found, did you mean \"shopify-exclusivity\"?"}},
        WrongKeyCase{"policy_role",
                     "policies: [amazon]\n",
                     {"9:12: error: policies[0]: the plugin \"amazon\" is not for this place (policy); it is for: store"}},
        WrongKeyCase{
            "account_twice", "account: b\n", {"9:1: error: account: the key stands twice, first at accounts/a.yaml:1:1"}}),
    [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Fulfilment, WrongKey,
    testing::Values(
        WrongKeyCase{"prefer_store_without_mcf",
                     "    fulfilment: { mcf: false }\nrouting: { prefer: [us] }\n",
                     {"10:21: warning: routing.prefer[0]: the store \"us\" has fulfilment.mcf: false, so it ships nothing "
                      "for others"}},
        WrongKeyCase{"prefer_store_disabled",
                     "    enabled: false\nrouting: { prefer: [us] }\n",
                     {"10:21: warning: routing.prefer[0]: the store \"us\" is disabled, so it ships nothing for others"}}),
    [](const auto& one) { return one.param.name; });

class Keys : public testing::Test {
 protected:
  Folder folder;
  std::vector<std::string> findings(const std::string& text) {
    folder.write("accounts/a.yaml", text);
    return lines(folder.load().findings);
  }
};

TEST_F(Keys, RequiredOnesAreNamedAtTheirMap) {
  EXPECT_THAT(
      findings("stores:\n  us:\n    enabled: false\n  de:\n"),
      ElementsAre(
          "accounts/a.yaml:1:1: error: account: missing, the key is required: The account's name, unique among the files",
          "accounts/a.yaml:3:5: error: stores.us.plugin: missing, the key is required: The channel plugin's name",
          "accounts/a.yaml:4:3: error: stores.de.plugin: missing, the key is required: The channel plugin's name"));
}

TEST_F(Keys, NamesHaveTheirPattern) {
  const std::string rule = "a name has at most 64 small letters, digits and hyphens, and does not begin with a hyphen";
  EXPECT_THAT(findings("account: Acme Ltd\nwarehouses:\n  W_1: { plugin: wms-x12, settings: { outbox: o, inbox: i, sender: "
                       "S, receiver: R } }\n"),
              ElementsAre("accounts/a.yaml:1:10: error: account: found \"Acme Ltd\", " + rule,
                          "accounts/a.yaml:3:3: error: warehouses.W_1: " + rule));
}

TEST_F(Keys, AnEmptyAccountFileSaysWhatIsMissing) {
  EXPECT_THAT(
      findings(""),
      ElementsAre(
          "accounts/a.yaml:1:1: error: account: missing, the key is required: The account's name, unique among the files"));
}

TEST_F(Keys, StoresAndWarehousesShareOneNamespace) {
  folder.set("S", "hush");
  EXPECT_THAT(
      findings(std::string(kStart) + "  w:\n    plugin: amazon\n    formerly: us\n    settings: { marketplace: DE, "
                                     "seller-id: A1X, client-id: c, client-secret: \"${env:S}\" }\n"),
      ElementsAre("accounts/a.yaml:4:3: error: warehouses.w: a store has the same name (accounts/a.yaml:9:3); stores and "
                  "warehouses share one namespace",
                  "accounts/a.yaml:11:15: error: stores.w.formerly: a store is still called \"us\" (accounts/a.yaml:6:3)"));
}

class HostKeys : public testing::Test {
 protected:
  Folder folder;
  std::vector<std::string> findings(const std::string& text) {
    folder.write("fairway.yaml", text);
    return lines(load_host(folder.path()).findings);
  }
};

TEST_F(HostKeys, AllWrongOnesAtOnceAndDefaultsForTheRest) {
  folder.write(
      "fairway.yaml",
      "listen: 8480\nauth: tokn\nmode: observe\ndatabase: mysql://x\nplugin: [a]\npublic: { listen: 0.0.0.0:8443 }\n");
  const auto read = load_host(folder.path());
  EXPECT_THAT(
      lines(read.findings),
      ElementsAre(
          "fairway.yaml:1:9: error: listen: found \"8480\", allowed is host:port, such as 127.0.0.1:8480",
          "fairway.yaml:2:7: error: auth: found \"tokn\", allowed are token, none, did you mean \"token\"?",
          "fairway.yaml:4:11: error: database: found \"mysql://x\", allowed are sqlite:FILE and postgresql://user@host/db",
          "fairway.yaml:5:1: error: plugin: unknown key, did you mean \"plugins\"?",
          "fairway.yaml:6:9: error: public.url: missing, the key is required: How the outside world reaches it"));
  EXPECT_EQ(read.host.listen, "127.0.0.1:8480");
  EXPECT_EQ(read.host.mode, Mode::observe);
  EXPECT_TRUE(read.host.auth);
}

TEST_F(HostKeys, NoAuthOnlyOnLoopback) {
  EXPECT_THAT(
      findings("listen: 0.0.0.0:8480\nauth: none\n"),
      ElementsAre("fairway.yaml:2:7: error: auth: none is refused unless listening on loopback; listen is 0.0.0.0:8480"));
  for (const char* listen : {"127.0.0.1:1", "localhost:1", "\"[::1]:1\"", "127.9.9.9:1"})
    EXPECT_THAT(findings(fmt::format("listen: {}\nauth: none\n", listen)), IsEmpty()) << listen;
  for (const char* listen : {"127.evil.example:1", "localhost.example:1", "\"[::]:1\""})
    EXPECT_EQ(findings(fmt::format("listen: {}\nauth: none\n", listen)).size(), 1u) << listen;
}

TEST_F(HostKeys, PublicListenerAndFoldersAreAbsolute) {
  folder.write("fairway.yaml",
               "public: { listen: 0.0.0.0:8443, url: https://hooks.acme.example, certificate: tls/c.pem, key: /k.pem "
               "}\nplugins: [p]\n");
  const auto host = load_host(folder.path()).host;
  EXPECT_EQ(host.public_listener->certificate, (folder.path() / "tls/c.pem").string());
  EXPECT_EQ(host.public_listener->key, "/k.pem");
  EXPECT_THAT(host.plugin_folders, ElementsAre((folder.path() / "p").string()));
}

TEST_F(HostKeys, ReferencesComeFromTheProcessUnlessToldOtherwise) {
  setenv("FAIRWAY_TEST_LISTEN", "127.0.0.1:9", 1);
  folder.write("fairway.yaml", "listen: \"${env:FAIRWAY_TEST_LISTEN}\"\n");
  EXPECT_EQ(load_host(folder.path()).host.listen, "127.0.0.1:9");
  EXPECT_TRUE(has_errors(load_host(folder.path(), folder.options()).findings));
}

TEST_F(HostKeys, MissingFileNamesTheFolder) {
  folder.remove("fairway.yaml");
  EXPECT_THAT(lines(load_host(folder.path()).findings),
              ElementsAre("fairway.yaml:1:1: error: there is no fairway.yaml in the folder " + folder.path().string()));
}

TEST_F(HostKeys, NoAccountsIsAWarning) {
  EXPECT_THAT(lines(folder.load().findings),
              ElementsAre("fairway.yaml:1:1: warning: accounts: no account file matches accounts/*.yaml"));
}

// HST-1: a file that would be an account by another ending is not passed over in silence.
TEST_F(HostKeys, AnAccountFileOfTheOtherEndingIsWarnedOf) {
  folder.write("accounts/beta.yml", "account: beta\n");
  EXPECT_THAT(
      lines(folder.load().findings),
      ElementsAre("accounts/beta.yml:1:1: warning: is not read: accounts are the files accounts/*.yaml; give it that "
                  "ending",
                  "fairway.yaml:1:1: warning: accounts: no account file matches accounts/*.yaml"));
}

}  // namespace
}  // namespace fairway::config
