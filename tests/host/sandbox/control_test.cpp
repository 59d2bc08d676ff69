// The control plane over HTTP, the clock, flows.
#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

class ControlTest : public SandboxTest {
 protected:
  Answer control(const std::string& method, const std::string& what, const std::string& body = {}) {
    return send(sandbox_.ports().amazon, method, "/control/" + what, body);
  }
};

TEST_F(ControlTest, SpeaksOnBothPorts) {
  const auto made = control("POST", "orders",
                            R"({"seller":"A1","count":3,"sku":"X-1","quantity":2,"lines":1,"service_level":"NEXT_DAY"})");
  ASSERT_EQ(made.status, 200) << made.body;
  ASSERT_EQ(made.json().at("orders").get_array().size(), 3U);
  const auto id = std::string(made.json().at("orders").at(0).get_string());
  const auto order = control("GET", "orders/" + id);
  EXPECT_EQ(text_at(order.json().at("orderItems").at(0).at("product"), "sellerSku"), "X-1");
  EXPECT_EQ(text_at(order.json().at("fulfillment"), "fulfillmentServiceLevel"), "NEXT_DAY");
  const auto state = send(sandbox_.ports().wms, "GET", "/control/state");
  EXPECT_EQ(number_at(state.json().at("amazon"), "orders"), 3);
}

TEST_F(ControlTest, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(control("POST", "orders", R"({"seller":"A1","cuont":3})").status, 400);
  EXPECT_EQ(control("POST", "orders", R"({"seller":"A1","marketplace":"XX"})").status, 400);
  EXPECT_EQ(control("POST", "settings", R"({"lag":"soon"})").status, 400);
  EXPECT_EQ(control("POST", "orders", "{").status, 400);
  EXPECT_EQ(control("POST", "nothing").status, 404);
  EXPECT_EQ(control("POST", "ship", R"({"order":"none"})").status, 400);
}

TEST_F(ControlTest, AFlowKeepsItsPace) {
  ASSERT_TRUE(sandbox_.control("POST", "flow", {{"seller", "A1"}, {"per_minute", 90}}));
  sandbox_.advance(std::chrono::minutes(10));
  EXPECT_EQ(number_at(sandbox_.state().at("amazon"), "orders"), 900);
  ASSERT_TRUE(sandbox_.control("POST", "flow", {{"seller", "A1"}, {"per_minute", 60000}}));
  sandbox_.advance(std::chrono::seconds(2));
  EXPECT_EQ(number_at(sandbox_.state().at("amazon"), "orders"), 2900);
  ASSERT_TRUE(sandbox_.control("POST", "flow", {{"seller", "A1"}, {"per_minute", 0}}));
  sandbox_.advance(std::chrono::minutes(10));
  EXPECT_EQ(number_at(sandbox_.state().at("amazon"), "orders"), 2900);
}

TEST_F(ControlTest, FrozenTimeMovesOnlyWhenTold) {
  ASSERT_TRUE(sandbox_.control("POST", "clock", {{"mode", "manual"}}));
  const auto before = sandbox_.now();
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(sandbox_.now(), before);
  sandbox_.advance(std::chrono::minutes(1));
  EXPECT_EQ(sandbox_.now(), before + std::chrono::minutes(1));
  ASSERT_TRUE(sandbox_.control("POST", "clock", {{"mode", "auto"}}));
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(sandbox_.now(), before + std::chrono::minutes(61));
}

TEST_F(ControlTest, TheJournalIsFilteredAndContinued) {
  wms("POST", "/orders", wms_order("R-1"));
  wms("POST", "/orders", wms_order("R-2"));
  wms("POST", "/orders", wms_order("R-2"));
  EXPECT_EQ(control("GET", "journal?kind=create").json().at("entries").get_array().size(), 2U);
  EXPECT_EQ(control("GET", "journal?order=R-2").json().at("entries").get_array().size(), 2U);
  EXPECT_EQ(control("GET", "journal?since=2").json().at("entries").get_array().size(), 1U);
  EXPECT_EQ(control("GET", "journal?side=amazon").json().at("entries").get_array().size(), 0U);
}

TEST_F(ControlTest, ScaleShortensDelaysAndLag) {
  amend({{"scale", 60}, {"auto_ship", true}, {"partial_share", 0}});
  inject(1);
  wms("POST", "/orders", wms_order("R-1"));
  sandbox_.advance(std::chrono::seconds(2));
  EXPECT_EQ(amazon("GET", "/orders/2026-01-01/orders?lastUpdatedAfter=" + since()).json().at("orders").get_array().size(),
            1U);
  sandbox_.advance(std::chrono::seconds(30));
  EXPECT_EQ(sandbox_.journal("shipment").size(), 1U);
}

TEST_F(ControlTest, ASecondSandboxOnATakenPortSaysSo) {
  Options options;
  options.amazon = fmt::format("127.0.0.1:{}", sandbox_.ports().amazon);
  options.wms = "127.0.0.1:0";
  Sandbox second(options);
  const auto up = second.start();
  ASSERT_FALSE(up);
  EXPECT_NE(up.error().message.find("cannot listen"), std::string::npos);
}

}  // namespace
}  // namespace fairway::sandbox
