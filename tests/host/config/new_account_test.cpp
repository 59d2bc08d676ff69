// The first file of an account is sound as it stands, and stays so as far as somebody fills it in. (HST-1)
#include <gmock/gmock.h>

#include <regex>

#include "host/config/new_account.hpp"
#include "host/config/schema.hpp"
#include "tests/host/config/folder.hpp"
#include "tests/host/config/schema_accepts.hpp"

namespace fairway::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Findings errors(const Folder& folder, bool secrets) {
  auto options = folder.options();
  options.secrets_required = secrets;
  Findings out;
  for (const auto& finding : folder.load(options).findings)
    if (finding.severity == Severity::error) out.push_back(finding);
  return out;
}

FirstFile made(const Folder& folder, const NewAccount& account) {
  const auto file = first_file(folder.path(), fake_catalogue(), account);
  if (!file) throw std::runtime_error(file.error().message);
  return *file;
}

std::string refused(const Folder& folder, const NewAccount& account) {
  const auto file = first_file(folder.path(), fake_catalogue(), account);
  return file ? "made" : file.error().message;
}

bool schema_accepts(const std::string& text) { return accepts(configuration_schema(fake_catalogue()).at("accounts"), text); }

TEST(FirstFile, IsSoundAtOnceForEveryWarehouseAndNoCommentHidesAMistake) {
  for (const auto* warehouse : {"wms-x12", "wms-rest"}) {
    Folder folder;
    const auto file = made(folder, {"acme", "amazon", warehouse, ""});
    EXPECT_EQ(file.path, folder.path() / "accounts/acme.yaml");
    for (const auto& text : {file.text, std::regex_replace(file.text, std::regex("(\n *)# ( *[a-z-]+:)"), "$1$2")}) {
      folder.write("accounts/acme.yaml", text);
      EXPECT_THAT(lines(errors(folder, false)), IsEmpty()) << text;
      EXPECT_THAT(lines(errors(folder, true)), IsEmpty()) << "nothing is switched on\n" << text;
    }
    EXPECT_TRUE(schema_accepts(file.text)) << file.text;
    EXPECT_THAT(file.text, HasSubstr("plugin: " + std::string(warehouse)));
  }
}

TEST(FirstFile, RefersToWhatIsSecretOrUnknownAndShowsTheRestWithDefaultAndMeaning) {
  Folder folder;
  const auto file = made(folder, {"acme", "amazon", "wms-rest", ""});
  EXPECT_THAT(file.secrets, ElementsAre("acme-main-client-secret", "acme-main-warehouse-client-secret"));
  EXPECT_THAT(file.optional_secrets, testing::Contains(testing::Key("acme-main-refresh-token")));
  EXPECT_THAT(file.optional_secrets, Not(testing::Contains(testing::Key("acme-main-client-secret"))));
  EXPECT_THAT(file.variables, testing::Contains("ACME_MAIN_SELLER_ID"));
  for (const auto* line :
       {"      client-secret: \"${sealed:acme-main-client-secret}\"",
        "      # refresh-token: \"${sealed:acme-main-refresh-token}\"", "    enabled: false", "      # every: 30m ",
        "  # How often orders are fetched\n", "\n# routing:", "    #   threshold: 5",
        "    # offers:                           # Sending stock and prices; has no effect in this version\n",
        "      # ship-service-from: category"})
    EXPECT_THAT(file.text, HasSubstr(line));
  EXPECT_THAT(file.text, Not(HasSubstr("formerly")));
}

// As soon as the values are there and the store is switched on, it is an account.
TEST(FirstFile, FilledInItRuns) {
  Folder folder;
  auto file = made(folder, {"acme", "amazon", "wms-rest", ""});
  for (const auto& name : file.variables) folder.set(name, "A1EXAMPLE");
  folder.set("ACME_MAIN_MARKETPLACE", "US").set("ACME_MAIN_WAREHOUSE_URL", "https://wms.example.com");
  file.text =
      std::regex_replace(file.text, std::regex("enabled: false"), "enabled: true", std::regex_constants::format_first_only);
  folder.write("accounts/acme.yaml", file.text);
  auto options = folder.options();
  options.sealed = [](const std::string&) { return Result<std::string>("made-up-value"); };
  const auto snapshot = folder.load(options);
  ASSERT_TRUE(snapshot.accounts.contains("acme")) << fmt::format("{}", fmt::join(lines(snapshot.findings), "\n"));
  const auto& account = *snapshot.accounts.at("acme");
  EXPECT_TRUE(account.store("main")->orders.enabled);
  EXPECT_EQ(account.warehouse("main-warehouse")->settings.plugin, "wms-rest");
  EXPECT_EQ(account.shipping->plugin, "shipping-map");
}

TEST(FirstFile, OfATemplateOnlyWhatIsMissingIsSaidAndNothingIsTakenFromIt) {
  Folder folder;
  folder.write("templates/ours.yaml", R"(company: Ours
warehouses:
  main:
    plugin: wms-rest
    settings: { url: "https://wms.example.com", client-id: us, client-secret: "${env:S}", warehouse: W1 }
    carriers: [UPS]
shipping:
  plugin: shipping-map
  settings: { rules: [{ service: UPS Ground }] }
)");
  const auto file = made(folder, {"acme", "amazon", "", "ours"});
  for (const auto* theirs : {"url:", "carriers:", "shipping:", "company:", "wms-rest"})
    EXPECT_THAT(file.text, Not(HasSubstr(theirs)));
  EXPECT_THAT(file.text, HasSubstr("extends: [ours]"));
  EXPECT_THAT(file.text, HasSubstr("depositor: \"${env:ACME_MAIN_DEPOSITOR}\""));
  EXPECT_THAT(file.text, HasSubstr("main-2:")) << "stores and warehouses share their names";
  folder.write("accounts/acme.yaml", file.text).set("ACME_MAIN_DEPOSITOR", "ACME").set("S", "made-up-value");
  EXPECT_THAT(lines(errors(folder, true)), IsEmpty()) << file.text;
  EXPECT_TRUE(schema_accepts(file.text)) << file.text;
  const auto account = folder.load_without_secrets().accounts.at("acme");
  EXPECT_EQ(account->company, "Ours");
  EXPECT_EQ(account->warehouse("main")->settings.values.at("url"), json::value("https://wms.example.com"));
  EXPECT_EQ(account->warehouse("main")->settings.values.at("depositor"), json::value("ACME"));
  EXPECT_EQ(account->warehouse("main")->carriers, std::vector<std::string>{"UPS"});
  EXPECT_EQ(account->shipping->values.at("rules").as_array().size(), 1u);
}

TEST(FirstFile, IsRefusedWhereItCannotBe) {
  Folder folder;
  folder.write("accounts/other.yaml", "account: taken\n").write("templates/ours.yaml", "company: Ours\n");
  for (const auto* name : {"", "Acme", "-acme", "../acme", "a/b", "acme\n", "a b", "*"})
    EXPECT_THAT(refused(folder, {name, "amazon", "wms-rest", ""}), HasSubstr("is no name of an account")) << name;
  EXPECT_THAT(refused(folder, {"taken", "amazon", "wms-rest", ""}), HasSubstr("accounts/other.yaml"));
  EXPECT_THAT(refused(folder, {"acme", "amazn", "wms-rest", ""}), HasSubstr("did you mean \"amazon\"?"));
  EXPECT_THAT(refused(folder, {"acme", "wms-rest", "wms-rest", ""}), HasSubstr("not for this place"));
  EXPECT_THAT(refused(folder, {"acme", "amazon", "", ""}), HasSubstr("wms-rest, wms-x12")) << "somebody has to choose";
  EXPECT_THAT(refused(folder, {"acme", "amazon", "wms-rest", "our"}), HasSubstr("did you mean \"ours\"?"));
  folder.remove("fairway.yaml");
  EXPECT_THAT(refused(folder, {"acme", "amazon", "wms-rest", ""}), HasSubstr("no fairway.yaml"));
}

TEST(FirstFile, GoesWhereTheFolderHasItsAccounts) {
  Folder folder;
  folder.write("fairway.yaml", "accounts: clients/*.yml\n");
  EXPECT_EQ(made(folder, {"acme", "amazon", "wms-rest", ""}).path, folder.path() / "clients/acme.yml");
  folder.write("fairway.yaml", "accounts: \"*/account-*.yaml\"\n");
  EXPECT_THAT(refused(folder, {"acme", "amazon", "wms-rest", ""}), HasSubstr("no place for a new file"));
}

}  // namespace
}  // namespace fairway::config
