// GET /v1/accounts/{account}/mappings: what is refused. What it answers is tested with real orders. (SHP-3)
#include "host/api/mappings.hpp"

#include "tests/host/api/support.hpp"

namespace fairway::api {
namespace {

using ::testing::HasSubstr;

constexpr const char* kMapped =
    "account: acme\nstores:\n  us: { plugin: amazon, settings: { seller-id: A1, marketplace: US } }\n";

struct MappingsApi : ::testing::Test {
  Response ask(const std::string& account, std::map<std::string, std::string> query = {}) {
    Request request;
    request.place["account"] = account;
    request.query = std::move(query);
    return show_mappings(*host.engine, request);
  }
  Host host{"listen: 127.0.0.1:0\n", kMapped};
};

TEST_F(MappingsApi, WithoutOrdersNothingIsMissing) {
  const auto answer = ask("acme");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto body = parse_json(answer.body).value();
  EXPECT_EQ(number_at(body, "orders", -1), 0);
  EXPECT_EQ(number_at(body, "limit"), 10'000);
  EXPECT_EQ(text_at(body, "yaml", "none"), "");
}

TEST_F(MappingsApi, ASlipIsRefusedWithWhatIsAllowed) {
  EXPECT_EQ(ask("acme", {{"store", "uss"}}).status, 404);
  EXPECT_THAT(ask("acme", {{"store", "uss"}}).body, HasSubstr("did you mean"));
  for (const auto* orders : {"0", "100001", "-1", "many", ""})
    EXPECT_EQ(ask("acme", {{"orders", orders}}).status, 400) << orders;
  EXPECT_EQ(ask("acme", {{"store", "us"}, {"orders", "7"}}).status, 200);
}

TEST_F(MappingsApi, AnAccountThatDoesNotRunHasNoRulesToAsk) { EXPECT_EQ(ask("globex").status, 409); }

}  // namespace
}  // namespace fairway::api
