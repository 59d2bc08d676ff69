// `fairway test`: expectations beside the accounts, judged by the decision that real orders get.
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Cases : public ::testing::Test {
 protected:
  void write(const std::string& tests) {
    write_file(world.config() / "tests/acme1.yaml", "account: acme1\ntests:\n" + tests);
  }
  Ran test(const std::vector<std::string>& more = {}) {
    return run(FAIRWAY_BINARY, with_more({"test", "--config", world.config()}, more));
  }
  World world;
};

constexpr const char* kSound =
    "  by air:\n    order: { store: us-main, category: Expedited }\n    expect: { service: UPS 2nd Day Air, warehouse: west "
    "}\n"
    "  waits:\n    order: { store: us-main, category: NextDay }\n    expect: { state: needs-mapping }\n"
    "  whole:\n    order: { store: us-main, category: Standard, lines: [{ sku: A, quantity: 2 }, { sku: B }] }\n"
    "    expect: { state: routed, lines: [{ sku: B }, { sku: A, quantity: 2 }] }\n";

TEST(Example, OfTestsPasses) {  // SHP-3
  const auto ran = run(FAIRWAY_BINARY, {"test", "--config", FAIRWAY_SOURCE_DIR "/config"});
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("4 passed, 0 failed"));
}

TEST_F(Cases, PassWhereTheConfigurationDoesWhatTheyExpect) {  // SHP-3
  write(kSound);
  const auto ran = test();
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("3 passed, 0 failed"));
  EXPECT_THAT(test({"waits"}).out, HasSubstr("1 passed, 0 failed"));
  EXPECT_EQ(test({"none such"}).exit, 2);
}

TEST_F(Cases, FailWithBothValuesAndTheLineThatDecided) {  // SHP-3
  write(kSound);
  replace_in(account_file(world), "service: UPS 2nd Day Air", "service: Slow Boat");
  replace_in(account_file(world), "agreement: true", "agreement: false");
  const auto junit = world.folder() / "junit.xml";
  const auto ran = test({"--junit", junit});
  EXPECT_EQ(ran.exit, 1) << ran.out;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("service: expected UPS 2nd Day Air  (tests/acme1.yaml:5)"),
                             HasSubstr("actual Slow Boat  (accounts/acme1.yaml:"), HasSubstr("warehouse: expected west"),
                             HasSubstr("actual none"), HasSubstr("state: expected routed"), HasSubstr("actual held"),
                             HasSubstr("no warehouse with amazon-agreement: true"), HasSubstr("1 passed, 2 failed")));
  EXPECT_THAT(read_text(junit), AllOf(HasSubstr("tests=\"3\" failures=\"2\""), HasSubstr("name=\"by air\"><failure>")));
  const auto body = parse_json(test({"--json"}).out).value_or(json::object());
  EXPECT_EQ(number_at(body, "failed"), 2);
}

TEST_F(Cases, WithAMistakeAreToldByLineAlsoByCheck) {  // HST-1
  write("  by air:\n    order: { store: us-mian, categry: Expedited }\n    expect: { state: rooted }\n");
  for (const auto& ran : {test(), run(FAIRWAY_BINARY, {"check", "--config", world.config()})}) {
    EXPECT_NE(ran.exit, 0);
    EXPECT_THAT(ran.out,
                AllOf(HasSubstr("tests/acme1.yaml:4:30: error: tests.by air.order.categry: unknown key, did you mean "
                                "\"category\"?"),
                      HasSubstr("did you mean \"routed\"?")));
  }
  write("  by air:\n    order: { store: us-mian }\n    expect: { warehouse: wset }\n");
  const auto ran = test();
  EXPECT_EQ(ran.exit, 2);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("did you mean \"us-main\"?"), HasSubstr("did you mean \"west\"?")));
}

}  // namespace
}  // namespace fairway::testing
