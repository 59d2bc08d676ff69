// An own shop, from end to end: it posts orders and is told by signed webhooks (ORD-13); its checkout asks for stock (OFR-9).
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/StreamCopier.h>
#include <openssl/hmac.h>

#include <cstring>
#include <future>
#include <thread>

#include "host/base/text.hpp"
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using sandbox::Fault;
using sandbox::FaultKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr const char* kSecret = "a-long-text-by-chance-0123456789";

struct Delivered {
  std::string event, id, body;
  bool is_ours = false;  // its signature fits
};

// What a shop does with a delivery, as the plugin's README has it.
bool fits(const Poco::Net::HTTPServerRequest& request, const std::string& body) {
  const auto stamp = request.get("Fairway-Timestamp", "");
  const auto data = stamp + "." + body;
  unsigned char raw[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), kSecret, static_cast<int>(std::strlen(kSecret)), reinterpret_cast<const unsigned char*>(data.data()),
       data.size(), raw, &size);
  const auto age = std::time(nullptr) - std::stoll("0" + stamp);
  return std::abs(age) < 300 &&
         request.get("Fairway-Signature", "") == "v1=" + to_hex({reinterpret_cast<const char*>(raw), size});
}

// A shop's receiver on loopback. It may be told to be out of order.
class Receiver {
 public:
  Receiver() : server_(new Factory(*this), socket_, new Poco::Net::HTTPServerParams) { server_.start(); }
  ~Receiver() { server_.stopAll(true); }
  std::string url() const { return fmt::format("http://127.0.0.1:{}/fairway?from=test", socket_.address().port()); }
  void answer_with(int status) { status_ = status; }
  std::vector<Delivered> all() const {
    std::scoped_lock lock(mutex_);
    return all_;
  }
  // Of one order, by type.
  std::vector<Delivered> of(const std::string& order, const std::string& event = {}) const {
    auto some = all();
    std::erase_if(some, [&](const Delivered& one) {
      const auto body = parse_json(one.body).value();
      const auto* about = find(body, "order");
      return !about || text_at(*about, "channel_order_id") != order || (!event.empty() && one.event != event);
    });
    return some;
  }

 private:
  struct Handler : Poco::Net::HTTPRequestHandler {
    explicit Handler(Receiver& to) : receiver(to) {}
    void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override {
      Delivered one{request.get("Fairway-Event", ""), request.get("Fairway-Event-Id", ""), {}, false};
      Poco::StreamCopier::copyToString(request.stream(), one.body);
      one.is_ours = fits(request, one.body);
      const int status = receiver.status_;
      {
        std::scoped_lock lock(receiver.mutex_);
        if (status < 300) receiver.all_.push_back(std::move(one));
      }
      response.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(status));
      response.setContentLength(0);
      response.send();
    }
    Receiver& receiver;
  };
  struct Factory : Poco::Net::HTTPRequestHandlerFactory {
    explicit Factory(Receiver& to) : receiver(to) {}
    Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
      return new Handler(receiver);
    }
    Receiver& receiver;
  };
  Poco::Net::ServerSocket socket_{Poco::Net::SocketAddress("127.0.0.1", 0)};
  std::atomic<int> status_{200};
  mutable std::mutex mutex_;
  std::vector<Delivered> all_;
  Poco::Net::HTTPServer server_;
};

class OwnStorefront : public OneWorld {
 protected:
  static void SetUpTestSuite() {
    receiver_ = std::make_unique<Receiver>();
    checkout_ = free_port();
    WorldOptions options;
    options.serve = {"--checkout", fmt::format("127.0.0.1:{}", checkout_)};
    options.stock_every = "10m";
    world_ = std::make_unique<World>(options);
    write_file(world_->config() / "secrets/hook", std::string(kSecret) + "\n");
    replace_in(account_file(*world_), "warehouses:\n",
               fmt::format("  web:\n    plugin: storefront\n    settings: {{ shop: shop.example, webhook-url: \"{}\", "
                           "webhook-secret: \"${{file:secrets/hook}}\" }}\n    orders: {{ enabled: true }}\nwarehouses:\n",
                           receiver_->url()));
    world_->sandbox().set_stock("ACME1", "W1", "TENT-2P", 7);
    ASSERT_TRUE(world_->start()) << world_->log();
  }
  static void TearDownTestSuite() {
    world_.reset();
    receiver_.reset();
  }
  void TearDown() override {
    world_->sandbox().clear_faults();
    receiver_->answer_with(200);
  }

  static Answer call(const std::string& method, const std::string& path, const std::string& body = {}, Headers more = {}) {
    more.emplace_back("Authorization", "Bearer " + admin_token(*world_));
    if (method == "POST") more.emplace_back("Content-Type", "application/json");
    return ask(method, api_url(*world_) + path, body, more);
  }
  static Answer post(const std::string& key, const std::string& body, const std::string& store = "web") {
    Headers headers;
    if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
    return call("POST", "/v1/accounts/acme1/stores/" + store + "/orders", body, std::move(headers));
  }
  static std::string order(const std::string& id, const std::string& sku = "TENT-2P", int quantity = 1,
                           const std::string& service = "Standard") {
    return fmt::format(R"({{"channel_order_id":"{}","ship_category":"{}","buyer":{{"email":"quirin@zabelthau.example"}},
        "ship_to":{{"name":"Quirin Zabelthau","line1":"Hollow Lane 77b","city":"Lakemere","postal_code":"48084","state":"MI",
        "country":"US"}},"lines":[{{"sku":"{}","quantity":{}}}]}})",
                       id, service, sku, quantity);
  }
  static json::value check(const std::string& query) { return world_->get("/v1/accounts/acme1/stock-check?" + query); }
  static std::int64_t inventory_calls() {
    std::int64_t calls = 0;
    const json::value wms = world_->sandbox().state().at("wms");
    if (const auto* one = find(wms.at("requests"), "listInventory"))
      for (const auto& status : one->as_object()) calls += status.value().to_number<std::int64_t>();
    return calls;
  }
  static void slow(Millis delay) {
    Fault fault;
    fault.kind = FaultKind::slow, fault.operation = "listInventory", fault.delay = delay;
    world_->sandbox().fault(fault);
  }

  static inline std::unique_ptr<Receiver> receiver_;
  static inline int checkout_ = 0;
};

// ORD-13
TEST_F(OwnStorefront, APostedOrderShipsAndItsTrackingArrivesOnceAndSigned) {
  const auto posted = post("key-1", order("S-1001"));
  ASSERT_EQ(posted.status, 201) << posted.body;
  EXPECT_EQ(text_in(posted.json(), "channel_order_id"), "S-1001");
  EXPECT_EQ(text_in(posted.json(), "store"), "web");
  ASSERT_TRUE(await_state(*world_, "acme1", "S-1001", "confirmed")) << say(*world_, "acme1", "S-1001");
  ASSERT_TRUE(until([&] { return !receiver_->of("S-1001", "order.acknowledged").empty(); }, kSoon));

  const auto told = receiver_->of("S-1001");
  std::set<std::string> ids;
  std::int64_t units = 0;
  for (const auto& one : told) {
    EXPECT_TRUE(one.is_ours) << one.body;
    EXPECT_TRUE(ids.insert(one.id).second) << "twice: " << one.body;
    EXPECT_EQ(one.body.find("Zabelthau"), std::string::npos);
    const auto body = parse_json(one.body).value();
    if (const auto* parcel = find(body, "shipment")) {
      EXPECT_FALSE(text_at(*parcel, "carrier").empty());
      for (const auto& line : parcel->at("lines").as_array()) units += number_at(line, "quantity");
    }
  }
  EXPECT_EQ(units, 1);
  const auto parcel = parse_json(receiver_->of("S-1001", "order.shipped").at(0).body).value();
  EXPECT_EQ(text_at(parcel.at("shipment"), "tracking_number"),
            text_in(shipment_of(world_->order("acme1", "S-1001")), "tracking_number"));
  EXPECT_EQ(read_bytes_below(world_->data()).find("Zabelthau"), std::string::npos);
}

// ORD-13: what is answered, as a table.
TEST_F(OwnStorefront, WhatAPostIsAnswered) {
  ASSERT_EQ(post("key-2", order("S-2001")).status, 201);
  struct Case {
    const char* what;
    std::string key, body, store;
    int status;
  };
  const Case cases[] = {{"the same again", "key-2", order("S-2001"), "web", 200},
                        {"another body", "key-2", order("S-2001", "TENT-2P", 2), "web", 409},
                        {"the same order under another key", "key-3", order("S-2001"), "web", 200},
                        {"the same order with another content", "key-4", order("S-2001", "MUG"), "web", 409},
                        {"no key", "", order("S-2002"), "web", 400},
                        {"a key with a space", "key 5", order("S-2002"), "web", 400},
                        {"no JSON", "key-5", "{", "web", 400},
                        {"no order", "key-5", "{}", "web", 422},
                        {"no such store", "key-5", order("S-2002"), "nobody", 404},
                        {"a store that fetches", "key-5", order("S-2002"), "us-main", 409},
                        {"too large", "key-5", order(std::string(1 << 20, 'x')), "web", 413},
                        {"and none of that took the key", "key-5", order("S-2002"), "web", 201}};
  for (const auto& one : cases) {
    const auto answer = post(one.key, one.body, one.store);
    EXPECT_EQ(answer.status, one.status) << one.what << ": " << answer.body.substr(0, 300);
    if (one.status >= 400) { EXPECT_EQ(answer.type, "application/problem+json") << one.what; }
  }
  const auto wrong = post("key-6", R"({"channel_order_id":"S-2003","lines":[{"sku":"","quantity":0}]})").json();
  std::vector<std::string> pointers;
  for (const auto& error : wrong.at("errors").as_array()) pointers.push_back(text_in(error, "pointer"));
  EXPECT_THAT(pointers, UnorderedElementsAre("/lines/0/sku", "/lines/0/quantity", "/ship_to/country", "/ship_to/name",
                                             "/ship_to/line1"));
  EXPECT_EQ(ask("POST", api_url(*world_) + "/v1/accounts/acme1/stores/web/orders", order("S-2004")).status, 401);
}

// ORD-13: a paused store takes none, and says so in a way that lets the shop try again.
// ORD-14: most shops count their orders, and so do we: each is answered for its own, by whichever of both it is asked for.
TEST_F(OwnStorefront, AShopThatCountsItsOrdersIsNeverAnsweredForAnother) {
  for (int number = 1; number <= 12; ++number) {
    const auto id = std::to_string(number);
    const auto posted = post("count-" + id, order(id));
    EXPECT_EQ(posted.status, 201) << posted.body;
    const auto body = posted.json();
    EXPECT_EQ(text_in(body, "channel_order_id"), id);
    EXPECT_EQ(text_in(world_->order("acme1", id), "channel_order_id"), id);
    EXPECT_EQ(text_in(world_->order("acme1", text_in(body, "id")), "channel_order_id"), id) << text_in(body, "id");
    EXPECT_EQ(post("count-" + id, order(id)).status, 200);
  }
  const auto shown = world_->fairway({"orders", "cancel", "7", "--account", "acme1"});
  EXPECT_EQ(shown.exit, 0) << shown.out;
  EXPECT_THAT(shown.out, HasSubstr("web 7 of acme1"));
}

TEST_F(OwnStorefront, APausedStoreTakesNoneUntilItGoesOn) {
  world_->post("/v1/accounts/acme1/stores/web/disable");
  const auto refused = post("key-7", order("S-3001"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_THAT(text_in(refused.json(), "detail"), HasSubstr("paused"));
  world_->post("/v1/accounts/acme1/stores/web/enable");
  EXPECT_EQ(post("key-7", order("S-3001")).status, 201);
}

// ORD-13
TEST_F(OwnStorefront, AShopThatWasOutOfOrderIsToldLaterUnderTheSameIds) {
  receiver_->answer_with(503);
  ASSERT_EQ(post("key-8", order("S-4001", "TENT-2P", 1, "Carrier pigeon")).status, 201);  // no rule ships by that
  ASSERT_TRUE(await_state(*world_, "acme1", "S-4001", "needs-mapping")) << say(*world_, "acme1", "S-4001");
  const auto tried = [&] {
    world_->post("/v1/accounts/acme1/stores/web/run?flow=tell");
    for (const auto& job : items_of(world_->get("/v1/jobs?kind=tell")))
      if (text_in(job, "last_error").find("503") != std::string::npos) return true;
    return false;
  };
  ASSERT_TRUE(until(tried, kSoon)) << say(*world_, "acme1", "S-4001");
  receiver_->answer_with(200);
  world_->post("/v1/accounts/acme1/orders/S-4001/cancel", json::object{{"reason", "changed my mind"}});
  const auto told = [&] {
    world_->post("/v1/accounts/acme1/stores/web/run?flow=tell");
    return !receiver_->of("S-4001", "order.cancelled").empty();
  };
  ASSERT_TRUE(until(told, kSoon)) << say(*world_, "acme1", "S-4001");
  std::vector<std::string> types;
  for (const auto& one : receiver_->of("S-4001")) types.push_back(one.event);
  EXPECT_THAT(types, ElementsAre("order.needs-mapping", "order.cancelled"));
  const auto last = parse_json(receiver_->of("S-4001").back().body).value();
  EXPECT_EQ(text_at(last.at("order"), "reason"), "changed my mind");
}

// ORD-13: the host dies while shops post. What was answered 201 is there after it, and what comes again is no second order.
TEST_F(OwnStorefront, AHostThatDiesWhileShopsPostLosesNoneAndDoublesNone) {
  constexpr int kPosted = 40;
  std::atomic<int> next{0}, answered{0};
  std::vector<int> first(kPosted, 0);
  const auto shop = [&] {
    for (int i = next++; i < kPosted; i = next++) {
      const auto id = fmt::format("S-5{:03}", i);
      for (int tries = 0; tries < 500; ++tries) {
        const auto answer = post("crash-" + id, order(id));
        if (answer.status == 201 || answer.status == 200) {
          first[static_cast<std::size_t>(i)] = answer.status;
          ++answered;
          break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));  // as a shop would: nothing is proved by it
      }
    }
  };
  std::vector<std::thread> shops;
  for (int i = 0; i < 3; ++i) shops.emplace_back(shop);
  EXPECT_TRUE(until([&] { return answered >= kPosted / 4; }, kSoon));
  world_->kill();
  EXPECT_TRUE(world_->start()) << world_->log();
  for (auto& one : shops) one.join();
  EXPECT_EQ(answered, kPosted);
  std::map<std::string, int> seen;
  for (const auto& one : items_of(world_->get("/v1/accounts/acme1/orders?store=web&limit=1000")))
    if (text_in(one, "channel_order_id").starts_with("S-5")) ++seen[text_in(one, "channel_order_id")];
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kPosted));
  for (const auto& [id, times] : seen) EXPECT_EQ(times, 1) << id;
}

// OFR-9
TEST_F(OwnStorefront, StockIsAskedForNowAndElseToldAsItWasKnown) {
  world_->sandbox().set_stock("ACME1", "W1", "LAMP", 12);
  const auto live = check("sku=LAMP&quantity=12");
  EXPECT_EQ(text_in(live, "source"), "live") << json::serialize(live);
  EXPECT_EQ(number_at(live, "available"), 12);
  EXPECT_TRUE(flag_at(live, "enough"));
  world_->sandbox().set_stock("ACME1", "W1", "LAMP", 3);
  const auto known = check("sku=LAMP&deadline=0&quantity=4");
  EXPECT_EQ(text_in(known, "source"), "known");
  EXPECT_EQ(number_at(known, "available"), 12) << "as it was told last";
  EXPECT_EQ(number_at(check("sku=LAMP"), "available"), 3);
  EXPECT_FALSE(flag_at(check("sku=LAMP&quantity=4"), "enough", true));
  const auto nobody = check("sku=NO-SUCH-THING");
  EXPECT_TRUE(nobody.at("available").is_null());
  EXPECT_NE(text_in(nobody, "reason"), "");
}

// OFR-9: a slow warehouse costs a checkout no more than it was willing to wait, and the API nothing.
TEST_F(OwnStorefront, WhereTheDeadlinePassesWhatIsKnownIsToldInTime) {
  world_->sandbox().set_stock("ACME1", "W1", "SLOW", 5);
  ASSERT_EQ(number_at(check("sku=SLOW"), "available"), 5);
  slow(std::chrono::seconds(4));
  const auto began = std::chrono::steady_clock::now();
  const auto answer = check("sku=SLOW&deadline=700ms");
  const auto took = std::chrono::steady_clock::now() - began;
  EXPECT_EQ(text_in(answer, "source"), "known");
  EXPECT_EQ(number_at(answer, "available"), 5);
  EXPECT_LT(took, std::chrono::seconds(3)) << "the warehouse takes four";
}

// OFR-9
TEST_F(OwnStorefront, ChecksOfOneItemAtOnceAreOneQuestion) {
  world_->sandbox().set_stock("ACME1", "W1", "RUSH", 9);
  slow(std::chrono::seconds(2));
  const auto before = inventory_calls();
  std::vector<std::future<json::value>> checks;
  for (int i = 0; i < 8; ++i)
    checks.push_back(std::async(std::launch::async, [] { return check("sku=RUSH&deadline=10s"); }));
  for (auto& one : checks) {
    const auto answer = one.get();
    EXPECT_EQ(text_in(answer, "source"), "live");
    EXPECT_EQ(number_at(answer, "available"), 9);
  }
  EXPECT_LE(inventory_calls() - before, 2);
}

// OFR-9: the port for checkouts serves that alone, with the same tokens.
TEST_F(OwnStorefront, ThePortForCheckoutsServesStockChecksAlone) {
  const auto base = fmt::format("http://127.0.0.1:{}", checkout_);
  const Headers token{{"Authorization", "Bearer " + admin_token(*world_)}};
  EXPECT_EQ(ask("GET", base + "/v1/accounts/acme1/stock-check?sku=TENT-2P", {}, token).status, 200);
  EXPECT_EQ(ask("GET", base + "/v1/accounts/acme1/stock-check?sku=TENT-2P").status, 401);
  EXPECT_EQ(ask("GET", base + "/v1/accounts", {}, token).status, 404);
  EXPECT_EQ(ask("GET", base + "/v1/accounts/acme1/stock-check?sku=A", {}, {{"Host", "evil.example"}}).status, 403);
}

}  // namespace
}  // namespace fairway::testing
