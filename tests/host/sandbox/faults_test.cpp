#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

class FaultsTest : public SandboxTest {
 protected:
  Answer create(const std::string& reference) { return wms("POST", "/orders", wms_order(reference)); }
  void arm(const json::object& fault) {
    const auto done = sandbox_.control("POST", "faults", fault);
    ASSERT_TRUE(done) << done.error().message;
  }
  std::size_t created() { return sandbox_.journal("create").size(); }
};

TEST_F(FaultsTest, ResetBeforeDoesNothingAndResetAfterDidIt) {  // HST-14
  wms("GET", "/orders");
  arm({{"kind", "reset_before"}, {"side", "wms"}, {"operation", "createOrder"}, {"count", 1}});
  EXPECT_EQ(create("R-1").status, 0);
  EXPECT_EQ(created(), 0U);
  arm({{"kind", "reset_after"}, {"operation", "createOrder"}, {"count", 1}});
  EXPECT_EQ(create("R-1").status, 0);
  EXPECT_EQ(created(), 1U);
  EXPECT_NE(create("R-1").status, 201);
  EXPECT_EQ(created(), 1U);
}

TEST_F(FaultsTest, ErrorsStrikeBeforeOrAfterTheEffect) {
  wms("GET", "/orders");
  arm({{"kind", "error"}, {"status", 503}, {"operation", "createOrder"}, {"count", 1}});
  EXPECT_EQ(create("R-1").status, 503);
  EXPECT_EQ(created(), 0U);
  arm({{"kind", "error"}, {"when", "after"}, {"operation", "createOrder"}, {"count", 1}});
  EXPECT_EQ(create("R-1").status, 500);
  EXPECT_EQ(created(), 1U);
}

TEST_F(FaultsTest, ThrottlesWithAndWithoutRetryAfter) {
  wms("GET", "/orders");
  arm({{"kind", "throttle"}, {"operation", "findOrders"}, {"count", 1}, {"retry_after", 7}});
  EXPECT_EQ(wms("GET", "/orders").headers.at("retry-after"), "7");
  arm({{"kind", "throttle"}, {"operation", "findOrders"}, {"count", 1}});
  const auto answer = wms("GET", "/orders");
  EXPECT_EQ(answer.status, 429);
  EXPECT_FALSE(answer.headers.contains("retry-after"));
  EXPECT_EQ(wms("GET", "/orders").status, 200);
}

TEST_F(FaultsTest, BodiesAreTruncatedOrNoJson) {
  inject(5);
  const std::string target = "/orders/2026-01-01/orders?lastUpdatedAfter=" + since();
  amend({{"lag", 0}});
  arm({{"kind", "truncated"}, {"operation", "searchOrders"}, {"count", 1}});
  EXPECT_EQ(amazon("GET", target).status, 0);
  arm({{"kind", "garbage"}, {"operation", "searchOrders"}, {"count", 1}});
  const auto answer = amazon("GET", target);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("content-type"), "text/html");
  EXPECT_EQ(amazon("GET", target).json().at("orders").get_array().size(), 5U);
}

TEST_F(FaultsTest, TokensAreRefusedOnDemand) {
  amazon("GET", "/sellers/v1/marketplaceParticipations");
  arm({{"kind", "token_expired"}, {"side", "amazon"}, {"operation", "getOrder"}, {"account", "A1"}, {"count", 1}});
  const auto id = inject(1).at(0);
  EXPECT_EQ(amazon("GET", "/orders/2026-01-01/orders/" + id).status, 403);
  EXPECT_EQ(amazon("GET", "/orders/2026-01-01/orders/" + id).status, 200);
  arm({{"kind", "token_refused"}, {"operation", "getToken"}, {"count", 1}});
  EXPECT_EQ(token(), "");
  ASSERT_TRUE(sandbox_.control("POST", "tokens", {{"expire", "amazon"}}));
  EXPECT_EQ(amazon("GET", "/orders/2026-01-01/orders/" + id).status, 403);
}

TEST_F(FaultsTest, PagesRepeatAndRowsComeTwiceOrOutOfOrder) {
  const auto injected = inject(6);
  amend({{"lag", 0}});
  const auto ids = [&](const std::string& more) {
    const auto answer = amazon("GET", "/orders/2026-01-01/orders?maxResultsPerPage=4&lastUpdatedAfter=" + since() + more);
    std::vector<std::string> out;
    for (const auto& one : answer.json().at("orders").get_array()) out.emplace_back(text_at(one, "orderId"));
    const auto* pagination = find(answer.json(), "pagination");
    return std::pair(out, pagination ? percent_encode(text_at(*pagination, "nextToken")) : "");
  };
  arm({{"kind", "repeat_page"}, {"operation", "searchOrders"}, {"count", 1}});
  const auto [first, again] = ids("");
  const auto [second, next] = ids("&paginationToken=" + again);
  EXPECT_EQ(first, second);
  EXPECT_EQ(ids("&paginationToken=" + next).first.size(), 2U);
  arm({{"kind", "duplicate_rows"}, {"operation", "searchOrders"}, {"count", 1}});
  EXPECT_EQ(ids("").first.size(), 6U);
  arm({{"kind", "shuffle_rows"}, {"operation", "searchOrders"}, {"count", 1}});
  EXPECT_EQ(ids("").first, (std::vector<std::string>{injected[3], injected[2], injected[1], injected[0]}));
}

TEST_F(FaultsTest, ProbabilityIsSeededAndSkipAndCountAreKept) {
  const auto draws = [](std::uint64_t seed) {
    Faults faults(seed);
    faults.add({.kind = FaultKind::error, .probability = 0.3});
    std::string out;
    for (int i = 0; i < 200; ++i) out += faults.draw("wms", "createOrder", "ACME").has(FaultKind::error) ? 'x' : '.';
    return out;
  };
  EXPECT_EQ(draws(1), draws(1));
  EXPECT_NE(draws(1), draws(2));
  const auto drawn = draws(1);
  const auto struck = std::count(drawn.begin(), drawn.end(), 'x');
  EXPECT_GT(struck, 30);
  EXPECT_LT(struck, 90);
  Faults faults(1);
  faults.add({.kind = FaultKind::slow, .count = 2, .skip = 3});
  std::string out;
  for (int i = 0; i < 7; ++i) out += faults.draw("amazon", "getFeed", "").has(FaultKind::slow) ? 'x' : '.';
  EXPECT_EQ(out, "...xx..");
}

TEST_F(FaultsTest, AFaultWithAWrongMemberIsRefused) {
  EXPECT_FALSE(sandbox_.control("POST", "faults", {{"kind", "no_such"}}));
  EXPECT_FALSE(sandbox_.control("POST", "faults", {{"kind", "error"}, {"propability", 1}}));
  arm({{"kind", "slow"}, {"delay", "1ms"}});
  const auto armed = sandbox_.control("GET", "faults");
  EXPECT_EQ(armed->at("faults").get_array().size(), 1U);
  ASSERT_TRUE(sandbox_.control("DELETE", "faults"));
  EXPECT_TRUE(sandbox_.control("GET", "faults")->at("faults").get_array().empty());
}

}  // namespace
}  // namespace fairway::sandbox
