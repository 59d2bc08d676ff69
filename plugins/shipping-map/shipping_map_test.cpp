#include <gtest/gtest.h>

#include "decimal.hpp"
#include "fairway/testing.hpp"
#include "shipping_map.hpp"

namespace {

using fairway::ShippingAnswer;
using fairway::ShippingQuestion;
using fairway::testing::Plugin;
using fairway::testing::TestHost;

ShippingQuestion question(std::string method, std::string category = {}, std::string country = "US") {
  ShippingQuestion q;
  q.account = "acme", q.store = "us-main", q.channel_order_id = "111-0000000-0000001";
  q.method = std::move(method), q.category = std::move(category), q.country = std::move(country);
  return q;
}

ShippingAnswer ask(const std::string& rules, const ShippingQuestion& q, const std::string& unmapped = "hold") {
  TestHost host;
  auto map = Plugin().start(host, R"({"unmapped":")" + unmapped + R"(","rules":)" + rules + "}");
  const auto answered = map.decide<ShippingAnswer>(q);
  EXPECT_TRUE(answered.answer) << answered.refusal.message;
  return answered.answer.value_or(ShippingAnswer{"?", "?"});
}

// SHP-1: the order of the table decides, not how narrow a rule is.
TEST(ShippingMap, TheFirstRuleFromTheTopDecides) {
  const std::string rules =
      R"([{"method":"Std US D2D Dom","service":"A"},{"category":"Standard","service":"B"},{"service":"C"}])";
  EXPECT_EQ(ask(rules, question("Std US D2D Dom", "Standard")).rule, "/rules/0");
  EXPECT_EQ(ask(rules, question("Std CA D2D Dom", "Standard")).service, "B");
  EXPECT_EQ(ask(rules, question("Exp US D2D Dom", "Expedited")).rule, "/rules/2");
}

// SHP-1: a channel that tells only the category tells it as its text.
TEST(ShippingMap, MethodAndCategoryMatchTextAndCategoryAlike) {
  EXPECT_EQ(ask(R"([{"method":"Standard","service":"A"}])", question("Std US D2D Dom", "Standard")).service, "A");
  EXPECT_EQ(ask(R"([{"category":"Standard","service":"A"}])", question("Standard")).service, "A");
  EXPECT_EQ(ask(R"([{"method-matches":"^Exp","service":"A"}])", question("D2D", "Expedited")).service, "A");
  EXPECT_EQ(ask(R"([{"method":"standard","service":"A"}])", question("Standard", "Standard")).service, "");
}

// SHP-1: one key that does not hold is enough.
TEST(ShippingMap, EveryKeyOfARuleMustHold) {
  const std::string rule =
      R"([{"store":"us-main","method-matches":"D2D","category":"Standard","country":"US","min-weight":"1","max-value":"50","service":"A"}])";
  ShippingQuestion q = question("Std US D2D Dom", "Standard");
  q.weight = "1.0", q.value = "50.00";
  EXPECT_EQ(ask(rule, q).service, "A");
  struct Case {
    const char* what;
    void (*change)(ShippingQuestion&);
  };
  const Case cases[] = {{"store", [](ShippingQuestion& o) { o.store = "uk"; }},
                        {"pattern", [](ShippingQuestion& o) { o.method = "Std"; }},
                        {"category", [](ShippingQuestion& o) { o.category = "Expedited"; }},
                        {"country", [](ShippingQuestion& o) { o.country = "CA"; }},
                        {"weight", [](ShippingQuestion& o) { o.weight = "0.999"; }},
                        {"value", [](ShippingQuestion& o) { o.value = "50.01"; }}};
  for (const Case& one : cases) {
    ShippingQuestion changed = q;
    one.change(changed);
    EXPECT_EQ(ask(rule, changed).rule, "/unmapped") << one.what;
  }
}

// An order without a known weight must not slip into a light-parcel service.
TEST(ShippingMap, ABoundOnSomethingUnknownDoesNotHold) {
  const std::string rules = R"([{"max-weight":"0.45","service":"letter"},{"service":"parcel"}])";
  EXPECT_EQ(ask(rules, question("Standard")).service, "parcel");
}

// 0.1 + 0.2 and the like: a bound of 0.3 includes 0.3.
TEST(ShippingMap, DecimalsAreComparedAsDecimals) {
  using shipping_map::compare_decimals;
  EXPECT_TRUE(compare_decimals("0.3", "0.30") == 0);
  EXPECT_TRUE(compare_decimals("007", "7.000") == 0);
  EXPECT_TRUE(compare_decimals("10", "9.99") > 0);
  EXPECT_TRUE(compare_decimals("0.09", "0.1") < 0);
  EXPECT_TRUE(compare_decimals("90071992547409930.000000000000001", "90071992547409930") > 0);
}

// ORD-4: never dropped, but held unless a default is given.
TEST(ShippingMap, WhatNoRuleFitsIsHeldOrGetsTheDefault) {
  const ShippingAnswer held = ask("[]", question("Std US D2D Dom"));
  EXPECT_EQ(held.service, "");
  EXPECT_EQ(held.rule, "/unmapped");
  EXPECT_EQ(ask("[]", question("Std US D2D Dom"), "UPS Ground").service, "UPS Ground");
}

TEST(ShippingMap, UkAndGbAreOneCountry) {
  EXPECT_EQ(ask(R"([{"country":"UK","service":"RM"}])", question("Standard", "", "GB")).service, "RM");
  EXPECT_EQ(ask(R"([{"country":"gb","service":"RM"}])", question("Standard", "", "GB")).service, "RM");
}

// A pattern that makes a backtracking matcher run for ages, and a text longer than any method, end at once.
TEST(ShippingMap, APatternCannotStopTheHost) {
  const std::string rules = R"([{"method-matches":"^(a+)+$","service":"A"}])";
  EXPECT_EQ(ask(rules, question(std::string(199, 'a') + '!')).service, "");
  EXPECT_EQ(ask(R"([{"method-matches":".*","service":"A"}])", question(std::string(100'000, 'x'))).service, "");
}

TEST(ShippingMap, ValidateNamesTheRuleAndTheKey) {
  struct Case {
    const char* rule;
    const char* pointer;
  };
  const Case cases[] = {{R"({"method":"x"})", "/rules/0/service"},
                        {R"({"method-matches":"(","service":"A"})", "/rules/0/method-matches"},
                        {R"({"min-weight":"5","max-weight":"1","service":"A"})", "/rules/0/min-weight"},
                        {R"({"min-value":"10.00","max-value":"9.99","service":"A"})", "/rules/0/min-value"},
                        {R"({"max-weight":"heavy","service":"A"})", "/rules/0/max-weight"},
                        {R"({"country":"USA","service":"A"})", "/rules/0/country"}};
  for (const Case& one : cases) {
    const auto outcome = Plugin().validate(std::string(R"({"rules":[)") + one.rule + "]}");
    ASSERT_EQ(outcome.failures.size(), 1u) << one.rule;
    EXPECT_EQ(outcome.failures[0].pointer, one.pointer);
    EXPECT_EQ(outcome.failures[0].code, FW_E_CONFIG);
  }
  EXPECT_TRUE(Plugin().validate(R"({"rules":[{"min-weight":"1","max-weight":"1.0","service":"A"}]})").failures.empty());
}

TEST(ShippingMap, DescribesItselfAsAShippingPlugin) {
  const auto described = Plugin().describe();
  EXPECT_EQ(described.name, "shipping-map");
  EXPECT_EQ(described.manifest.roles, std::vector<std::string>{"shipping"});
  EXPECT_EQ(described.manifest.decides, std::vector<std::string>{"shipping-question/1"});
  EXPECT_TRUE(fairway::JsonView::parse(described.config_schema)["properties"]["rules"].exists());
}

}  // namespace
