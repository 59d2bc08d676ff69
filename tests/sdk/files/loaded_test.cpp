// Plugins loaded from files: two C++ runtimes in one process (SDK-1), and the test plugins that the host's tests lean on.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include "fairway/connect.hpp"
#include "fairway/testing.hpp"

namespace fairway {
namespace {

using ::testing::ElementsAre;

// Stays loaded: a plugin is never unloaded, its process ends.
const fw_entry_t& load(const std::string& name) {
  const std::string path = std::string(TEST_PLUGINS) + '/' + name + ".so";
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  const auto* entry = static_cast<const fw_entry_t*>(dlsym(library, "fw_entry"));
  if (entry == nullptr) throw std::runtime_error("no fw_entry");
  return *entry;
}

std::string line(const testing::Outcome& outcome) {
  std::string text = std::to_string(outcome.code);
  for (const auto& failure : outcome.failures)
    text += " [" + std::to_string(failure.code) + ' ' + failure.message + ' ' + failure.pointer + ' ' +
            std::to_string(failure.retry_after_ms) + ']';
  return text + '\n';
}

// A remote for the shop: two pages of orders, then everything that may go wrong.
void script(testing::TestHost& host) {
  host.secrets.values["k"] = "v";
  host.tokens[""].refresh = "r 1";
  host.http.expect("GET", "https://shop.example/token*").respond(200, R"({"access":"a1"})");
  host.http.expect("GET", "*/orders?after=")
      .respond(200, R"({"Orders":[{"OrderId":"1","Status":"unshipped","BuyerName":"Zo\u00eb","OrderTotal":
      {"amount":19.90,"currency":"EUR"},"LastUpdate":"2026-03-01T09:30:00.5+01:00"},{"OrderId":2,"Status":"NEW"}],"NextToken":"p2"})");
  host.http.expect("GET", "*/orders?after=p2").respond(200, R"({"Orders":[]})");
  host.http.expect("GET", "*/orders?after=").respond(429, "", {{"retry-after", "3"}});
  host.http.expect("GET", "*/orders?after=").respond(200, "<html>");
  host.http.expect("GET", "*/orders?after=").fail(FW_E_UNAVAILABLE, "reset");
}

const std::string kShop = R"({"url":"https://shop.example","key":{"$secret":"k"}})";
const std::vector<testing::Document> kParcels = {{"shipment/1", "1", R"({"tracking_number":"1Z"})"},
                                                 {"shipment/1", "2", "{}"},
                                                 {"shipment/1", "3", "{"},
                                                 {"x/1", "4", "{}"}};
const std::vector<std::string> kQuestions = {R"({"category":"Expedited"})", R"({"country":"XX"})"};

// Everything that the shop can be asked for, and everything that comes back, as text.
std::string transcript(const fw_entry_t& entry) {
  const testing::Plugin plugin(entry);
  testing::TestHost host;
  script(host);
  const auto described = plugin.describe();
  std::string text = described.id + described.config_schema + to_json(described.manifest) + '\n';
  text += line(plugin.validate(R"({"url":"http://x"})")) + line(plugin.validate(R"({"url":[]})"));
  auto shop = plugin.create(host, kShop);
  text += line(shop.pull("orders"));  // not started: refused
  text += line(shop.start());
  for (int i = 0; i < 4; ++i) {
    const auto pulled = shop.pull("orders");
    text += line(pulled);
    for (const auto& document : pulled.committed) text += document.schema + ' ' + document.key + ' ' + document.body + '\n';
    for (const auto& cursor : pulled.checkpoints) text += "cursor " + cursor + '\n';
  }
  host.cancel_after(2);
  text += line(shop.pull("orders"));
  host.cancel_after(-1);
  const auto pushed = shop.push_raw(kParcels);
  text += line(pushed);
  for (const auto& result : pushed.results)
    text += std::to_string(result.code) + result.remote_id + result.why.message + result.why.pointer + '\n';
  const auto decided = shop.decide_raw("shipping-question/1", kQuestions);
  for (const auto& one : decided.answers) text += one.json + one.refusal.message + '\n';
  const auto verified = shop.connect("verify");
  text += line(verified) + verified.json + line(plugin.create(host, R"({"url":"https://shop.example"})").connect("verify"));
  text += line(shop.connect("begin"));
  text += line(shop.pull("nothing"));
  text += line(shop.stop());
  for (const auto& request : host.http.requests())
    text += request.url + (request.headers.empty() ? "" : request.headers.back().second) + request.operation + "\n";
  for (const auto& logged : host.log) text += logged.message + (logged.fields.empty() ? "" : logged.fields[0].second) + '\n';
  for (const auto& problem : host.problems) text += problem + '\n';
  for (const auto& [key, value] : host.state.values) text += key + value;
  return text;
}

// SDK-1
TEST(Runtimes, APluginOfAnotherCompilerAndStandardLibraryBehavesTheSame) {
#ifdef HAVE_LIBCXX
  const std::string gxx = transcript(load("gxx/libcxx-shop"));
  EXPECT_EQ(transcript(load("libcxx-shop")), gxx);
  EXPECT_THAT(gxx, ::testing::HasSubstr("\"per_second\":0.0167"));
  EXPECT_THAT(gxx, ::testing::HasSubstr("\"name\":\"Zo\xC3\xAB\""));
  EXPECT_THAT(gxx, ::testing::HasSubstr("unexpected JSON"));
  EXPECT_THAT(gxx, ::testing::HasSubstr("[-8 cancelled"));
  EXPECT_THAT(gxx, ::testing::HasSubstr("an exception that is no std::exception"));
#else
  GTEST_SKIP() << "no clang with libc++ here";
#endif
}

// What does not depend on the wrapper: codes, order of things, requests, what is kept. Words and spellings may differ.
std::string behaviour(const fw_entry_t& entry) {
  const testing::Plugin plugin(entry);
  testing::TestHost host;
  script(host);
  const auto code = [](const testing::Outcome& outcome) {
    std::string text = std::to_string(outcome.code);
    for (const auto& problem : outcome.problems) text += " " + problem;
    return text + ' ' + std::to_string(outcome.cause().retry_after_ms) + '\n';
  };
  std::string text;
  for (const auto* settings : {R"({"url":"http://x"})", R"({"url":[]})", R"({"url":"https://x"})"})
    for (const auto& finding : plugin.validate(settings).failures)
      text += std::to_string(finding.code) + finding.pointer + '\n';
  EXPECT_THROW(plugin.create(host, R"({"url":[]})"), Error);
  auto shop = plugin.create(host, kShop);
  text += code(shop.pull("orders"));
  text += code(shop.start());
  for (int i = 0; i < 4; ++i) {
    const auto pulled = shop.pull("orders");
    text += code(pulled);
    for (const auto& order : pulled.documents<Order>())
      text += order.channel_order_id + ' ' + std::string(order.status.text()) + '\n';
    for (const auto& cursor : pulled.checkpoints) text += "cursor " + cursor + '\n';
  }
  host.cancel_after(2);
  text += code(shop.pull("orders"));
  host.cancel_after(-1);
  const auto pushed = shop.push_raw(kParcels);
  text += code(pushed);
  for (const auto& result : pushed.results) text += std::to_string(result.code) + result.remote_id + '\n';
  const auto decided = shop.decide_raw("shipping-question/1", kQuestions);
  text += code(decided);
  for (const auto& one : decided.answers)
    text += one.json.empty() ? "refused\n" : from_json<ShippingAnswer>(one.json).service + '\n';
  const auto verified = shop.connect("verify");
  text += code(verified) + verified.as<ConnectIdentity>().name + '\n';
  for (const auto& outcome : {testing::Outcome(shop.connect("begin")), testing::Outcome(shop.pull("nothing")), shop.stop(),
                              shop.stop(), shop.start()})
    text += code(outcome);
  for (const auto& request : host.http.requests())
    text += request.url + (request.headers.empty() ? "" : request.headers.back().second) + request.operation + "\n";
  for (const auto& logged : host.log)
    if (logged.level == FW_LOG_INFO) text += logged.message + '\n';
  for (const auto& problem : host.problems) text += problem + '\n';
  for (const auto& [key, value] : host.state.values) text += key + value;
  return text;
}

// SDK-1
TEST(Runtimes, APluginInPlainCBehavesTheSame) {
  const std::string gxx = behaviour(load("gxx/libcxx-shop"));
  EXPECT_EQ(behaviour(load("c-shop")), gxx);
  EXPECT_THAT(gxx, ::testing::HasSubstr("cursor p2\n"));
  EXPECT_THAT(gxx, ::testing::HasSubstr("-6 3000\n"));
}

TEST(Shopify, IsAStoreWithoutOrders) {
  testing::TestHost host;
  const testing::Plugin plugin(load("shopify"));
  EXPECT_EQ(plugin.describe().name, "shopify");
  EXPECT_THAT(plugin.describe().manifest.roles, ElementsAre("store"));
  const auto pulled = plugin.start(host, R"({"shop-domain":"a.example"})").pull("orders", "c");
  EXPECT_TRUE(pulled.ok());
  EXPECT_TRUE(pulled.committed.empty());
}

class Crash : public ::testing::Test {
 protected:
  testing::Pulled pull(const std::string& config, const std::string& cursor = {}, const std::string& params = {}) {
    return testing::Plugin(load("crash")).start(host, config).pull("orders", cursor, params);
  }
  testing::TestHost host;
};

TEST_F(Crash, EmitsWithCheckpointsFromWhereItStopped) {
  const auto pulled = pull(R"({"docs":7,"checkpoint-every":3})");
  EXPECT_EQ(pulled.committed.size(), 7u);
  EXPECT_THAT(pulled.checkpoints, ElementsAre("3", "6", "7"));
  EXPECT_EQ(pull(R"({"docs":7})", "5").documents<Order>().at(0).channel_order_id, "C-6");
  EXPECT_EQ(pull(R"({"docs":7})", "", R"({"docs":2})").committed.size(), 2u);
}

TEST_F(Crash, ThrowsAndRefusesOnRequest) {
  const auto thrown = pull(R"({"docs":5,"behaviour":"throw-int","after":3,"checkpoint-every":2})");
  EXPECT_EQ(thrown.code, FW_E_INTERNAL);
  EXPECT_EQ(thrown.cursor(), "2");
  EXPECT_EQ(thrown.dropped.size(), 1u);
  EXPECT_EQ(pull(R"({"behaviour":"unavailable"})").code, FW_E_UNAVAILABLE);
  EXPECT_THROW(testing::Plugin(load("crash")).create(host, R"({"where":"create","behaviour":"rejected"})"), Error);
}

TEST_F(Crash, SleepsByTheHostsClock) {
  const auto before = host.clock.unix_ms;
  EXPECT_TRUE(pull(R"({"behaviour":"sleep","ms":60000})").ok());
  EXPECT_EQ(host.clock.unix_ms - before, 60000);
}

TEST_F(Crash, DiesOnRequest) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(pull(R"({"behaviour":"segv"})"), "");
  EXPECT_DEATH(pull(R"({"behaviour":"abort"})"), "");
  EXPECT_EXIT(pull(R"({"behaviour":"exit"})"), ::testing::ExitedWithCode(3), "");
}

TEST_F(Crash, DiesOnceWhenAskedTo) {
  const std::string mark = ::testing::TempDir() + "fairway-crash-once-" + std::to_string(getpid());
  const std::string config = R"({"docs":1,"behaviour":"throw","once":")" + mark + "\"}";
  EXPECT_EQ(pull(config).code, FW_E_INTERNAL);
  EXPECT_TRUE(pull(config).ok());
  std::remove(mark.c_str());
}

}  // namespace
}  // namespace fairway
