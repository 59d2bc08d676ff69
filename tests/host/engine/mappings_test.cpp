// The mapping coach: what it counts, and that what it prints can be pasted. (SHP-1, SHP-3)
#include "host/engine/mappings.hpp"

#include "fairway/json.hpp"
#include "tests/host/config/folder.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr const char* kAccount = R"(account: acme
stores:
  us: { plugin: amazon, enabled: false, settings: { marketplace: US, seller-id: A1EXAMPLE, client-id: c, client-secret: "${env:S}" } }
  uk: { plugin: amazon, enabled: false, settings: { marketplace: DE, seller-id: A1EXAMPLE, client-id: c, client-secret: "${env:S}" } }
)";
constexpr const char* kRules = R"(shipping:
  plugin: shipping-map
  settings:
    rules:
      - { method: "Std US D2D Dom", service: UPS Ground }
      - { category: Expedited, country: US, service: UPS 2nd Day Air }
)";

struct Asked {
  std::string store = "us", method, category, country = "US", state = "confirmed", service = "any", document;
};

struct MappingsTest : ::testing::Test {
  MappingsTest() {
    // Not the real map: enough of one to see what becomes of its answers.
    supervisor.decide = [&](const std::string&, const std::vector<std::string>& questions) {
      std::vector<plugins::Answer> answers;
      for (const auto& text : questions) {
        ShippingQuestion question;
        JsonError error;
        read_json(text, question, error);
        ShippingAnswer answer{"", "/unmapped"};
        if (question.method == "Std US D2D Dom") answer = {"UPS Ground", "/rules/0"};
        else if (question.category == "Expedited" && question.country == "US") answer = {"UPS 2nd Day Air", "/rules/1"};
        answers.push_back(broken ? plugins::Answer(fail(FW_E_INTERNAL, "broken")) : plugins::Answer(to_json(answer)));
      }
      return answers;
    };
  }
  void add(const Asked& order, int times = 1) {
    Order document;
    document.total.amount = "1.00";
    for (; times > 0; --times)
      test::change(
          *db,
          "INSERT INTO orders (id, account, store, store_id, plugin, seller, channel_order_id, state, channel_status, "
          "fulfilled_by, marketplace, ship_service, ship_category, country, service, created_at, updated_at, taken_at, "
          "document) VALUES (?, 'acme', ?, 1, 'amazon', 'A1', ?, ?, '', '', '', ?, ?, ?, ?, 0, 0, 0, ?)",
          {++id, order.store, std::to_string(id), order.state, order.method, order.category, order.country, order.service,
           order.document.empty() ? to_json(document) : order.document});
  }
  std::shared_ptr<const config::Account> account(const std::string& shipping = kRules) {
    folder.write("accounts/acme.yaml", kAccount + shipping);
    const auto snapshot = folder.load_without_secrets();
    EXPECT_FALSE(config::has_errors(snapshot.findings))
        << fmt::format("{}", fmt::join(config::lines(snapshot.findings), "\n"));
    return snapshot.accounts.at("acme");
  }
  Mappings look(const MappingOptions& options = {}, const std::string& shipping = kRules) {
    return test::must(mappings(*db, supervisor, *account(shipping), options));
  }

  test::Folder data;
  std::unique_ptr<storage::Database> db = test::open_in(data);
  test::FakeSupervisor supervisor;
  config::Folder folder;
  std::int64_t id = 0;
  bool broken = false;
};

TEST_F(MappingsTest, CountsWhatTheRulesMapWithTheLineThatDecides) {
  add({.method = "Std US D2D Dom"}, 3);
  add({.method = "Std CA D2D Dom", .country = "CA", .state = "needs-mapping"}, 2);
  const auto found = look();
  EXPECT_EQ(found.orders, 5u);
  EXPECT_EQ(found.mapped, 3u);
  ASSERT_EQ(found.services.size(), 2u);
  const auto& open = found.services[0];  // what is open comes first
  EXPECT_EQ(open.method, "Std CA D2D Dom");
  EXPECT_EQ(open.waiting, 2u);
  ASSERT_EQ(open.open.size(), 1u);
  EXPECT_EQ(open.open[0].near->service, "UPS Ground");
  const auto& mapped = found.services[1].mapped.at(0);
  EXPECT_EQ(mapped.service, "UPS Ground");
  EXPECT_EQ(fmt::format("{}:{}", mapped.rule.file, mapped.rule.line), "accounts/acme.yaml:9");
  EXPECT_EQ(mapped.orders, 3u);
  EXPECT_THAT(found.yaml, HasSubstr("below the rule of line 10"));
  EXPECT_THAT(found.yaml, HasSubstr("\n      - { store: us, method: \"Std CA D2D Dom\", service: UPS Ground }  # 2 orders"));
}

TEST_F(MappingsTest, LooksAtTheNewestAndAtAllThatWaitsHoweverOld) {
  add({.method = "Oldest", .state = "needs-mapping"});
  add({.method = "Old"}, 5);
  add({.method = "Std US D2D Dom"}, 2);
  const auto found = look({.orders = 2});
  EXPECT_EQ(found.orders, 3u);
  EXPECT_EQ(found.mapped, 2u);
  EXPECT_EQ(found.services[0].method, "Oldest");
}

TEST_F(MappingsTest, WhatWasNeverTakenOnOrIsForgottenOrOfAStoreThatIsGoneIsNotCounted) {
  add({.method = "Passed over", .state = "dropped", .service = ""});
  add({.method = "Stripped", .document = "{}"});
  add({.store = "gone", .method = "Gone"});
  add({.store = "uk", .method = "Other"});
  EXPECT_EQ(look().orders, 1u);
  EXPECT_EQ(look({.store = "us"}).orders, 0u);
  EXPECT_EQ(look({.store = "us"}).yaml, "");
}

TEST_F(MappingsTest, ARuleIsProposedByCountryWhereTheRulesTellCountriesApart) {
  add({.method = "Expedited", .category = "Expedited"}, 2);
  add({.method = "Expedited", .category = "Expedited", .country = "CA"});
  add({.method = "Expedited", .category = "Expedited", .country = "MX"});
  add({.method = "Pigeon", .country = "CA"});
  add({.method = "Pigeon", .country = "MX"});
  const auto yaml = look().yaml;
  EXPECT_THAT(yaml, HasSubstr("- { store: us, category: Expedited, country: CA, service: UPS 2nd Day Air }  # 1 order, as"));
  EXPECT_THAT(yaml, HasSubstr("country: MX"));
  EXPECT_THAT(yaml, HasSubstr("# - { store: us, method: \"Pigeon\", service: ??? }  # 2 orders; no service in use is near"));
}

TEST_F(MappingsTest, AMapThatCannotAnswerIsAnErrorAndNotAnEmptyAnswer) {
  add({.method = "Std US D2D Dom"});
  broken = true;
  const auto found = mappings(*db, supervisor, *account(), {});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, FW_E_UNAVAILABLE);
}

// The lines put where the comment above them says.
std::string pasted(const std::string& file, const std::string& yaml) {
  const auto end = yaml.find('\n');
  const auto said = yaml.substr(0, end);
  auto lines = yaml.substr(end + 1);
  const auto rule = said.find("rule of line ");
  if (rule == std::string::npos) return file + lines;
  std::size_t at = 0;
  for (int line = std::stoi(said.substr(rule + 13)); line > 0; --line) at = file.find('\n', at) + 1;
  if (said.ends_with("the ]")) {
    at = file.rfind(']', at);
    lines = "\n" + lines + "      ";
  }
  return file.substr(0, at) + lines + file.substr(at);
}

struct Form {
  const char* name;
  std::string shipping;
  const char* said;
};

// As text of a channel comes: nothing of it may end a quote, begin a comment or reach a secret.
TEST_F(MappingsTest, WhatIsPastedPassesTheCheckAndMeansTheSameText) {
  const std::vector<std::string> methods{
      "Std: fast { } # '", "\"quoted\" \\ back", "${env:HOME} $${x}", "two\nlines\t", "null", "Überraschung", "it's, [x]"};
  for (const auto& method : methods) add({.method = method, .category = "Expedited", .country = "CA"});
  add({.method = "Nobody knows"});
  add({.method = "", .category = "Scheduled"});
  const std::string known = R"({ category: Expedited, country: US, service: "A: {b} # 'c'" })";
  for (const auto& form : {
           Form{"a line each", "shipping:\n  plugin: shipping-map\n  settings:\n    rules:\n      - " + known + "\n",
                "below the rule"},
           Form{"less indented",
                "shipping:\n plugin: shipping-map\n settings:\n  rules:\n  - " + known + "\n  - " + known +
                    "\n  unmapped: hold\n",
                "below the rule"},
           Form{"in brackets", "shipping: { plugin: shipping-map, settings: { rules: [" + known + "] } }\n", "and the ]"},
           Form{"in brackets, a line each",
                "shipping:\n  plugin: shipping-map\n  settings:\n    rules: [\n      " + known + ",\n      " + known + "]\n",
                "and the ]"},
           Form{"left out", "shipping:\n  plugin: shipping-map\n  settings:\n", "under shipping"},
           Form{"no map", "", "a new block"},
       }) {
    SCOPED_TRACE(form.name);
    const auto yaml = look({}, form.shipping).yaml;
    EXPECT_THAT(yaml, StartsWith("# accounts/acme.yaml: "));
    EXPECT_THAT(yaml, HasSubstr(form.said));
    const bool near = form.shipping.find("Expedited") != std::string::npos;
    const auto text = pasted(kAccount + form.shipping, yaml);
    folder.write("accounts/acme.yaml", text);
    const auto snapshot = folder.load_without_secrets();
    ASSERT_FALSE(config::has_errors(snapshot.findings))
        << text << fmt::format("{}", fmt::join(config::lines(snapshot.findings), "\n"));
    const auto* rules = find(snapshot.accounts.at("acme")->shipping->values, "rules");
    std::vector<std::string> meant;
    for (const auto& rule : rules && rules->is_array() ? rules->get_array() : json::array())
      if (const std::string method(text_at(rule, "method")); !method.empty()) {
        meant.push_back(method);
        EXPECT_EQ(text_at(rule, "service"), "A: {b} # 'c'");
      }
    if (near) {
      EXPECT_THAT(meant, ::testing::UnorderedElementsAreArray(methods)) << text;
    } else {
      EXPECT_THAT(meant, IsEmpty()) << "a line without a service counts for nothing";
    }
    EXPECT_THAT(text, HasSubstr("???"));
    std::istringstream all(text);
    for (std::string line; std::getline(all, line);)
      if (line.find("???") != std::string::npos) { EXPECT_EQ(line.find_first_not_of(' '), line.find('#')) << line; }
  }
}

// HST-1: what came from outside of the file is shown nowhere.
TEST_F(MappingsTest, ARuleThatHoldsAReferenceIsNoProposal) {
  add({.method = "Next CA D2D Dom"});
  folder.set("SERVICE", "made-up-hidden-service");
  const auto found = look({},
                          "shipping:\n  plugin: shipping-map\n  settings:\n    rules:\n"
                          "      - { method: \"Next US D2D Dom\", service: \"${env:SERVICE}\" }\n");
  EXPECT_FALSE(found.services.at(0).open.at(0).near);
  EXPECT_THAT(json::serialize(mappings_json(found)), ::testing::Not(HasSubstr("hidden")));
}

TEST_F(MappingsTest, RulesOfATemplateAreNamedAsSuch) {
  add({.method = "Std CA D2D Dom"});
  folder.write("templates/ours.yaml", kRules).write("accounts/acme.yaml", std::string(kAccount) + "extends: [ours]\n");
  const auto account = folder.load_without_secrets().accounts.at("acme");
  const auto yaml = test::must(mappings(*db, supervisor, *account, {})).yaml;
  EXPECT_THAT(yaml, StartsWith("# templates/ours.yaml: at the end of shipping.settings.rules, below the rule of line 6\n"));
  EXPECT_THAT(yaml, HasSubstr("every account that extends it"));
}

}  // namespace
}  // namespace fairway::engine
