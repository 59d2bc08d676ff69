// The wrapper's promises at the binary boundary: what a plugin author may rely on, and what the host may (SDK-1, SDK-4).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fairway/connect.hpp"
#include "fairway/testing.hpp"

namespace fairway {
namespace {

using ::testing::ElementsAre;

const std::string kConfig = R"({"base-url":"https://shop.example","api-key":{"$secret":"k"},"pages":2})";
testing::Plugin shop() { return testing::Plugin(fw_entry, "shop"); }

class Wrapper : public ::testing::Test {
 protected:
  Wrapper() { host.secrets.values["k"] = "s3cret"; }
  ~Wrapper() override { EXPECT_THAT(host.problems, ElementsAre()); }
  static std::string failing(std::string where) {
    return R"({"base-url":"https://shop.example","fail-in":")" + where + "\"}";
  }
  testing::TestHost host;
};

TEST_F(Wrapper, PullsPagesWithCheckpointsAndSetsBadRowsAside) {
  host.http.expect("GET", "https://shop.example/orders?page=0").respond(200, R"([{"id":"1"},{"idd":"2"},{"id":3}])");
  host.http.expect("GET", "*page=1").respond(200, "[]");
  auto channel = shop().start(host, kConfig);
  const auto pulled = channel.pull("orders");
  ASSERT_TRUE(pulled.ok()) << pulled.cause().message;
  EXPECT_THAT(pulled.checkpoints, ElementsAre("1", "2"));
  const auto orders = pulled.documents<Order>();
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[1].channel_order_id, "3");
  ASSERT_EQ(pulled.rejects.size(), 1u);
  EXPECT_EQ(pulled.rejects[0].raw, R"({"idd":"2"})");
  EXPECT_EQ(pulled.rejects[0].why.pointer, "/id");
  EXPECT_THAT(pulled.problems, ElementsAre());
  EXPECT_EQ(host.http.last().headers.at(0).second, "{{secret:k}}");  // the plugin never sees the secret
  EXPECT_EQ(host.state.values.at("page"), "1");
}

TEST_F(Wrapper, AFailedPullKeepsWhatWasCheckpointed) {
  host.http.expect("GET", "*page=0").respond(200, R"([{"id":"1"}])");
  host.http.expect("GET", "*page=1").respond(503);
  auto channel = shop().start(host, kConfig);
  const auto pulled = channel.pull("orders");
  EXPECT_EQ(pulled.code, FW_E_UNAVAILABLE);
  EXPECT_EQ(pulled.cause().message, "HTTP 503");
  EXPECT_EQ(pulled.cursor(), "1");
  EXPECT_EQ(pulled.committed.size(), 1u);
}

TEST_F(Wrapper, TurnsStatusesIntoPolicies) {
  const auto code = [](int status) {
    try {
      return check(HttpResponse{status, {{"retry-after", "7"}}}).ok() ? FW_OK : FW_E_INTERNAL;
    } catch (const Error& error) {
      EXPECT_EQ(error.retry_after(), std::chrono::seconds(status == 429 || error.code() == FW_E_UNAVAILABLE ? 7 : 0));
      return error.code();
    }
  };
  EXPECT_EQ(code(200), FW_OK);
  EXPECT_EQ(code(204), FW_OK);
  EXPECT_EQ(code(302), FW_E_REJECTED);
  EXPECT_EQ(code(401), FW_E_AUTH);
  EXPECT_EQ(code(403), FW_E_AUTH);
  EXPECT_EQ(code(404), FW_E_REJECTED);
  EXPECT_EQ(code(408), FW_E_UNAVAILABLE);
  EXPECT_EQ(code(429), FW_E_THROTTLED);
  EXPECT_EQ(code(500), FW_E_UNAVAILABLE);
}

TEST_F(Wrapper, NoExceptionCrosses) {
  host.http.otherwise([](const HttpRequest&) { return HttpResponse{200, {}, "[]"}; });
  const auto outcome = [&](const std::string& how) { return shop().start(host, failing(how)).pull("orders"); };
  EXPECT_EQ(outcome("pull").code, FW_E_INTERNAL);
  EXPECT_EQ(outcome("pull:std").code, FW_E_INTERNAL);
  EXPECT_EQ(outcome("pull:std").cause().message, "beyond");
  EXPECT_EQ(outcome("pull:json").code, FW_E_UNAVAILABLE);
  EXPECT_EQ(outcome("pull:throttled").code, FW_E_THROTTLED);
  EXPECT_EQ(outcome("pull:throttled").cause().retry_after_ms, 7000);
}

TEST_F(Wrapper, StopsWhereTheHostAsksToStop) {
  host.http.otherwise([](const HttpRequest&) { return HttpResponse{200, {}, R"([{"id":"1"},{"id":"2"}])"}; });
  for (int steps = 0; steps < 8; ++steps) {
    testing::TestHost fresh;
    fresh.secrets = host.secrets;
    fresh.http = host.http;
    auto channel = shop().start(fresh, kConfig);
    fresh.cancel_after(steps);
    EXPECT_EQ(channel.pull("orders").code, FW_E_CANCELLED) << steps;
  }
}

TEST_F(Wrapper, UnknownStreamsDocumentsQuestionsAndStepsAreUnsupported) {
  auto channel = shop().start(host, kConfig);
  EXPECT_EQ(channel.pull("stock").code, FW_E_UNSUPPORTED);
  EXPECT_EQ(channel.connect("revoke").code, FW_E_UNSUPPORTED);
  const auto pushed = channel.push<StockLevel>({StockLevel{}});
  EXPECT_TRUE(pushed.ok());
  EXPECT_EQ(pushed.results.at(0).code, FW_E_UNSUPPORTED);
  EXPECT_EQ(channel.decide<ShippingAnswer>(ShippingQuestion{}).refusal.code, FW_E_UNSUPPORTED);
  auto mapper = testing::Plugin(fw_entry, "mapper").start(host);
  EXPECT_EQ(mapper.pull("orders").code, FW_E_UNSUPPORTED);
  EXPECT_EQ(mapper.decide_raw("price-question/1", {"{}"}).code, FW_E_UNSUPPORTED);
}

FulfilmentOrder reference(std::string text) {
  FulfilmentOrder order;
  order.reference = std::move(text);
  return order;
}

TEST_F(Wrapper, ADocumentThatCannotBeReadLeavesItsNeighboursAlone) {
  auto channel = shop().start(host, kConfig);
  const auto pushed = channel.push_raw({{"fulfilment-order/1", "a", R"({"reference":"a"})"},
                                        {"fulfilment-order/1", "b", R"({"reference":"b","lines":[{"quantity":"many"}]})"},
                                        {"nonsense/9", "c", "{}"},
                                        {"cancellation/1", "d", R"({"reference":"a"})"},
                                        {"fulfilment-order/1", "e", R"({"reference":"bad"})"},
                                        {"shipment/1", "f", "{}"}});
  ASSERT_TRUE(pushed.ok());
  EXPECT_EQ(pushed.results[0].remote_id, "W-a");
  EXPECT_EQ(pushed.results[1].code, FW_E_REJECTED);
  EXPECT_EQ(pushed.results[1].why.pointer, "/lines/0/quantity");
  EXPECT_EQ(pushed.results[2].code, FW_E_UNSUPPORTED);
  EXPECT_EQ(pushed.results[3].why.message, "too late");
  EXPECT_EQ(pushed.results[4].why.pointer, "/lines/0/sku");
  EXPECT_TRUE(pushed.results[5].accepted());
  EXPECT_THAT(pushed.problems, ElementsAre());
}

TEST_F(Wrapper, WhatHasNoResultStaysUnknownUnlessAnExceptionSaysWhy) {
  auto channel = shop().start(host, kConfig);
  const auto quiet = channel.push<FulfilmentOrder>({reference("silent"), reference("x")}, true);
  EXPECT_TRUE(quiet.ok());
  EXPECT_FALSE(quiet.results[0].given);
  EXPECT_EQ(quiet.results[1].remote_id, "again-x");
  const auto broken = channel.push<FulfilmentOrder>({reference("x"), reference("boom"), reference("y")});
  EXPECT_EQ(broken.code, FW_E_UNAVAILABLE);
  EXPECT_TRUE(broken.results[0].accepted());
  EXPECT_TRUE(broken.results[1].accepted());
  EXPECT_EQ(broken.results[2].code, FW_E_UNAVAILABLE);
  EXPECT_EQ(broken.results[2].why.message, "half way");
}

TEST_F(Wrapper, ASecondResultForADocumentIsThePluginsBug) {
  auto channel = shop().start(host, kConfig);
  const auto pushed = channel.push<FulfilmentOrder>({reference("twice"), reference("next")});
  EXPECT_EQ(pushed.code, FW_E_INTERNAL);
  EXPECT_TRUE(pushed.results[0].accepted());
  EXPECT_EQ(pushed.results[1].code, FW_E_INTERNAL);
  EXPECT_THAT(pushed.problems, ElementsAre());  // the host never saw the second one
}

TEST_F(Wrapper, AnExceptionInOneKindLeavesTheOtherKindsAlone) {
  auto channel = shop().start(host, failing("confirm:throttled"));
  const auto pushed = channel.push_raw({{"shipment/1", "s", "{}"}, {"fulfilment-order/1", "f", R"({"reference":"f"})"}});
  EXPECT_EQ(pushed.code, FW_E_THROTTLED);
  EXPECT_EQ(pushed.results[0].code, FW_E_THROTTLED);
  EXPECT_TRUE(pushed.results[1].accepted());
}

TEST_F(Wrapper, AnswersQuestionsOneByOne) {
  auto mapper = testing::Plugin(fw_entry, "mapper").create(host);  // before any start
  const auto decided = mapper.decide_raw(
      "shipping-question/1", {R"({"method":"Ground"})", R"({"method":"throw"})", R"({"method":1,"method":2})", "{}"});
  ASSERT_TRUE(decided.ok());
  EXPECT_EQ(from_json<ShippingAnswer>(decided.answers[0].json).service, "UPS Ground");
  EXPECT_EQ(decided.answers[1].refusal.message, "broken rule");
  EXPECT_EQ(decided.answers[2].refusal.code, FW_E_INVALID);
  EXPECT_EQ(decided.answers[3].json, R"({"rule":"/rules/0"})");
  PolicyQuestion question;
  question.proposed.stores.resize(2);
  EXPECT_EQ(mapper.decide<PolicyAnswer>(question).answer.value().findings.size(), 1u);
}

TEST_F(Wrapper, ConnectsInSteps) {
  auto channel = shop().create(host, kConfig);
  EXPECT_EQ(channel.connect("begin", R"({"state":"s1"})").as<ConnectUrl>().url, "https://shop.example/allow?state=s1");
  EXPECT_EQ(channel.connect("complete", R"({"params":{"code":"c"}})").as<ConnectGrant>().refresh_token, "refresh-c");
  EXPECT_EQ(channel.connect("verify").as<ConnectIdentity>().identity.at("shop"), "s1");
  EXPECT_EQ(channel.connect("begin", "[]").code, FW_E_INVALID);
  EXPECT_EQ(channel.connect("complete", "{}").code, FW_E_INTERNAL);
}

TEST_F(Wrapper, GivesHooksToThePluginThatAsksForThem) {
  auto channel = shop().start(host, kConfig);
  const auto pulled = channel.pull("hook", "", R"({"id":"d1","headers":{"x-topic":"orders"},"body":"{\"id\":1}"})");
  ASSERT_TRUE(pulled.ok());
  EXPECT_EQ(pulled.committed.at(0).key, "d1");
  EXPECT_EQ(pulled.documents<Notice>().at(0).message, "orders:{\"id\":1}");
  EXPECT_EQ(channel.pull("hook", "", "{").code, FW_E_INVALID);
}

TEST_F(Wrapper, ChecksSettingsBeforeAnythingRuns) {
  EXPECT_TRUE(shop().validate(kConfig).ok());
  EXPECT_TRUE(shop().validate(kConfig).failures.empty());
  const auto findings = shop().validate(R"({"pages":0})");
  EXPECT_TRUE(findings.ok());  // findings are no failure of validate itself
  ASSERT_EQ(findings.failures.size(), 2u);
  EXPECT_EQ(findings.failures[0].pointer, "/base-url");
  const auto unreadable = shop().validate(R"({"pages":"two"})");
  EXPECT_EQ(unreadable.code, FW_E_CONFIG);
  EXPECT_EQ(unreadable.cause().pointer, "/pages");
  EXPECT_THROW(shop().create(host, R"({"api-key":"in the clear"})"), Error);
}

TEST_F(Wrapper, AConstructorThatThrowsLeavesNoInstance) {
  const auto create = [&] { testing::Plugin(fw_entry, "unready").create(host); };
  EXPECT_THROW(create(), Error);
  const auto* factory = static_cast<const fw_channel_factory*>(fw_entry.query(FW_CHANNEL_FACTORY));
  testing::Outcome outcome;
  const testing::TestCall call(host, outcome);
  auto* const untouched = reinterpret_cast<fw_channel*>(&outcome);
  fw_channel* channel = untouched;
  EXPECT_EQ(factory->create(host.raw(), call.raw(), view("test.unready"), view("{}"), &channel), FW_E_CONFIG);
  EXPECT_EQ(channel, untouched);
  EXPECT_EQ(factory->create(host.raw(), call.raw(), view("test.shop2"), view("{}"), &channel), FW_E_UNSUPPORTED);
  EXPECT_EQ(fw_entry.query("fairway.channel-factory/1 "), nullptr);
}

TEST_F(Wrapper, HoldsTheHostToTheOrderOfCalls) {
  auto channel = shop().create(host, kConfig);
  EXPECT_EQ(channel.pull("orders").code, FW_E_INVALID);
  EXPECT_TRUE(host.logged("the host called pull in the wrong state"));
  EXPECT_EQ(channel.resume().code, FW_E_INVALID);
  EXPECT_TRUE(channel.stop().ok());  // legal before start
  EXPECT_FALSE(host.logged("stopped"));
  EXPECT_TRUE(channel.start().ok());
  EXPECT_EQ(channel.start().code, FW_E_INVALID);
  EXPECT_TRUE(channel.quiesce().ok());
  EXPECT_EQ(channel.push<Shipment>({Shipment{}}).code, FW_E_INVALID);
  EXPECT_TRUE(channel.resume().ok());
  EXPECT_TRUE(channel.stop().ok());
  EXPECT_TRUE(host.logged("stopped"));
  EXPECT_TRUE(channel.stop().ok());
  EXPECT_TRUE(channel.start().ok());
}

TEST_F(Wrapper, AFailedStartIsNoStart) {
  auto channel = shop().create(host, failing("start:std"));
  EXPECT_EQ(channel.start().code, FW_E_INTERNAL);
  EXPECT_EQ(channel.pull("orders").code, FW_E_INVALID);
  EXPECT_EQ(channel.start().code, FW_E_INTERNAL);  // may be tried again
}

TEST_F(Wrapper, DescribesWhatTheMixinsSay) {
  const auto shop_says = shop().describe();
  EXPECT_EQ(shop_says.id, "test.shop");
  ASSERT_EQ(shop_says.manifest.streams.size(), 2u);
  EXPECT_EQ(shop_says.manifest.streams[0].name, "orders");
  EXPECT_THAT(shop_says.manifest.streams[0].documents, ElementsAre("order/1"));
  EXPECT_THAT(shop_says.manifest.connects, ElementsAre("begin", "complete", "verify"));
  ASSERT_EQ(shop_says.manifest.pushes.size(), 3u);
  EXPECT_EQ(shop_says.manifest.pushes[0].batch, 20);  // as the author wrote it
  EXPECT_EQ(shop_says.manifest.pushes[1].document, "fulfilment-order/1");
  EXPECT_TRUE(shop_says.manifest.pushes[1].pii);
  EXPECT_THAT(testing::Plugin(fw_entry, "mapper").describe().manifest.decides,
              ElementsAre("shipping-question/1", "policy-question/1"));
}

TEST_F(Wrapper, LivesWithAHostThatOffersNothing) {
  for (const char* id : {FW_HOST_LOG, FW_HOST_CLOCK, FW_HOST_HTTP, FW_HOST_STATE, FW_HOST_TOKENS, FW_HOST_SECRETS})
    host.without.insert(id);
  auto channel = shop().start(host, kConfig);
  EXPECT_EQ(channel.pull("orders").code, FW_E_UNSUPPORTED);
  EXPECT_TRUE(channel.stop().ok());
}

}  // namespace
}  // namespace fairway
