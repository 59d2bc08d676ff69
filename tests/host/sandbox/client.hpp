// A sandbox on free ports, a clock that the test moves, and a small HTTP client of both sides.
#pragma once
#include <sstream>

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <gtest/gtest.h>

#include "host/base/json.hpp"
#include "host/base/text.hpp"
#include "host/sandbox/http.hpp"
#include "host/sandbox/sandbox.hpp"

namespace fairway::sandbox {

struct Answer {
  int status = 0;  // 0: the connection broke
  std::string body;
  std::map<std::string, std::string> headers;  // lower case
  const json::value& json() const {            // null where the body is none
    if (!parsed_) parsed_ = parse_json(body).value_or(json::value());
    return *parsed_;
  }

 private:
  mutable std::optional<json::value> parsed_;
};

struct Headers : std::vector<std::pair<std::string, std::string>> {
  using std::vector<std::pair<std::string, std::string>>::vector;
};

inline Answer send(std::uint16_t port, const std::string& method, const std::string& target, const std::string& body = {},
                   const Headers& headers = {}, bool announce = false) {
  Answer answer;
  try {
    Poco::Net::HTTPClientSession session("127.0.0.1", port);
    session.setTimeout(Poco::Timespan(20, 0));
    Poco::Net::HTTPRequest request(method, target, "HTTP/1.1");
    for (const auto& [name, value] : headers) request.set(name, value);
    if (!body.empty() || announce || method == "POST" || method == "PUT")
      request.setContentLength64(static_cast<Poco::Int64>(body.size()));
    session.sendRequest(request) << body;
    Poco::Net::HTTPResponse response;
    std::ostringstream text;
    Poco::StreamCopier::copyStream(session.receiveResponse(response), text);
    answer.body = text.str();
    answer.status = response.getStatus();
    for (const auto& [name, value] : response) answer.headers[to_lower(name)] = value;
    if (response.hasContentLength() && response.getContentLength64() != static_cast<Poco::Int64>(answer.body.size()))
      answer.status = 0;
  } catch (const Poco::Exception&) { answer.status = 0; }
  return answer;
}

class SandboxTest : public ::testing::Test {
 protected:
  SandboxTest() : sandbox_(options()) {}
  void SetUp() override {
    const auto up = sandbox_.start();
    ASSERT_TRUE(up) << up.error().message;
  }
  Options options() {
    Options options;
    options.amazon = options.wms = "127.0.0.1:0";
    options.seed = 7;
    options.clock = &clock_;
    options.settings.rates = false;
    options.settings.auto_ship = false;
    return options;
  }
  void amend(const json::object& changes) { ASSERT_TRUE(sandbox_.control("POST", "settings", changes)); }

  std::string token(const std::string& seller = "A1") {
    const auto answer = send(
        sandbox_.ports().amazon, "POST", "/auth/o2/token",
        "grant_type=refresh_token&client_id=c&client_secret=s&refresh_token=" + percent_encode("Atzr|sandbox-" + seller),
        {{"Content-Type", "application/x-www-form-urlencoded;charset=UTF-8"}});
    return std::string(text_at(answer.json(), "access_token"));
  }
  Answer amazon(const std::string& method, const std::string& target, const std::string& body = {}) {
    if (token_.empty()) token_ = token();
    Headers headers{{"x-amz-access-token", token_}, {"User-Agent", "Test/1.0 (Language=C++/20)"}};
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    return send(sandbox_.ports().amazon, method, target, body, headers);
  }
  std::vector<std::string> inject(
      std::size_t count, const std::function<void(OrderSpec&)>& change = [](OrderSpec&) {}) {
    OrderSpec spec;
    spec.seller = "A1";
    spec.count = count;
    change(spec);
    return sandbox_.inject(spec).value_or(std::vector<std::string>());
  }
  std::string since() { return percent_encode(format_time(clock_.now() - std::chrono::hours(24 * 30))); }
  json::value order(const std::string& id) {
    const auto answer = amazon("GET", "/orders/2026-01-01/orders/" + id +
                                          "?includedData=BUYER,RECIPIENT,PROCEEDS,CANCELLATION,FULFILLMENT,PACKAGES");
    return answer.status == 200 ? answer.json().at("order") : json::value(json::object{});
  }

  std::string wms_token() {
    const auto answer = send(sandbox_.ports().wms, "POST", "/auth/token", R"({"grant_type":"client_credentials"})",
                             {{"Authorization", "Basic " + to_base64("acme:secret")}, {"Content-Type", "application/json"}});
    return std::string(text_at(answer.json(), "access_token"));
  }
  Answer wms(const std::string& method, const std::string& target, const std::string& body = {}, Headers more = {}) {
    if (wms_token_.empty()) wms_token_ = wms_token();
    more.emplace_back("Authorization", "Bearer " + wms_token_);
    more.emplace_back("X-Depositor", "ACME");
    if (!body.empty()) more.emplace_back("Content-Type", "application/json");
    return send(sandbox_.ports().wms, method, target, body, more);
  }
  static std::string wms_order(const std::string& reference, int quantity = 2) {
    return json::serialize(json::object{
        {"reference", reference},
        {"warehouse_id", "W1"},
        {"shipping_method", "UPS Ground"},
        {"ship_to", {{"name", "Ada Almond"}, {"line1", "1 Mill Lane"}, {"city", "Lakemere"}, {"country", "US"}}},
        {"lines", {{{"line_id", "1"}, {"sku", "SKU-1"}, {"quantity", quantity}}}}});
  }

  ManualClock clock_{*parse_time("2026-11-22T12:00:00Z")};
  Sandbox sandbox_;
  std::string token_, wms_token_;
};

}  // namespace fairway::sandbox
