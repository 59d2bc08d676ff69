// `fairway mapping suggest`: what it says of real orders, and that what it prints, pasted, lets them go on.
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class MappingCoach : public ::testing::Test {
 protected:
  MappingCoach() {
    int each = 3;  // Standard, then 2 of SecondDay, then 1 of Expedited
    for (const auto* level : {"STANDARD", "SECOND_DAY", "EXPEDITED"})
      ids[level] = world.inject(1, each--, [&](sandbox::OrderSpec& spec) { spec.service_level = level; });
  }
  static WorldOptions options() {
    WorldOptions out;
    out.rules = "- { category: Expedited, service: UPS 2nd Day Air }";
    return out;
  }
  Ran suggest(const std::vector<std::string>& more = {}) {
    return world.fairway(with_more({"mapping", "suggest", "--account", "acme1"}, more));
  }
  // As somebody does who follows the comment above the lines: behind the last rule.
  void paste(const std::string& printed) {
    const auto begin = printed.find("# accounts/acme1.yaml: at the end of shipping.settings.rules");
    ASSERT_NE(begin, std::string::npos) << printed;
    auto file = read_text(account_file(world));
    const auto rule = file.find("\n", file.find("- { category: Expedited")) + 1;
    write_file(account_file(world), file.insert(rule, printed.substr(begin)));
  }
  World world{options()};
  std::map<std::string, std::vector<std::string>> ids;
};

// SHP-1, SHP-3
TEST_F(MappingCoach, WhatItPrintsIsPastedPassesTheCheckAndTheOrdersGoOn) {
  ASSERT_TRUE(world.start()) << world.log();
  ASSERT_TRUE(await_states(world, "acme1", {{"needs-mapping", 5}, {"confirmed", 1}})) << say(world, "acme1");

  const auto body = parse_json(suggest({"--json"}).out).value_or(json::object());
  EXPECT_EQ(number_at(body, "orders"), 6);
  EXPECT_EQ(number_at(body, "mapped"), 1);
  const auto services = items_of(body);
  ASSERT_EQ(services.size(), 3U);
  EXPECT_EQ(text_in(services[0], "ship_service"), "Standard");
  EXPECT_EQ(number_at(services[0], "waiting"), 3);
  EXPECT_TRUE(services[0].at("suggestions").at(0).at("service").is_null());
  EXPECT_EQ(text_in(services[1].at("suggestions").at(0), "service"), "UPS 2nd Day Air");
  EXPECT_EQ(text_in(services[2].at("rules").at(0), "service"), "UPS 2nd Day Air");

  const auto said = suggest();
  EXPECT_EQ(said.exit, 0) << said.out;
  EXPECT_THAT(said.out, HasSubstr("acme1: 1 of 6 orders are mapped; looked at: the newest 10,000"));
  EXPECT_THAT(said.out, HasSubstr("      - { store: us-main, category: SecondDay, service: UPS 2nd Day Air }  # 2 orders"));
  EXPECT_THAT(said.out, HasSubstr("      # - { store: us-main, category: Standard, service: ??? }  # 3 orders"));

  paste(said.out);
  const auto checked = world.fairway({"check"});
  EXPECT_EQ(checked.exit, 0) << checked.out;
  EXPECT_EQ(world.fairway({"reload", "--wait"}).exit, 0);
  ASSERT_TRUE(await_states(world, "acme1", {{"needs-mapping", 3}, {"confirmed", 3}})) << say(world, "acme1");

  replace_in(account_file(world), "# - { store: us-main, category: Standard, service: ??? }",
             "- { store: us-main, category: Standard, service: UPS Ground }");
  EXPECT_EQ(world.fairway({"reload", "--wait"}).exit, 0);
  ASSERT_TRUE(await_states(world, "acme1", {{"confirmed", 6}})) << say(world, "acme1");
  EXPECT_EQ(text_in(world.order("acme1", ids["SECOND_DAY"][0]), "service"), "UPS 2nd Day Air");
  const auto after = suggest();
  EXPECT_THAT(after.out, HasSubstr("acme1: 6 of 6 orders are mapped"));
  EXPECT_THAT(after.out, Not(HasSubstr("#")));
}

// SHP-3: rules that were taken away are missed by orders that were shipped long ago, too.
TEST_F(MappingCoach, AsksTheRulesThatRunNotThoseThatShippedTheOrders) {
  replace_in(account_file(world), "      - { category: Expedited",
             "      - { method-matches: '^S', service: UPS Ground }\n      - { category: Expedited");
  ASSERT_TRUE(world.start()) << world.log();
  ASSERT_TRUE(await_states(world, "acme1", {{"confirmed", 6}})) << say(world, "acme1");
  EXPECT_THAT(suggest().out, HasSubstr("6 of 6 orders are mapped"));
  replace_in(account_file(world), "'^S'", "'^Std'");
  EXPECT_EQ(world.fairway({"reload", "--wait"}).exit, 0);
  const auto said = suggest({"--store", "us-main"});
  EXPECT_THAT(said.out, HasSubstr("1 of 6 orders are mapped"));
  EXPECT_THAT(said.out, HasSubstr("category: SecondDay, service: UPS 2nd Day Air }"));
  EXPECT_EQ(suggest({"--store", "us-mian"}).exit, 1);
  EXPECT_THAT(suggest({"--orders", "2"}).out, HasSubstr("of 2 orders are mapped; looked at: the newest 2"));
}

}  // namespace
}  // namespace fairway::testing
