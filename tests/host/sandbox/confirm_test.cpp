#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

class ConfirmTest : public SandboxTest {
 protected:
  json::object package(const std::string& id, int quantity, json::value reference = "1") {
    const auto seen = order(id);
    return {{"marketplaceId", "ATVPDKIKX0DER"},
            {"packageDetail",
             {{"packageReferenceId", std::move(reference)},
              {"carrierCode", "UPS"},
              {"shippingMethod", "Ground"},
              {"trackingNumber", "1Z0000000000000000"},
              {"shipDate", format_time(sandbox_.now())},
              {"orderItems",
               {{{"orderItemId", text_at(seen.at("orderItems").at(0), "orderItemId")}, {"quantity", quantity}}}}}}};
  }
  Answer confirm(const std::string& id, const json::object& body) {
    return amazon("POST", "/orders/v0/orders/" + id + "/shipmentConfirmation", json::serialize(body));
  }
  std::string status(const std::string& id) {
    return std::string(text_at(order(id).at("fulfillment"), "fulfillmentStatus"));
  }
  std::string one_line(
      std::int64_t quantity, const std::function<void(OrderSpec&)>& change = [](OrderSpec&) {}) {
    return inject(1,
                  [&](OrderSpec& spec) {
                    spec.lines = 1;
                    spec.quantity = quantity;
                    change(spec);
                  })
        .at(0);
  }
};

TEST_F(ConfirmTest, TwoPackagesMakePartiallyShippedThenShipped) {  // HST-14
  const auto id = one_line(3);
  EXPECT_EQ(confirm(id, package(id, 1)).status, 204);
  EXPECT_EQ(status(id), "PARTIALLY_SHIPPED");
  EXPECT_EQ(confirm(id, package(id, 2, "2")).status, 204);
  EXPECT_EQ(status(id), "SHIPPED");
  EXPECT_EQ(order(id).at("packages").get_array().size(), 2U);
  EXPECT_EQ(sandbox_.journal("confirmation").size(), 2U);
  EXPECT_TRUE(sandbox_.violations().empty());
}

TEST_F(ConfirmTest, TheSameReferenceEditsAndNeverCountsTwice) {
  const auto id = one_line(2);
  EXPECT_EQ(confirm(id, package(id, 2)).status, 204);
  EXPECT_EQ(confirm(id, package(id, 2)).status, 204);
  EXPECT_EQ(confirm(id, package(id, 1)).status, 204);
  EXPECT_EQ(status(id), "PARTIALLY_SHIPPED");
  EXPECT_EQ(sandbox_.journal("confirmation").size(), 1U);
  EXPECT_EQ(sandbox_.journal("confirmation_repeat").size(), 1U);
  EXPECT_EQ(sandbox_.journal("confirmation_edit").size(), 1U);
}

TEST_F(ConfirmTest, MoreThanIsLeftIsRefusedAndChangesNothing) {
  const auto id = one_line(2);
  EXPECT_EQ(confirm(id, package(id, 3)).status, 400);
  EXPECT_EQ(confirm(id, package(id, 2)).status, 204);
  EXPECT_EQ(confirm(id, package(id, 3)).status, 400);
  EXPECT_EQ(confirm(id, package(id, 1, "2")).status, 400);
  EXPECT_EQ(status(id), "SHIPPED");
}

TEST_F(ConfirmTest, AReferenceThatIsANumberIsRefused) {
  const auto id = one_line(1);
  EXPECT_EQ(confirm(id, package(id, 1, 1)).status, 400);
  EXPECT_EQ(confirm(id, package(id, 1, "0")).status, 400);
  EXPECT_EQ(confirm(id, package(id, 1, "P-1")).status, 400);
  EXPECT_EQ(sandbox_.violations().size(), 3U);
}

TEST_F(ConfirmTest, RefusesWhatAmazonRefuses) {
  const auto plain = one_line(1);
  auto other = package(plain, 1);
  other["packageDetail"].get_object()["carrierCode"] = "Other";
  EXPECT_EQ(confirm(plain, other).status, 400);
  auto early = package(plain, 1);
  early["packageDetail"].get_object()["shipDate"] = "2026-11-22T11:59:59Z";
  EXPECT_EQ(confirm(plain, early).status, 400);
  auto elsewhere = package(plain, 1);
  elsewhere["marketplaceId"] = "A2EUQ1WTGCTBG2";
  EXPECT_EQ(confirm(plain, elsewhere).status, 400);
  const auto plus = one_line(1, [](OrderSpec& spec) { spec.programs = {"FBM_SHIP_PLUS"}; });
  EXPECT_EQ(confirm(plus, package(plus, 1)).status, 400);
  const auto pending = one_line(1, [](OrderSpec& spec) { spec.status = OrderStatus::pending; });
  EXPECT_EQ(confirm(pending, package(pending, 1)).status, 400);
  EXPECT_EQ(confirm("111-0000000-0000000", package(plain, 1)).status, 404);
  EXPECT_TRUE(sandbox_.journal().empty());
}

}  // namespace
}  // namespace fairway::sandbox
