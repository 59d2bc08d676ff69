// The warehouse tells at once: signed deliveries on the public listener.
#include "host/base/text.hpp"
#include "host/sandbox/wms/webhooks.hpp"
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using sandbox::Fault;
using sandbox::FaultKind;
using sandbox::OrderSpec;
using ::testing::StartsWith;

// A host that polls its warehouse once in ten minutes, so that what it knows of parcels it knows by webhook.
class Webhook : public OneWorld {
 protected:
  static void SetUpTestSuite() {
    port_ = free_port();
    WorldOptions options;
    options.settings.auto_ship = false;
    options.host_extra = fmt::format(R"(public: {{ listen: "127.0.0.1:{0}", url: "http://127.0.0.1:{0}" }})", port_);
    options.warehouse_extra = R"(, webhook-secret: "${file:secrets/hook}")";
    world_ = std::make_unique<World>(options);
    replace_in(account_file(*world_), "shipments-every: 1s", "shipments-every: 10m");
    write_file(world_->config() / "secrets/hook", subscribe() + "\n");
    ASSERT_TRUE(world_->start()) << world_->log();
    const auto first = items_of(world_->get("/v1/accounts/acme1/stores"));
    ASSERT_FALSE(first.empty());
  }
  void TearDown() override { world_->sandbox().clear_faults(); }

  static std::string url() { return fmt::format("http://127.0.0.1:{}/hooks/acme1/west", port_); }

  // As an operator registers it: by the warehouse's own API, which answers with the secret.
  static std::string subscribe() {
    const auto base = world_->sandbox().wms_url();
    const Headers in{{"Content-Type", "application/json"},
                     {"Authorization", "Basic " + to_base64("acme:made-up-warehouse-secret-0123456789")}};
    const auto token = ask("POST", base + "/auth/token", R"({"grant_type":"client_credentials"})", in);
    secret_ = text_in(
        ask("POST", base + "/webhooks",
            json::serialize(json::object{{"url", url()}, {"topics", json::array{"shipment.created", "order.exception"}}}),
            {{"Content-Type", "application/json"},
             {"X-Depositor", "ACME1"},
             {"Authorization", "Bearer " + text_in(token.json(), "access_token")}})
            .json(),
        "secret");
    EXPECT_THAT(secret_, StartsWith("whsec_")) << token.body;
    return secret_;
  }

  static std::string submitted() {
    const auto id =
        world_->inject(1, 1, [](OrderSpec& spec) { spec.service_level = "STANDARD", spec.quantity = 1, spec.lines = 1; })
            .front();
    EXPECT_TRUE(await_state(*world_, "acme1", id, "submitted")) << say(*world_, "acme1", id);
    return id;
  }
  static bool ship(const std::string& id) {
    sandbox::ShipSpec spec;
    spec.order = id;
    return until([&] { return world_->sandbox().ship(spec).value_or(0) == 1; }, kSoon);
  }
  static std::vector<int> answered(std::size_t from) {
    std::vector<int> statuses;
    const auto all = world_->sandbox().journal("delivery");
    for (std::size_t i = from; i < all.size(); ++i)
      statuses.push_back(static_cast<int>(all[i].detail.at("status").to_number<std::int64_t>()));
    return statuses;
  }
  static void strike(FaultKind kind) {
    Fault fault;
    fault.kind = kind, fault.operation = "webhook", fault.count = 1;
    world_->sandbox().fault(fault);
  }
  static Answer deliver(const std::string& id, const std::string& body, const std::string& secret, std::int64_t skew = 0) {
    const auto stamp = std::to_string(
        std::chrono::duration_cast<std::chrono::seconds>(world_->sandbox().now().time_since_epoch()).count() + skew);
    return ask("POST", url(), body,
               {{"Content-Type", "application/json"},
                {"webhook-id", id},
                {"webhook-timestamp", stamp},
                {"webhook-signature", sandbox::webhook_signature(secret, id, stamp, body)}});
  }

  static inline int port_ = 0;
  static inline std::string secret_;
};

// WMS-1, ORD-9
TEST_F(Webhook, ASignedDeliveryConfirmsTheParcelLongBeforeTheNextPoll) {
  const auto id = submitted();
  const auto deliveries = world_->sandbox().journal("delivery").size();
  ASSERT_TRUE(ship(id));
  ASSERT_TRUE(await_state(*world_, "acme1", id, "confirmed")) << say(*world_, "acme1", id);
  EXPECT_THAT(text_in(event_of(world_->order("acme1", id), "shipped"), "cause"), StartsWith("hook west"));
  ASSERT_TRUE(until([&] { return answered(deliveries).size() == 1; }, kSoon));
  EXPECT_EQ(answered(deliveries).front(), 202);
}

// WMS-1
TEST_F(Webhook, TheSameDeliveryTwiceIsOneParcel) {
  const auto id = submitted();
  const auto deliveries = world_->sandbox().journal("delivery").size();
  strike(FaultKind::double_delivery);
  ASSERT_TRUE(ship(id));
  ASSERT_TRUE(await_state(*world_, "acme1", id, "confirmed")) << say(*world_, "acme1", id);
  ASSERT_TRUE(until([&] { return answered(deliveries).size() == 2; }, kSoon));
  EXPECT_EQ(answered(deliveries), (std::vector<int>{202, 202}));
  EXPECT_EQ(world_->order("acme1", id).at("shipments").as_array().size(), 1U);
  EXPECT_EQ(journal_count(*world_, "confirmation", id), 1U);
}

// WMS-1: a delivery signed by somebody else is refused each time it comes; the poll finds the parcel all the same.
TEST_F(Webhook, AForgedDeliveryIsRefusedAndThePollBringsTheParcel) {
  const auto id = submitted();
  const auto deliveries = world_->sandbox().journal("delivery").size();
  strike(FaultKind::forge_delivery);
  ASSERT_TRUE(ship(id));
  ASSERT_TRUE(until([&] { return !answered(deliveries).empty(); }, kSoon));
  EXPECT_EQ(answered(deliveries).front(), 401);
  EXPECT_EQ(state_of(*world_, "acme1", id), "submitted");
  world_->post("/v1/accounts/acme1/stores/west/run?flow=shipments");
  ASSERT_TRUE(await_state(*world_, "acme1", id, "confirmed")) << say(*world_, "acme1", id);
}

// WMS-1: what is not ours, too old, not whole or not at its place.
TEST_F(Webhook, OnlyFreshSignedDeliveriesToKnownPlacesAreTaken) {
  const std::string body =
      R"({"topic":"order.accepted","depositor":"ACME1","occurred_at":"2026-01-01T00:00:00Z","data":{}})";
  EXPECT_EQ(deliver("msg_test_1", body, secret_).status, 202);
  EXPECT_EQ(deliver("msg_test_2", body, "whsec_" + to_base64("another secret of somebody")).status, 401);
  EXPECT_EQ(deliver("msg_test_3", body, secret_, -3600).status, 401);
  EXPECT_EQ(ask("POST", url(), body, {{"Content-Type", "application/json"}}).status, 401);
  EXPECT_EQ(deliver("msg_test_4", std::string((1 << 20) + 1, ' '), secret_).status, 413);
  const auto base = fmt::format("http://127.0.0.1:{}", port_);
  EXPECT_EQ(ask("POST", base + "/hooks/acme1/nobody", body).status, 404);
  EXPECT_EQ(ask("POST", base + "/hooks/nobody/west", body).status, 404);
  EXPECT_EQ(ask("GET", base + "/v1/accounts").status, 404);  // the public listener serves no API
  EXPECT_TRUE(items_of(world_->get("/v1/jobs?state=dead")).empty());
}

// WMS-1: signed by the warehouse and yet no text: a person can see it, and no dead letter keeps coming back.
TEST_F(Webhook, ADeliveryThatIsNoTextIsSetAsideWithItsCause) {
  EXPECT_EQ(deliver("msg_bytes", "{\"name\":\"Gr\xf6\xdf\"}", secret_).status, 202);
  ASSERT_TRUE(until([] { return !items_of(world_->get("/v1/accounts/acme1/rejects")).empty(); }, kSoon));
  const auto reject = items_of(world_->get("/v1/accounts/acme1/rejects")).front();
  EXPECT_EQ(text_in(reject, "stream"), "hook");
  EXPECT_EQ(text_in(reject, "error"), "the delivery's body is not text in UTF-8");
  EXPECT_TRUE(items_of(world_->get("/v1/jobs?state=dead")).empty());
}

}  // namespace
}  // namespace fairway::testing
