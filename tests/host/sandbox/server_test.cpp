// The servers themselves: many clients at once, stopping, an outage.
#include <thread>

#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

class ServerTest : public SandboxTest {};

TEST_F(ServerTest, ManyClientsAtOnceEachHaveTheirEffectOnce) {  // HST-14
  constexpr int kThreads = 6, kEach = 15;
  amend({{"lag", 0}, {"auto_ship", true}, {"wms_token_life", "1d"}, {"token_life", "1d"}});
  const auto ids = inject(kThreads * kEach, [](OrderSpec& spec) {
    spec.lines = 1;
    spec.quantity = 1;
  });
  token_ = token();
  wms_token_ = wms_token();
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const auto& id = ids[static_cast<std::size_t>(t * kEach + i)];
        const auto item = std::string(text_at(order(id).at("orderItems").at(0), "orderItemId"));
        const json::object package{{"packageReferenceId", "1"},
                                   {"carrierCode", "UPS"},
                                   {"trackingNumber", "1Z"},
                                   {"shipDate", format_time(clock_.now())},
                                   {"orderItems", json::array{json::object{{"orderItemId", item}, {"quantity", 1}}}}};
        const auto body = json::serialize(json::object{{"marketplaceId", "ATVPDKIKX0DER"}, {"packageDetail", package}});
        wrong += amazon("POST", "/orders/v0/orders/" + id + "/shipmentConfirmation", body).status != 204;
        wrong += wms("POST", "/orders", wms_order(id)).status != 201;
        wrong += amazon("GET", "/orders/2026-01-01/orders?lastUpdatedAfter=" + since()).status != 200;
        wrong += wms("GET", "/shipments").status != 200;
      }
    });
  for (int i = 0; i < 20; ++i) sandbox_.advance(std::chrono::minutes(1));
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(sandbox_.journal("confirmation").size(), ids.size());
  EXPECT_EQ(sandbox_.journal("create").size(), ids.size());
  EXPECT_TRUE(sandbox_.violations().empty());
}

TEST_F(ServerTest, AnOutageEndsConnectionsAndForgetsNothing) {
  const auto id = inject(1).at(0);
  Poco::Net::HTTPClientSession idle("127.0.0.1", sandbox_.ports().amazon);  // kept alive, and so holding a thread
  Poco::Net::HTTPRequest request("GET", "/control/state", "HTTP/1.1");
  Poco::Net::HTTPResponse response;
  idle.sendRequest(request);
  std::ostringstream text;
  Poco::StreamCopier::copyStream(idle.receiveResponse(response), text);
  const auto ports = sandbox_.ports();
  const auto began = std::chrono::steady_clock::now();
  sandbox_.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
  EXPECT_EQ(send(ports.amazon, "GET", "/control/state").status, 0);
  ASSERT_TRUE(sandbox_.start());
  EXPECT_EQ(sandbox_.ports().amazon, ports.amazon);
  EXPECT_EQ(text_at(order(id), "orderId"), id);
}

TEST_F(ServerTest, PathsAndQueriesAreDecodedOnce) {
  EXPECT_EQ(percent_decode("a%2Fb%252F+c", false), "a/b%2F+c");
  EXPECT_EQ(percent_decode("a+b%2B%", true), "a b+%");
  EXPECT_EQ(percent_encode("a|b c/ü"), "a%7Cb%20c%2F%C3%BC");
  const auto values = match("/orders/{id}/cancel", "/orders/W%2F1/cancel");
  ASSERT_TRUE(values);
  EXPECT_EQ(values->at(0), "W/1");
  EXPECT_FALSE(match("/orders/{id}/cancel", "/orders/W1"));
  EXPECT_FALSE(match("/orders/{id}", "/orders/"));
  EXPECT_FALSE(match("/orders", "/orders/W1"));
}

}  // namespace
}  // namespace fairway::sandbox
