#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

class OrdersTest : public SandboxTest {
 protected:
  Answer search(const std::string& more) {
    return amazon("GET", "/orders/2026-01-01/orders?lastUpdatedAfter=" + since() + "&includedData=FULFILLMENT" + more);
  }
  static std::vector<std::string> ids(const Answer& answer) {
    std::vector<std::string> out;
    for (const auto& one : answer.json().at("orders").get_array()) out.emplace_back(text_at(one, "orderId"));
    return out;
  }
  static std::string next(const Answer& answer) {
    const auto text = answer.json();
    const auto* pagination = find(text, "pagination");
    return pagination ? std::string(text_at(*pagination, "nextToken")) : "";
  }
};

TEST_F(OrdersTest, AChangeIsFoundOnlyAfterTheLag) {  // HST-14
  inject(3);
  EXPECT_TRUE(ids(search("")).empty());
  sandbox_.advance(std::chrono::seconds(119));
  EXPECT_TRUE(ids(search("")).empty());
  sandbox_.advance(std::chrono::seconds(1));
  const auto answer = search("");
  EXPECT_EQ(ids(answer).size(), 3U);
  EXPECT_EQ(text_at(answer.json(), "lastUpdatedBefore"), "2026-11-22T12:00:00Z");
}

TEST_F(OrdersTest, PagesCoverEachOrderOnceAndEndWithoutAToken) {
  const auto injected = inject(25);
  amend({{"lag", 0}});
  std::set<std::string> seen;
  std::string token;
  int pages = 0;
  do {
    const auto answer = search("&maxResultsPerPage=10" + (token.empty() ? "" : "&paginationToken=" + percent_encode(token)));
    ASSERT_EQ(answer.status, 200) << answer.body;
    for (auto& id : ids(answer)) EXPECT_TRUE(seen.insert(id).second) << id;
    token = next(answer);
    ++pages;
  } while (!token.empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(seen, std::set<std::string>(injected.begin(), injected.end()));
  EXPECT_TRUE(sandbox_.violations().empty());
}

TEST_F(OrdersTest, APageTokenIsBoundToItsParametersAndDiesAfterADay) {
  inject(5);
  amend({{"lag", 0}, {"token_life", "3d"}});
  const auto token = percent_encode(next(search("&maxResultsPerPage=2")));
  const auto from = since();
  EXPECT_EQ(search("&maxResultsPerPage=3&paginationToken=" + token).status, 400);
  EXPECT_EQ(search("&maxResultsPerPage=2&paginationToken=" + token).status, 200);
  EXPECT_EQ(search("&maxResultsPerPage=2&paginationToken=A" + token).status, 400);
  sandbox_.advance(std::chrono::hours(25));
  EXPECT_EQ(amazon("GET", "/orders/2026-01-01/orders?lastUpdatedAfter=" + from +
                              "&includedData=FULFILLMENT&maxResultsPerPage=2&paginationToken=" + token)
                .status,
            400);
}

TEST_F(OrdersTest, RulesOfParametersAreKeptAndViolationsNoted) {
  const std::string path = "/orders/2026-01-01/orders?";
  const auto now = percent_encode(format_time(clock_.now()));
  const std::vector<std::string> wrong{"",
                                       "createdAfter=" + since() + "&lastUpdatedAfter=" + since(),
                                       "createdAfter=" + since() + "&lastUpdatedBefore=" + since(),
                                       "lastUpdatedAfter=" + since() + "&lastUpdatedBefore=" + now,
                                       "lastUpdatedAfter=" + since() + "&maxResultsPerPage=101",
                                       "lastUpdatedAfter=" + since() + "&fulfillmentStatuses=UNSHIPPED,CANCELED",
                                       "lastUpdatedAfter=yesterday"};
  for (const auto& query : wrong) {
    const auto before = sandbox_.violations().size();
    const auto answer = amazon("GET", path + query);
    EXPECT_EQ(answer.status, 400) << query;
    EXPECT_EQ(text_at(answer.json().at("errors").at(0), "code"), "InvalidInput");
    EXPECT_EQ(sandbox_.violations().size(), before + 1) << query;
  }
}

TEST_F(OrdersTest, FiltersByStatusMarketplaceAndWhoFulfils) {
  inject(2);
  inject(3, [](OrderSpec& spec) { spec.marketplace = "DE"; });
  inject(4, [](OrderSpec& spec) { spec.by_amazon = true; });
  inject(5, [](OrderSpec& spec) { spec.status = OrderStatus::shipped; });
  amend({{"lag", 0}});
  EXPECT_EQ(ids(search("&marketplaceIds=A1PA6795UKMFR9")).size(), 3U);
  EXPECT_EQ(ids(search("&fulfilledBy=AMAZON")).size(), 4U);
  EXPECT_EQ(ids(search("&fulfillmentStatuses=SHIPPED,CANCELLED&fulfilledBy=MERCHANT")).size(), 5U);
  EXPECT_EQ(ids(search("")).size(), 14U);
}

TEST_F(OrdersTest, APendingOrderHasNoAddressAndNoPriceUntilItIsReleased) {
  const auto id = inject(1, [](OrderSpec& spec) {
                    spec.status = OrderStatus::pending;
                    spec.pending_for = std::chrono::minutes(10);
                  }).at(0);
  auto seen = order(id);
  EXPECT_EQ(text_at(seen.at("fulfillment"), "fulfillmentStatus"), "PENDING");
  EXPECT_FALSE(find(seen, "recipient"));
  EXPECT_FALSE(find(seen, "proceeds"));
  EXPECT_FALSE(find(seen.at("orderItems").at(0).at("product"), "price"));
  sandbox_.advance(std::chrono::minutes(10));
  seen = order(id);
  EXPECT_EQ(text_at(seen.at("fulfillment"), "fulfillmentStatus"), "UNSHIPPED");
  EXPECT_EQ(text_at(seen, "lastUpdatedTime"), "2026-11-22T12:10:00Z");
  EXPECT_FALSE(text_at(seen.at("recipient").at("deliveryAddress"), "name").empty());
}

TEST_F(OrdersTest, TheSameSeedMakesTheSameOrders) {
  const auto first = order(inject(1).at(0));
  sandbox_.reset();
  token_.clear();
  EXPECT_EQ(order(inject(1).at(0)), first);
}

TEST_F(OrdersTest, AnotherSellersOrderIsNotFound) {
  const auto id = inject(1, [](OrderSpec& spec) { spec.seller = "A2"; }).at(0);
  EXPECT_EQ(amazon("GET", "/orders/2026-01-01/orders/" + id).status, 404);
}

TEST_F(OrdersTest, TheBuyersWishToCancelBumpsTheOrder) {
  const auto id = inject(1).at(0);
  sandbox_.advance(std::chrono::minutes(5));
  ASSERT_TRUE(sandbox_.control("POST", "orders/" + id, {{"action", "request_cancel"}}));
  const auto seen = order(id);
  EXPECT_EQ(text_at(seen, "lastUpdatedTime"), "2026-11-22T12:05:00Z");
  EXPECT_EQ(text_at(seen.at("orderItems").at(0).at("cancellation").at("cancellationRequest"), "requester"), "BUYER");
}

}  // namespace
}  // namespace fairway::sandbox
