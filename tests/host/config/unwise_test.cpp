// What is legal and unwise is a warning with its place, and what is not unwise is none.
#include <gmock/gmock.h>

#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Case {
  const char* what;
  const char* from;  // in kSound, to be replaced
  const char* to;
  const char* said;  // a part of the one warning; empty: none
};

constexpr const char* kSound = R"(account: acme
extends: [base]
stores:
  us:
    plugin: amazon
    mode: live
    settings: { marketplace: US, seller-id: A1X, client-id: c, client-secret: "${env:S}", endpoint: https://api.example.com }
    orders: { enabled: true, start: now }
warehouses:
  west:
    plugin: wms-rest
    amazon-agreement: true
    settings: { url: https://wms.example.com, client-id: c, client-secret: "${file:secrets/west}", depositor: D, warehouse: W }
shipping:
  plugin: shipping-map
  settings:
    rules:
      - { method: Standard, country: US, service: UPS Ground }
      - { method: Standard, service: UPS Mail }
)";

const Case kCases[] = {
    {"sound", "", "", ""},
    {"plain http abroad", "url: https://wms.example.com", "url: http://wms.example.com",
     "accounts/acme.yaml:13:22: warning: warehouses.west.settings.url: http:// sends credentials"},
    {"plain http at home", "url: https://wms.example.com", "url: http://10.1.2.3:8080", ""},
    {"plain http by a private name", "url: https://wms.example.com", "url: http://wms:8080/x", ""},
    {"plain http in a network of its own", "url: https://wms.example.com", "url: http://172.31.0.1/", ""},
    {"plain http past the private networks", "url: https://wms.example.com", "url: http://172.32.0.1/", "http:// sends"},
    {"a user in the URL", "url: https://wms.example.com", "url: http://localhost@wms.example.com/", "http:// sends"},
    {"plain http to a name that only begins like this machine", "url: https://wms.example.com",
     "url: http://127.0.0.1.example.com/", "http:// sends"},
    {"a password in the URL", "url: https://wms.example.com", "url: https://u:pass@wms.example.com",
     "accounts/acme.yaml:13:22: warning: warehouses.west.settings.url: a password stands in this URL"},
    {"a user in the URL, alone", "url: https://wms.example.com", "url: https://u@wms.example.com:8443/a:b@c", ""},
    {"a carrier that is nearly one", "amazon-agreement: true", "amazon-agreement: true\n    carriers: [USPS, UPSS]",
     "accounts/acme.yaml:13:22: warning: warehouses.west.carriers[1]: no carrier \"UPSS\" is known, did you mean \"UPS\"?"},
    {"a carrier by its SCAC, and one that nobody knows", "amazon-agreement: true",
     "amazon-agreement: true\n    carriers: [FDEG, Bicycle Bob]", ""},
    {"plain http of a disabled store",
     "plugin: amazon\n    mode: live\n    settings: { marketplace: US, seller-id: A1X, client-id: c, "
     "client-secret: \"${env:S}\", endpoint: https",
     "plugin: amazon\n    enabled: false\n    settings: { marketplace: US, seller-id: A1X, client-id: c, client-secret: "
     "\"${env:S}\", endpoint: http",
     ""},
    {"observe from now", "mode: live", "mode: observe", ""},
    {"live with open orders", "start: now", "start: open-orders", ""},
    {"a rule behind a wider one", "- { method: Standard, country: US, service: UPS Ground }",
     "- { method: Standard, service: UPS Ground }",
     "accounts/acme.yaml:19:9: warning: shipping.settings.rules[1]: never decides: the rule at accounts/acme.yaml:18:9"},
    {"a rule behind one that takes all", "- { method: Standard, country: US, service: UPS Ground }", "- { service: X }",
     "never decides"},
    {"a rule for another country", "- { method: Standard, service: UPS Mail }",
     "- { method: Standard, country: CA, service: UPS Mail }", ""},
    {"a rule with bounds of its own", "- { method: Standard, country: US, service: UPS Ground }",
     "- { method: Standard, max-weight: 2, service: UPS Ground }", ""},
    {"a secret in the file", "client-secret: \"${env:S}\"", "client-secret: in-the-clear", "a secret stands in the file"},
};

class Unwise : public testing::Test {
 protected:
  Unwise() {
    folder.set("S", "hush-hush").write("secrets/west", "quiet").write("templates/base.yaml", "privacy: { retain: 20d }\n");
  }
  std::vector<std::string> said(std::string from = {}, const std::string& to = {}) {
    std::string text = kSound;
    EXPECT_NE(text.find(from), std::string::npos) << from;
    if (!from.empty()) text.replace(text.find(from), from.size(), to);
    return lines(folder.write("accounts/acme.yaml", text).load().findings);
  }
  Folder folder;
};

TEST_F(Unwise, EachIsAWarningWithItsPlaceAndWhatIsNotUnwiseIsNone) {  // HST-1
  for (const auto& one : kCases) {
    const auto found = said(one.from, one.to);
    if (std::string_view(one.said).empty()) EXPECT_THAT(found, IsEmpty()) << one.what;
    else EXPECT_THAT(found, ElementsAre(HasSubstr(one.said))) << one.what;
  }
}

TEST_F(Unwise, ObserveFromOpenOrdersWouldSendThemAgain) {
  folder.write("fairway.yaml", "mode: observe\n");
  EXPECT_THAT(
      said("start: now", "start: open-orders"),
      ElementsAre(HasSubstr("accounts/acme.yaml:8:37: warning: stores.us.orders.start: open-orders with mode observe")));
}

TEST_F(Unwise, ATemplateThatNobodyExtends) {
  folder.write("templates/old.yaml", "extends: [older]\n").write("templates/older.yaml", "company: Old\n");
  EXPECT_THAT(said(), ElementsAre("templates/old.yaml:1:1: warning: no account extends the template \"old\"",
                                  "templates/older.yaml:1:1: warning: no account extends the template \"older\""));
}

TEST_F(Unwise, ASecretFileThatOthersCanReach) {
  std::filesystem::permissions(folder.path() / "secrets/west", std::filesystem::perms(0644));
  EXPECT_THAT(said(), IsEmpty());  // the folder is its owner's alone
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  std::filesystem::permissions(folder.path() / "secrets", std::filesystem::perms(0755));
  EXPECT_THAT(said(), ElementsAre(HasSubstr("secrets/west may be read by every user of this machine: chmod 600 it")));
  EXPECT_THAT(said("url: https://wms.example.com", "url: http://127.0.0.1:4010"), IsEmpty());  // the sandbox's
  EXPECT_THAT(said("${file:secrets/west}", "${file:}"), ElementsAre(HasSubstr("error: ")));    // said once, not twice
  std::filesystem::permissions(folder.path() / "secrets/west", std::filesystem::perms(0640));
  EXPECT_THAT(said(), IsEmpty());
}

}  // namespace
}  // namespace fairway::config
