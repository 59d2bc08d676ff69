#include "host/sandbox/wms/webhooks.hpp"
#include "tests/host/sandbox/client.hpp"

namespace fairway::sandbox {
namespace {

// Receives webhooks on a port of its own and refuses the first `refuse` of them.
class Receiver {
 public:
  Receiver() : server_([this](const Request& request) { return take(request); }, [] { return Instant{}; }) {
    EXPECT_TRUE(server_.start("127.0.0.1:0"));
  }
  ~Receiver() { server_.stop(); }
  std::string url() const { return fmt::format("http://127.0.0.1:{}/hooks", server_.port()); }
  void refuse(int count) { refuse_ = count; }
  std::vector<Request> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::seconds(10), [&] { return seen_.size() >= count; });
    return seen_;
  }

 private:
  Response take(const Request& request) {
    std::scoped_lock lock(mutex_);
    seen_.push_back(request);
    wake_.notify_all();
    return Response{refuse_-- > 0 ? 500 : 200};
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Request> seen_;
  int refuse_ = 0;
  HttpServer server_;
};

class WebhooksTest : public SandboxTest {
 protected:
  std::string subscribe(const std::string& url, const json::array& topics) {
    const auto answer = wms("POST", "/webhooks", json::serialize(json::object{{"url", url}, {"topics", topics}}));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return std::string(text_at(answer.json(), "secret"));
  }
  static bool signed_by(const Request& request, const std::string& secret) {
    return request.header("webhook-signature") ==
           webhook_signature(secret, request.header("webhook-id"), request.header("webhook-timestamp"), request.body);
  }
  Receiver receiver_;
};

TEST_F(WebhooksTest, ADeliveryIsSignedOverIdTimestampAndBody) {  // HST-14
  const auto secret = subscribe(receiver_.url(), {"order.accepted", "shipment.created"});
  wms("POST", "/orders", wms_order("R-1"));
  sandbox_.advance(std::chrono::seconds(5));
  const auto seen = receiver_.wait_for(1);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(signed_by(seen[0], secret));
  EXPECT_EQ(seen[0].header("webhook-timestamp"), std::to_string(clock_.now().time_since_epoch().count() / 1000 + 5));
  const auto body = parse_json(seen[0].body);
  ASSERT_TRUE(body) << seen[0].body;
  EXPECT_EQ(text_at(*body, "topic"), "order.accepted");
  EXPECT_EQ(text_at(body->at("data"), "reference"), "R-1");
  ASSERT_TRUE(sandbox_.ship({}));
  EXPECT_EQ(text_at(*parse_json(receiver_.wait_for(2)[1].body), "topic"), "shipment.created");
}

// Made with an independent implementation (openssl dgst -sha256 -mac HMAC).
TEST_F(WebhooksTest, TheSignatureIsTheOneOfTheDescription) {
  EXPECT_EQ(webhook_signature("whsec_a2V5", "msg_1", "1700000000", "{}"), "v1,XaXLFEFQ69Q4+demDWPEv5ydXczDW2mM5crCUEFcFBA=");
}

TEST_F(WebhooksTest, ARefusedDeliveryComesAgainWithTheSameId) {
  receiver_.refuse(2);
  subscribe(receiver_.url(), {"order.accepted"});
  wms("POST", "/orders", wms_order("R-1"));
  sandbox_.advance(std::chrono::seconds(5));
  receiver_.wait_for(2);  // at once
  while (sandbox_.journal("delivery").size() < 2) std::this_thread::yield();
  sandbox_.advance(std::chrono::seconds(5));
  const auto seen = receiver_.wait_for(3);
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0].header("webhook-id"), seen[2].header("webhook-id"));
}

TEST_F(WebhooksTest, DeliveriesAreDoubledForgedAndDroppedOnDemand) {
  const auto secret = subscribe(receiver_.url(), {"order.accepted"});
  sandbox_.fault({.kind = FaultKind::double_delivery, .count = 1});
  wms("POST", "/orders", wms_order("R-1"));
  sandbox_.advance(std::chrono::seconds(5));
  auto seen = receiver_.wait_for(2);
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].header("webhook-id"), seen[1].header("webhook-id"));
  sandbox_.fault({.kind = FaultKind::drop_delivery, .count = 1});
  wms("POST", "/orders", wms_order("R-2"));
  sandbox_.advance(std::chrono::seconds(5));
  sandbox_.fault({.kind = FaultKind::forge_delivery, .count = 1});
  wms("POST", "/orders", wms_order("R-3"));
  sandbox_.advance(std::chrono::seconds(5));
  seen = receiver_.wait_for(3);
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_FALSE(signed_by(seen[2], secret));
  EXPECT_EQ(text_at(parse_json(seen[2].body)->at("data"), "reference"), "R-3");
}

TEST_F(WebhooksTest, OnlyHttpsOrLoopbackIsTaken) {
  EXPECT_EQ(wms("POST", "/webhooks", R"({"url":"http://example.com/x","topics":["order.accepted"]})").status, 400);
  EXPECT_EQ(wms("POST", "/webhooks", R"({"url":"https://example.com/x","topics":["order.lost"]})").status, 400);
  EXPECT_EQ(sandbox_.violations().size(), 2U);
}

}  // namespace
}  // namespace fairway::sandbox
