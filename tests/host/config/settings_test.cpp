// Settings against the plugin's schema, secrets, facts.
#include <gmock/gmock.h>

#include "host/config/check.hpp"
#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class SettingsTest : public testing::Test {
 protected:
  Folder folder;

  // An account whose store has these settings beside the required ones; they begin at line 10.
  Folder& store(const std::string& more, const std::string& plugin = "amazon", bool enabled = true) {
    folder.set("S", "hush-hush");
    return folder.write("accounts/a.yaml", "account: a\nstores:\n  us:\n    plugin: " + plugin +
                                               "\n    enabled: " + (enabled ? "true" : "false") +
                                               "\n    settings:\n      seller-id: A1X\n      client-id: c\n"
                                               "      client-secret: \"${env:S}\"\n" +
                                               more);
  }
  std::vector<std::string> findings(const std::string& more) { return lines(store(more).load().findings); }
};

TEST_F(SettingsTest, AreTypedByTheSchema) {
  for (const char* text : {"NO", "00123", "1e5", "true", "~x", "0x10", "1_000", "\"quoted\"", "on"}) {
    const auto snapshot = store(fmt::format("      marketplace: US\n      public-note: {}\n", text)).load();
    ASSERT_THAT(lines(snapshot.findings), IsEmpty()) << text;
    const auto written = std::string(text) == "\"quoted\"" ? "quoted" : text;
    EXPECT_EQ(snapshot.accounts.at("a")->stores[0].settings.values.at("public-note"), json::value(written));
  }
  const auto snapshot =
      store("      marketplace: US\n      page-size: 20\n      weight: 1.5\n      strict: true\n      lag: 2m\n").load();
  const auto& values = snapshot.accounts.at("a")->stores[0].settings.values;
  EXPECT_EQ(values.at("page-size"), json::value(20));
  EXPECT_EQ(values.at("weight"), json::value(1.5));
  EXPECT_EQ(values.at("strict"), json::value(true));
  EXPECT_EQ(snapshot.accounts.at("a")->stores[0].settings.facts.at("page-size"), "20");
  EXPECT_EQ(snapshot.accounts.at("a")->stores[0].settings.unique.at("seller-id"), "A1X");
}

TEST_F(SettingsTest, AllThatIsWrongIsSaidAtOnce) {
  EXPECT_THAT(
      findings("      marketplace: UD\n      page-size: 1000\n      strict: \"true\"\n      lag: 2 minutes\n"
               "      endpoint: example.com\n      ship-service-from: v1\n      weight: heavy\n      marketplce: US\n"),
      ElementsAre(
          "accounts/a.yaml:10:20: error: stores.us.settings.marketplace: found \"UD\", allowed are BE(nl), CA(en), CA(fr), "
          "DE, FR, US, did you mean \"US\"?",
          "accounts/a.yaml:11:18: error: stores.us.settings.page-size: found \"1000\", allowed is a whole number from 1 to "
          "100",
          "accounts/a.yaml:12:15: error: stores.us.settings.strict: found the text \"true\", allowed are true and false",
          "accounts/a.yaml:13:12: error: stores.us.settings.lag: found \"2 minutes\", allowed is a duration such as 30m, "
          "12h or 3d",
          "accounts/a.yaml:14:17: error: stores.us.settings.endpoint: found \"example.com\", allowed is a URL that begins "
          "with http:// or https://",
          "accounts/a.yaml:15:26: error: stores.us.settings.ship-service-from: found \"v1\", allowed are category, v0, did "
          "you mean \"v0\"?",
          "accounts/a.yaml:16:15: error: stores.us.settings.weight: found \"heavy\", allowed is a number of at least 0",
          "accounts/a.yaml:17:7: error: stores.us.settings.marketplce: unknown key, did you mean \"marketplace\"?"));
}

TEST_F(SettingsTest, PatternAndMissing) {
  folder.write("accounts/a.yaml", "account: a\nstores:\n  us:\n    plugin: amazon\n    settings:\n      seller-id: a1\n");
  EXPECT_THAT(
      lines(folder.load().findings),
      ElementsAre(
          "accounts/a.yaml:6:7: error: stores.us.settings.client-id: missing, the key is required",
          "accounts/a.yaml:6:7: error: stores.us.settings.client-secret: missing, the key is required",
          "accounts/a.yaml:6:7: error: stores.us.settings.marketplace: missing, the key is required: US, CA(fr) … or a "
          "marketplace id",
          "accounts/a.yaml:6:18: error: stores.us.settings.seller-id: found \"a1\", allowed is text that matches "
          "^[A-Z0-9]{3,20}$"));
}

TEST_F(SettingsTest, NestedListsOfObjectsAreChecked) {  // SHP-1
  folder.write("accounts/a.yaml", R"(account: a
shipping:
  plugin: shipping-map
  settings:
    unmaped: hold
    rules:
      - { method: "Std US D2D Dom", servce: UPS Ground }
      - { method-matches: '([', service: x }
      - { category: Expedite, service: x, country: USA }
      - UPS
      - { store: u, service: x }
stores: {}
)");
  EXPECT_THAT(
      lines(folder.load().findings),
      ElementsAre(
          "accounts/a.yaml:5:5: error: shipping.settings.unmaped: unknown key, did you mean \"unmapped\"?",
          "accounts/a.yaml:7:9: error: shipping.settings.rules[0].service: missing, the key is required",
          "accounts/a.yaml:7:37: error: shipping.settings.rules[0].servce: unknown key, did you mean \"service\"?",
          "accounts/a.yaml:8:27: error: shipping.settings.rules[1].method-matches: found the text \"([\", allowed is a "
          "regular expression (ECMAScript, at most 1000 bytes)",
          "accounts/a.yaml:9:21: error: shipping.settings.rules[2].category: found \"Expedite\", allowed are Standard, "
          "Expedited, SecondDay, NextDay, SameDay, Priority, FreeEconomy, Scheduled, did you mean \"Expedited\"?",
          "accounts/a.yaml:9:52: error: shipping.settings.rules[2].country: found \"USA\", allowed is text of 2 to 2 "
          "characters",
          "accounts/a.yaml:10:9: error: shipping.settings.rules[3]: found a text, allowed is a map",
          "accounts/a.yaml:11:18: warning: shipping.settings.rules[4].store: no store \"u\""));
}

TEST_F(SettingsTest, UnknownPluginIsAnErrorOnlyWhereItMatters) {  // ACC-8
  EXPECT_THAT(
      lines(store("", "amazn").load().findings),
      ElementsAre("accounts/a.yaml:4:13: error: stores.us.plugin: no plugin \"amazn\" was found, did you mean \"amazon\"?"));
  EXPECT_THAT(
      lines(store("", "amazn", false).load().findings),
      ElementsAre(
          "accounts/a.yaml:4:13: warning: stores.us.plugin: no plugin \"amazn\" was found, did you mean \"amazon\"?"));
  EXPECT_TRUE(store("", "amazn", false).load().accounts.contains("a"));
  EXPECT_THAT(
      lines(store("", "wms-rest", false).load().findings),
      ElementsAre("accounts/a.yaml:4:13: error: stores.us.plugin: the plugin \"wms-rest\" is not for this place (store); "
                  "it is for: warehouse"));
  EXPECT_THAT(
      lines(store("", "broken").load().findings),
      ElementsAre("accounts/a.yaml:4:13: error: stores.us.plugin: the plugin \"broken\" was found but cannot be used: "
                  "built for another ABI"));
}

TEST_F(SettingsTest, MarketplacesOutsideTheTableAreNamed) {  // ACC-3
  EXPECT_THAT(findings("      marketplace: CA\n"),
              ElementsAre("accounts/a.yaml:10:20: error: stores.us.settings.marketplace: found \"CA\", allowed are BE(nl), "
                          "CA(en), CA(fr), DE, FR, US, did you mean \"CA(en)\" or \"CA(fr)\"?"));
}

TEST(NotAllowed, TheHintComesBeforeALongList) {  // HST-1
  EXPECT_EQ(not_allowed("found \"A\"", "allowed are A1, B", ", did you mean \"A1\"?", 12),
            "found \"A\", allowed are A1, B, did you mean \"A1\"?");
  EXPECT_EQ(not_allowed("found \"A\"", "allowed are A1, B", ", did you mean \"A1\"?", 13),
            "found \"A\", did you mean \"A1\"? (allowed are A1, B)");
}

TEST_F(SettingsTest, APluginWithoutRolesSaysWhatItsAuthorHasToAdd) {  // SDK-2
  EXPECT_THAT(
      lines(store("", "no-roles").load().findings),
      ElementsAre("accounts/a.yaml:4:13: error: stores.us.plugin: the plugin \"no-roles\" is not for this place: its "
                  "manifest names no roles; add \"store\" to manifest.roles"));
}

TEST_F(SettingsTest, MissingReferencesAreErrorsWarningsOrNothing) {  // HST-1
  const std::string more =
      "      marketplace: US\n      refresh-token: \"${file:secrets/none}\"\n      endpoint: \"${env:ENDPOINT}\"\n";
  const std::vector<std::string> places{"stores.us.settings.endpoint: the environment variable ENDPOINT is not set",
                                        "stores.us.settings.refresh-token: secrets/none: the file does not exist"};
  const auto told = [&](const char* severity) {
    return testing::UnorderedElementsAre(fmt::format("accounts/a.yaml:12:17: {}: {}", severity, places[0]),
                                         fmt::format("accounts/a.yaml:11:22: {}: {}", severity, places[1]));
  };
  EXPECT_THAT(lines(store(more).load().findings), told("error"));
  EXPECT_THAT(lines(store(more, "amazon", false).load().findings), told("warning"));
  const auto lenient = store(more).load_without_secrets();
  EXPECT_THAT(lines(lenient.findings), told("warning"));
  EXPECT_EQ(lenient.accounts.at("a")->stores[0].settings.secrets.at("a.stores.us.refresh-token"), "");
}

TEST_F(SettingsTest, ReferencesThatCanNeverWorkSaySo) {
  EXPECT_THAT(
      findings("      marketplace: US\n      refresh-token: \"${sealed:us}\"\n      endpoint: \"${environment:X}\"\n"
               "      public-note: a ${b\n"),
      ElementsAre(
          "accounts/a.yaml:11:22: error: stores.us.settings.refresh-token: sealed secrets cannot be read here: no "
          "data folder is given",
          "accounts/a.yaml:12:17: error: stores.us.settings.endpoint: unknown reference ${environment:X}; write "
          "${env:NAME}, ${file:path} or ${sealed:NAME}; $${ stands for ${ itself",
          "accounts/a.yaml:13:20: error: stores.us.settings.public-note: ${ without its }; $${ stands for ${ itself"));
}

TEST_F(SettingsTest, ReferencesFillPartsOfAValue) {
  folder.set("PORT", "9300").write("secrets/t", "  token with spaces \r\n\n");
  const auto snapshot =
      store(
          "      marketplace: US\n      endpoint: \"http://127.0.0.1:${env:PORT}/x\"\n      public-note: $${env:PORT}\n"
          "      refresh-token: \"${file:secrets/t}\"\n      lwa-endpoint: \"http://${env:PORT}\"\n")
          .load();
  ASSERT_THAT(lines(snapshot.findings), IsEmpty());
  const auto& settings = snapshot.accounts.at("a")->stores[0].settings;
  EXPECT_EQ(settings.values.at("endpoint"), json::value("http://127.0.0.1:9300/x"));
  EXPECT_EQ(settings.values.at("public-note"), json::value("${env:PORT}"));
  EXPECT_EQ(settings.secrets.at("a.stores.us.refresh-token"), "  token with spaces ");  // only the end of line goes
  EXPECT_TRUE(settings.redacted.contains("/endpoint"));
  EXPECT_EQ(text_at(shown_settings(settings), "endpoint"), "***");
  EXPECT_EQ(text_at(shown_settings(settings), "client-secret"), "***");
  EXPECT_EQ(text_at(shown_settings(settings), "seller-id"), "A1X");
}

TEST_F(SettingsTest, APasswordInAUrlIsNotShown) {  // HST-1
  const auto snapshot = store("      marketplace: US\n      endpoint: http://me:pass@127.0.0.1:9300/x\n").load();
  const auto& account = *snapshot.accounts.at("a");
  const auto& settings = account.stores[0].settings;
  EXPECT_EQ(settings.values.at("endpoint"), json::value("http://me:pass@127.0.0.1:9300/x"));
  EXPECT_EQ(text_at(shown_settings(settings), "endpoint"), "***");
  EXPECT_TRUE(settings.passwords.contains("pass")) << "a plugin may speak of it alone";
  EXPECT_EQ(lines(snapshot.findings).size(), 1u);
}

TEST_F(SettingsTest, ASecretInTheFileIsLegalAndUnwise) {
  const auto snapshot = store("      marketplace: US\n      refresh-token: Atzr|plain\n").load();
  EXPECT_THAT(
      lines(snapshot.findings),
      ElementsAre("accounts/a.yaml:11:22: warning: stores.us.settings.refresh-token: a secret stands in the file; write "
                  "${env:NAME} or ${file:path} instead"));
  EXPECT_EQ(snapshot.accounts.at("a")->stores[0].settings.secrets.at("a.stores.us.refresh-token"), "Atzr|plain");
}

TEST_F(SettingsTest, TextsFromOutsideTheFilesAreKnownSoThatNothingShowsThem) {  // HST-1
  folder.set("PASSWORD", "pass-word").set("COMPANY", "Acme").set("MODE", "observe").set("LISTEN", "127.0.0.1:1");
  folder.write("fairway.yaml",
               "listen: \"${env:LISTEN}\"\nmode: \"${env:MODE}\"\ndatabase: \"postgresql://u:${env:PASSWORD}@h/d\"\n");
  folder.write("accounts/d.yaml", "account: d\ncompany: \"${env:COMPANY}\"\nnotify: { email: \"${env:COMPANY}\" }\n");
  const auto snapshot = folder.load();
  EXPECT_THAT(snapshot.host.hidden, ElementsAre("pass-word", "postgresql://u:pass-word@h/d"));
  const auto& account = *snapshot.unsound.at("d");
  EXPECT_THAT(account.hidden, ElementsAre("Acme"));
  EXPECT_EQ(shown_company(account), "***");
  EXPECT_EQ(masked("postgresql://u:pass-word@h/d or pass-word", snapshot.host.hidden), "*** or ***");
  EXPECT_EQ(masked("abc", {"a", "abc"}), "abc") << "too short to be told from other text";
  for (const auto& line : lines(snapshot.findings)) EXPECT_THAT(line, Not(HasSubstr("Acme")));
}

TEST_F(SettingsTest, NoSecretIsEverInAFinding) {  // HST-1
  folder.set("SHORT", "zq7").set("URL", "sekret-host");
  const auto snapshot =
      store(
          "      marketplace: \"${env:URL}\"\n      refresh-token: [sekret-list]\n      endpoint: \"${env:URL}\"\n      "
          "lwa-endpoint: \"${env:URL}\"\n"
          "      page-size: \"${env:URL}\"\n")
          .write("accounts/b.yaml",
                 "account: b\nstores:\n  x:\n    plugin: amazon\n    settings: sekret-scalar\n    orders: sekret-scalar\n")
          .write("accounts/c.yaml",
                 "account: c\nstores:\n  x:\n    plugin: amazon\n    settings: { marketplace: DE, seller-id: A2X, "
                 "client-id: c, "
                 "client-secret: zq7, refresh-token: { sekret-map: 1 } }\n")
          .load();
  EXPECT_TRUE(has_errors(snapshot.findings));
  for (const auto& line : lines(snapshot.findings)) {
    EXPECT_THAT(line, Not(HasSubstr("zq7")));
    EXPECT_THAT(line, Not(HasSubstr("sekret"))) << line;
    EXPECT_THAT(line, Not(HasSubstr("hush")));
  }
}

}  // namespace
}  // namespace fairway::config
