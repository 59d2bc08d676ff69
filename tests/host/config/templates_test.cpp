// Templates: partial account files that accounts extend.
#include <gmock/gmock.h>

#include <ctime>

#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TemplatesTest : public testing::Test {
 protected:
  TemplatesTest() { folder.set("S", "hush"); }
  Folder folder;
  Folder& base(const std::string& text) { return folder.write("templates/base.yaml", text); }
  Snapshot account(const std::string& text) { return folder.write("accounts/a.yaml", "account: a\n" + text).load(); }
};

constexpr const char* kWarehouses = R"(policies: [shopify-exclusivity]
privacy: { retain: 10d }
warehouses:
  main:
    plugin: wms-x12
    settings: { outbox: o, inbox: i, sender: S, receiver: R }
    carriers: [UPS, USPS]
  spare:
    plugin: wms-x12
    settings: { outbox: o, inbox: i, sender: S, receiver: R }
)";

TEST_F(TemplatesTest, MapsMergeListsAndScalarsAreReplacedPoliciesUnitedNullRemoves) {  // HST-1
  base(kWarehouses);
  const auto snapshot = account(R"(extends: [base]
policies: [one-amazon-per-account, shopify-exclusivity]
warehouses:
  own: { plugin: wms-x12, settings: { outbox: o, inbox: i, sender: S, receiver: R } }
  main: { settings: { sender: MINE }, carriers: [FedEx] }
  spare: null
)");
  ASSERT_THAT(lines(snapshot.findings), IsEmpty());
  const auto& account = *snapshot.accounts.at("a");
  EXPECT_THAT(account.policies, ElementsAre("shopify-exclusivity", "one-amazon-per-account"));
  EXPECT_EQ(account.retain_pii, std::chrono::hours(240));
  EXPECT_THAT(account.prefer, ElementsAre("own", "main"));  // the order of the account's file
  EXPECT_EQ(account.warehouse("spare"), nullptr);
  const auto& main = *account.warehouse("main");
  EXPECT_THAT(main.carriers, ElementsAre("FedEx"));
  EXPECT_EQ(main.settings.facts.at("sender"), "MINE");
  EXPECT_EQ(main.settings.facts.at("receiver"), "R");
  EXPECT_EQ(main.settings.places.at("/sender").text(), "accounts/a.yaml:6:31");
  EXPECT_EQ(main.settings.places.at("/receiver").text(), "templates/base.yaml:6:59");
}

TEST_F(TemplatesTest, TwoFilesOfOneNameAreNotOneTemplate) {
  folder.write("fairway.yaml", "templates: templates/*/*.yaml\n");
  folder.write("templates/one/base.yaml", "privacy: { retain: 10d }\n");
  folder.write("templates/two/base.yaml", "privacy: { retain: 20d }\n");
  const auto snapshot = account("extends: [base]\n");
  EXPECT_THAT(lines(snapshot.findings),
              ElementsAre("templates/two/base.yaml:1:1: error: the template \"base\" has a file already: "
                          "templates/one/base.yaml"));
  EXPECT_EQ(snapshot.accounts.at("a")->retain_pii, std::chrono::hours(240));
}

TEST_F(TemplatesTest, NullRemovesAlsoWhereThereIsNothingToRemove) {
  EXPECT_THAT(lines(account("warehouses: { spare: null }\nshipping: null\npolicies: ~\n").findings), IsEmpty());
}

TEST_F(TemplatesTest, LaterOnesWinAndTemplatesMayExtendTemplates) {
  base("privacy: { retain: 10d }\nreturns: { keep-item-reasons: [late] }\n");
  folder.write("templates/more.yaml", "extends: [base]\nprivacy: { retain: 20d }\n");
  EXPECT_EQ(account("extends: [more]\n").accounts.at("a")->retain_pii, std::chrono::hours(480));
  EXPECT_EQ(account("extends: [more, base]\n").accounts.at("a")->retain_pii, std::chrono::hours(240));
  const auto snapshot = account("extends: [base, more]\n");
  EXPECT_EQ(snapshot.accounts.at("a")->retain_pii, std::chrono::hours(480));
  EXPECT_EQ(snapshot.accounts.at("a")->blocks.at("returns").at("keep-item-reasons"), (json::value(json::array{"late"})));
}

TEST_F(TemplatesTest, AFaultInATemplateIsNamedOnceAndRefusesWhoExtendsIt) {
  base("privacy: { retian: 10d }\n");
  folder.write("accounts/b.yaml", "account: b\nextends: [base]\n").write("accounts/c.yaml", "account: c\n");
  const auto snapshot = account("extends: [base]\n");
  EXPECT_THAT(lines(snapshot.findings),
              ElementsAre("templates/base.yaml:1:12: error: privacy.retian: unknown key, did you mean \"retain\"?"));
  EXPECT_EQ(snapshot.rejected.at("a").text(), "templates/base.yaml:1:12");
  EXPECT_EQ(snapshot.accounts.size(), 1u);
}

TEST_F(TemplatesTest, UnknownLoopsAndUnreadableOnesAreErrors) {
  base("extends: [other]\n");
  folder.write("templates/other.yaml", "extends: [base]\n").write("templates/bad.yaml", "a: [\n");
  EXPECT_THAT(lines(account("extends: [bse, base, bad]\n").findings),
              ElementsAre("accounts/a.yaml:2:11: error: extends: no template \"bse\" was found, did you mean \"base\"?",
                          "accounts/a.yaml:2:22: error: extends: the template \"bad\" cannot be read",
                          testing::StartsWith("templates/bad.yaml:2:1: error: this [ ] does not end"),
                          "templates/other.yaml:1:11: error: extends: the template extends itself: base > other > base"));
  EXPECT_THAT(lines(account("extends: base\n").findings),
              testing::Contains("accounts/a.yaml:2:10: error: extends: found a text, allowed is a list"));
}

TEST_F(TemplatesTest, ATemplateNamesNoAccount) {
  base("account: a\nformerly: b\n");
  EXPECT_THAT(lines(account("extends: [base]\n").findings),
              testing::IsSupersetOf(std::vector<std::string>{
                  "templates/base.yaml:1:1: error: account: a template is for many accounts and cannot name one",
                  "templates/base.yaml:2:1: error: formerly: a template is for many accounts and cannot name one"}));
}

TEST_F(TemplatesTest, ManyThatExtendEachOtherManyTimesEndSoon) {
  for (int i = 0; i < 20; ++i) {
    std::string list;
    for (int k = 0; k < 200; ++k) list += (k == 0 ? "" : ", ") + fmt::format("t{}", i + 1 + k % 2);
    folder.write(fmt::format("templates/t{}.yaml", i), "extends: [" + list + "]\n");
  }
  folder.write("templates/t20.yaml", "privacy: { retain: 1d }\n").write("templates/t21.yaml", "");
  const auto begin = std::clock();
  EXPECT_THAT(lines(account("extends: [t0]\n").findings), IsEmpty());
  EXPECT_LT(std::clock() - begin, 5 * CLOCKS_PER_SEC);  // of the processor
}

}  // namespace
}  // namespace fairway::config
